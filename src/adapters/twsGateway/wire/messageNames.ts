/** The messages to clients by the names of their callbacks in the TWS API: faults are told of them by name. */

/** By the number that a message begins with. Source: Interactive Brokers, TWS API, EWrapper and the incoming message ids of its clients. */
export const messageNames = {
  1: 'tickPrice',
  2: 'tickSize',
  3: 'orderStatus',
  4: 'error',
  5: 'openOrder',
  6: 'updateAccountValue',
  7: 'updatePortfolio',
  8: 'updateAccountTime',
  9: 'nextValidId',
  10: 'contractDetails',
  11: 'execDetails',
  15: 'managedAccounts',
  17: 'historicalData',
  45: 'tickGeneric',
  46: 'tickString',
  49: 'currentTime',
  50: 'realtimeBar',
  52: 'contractDetailsEnd',
  53: 'openOrderEnd',
  54: 'accountDownloadEnd',
  55: 'execDetailsEnd',
  57: 'tickSnapshotEnd',
  58: 'marketDataType',
  59: 'commissionReport',
  61: 'position',
  62: 'positionEnd',
  63: 'accountSummary',
  64: 'accountSummaryEnd',
  71: 'positionMulti',
  72: 'positionMultiEnd',
  73: 'accountUpdateMulti',
  74: 'accountUpdateMultiEnd',
  78: 'familyCodes',
  79: 'symbolSamples',
  80: 'mktDepthExchanges',
  81: 'tickReqParams',
  82: 'smartComponents',
  85: 'newsProviders',
  88: 'headTimestamp',
  90: 'historicalDataUpdate',
  93: 'marketRule',
  94: 'pnl',
  95: 'pnlSingle',
  96: 'historicalTicks',
  97: 'historicalTicksBidAsk',
  98: 'historicalTicksLast',
  99: 'tickByTick',
  100: 'orderBound',
  101: 'completedOrder',
  102: 'completedOrdersEnd',
  106: 'historicalSchedule',
} as const satisfies Record<number, string>;

export type MessageName = (typeof messageNames)[keyof typeof messageNames];

const byNumber = new Map<string | undefined, MessageName>(Object.entries(messageNames));

/** The name of a message by its fields; the first word of the gateway, its version, has none. */
export const messageNameOf = ([number]: readonly string[]): MessageName | undefined => byNumber.get(number);
