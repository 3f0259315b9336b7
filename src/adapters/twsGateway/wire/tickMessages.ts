/** Messages of a quote stream. */
import type { Price, Quantity } from '../../../money.ts';
import { decimal, integer, text } from './fieldWriter.ts';

/** What holds for a price of a quote. */
export interface TickAttributes {
  readonly canAutoExecute: boolean;
  readonly pastLimit: boolean;
  readonly preOpen: boolean;
}

/** One price of a quote; the types are 1 bid, 2 ask, 4 last, 6 high, 7 low, 9 close, 14 open. */
export interface TickPrice {
  readonly tickType: number;
  readonly price: Price;
  readonly size: Quantity;
  readonly attributes: TickAttributes;
}

/** TICK_PRICE; some clients make no size of a bid's, so a TICK_SIZE of type 0 is to follow. */
export const tickPriceFields = (requestId: number, told: TickPrice): readonly string[] => [
  '1',
  '6',
  integer(requestId),
  integer(told.tickType),
  decimal(told.price),
  decimal(told.size),
  integer(maskOf(told.attributes)),
];

const maskOf = ({ canAutoExecute, pastLimit, preOpen }: TickAttributes): number =>
  (canAutoExecute ? 1 : 0) + (pastLimit ? 2 : 0) + (preOpen ? 4 : 0);

/** TICK_SIZE; 0 bid, 3 ask, 5 last, 8 volume. */
export const tickSizeFields = (requestId: number, tickType: number, size: Quantity): readonly string[] => [
  '2',
  '6',
  integer(requestId),
  integer(tickType),
  decimal(size),
];

/** TICK_GENERIC; 46 shortable, 49 halted. */
export const tickGenericFields = (requestId: number, tickType: number, value: Price): readonly string[] => [
  '45',
  '6',
  integer(requestId),
  integer(tickType),
  decimal(value),
];

/** TICK_STRING; 45 the time of the last trade, in seconds since 1970. */
export const tickStringFields = (requestId: number, tickType: number, value: string): readonly string[] => [
  '46',
  '6',
  integer(requestId),
  integer(tickType),
  text(value),
];

/** TICK_SNAPSHOT_END. */
export const tickSnapshotEndFields = (requestId: number): readonly string[] => ['57', '1', integer(requestId)];

/** MARKET_DATA_TYPE: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
export const marketDataTypeFields = (requestId: number, type: 1 | 2 | 3 | 4): readonly string[] => [
  '58',
  '1',
  integer(requestId),
  integer(type),
];

/** TICK_REQ_PARAMS; comes first in a stream. */
export const tickReqParamsFields = (
  requestId: number,
  told: { readonly minTick: Price; readonly bboExchange: string; readonly snapshotPermissions: number },
): readonly string[] => [
  '81',
  integer(requestId),
  decimal(told.minTick),
  text(told.bboExchange),
  integer(told.snapshotPermissions),
];
