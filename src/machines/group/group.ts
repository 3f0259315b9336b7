/** What a group chart knows, hears and says. */
import type { Event } from '../../events.ts';
import type { GroupId, OrderId, PositionId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { OrderLinks, OrderTerms, Role, Side } from '../../orders.ts';
import type { ExitPlan, LegPlan, Patience } from '../../plans.ts';

/** A bracket opens and protects a position; an OCO closes what is held already, or opens by whichever order fills. */
export type GroupKind = 'bracket' | 'oco';

export interface GroupInput {
  readonly group: GroupId;
  readonly kind: GroupKind;
  readonly position?: PositionId;
  readonly legs: readonly LegPlan[];
  /** What an OCO is to trade; zero for a bracket, whose entry decides. */
  readonly held: Quantity;
  /** Names kept ready for a stand-alone stop and for flattening an excess: charts make no names. */
  readonly spares: readonly OrderId[];
  readonly patience: Pick<Patience, 'answer'>;
}

/** What the group knows of one of its orders. */
export interface Leg {
  readonly order: OrderId;
  readonly role: Role;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  readonly state: 'planned' | 'asked' | 'waitingForParent' | 'working' | 'held' | 'doubtful' | 'ended';
  readonly filled: Quantity;
  /** It would fill by itself: working, or kept by the broker for its trigger. */
  readonly protecting: boolean;
  /** A change of ours is not answered yet. */
  readonly asking: boolean;
  /** The broker is about to reduce it because a sibling filled in part. */
  readonly restating: boolean;
  /** A change was turned down: the same one is not asked for again until something happens. */
  readonly stuck: boolean;
  readonly cancelling: boolean;
}

export interface GroupContext extends Omit<GroupInput, 'legs' | 'position'> {
  readonly position: PositionId | null;
  readonly legs: readonly Leg[];
  /** The side on which the group holds: that of its entry, or against its exits. */
  readonly side: Side;
  readonly stop: Price | null;
  readonly target: Price | null;
  readonly exit: ExitPlan | null;
  /** The cover last told to the position. */
  readonly told: Quantity;
  readonly sparesUsed: number;
}

export type GroupEvent = Event<
  | 'group.start'
  | 'group.extend'
  | 'group.protect'
  | 'group.close'
  | 'group.traded'
  | 'leg.working'
  | 'leg.held'
  | 'leg.amended'
  | 'leg.amendFailed'
  | 'leg.filled'
  | 'leg.answerless'
  | 'leg.settled'
  | 'leg.reopened'
  | 'clock.deadline'
>;

/** What a group says; the engine hears it, never another machine. */
export type GroupMessage = Event<
  | 'group.spoke'
  | 'group.placed'
  | 'group.active'
  | 'group.balanced'
  | 'group.unwinding'
  | 'group.standalone'
  | 'group.overfilled'
  | 'group.winding'
  | 'group.done'
  | 'group.unexpected'
  | 'clock.arm'
  | 'clock.disarm'
>;

/** Roles that make the group hold more; all others make it hold less. */
export const isEntryRole = (role: Role): boolean => role === 'entry' || role === 'adjust';

export const newLeg = ({ order, terms, links }: LegPlan): Leg => ({
  order,
  role: links.role,
  terms,
  links,
  state: 'planned',
  filled: zero,
  protecting: false,
  asking: false,
  restating: false,
  stuck: false,
  cancelling: false,
});

export function initialGroup({ input }: { input: GroupInput }): GroupContext {
  const entry = input.legs.find((leg) => isEntryRole(leg.links.role));
  const against: Side = input.legs[0]?.terms.side === 'buy' ? 'sell' : 'buy';
  const stop = input.legs.find((leg) => leg.links.role === 'stop');
  const target = input.legs.find((leg) => leg.links.role === 'target');
  return {
    ...input,
    position: input.position ?? null,
    legs: input.legs.map(newLeg),
    side: entry?.terms.side ?? against,
    stop: stop?.terms.stop ?? null,
    target: target?.terms.limit ?? null,
    exit: null,
    told: zero,
    sparesUsed: 0,
  };
}
