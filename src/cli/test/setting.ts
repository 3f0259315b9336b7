/** Brings about what a scenario says is given: bars, positions opened by orders that fill, and quotes. */

import type { GivenPlan } from '../../adapters/scenarios/plan.ts';
import { STEP } from '../../adapters/scenarios/steps.ts';
import type { BarText } from '../../adapters/scenarios/texts.ts';
import type { Timestamp } from '../../identifiers.ts';
import { instrumentId, later } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { decimalText, magnitude, minus, negate } from '../../money.ts';
import { hearBars } from './acting.ts';
import type { Stage } from './stage.ts';
import { Unplayable } from './stage.ts';

/** Sets it all. @throws Unplayable when a position can not be had */
export function setGiven(stage: Stage): void {
  const { given } = stage.plan;
  for (const { symbol, bar, end } of barsInTime(given)) {
    stage.clock.advance(end);
    hearBars(stage, symbol, { ...bar, period: given.barLength });
  }
  stage.clock.advance(given.at);
  for (const [symbol, held] of Object.entries(given.positions ?? {})) hold(stage, symbol, held);
  for (const [symbol, quote] of Object.entries(given.quotes ?? {}))
    stage.engine.hear({ type: 'market.quote', instrument: instrumentId(symbol), ...quote }, 'market');
}

interface EndingBar {
  readonly symbol: string;
  readonly bar: BarText;
  readonly end: Timestamp;
}

/** Every bar by the time at which it ends; the last of each symbol ends when the scenario begins. */
function barsInTime({ bars = {}, barLength, at }: GivenPlan): readonly EndingBar[] {
  return Object.entries(bars)
    .flatMap(([symbol, list]) => {
      const each = list.flatMap((bar) => Array.from({ length: bar.count }, () => ({ ...bar, count: 1 })));
      return each.map((bar, index) => ({ symbol, bar, end: later(at, -(each.length - 1 - index) * barLength) }));
    })
    .sort((a, b) => a.end - b.end);
}

type Held = NonNullable<GivenPlan['positions']>[string];

/** Opens it as a user would, at a quote that is just what it was opened at. */
function hold(stage: Stage, symbol: string, held: Held): void {
  const { engine, scripted, plan, pass } = stage;
  const { side, quantity, at, stop, target, doubleDown } = held;
  const instrument = instrumentId(symbol);
  const distance = (level: Price | undefined) =>
    level === undefined ? undefined : ({ by: 'amount', amount: magnitude(minus(level, at)) } as const);
  const [stopAt, targetAt] = [distance(stop), distance(target)];
  engine.hear({ type: 'market.quote', instrument, bid: at, ask: at, bidSize: quantity, askSize: quantity }, 'market');
  scripted?.oblige(at);
  engine.send({
    type: 'desk.open',
    book: plan.desk.book,
    instrument,
    intent: {
      side,
      sizing: { by: 'quantity', quantity },
      entry: { type: 'market' },
      ...(stopAt === undefined ? {} : { stop: stopAt }),
      ...(targetAt === undefined ? {} : { target: targetAt }),
      ...(doubleDown === undefined ? {} : { doubleDown }),
    },
  });
  pass(STEP);
  scripted?.oblige(null);
  const found = engine.views.openPositions().find((each) => each.instrument === instrument);
  const wanted = side === 'long' ? quantity : negate(quantity);
  if (found?.quantity === wanted && found.state === 'open') return;
  const codes = stage.observer.observe().refusals.map(({ fields }) => fields.code);
  const reason = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  throw new Unplayable(
    `the position given in ${symbol} could not be had: it came to ${found === undefined ? 'nothing' : decimalText(found.quantity)}${reason}`,
  );
}
