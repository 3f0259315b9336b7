/** What is kept of one scope that has loss limits, and how days, trades and people change it. Pure. */
import type { PositionId, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { LossLimitName, LossLimits, TradingDay } from '../../lossLimits.ts';
import type { Amount } from '../../money.ts';
import { greater, minus, plus, zero } from '../../money.ts';
import type { LossFigures } from './losses.ts';
import { tradingDayAt } from './tradingDay.ts';

/** What has been won or lost in all: `realised` has dividends and fees in it, `open` is what is held at its marks. */
export interface Profit {
  readonly realised: Amount;
  readonly open: Amount;
}

export interface Standing {
  /** The trading day, `2026-03-31`. */
  readonly day: string;
  readonly turns: Timestamp;
  /** What had been won when the day began: realised, and with what was held. */
  readonly start: { readonly realised: Amount; readonly profit: Amount };
  /** The highest profit so far, with what was held. */
  readonly peak: Amount;
  /** Positions opened in the day, and whether one more was refused. */
  readonly trades: number;
  readonly isTradeRefused: boolean;
  /** Losing trades one after the other. */
  readonly streak: readonly { readonly position: PositionId; readonly at: Timestamp }[];
  /** After a streak; until a person resumes where it has no end. */
  readonly pause: { readonly until: Timestamp | null } | null;
  /** What has been said to be reached, and counts as that until the day turns, the pause is over or a person resumes. */
  readonly breached: readonly LossLimitName[];
  /** That the scope only reduces is of a limit alone, and ends with it. */
  readonly holds: boolean;
  /** The last input by which its scope was moved. */
  readonly movedAt: number;
  /** Limits that are others than those it was weighed by. */
  readonly differs: readonly LossLimitName[];
}

const dayFrom = (profit: Profit, at: Timestamp, by: TradingDay): Pick<Standing, 'day' | 'turns' | 'start'> => {
  const { day, ends } = tradingDayAt(at, by);
  return { day, turns: ends, start: { realised: profit.realised, profit: plus(profit.realised, profit.open) } };
};

/** One that begins now: what was won or lost before is not counted. */
export function beginning(profit: Profit, at: Timestamp, by: TradingDay): Standing {
  const first = dayFrom(profit, at, by);
  return {
    ...first,
    peak: first.start.profit,
    ...{ trades: 0, isTradeRefused: false, streak: [], pause: null },
    ...{ breached: [], holds: false, movedAt: 0, differs: [] },
  };
}

/** The same in a new trading day; what its limits are reached by is for the caller to say. */
export const inNewDay = (standing: Standing, profit: Profit, at: Timestamp, by: TradingDay): Standing => ({
  ...standing,
  ...dayFrom(profit, at, by),
  ...{ trades: 0, isTradeRefused: false },
});

/** What is known beside the standing itself. */
export interface Known {
  readonly profit: Profit;
  /** What the account holds now; `undefined` while nobody has said it, and for a book, which has no capital of its own. */
  readonly equity: Amount | undefined;
  readonly isUnpriced: boolean;
}

export function figuresOf(standing: Standing, { profit, equity, isUnpriced }: Known): LossFigures {
  const now = plus(profit.realised, profit.open);
  const drawdown = minus(greater(standing.peak, now), now);
  return {
    realised: minus(profit.realised, standing.start.realised),
    change: minus(now, standing.start.profit),
    drawdown,
    peakEquity: equity === undefined ? undefined : plus(equity, drawdown),
    isUnpriced,
    streak: standing.streak.length,
    isPaused: standing.pause !== null,
    trades: standing.trades,
    isTradeRefused: standing.isTradeRefused,
  };
}

/** A round trip that has ended, after fees. */
export interface EndedTrade {
  readonly position: PositionId;
  readonly won: Amount;
  readonly byStop: boolean;
  readonly at: Timestamp;
}

/** A losing trade makes the streak longer, a winning one ends it. One that was corrected counts once, as it is now. */
export function afterTrade(
  standing: Standing,
  limit: NonNullable<LossLimits['losingStreak']>,
  { position, won, byStop, at }: EndedTrade,
): Standing {
  if (standing.pause !== null) return standing;
  if (won > zero) return standing.streak.length === 0 ? standing : { ...standing, streak: [] };
  const since = limit.within === undefined ? 0 : at - limit.within;
  const others = standing.streak.filter((one) => one.position !== position && one.at >= since);
  const counts = won < zero && (limit.of === 'losses' || byStop);
  const streak = counts ? [...others, { position, at }] : others;
  if (streak.length < limit.trades) return { ...standing, streak };
  return { ...standing, streak, pause: { until: limit.pause === undefined ? null : later(at, limit.pause) } };
}

/** A pause is over, or a person has ended it: the streak begins anew. */
export const rested = (standing: Standing): Standing => ({ ...standing, pause: null, streak: [] });
