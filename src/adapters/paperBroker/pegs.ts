/** The limits that follow the quote: pegged to the best price of the own side, or to the middle. */
import type { Price } from '../../money.ts';
import { greater, lesser, midpoint, scaled, toTick } from '../../money.ts';
import { ownPriceOf } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import type { Point } from './path.ts';

/** Sets the limit after the quote; true when it has moved. */
export function peg(order: PaperOrder, quote: Point, tick: Price): boolean {
  const { side, limit: cap, type } = order.terms;
  const wanted = type === 'midprice' ? midpoint(quote.bid, quote.ask) : relativeTo(order, quote, tick);
  const bounded = cap === undefined ? wanted : side === 'buy' ? lesser(wanted, cap) : greater(wanted, cap);
  if (bounded === order.workingLimit) return false;
  order.workingLimit = bounded;
  return true;
}

/**
 * Better than the best price of its own side by the offset. When that price gives way the order stays where it is, which makes it the
 * more eager. Source: Interactive Brokers, "Relative/Pegged-to-Primary Orders".
 */
function relativeTo(order: PaperOrder, quote: Point, tick: Price): Price {
  const { side, offset } = order.terms;
  const best = ownPriceOf(order.terms, quote);
  const ahead = offset === undefined ? 0n : offset.by === 'amount' ? offset.amount : scaled(best, offset.ratio);
  const old = order.workingLimit;
  if (side === 'buy') {
    const bid = toTick((best + ahead) as Price, tick, 'down');
    return old === undefined ? bid : greater(bid, old);
  }
  const ask = toTick((best - ahead) as Price, tick, 'up');
  return old === undefined ? ask : lesser(ask, old);
}
