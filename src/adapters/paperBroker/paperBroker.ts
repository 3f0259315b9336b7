/**
 * A broker in this process: a real implementation of the port, with a book and an account of its own, that matches orders against the
 * market it is told of. It knows nothing of the engine; what it says it says as facts, as the real one does.
 */
import type { Event } from '../../events.ts';
import type { AccountId, CommandId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import { accountId, later } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendmentOf, orderTypes, timesInForce } from '../../orders.ts';
import { takenTerms } from '../../orderTerms.ts';
import type {
  ApprovedAmendment,
  ApprovedOrder,
  Broker,
  BrokerAbilities,
  BrokerFact,
  Clock,
  MarketFact,
  TradingHours,
} from '../../ports.ts';
import { rank } from '../../ports.ts';
import { PaperAccount } from './account.ts';
import type { PaperState, PaperSummary } from './book.ts';
import { forgetBefore, restoreBook, saveBook, summaryOf } from './book.ts';
import { Clearing } from './clearing.ts';
import { Lifecycle } from './lifecycle.ts';
import { Markets } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { paperOrder } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';
import { defaultRules } from './rules.ts';
import { Sessions } from './sessions.ts';
import { endingOf, snapshotOf, standingOf } from './statements.ts';

export interface PaperBrokerOptions {
  readonly clock: Clock;
  /** Its name for the account; PAPER unless told. */
  readonly account?: AccountId;
  readonly rules?: Partial<PaperRules>;
  /** Without hours it trades round the clock, a day never ends, and there are no auctions. */
  readonly hours?: TradingHours;
  /** A book saved before. */
  readonly state?: PaperState;
  /** What the account holds before anything is traded. */
  readonly positions?: readonly (readonly [InstrumentId, Quantity])[];
  /** In whose place it answers; its own unless told. */
  readonly abilities?: BrokerAbilities;
  /** Whether trading is halted in an instrument; never unless told. The market tells nothing meanwhile, and there is no closing auction. */
  readonly isHalted?: (instrument: InstrumentId) => boolean;
}

export interface PaperBroker extends Broker {
  hearMarket(event: MarketFact): void;
  /** The book as it stands. */
  save(): PaperState;
}

/**
 * The same broker without our gate before it, for orders of others: who asks here is no engine of ours, so there is nothing to approve.
 * It is no port, and nothing in the engine can reach it.
 */
export interface PaperVenue {
  hearMarket(event: MarketFact): void;
  /**
   * Takes an order; one that is still held for the rest of its bracket takes its new terms instead. One that is blocked is taken as any
   * other, and sleeps until it is released.
   */
  take(order: OrderId, terms: OrderTerms, isBlocked?: boolean): void;
  /** What was blocked may work, at once. */
  release(order: OrderId): void;
  change(order: OrderId, change: Amendment): void;
  withdraw(order: OrderId): void;
  /** An execution was otherwise than it was booked: so much more is held, and so much more cash. No order changes. */
  correct(instrument: InstrumentId, quantity: Quantity, cash: Amount): void;
  figures(): { readonly cash: Amount; readonly equity: Amount; readonly buyingPower: Amount };
  save(): PaperState;
  /** The book without its orders and executions. */
  summary(): PaperSummary;
  /** Its own record of an order, as long as it has one. */
  orderOf(order: OrderId): PaperOrder | undefined;
  /** Forgets what ended and what was executed before a moment. */
  forget(before: Timestamp): void;
}

/**
 * Makes a paper broker that takes orders of others. `hear` is told all from the beginning, also what comes of taking over a saved book.
 * @throws `brokerStateBroken` for a saved book of another account
 */
export function createPaperVenue(options: PaperBrokerOptions, hear: (fact: BrokerFact) => void): PaperVenue {
  return new Paper(options, hear);
}

/** Makes a paper broker. @throws `brokerStateBroken` for a saved book of another account */
export function createPaperBroker(options: PaperBrokerOptions): PaperBroker {
  return new Paper(options);
}

class Paper implements PaperBroker, PaperVenue {
  readonly abilities: BrokerAbilities;
  readonly #clock: Clock;
  readonly #rules: PaperRules;
  readonly #sessions: Sessions;
  readonly #accountId: AccountId;
  readonly #account: PaperAccount;
  readonly #markets = new Markets();
  readonly #orders = new Map<OrderId, PaperOrder>();
  readonly #clearing: Clearing;
  readonly #lifecycle: Lifecycle;
  #places = 0;
  #since: Timestamp | undefined;
  #hear: ((fact: BrokerFact) => void) | undefined;

