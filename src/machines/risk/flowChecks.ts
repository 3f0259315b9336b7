/** Limits of orders beside each other: how many, how fast, the same one twice, one against another. */
import type { Duration } from '../../identifiers.ts';
import { isoTime, later } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { decimalText, greater, lesser } from '../../money.ts';
import type { OrderRate } from '../../orderLimits.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { told } from './sizeChecks.ts';
import type { Asked, LimitScope } from './surroundings.ts';

/** What a change makes of an order is no second one. */
export function duplicateWindow(window: Duration, scope: LimitScope, { isNew, now, around }: Asked): Refusal | null {
  const { likeIt } = around;
  if (!isNew || likeIt === undefined || later(likeIt, window) <= now) return null;
  return refuse('duplicateOrder', told(`after ${isoTime(later(likeIt, window))}`, scope), isoTime(now));
}

/** Orders that wait for a trigger are no part of the market, and are not looked at. */
export function selfCrossing(_how: 'refuse', scope: LimitScope, asked: Asked): Refusal | null {
  const reach = reachOf(asked);
  const meets = ({ price }: { readonly price: Price | undefined }): boolean =>
    price === undefined || (asked.side === 'buy' ? price <= reach : price >= reach);
  const other = asked.around.opposing.find(meets);
  if (other === undefined) return null;
  return refuse('selfCrossing', told(other.order, scope), decimalText(reach));
}

/** The furthest that an order may go: its limit, or what would set it off where the market is not there yet. */
function reachOf({ side, limit, stop, quote }: Asked): Price {
  if (limit !== undefined) return limit;
  const market = side === 'buy' ? quote.ask : quote.bid;
  if (stop === undefined) return market;
  return side === 'buy' ? greater(stop, market) : lesser(stop, market);
}

export function maxOrderRate({ count, per }: OrderRate, scope: LimitScope, { now }: Asked): Refusal | null {
  const passed = scope.passedAfter(later(now, -per)) + 1;
  return passed <= count ? null : refuse('maxOrderRate', told(`${count} in ${per / 1_000_000}s`, scope), `${passed}`);
}

export function maxOpenOrders(most: number, scope: LimitScope, { isNew }: Asked): Refusal | null {
  const open = scope.openOrders + 1;
  return !isNew || open <= most ? null : refuse('maxOpenOrders', told(`${most}`, scope), `${open}`);
}

export function maxActiveOrders(most: number, scope: LimitScope, { isNew, around }: Asked): Refusal | null {
  const active = around.activeOrders + 1;
  return !isNew || active <= most ? null : refuse('maxActiveOrders', told(`${most}`, scope), `${active}`);
}

export const maxOpenPositions = (most: number, scope: LimitScope): Refusal | null =>
  scope.openPositions <= most ? null : refuse('maxOpenPositions', told(`${most}`, scope), `${scope.openPositions}`);
