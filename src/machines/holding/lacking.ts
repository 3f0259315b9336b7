/** What of our books an account has no more: how much it is, when it is believed, and that it is another. Pure. */
import type { Event } from '../../events.ts';
import { greater } from '../../money.ts';
import type { HoldingContext, HoldingEvent } from './holding.ts';
import { after, lackingOf } from './holding.ts';

interface HeardBy {
  readonly context: HoldingContext;
  readonly event: HoldingEvent;
}

/** Whether the broker has just said that another quantity is lacking than the one that is believed: it is, once that has lasted. */
export function isNews({ context, event }: HeardBy): boolean {
  const next = after({ context, event });
  if (lackingOf(next) === next.lacking || next.isBehind) return false;
  if (event.type === 'holding.booked') return event.listed === true;
  return event.type === 'broker.position' && (context.isBehind || context.reported !== event.quantity);
}

/**
 * It has lasted. What we have traded since the broker last said what it holds may be in that or not: then only what is lacking either way is
 * believed, and no less than before. While the way to the broker is closed, or what it has is still being read, nothing is.
 */
export function judged(context: HoldingContext): HoldingContext {
  const { isAway, isBehind, leastLacking } = context;
  if (isAway) return context;
  return { ...context, lacking: isBehind ? greater(context.lacking, leastLacking) : lackingOf(context) };
}

interface Held {
  readonly context: HoldingContext;
}
/** What a change of the holding means to those who sell: `holding.lacking`, or nothing. */
export function lacking({ context: before }: Held, { context }: Held): Event<'holding.lacking'> | undefined {
  if (context.lacking === before.lacking) return undefined;
  const { account, instrument } = context;
  return { type: 'holding.lacking', account, instrument, quantity: context.lacking };
}
