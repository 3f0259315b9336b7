/** What of our books an account has no more: how much it is, when it is believed, and that it is another. Pure. */
import type { Event } from '../../events.ts';
import { greater } from '../../money.ts';
import type { HoldingContext } from './holding.ts';
import { lackingOf } from './holding.ts';

/**
 * A difference has lasted. What we have traded since the broker last said what it holds may not be in that yet, and makes the difference
 * look smaller than it is: then no less is lacking than before.
 */
export const judged = (context: HoldingContext): HoldingContext => ({
  ...context,
  lacking: context.isBehind ? greater(context.lacking, lackingOf(context)) : lackingOf(context),
});

interface Held {
  readonly context: HoldingContext;
}
/** What a change of the holding means to those who sell: `holding.lacking`, or nothing. */
export function lacking({ context: before }: Held, { context }: Held): Event<'holding.lacking'> | undefined {
  if (context.lacking === before.lacking) return undefined;
  const { account, instrument } = context;
  return { type: 'holding.lacking', account, instrument, quantity: context.lacking };
}
