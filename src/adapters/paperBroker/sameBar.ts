/** Which extreme a bar visits first where it reaches both a stop and a target that cancel each other. */
import type { Price } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { PaperOrder } from './paperOrder.ts';
import { isTriggerOrder, limitOf } from './paperOrder.ts';
import type { FirstExtreme } from './path.ts';
import type { PaperRules } from './rules.ts';
import { triggerLevel, waitsForRise } from './triggering.ts';

/** Pessimistic: the stop's side first; optimistic: the target's. The pair that arrived first decides. */
export function firstExtreme(
  event: MarketEvent,
  orders: readonly PaperOrder[],
  rule: PaperRules['sameBar'],
): FirstExtreme {
  if (rule === 'path' || (event.type !== 'market.bar' && event.type !== 'market.quoteBar')) return undefined;
  for (const stop of orders) {
    if (stop.terms.oca === undefined || !isTriggerOrder(stop) || stop.isTriggered || !isWithin(event, stop)) continue;
    const isPaired = orders.some((target) => isTargetOf(target, stop) && isWithin(event, target));
    if (isPaired) return waitsForRise(stop) === (rule === 'pessimistic') ? 'high' : 'low';
  }
  return undefined;
}

const isTargetOf = (target: PaperOrder, stop: PaperOrder): boolean =>
  target.terms.oca?.name === stop.terms.oca?.name && !isTriggerOrder(target) && limitOf(target) !== undefined;

function isWithin(event: Extract<MarketEvent, { type: 'market.bar' | 'market.quoteBar' }>, order: PaperOrder): boolean {
  const level = isTriggerOrder(order) ? triggerLevel(order) : limitOf(order);
  if (level === undefined) return false;
  const [low, high] = rangeOf(event, order);
  return level >= low && level <= high;
}

function rangeOf(
  event: Extract<MarketEvent, { type: 'market.bar' | 'market.quoteBar' }>,
  { terms }: PaperOrder,
): readonly [low: Price, high: Price] {
  if (event.type === 'market.bar') return [event.low, event.high];
  return terms.side === 'buy' ? [event.askLow, event.askHigh] : [event.bidLow, event.bidHigh];
}
