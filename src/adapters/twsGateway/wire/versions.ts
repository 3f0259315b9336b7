/** The server versions this side speaks, and at which of them a field of a message came or went. */

/** The lowest version that is answered; a client whose best is below it is refused. */
export const LOWEST_VERSION = 157;
/** The highest version that is answered: later ones shift the contract details of clients that never look. */
export const HIGHEST_VERSION = 178;

/** The first version with each change; from 177 on `faProfile` is gone. */
export const since = {
  duration: 158,
  postToAts: 160,
  autoCancelParent: 162,
  sizeMinTick: 163,
  sizeRules: 164,
  historicalSchedule: 165,
  advancedReject: 166,
  manualOrderTime: 169,
  pegOffsets: 170,
  issuerId: 176,
  withoutFaProfile: 177,
  pendingPriceRevision: 178,
} as const;
