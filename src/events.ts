/**
 * The alphabet: all that can happen, in one table. A fact is in the past tense and has happened; a command is in the
 * imperative and is asked for. Names are dotted, the subject first, so that `order` stands for every `order.*`.
 */

import { feedNames, feedStates } from './feedNames.ts';
import * as f from './fields.ts';
import { breachAnswers, lossLimitNames } from './lossLimits.ts';
import { dataStates, supplyStates } from './marketStates.ts';
import { roles, sides } from './orders.ts';
import type { Cooldown } from './plans.ts';
import { cashDifferences, cashKinds, groupKinds, otherTraders, statementDifferences } from './plans.ts';
import * as shapes from './shapes.ts';
import { stages } from './stages.ts';

type Kind = 'fact' | 'command';
interface Definition<K extends Kind, F extends f.Fields> {
  readonly kind: K;
  readonly says: string;
  readonly fields: F;
}
const fact = <F extends f.Fields>(says: string, fields: F): Definition<'fact', F> => ({ kind: 'fact', says, fields });
const command = <F extends f.Fields>(says: string, fields: F): Definition<'command', F> => ({
  kind: 'command',
  says,
  fields,
});

const { instrument, order, group, position, rule } = f;
const { amendment, links, terms } = shapes;
const side = f.oneOf(...sides);
const role = f.oneOf(...roles);
const why = f.text;
/** Who traded, where it was nobody here. */
const by = f.optional(f.oneOf(...otherTraders));
const outcome = f.oneOf('filled', 'cancelled', 'rejected', 'expired', 'absent', 'doneForDay', 'refused');
const at = { order } as const;
/** The broker's own name of the order (FIX tag 37, Interactive Brokers permId): two of them for one of ours are two live orders. */
const atBroker = { order, brokerId: f.optional(f.text) } as const;
/** Money where a split lies between the execution and now: then price × quantity is no longer exact. */
const value = f.optional(f.amount);
const fill = {
  order,
  group: f.optional(group),
  position: f.optional(position),
  book: f.book,
  account: f.account,
  instrument,
  side,
  role,
  execution: f.execution,
  revision: f.count,
  price: f.price,
} as const;
/** Terms as a broker reports them; what it does not name has not changed. */
const leg = { group, order, role } as const;
/** `source` is the feed it came by; older than `goodFor` it is acted on no more, however patient the desk is. */
const signalHead = {
  id: f.signal,
  instrument,
  observedAt: f.time,
  source: f.optional(f.oneOf(...feedNames)),
  goodFor: f.optional(f.duration),
} as const;
const feed = f.oneOf(...feedNames);
/** So many new shares for so many old ones, from the first moment of the day on. */
const split = { instrument, newShares: f.quantity, oldShares: f.quantity } as const;
/** Quantity that was not ours, and what a share of it cost. */
const adopted = {
  account: f.account,
  instrument,
  book: f.book,
  position,
  adoption: f.adoption,
  quantity: f.signedQuantity,
  price: f.price,
  operator: f.text,
  why,
} as const;
/** Which statement, and which row of it; a difference may be that there is none. */
const stated = { statement: f.text, row: f.optional(f.count) } as const;
/** Money of a statement, by the broker's name of it. */
const money = {
  name: f.text,
  kind: f.oneOf(...cashKinds),
  instrument: f.optional(f.instrument),
  amount: f.amount,
  currency: f.text,
  on: f.text,
} as const;
const dividend = { instrument, perShare: f.price, currency: f.text } as const;
const barHead = { instrument, start: f.time, period: f.duration } as const;

