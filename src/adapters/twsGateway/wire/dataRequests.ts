/** Requests for contracts, quotes and bars. */
import { isCombination, readContract } from './contracts.ts';
import type { FieldReader } from './fieldReader.ts';
import { readHedgedContract } from './orderGroups.ts';
import { since } from './versions.ts';

/** REQ_CONTRACT_DATA. */
export function readContractDetails(read: FieldReader) {
  read.skip(); // version
  return {
    requestId: read.id(),
    contract: readContract(read),
    includeExpired: read.flag(),
    secIdType: read.text(),
    secId: read.text(),
    issuerId: read.since(since.issuerId, () => read.text()) ?? '',
  };
}

/** REQ_MKT_DATA. */
export function readMarketData(read: FieldReader) {
  read.skip(); // version
  const requestId = read.id();
  const contract = readContract(read);
  return {
    requestId,
    contract,
    legs: isCombination(contract) ? readLegs(read) : [],
    hedgedContract: readHedgedContract(read),
    /** Numbers of ticks, separated by commas. */
    genericTicks: read.text(),
    snapshot: read.flag(),
    regulatorySnapshot: read.flag(),
    options: read.text(),
  };
}

const readLegs = (read: FieldReader) =>
  read.list(() => ({
    conId: read.id(),
    ratio: read.integer() ?? 0,
    action: read.text(),
    exchange: read.text(),
  }));

/** REQ_MARKET_DATA_TYPE: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
export function readMarketDataType(read: FieldReader) {
  read.skip(); // version
  return { type: read.oneOf([1, 2, 3, 4], 'a type of market data') };
}

/** REQ_MATCHING_SYMBOLS. */
export const readMatchingSymbols = (read: FieldReader) => ({ requestId: read.id(), pattern: read.text() });

/** REQ_FAMILY_CODES, REQ_MKT_DEPTH_EXCHANGES, REQ_NEWS_PROVIDERS: their number is all there is. */
export const readNothing = (_read: FieldReader) => ({});

/** REQ_SMART_COMPONENTS. */
export const readSmartComponents = (read: FieldReader) => ({ requestId: read.id(), bboExchange: read.text() });

/** REQ_MARKET_RULE. */
export const readMarketRule = (read: FieldReader) => ({ ruleId: read.id() });

/** REQ_HISTORICAL_DATA. */
export function readHistoricalData(read: FieldReader) {
  const requestId = read.id();
  const contract = readContract(read);
  return {
    requestId,
    contract,
    includeExpired: read.flag(),
    endDateTime: read.text(),
    barSize: read.text(),
    duration: read.text(),
    useRth: read.flag(),
    whatToShow: read.text(),
    formatDate: read.integer() ?? 1,
    legs: isCombination(contract) ? readLegs(read) : [],
    keepUpToDate: read.flag(),
    options: read.text(),
  };
}

/** REQ_REAL_TIME_BARS. */
export function readRealTimeBars(read: FieldReader) {
  read.skip(); // version
  return {
    requestId: read.id(),
    contract: readContract(read),
    /** Seconds; servers know 5. */
    barSize: read.integer() ?? 5,
    whatToShow: read.text(),
    useRth: read.flag(),
    options: read.text(),
  };
}

/** REQ_MKT_DEPTH. */
export function readMarketDepth(read: FieldReader) {
  read.skip(); // version
  return {
    requestId: read.id(),
    contract: readContract(read),
    rows: read.count(),
    isSmartDepth: read.flag(),
    options: read.text(),
  };
}

/** CANCEL_MKT_DEPTH. */
export function readDepthCancel(read: FieldReader) {
  read.skip(); // version
  return { requestId: read.id(), isSmartDepth: read.flag() };
}

/** REQ_HEAD_TIMESTAMP. */
export const readHeadTimestamp = (read: FieldReader) => ({
  requestId: read.id(),
  contract: readContract(read),
  includeExpired: read.flag(),
  useRth: read.flag(),
  whatToShow: read.text(),
  formatDate: read.integer() ?? 1,
});

/** REQ_HISTORICAL_TICKS. */
export const readHistoricalTicks = (read: FieldReader) => ({
  requestId: read.id(),
  contract: readContract(read),
  includeExpired: read.flag(),
  startDateTime: read.text(),
  endDateTime: read.text(),
  count: read.count(),
  whatToShow: read.text(),
  useRth: read.flag(),
  ignoreSize: read.flag(),
  options: read.text(),
});

/** REQ_TICK_BY_TICK_DATA. */
export const readTickByTick = (read: FieldReader) => ({
  requestId: read.id(),
  contract: readContract(read),
  /** `Last`, `AllLast`, `BidAsk` or `MidPoint`. */
  tickType: read.text(),
  count: read.count(),
  ignoreSize: read.flag(),
});
