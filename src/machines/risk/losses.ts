/** Where a scope stands against its loss limits, as pure questions. What is not known never counts as nothing lost: it is blind. */
import type { BreachAnswer, LossLimitName, LossLimits } from '../../lossLimits.ts';
import { lossLimitNames } from '../../lossLimits.ts';
import type { Amount, Ratio } from '../../money.ts';
import { amountText, decimalText, scaledAmount } from '../../money.ts';

/** What is known of one scope. */
export interface LossFigures {
  /** Since the trading day began; below zero where it was lost. */
  readonly realised: Amount;
  /** The same with what is held. */
  readonly change: Amount;
  /** How far the profit is below its highest, with what is held. */
  readonly drawdown: Amount;
  /** What there was at the highest; `undefined` while nobody has said what the account holds. */
  readonly peakEquity: Amount | undefined;
  /** Something is held that has no price: what is open can not be told. */
  readonly isUnpriced: boolean;
  /** Losing trades one after the other that count. */
  readonly streak: number;
  /** The streak was long enough, and what follows from it is not over. */
  readonly isPaused: boolean;
  /** Positions opened in the trading day. */
  readonly trades: number;
  /** One more was asked for. */
  readonly isTradeRefused: boolean;
}

/** How one limit stands: `blind` where it can not be told. */
export type LossState = 'within' | 'reached' | 'blind';

interface Measure<L> {
  readonly state: (limit: L, figures: LossFigures) => LossState;
  /** The limit, and what there is of it, for people. */
  readonly most: (limit: L) => string;
  readonly value: (figures: LossFigures, limit: L) => string;
  /** How much of it is used: 1 is all. */
  readonly used: (limit: L, figures: LossFigures) => number;
}

type Limit<N extends LossLimitName> = NonNullable<LossLimits[N]>;

const reachedIf = (holds: boolean): LossState => (holds ? 'reached' : 'within');
const lostOf = (change: Amount): Amount => (change < 0n ? -change : 0n) as Amount;
/** How much of a limit is used, to a hundredth of a percent: 1 is all of it. */
export const partOf = (value: bigint, most: bigint): number =>
  most <= 0n ? 1 : Number((value * 10_000n) / most) / 10_000;
const drawdownMost = (limit: Limit<'maxDrawdown'>, { peakEquity }: LossFigures): Amount | undefined =>
  'max' in limit ? limit.max : peakEquity === undefined ? undefined : scaledAmount(peakEquity, limit.share);

const measures: { readonly [N in LossLimitName]: Measure<Limit<N>> } = {
  maxDailyLoss: {
    state: ({ max }, { realised }) => reachedIf(lostOf(realised) >= max),
    most: ({ max }) => amountText(max),
    value: ({ realised }) => amountText(lostOf(realised)),
    used: ({ max }, { realised }) => partOf(lostOf(realised), max),
  },
  maxDailyLossWithOpen: {
    state: ({ max }, { change, isUnpriced }) => (isUnpriced ? 'blind' : reachedIf(lostOf(change) >= max)),
    most: ({ max }) => amountText(max),
    value: ({ change }) => amountText(lostOf(change)),
    used: ({ max }, { change }) => partOf(lostOf(change), max),
  },
  maxDrawdown: {
    state(limit, figures) {
      const most = drawdownMost(limit, figures);
      return most === undefined || figures.isUnpriced
        ? 'blind'
        : reachedIf(figures.drawdown > 0n && figures.drawdown >= most);
    },
    most: (limit) => ('max' in limit ? amountText(limit.max) : decimalText(limit.share)),
    value({ drawdown, peakEquity }, limit) {
      if ('max' in limit) return amountText(drawdown);
      return decimalText(shareOf(drawdown, peakEquity ?? (0n as Amount)));
    },
    used: (limit, figures) => partOf(figures.drawdown, drawdownMost(limit, figures) ?? 0n),
  },
  losingStreak: {
    state: (_limit, { isPaused }) => reachedIf(isPaused),
    most: ({ trades, of }) => `${trades} ${of}`,
    value: ({ streak }) => `${streak}`,
    used: ({ trades }, { streak }) => streak / trades,
  },
  maxTradesPerDay: {
    state: ({ max }, { trades, isTradeRefused }) => reachedIf(isTradeRefused && trades >= max),
    most: ({ max }) => `${max}`,
    value: ({ trades }) => `${trades}`,
    used: ({ max }, { trades }) => trades / max,
  },
};

/** A share of the whole, downwards. */
const shareOf = (part: Amount, whole: Amount): Ratio => (whole <= 0n ? 0n : (part * 100_000_000n) / whole) as Ratio;

const measureOf = (name: LossLimitName) => measures[name] as Measure<NonNullable<LossLimits[LossLimitName]>>;

/** The limits that are set and stand like that, in the order of their names. */
export const limitsThatAre = (state: LossState, limits: LossLimits, figures: LossFigures): readonly LossLimitName[] =>
  lossLimitNames.filter((name) => {
    const limit = limits[name];
    return limit !== undefined && measureOf(name).state(limit, figures) === state;
  });

/** How a limit is used, for people. */
export interface LossUse {
  readonly limit: LossLimitName;
  readonly most: string;
  readonly value: string;
  /** 1 is all of it. */
  readonly used: number;
  readonly state: LossState;
  readonly onBreach: BreachAnswer;
}

/** How a limit that is set is used. */
export function useOf(limit: LossLimitName, limits: LossLimits, figures: LossFigures): LossUse | undefined {
  const set = limits[limit];
  if (set === undefined) return undefined;
  const measure = measureOf(limit);
  return {
    limit,
    most: measure.most(set),
    value: measure.value(figures, set),
    used: measure.used(set, figures),
    state: measure.state(set, figures),
    onBreach: set.onBreach,
  };
}
