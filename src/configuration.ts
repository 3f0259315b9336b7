/** The desk document, normalised: what the engine is configured with, whoever wrote it and in whatever form. */
import type { AccountId, BookId, Duration, InstrumentId, RuleId, Timestamp } from './identifiers.ts';
import { MICROSECONDS, seconds } from './identifiers.ts';
import type { LossPlan, TradingDay } from './lossLimits.ts';
import type { Price, Quantity, Ratio } from './money.ts';
import { price, quantity, ratio } from './money.ts';
import type { OrderLimits } from './orderLimits.ts';
import type { Distance, OpenIntent, Patience, Sizing } from './plans.ts';
import type { Topics } from './ruleTopics.ts';
import type { StageCriteria } from './stages.ts';

export const indicatorKinds = [
  'atr',
  'sma',
  'ema',
  'rsi',
  'bollinger',
  'vwap',
  'openingRange',
  'sessionRange',
] as const;
export type IndicatorKind = (typeof indicatorKinds)[number];

/** The lines of kinds that have several. */
const lines: { readonly [K in IndicatorKind]?: readonly string[] } = {
  bollinger: ['upper', 'middle', 'lower'],
  openingRange: ['high', 'low'],
  sessionRange: ['high', 'low'],
};

/** The names of its values: its own, or one for each line, such as `band.upper`. */
export const valueNames = ({ name, kind }: Pick<IndicatorPlan, 'name' | 'kind'>): readonly string[] =>
  lines[kind]?.map((line) => `${name}.${line}`) ?? [name];

/** Kinds that are worked out from the opening of the session on: where its first bars are missing they have no value in it. */
export const anchoredKinds: ReadonlySet<string> = new Set<IndicatorKind>(['vwap', 'openingRange', 'sessionRange']);

/** An indicator over trade bars of one length, computed once for each instrument. */
export interface IndicatorPlan {
  readonly name: string;
  readonly kind: IndicatorKind;
  /** In bars; 1 for what is of the whole session. */
  readonly length: number;
  /** How many standard deviations the bands are from their middle. */
  readonly deviations?: number;
  /** Only bars of this length count. */
  readonly period: Duration;
  /** `regular`: bars of the regular session, begun anew each session. `all`: every bar, never begun anew. */
  readonly session: 'regular' | 'all';
}

/** Recursive indicators over every bar see this many times their length of bars, live, in a backtest and after a restore alike. */
const RECURSIVE_SPAN = 8;

/** How many bars an indicator is worked out from: one that begins anew with each session takes all of it, unless it is a plain average. */
export function barsKept({ kind, length, session }: IndicatorPlan): number {
  if (kind === 'sma' || kind === 'bollinger') return length;
  return session === 'all' ? length * RECURSIVE_SPAN : Number.POSITIVE_INFINITY;
}

/** Where a rule moves the levels of what is held. */
export type LevelAction =
  /** To the average entry price, or so far behind the middle of the quote. */
  | { readonly do: 'moveStop'; readonly to: 'average' | Distance; readonly loosen?: true }
  /** The stop follows the best price so far behind. */
  | { readonly do: 'trail'; readonly distance: Distance }
  /** So far from the average entry price, the first target first. */
  | { readonly do: 'moveTargets'; readonly distances: readonly Distance[] };

/** What a halt is of: everything, the book, or the instrument of the event. */
export const haltScopes = ['desk', 'book', 'symbol'] as const;
export type HaltScope = (typeof haltScopes)[number];

/** What is opened the other way, once what is held has been left. */
export type ReverseIntent = Omit<OpenIntent, 'side' | 'sizing'> & Partial<Pick<OpenIntent, 'sizing'>>;

/** What a rule does when it acts. */
export type RuleAction =
  | LevelAction
  /** Adds so much to the position, at the market. */
  | { readonly do: 'scaleIn'; readonly sizing: Sizing }
  /** Leaves what is held, and once it is left opens the other way: as much as was held unless told. */
  | { readonly do: 'reverse'; readonly intent: ReverseIntent }
  /** Sells so much of the position, or such a share of it. */
  | { readonly do: 'scaleOut'; readonly quantity?: Quantity; readonly share?: Ratio }
  /** Takes back working orders that would add, in the instrument or everywhere. */
  | { readonly do: 'cancelEntries'; readonly of: 'symbol' | 'desk' }
  /** Closes every position of the book. */
  | { readonly do: 'flattenBook' }
  | { readonly do: 'halt' | 'resume'; readonly scope: HaltScope }
  | { readonly do: 'notify'; readonly text: string }
  | { readonly do: 'open'; readonly intent: OpenIntent }
  /** Closes the book's position in the instrument of the event. */
  | { readonly do: 'close' }
  /** Closes every position of the desk. */
  | { readonly do: 'flatten' };

