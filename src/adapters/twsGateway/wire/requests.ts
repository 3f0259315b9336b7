/** Every request that is read, by the number that comes first; of the others only the id that their refusal carries. */
import {
  readAccountSummary,
  readAccountUpdates,
  readAccountUpdatesMulti,
  readBare,
  readCancel,
  readIds,
  readLogLevel,
  readPlainCancel,
  readPnl,
  readPnlSingle,
  readPositionsMulti,
  readStartApi,
} from './accountRequests.ts';
import {
  readContractDetails,
  readDepthCancel,
  readHeadTimestamp,
  readHistoricalData,
  readHistoricalTicks,
  readMarketData,
  readMarketDataType,
  readMarketDepth,
  readMarketRule,
  readMatchingSymbols,
  readNothing,
  readRealTimeBars,
  readSmartComponents,
  readTickByTick,
} from './dataRequests.ts';
import { FieldReader } from './fieldReader.ts';
import { integerOf } from './numbers.ts';
import { readAutoOpenOrders, readCancelOrder, readCompletedOrders, readExecutions } from './orderRequests.ts';
import { readPlaceOrder } from './placeOrder.ts';

/** Message number → its name, the field with the id that errors about it carry (0 for none), and how it is read. */
const readers = {
  1: ['reqMktData', 2, readMarketData],
  2: ['cancelMktData', 2, readCancel],
  3: ['placeOrder', 1, readPlaceOrder],
  4: ['cancelOrder', 2, readCancelOrder],
  5: ['reqOpenOrders', 0, readBare],
  6: ['reqAccountUpdates', 0, readAccountUpdates],
  7: ['reqExecutions', 2, readExecutions],
  8: ['reqIds', 0, readIds],
  9: ['reqContractDetails', 2, readContractDetails],
  10: ['reqMktDepth', 2, readMarketDepth],
  11: ['cancelMktDepth', 2, readDepthCancel],
  14: ['setServerLogLevel', 0, readLogLevel],
  15: ['reqAutoOpenOrders', 0, readAutoOpenOrders],
  16: ['reqAllOpenOrders', 0, readBare],
  17: ['reqManagedAccts', 0, readBare],
  20: ['reqHistoricalData', 1, readHistoricalData],
  25: ['cancelHistoricalData', 2, readCancel],
  49: ['reqCurrentTime', 0, readBare],
  50: ['reqRealTimeBars', 2, readRealTimeBars],
  51: ['cancelRealTimeBars', 2, readCancel],
  58: ['reqGlobalCancel', 0, readBare],
  59: ['reqMarketDataType', 0, readMarketDataType],
  61: ['reqPositions', 0, readBare],
  62: ['reqAccountSummary', 2, readAccountSummary],
  63: ['cancelAccountSummary', 2, readCancel],
  64: ['cancelPositions', 0, readBare],
  71: ['startApi', 0, readStartApi],
  74: ['reqPositionsMulti', 2, readPositionsMulti],
  75: ['cancelPositionsMulti', 2, readCancel],
  76: ['reqAccountUpdatesMulti', 2, readAccountUpdatesMulti],
  77: ['cancelAccountUpdatesMulti', 2, readCancel],
  80: ['reqFamilyCodes', 0, readNothing],
  81: ['reqMatchingSymbols', 1, readMatchingSymbols],
  82: ['reqMktDepthExchanges', 0, readNothing],
  83: ['reqSmartComponents', 1, readSmartComponents],
  85: ['reqNewsProviders', 0, readNothing],
  87: ['reqHeadTimestamp', 1, readHeadTimestamp],
  90: ['cancelHeadTimestamp', 1, readPlainCancel],
  91: ['reqMarketRule', 0, readMarketRule],
  92: ['reqPnL', 1, readPnl],
  93: ['cancelPnL', 1, readPlainCancel],
  94: ['reqPnLSingle', 1, readPnlSingle],
  95: ['cancelPnLSingle', 1, readPlainCancel],
  96: ['reqHistoricalTicks', 1, readHistoricalTicks],
  97: ['reqTickByTickData', 1, readTickByTick],
  98: ['cancelTickByTickData', 1, readPlainCancel],
  99: ['reqCompletedOrders', 0, readCompletedOrders],
} as const satisfies Record<number, readonly [name: string, idField: number, read: (read: FieldReader) => object]>;

