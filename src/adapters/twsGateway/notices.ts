/** Notices about the line to the broker and its data farms: what clients are told with no request of theirs. */

/** Texts by code. Source: Interactive Brokers, TWS API, "Message Codes". */
export const noticeTexts: ReadonlyMap<number, string> = new Map([
  [1100, 'Connectivity between IB and Trader Workstation has been lost.'],
  [1101, 'Connectivity between IB and Trader Workstation has been restored - data lost.'],
  [1102, 'Connectivity between IB and Trader Workstation has been restored - data maintained.'],
  [2103, 'Market data farm connection is broken:generated'],
  [2104, 'Market data farm connection is OK:generated'],
  [2105, 'HMDS data farm connection is broken:generated'],
  [2106, 'HMDS data farm connection is OK:generated'],
  [2107, 'HMDS data farm connection is inactive but should be available upon demand.generated'],
  [2108, 'Market data farm connection is inactive but should be available upon demand.generated'],
  [2110, 'Connectivity between Trader Workstation and server is broken. It will be restored automatically.'],
  [2157, 'Sec-def data farm connection is broken:generated'],
  [2158, 'Sec-def data farm connection is OK:generated'],
]);

/** What a notice to everybody says of the line to the broker. */
export const effects: ReadonlyMap<number, 'cut' | 'restored' | 'restoredWithoutData'> = new Map([
  [1100, 'cut'],
  [1101, 'restoredWithoutData'],
  [1102, 'restored'],
  [2110, 'cut'],
]);

/** What every client is told when it has started. */
export const openingNotices = [2104, 2106, 2158] as const;
