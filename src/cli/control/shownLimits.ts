/** Limits of a desk beside how much of them is used: of the whole desk, and what each scope has lost. */
import type { Engine } from '../../actors/engine/engine.ts';
import type { Limit } from '../../adapters/controlApi/answers.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { isoTime } from '../../identifiers.ts';
import { partOf } from '../../machines/risk/losses.ts';
import type { Amount } from '../../money.ts';
import { amountText, plus } from '../../money.ts';

export function limitsOf({ views }: Engine, { risk }: DeskConfiguration): readonly Limit[] {
  const { grossExposure, reserved } = views.account();
  const losses = views.losses().flatMap(({ scope, pausedUntil, uses }) =>
    uses.map(({ limit, most, value, used, state, onBreach, isBreached }): Limit => {
      const until = limit === 'losingStreak' && pausedUntil !== null ? isoTime(pausedUntil) : null;
      return { scope, limit, most, value, used, state: isBreached ? 'reached' : state, onBreach, until };
    }),
  );
  const { maxGrossExposure, maxOpenPositions } = risk;
  const open = views.openPositions().length;
  return [
    ...(maxGrossExposure === undefined
      ? []
      : [gate('maxGrossExposure', texts(maxGrossExposure, plus(grossExposure, reserved)))]),
    ...(maxOpenPositions === undefined
      ? []
      : [gate('maxOpenPositions', { most: `${maxOpenPositions}`, value: `${open}`, used: open / maxOpenPositions })]),
    ...losses,
  ];
}

const texts = (most: Amount, value: Amount) => ({
  most: amountText(most),
  value: amountText(value),
  used: partOf(value, most),
});

/** What is beyond it is refused, and moves nothing. */
const gate = (limit: string, use: Pick<Limit, 'most' | 'value' | 'used'>): Limit => ({
  ...{ scope: 'desk', limit, ...use },
  ...{ state: use.used >= 1 ? 'reached' : 'within', onBreach: 'refuse', until: null },
});
