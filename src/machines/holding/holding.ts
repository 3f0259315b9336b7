/** What is known of a holding, what it hears and says, and what it knows after hearing it. Pure. */
import { sharesAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { lesser, magnitude, minus, negate, plus, signOf, zero } from '../../money.ts';
import type { Patience } from '../../plans.ts';

export interface HoldingInput {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  /** What the broker held when last enumerated; `null` when it has not been asked. */
  readonly reported: Quantity | null;
  readonly patience: Pick<Patience, 'agreement'>;
  /** Whether the way to the broker is closed, or all that it has is still being read; it is open unless told. */
  readonly isAway?: boolean;
}
export interface HoldingContext extends Required<HoldingInput> {
  /** Σ of our books. */
  readonly booked: Quantity;
  readonly foreign: Quantity;
  /** So much of what our books hold the account has no more, without a sign. */
  readonly lacking: Quantity;
  /** We have traded, or a split was booked, or the line was away, since the broker last said what it holds: that may not be in it yet. */
  readonly isBehind: boolean;
  /** As much is lacking by its last word, however much of what has been booked since is in that. */
  readonly leastLacking: Quantity;
}
export type HoldingEvent = Event<
  | 'holding.booked'
  | 'holding.external'
  | 'holding.adopted'
  | 'holding.released'
  | 'holding.split'
  | 'holding.reconcile'
  | 'broker.position'
  | 'connection.stateChanged'
  | 'clock.deadline'
>;
export type HoldingMessage = Event<
  'holding.agreed' | 'holding.doubtful' | 'holding.drifted' | 'holding.unexpected' | 'clock.arm' | 'clock.disarm'
>;
interface HeardBy {
  readonly context: HoldingContext;
  readonly event: HoldingEvent;
}

/** The holding after an event. */
export const after = ({ context, event }: HeardBy): HoldingContext => {
  switch (event.type) {
    case 'holding.booked':
      return bookedBy(context, event);
    case 'holding.external':
      return explained(behind(traded(context, event), event));
    case 'holding.adopted':
      return explained(moved(context, event.quantity));
    case 'holding.released':
      return explained(moved(context, negate(event.quantity)));
    case 'holding.split':
      return divided(context, event);
    case 'holding.reconcile':
      return takenAsForeign(context);
    case 'broker.position':
      return told({ ...context, reported: event.quantity });
    case 'connection.stateChanged':
      return event.state === 'ready' ? { ...context, isAway: false } : unread(context);
    default:
      return context;
  }
};
/** The broker has said what it holds, all that is booked included. */
const told = (context: HoldingContext): HoldingContext => ({
  ...context,
  isBehind: false,
  leastLacking: lackingOf(context),
});
/** What it said before may be of any time, and no more follows from it. */
const unread = (context: HoldingContext): HoldingContext => ({
  ...context,
  isAway: true,
  isBehind: true,
  leastLacking: zero,
});
/** Its last word may be of before a trade or behind it. What was told in one list with it is in it. */
const behind = (
  next: HoldingContext,
  { change, listed }: Pick<Event<'holding.booked'>, 'change' | 'listed'>,
): HoldingContext => {
  if (listed === true && !next.isBehind) return told(next);
  const leastLacking = lesser(next.leastLacking, lackingOf(next));
  return { ...next, isBehind: next.isBehind || change !== 0n, leastLacking };
};
const bookedBy = (context: HoldingContext, event: Event<'holding.booked'>): HoldingContext =>
  behind({ ...context, booked: plus(context.booked, event.change) }, event);
const divided = (context: HoldingContext, event: Event<'holding.split'>): HoldingContext => {
  const { booked, foreign } = event;
  const next = { ...context, booked, foreign, lacking: sharesAfter(context.lacking, event), isBehind: true };
  return { ...next, leastLacking: lesser(sharesAfter(context.leastLacking, event), lackingOf(next)) };
};
/** What was not ours is ours: the broker holds what it held. */
const moved = (context: HoldingContext, quantity: Quantity): HoldingContext => ({
  ...context,
  booked: plus(context.booked, quantity),
  foreign: minus(context.foreign, quantity),
});
/** What of a trade of others was not out of our books is not ours. */
const traded = (context: HoldingContext, { change, booked = zero }: Event<'holding.external'>): HoldingContext => ({
  ...context,
  booked: plus(context.booked, booked),
  foreign: plus(context.foreign, minus(change, booked)),
});
/** On the word of a person the difference is foreign, and nothing is lacking, as far as the broker has told of what we have traded. */
const takenAsForeign = (context: HoldingContext): HoldingContext => ({
  ...context,
  foreign: minus(context.reported ?? zero, context.booked),
  lacking: context.isBehind ? context.lacking : zero,
  leastLacking: zero,
});
/** What the broker should hold: what our books hold, and what is not ours. */
export const expected = ({ booked, foreign }: HoldingContext): Quantity => (booked + foreign) as Quantity;

/** How much of one lies against the other, without a sign. */
export const opposing = (one: Quantity, other: Quantity): Quantity =>
  signOf(one) === -signOf(other) ? lesser(magnitude(one), magnitude(other)) : zero;

/** Of a difference, as of a trade of others: it is of what is foreign first, then of ours. */
export function lackingOf({ reported, booked, foreign }: HoldingContext): Quantity {
  if (reported === null) return zero;
  const change = minus(reported, plus(booked, foreign));
  return lesser(minus(magnitude(change), opposing(foreign, change)), opposing(booked, change));
}

/** An execution of others that is told after all, or who holds what, explains a part of what is lacking; it makes nothing lacking. */
const explained = (context: HoldingContext): HoldingContext => {
  const most = lackingOf(context);
  return { ...context, lacking: lesser(context.lacking, most), leastLacking: lesser(context.leastLacking, most) };
};
