/** Requests about orders and executions, other than placing one. */
import type { FieldReader } from './fieldReader.ts';
import { since } from './versions.ts';

/** CANCEL_ORDER. */
export function readCancelOrder(read: FieldReader) {
  read.skip(); // version
  return { orderId: read.id(), manualCancelTime: read.since(since.manualOrderTime, () => read.text()) ?? '' };
}

/** REQ_AUTO_OPEN_ORDERS; only client 0 may ask. */
export function readAutoOpenOrders(read: FieldReader) {
  read.skip(); // version
  return { bind: read.flag() };
}

/** REQ_COMPLETED_ORDERS, of the API alone or of people too. */
export const readCompletedOrders = (read: FieldReader) => ({ apiOnly: read.flag() });

/** REQ_EXECUTIONS with its filter; an empty text filters nothing. */
export function readExecutions(read: FieldReader) {
  read.skip(); // version
  return {
    requestId: read.id(),
    /** Unset and 0 are both every client. */
    clientId: read.integer(),
    account: read.text(),
    /** `yyyymmdd-hh:mm:ss`, with or without a zone; executions before it are left out. */
    time: read.text(),
    symbol: read.text(),
    secType: read.text(),
    exchange: read.text(),
    side: read.text(),
  };
}
