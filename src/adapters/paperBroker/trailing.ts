/** The ratchet of a trailing stop: its level follows the market one way and never gives way. */
import type { Price } from '../../money.ts';
import { scaled, toTick } from '../../money.ts';
import type { PaperOrder } from './paperOrder.ts';

/** Moves the level after the price that the order watches. */
export function follow(order: PaperOrder, watched: Price, tick: Price): void {
  const { trail, side, activation } = order.terms;
  if (trail === undefined || order.isTriggered) return;
  const { best } = order;
  if (best === undefined && activation !== undefined && isWorse(side, watched, activation)) return;
  if (best !== undefined && !isWorse(side, best, watched)) return;
  order.best = watched;
  const level = levelFrom(order, watched, tick);
  const old = order.trailLevel ?? order.terms.stop;
  if (level !== undefined && (old === undefined || isWorse(side, old, level))) order.trailLevel = level;
}

/**
 * New terms: another distance is measured at once from the best price so far, and a stop that is given stands as it is. Both are a
 * person's word, so they may also loosen.
 */
export function retrail(
  order: PaperOrder,
  changed: { readonly trail: boolean; readonly stop: boolean },
  tick: Price,
): void {
  if (changed.trail && order.best !== undefined) order.trailLevel = levelFrom(order, order.best, tick);
  if (changed.stop) order.trailLevel = order.terms.stop;
}

function levelFrom({ terms: { trail, side } }: PaperOrder, price: Price, tick: Price): Price | undefined {
  if (trail === undefined) return undefined;
  const distance = trail.by === 'amount' ? trail.amount : scaled(price, trail.ratio);
  return toTick((side === 'sell' ? price - distance : price + distance) as Price, tick, 'nearest');
}

/** Whether `a` is worse than `b` for whoever holds the position: lower for a sell, higher for a buy. */
const isWorse = (side: 'buy' | 'sell', a: Price, b: Price): boolean => (side === 'sell' ? a < b : a > b);