  constructor(
    { clock, account, rules, hours, state, positions = [], abilities, isHalted }: PaperBrokerOptions,
    hear?: (fact: BrokerFact) => void,
  ) {
    this.#hear = hear;
    this.abilities = abilities ?? { name: 'paper', orderTypes, timesInForce, parents: true, oca: true };
    this.#clock = clock;
    this.#accountId = account ?? accountId('PAPER');
    this.#rules = { ...defaultRules, ...rules };
    this.#sessions = new Sessions(hours);
    this.#account = new PaperAccount(state?.cash ?? this.#rules.startingCash, this.#rules.marginRate);
    for (const [instrument, quantity] of positions) this.#account.hold(instrument, quantity, zero);
    const shared = { clock, rules: this.#rules, account: this.#account, say: (fact: BrokerFact) => this.#say(fact) };
    this.#clearing = new Clearing({ ...shared, accountId: this.#accountId });
    this.#lifecycle = new Lifecycle({
      ...shared,
      sessions: this.#sessions,
      markets: this.#markets,
      clearing: this.#clearing,
      orders: this.#orders,
      isHalted: isHalted ?? (() => false),
    });
    if (state === undefined) return;
    this.#places = state.places;
    restoreBook(state, this.#book());
    for (const order of this.#orders.values()) this.#lifecycle.resume(order);
  }

  connect(hear: (fact: BrokerFact) => void): void {
    this.#clock.schedule(this.#clock.now(), rank.broker, () => {
      this.#hear = hear;
      const { name } = this.abilities;
      const account = this.#accountId;
      this.#say({ type: 'connection.opened', broker: name });
      this.#say({ type: 'connection.handshaken', broker: name, account, simulated: true });
      const since = this.#forget();
      const { executions } = this.#clearing;
      this.#say({
        type: 'broker.snapshot',
        snapshot: snapshotOf(account, this.#account, [...this.#orders.values()], { executions, since }),
      });
    });
  }

  disconnect(): void {
    this.#hear = undefined;
  }

  place({ order, terms }: ApprovedOrder, _command: CommandId): void {
    this.take(order, terms);
  }

  amend({ order, change }: ApprovedAmendment, _command: CommandId): void {
    this.change(order, change);
  }

  cancel(order: OrderId, _command: CommandId): void {
    this.withdraw(order);
  }

  take(order: OrderId, terms: OrderTerms, isBlocked = false): void {
    this.#later(() => {
      this.#forget();
      const known = this.#orders.get(order);
      const place = known?.state === 'held' ? known.place : this.#places++;
      const arrived = { ...paperOrder(order, place, takenTerms(terms)), isBlocked };
      this.#orders.set(order, arrived);
      this.#lifecycle.arrive(arrived);
    });
  }

  release(order: OrderId): void {
    this.#withOrder(order, (known) => this.#lifecycle.release(known));
  }

  change(order: OrderId, change: Amendment): void {
    this.#later(() => this.#withOrder(order, (known) => this.#lifecycle.amend(known, change)));
  }

  withdraw(order: OrderId): void {
    this.#later(() => this.#withOrder(order, (known) => this.#lifecycle.cancel(known)));
  }

  correct(instrument: InstrumentId, quantity: Quantity, cash: Amount): void {
    this.#account.correct(instrument, quantity, cash);
  }

  figures() {
    const account = this.#account;
    return { cash: account.cash, equity: account.equity(), buyingPower: account.buyingPower() };
  }

  ask(order: OrderId, _command: CommandId): void {
    this.#later(() => {
      const since = this.#forget();
      const known = this.#orders.get(order);
      if (known === undefined) this.#say({ type: 'broker.orderAbsent', order, since });
      else this.#answer(known);
    });
  }

  hearMarket(event: MarketFact): void {
    if (event.type === 'market.split') return this.#split(event);
    if (event.type === 'market.dividend') return this.#account.pay(event.instrument, event.perShare);
    this.#lifecycle.auctions.hear(event);
    this.#lifecycle.venue.hear(event);
    const mark = this.#markets.markOf(event.instrument);
    if (mark !== undefined) this.#account.mark(event.instrument, mark);
  }

  /** As Interactive Brokers does: orders are cancelled, and what is held is restated. */
  #split({ instrument, newShares, oldShares }: Event<'market.split'>): void {
    const by = { newShares, oldShares };
    this.#lifecycle.cancelAll(instrument, 'a split of the instrument');
    this.#markets.split(instrument, by);
    this.#account.split(instrument, by);
    const quantity = this.#account.quantity(instrument);
    if (quantity !== 0n) this.#say({ type: 'broker.position', account: this.#accountId, instrument, quantity });
  }

  save(): PaperState {
    return saveBook(this.#book(), this.#places);
  }

  summary(): PaperSummary {
    return summaryOf(this.#book(), this.#places);
  }

  orderOf(order: OrderId): PaperOrder | undefined {
    return this.#orders.get(order);
  }

  forget(before: Timestamp): void {
    forgetBefore(before, this.#book());
  }

  /** A command arrives after the latency, in the order in which it was given. */
  #later(arrive: () => void): void {
    this.#clock.schedule(later(this.#clock.now(), this.#rules.latency), rank.broker, arrive);
  }

  #withOrder(id: OrderId, act: (order: PaperOrder) => void): void {
    this.#forget();
    const order = this.#orders.get(id);
    if (order === undefined) this.#say({ type: 'broker.orderUnknown', order: id });
    else act(order);
  }

  /** Everything that may have been lost on the way: what was done, what stands, and where it stands. */
  #answer(order: PaperOrder): void {
    const id = order.order;
    for (const { fee, currency, ...done } of this.#clearing.executions) {
      if (done.order !== id) continue;
      this.#say({ type: 'broker.execution', ...done });
      if (fee !== undefined && currency !== undefined)
        this.#say({ type: 'broker.commission', order: id, execution: done.execution, fee, currency });
    }
    if (endingOf(order) === undefined)
      this.#say({ type: 'broker.orderRestated', order: id, ...amendmentOf(order.terms) });
    this.#say(standingOf(order));
  }

  /** A broker's memory is one day: what ended before is forgotten. Returns how far back it goes. */
  #forget(): Timestamp {
    const since = this.#sessions.listedSince(this.#clock.now(), this.#rules.daysListed);
    if (since !== this.#since) forgetBefore(since, this.#book());
    this.#since = since;
    return since;
  }

  #book() {
    return {
      accountId: this.#accountId,
      account: this.#account,
      markets: this.#markets,
      orders: this.#orders,
      clearing: this.#clearing,
    };
  }

  #say(fact: BrokerFact): void {
    this.#hear?.(fact);
  }
}
