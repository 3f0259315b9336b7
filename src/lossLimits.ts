/** Limits on what may be lost, and when the trading day turns: how a desk document has them once it is normalised. */
import type { Duration } from './identifiers.ts';
import type { Amount, Ratio } from './money.ts';

/** What a breach does to its scope: it only reduces, or it is halted until a person resumes it. */
export const breachAnswers = ['reduce', 'halt'] as const;
export type BreachAnswer = (typeof breachAnswers)[number];

interface Answered {
  readonly onBreach: BreachAnswer;
}

/** Which trades a losing streak is made of: all that lost, or those alone that lost by their stop. */
export const streakKinds = ['losses', 'stops'] as const;

/** Each is reached at its figure, not beyond it. */
export interface LossLimits {
  /** What the trading day has realised, dividends and fees in it. */
  readonly maxDailyLoss?: Answered & { readonly max: Amount };
  /** The same with the profit of what is held, at the marks of the desk. */
  readonly maxDailyLossWithOpen?: Answered & { readonly max: Amount };
  /** From the highest profit so far, with what is held: so much money, or such a share of the equity of then. */
  readonly maxDrawdown?: Answered & ({ readonly max: Amount } | { readonly share: Ratio });
  /** So many losing trades one after the other. `pause` is there where it reduces: then it ends by itself. */
  readonly losingStreak?: Answered & {
    readonly trades: number;
    readonly of: (typeof streakKinds)[number];
    /** Only those that have ended within so long count. */
    readonly within?: Duration;
    readonly pause?: Duration;
  };
  /** Positions opened in the trading day; one more is refused, and to ask for it is the breach. */
  readonly maxTradesPerDay?: Answered & { readonly max: number };
}

export const lossLimitNames = [
  'maxDailyLoss',
  'maxDailyLossWithOpen',
  'maxDrawdown',
  'losingStreak',
  'maxTradesPerDay',
] as const satisfies readonly (keyof LossLimits)[];
export type LossLimitName = (typeof lossLimitNames)[number];

/** Of the desk as a whole, and of each book by itself. */
export interface LossPlan {
  readonly desk?: LossLimits;
  readonly book?: LossLimits;
}

/** Zones whose clocks follow rules that are known here: deciding code asks no table of the machine it runs on. */
export const dayZones = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Hong_Kong',
  'Asia/Tokyo',
  'UTC',
] as const;
export type DayZone = (typeof dayZones)[number];

/** When the trading day turns: so long after midnight there. A day that turns at noon or later is named by the date on which it ends. */
export interface TradingDay {
  readonly zone: DayZone;
  readonly rollover: Duration;
}

/** Midnight in New York: what trades before and after the session there is of the same day. */
export const exchangeDay: TradingDay = { zone: 'America/New_York', rollover: 0 as Duration };
