/** The way from one quote to the next: at which order's level it stops first, and what is quoted there. */
import type { Price } from '../../money.ts';
import { magnitude } from '../../money.ts';
import type { Market } from './market.ts';
import { touchOf } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { limitOf } from './paperOrder.ts';
import type { Point } from './path.ts';
import type { PaperRules } from './rules.ts';
import { needsTwo, triggerLevel, watchedIn, watchesQuotes } from './triggering.ts';

export interface Way {
  readonly from: Point;
  readonly to: Point;
  readonly market: Market;
  readonly triggerSide: PaperRules['triggerSide'];
  readonly mayTrade: (order: PaperOrder) => boolean;
  /** Orders that were stopped at already. */
  readonly met: Set<PaperOrder>;
}

/** Where the way meets an order: `share` of it is gone. */
export interface Stop {
  readonly order: PaperOrder;
  readonly level: Price;
  readonly share: number;
}

/** The nearest level on the way that is not behind already, among orders that may trade. */
export function nextStop(orders: readonly PaperOrder[], way: Way, since: number): Stop | undefined {
  let nearest: Stop | undefined;
  for (const order of orders) {
    const level = levelOf(order, way.market);
    if (level === undefined) continue;
    const start = watched(order, way.from, way);
    const end = watched(order, way.to, way);
    if (!isBetween(level, start, end) || way.met.has(order) || !way.mayTrade(order)) continue;
    const share = Number(magnitude((level - start) as Price)) / Number(magnitude((end - start) as Price));
    if (share >= since && (nearest === undefined || share < nearest.share)) nearest = { order, level, share };
  }
  return nearest;
}

/** The quote when the order's side has reached its level; the other side has come as far on its own way. */
export function quoteAt({ order, level, share }: Stop, way: Way): Point {
  const { from, to } = way;
  const part = BigInt(Math.round(share * 1e9));
  const along = (a: Price, b: Price): Price => (a + ((b - a) * part) / 1_000_000_000n) as Price;
  const exact = sideWatched(order, way);
  return {
    bid: exact === 'bid' ? level : along(from.bid, to.bid),
    ask: exact === 'ask' ? level : along(from.ask, to.ask),
    bidSize: to.bidSize,
    askSize: to.askSize,
    by: 'walk',
  };
}

/** The price at which the way must stop for the order: its trigger while it waits for it, else its limit. */
function levelOf(order: PaperOrder, market: Market): Price | undefined {
  if (order.state === 'working') return limitOf(order);
  // Two prices in a row are two points of the path: on the way between them nothing is counted.
  if (order.state !== 'waitingForTrigger' || needsTwo(order) || !watchesQuotes(order, market)) return undefined;
  return triggerLevel(order);
}

const watched = (order: PaperOrder, quote: Point, { triggerSide }: Way): Price =>
  order.state === 'working' ? touchOf(order.terms, quote) : watchedIn(order, quote, triggerSide);

/** The side of the quote that stands exactly at the level. */
function sideWatched(order: PaperOrder, { triggerSide }: Way): 'bid' | 'ask' | undefined {
  const filling = order.terms.side === 'buy' ? 'ask' : 'bid';
  if (order.state === 'working') return filling;
  if (order.terms.trigger === 'midpoint') return undefined;
  if (triggerSide === 'filling') return filling;
  return filling === 'ask' ? 'bid' : 'ask';
}

const isBetween = (level: Price, start: Price, end: Price): boolean =>
  start < end ? level > start && level <= end : level < start && level >= end;
