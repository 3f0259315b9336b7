/** What a position chart knows, hears and says. */
import type { Accounting } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AccountId, BookId, Duration, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Role, Trail } from '../../orders.ts';
import type { Patience } from '../../plans.ts';
import type { PriceSteps } from '../../priceSteps.ts';
import type { BookedFill, Ledger } from './accounting.ts';
import { emptyFifoLedger, emptyLedger } from './accounting.ts';

/** What is to become of the position, with every distance settled when it was decided. */
export interface PositionPlan {
  readonly tick: PriceSteps;
  /** From the average entry price to the stop. */
  readonly stopDistance?: Price;
  /** From the average cost to each target. */
  readonly targetDistances?: readonly Price[];
  /** Additions: so far on the way to the stop, so often. */
  readonly doubleDown?: { readonly at: Ratio; readonly times: number };
  /** How the stop follows the best price, and by how much at least it moves. */
  readonly trail?: { readonly by: Trail; readonly step: Price };
  /** From the average entry price to where the stop is moved to it, plus the offset. */
  readonly breakeven?: { readonly after: Price; readonly offset: Price };
  /** From the average entry price to where a part of the full size is sold. */
  readonly scaleOut?: readonly { readonly distance: Price; readonly part: Ratio }[];
  /** From the first fill. */
  readonly timeLimit?: Duration;
  /** What is less than this can not be closed: it stays as a residue. The smallest quantity there is unless told. */
  readonly lot?: Quantity;
}

/** Prices at which the position wants to be left. */
export interface Levels {
  readonly stop?: Price;
  /** One for each pair of exits. */
  readonly targets?: readonly Price[];
}

export interface PositionInput {
  readonly position: PositionId;
  readonly book: BookId;
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  readonly side: 'long' | 'short';
  readonly plan: PositionPlan;
  /** As sent with the entry; set anew from the average price once it has filled. */
  readonly levels: Levels;
  /** Absent when nobody planned the position: a late fill, a flip, an order by hand. */
  readonly group?: GroupId;
  /** How many orders enter it; one unless told, none where it goes on for a round trip that is over. */
  readonly entries?: number;
  /** How the cost of what is sold is found; at average cost unless told. */
  readonly accounting?: Accounting;
  /** The currency of the desk: fees in another one are kept apart. Every fee is in it unless told. */
  readonly currency?: string;
  readonly patience: Pick<Patience, 'protection' | 'exit'>;
}

/** How protection stands to the quantity held: exactly one holds for any figures. */
export type Verdict = 'none' | 'arming' | 'protected' | 'resizing' | 'naked' | 'releasing';

/** Each field has one owning region; the other only reads it. */
export interface PositionContext extends Omit<PositionInput, 'group' | 'entries'>, Ledger {
  readonly group: GroupId | null;
  // owned by `exposure`, with `levels` and the ledger
  /** Orders of the entry that have not ended. */
  readonly entries: number;
  readonly fills: readonly BookedFill[];
  /** The oldest fills, folded: a correction of one of them can no longer be refolded. */
  readonly folded: Ledger;
  readonly fees: Amount;
  /** By currency: what has been charged in another one than the desk's. */
  readonly foreignFees: Readonly<Record<string, Amount>>;
  /** What dividends have brought; below zero where a short position owed them. */
  readonly dividends: Amount;
  readonly additions: number;
  /** The best price that the position has seen since its entry; `null` until then. */
  readonly best: Price | null;
  /** How the stop follows it now. */
  readonly trail: Trail | null;
  readonly atBreakeven: boolean;
  /** Which levels a person has set: the end of the entry leaves them where they are. */
  readonly byHand: { readonly stop: boolean; readonly targets: boolean };
  /** How many parts were sold by plan. */
  readonly scaledOut: number;
  /** The order by which a part leaves. */
  readonly cut: OrderId | null;
  /** The role of the last fill that reduced the position. */
  readonly lastExit: Role;
  /** Told to close: whichever leg fills, it fills as an exit. */
  readonly leaving: boolean;
  /** Closed or abandoned: a further fill belongs to another position. */
  readonly over: boolean;
  // owned by `protection`
  /** What the working stops would trade: below zero they sell. */
  readonly cover: Quantity;
  readonly asked: boolean;
  readonly verdict: Verdict;
}

export type PositionEvent = Event<
  | 'position.open'
  | 'position.adjust'
  | 'position.reduce'
  | 'position.close'
  | 'position.protect'
  | 'position.split'
  | 'position.dividend'
  | 'position.stepped'
  | 'position.partSkipped'
  | 'position.fractionSettled'
  | 'position.adopted'
  | 'position.released'
  | 'order.filled'
  | 'order.revised'
  | 'order.commission'
  | 'order.settled'
  | 'order.reopened'
  | 'protection.asked'
  | 'protection.confirmed'
  | 'protection.lost'
  | 'protection.settled'
  | 'holding.verdict'
  | 'market.levelCrossed'
  | 'clock.deadline'
>;

/** What a position says; the engine hears it, never another machine. */
export type PositionMessage = Event<
  | 'group.start'
  | 'group.extend'
  | 'group.reduce'
  | 'group.protect'
  | 'group.close'
  | 'market.unwatch'
  | 'desk.close'
  | 'desk.reprice'
  | 'desk.declined'
  | 'position.spoke'
  | 'position.planned'
  | 'position.opened'
  | 'position.changed'
  | 'position.entered'
  | 'position.adjusted'
  | 'position.reducing'
  | 'position.reduced'
  | 'position.closing'
  | 'position.closed'
  | 'position.reopened'
  | 'position.restated'
  | 'position.abandoned'
  | 'position.arming'
  | 'position.protected'
  | 'position.resizing'
  | 'position.naked'
  | 'position.releasing'
  | 'position.orphaned'
  | 'position.unexpected'
  | 'clock.arm'
  | 'clock.disarm'
>;

const emptyOf = ({ accounting }: PositionInput): Ledger => (accounting === 'fifo' ? emptyFifoLedger : emptyLedger);

export const initialPosition = ({ input }: { input: PositionInput }): PositionContext => ({
  ...input,
  ...emptyOf(input),
  group: input.group ?? null,
  entries: input.entries ?? 1,
  fills: [],
  folded: emptyOf(input),
  fees: zero,
  foreignFees: {},
  dividends: zero,
  additions: 0,
  best: null,
  trail: input.plan.trail?.by ?? null,
  atBreakeven: false,
  byHand: { stop: false, targets: false },
  scaledOut: 0,
  cut: null,
  lastExit: 'exit',
  leaving: false,
  over: false,
  cover: zero,
  asked: false,
  verdict: 'none',
});