/** Requests that are not served: the name of each, and the field with its id. Source: Interactive Brokers, TWS API, EClient. */
const others: Readonly<Record<number, readonly [name: string, idField: number]>> = {
  12: ['reqNewsBulletins', 0],
  13: ['cancelNewsBulletins', 0],
  18: ['requestFA', 0],
  19: ['replaceFA', 0],
  21: ['exerciseOptions', 2],
  22: ['reqScannerSubscription', 1],
  23: ['cancelScannerSubscription', 2],
  24: ['reqScannerParameters', 0],
  52: ['reqFundamentalData', 2],
  53: ['cancelFundamentalData', 2],
  54: ['calculateImpliedVolatility', 2],
  55: ['calculateOptionPrice', 2],
  56: ['cancelCalculateImpliedVolatility', 2],
  57: ['cancelCalculateOptionPrice', 2],
  65: ['verifyRequest', 0],
  66: ['verifyMessage', 0],
  67: ['queryDisplayGroups', 2],
  68: ['subscribeToGroupEvents', 2],
  69: ['updateDisplayGroup', 2],
  70: ['unsubscribeFromGroupEvents', 2],
  72: ['verifyAndAuthRequest', 0],
  73: ['verifyAndAuthMessage', 0],
  78: ['reqSecDefOptParams', 1],
  79: ['reqSoftDollarTiers', 1],
  84: ['reqNewsArticle', 1],
  86: ['reqHistoricalNews', 1],
  88: ['reqHistogramData', 1],
  89: ['cancelHistogramData', 1],
  100: ['reqWshMetaData', 1],
  101: ['cancelWshMetaData', 1],
  102: ['reqWshEventData', 1],
  103: ['cancelWshEventData', 1],
  104: ['reqUserInfo', 1],
};
const otherOf = (messageId: number) => (Object.hasOwn(others, messageId) ? others[messageId] : undefined);

/** A request that is not served, in words: its name, where there is one, and its number. */
export function wordsFor(messageId: number | undefined): string {
  if (messageId === undefined) return 'a message without a number';
  const [name] = otherOf(messageId) ?? [];
  return name === undefined ? `message ${messageId}` : `${name} (message ${messageId})`;
}

type Readers = typeof readers;
type Known = { [N in keyof Readers]: { readonly kind: Readers[N][0] } & Readonly<ReturnType<Readers[N][2]>> };

/** A request with its fields, or one that is not served: answered by error 505. */
export type Request = Known[keyof Known] | { readonly kind: 'unknown'; readonly messageId: number | undefined };

/** The names of the requests that are read. */
export const requestNames: readonly Exclude<Request['kind'], 'unknown'>[] = Object.values(readers).map(
  ([name]) => name,
);

const readerOf = (messageId: number) =>
  Object.hasOwn(readers, messageId) ? readers[messageId as keyof Readers] : undefined;

/**
 * Reads one message as a client of that server version writes it.
 * @throws `messageUnreadable` unless it ends exactly where its fields end; the answer is error 320 with {@link requestIdOf}
 */
export function readRequest(version: number, fields: readonly string[]): Request {
  const messageId = integerOf(fields[0] ?? '');
  if (typeof messageId !== 'number') return { kind: 'unknown', messageId: undefined };
  const reader = readerOf(messageId);
  if (reader === undefined) return { kind: 'unknown', messageId };
  const [kind, , readFields] = reader;
  const read = new FieldReader(kind, fields, version);
  read.skip(); // the message id
  const request = { kind, ...readFields(read) } as Request; // the table pairs each name with its reader
  read.end();
  return request;
}

/** The id that an error about a message carries, known or not, readable or not; -1 when it has none. */
export function requestIdOf(fields: readonly string[]): number {
  const messageId = integerOf(fields[0] ?? '');
  if (typeof messageId !== 'number') return -1;
  const idField = readerOf(messageId)?.[1] ?? otherOf(messageId)?.[1] ?? 0;
  const id = idField === 0 ? -1 : integerOf(fields[idField] ?? '');
  return typeof id === 'number' ? id : -1;
}