/** How long a rule rests, after what, where (in that symbol unless told), and which events end it. */
export interface RuleCooldown {
  readonly for: Duration;
  readonly after: 'action' | 'stop' | 'close';
  readonly per?: 'rule';
  readonly reset?: readonly string[];
}

export interface RulePlan {
  readonly rule: RuleId;
  /** Types of the alphabet or ancestors of types: each of them will do. */
  readonly when: Topics;
  /** It is judged for these alone; an event about no instrument is one about each of them. */
  readonly symbols?: readonly InstrumentId[];
  /** Of the rules that hear an event, those of higher priority come first; 0 unless told. */
  readonly priority?: number;
  readonly enabled?: false;
  /** How often it may act in a day: in a symbol, or in all of them together. */
  readonly maxPerDay?: { readonly count: number; readonly per: 'symbol' | 'rule' };
  /** From then on it does not act. */
  readonly expires?: Timestamp;
  /** Once it has acted no rule behind it acts in that symbol in the same pass. */
  readonly exclusive?: true;
  /** It decides and says what it would have done; nothing is traded. */
  readonly dryRun?: true;
  /** A CEL expression; `null` means always. */
  readonly condition: string | null;
  readonly actions: readonly RuleAction[];
  readonly cooldown: RuleCooldown | null;
  readonly times: number | null;
  /** `act`: it acts on an event of the session also when that is heard after the session has closed. */
  readonly late?: 'act';
}

/** Limits of the gate; one that is absent does not bind. */
export type RiskLimits = OrderLimits;

/** What each stage asks of the one before, and the caps of small live. Without it the desk trades all it may. */
export interface PromotionPlan {
  readonly paper: StageCriteria;
  readonly smallLive: StageCriteria;
  readonly live: StageCriteria;
  readonly caps: RiskLimits;
  /** The account holds money: said by whoever starts the desk. */
  readonly realMoney?: true;
}

export const accountings = ['average', 'fifo'] as const;
export type Accounting = (typeof accountings)[number];

export const markKinds = ['mid', 'last', 'closing'] as const;
export type Marks = (typeof markKinds)[number];

export interface DeskConfiguration {
  readonly name: string;
  readonly account: AccountId;
  readonly book: BookId;
  readonly currency: string;
  /** `null`: every instrument that the market data has. */
  readonly instruments: readonly InstrumentId[] | null;
  readonly tick: Price;
  readonly lot: Quantity;
  readonly indicators: readonly IndicatorPlan[];
  readonly rules: readonly RulePlan[];
  readonly risk: RiskLimits;
  /** What the desk, and each of its books, may lose. */
  readonly losses?: LossPlan | undefined;
  /** Why limits are looser than they were: another text each time they are loosened. */
  readonly limitsWhy?: string;
  /** At midnight in New York unless told. */
  readonly tradingDay?: TradingDay;
  /** How far through the quote an exit is priced, so that it fills. */
  readonly exitThrough: Ratio;
  /** How long before the close `clock.beforeClose` is said. */
  readonly beforeClose: Duration;
  /** A signal that was observed longer ago is acted on no more. */
  readonly signalAge: Duration;
  readonly patience: Patience;
  /** At which price what is held is worth: the middle of the quote, the last trade, or the side that would close it. */
  readonly marks: Marks;
  /** How the cost of what is sold is found: from the average, or from what was bought first. */
  readonly accounting: Accounting;
  readonly promotion?: PromotionPlan;
}

/** What holds where a desk document says nothing. */
export const deskDefaults = {
  account: 'PAPER',
  book: 'main',
  currency: 'USD',
  tick: price('0.01'),
  lot: quantity(1),
  exitThrough: ratio('0.005'),
  beforeClose: (1 * MICROSECONDS.minute) as Duration,
  signalAge: (5 * MICROSECONDS.minute) as Duration,
  marks: 'mid',
  accounting: 'average',
  patience: {
    acknowledge: seconds(10),
    answer: seconds(10),
    protection: seconds(5),
    exit: seconds(90),
    agreement: seconds(10),
  },
} as const;
