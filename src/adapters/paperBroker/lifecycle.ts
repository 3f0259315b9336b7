/** The life of an order at the broker: it arrives, is taken or rejected, waits, works, fills, and ends once. */
import type { InstrumentId, OrderId } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { Amendment } from '../../orders.ts';
import { amendmentOf } from '../../orders.ts';
import type { BrokerFact, Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { rejection } from './acceptance.ts';
import type { PaperAccount } from './account.ts';
import { amend, amendProblem } from './amending.ts';
import { Auctions } from './auctions.ts';
import type { Clearing } from './clearing.ts';
import { Days } from './days.ts';
import { Families } from './families.ts';
import type { Markets } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { auctionOf, hasEnded, isAtVenue, isTriggerOrder, openQuantity } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';
import type { Sessions } from './sessions.ts';
import { endingOf } from './statements.ts';
import { Venue } from './venue.ts';

export interface LifecycleParts {
  readonly clock: Clock;
  readonly rules: PaperRules;
  readonly sessions: Sessions;
  readonly account: PaperAccount;
  readonly markets: Markets;
  readonly clearing: Clearing;
  readonly orders: ReadonlyMap<OrderId, PaperOrder>;
  readonly isHalted: (instrument: InstrumentId) => boolean;
  readonly say: (fact: BrokerFact) => void;
}

export class Lifecycle {
  readonly #parts: LifecycleParts;
  readonly #days: Days;
  readonly #families: Families;
  readonly auctions: Auctions;
  readonly venue: Venue;

  constructor(parts: LifecycleParts) {
    const { clock, rules, sessions, markets, orders } = parts;
    this.#parts = parts;
    const expire = (order: PaperOrder): void => this.#end(order, 'expired');
    this.#days = new Days({
      clock,
      sessions,
      expire,
      wake: (order) => this.#enter(order),
      renew: (order) => this.#restate(order),
    });
    this.#families = new Families(rules, orders, {
      release: (child) => this.#enter(child),
      restate: (order) => this.#restate(order),
      cancel: (order, detail) => this.#end(order, 'cancelled', detail),
      later: (act) => clock.schedule(later(clock.now(), rules.latency), rank.broker, act),
      complete: (order) => this.#end(order, 'filled'),
    });
    const fill = (order: PaperOrder, price: Price): void => this.#fill(order, openQuantity(order), price);
    this.auctions = new Auctions({ clock, markets, rules, isHalted: parts.isHalted, expire, fill });
    this.venue = new Venue(rules, markets, {
      triggered: (order) => this.#work(order),
      filled: (order, quantity, price) => this.#fill(order, quantity, price),
      mayTrade: (event) => sessions.mayTrade(event, clock.now()),
    });
  }

  /** An order has arrived; a bracket is looked at once its last order has. */
  arrive(order: PaperOrder): void {
    this.#families.joined(order);
    if (!order.terms.transmit) return this.#parts.say({ type: 'broker.orderReceived', order: order.order });
    // One that fills at once may end another before its turn.
    for (const each of this.#families.heldWith(order)) if (!hasEnded(each)) this.#activate(each);
  }

  /** A change has arrived. */
  amend(order: PaperOrder, change: Amendment): void {
    const { rules, say } = this.#parts;
    const problem = this.#cutOff(order) ?? amendProblem(order, change, rules.tick);
    if (problem !== undefined) return say({ type: 'broker.amendRejected', order: order.order, detail: problem });
    amend(order, change, rules.tick);
    if (change.goodTill !== undefined) this.#days.expireAt(order, change.goodTill);
    say({ type: 'broker.amended', order: order.order, ...amendmentOf(order.terms) });
    if (isAtVenue(order)) this.venue.enter(order);
  }

  /** A cancel has arrived. */
  cancel(order: PaperOrder): void {
    const problem = hasEnded(order) ? `the order is ${order.state}` : this.#cutOff(order);
    if (problem === undefined) return this.#end(order, 'cancelled', 'as asked');
    this.#parts.say({ type: 'broker.cancelRejected', order: order.order, detail: problem });
  }

  /** Whoever placed it holds it back no more. */
  release(order: PaperOrder): void {
    const isAsleep = order.isBlocked && order.state === 'dormant';
    order.isBlocked = false;
    if (!isAsleep) return;
    if (auctionOf(order) === undefined && !this.#days.mayTradeNow(order)) return this.#days.sleep(order);
    this.#enter(order);
  }

  /** A split: every order in the instrument is for shares that are no more. */
  cancelAll(instrument: InstrumentId, detail: string): void {
    for (const order of this.#parts.orders.values()) {
      if (order.terms.instrument === instrument && !hasEnded(order)) this.#end(order, 'cancelled', detail);
    }
  }

  /** Takes over an order from a saved book. */
  resume(order: PaperOrder): void {
    if (!hasEnded(order)) this.#families.joined(order);
    this.#families.resumed(order);
    // What was on its way when the book was made arrives now.
    if (order.state === 'held' && order.terms.transmit) return this.arrive(order);
    if (hasEnded(order) || order.state === 'held') return;
    const { expiresAt } = order;
    if (expiresAt === undefined)
      this.#days.begin(order); // a book that nobody saved does not know when the day ends
    else {
      this.#days.expireAt(order, expiresAt);
      if (order.terms.timeInForce === 'gtc' || order.terms.timeInForce === 'gtd') this.#days.renewDaily(order);
    }
    if (order.auctionAt !== undefined) this.auctions.join(order, order.auctionAt);
    else if (auctionOf(order) !== undefined && order.state !== 'waitingForParent') this.#awaitAuction(order);
    else if (order.state === 'dormant') this.#days.sleep(order);
    else if (isAtVenue(order)) this.venue.enter(order);
  }

  #activate(order: PaperOrder): void {
    const { clock, say } = this.#parts;
    const problem = rejection(order, clock.now(), { ...this.#parts, families: this.#families });
    if (problem !== undefined) return this.#end(order, 'rejected', problem);
    if (order.terms.outsideRegularHours && !order.worksOutside) {
      say({ type: 'broker.notice', code: '2109', detail: `${order.order} works in regular hours only` });
    }
    this.#days.begin(order);
    const released = this.#families.releasedNow(order);
    if (released === 0n) {
      order.state = 'waitingForParent';
      return say({ type: 'broker.orderWaiting', order: order.order, for: 'parent' });
    }
    if (released !== order.terms.quantity) {
      order.terms = { ...order.terms, quantity: released };
      this.#restate(order);
    }
    this.#enter(order);
  }

  /** The order may work: it waits for its auction, its hours or its trigger, or is matched at once. */
  #enter(order: PaperOrder): void {
    if (isAtVenue(order)) return this.venue.enter(order);
    if (order.isBlocked) return this.#dormant(order);
    if (auctionOf(order) !== undefined) return this.#awaitAuction(order);
    if (!this.#days.mayTradeNow(order)) return this.#sleep(order);
    if (isTriggerOrder(order) && !order.isTriggered) {
      order.state = 'waitingForTrigger';
      this.#parts.say({ type: 'broker.orderWaiting', order: order.order, for: 'trigger' });
      return this.venue.enter(order);
    }
    this.#work(order);
    this.#match(order);
  }

  #awaitAuction(order: PaperOrder): void {
    const { sessions, clock } = this.#parts;
    const at = sessions.auction(order, clock.now());
    if (order.auctionAt !== undefined || at === undefined) return;
    if (auctionOf(order) === 'opening') this.#dormant(order);
    else this.#work(order);
    this.auctions.join(order, at);
  }

  /** What must fill at once fills now or not at all. */
  #match(order: PaperOrder): void {
    const { timeInForce } = order.terms;
    if (timeInForce === 'fok' && !this.venue.canFillWhole(order)) {
      return this.#end(order, 'cancelled', 'it could not fill whole at once');
    }
    this.venue.enter(order);
    const isImmediate = timeInForce === 'ioc' || timeInForce === 'fok';
    if (isImmediate && !hasEnded(order)) this.#end(order, 'cancelled', 'it could not fill at once');
  }

  #sleep(order: PaperOrder): void {
    if (order.state === 'dormant') return;
    this.#dormant(order);
    this.#days.sleep(order);
  }

  #dormant(order: PaperOrder): void {
    if (order.state === 'dormant') return;
    order.state = 'dormant';
    this.#parts.say({ type: 'broker.orderDormant', order: order.order, until: 'overnight' });
  }

  #work(order: PaperOrder): void {
    order.state = 'working';
    this.#parts.say({ type: 'broker.orderWorking', order: order.order });
  }

  #restate({ order, terms }: PaperOrder): void {
    this.#parts.say({ type: 'broker.orderRestated', order, quantity: terms.quantity });
  }

  #fill(order: PaperOrder, quantity: Quantity, price: Price): void {
    this.#parts.clearing.book(order, quantity, price);
    if (openQuantity(order) === 0n && !this.#families.mayGrow(order)) this.#end(order, 'filled');
    this.#families.filled(order, quantity);
  }

  #end(order: PaperOrder, state: 'filled' | 'cancelled' | 'rejected' | 'expired', detail = order.detail): void {
    order.state = state;
    order.detail = detail;
    order.endedAt = this.#parts.clock.now();
    this.venue.leave(order);
    const ending = endingOf(order);
    if (ending !== undefined) this.#parts.say(ending);
    this.#families.ended(order);
  }

  #cutOff(order: PaperOrder): string | undefined {
    const { sessions, clock, rules } = this.#parts;
    const isCutOff = !hasEnded(order) && order.auctionAt !== undefined && sessions.isCutOff(order, clock.now(), rules);
    return isCutOff ? '201: the cut-off of its auction has passed' : undefined;
  }
}
