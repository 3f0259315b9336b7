/** An order in the paper broker's own book, and the questions the matching asks of it. */
import type { OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { scaled, toTick, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import type { Point } from './path.ts';

/** Where an order stands at the broker. */
export type PaperState =
  | 'held' // waits for the last order of its bracket to be transmitted
  | 'waitingForParent'
  | 'waitingForTrigger'
  | 'working'
  | 'dormant' // for the regular session to open
  | 'filled'
  | 'cancelled'
  | 'rejected'
  | 'expired';

/** The broker's record of an order; it lives and changes inside the paper broker only. */
export interface PaperOrder {
  readonly order: OrderId;
  /** Place in the order of arrival: earlier orders are matched first. */
  readonly place: number;
  /** What it was for before its parent let it go. */
  whole: Quantity;
  terms: OrderTerms;
  state: PaperState;
  filled: Quantity;
  /** Σ price × quantity. */
  value: Amount;
  charged: Amount;
  /** The charge before minimum and maximum. */
  raw: Amount;
  /** It rested at its limit: it fills there, not at the touch. */
  isResting: boolean;
  /** A stop that has been set off. */
  isTriggered: boolean;
  /** The level of a trailing stop, once there is one. */
  trailLevel: Price | undefined;
  /** The end of the day for a day order, the given moment for a gtd order. */
  expiresAt: Timestamp | undefined;
  /** Why it ended, in words. */
  detail: string;
}

export function paperOrder(order: OrderId, place: number, terms: OrderTerms): PaperOrder {
  return {
    order,
    place,
    whole: terms.quantity,
    terms,
    state: 'held',
    filled: zero,
    value: zero,
    charged: zero,
    raw: zero,
    isResting: false,
    isTriggered: false,
    trailLevel: undefined,
    expiresAt: undefined,
    detail: '',
  };
}

export const hasEnded = ({ state }: PaperOrder): boolean =>
  state === 'filled' || state === 'cancelled' || state === 'rejected' || state === 'expired';
export const openQuantity = ({ terms, filled }: PaperOrder): Quantity => (terms.quantity - filled) as Quantity;

/** Whether a trigger must be hit before it can fill. */
export const isTriggerOrder = ({ terms }: PaperOrder): boolean =>
  terms.type === 'stop' || terms.type === 'stopLimit' || terms.type === 'trailingStop';

/** The level that sets a stop off. */
export const triggerLevel = ({ terms, trailLevel }: PaperOrder): Price | undefined =>
  terms.type === 'trailingStop' ? (trailLevel ?? terms.stop) : terms.stop;

/** The limit an order may fill at: none for a market order or a stop that has become one. */
export const limitOf = ({ terms }: PaperOrder): Price | undefined =>
  terms.type === 'limit' || terms.type === 'stopLimit' ? terms.limit : undefined;

/** The price on the other side, which the order would take. */
export const touchOf = ({ terms }: PaperOrder, quote: Pick<Point, 'bid' | 'ask'>): Price =>
  terms.side === 'buy' ? quote.ask : quote.bid;

/** Whether a stop is set off at this price: a buy at or above its level, a sell at or below. */
export function isSetOff(order: PaperOrder, price: Price): boolean {
  const level = triggerLevel(order);
  if (level === undefined) return false;
  return order.terms.side === 'buy' ? price >= level : price <= level;
}

/** Whether a limit may fill at this price. */
export function isMarketable(order: PaperOrder, touch: Price): boolean {
  const limit = limitOf(order);
  if (limit === undefined) return true;
  return order.terms.side === 'buy' ? touch <= limit : touch >= limit;
}

/** Moves the level of a trailing stop after the price that would fill it; it only ever tightens. */
export function trail(order: PaperOrder, touch: Price, tick: Price): void {
  const { trail: by, side } = order.terms;
  if (by === undefined || order.isTriggered) return;
  const distance = by.by === 'amount' ? by.amount : scaled(touch, by.ratio);
  const level = toTick((side === 'sell' ? touch - distance : touch + distance) as Price, tick, 'nearest');
  const old = order.trailLevel ?? order.terms.stop;
  if (old === undefined || (side === 'sell' ? level > old : level < old)) order.trailLevel = level;
}