// biome-ignore format: one line an event keeps the table a table
export const alphabet = {
  // market: what is quoted and traded
  'market.quote': fact('The best bid and ask, with the sizes shown, changed.', { instrument, bid: f.price, ask: f.price, bidSize: f.size, askSize: f.size }),
  'market.trade': fact('A trade was reported.', { instrument, price: f.price, size: f.quantity }),
  'market.bar': fact('A bar of trades ended.', { ...barHead, open: f.price, high: f.price, low: f.price, close: f.price, volume: f.size }),
  'market.quoteBar': fact('A bar of quotes ended; the sizes are the last ones shown.', { ...barHead, bidOpen: f.price, bidHigh: f.price, bidLow: f.price, bidClose: f.price, bidSize: f.size, askOpen: f.price, askHigh: f.price, askLow: f.price, askClose: f.price, askSize: f.size }),
  'market.volume': fact('The volume traded in the session so far.', { instrument, volume: f.size }),
  'market.indicator': fact('An indicator has a new value; `previous` is absent for its first.', { instrument, name: f.text, value: f.float, previous: f.optional(f.float) }),
  'market.split': fact('From the ex-date on so many new shares stand for so many old ones: 7 for 1. Heard before anything trades on that day.', { ...split, exDate: f.text, source: f.text }),
  'market.dividend': fact('From the ex-date on a share trades without a dividend of so much. Heard before anything trades on that day.', { ...dividend, exDate: f.text, source: f.text }),
  'market.history': fact('Past bars of trades, whole up to a moment, as the history of the broker has them: indicators over bars of this length begin anew with them. No rule acts on them.', { instrument, period: f.duration, until: f.time, bars: f.listOf(shapes.pastBar) }),
  'market.historyAwaited': fact('Bars of this length may be missing: until their past has been read, indicators over them have no value.', { instrument, period: f.duration, detail: f.text }),
  'market.historyFailed': fact('ALARM: past bars could not be read, and are asked for again; until they have been, indicators over them have no value.', { instrument, period: f.duration, detail: f.text }),
  'market.dataState': fact('What the data of an instrument is. Only by data that is `usable` may an order add risk.', { instrument, state: f.oneOf(...dataStates), usable: f.flag, detail: f.text }),
  'market.contract': fact('What the broker says of a contract: from which price on its prices are how far apart, and the sizes that orders may have.', { instrument, increments: f.listOf(shapes.priceBand), minSize: f.optional(f.quantity), sizeIncrement: f.optional(f.quantity), suggestedSizeIncrement: f.optional(f.quantity) }),
  'market.contractDiffers': fact('By the word of the broker prices or sizes are further apart than the desk document has them: this holds. Told once.', { instrument, document: f.text, holds: f.text }),
  'market.tradingHalted': fact('Trading in the instrument is halted: nothing may be added in it.', { instrument, detail: f.text }),
  'market.tradingResumed': fact('The instrument trades again.', { instrument }),
  'market.shortSupply': fact('What can be borrowed to be sold short: enough, to be located first, nothing; and how many shares, where that is told.', { instrument, state: f.oneOf(...supplyStates), shares: f.optional(f.size) }),
  'market.dataMissing': fact('ALARM: the instrument has no data by which an order may add risk, and something is held in it or wanted.', { instrument, state: f.oneOf(...dataStates), detail: f.text }),
  'market.watch': command('Watch for a price at or beyond a level; replaces the watch of the same name.', { watch: f.watch, instrument, position, level: f.text, price: f.price, when: f.oneOf('atOrBelow', 'atOrAbove'), of: f.oneOf('bid', 'ask') }),
  'market.check': command('Say at once whether the quote is at or beyond a level; nothing is watched.', { watch: f.watch, instrument, position, level: f.text, price: f.price, when: f.oneOf('atOrBelow', 'atOrAbove'), of: f.oneOf('bid', 'ask') }),
  'market.unwatch': command('Stop watching the levels of a position.', { position, instrument }),
  'market.levelCrossed': fact('The watched side of the quote reached a level, and went as far as `reached`; the watch is over.', { watch: f.watch, instrument, position, level: f.text, price: f.price, reached: f.optional(f.price) }),

  // signal: what somebody believes
  'signal.prediction': fact('A model predicted a direction.', { ...signalHead, signal: f.oneOf('BUY', 'SELL', 'SHORT', 'NEUTRAL'), numeric: f.float, confidence: f.unit, price: f.optional(f.price), probabilities: f.listOf(f.unit), features: f.floats, model: f.text, modelVersion: f.text, horizon: f.duration }),
  'signal.flowTrade': fact('An unusual options trade was seen.', { ...signalHead, right: f.oneOf('call', 'put'), side, premium: f.amount, contracts: f.quantity }),
  'signal.divergence': fact('Price and options flow disagree by so much.', { ...signalHead, value: f.float }),
  'signal.threshold': fact('A measured value crossed a threshold.', { ...signalHead, name: f.text, value: f.float, threshold: f.float, direction: f.oneOf('up', 'down') }),

  // feed: where signals come from
  'feed.opened': fact('A source of signals is listened to. Silent for longer than `silence` it is stale; without it, it may be silent.', { feed, silence: f.optional(f.duration) }),
  'feed.answered': fact('The source is heard; said now and then while it is.', { feed }),
  'feed.failed': fact('The source could not be heard, and is tried again.', { feed, code: f.text, detail: f.text }),
  'feed.refused': fact('What the source told is no signal that could be acted on; nothing came of it.', { feed, code: f.text, detail: f.text }),
  'feed.closed': fact('The source is listened to no more.', { feed, why }),
  'feed.stateChanged': fact('A source of signals is in another state.', { feed, state: f.oneOf(...feedStates) }),
  'feed.wentStale': fact('ALARM: nothing has been heard of a source of signals for so long: what it would have told is missing.', { feed, silence: f.duration }),
  'feed.unexpected': fact('An event made no sense in the state of the source and changed nothing.', { feed, event: f.text }),

  // order: commands
  'order.place': command('Make an order and put it before the risk gate.', { order, terms, links }),
  'order.submit': command('The risk gate let the order pass: send it.', { order, approval: f.approval }),
  'order.refuse': command('The order may not leave.', { order, code: f.text, detail: f.text }),
  'order.change': command('Put a change of terms before the risk gate.', { order, change: amendment, why }),
  'order.amend': command('The risk gate let the change pass: send it.', { order, change: amendment, approval: f.approval }),
  'order.cancel': command('Take the order back.', { order, why }),
  'order.conclude': command('Take an order of which nothing tells what became of it as ended, with what is booked of it, on the word of a person.', { order, operator: f.text, why }),
  'order.adopt': command('Take an order over that is not ours, on the word of a person.', { order, book: f.book, operator: f.text, why }),
  // order: facts
  'order.queued': fact('The order waits in the outbox for its cause to be durable.', at),
  'order.sent': fact('The order is on its way to the broker.', at),
  'order.working': fact('The broker works the order; `protecting` when it can fill by itself from here.', { order, group: f.optional(group), role, quantity: f.size, protecting: f.flag, waitingFor: f.oneOf('nothing', 'trigger', 'parent') }),
  'order.held': fact('The broker holds the order without working it.', { order, group: f.optional(group), role, quantity: f.size, detail: f.text }),
  'order.unconfirmed': fact('What became of the order is not known; the broker is asked.', { order, group: f.optional(group), role, detail: f.text }),
  'order.filled': fact('An execution was booked; `filled` is the sum so far, `fee` is there when it was known first.', { ...fill, quantity: f.quantity, filled: f.size, leaves: f.size, arrivalMid: f.optional(f.price), fee: f.optional(f.amount), currency: f.optional(f.text), value, by }),
  'order.revised': fact('A booked execution was corrected; a quantity of zero is a bust.', { ...fill, price: f.price, quantity: f.size, previousQuantity: f.size, previousPrice: f.price, value, previousValue: value }),
  'order.commission': fact('The fee of an execution is known; `change` is by how much it differs from what was booked.', { order, position: f.optional(position), book: f.book, account: f.account, instrument, execution: f.execution, fee: f.amount, change: f.amount, currency: f.text }),
  'order.amended': fact('The broker took the new terms.', { order, group: f.optional(group), role, terms }),
  'order.amendRefused': fact('We did not ask for the change: it may not be.', { order, group: f.optional(group), role, code: f.text, detail: f.text }),
  'order.amendRejected': fact('The broker did not take the change; the old terms stand.', { order, group: f.optional(group), role, detail: f.text }),
  'order.cancelRefused': fact('We did not ask for the cancel: there is nothing to cancel.', { order, code: f.text }),
  'order.cancelRejected': fact('The broker did not cancel.', { order, group: f.optional(group), role, detail: f.text }),
  'order.unanswered': fact('A change or cancel is unanswered beyond its time; the broker is asked.', { order, group: f.optional(group), role, what: f.text }),
  'order.completed': fact('The order filled whole.', at),
  'order.cancelled': fact('The order is cancelled.', { order, detail: f.text }),
  'order.rejected': fact('The broker rejected the order.', { order, detail: f.text }),
  'order.expired': fact('The order expired; `window`: unseen, before the time that the broker lists.', { order, by: f.optional(f.oneOf('window')) }),
  'order.refused': fact('The order was refused by us and never left.', { order, code: f.text, detail: f.text }),
  'order.unaccounted': fact('ALARM: the broker lists the order nowhere, and nothing tells what became of it: a person must look. `notListed`: it was seen within the time that is listed. Older: `holdingUnclear`, what is held does not show that no more of it has filled; `outlivesList`, it does, and the order ends by no time of its own.', { order, group: f.optional(group), role, code: f.oneOf('notListed', 'holdingUnclear', 'outlivesList'), filled: f.size, leaves: f.size, since: f.optional(f.time) }),
  'order.absent': fact('The broker has no such order, by a complete enumeration.', at),
  'order.doneForDay': fact('The broker is done with the order for the day.', at),
  'order.settled': fact('Nothing of the order is open any more: no change, no cancel, no execution owed.', { order, group: f.optional(group), position: f.optional(position), instrument, role, outcome, filled: f.size }),
  'order.reopened': fact('A settled order is open again.', { order, group: f.optional(group), position: f.optional(position), instrument, role }),
  'order.surprised': fact('Something happened to the order that its state did not expect; it was booked all the same.', { order, event: f.text, detail: f.text }),
  'order.overfilled': fact('ALARM: more was executed than was asked for.', { order, group: f.optional(group), role, excess: f.quantity }),
  'order.disputed': fact('ALARM: an execution or its fee came for two orders; only the first has it.', { order, execution: f.execution, owner: f.order, event: f.text }),
  'order.doubled': fact('ALARM: the broker has a second live order for one of ours.', { order, group: f.optional(group), role, detail: f.text }),
  'order.external': fact('An order that is not ours is in the account: it is shown, and what it fills is no trade of ours.', { order, instrument, side, quantity: f.size }),
  'order.noted': fact('The order left in an emergency without a record; it is ours when the broker has it. `after`: the last input that was on record then.', { order, terms, links, after: f.optional(f.count) }),
  'order.recognised': fact('By its marked reference an order is ours that left in an emergency: what it fills is booked.', { order, book: f.book, position: f.optional(position) }),
  'order.adopted': fact('A person took an order over that was not ours: what it fills from now on is booked.', { order, book: f.book, operator: f.text, why }),
  'order.unexpected': fact('An event made no sense in the state of the order and changed nothing.', { order, event: f.text }),

  // group: orders that belong together
  'group.start': command('Place the legs.', { group }),
  'group.extend': command('Add an entry to a running group.', { group, order, terms, links }),
  'group.protect': command('Move stop and targets; one target alone is that of the first pair. `stays`: the position is not being left any more.', { group, stop: f.optional(f.price), target: f.optional(f.price), targets: f.optional(f.listOf(f.price)), stays: f.optional(f.flag) }),
  'group.reduce': command('Make room in the protection and sell a part by an order of its own; without a quantity, price the one that is out anew.', { group, exit: shapes.exit, quantity: f.optional(f.quantity) }),
  'group.traded': fact('The position was traded by an order that is no leg: bought above zero. `lacking`: what the account still lacks of it then.', { group, quantity: f.signedQuantity, lacking: f.optional(f.size) }),
  'group.lacking': fact('So much of what the group holds the account has no more: its exits are for the rest.', { group, quantity: f.size }),
  'group.retry': command('Ask again now for what was turned down.', { group }),
  'group.supply': command('More names for orders that may have to take the place of others.', { group, spares: f.listOf(order) }),
  'group.split': fact('A split has changed what the legs are for: those that are out are taken back, exits are placed anew under the names that come along.', { group, ...split, tick: shapes.priceSteps, spares: f.listOf(order) }),
  'group.close': command('Leave the position: make a leg marketable, or place an exit.', { group, exit: shapes.exit, why }),
  'group.wantsNames': fact('The names kept for orders in the place of others run out.', { group }),
  'group.spoke': fact('What a group says at once; each message is heard by itself, in order.', { group, messages: f.structure<readonly { readonly type: string }[]>('list of messages') }),
  'group.placed': fact('The legs were placed.', { group }),
  'group.active': fact('The entry has filled or ended; the exits are kept at the quantity held.', { group, held: f.size }),
  'group.balanced': fact('Every exit leg is confirmed at the quantity held.', { group, held: f.size }),
  'group.unwinding': fact('A leg could not be placed; the rest is taken back.', { group, detail: f.text }),
  'group.standalone': fact('A leg could not be placed with the entry filled: a stop of its own protects.', { group, detail: f.text }),
  'group.overfilled': fact('ALARM: more was closed than was held.', { group, excess: f.size }),
  'group.triggered': fact('The first order has filled as far as it must: the others are let go.', { group }),
  'group.winding': fact('Nothing is held any more; the remaining legs end.', { group }),
  'group.done': fact('Every leg has ended on the evidence of the broker.', { group }),
  'group.unexpected': fact('An event made no sense in the state of the group and changed nothing.', { group, event: f.text }),
  // leg: what a group hears of its orders
  'leg.working': fact('A leg works at this quantity.', { ...leg, quantity: f.size, protecting: f.flag, waitingFor: f.oneOf('nothing', 'trigger', 'parent') }),
  'leg.held': fact('The broker holds a leg without working it.', { ...leg, detail: f.text }),
  'leg.amended': fact('A leg has new terms.', { ...leg, terms }),
  'leg.amendFailed': fact('A change of a leg was refused or rejected.', { ...leg, detail: f.text }),
  'leg.cancelFailed': fact('The cancel of a leg was turned down, or nobody answered.', { ...leg, detail: f.text }),
  'leg.filled': fact('A leg filled by so much (below zero: a correction took it back).', { ...leg, quantity: f.signedQuantity }),
  'leg.answerless': fact('Nobody answers for a leg.', { ...leg, detail: f.text }),
  'leg.settled': fact('A leg has ended.', { ...leg, outcome, filled: f.size }),
  'leg.reopened': fact('A leg that had ended is open again.', leg),

  // position: one round trip
  'position.open': command('Start the round trip.', { position }),
  'position.adjust': command('Add to the position; `byPlan` when its own plan said so.', { position, order, terms, links, byPlan: f.optional(f.flag) }),
  'position.reduce': command('Sell a part of the position; `byPlan` when its own plan said so.', { position, exit: shapes.exit, quantity: f.quantity, why, byPlan: f.optional(f.flag) }),
  'position.close': command('End the round trip.', { position, exit: shapes.exit, why }),
  'position.protect': command('Move stop or targets to these levels, or follow at another distance; one target alone is the first. The stop only ever tightens, unless told to `loosen`.', { position, stop: f.optional(f.price), target: f.optional(f.price), targets: f.optional(f.listOf(f.price)), trail: f.optional(shapes.trail), loosen: f.optional(f.flag) }),
  'position.split': fact('A split: so much is held now, at the cost of before.', { position, ...split, quantity: f.signedQuantity }),
  'position.adopted': fact('So much that was not ours was moved in, at this price a share.', { position, adoption: f.adoption, quantity: f.signedQuantity, price: f.price }),
  'position.released': fact('What was adopted was moved back; nothing had been traded with it.', { position, adoption: f.adoption, quantity: f.signedQuantity, price: f.price }),
  'position.partMerged': fact('A target of the plan is for less than the broker takes of the contract: that part goes with another exit.', { position, quantity: f.quantity, least: f.quantity }),
  'position.partSkipped': fact('A part that the plan sells at a level comes to less than the broker takes of the contract: it stays, and leaves with the last exit.', { position, quantity: f.size, least: f.quantity }),
  'position.stepped': fact('Prices of its contract are otherwise apart: what is set from now on stands on these steps.', { position, tick: shapes.priceSteps }),
  'position.dividend': fact('A dividend: a long position is owed it, a short one owes it.', { position, ...dividend, amount: f.amount }),
  'position.fractionSettled': fact('So much less than a lot has left the position, for its share of what was paid in lieu of it.', { position, instrument, quantity: f.signedQuantity, amount: f.amount }),
  'position.restated': fact('A split has restated the position; cost and profit are what they were.', { position, instrument, quantity: f.signedQuantity, average: f.price, stop: f.optional(f.price), target: f.optional(f.price), targets: f.optional(f.listOf(f.price)) }),
  'position.spoke': fact('What a position says at once; each message is heard by itself, in order.', { position, messages: f.structure<readonly { readonly type: string }[]>('list of messages') }),
  'position.planned': fact('A position is planned.', { position, book: f.book, instrument, side: f.oneOf('long', 'short') }),
  'position.opened': fact('The first fill was booked.', { position, instrument, quantity: f.signedQuantity }),
  'position.changed': fact('Quantity, cost, fees or dividends changed. Cost is signed as the quantity is.', { position, book: f.book, account: f.account, instrument, quantity: f.signedQuantity, cost: f.amount, realised: f.amount, fees: f.amount, dividends: f.amount }),
  'position.entered': fact('The entry has ended; average price and levels stand.', { position, instrument, quantity: f.signedQuantity, average: f.price, stop: f.optional(f.price), target: f.optional(f.price), targets: f.optional(f.listOf(f.price)) }),
  'position.adjusted': fact('An addition has ended; the average and the target are new.', { position, instrument, quantity: f.signedQuantity, average: f.price, stop: f.optional(f.price), target: f.optional(f.price), targets: f.optional(f.listOf(f.price)) }),
  'position.reducing': fact('A part of the position is on its way out.', { position, instrument, quantity: f.quantity, why }),
  'position.reduced': fact('The order for a part of the position has ended; so much is held.', { position, instrument, quantity: f.signedQuantity }),
  'position.closing': fact('The position is being left.', { position, instrument, why }),
  'position.closed': fact('The round trip ended; `reason` is the role of the last fill. A `residue` of less than a lot stays in the books.', { position, book: f.book, instrument, reason: role, realised: f.amount, fees: f.amount, dividends: f.amount, residue: f.optional(f.signedQuantity) }),
  'position.measured': fact('How far a round trip went for and against us while it was held: its best and its worst profit at the marks, before fees, and how long it took.', { position, instrument, favourable: f.amount, adverse: f.amount, heldFor: f.duration }),
  'position.reopened': fact('A correction, or a split of its residue, gave a closed round trip a quantity again.', { position, instrument, quantity: f.signedQuantity }),
  'position.abandoned': fact('The entry ended without a fill.', { position, instrument }),
  'position.arming': fact('Protection is asked for and not confirmed yet.', { position, instrument }),
  'position.protected': fact('The stops cover the quantity held.', { position, instrument, cover: f.signedQuantity }),
  'position.resizing': fact('The stops cover another quantity than is held.', { position, instrument, quantity: f.signedQuantity, cover: f.signedQuantity }),
  'position.naked': fact('ALARM: the position is open and its protection is missing, lost or not confirmed in time.', { position, instrument, quantity: f.signedQuantity, detail: f.text }),
  'position.releasing': fact('The position is flat; its stops are ending.', { position, instrument, cover: f.signedQuantity }),
  'position.orphaned': fact('ALARM: stops of a flat position still work.', { position, instrument, cover: f.signedQuantity }),
  'position.reducedByOthers': fact('ALARM: an execution of an order that is not ours closed so much of what the position held, bought above zero. The other way round a correction of it gives that back.', { position, book: f.book, account: f.account, instrument, order, execution: f.execution, quantity: f.signedQuantity, price: f.price, by }),
  'position.overstayed': fact('ALARM: the session closed, and the position that was to be left is still held.', { position, instrument, quantity: f.signedQuantity, session: f.text }),
  'position.unexpected': fact('An event made no sense in the state of the position and changed nothing.', { position, event: f.text }),
  // protection: what a position hears of its stops
  'protection.asked': fact('Stops were asked for.', { position }),
  'protection.confirmed': fact('The stops that work cover this much: below zero they sell.', { position, cover: f.signedQuantity }),
  'protection.lost': fact('Stops were lost; those left cover this much.', { position, cover: f.signedQuantity, detail: f.text }),
  'protection.settled': fact('Every leg has ended.', { position }),

  // holding: what the broker says an account holds
  'holding.booked': fact('Our books changed what we think is held. `listed`: the broker told of it in one list with what it holds.', { account: f.account, instrument, change: f.signedQuantity, listed: f.optional(f.flag) }),
  'holding.external': fact('An order that is not ours changed what the account holds. So much of it as is `booked` our books held, and have it no more, for so much cash as came in.', { account: f.account, instrument, change: f.signedQuantity, order, booked: f.optional(f.signedQuantity), amount: f.optional(f.amount), listed: f.optional(f.flag) }),
  'holding.split': fact('A split was booked, once whoever told of it: so much are our books and the rest after it. `quoted`: it is booked late, and the latest quote is of the new shares already.', { account: f.account, ...split, exDate: f.text, booked: f.signedQuantity, foreign: f.signedQuantity, quoted: f.optional(f.flag) }),
  'holding.dividend': fact('A dividend was booked, once whoever told of it, for so much that our books hold.', { account: f.account, ...dividend, exDate: f.text, quantity: f.signedQuantity, amount: f.amount }),
  'holding.agreed': fact('Books and broker agree.', { account: f.account, instrument, quantity: f.signedQuantity }),
  'holding.doubtful': fact('Books and broker differ; an execution or a report may be on its way.', { account: f.account, instrument, expected: f.signedQuantity, reported: f.signedQuantity }),
  'holding.drifted': fact('ALARM: books and broker differ beyond the time allowed.', { account: f.account, instrument, expected: f.signedQuantity, reported: f.signedQuantity }),
  'holding.lacking': fact('ALARM, until it is nothing: so much of what our books hold the account has no more. Exits are for what is there.', { account: f.account, instrument, quantity: f.size }),
  'holding.reconcile': command('Take the difference as foreign, on the word of a person.', { account: f.account, instrument, operator: f.text, why }),
  'holding.bookTrade': command('Book what others have traded and nobody has told of, on the word of a person, at the price that they say: it explains so much of a difference that lasts.', { account: f.account, instrument, side, quantity: f.quantity, price: f.price, fee: f.optional(f.amount), operator: f.text, why }),
  'holding.tradeBooked': fact('A person has told of a trade of others: it is booked as an execution of theirs.', { account: f.account, instrument, side, order, quantity: f.quantity, price: f.price, operator: f.text, why }),
  'holding.tradeKnown': fact('The broker tells of what others have traded, and so much of it was booked on the word of a person: that stands, and is not booked again.', { account: f.account, instrument, side, order, execution: f.execution, quantity: f.quantity, price: f.price }),
  'holding.adopt': command('Move so much of what is not ours into a book, on the word of a person; `price` is what a share of it cost. Stop and target protect it where it is a position of its own.', { account: f.account, instrument, book: f.book, quantity: f.signedQuantity, price: f.price, stop: f.optional(f.price), target: f.optional(f.price), operator: f.text, why }),
  'holding.release': command('Move back what was adopted, while nothing has been traded with it.', { adoption: f.adoption, operator: f.text, why }),
  'holding.adopted': fact('A person moved so much into a book: it is ours, at what it cost, and no execution of ours.', adopted),
  'holding.released': fact('A person moved back what was adopted: it is not ours.', adopted),
  'holding.confirmSplit': command('Book a split that no source has told of, or that one has told of otherwise, on the word of a person: so many new shares for so many old ones in all, for that ex-date. What was executed before `effective` was of the old ones.', { account: f.account, ...split, exDate: f.text, effective: f.time, operator: f.text, why }),
  'holding.splitConfirmed': fact('A person confirmed a split; so it is booked.', { account: f.account, ...split, exDate: f.text, effective: f.time, operator: f.text, why }),
  'holding.settleFraction': command('Book what the broker has paid in lieu of less than a lot that a split has left, on the word of a person: so much leaves our books, above zero where it was long, and so much cash came in, below zero where it was short.', { account: f.account, instrument, quantity: f.signedQuantity, amount: f.amount, operator: f.text, why }),
  'holding.fractionSettled': fact('Cash was paid in lieu of a fraction: so much has left our books.', { account: f.account, instrument, quantity: f.signedQuantity, amount: f.amount, operator: f.text, why }),
  'holding.verdict': fact('Whether the position may be believed.', { position, agrees: f.flag }),
  'holding.unexpected': fact('An event made no sense in the state of the holding and changed nothing.', { account: f.account, instrument, event: f.text }),

  // rule: what the desk document says is to be done
  'rule.arm': command('Let the rule act.', { rule, instrument }),
  'rule.disarm': command('Keep the rule from acting.', { rule, instrument, why }),
  'rule.endRest': command('Let the rule act again where it rests.', { rule, instrument, why }),
  'rule.configure': command('From now on the rule rests like this, and may act so often; what it has done counts.', { rule, instrument, cooldown: f.optional(f.structure<Cooldown>('how long it rests, and after what')), times: f.optional(f.count) }),
  'rule.matched': fact('Event and condition of the rule hold.', { rule, instrument, signal: f.optional(f.signal) }),
  'rule.triggered': fact('The rule acts.', { rule, instrument, signal: f.optional(f.signal) }),
  'rule.answered': fact('What became of the action of a rule.', { rule, instrument, accepted: f.flag, code: f.text }),
  'rule.declined': fact('The rule matched and did not act, or its action was refused.', { rule, instrument, code: f.text, detail: f.text, signal: f.optional(f.signal) }),
  'rule.rehearsed': fact('DRY RUN: what the rule would have done, and what the gate would have said of it; nothing is traded.', { rule, instrument, action: f.text, code: f.text, detail: f.text, signal: f.optional(f.signal) }),
  'rule.notified': fact('What the rule tells a person.', { rule, instrument, text: f.text, signal: f.optional(f.signal) }),
  'rule.cooling': fact('The rule rests.', { rule, instrument, for: f.duration }),
  'rule.cooled': fact('The rule has rested.', { rule, instrument }),
  'rule.exhausted': fact('The rule has acted as often as it may.', { rule, instrument }),
  'rule.failed': fact('The condition could not be judged: it counts as false.', { rule, instrument, detail: f.text }),
  'rule.unexpected': fact('An event made no sense in the state of the rule and changed nothing.', { rule, instrument, event: f.text }),

  // risk: what is allowed
  'risk.approved': fact('The gate let an order or a change pass.', { order, approval: f.approval, exposure: f.amount, reducing: f.flag }),
  'risk.refused': fact('The gate refused: rule, limit and value.', { order, code: f.text, limit: f.text, value: f.text }),
  'risk.reduce': command('Refuse what adds risk.', { scope: f.text, operator: f.text, why }),
  'risk.halt': command('Stop the rules, cancel working entries, refuse what adds risk.', { scope: f.text, operator: f.text, why }),
  'risk.resume': command('Trade again, on the word of a person; where a rule has halted, of a rule.', { scope: f.text, operator: f.text, why }),
  'risk.stateChanged': fact('The trading state is another.', { scope: f.text, state: f.oneOf('active', 'reducing', 'halted'), why }),
  'risk.limitBreached': fact('ALARM: a limit on losses is reached. The scope is moved as it says, and counts as having reached it until the trading day turns, the pause is over or a person resumes.', { scope: f.text, limit: f.oneOf(...lossLimitNames), most: f.text, value: f.text, onBreach: f.oneOf(...breachAnswers) }),
  'risk.limitCleared': fact('A limit on losses does not count as reached any more.', { scope: f.text, limit: f.oneOf(...lossLimitNames) }),
  'risk.oversized': fact('ALARM: a split, or the broker, makes an order larger than a limit allows.', { order, code: f.text, limit: f.text, value: f.text }),
  'risk.unexpected': fact('An event made no sense in the trading state and changed nothing.', { scope: f.text, event: f.text }),

  // broker: what the broker says of orders
  'broker.orderReceived': fact('The broker has the order and does not work it yet.', atBroker),
  'broker.orderWorking': fact('The order works.', atBroker),
  'broker.orderWaiting': fact('The broker keeps the order until its trigger is hit or its parent fills.', { ...atBroker, for: f.oneOf('trigger', 'parent') }),
  'broker.orderHeld': fact('The broker holds the order: a locate, inactive, suspended.', { ...atBroker, detail: f.text }),
  'broker.orderDormant': fact('The order sleeps over night, or is done for the day.', { ...atBroker, until: f.oneOf('overnight', 'day') }),
  'broker.orderRestated': fact('The broker changed terms by itself; `quantity` is the whole order.', { ...atBroker, ...shapes.reportedTerms }),
  'broker.orderStatus': fact('The broker counts so much as filled.', { ...atBroker, filled: f.size }),
  'broker.orderRejected': fact('The broker rejected the order.', { ...atBroker, detail: f.text }),
  'broker.orderCancelled': fact('The order is cancelled; the broker counts so much as filled.', { ...atBroker, filled: f.optional(f.size), detail: f.optional(f.text) }),
  'broker.orderExpired': fact('The order expired.', atBroker),
  'broker.amendPending': fact('The broker has the change and has not decided.', at),
  'broker.amended': fact('The broker took the change: these are the terms now.', { order, ...shapes.reportedTerms }),
  'broker.amendRejected': fact('The broker did not take the change.', { order, detail: f.text }),
  'broker.cancelPending': fact('The broker has the cancel and has not decided.', at),
  'broker.cancelRejected': fact('The broker did not cancel.', { order, detail: f.text }),
  'broker.orderFound': fact('Asked for, the broker has the order and works it.', atBroker),
  'broker.orderAbsent': fact('Asked for, the broker has no such order: open, completed and executions were all enumerated, as far back as `since`. `holding` is there for an order that was last seen before that: whether what is held shows that no more of it has filled.', { order, since: f.optional(f.time), holding: f.optional(f.oneOf('unmoved', 'unclear')) }),
  'broker.orderUnknown': fact('The broker says it does not know the order we spoke of (Interactive Brokers 10147).', at),
  'broker.execution': fact('An execution, a correction (a higher revision) or a bust (quantity zero). Account, instrument and side say where an execution of an order that is not ours belongs, `by` who placed that: the broker to liquidate, a person by hand, another program.', { ...atBroker, execution: f.execution, revision: f.count, quantity: f.size, price: f.price, executedAt: f.time, stillOpen: f.optional(f.flag), account: f.optional(f.account), instrument: f.optional(instrument), side: f.optional(side), by }),
  'broker.externalOrder': fact('The broker lists an order that is none of ours.', { ...atBroker, terms }),
  'broker.commission': fact('The fee of an execution.', { order, execution: f.execution, fee: f.amount, currency: f.text }),
  'broker.position': fact('What the broker says the account holds; `averageCost` is shown, never booked.', { account: f.account, instrument, quantity: f.signedQuantity, averageCost: f.optional(f.price) }),
  'broker.split': fact('The broker says that so many new shares stand for so many old ones from the ex-date on.', { account: f.account, ...split, exDate: f.text }),
  'broker.dividend': fact('The broker says that a share trades without a dividend of so much from the ex-date on.', { account: f.account, ...dividend, exDate: f.text }),
  'broker.account': fact('What the broker says of the account.', { account: f.account, cash: f.amount, equity: f.amount, buyingPower: f.amount, settledCash: f.optional(f.amount), currency: f.text }),
  'broker.snapshot': fact('All the broker has, in one piece.', { snapshot: shapes.snapshot }),
  'broker.notice': fact('The broker says something that ends nothing.', { code: f.text, detail: f.text }),

  // statement: what a broker's statement says, and our books beside it
  'statement.import': command('Compare our executions with a statement of the broker. Fills of our orders that it alone shows are booked, and fees that are pending; whatever else differs is told. `from` and `to` are what it covers, its first and its last trade unless told. `cash` and `splits` are compared too where they are given, and money that it alone shows is booked.', { account: f.account, statement: f.text, trades: f.listOf(shapes.statementTrade), cash: f.optional(f.listOf(shapes.statementCash)), splits: f.optional(f.listOf(shapes.statementSplit)), from: f.optional(f.time), to: f.optional(f.time), operator: f.text, why }),
  'statement.booked': fact('A fill of an order of ours that only the statement shows is booked.', { ...stated, order, execution: f.execution, quantity: f.quantity, price: f.price }),
  'statement.charged': fact('A fee that was pending is taken from the statement.', { ...stated, order, execution: f.execution, fee: f.amount, currency: f.text }),
  'statement.differs': fact('ALARM: statement and books differ, to the last digit; nothing was changed. `notStated`: within its time the statement lacks what we have booked. `nameless`: a fill of an order of ours that we lack, without the name that it would be booked by. `statedTwice`: the name of an execution stands in it twice. `orderDiffers`: a fill of an order of ours that is for something else.', { ...stated, code: f.oneOf(...statementDifferences), instrument, order: f.optional(order), execution: f.optional(f.execution), stated: f.text, booked: f.text }),
  'statement.foreign': fact('A trade in the statement is of no order of ours.', { ...stated, instrument, side, quantity: f.quantity, price: f.price, execution: f.optional(f.execution) }),
  'statement.cashBooked': fact('Money that only the statement shows is booked: a dividend to the dividends, all else to the fees, in which what came in stands below zero.', { ...stated, ...money }),
  'statement.cashForeign': fact('Money in the statement is of an instrument in which none of our orders has executed.', { ...stated, ...money }),
  'statement.cashDiffers': fact('ALARM: the money or a split of the statement and ours differ; nothing was changed. `splitMissing`: only a person can book it, with `holding.confirmSplit`. `capitalMoved`: a deposit or a withdrawal is no profit. `kindUnknown`: the statement calls it by a name that is not known here.', { ...stated, code: f.oneOf(...cashDifferences), name: f.text, instrument: f.optional(instrument), stated: f.text, booked: f.text }),
  'statement.cashCompared': fact('The money and the splits of a statement were compared with ours.', { statement: f.text, rows: f.count, matched: f.count, booked: f.count, foreign: f.count, different: f.count }),
  'statement.compared': fact('A statement was compared with our books.', { statement: f.text, from: f.time, to: f.time, trades: f.count, matched: f.count, booked: f.count, charged: f.count, foreign: f.count, different: f.count }),

  // connection: the way to the broker
  'connection.connect': command('Open the connection.', { broker: f.text }),
  'connection.opened': fact('The way is open; nothing is agreed yet.', { broker: f.text }),
  'connection.handshaken': fact('Broker and engine have agreed on account and version.', { broker: f.text, account: f.account, simulated: f.flag }),
  'connection.accountWrong': fact('ALARM: the broker is logged in to another account than the desk trades; nothing leaves.', { broker: f.text, account: f.account, expected: f.account }),
  'connection.lost': fact('The way to the broker is gone.', { broker: f.text, detail: f.text }),
  'connection.degraded': fact('The connection is up, but the broker lost its own.', { broker: f.text, detail: f.text }),
  'connection.restored': fact('The broker has its own connection again.', { broker: f.text, dataLost: f.flag }),
  'connection.secondFactorAwaited': fact('A login waits for a person.', { broker: f.text }),
  'connection.restartAnnounced': fact('The broker will restart; `endsLogin` where the login of the week ends with it, and a person may have to approve the next one.', { broker: f.text, backAt: f.time, endsLogin: f.optional(f.flag) }),
  'connection.ready': fact('Reconciled: orders may leave.', { broker: f.text }),
  'connection.stateChanged': fact('The connection is in another state.', { broker: f.text, state: f.text }),
  'connection.disconnect': command('Close the connection.', { broker: f.text, why }),
  'connection.unexpected': fact('An event made no sense in the state of the connection and changed nothing.', { broker: f.text, event: f.text }),

  // outbox: what is on its way out
  'outbox.place': command('Send the order.', { order, approval: f.approval, terms }),
  'outbox.amend': command('Send the change.', { order, approval: f.approval, change: amendment }),
  'outbox.cancel': command('Send the cancel.', { order }),
  'outbox.ask': command('Ask the broker what became of the order.', { order }),
  'outbox.withdraw': command('Drop what has not left yet.', { order }),
  'outbox.releasing': fact('A command leaves now; its mark is on record before the first byte is.', { command: f.command, kind: f.oneOf('place', 'amend', 'cancel', 'ask'), order }),
  'outbox.dropped': fact('The adapter proved that nothing was written.', { order, kind: f.oneOf('place', 'amend', 'cancel', 'ask'), detail: f.text }),
  'outbox.failed': fact('ALARM: the adapter failed while it wrote: what has left is not known.', { order, kind: f.oneOf('place', 'amend', 'cancel', 'ask'), detail: f.text }),

  // clock: time
  'clock.arm': command('Arm a timer; arming again starts it anew.', { timer: f.timer, owner: f.text, id: f.text, what: f.text, after: f.duration }),
  'clock.disarm': command('Disarm a timer.', { timer: f.timer }),
  'clock.deadline': fact('A timer ran out.', { timer: f.timer, generation: f.count, owner: f.text, id: f.text, what: f.text }),
  'clock.deadlineMissed': fact('ALARM: What was due was noticed more than five seconds late.', { timer: f.timer, generation: f.count, owner: f.text, id: f.text, what: f.text, due: f.time, lateBy: f.duration }),
  'clock.deadlineDeferred': fact('What was missed waits until the broker has been read (`ready`), or for the next session to open (`open`): it would cause orders.', { timer: f.timer, owner: f.text, id: f.text, what: f.text, due: f.time, until: f.oneOf('ready', 'open') }),
  'clock.jumped': fact('The clock has left the time that has passed by so much, below zero when it was set back: the machine slept, or the clock was set.', { by: f.signedDuration }),
  'clock.sessionOpened': fact('The regular session opened.', { session: f.text, opens: f.time, closes: f.time }),
  'clock.beforeClose': fact('The close is near.', { session: f.text, closes: f.time, before: f.duration }),
  'clock.sessionClosed': fact('The regular session closed.', { session: f.text, closes: f.time }),

  // control: what is asked of a running desk, and by whom; it is on record before the desk hears of it
  'control.asked': fact('Somebody asked for the command that follows. `decidedOn` is the input at which was shown what they decided on; `armed`: what adds or loosens risk had been let.', { event: f.text, operator: f.text, why, decidedOn: f.optional(f.count), armed: f.flag }),
  'control.refused': fact('Somebody asked for a command that was not given to the desk, and why it was not.', { event: f.text, about: f.text, operator: f.text, why, code: f.text, detail: f.text }),
  'control.armed': fact('Somebody let what adds or loosens risk be asked for, for so long.', { operator: f.text, why, for: f.duration }),
  'control.armRefused': fact('Somebody was not let arm what adds or loosens risk.', { operator: f.text, code: f.text }),
  'control.acknowledged': fact('Somebody has seen an alarm; `alarm` is its place in the record.', { alarm: f.text, event: f.text, operator: f.text, why }),
  'control.disarmed': fact('What adds or loosens risk may not be asked for any more.', { operator: f.text, why }),

  // desk: the supervisor
  'desk.configured': command('The desk document, normalised, with its hash.', { name: f.text, hash: f.text, document: f.structure<object>('desk document') }),
  'desk.resumed': fact('The engine was away and goes on from its record: the line to the broker is taken as lost, and nothing leaves before it has been read.', { version: f.text }),
  'desk.start': command('Start.', { account: f.account }),
  'desk.open': command('Open a position.', { book: f.book, instrument, intent: shapes.intent, rule: f.optional(rule), signal: f.optional(f.signal) }),
  'desk.close': command('Close the positions of a book in an instrument, or one of them alone.', { book: f.book, instrument, position: f.optional(position), why, rule: f.optional(rule) }),
  'desk.add': command('Add to the position of a book in an instrument, at the market.', { book: f.book, instrument, quantity: f.quantity, why }),
  'desk.reduce': command('Sell a part of the position of a book in an instrument: so many, or such a share of what is held.', { book: f.book, instrument, quantity: f.optional(f.quantity), share: f.optional(f.ratio), why }),
  'desk.reprice': command('Price anew what is on its way out of a position.', { book: f.book, instrument, position, why }),
  'desk.flatten': command('Close every position and cancel every working entry.', { why, rule: f.optional(rule) }),
  'desk.cancelAccount': command('Take back every order in the account that may add risk, whoever placed it; what protects or leaves what is ours stays. Without the token of the list as it is now it is only listed.', { token: f.optional(f.text), operator: f.text, why }),
  'desk.flattenAccount': command('Leave everything that the account holds, what is not ours as well, and take back every order of others; what is not ours waits for that, and is given up when one stays or the session closes. Without the token of the list as it is now it is only listed.', { token: f.optional(f.text), operator: f.text, why }),
  'desk.accountListed': fact('What an act on the whole account would do; the token lets it.', { event: f.text, token: f.text, orders: f.listOf(shapes.listedOrder), holdings: f.listOf(shapes.listedHolding) }),
  'desk.exitWaiting': fact('ALARM: the way to the broker is closed. What is to be left waits and is decided anew once the broker has been read; stops at the broker stay.', { event: f.text, about: f.text, why }),
  'desk.resumeLeaving': command('Leave now what is not ours and has waited, if nothing stands against it any more.', { instrument }),
  'desk.resumeExits': command('Leave now what has waited for the way to the broker.', { why }),
  'desk.place': command('Place an order by hand.', { terms, links }),
  'desk.group': command('Place orders that belong together; the group says what each of them is for. `triggersOn` is for an OTO.', { book: f.book, kind: f.optional(f.oneOf(...groupKinds)), triggersOn: f.optional(f.oneOf('partial', 'complete')), legs: f.listOf(shapes.leg) }),
  'desk.amend': command('Change an order by hand.', { order, change: amendment, why }),
  'desk.cancel': command('Cancel an order by hand.', { order, why }),
  'desk.convert': command('Let the fees that are kept in another currency enter the profit, at this rate to the currency of the desk.', { currency: f.text, rate: f.ratio, why }),
  'desk.drain': command('Take no more signals, cancel working entries, keep protection.', { why }),
  'desk.emergency': command('Let nothing leave but cancels and what reduces risk; with `flatten` leave everything of ours, too.', { why, flatten: f.optional(f.flag) }),
  'desk.flat': fact('The kill switch has left everything: nothing of ours is held or works, and the positions of the broker agree.', {}),
  'desk.notFlat': fact('ALARM: the kill switch has been used, and something of ours is still there; told again until nothing is.', { detail: f.text }),
  'desk.recordFailed': fact('ALARM: the journal can not be written any more. Nothing that follows is on record: `after` is the last input that is. Only cancels leave, and what reduces risk.', { journal: f.text, after: f.count, detail: f.text }),
  'desk.promote': command('Stand one stage higher, on the word of a person, where what was shown in this one suffices.', { to: f.oneOf(...stages), operator: f.text, why }),
  'desk.demote': command('Stand at a lower stage, at once: working entries are taken back, protection stays.', { to: f.oneOf(...stages), operator: f.text, why }),
  'desk.takeStage': command('Stand at the stage that the desk has come to under another account, as the document beside its journals says; nothing where the record knows a later word.', { stage: f.oneOf(...stages), since: f.time, operator: f.text, why, evidence: f.text }),
  'desk.stageChanged': fact('The desk stands at another stage; `evidence`: what it had shown in the one before, beside what is asked for.', { from: f.oneOf(...stages), to: f.oneOf(...stages), operator: f.text, why, evidence: f.text }),
  'desk.recover': command('End the emergency, on the word of a person.', { operator: f.text, why }),
  'desk.stop': command('Stop.', { why }),
  'desk.charged': fact('A fee that belongs to no round trip: its execution was taken back before anybody heard of it.', { order, execution: f.execution, instrument, change: f.amount, currency: f.text }),
  'desk.stateChanged': fact('The desk is in another state.', { state: f.text }),
  'desk.quarantined': fact('ALARM: an actor failed; it stands at its last good state and hears nothing more.', { owner: f.text, id: f.text, sequence: f.count, code: f.text, detail: f.text }),
  'desk.inputGivenUp': fact('ALARM: an input found a fault of ours; nothing of it was done, and the desk goes on.', { sequence: f.count, event: f.text, detail: f.text }),
  'desk.deadLettered': fact('A message found nobody to hear it.', { owner: f.text, id: f.text, event: f.text }),
  'desk.signalTaken': fact('The signal is new and young: the rules hear it.', { signal: f.signal, instrument }),
  'desk.signalRefused': fact('No rule may act on the signal: it is known already, too old, from the future, or of a symbol that the desk does not trade.', { signal: f.signal, instrument, code: f.text, observedAt: f.time }),
  'desk.declined': fact('What was asked of the desk was not done, and why.', { event: f.text, code: f.text, detail: f.text }),
  'desk.inputRefused': fact('An input was not as the alphabet has it; it changed nothing. `given` is all of it, as far as it is no longer than a page.', { source: f.text, event: f.text, detail: f.text, given: f.text }),
  'desk.dataSkipped': fact('Bad rows of a source were left out.', { source: f.text, rows: f.count, first: f.text }),
  'desk.readerFailed': fact('A reader on the bus threw; the others heard the event all the same.', { topic: f.text, event: f.text, detail: f.text }),
  'desk.unexpected': fact('An event made no sense in the state of the desk and changed nothing.', { event: f.text }),
} as const satisfies Record<string, Definition<Kind, f.Fields>>;

