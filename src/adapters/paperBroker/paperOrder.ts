/** An order in the paper broker's own book. */
import type { OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { OrderTerms, OrderType } from '../../orders.ts';
import { worksOutside } from '../../orderTerms.ts';

/** Where an order stands at the broker. */
export type Standing =
  | 'held' // waits for the last order of its bracket to be transmitted
  | 'waitingForParent'
  | 'waitingForTrigger'
  | 'working'
  | 'dormant' // for hours in which it may trade, or for its opening auction
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
  state: Standing;
  /** Whoever placed it holds it back: it has been taken, and may not work yet. */
  isBlocked: boolean;
  /** It may be at work outside regular hours as well. */
  readonly worksOutside: boolean;
  filled: Quantity;
  /** So much of it the others of its group have not heard of yet. */
  untold: Quantity;
  /** Σ price × quantity. */
  value: Amount;
  charged: Amount;
  /** The charge before minimum and maximum. */
  raw: Amount;
  /** It rested at its limit: it fills there, not at the touch. */
  isResting: boolean;
  /** An order that has been set off. */
  isTriggered: boolean;
  /** How many prices in a row were beyond the level that sets it off. */
  hits: number;
  /** The limit it works at where its terms do not give one: of a peg, of a trailing stop-limit that was set off. */
  workingLimit: Price | undefined;
  /** The level of a trailing stop, once there is one. */
  trailLevel: Price | undefined;
  /** The best price that a trailing stop has followed. */
  best: Price | undefined;
  /** The shown slice of an iceberg that is left, and the quote it was shown with. */
  slice: Quantity;
  sliceShown: number;
  /** The size that stands before it at its price; `undefined` until the market has shown that price. */
  ahead: Quantity | undefined;
  /** The session whose open or close it is for, when it is for an auction. */
  auctionAt: Timestamp | undefined;
  /** The end of the day for a day order, the given moment for a gtd order. */
  expiresAt: Timestamp | undefined;
  /** When it ended. */
  endedAt: Timestamp | undefined;
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
    isBlocked: false,
    worksOutside: worksOutside(terms),
    filled: zero,
    untold: zero,
    value: zero,
    charged: zero,
    raw: zero,
    isResting: false,
    isTriggered: false,
    hits: 0,
    workingLimit: undefined,
    trailLevel: undefined,
    best: undefined,
    slice: zero,
    sliceShown: 0,
    ahead: undefined,
    auctionAt: undefined,
    expiresAt: undefined,
    endedAt: undefined,
    detail: '',
  };
}

export const hasEnded = ({ state }: PaperOrder): boolean =>
  state === 'filled' || state === 'cancelled' || state === 'rejected' || state === 'expired';
/** At the venue: it may be set off or fill. */
export const isAtVenue = ({ state, auctionAt }: PaperOrder): boolean =>
  auctionAt === undefined && (state === 'working' || state === 'waitingForTrigger');
export const openQuantity = ({ terms, filled }: PaperOrder): Quantity => (terms.quantity - filled) as Quantity;

const triggerTypes: ReadonlySet<OrderType> = new Set([
  'stop',
  'stopLimit',
  'trailingStop',
  'trailingStopLimit',
  'marketIfTouched',
  'limitIfTouched',
]);
/** Whether something must set it off before it can fill. */
export const isTriggerOrder = ({ terms }: PaperOrder): boolean => triggerTypes.has(terms.type);
/** Whether its limit follows the quote. */
export const isPegged = ({ terms }: PaperOrder): boolean => terms.type === 'relative' || terms.type === 'midprice';
/** Which auction it is for, if any. */
export function auctionOf({ terms }: Pick<PaperOrder, 'terms'>): 'opening' | 'closing' | undefined {
  if (terms.timeInForce === 'opg') return 'opening';
  return terms.type === 'marketOnClose' || terms.type === 'limitOnClose' ? 'closing' : undefined;
}

/** The limit an order may fill at: none for a market order or a stop that has become one. */
export function limitOf({ terms, workingLimit }: PaperOrder): Price | undefined {
  switch (terms.type) {
    case 'limit':
    case 'stopLimit':
    case 'limitIfTouched':
    case 'limitOnClose':
      return terms.limit;
    case 'trailingStopLimit':
    case 'relative':
    case 'midprice':
      return workingLimit;
    default:
      return undefined;
  }
}
