/** Why we say no: a closed set of codes. A refusal is ours; a rejection is the broker's. */

/** Each code with its sentence. The fact that carries it has the limit and the value. */
export const refusals = {
  accountStale: 'What the broker last said of the account is older than it may be, or it has said nothing.',
  accountUnknown: 'The desk does not trade that account.',
  actionBooked: 'The split is booked like that already.',
  actionDisputed: 'Two sources tell of one corporate action differently; what was heard first stands.',
  adoptionUnknown: 'There is no such adoption.',
  adoptionUsed: 'Something has been traded with what was adopted, or it has changed by a split or a dividend.',
  amendBelowFilled: 'The new quantity is below what has filled already.',
  amendNothing: 'The change changes nothing.',
  brokerLacks: 'The broker has no such order type, time in force or activation level.',
  cooling: 'The rule rests.',
  currencyForeign: 'The dividend is in another currency than the desk.',
  dataNotLive: 'The market data of the instrument is not live; only what reduces risk may pass.',
  dayLimit: 'The rule has acted as often as it may in a day.',
  differenceLess: 'What broker and books differ by, on that side and for longer than it may last, is less.',
  disarmed: 'The rule is disarmed.',
  drifted: 'Broker and books disagree about the instrument; only what reduces risk may pass.',
  dropped: 'The adapter proved that nothing was written to the broker.',
  duplicateOrder: 'An order just like it has passed a moment ago.',
  emergency: 'The desk is in an emergency; only what reduces risk may pass.',
  equityUnknown: 'The broker has not said what the account holds: a size that is a share of it can not be told.',
  evidenceLacking: 'What was shown in this stage is not enough for the next one.',
  exhausted: 'The rule has acted as often as it may.',
  expired: 'The time of the rule is over.',
  foreignLess: 'There is not so much in the account that is not ours.',
  foreignOffset: 'What is ours and what is not lie against each other: the account does not hold what would be left.',
  fractionLess: 'Our books have not so much less than a lot that a split has left.',
  goodTillPast: 'The moment until which the order is to be good has passed.',
  groupWrong: 'The orders do not belong together in a group of that kind.',
  haltOfOthers: 'No rule has halted it: a rule resumes only what a rule has halted.',
  halted: 'Trading is halted; only what reduces risk may pass.',
  indicatorNotReady: 'An indicator that the plan needs has no value yet.',
  instrumentUnknown: 'The desk does not trade the instrument.',
  limitFailed: 'A limit could not be evaluated: what can not be judged may not pass.',
  listStale: 'What the account has is no longer what was listed.',
  lossBlind:
    'What is held has no price that may be decided by: a limit on losses can not be told, and nothing may add risk.',
  lossLimit: 'A limit on losses is reached; what adds risk is refused.',
  maxActiveOrders: 'So many orders on that side of the contract may not be out in the account.',
  maxBuyingPowerShare: 'Orders that are out may not take so much of the buying power.',
  maxGrossExposure: 'The sum of all positions and open orders would pass its limit.',
  maxLongExposure: 'Long positions and what is reserved for buys would be above the limit.',
  maxNetExposure: 'Long less short, with what is reserved on that side, would be above the limit.',
  maxOpenOrders: 'So many orders may not be out.',
  maxOpenPositions: 'There are as many open positions as there may be.',
  maxOrderNotional: 'Price × quantity is above the limit of an order.',
  maxOrderQuantity: 'The quantity is above the limit of an order.',
  maxOrderRate: 'So many orders and changes may not pass in so short a time.',
  maxParticipation: 'The order is too large beside the size that is displayed.',
  maxQuoteAge: 'The latest quote is older than it may be.',
  maxSectorExposure: 'What is open in the sector would be above the limit.',
  maxSectorShare: 'What is open in the sector would be above its share of the equity.',
  maxShortExposure: 'Short positions and what is reserved for sales would be above the limit.',
  maxSymbolExposure: 'What is open in the symbol would be above the limit.',
  maxSymbolShare: 'What is open in the symbol would be above its share of the equity.',
  maxTradesPerDay: 'As many positions as may be opened in a trading day have been, or are on their way.',
  nearClose: 'The session is about to close, or is over: nothing may be added.',
  noExit: 'The position has no such exit that could be moved.',
  noPosition: 'There is no open position to act on.',
  noQuote: 'There is no quote to decide by.',
  notConnected: 'The connection to the broker is not ready.',
  notLive: 'The order is not at the broker: there is nothing to change or cancel.',
  notRunning: 'The desk is not running.',
  observing: 'The desk only observes: what adds risk is refused, and what rules would have done is said.',
  oppositeBook: 'Another book holds the other side of the instrument, or may come to.',
  orderUnknown: 'There is no such order.',
  othersWork:
    'An order of others works in the instrument, and is not being taken back: both may trade the same shares.',
  outranked: 'Another rule was before it in the same pass, and has in hand what this one is to do.',
  positionBusy: 'The position is being changed already.',
  positionOpen: 'There is an open position in the instrument.',
  priceCollar: 'The price is further from the quote than the collar allows.',
  quoteStale: 'The latest quote is of an earlier session.',
  reducing: 'Trading only reduces; what adds risk is refused.',
  restricted: 'The instrument is on the restricted list.',
  reversalGivenUp:
    'Before the position that was to be reversed was left, something spoke against it, or it took too long: nothing is opened.',
  scopeUnknown: 'There is no such scope: it is desk, account/…, book/… or instrument/….',
  selfCrossing: 'The order could trade with another one of ours.',
  sessionClosed: 'The regular session is closed.',
  settledCash: 'The order costs more than the settled cash that no order has reserved.',
  shortForbidden: 'Nothing may be sold short.',
  shortSupply: 'There is not so much to borrow, or nobody has said that there is.',
  signalAhead: 'The signal was observed in the future.',
  signalExpired: 'The time that the signal looks ahead to is over.',
  signalKnown: 'The signal has been heard before: it is acted on once.',
  signalStale: 'The signal was observed too long ago.',
  sizeBelowMinimum: 'The size comes to less than the broker takes of the contract.',
  sizeNeedsStop: 'The size is measured by the way to the stop, and there is no stop.',
  sizeZero: 'The size comes to less than one lot.',
  splitAhead: 'The split is to count from a moment that has not come yet.',
  splitFollowed:
    'A position has followed quotes of since the split: its levels can not be told apart from those of before.',
  splitTraded:
    'Something was executed in the instrument since the split is to count: it can not be told which shares it was of.',
  stageOrder: 'A desk is promoted one stage at a time, and demoted to a lower one.',
  stagePaper: 'The desk stands at paper: it may not add risk with money.',
  stageless: 'The desk document has no stages (promotion).',
  stale: 'It would add risk, and was decided too long before it could leave: the engine was away.',
  termsContradict: 'Two terms of the order contradict each other.',
  termsIncomplete: 'A term that the order needs is missing, or is not above zero.',
  termsSurplus: 'A term is given that the order type does not take.',
  timeInForceUnfit: 'The order type does not go with the time in force.',
  tradingHalted: 'Trading in the instrument is halted.',
  withdrawn: 'The order was taken back before it left.',
  wouldLoosen: 'The stop would move against the position, and nobody said that it may.',
} as const;

/** The stable code of a refusal; `docs/reference/refusals.md` has a line for each. */
export type RefusalCode = keyof typeof refusals;

/** All codes in alphabetical order. */
export const refusalCodes = Object.keys(refusals) as readonly RefusalCode[];

/** A refusal with the limit that was met and the value that met it. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly limit: string;
  readonly value: string;
}

/** A refusal for a reason that has no figures. */
export const refuse = (code: RefusalCode, limit = '', value = ''): Refusal => ({ code, limit, value });
