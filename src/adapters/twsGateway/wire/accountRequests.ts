/** Requests about the session, accounts, positions and profit. */
import type { FieldReader } from './fieldReader.ts';

/** A request that is no more than its number and a version. */
export function readBare(read: FieldReader) {
  read.skip(); // version
  return {};
}

/** A version, then the id of the request that ends. */
export function readCancel(read: FieldReader) {
  read.skip(); // version
  return { requestId: read.id() };
}

/** The id of the request that ends; these have no version. */
export const readPlainCancel = (read: FieldReader) => ({ requestId: read.id() });

/** START_API: the first message after the versions. */
export function readStartApi(read: FieldReader) {
  read.skip(); // version
  return { clientId: read.id(), optionalCapabilities: read.text() };
}

/** REQ_IDS; the number is ignored by servers, since nothing is reserved. */
export function readIds(read: FieldReader) {
  read.skip(); // version
  return { count: read.integer() ?? 1 };
}

/** SET_SERVER_LOGLEVEL. */
export function readLogLevel(read: FieldReader) {
  read.skip(); // version
  return { level: read.integer() ?? 0 };
}

/** REQ_ACCOUNT_UPDATES: begins or ends the updates of one account; an empty account is the only one there is. */
export function readAccountUpdates(read: FieldReader) {
  read.skip(); // version
  return { subscribe: read.flag(), account: read.text() };
}

/** REQ_ACCOUNT_SUMMARY; the tags are separated by commas. */
export function readAccountSummary(read: FieldReader) {
  read.skip(); // version
  return { requestId: read.id(), group: read.text(), tags: read.text() };
}

/** REQ_POSITIONS_MULTI. */
export function readPositionsMulti(read: FieldReader) {
  read.skip(); // version
  return { requestId: read.id(), account: read.text(), modelCode: read.text() };
}

/** REQ_ACCOUNT_UPDATES_MULTI. */
export const readAccountUpdatesMulti = (read: FieldReader) => ({
  ...readPositionsMulti(read),
  ledgerAndNLV: read.flag(),
});

/** REQ_PNL. */
export const readPnl = (read: FieldReader) => ({
  requestId: read.id(),
  account: read.text(),
  modelCode: read.text(),
});

/** REQ_PNL_SINGLE: of one position. */
export const readPnlSingle = (read: FieldReader) => ({ ...readPnl(read), conId: read.id() });
