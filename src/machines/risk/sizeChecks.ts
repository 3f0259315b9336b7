/** Limits of one order by itself: how large it is, and at which price. */
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { amountText, decimalText, magnitude, scaled } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Asked, LimitScope } from './surroundings.ts';

/** A limit as it is told: of a narrower scope than the desk, with its name. */
export const told = (limit: string, { name }: Pick<LimitScope, 'name'>): string =>
  name === 'desk' ? limit : `${limit} of ${name}`;

/** Whether an order of so much is above the limit of its size. */
export function sizeProblem(quantity: Quantity, most: Quantity | undefined, scope = { name: 'desk' }): Refusal | null {
  if (most === undefined || quantity <= most) return null;
  return refuse('maxOrderQuantity', told(decimalText(most), scope), decimalText(quantity));
}

export const maxOrderQuantity = (most: Quantity, scope: LimitScope, { quantity }: Asked): Refusal | null =>
  sizeProblem(quantity, most, scope);

export const maxOrderNotional = (most: Amount, scope: LimitScope, { worth }: Asked): Refusal | null =>
  worth <= most ? null : refuse('maxOrderNotional', told(amountText(most), scope), amountText(worth));

/** A limit price further from the quote than the collar is a slip of the finger, on whichever side. */
export function priceCollar(most: Ratio, scope: LimitScope, { side, limit, quote }: Asked): Refusal | null {
  if (limit === undefined) return null;
  const reference = side === 'buy' ? quote.ask : quote.bid;
  if (magnitude((limit - reference) as Price) <= scaled(reference, most)) return null;
  return refuse('priceCollar', told(`${decimalText(most)} of ${decimalText(reference)}`, scope), decimalText(limit));
}

/** Where no size is displayed no share of it can be had. */
export function maxParticipation(most: Ratio, scope: LimitScope, { side, open, quote }: Asked): Refusal | null {
  const displayed = side === 'buy' ? quote.askSize : quote.bidSize;
  if (open <= scaled(displayed, most)) return null;
  return refuse(
    'maxParticipation',
    told(`${decimalText(most)} of ${decimalText(displayed)}`, scope),
    decimalText(open),
  );
}
