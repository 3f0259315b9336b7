/** What a group chart knows, hears and says. */
import type { Event } from '../../events.ts';
import type { GroupId, OrderId, PositionId } from '../../identifiers.ts';
import type { Price, Quantity, Ratio } from '../../money.ts';
import { ratio, zero } from '../../money.ts';
import type { OrderLinks, OrderTerms, Role, Side } from '../../orders.ts';
import type { ExitPlan, GroupKind, LegPlan, Patience } from '../../plans.ts';

export interface GroupInput {
  readonly group: GroupId;
  readonly kind: GroupKind;
  readonly position?: PositionId;
  readonly legs: readonly LegPlan[];
  /** What an OCO or OUO is to trade; zero where entries decide. */
  readonly held: Quantity;
  /** The part of what is held that each pair of exits is for; the last takes what is left. One pair unless told. */
  readonly parts?: readonly Ratio[];
  /** Parts are whole lots; the smallest quantity there is unless told. */
  readonly lot?: Quantity;
  /** What the broker takes at least; a lot unless told. A part that comes to less goes with the last one. */
  readonly least?: Quantity;
  /** When the first order of an OTO lets the others go; `complete` unless told. */
  readonly triggersOn?: 'partial' | 'complete';
  /** Names kept ready for stops and targets that must be replaced and for flattening an excess: charts make no names. */
  readonly spares: readonly OrderId[];
  /** `protection`: for the children of an entry that fills in parts; as long as for an answer unless told. */
  readonly patience: Pick<Patience, 'answer'> & Partial<Pick<Patience, 'protection'>>;
}

/** What the group knows of one of its orders. */
export interface Leg {
  readonly order: OrderId;
  readonly role: Role;
  /** Which pair of exits it belongs to; means nothing for an entry. */
  readonly pair: number;
  /** The quantity it was planned with. */
  readonly whole: Quantity;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  readonly state: 'planned' | 'asked' | 'waitingForParent' | 'working' | 'held' | 'doubtful' | 'ended';
  readonly filled: Quantity;
  /** It would fill by itself: working, or kept by the broker for its trigger. */
  readonly protecting: boolean;
  /** A change of ours is not answered yet. */
  readonly asking: boolean;
  /** The broker is about to reduce or end it because a sibling filled. */
  readonly restating: boolean;
  /**
   * A change or cancel was turned down or not answered, or the order itself was, in the place of another: it is not asked for again
   * until something happens or time has passed.
   */
  readonly stuck: boolean;
  /** The gate or the broker turned the order down. */
  readonly denied: boolean;
  readonly cancelling: boolean;
  /** It ended as a child that its parent never let go, or not for what it had filled: an order of our own takes its place. */
  readonly isToReturn: boolean;
  /** It was placed before a split: what is told of it counts in the shares of then. */
  readonly stale: boolean;
  /** It was out when a split came, or when nothing that was there was left for it: one in its place is wanted. */
  readonly renew: boolean;
}

/** A part of the position that is to be sold by an order of its own, once the protection has made room for it. */
export interface Cut extends ExitPlan {
  readonly quantity: Quantity;
}

export interface GroupContext extends Required<Omit<GroupInput, 'legs' | 'position' | 'patience'>> {
  readonly position: PositionId | null;
  readonly patience: Pick<Patience, 'answer' | 'protection'>;
  readonly legs: readonly Leg[];
  /** The side on which the group holds: that of its entry, or against its exits. */
  readonly side: Side;
  readonly stop: Price | null;
  /** Pair by pair. */
  readonly targets: readonly (Price | null)[];
  readonly exit: ExitPlan | null;
  readonly cut: Cut | null;
  /** So much of what it holds the account has no more, whoever sold it: no exit is for it. */
  readonly lacking: Quantity;
  /** Something came in by an order that is no leg. */
  readonly entered: boolean;
  /** The time for protection is over: children that are not for what has filled are taken back and replaced although the entry works. */
  readonly own: boolean;
  /** The entry fills in parts, and the stops that work are not for all that has filled: the time for them runs. */
  readonly short: boolean;
  /** The cover last told to the position. */
  readonly told: Quantity;
  readonly sparesUsed: number;
}

export type GroupEvent = Event<
  | 'group.start'
  | 'group.extend'
  | 'group.protect'
  | 'group.reduce'
  | 'group.close'
  | 'group.split'
  | 'group.traded'
  | 'group.lacking'
  | 'group.retry'
  | 'group.supply'
  | 'leg.working'
  | 'leg.held'
  | 'leg.amended'
  | 'leg.amendFailed'
  | 'leg.cancelFailed'
  | 'leg.filled'
  | 'leg.answerless'
  | 'leg.settled'
  | 'leg.reopened'
  | 'clock.deadline'
>;

/** What a group says; the engine hears it, never another machine. */
export type GroupMessage = Event<
  | 'group.spoke'
  | 'group.wantsNames'
  | 'group.placed'
  | 'group.active'
  | 'group.balanced'
  | 'group.unwinding'
  | 'group.standalone'
  | 'group.overfilled'
  | 'group.winding'
  | 'group.triggered'
  | 'group.done'
  | 'group.unexpected'
  | 'clock.arm'
  | 'clock.disarm'
>;

/** Roles that make the group hold more; all others make it hold less. */
export const isEntryRole = (role: Role): boolean => role === 'entry' || role === 'adjust';

export const newLeg = ({ order, terms, links, pair }: LegPlan): Leg => ({
  order,
  role: links.role,
  pair: pair ?? 0,
  whole: terms.quantity,
  terms,
  links,
  state: 'planned',
  filled: zero,
  protecting: false,
  asking: false,
  restating: false,
  stuck: false,
  denied: false,
  cancelling: false,
  isToReturn: false,
  stale: false,
  renew: false,
});

const SMALLEST = 1n as Quantity;

export function initialGroup({ input }: { input: GroupInput }): GroupContext {
  const entry = input.legs.find((leg) => isEntryRole(leg.links.role));
  const against: Side = input.legs[0]?.terms.side === 'buy' ? 'sell' : 'buy';
  const stop = input.legs.find((leg) => leg.links.role === 'stop');
  const parts = input.parts ?? [ratio(1)];
  const targetOf = (pair: number): Price | null =>
    input.legs.find((leg) => leg.links.role === 'target' && (leg.pair ?? 0) === pair)?.terms.limit ?? null;
  return {
    ...input,
    parts,
    lot: input.lot ?? SMALLEST,
    least: input.least ?? input.lot ?? SMALLEST,
    triggersOn: input.triggersOn ?? 'complete',
    position: input.position ?? null,
    patience: { answer: input.patience.answer, protection: input.patience.protection ?? input.patience.answer },
    legs: input.legs.map(newLeg),
    side: entry?.terms.side ?? against,
    stop: stop?.terms.stop ?? null,
    targets: parts.map((_, pair) => targetOf(pair)),
    exit: null,
    cut: null,
    lacking: zero,
    entered: false,
    own: false,
    short: false,
    told: zero,
    sparesUsed: 0,
  };
}
