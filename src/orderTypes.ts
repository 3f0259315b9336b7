/** The order types in one table: what each is, what it needs, what it takes besides, and for how long it may stand. */
import type { OrderType, TimeInForce } from './orders.ts';

/** Terms that only some types have. */
export const termsOfTypes = [
  'limit',
  'stop',
  'trail',
  'activation',
  'limitOffset',
  'offset',
  'displaySize',
  'minimumQuantity',
] as const;
export type TermOfType = (typeof termsOfTypes)[number];

interface OrderTypeRules {
  readonly says: string;
  /** What Interactive Brokers calls it. */
  readonly ib: string;
  readonly needs: readonly TermOfType[];
  readonly takes: readonly TermOfType[];
  readonly timesInForce: readonly TimeInForce[];
  /** Whether it may work outside regular hours; of the others Interactive Brokers ignores the wish, with warning 2109. */
  readonly worksOutside: boolean;
}

/** The times in force of an order that rests. */
export const restingTimes = ['day', 'gtc', 'gtd'] as const;
const anyTime = [...restingTimes, 'ioc', 'fok', 'opg'] as const;
const resting = { timesInForce: restingTimes, worksOutside: true } as const;

/** Source: Interactive Brokers, "Order Types" (TWS API) and the order type pages of its web site. */
export const rulesOfTypes: Readonly<Record<OrderType, OrderTypeRules>> = {
  market: {
    says: 'Takes the other side of the quote; with `opg`, market-on-open.',
    ib: 'MKT',
    needs: [],
    takes: ['minimumQuantity'],
    timesInForce: anyTime,
    worksOutside: false,
  },
  limit: {
    says: 'Fills at its limit or better; with `opg`, limit-on-open; with a display size, an iceberg.',
    ib: 'LMT',
    needs: ['limit'],
    takes: ['displaySize', 'minimumQuantity'],
    timesInForce: anyTime,
    worksOutside: true,
  },
  stop: { says: 'Becomes a market order at its stop.', ib: 'STP', needs: ['stop'], takes: [], ...resting },
  stopLimit: {
    says: 'Becomes a limit order at its stop.',
    ib: 'STP LMT',
    needs: ['stop', 'limit'],
    takes: ['displaySize'],
    ...resting,
  },
  trailingStop: {
    says: 'A stop that follows the market and never gives way.',
    ib: 'TRAIL',
    needs: ['trail'],
    takes: ['stop', 'activation'],
    ...resting,
  },
  trailingStopLimit: {
    says: 'A trailing stop that becomes a limit order, its offset beyond the stop.',
    ib: 'TRAIL LIMIT',
    needs: ['trail', 'limitOffset'],
    takes: ['stop', 'activation', 'displaySize'],
    ...resting,
  },
  marketIfTouched: {
    says: 'Becomes a market order once the market has come to its level from the better side.',
    ib: 'MIT',
    needs: ['stop'],
    takes: [],
    ...resting,
  },
  limitIfTouched: {
    says: 'Becomes a limit order once the market has come to its level from the better side.',
    ib: 'LIT',
    needs: ['stop', 'limit'],
    takes: ['displaySize'],
    ...resting,
  },
  marketOnClose: {
    says: 'Fills at the price of the close.',
    ib: 'MOC',
    needs: [],
    takes: [],
    timesInForce: ['day'],
    worksOutside: false,
  },
  limitOnClose: {
    says: 'Fills at the price of the close, if that is within its limit.',
    ib: 'LOC',
    needs: ['limit'],
    takes: [],
    timesInForce: ['day'],
    worksOutside: false,
  },
  relative: {
    says: 'Pegged to the best price of its own side, better by its offset; the limit is its cap.',
    ib: 'REL',
    needs: [],
    takes: ['limit', 'offset', 'displaySize'],
    ...resting,
  },
  midprice: {
    says: 'Pegged to the middle of the quote; the limit is its cap.',
    ib: 'MIDPRICE',
    needs: [],
    takes: ['limit'],
    timesInForce: ['day'],
    worksOutside: false,
  },
};
