/** What distances, entries and sizes come to, given the quote and the indicators at the time of the decision. Pure. */
import type { AccountId, BookId, InstrumentId } from '../../identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { decimalText, lotsFor, priceFromFloat, scaled } from '../../money.ts';
import type { OrderTerms, Side } from '../../orders.ts';
import type { Distance, OpenIntent, Sizing } from '../../plans.ts';
import type { PriceSteps } from '../../priceSteps.ts';
import { onStep } from '../../priceSteps.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';

/** What is known when a position is decided. */
export interface Circumstances {
  readonly account: AccountId;
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly quote: { readonly bid: Price; readonly ask: Price } | undefined;
  readonly indicator: (name: string) => number | undefined;
  /** What the account holds; `undefined` while the broker has not said it. */
  readonly equity?: Amount | undefined;
  readonly tick: PriceSteps;
  readonly lot: Quantity;
  /** What an opening is for at least; a lot unless told. */
  readonly least?: Quantity;
}
/** The market as it was seen. */
type Seen = Pick<Circumstances, 'quote' | 'indicator' | 'tick'>;

/** `undefined`: not wanted; `null`: wanted, but its indicator has no value. */
export function distanceOf(distance: Distance | undefined, from: Price, seen: Seen): Price | undefined | null {
  switch (distance?.by) {
    case undefined:
      return undefined;
    case 'amount':
      return distance.amount;
    case 'ratio':
      return scaled(from, distance.ratio);
    case 'indicator': {
      const value = seen.indicator(distance.indicator);
      if (value === undefined || !(value > 0)) return null;
      return scaled(priceFromFloat(value), distance.multiple);
    }
  }
}

/** The indicators that the distances of an intent need. */
export const indicatorsOf = (distances: readonly (Distance | undefined)[]): string =>
  [...new Set(distances.flatMap((each) => (each?.by === 'indicator' ? [each.indicator] : [])))].join(' ');

export function sizeOf(sizing: Sizing, mid: Price, lot: Quantity): Quantity {
  if (sizing.by === 'allocation') return lotsFor(sizing.allocation, mid, lot);
  return (sizing.quantity - (sizing.quantity % lot)) as Quantity;
}

/** Why nothing can be opened for so much. */
export function sizeProblem(
  size: Quantity,
  { lot, least = lot }: Pick<Circumstances, 'lot' | 'least'>,
): Refusal | null {
  if (size <= 0n) return refuse('sizeZero', 'one lot', 'less');
  return size < least ? refuse('sizeBelowMinimum', decimalText(least), decimalText(size)) : null;
}

/** Type and prices of the entry: a limit stands back from the quote, a stop waits ahead of it. */
export function entryTerms(
  { entry }: Pick<OpenIntent, 'entry'>,
  { quote, tick }: Seen,
  side: Side,
): Pick<OrderTerms, 'type' | 'limit' | 'stop'> {
  if (entry.type === 'market' || quote === undefined) return { type: 'market' };
  const isBuy = side === 'buy';
  if (entry.type === 'limit') {
    const limit = (isBuy ? quote.bid - entry.offset : quote.ask + entry.offset) as Price;
    return { type: 'limit', limit: onStep(limit, tick, isBuy ? 'down' : 'up') };
  }
  const ahead = (isBuy ? quote.ask + entry.offset : quote.bid - entry.offset) as Price;
  const stop = onStep(ahead, tick, isBuy ? 'up' : 'down');
  if (entry.type === 'stop') return { type: 'stop', stop };
  const limit = onStep((isBuy ? stop + entry.slip : stop - entry.slip) as Price, tick, isBuy ? 'up' : 'down');
  return { type: 'stopLimit', stop, limit };
}

/** How far through a price a marketable one is. */
export const through = (price: Price, by: Ratio, tick: PriceSteps, way: 'down' | 'up'): Price =>
  onStep((way === 'down' ? price - scaled(price, by) : price + scaled(price, by)) as Price, tick, way);