type Alphabet = typeof alphabet;
/** The name of anything that can happen. */
export type EventType = keyof Alphabet;
/** What can happen, told apart by `type`; `Event<'order.filled'>` is one kind of it. */
export type Event<T extends EventType = EventType> = {
  [K in T]: { readonly type: K } & f.Payload<Alphabet[K]['fields']>;
}[T];
/** All ancestors of a dotted name: of `a.b.c` they are `a` and `a.b`. */
export type Ancestor<T extends string> = T extends `${infer Head}.${infer Rest}`
  ? Head | `${Head}.${Ancestor<Rest>}`
  : never;
/** What one can listen to: a type, an ancestor of types, or `*` for everything. */
export type Topic = EventType | Ancestor<EventType> | '*';
/** The events a topic stands for. */
export type EventUnder<T extends Topic> = T extends '*' ? Event : Event<Extract<EventType, T | `${T}.${string}`>>;

/** Every type in the order of the table. */
export const eventTypes = Object.keys(alphabet) as readonly EventType[];

/** The facts that somebody must look at. */
export const alarmTypes: readonly EventType[] = eventTypes.filter((type) => alphabet[type].says.startsWith('ALARM: '));

/** What is wrong with a value that claims to be an event, or `undefined` when it is one. */
export function eventProblem(value: { readonly type: string }): string | undefined {
  if (typeof value !== 'object' || value === null) return 'it is no event';
  const definition = (alphabet as Record<string, Definition<Kind, f.Fields>>)[value.type];
  if (definition === undefined) return 'there is no such type';
  for (const name in definition.fields) {
    const field = definition.fields[name] as f.Field<unknown>;
    const given = (value as unknown as Record<string, unknown>)[name];
    if (given === undefined && field.optional === true) continue;
    const problem = field.problem(given);
    if (problem !== undefined) return `${name} ${problem}`.replace(' .', '.').replace(' [', '[');
  }
  return undefined;
}

/** A field of an event, and what there is to know of it. */
export const fieldOf = (type: EventType, name: string): f.Field<unknown> | undefined =>
  (alphabet as Record<string, Definition<Kind, f.Fields>>)[type]?.fields[name];

/** Of which kind a field is, as the reference names it. */
export const fieldKind = (type: EventType, name: string): string | undefined => fieldOf(type, name)?.kind;
