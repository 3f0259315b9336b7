/** What a day has brought, for people: told when its session has closed. */
import type { EngineViews } from '../../actors/engine/views.ts';
import type { Recording } from '../../adapters/reports/recording.ts';
import type { Amount } from '../../money.ts';
import { decimalText, minus, moneyText, plus, zero } from '../../money.ts';

export interface DayParts {
  readonly session: string;
  readonly currency: string;
  readonly recording: Recording;
  readonly views: Pick<EngineViews, 'account' | 'openPositions'>;
  /** Alarms that nobody has seen. */
  readonly unseen: number;
}

export interface DayText {
  readonly subject: string;
  readonly lines: string;
}

export function dayText({ session, currency, recording, views, unseen }: DayParts): DayText {
  const trades = [...recording.trades.values()].filter((each) => each.session === session && each.closedAt !== null);
  const net = trades.map(({ realised, dividends, fees }) => minus(plus(realised, dividends), fees));
  const sum = (amounts: readonly Amount[]): Amount => amounts.reduce<Amount>(plus, zero);
  const fees = sum([...recording.days.values()].flatMap((day) => (day.session === session ? [day.fees] : [])));
  const open = views.openPositions().filter(({ quantity }) => quantity !== 0n);
  const { equity } = views.account();
  const lines = [
    `round trips: ${trades.length}, won ${net.filter((each) => each > 0n).length}, after fees ${moneyText(sum(net))}`,
    `fees of the day: ${moneyText(fees)}`,
    `equity: ${moneyText(equity)} ${currency}`,
    ...open.map(
      ({ instrument, quantity, protection, unrealised }) =>
        `held: ${instrument} ${decimalText(quantity)}, ${protection}, ${moneyText(unrealised)}`,
    ),
    ...(unseen === 0 ? [] : [`alarms that nobody has seen: ${unseen}`]),
  ];
  return {
    subject: `${session}: ${trades.length} round trips, ${moneyText(sum(net))} ${currency}`,
    lines: `${lines.join('\n')}\n`,
  };
}
