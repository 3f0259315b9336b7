/** Messages with single ticks of the past; all of an answer at once. */
import type { Price, Quantity } from '../../../money.ts';
import { decimal, integer, list } from './fieldWriter.ts';

const DONE = '1';

/** HISTORICAL_TICKS: midpoints, at so many seconds since 1970; there is no size of them. */
export const historicalTicksFields = (
  requestId: number,
  ticks: readonly { readonly time: number; readonly price: Price }[],
): readonly string[] => [
  '96',
  integer(requestId),
  ...list(ticks, (tick) => [integer(tick.time), '0', decimal(tick.price), '0']),
  DONE,
];

/** HISTORICAL_TICKS_BID_ASK. */
export const historicalTicksBidAskFields = (
  requestId: number,
  ticks: readonly {
    readonly time: number;
    readonly bid: Price;
    readonly ask: Price;
    readonly bidSize: Quantity;
    readonly askSize: Quantity;
  }[],
): readonly string[] => [
  '97',
  integer(requestId),
  ...list(ticks, (tick) => [
    integer(tick.time),
    '0', // neither past the low nor past the high
    decimal(tick.bid),
    decimal(tick.ask),
    decimal(tick.bidSize),
    decimal(tick.askSize),
  ]),
  DONE,
];

/** HISTORICAL_TICKS_LAST; exchange and conditions are not told. */
export const historicalTicksLastFields = (
  requestId: number,
  ticks: readonly { readonly time: number; readonly price: Price; readonly size: Quantity }[],
): readonly string[] => [
  '98',
  integer(requestId),
  ...list(ticks, (tick) => [integer(tick.time), '0', decimal(tick.price), decimal(tick.size), '', '']),
  DONE,
];
