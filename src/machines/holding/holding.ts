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
}
export interface HoldingContext extends HoldingInput {
  /** Σ of our books. */
  readonly booked: Quantity;
  readonly foreign: Quantity;
  /** So much of what our books hold the account has no more, without a sign. */
  readonly lacking: Quantity;
  /** We have traded, or a split was booked, since the broker last said what it holds: that may not be in it yet. */
  readonly isBehind: boolean;
}
export type HoldingEvent = Event<
  | 'holding.booked'
  | 'holding.external'
  | 'holding.adopted'
  | 'holding.released'
  | 'holding.split'
  | 'holding.reconcile'
  | 'broker.position'
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
  if (event.type === 'holding.booked') return bookedBy(context, event.change);
  if (event.type === 'holding.external') return explained(traded(context, event));
  if (event.type === 'holding.adopted') return moved(context, event.quantity);
  if (event.type === 'holding.released') return moved(context, negate(event.quantity));
  if (event.type === 'holding.split') return divided(context, event);
  return event.type === 'broker.position' ? { ...context, reported: event.quantity, isBehind: false } : context;
};
const bookedBy = (context: HoldingContext, change: Quantity): HoldingContext => ({
  ...context,
  booked: plus(context.booked, change),
  isBehind: context.isBehind || change !== 0n,
});
const divided = (context: HoldingContext, event: Event<'holding.split'>): HoldingContext => ({
  ...context,
  booked: event.booked,
  foreign: event.foreign,
  lacking: sharesAfter(context.lacking, event),
  isBehind: true,
});
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

/** An execution of others that is told after all explains a part of what is lacking; it makes nothing lacking. */
const explained = (context: HoldingContext): HoldingContext => ({
  ...context,
  lacking: lesser(context.lacking, lackingOf(context)),
});
