/** What can go wrong between an engine and its broker, and how often it does. */

/** Each kind with what happens. */
export const faultKinds = {
  delayed: 'a message arrives later than it was said',
  duplicated: 'a message arrives twice',
  dropped: 'a status never arrives; what it said is told again when the connection is made anew',
  reordered: 'a message arrives behind the one that was said after it',
  placementSwallowed: 'an order is written and the broker never hears of it',
  placementRejected: 'the broker rejects an order',
  amendRejected: 'the broker turns a change down',
  cancelRejected: 'the broker turns a cancel down',
  disconnected: 'the connection is lost, with whatever was said and asked meanwhile, and made anew',
  degraded: 'the broker loses its own connection; what it says waits until it is back',
  priceCorrected: 'an execution is corrected to another price',
  busted: 'an execution of an order that has ended is taken back',
  overfilled: 'an order that has filled fills once more',
  commissionLate: 'a fee is told long after its execution',
  commissionMissing: 'a fee is never told',
  tradedByHand: 'somebody trades the instrument at the broker, without us, and nobody tells',
  tradedByOthers: 'somebody trades the instrument, and the broker tells of it',
  liquidated: 'the broker takes our orders back and closes what the account holds',
  othersCorrected: 'an execution of somebody else is corrected, or taken back',
  cancelledByHand: 'somebody cancels an order of ours at the broker',
  endedByMistake:
    'the broker says of an order that works that it is cancelled; what it lists once it is read anew is true',
} as const;
export type FaultKind = keyof typeof faultKinds;

/** How often in a thousand occasions. An occasion is a message, a command, an execution or a step, whichever the fault is about. */
export type FaultMix = Readonly<Record<FaultKind, number>>;

export const defaultMix: FaultMix = {
  delayed: 60,
  duplicated: 40,
  dropped: 10,
  reordered: 40,
  placementSwallowed: 15,
  placementRejected: 10,
  amendRejected: 10,
  cancelRejected: 60,
  disconnected: 6,
  degraded: 4,
  priceCorrected: 20,
  busted: 12,
  overfilled: 8,
  commissionLate: 30,
  commissionMissing: 15,
  tradedByHand: 1,
  tradedByOthers: 8,
  liquidated: 2,
  othersCorrected: 150,
  cancelledByHand: 5,
  endedByMistake: 2,
};

export type FaultCounts = Readonly<Record<FaultKind, number>>;
export const noFaults = (): Record<FaultKind, number> =>
  Object.fromEntries(Object.keys(faultKinds).map((kind) => [kind, 0])) as Record<FaultKind, number>;
