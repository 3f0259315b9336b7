/**
 * A broker in this process: a real implementation of the port, with a book and an account of its own, that matches orders against the
 * market it is told of. It knows nothing of the engine; what it says it says as facts, as the real one does.
 */
import { OrdermatonError } from '../../errors.ts';
import type { AccountId, CommandId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import { accountId, later } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { plus, times, zero } from '../../money.ts';
import type { Amendment } from '../../orders.ts';
import { amendedTerms, orderTypes, signed, timesInForce } from '../../orders.ts';
import type { BrokerExecution, BrokerOrder, BrokerSnapshot } from '../../plans.ts';
import type {
  ApprovedAmendment,
  ApprovedOrder,
  Broker,
  BrokerFact,
  Clock,
  MarketEvent,
  TradingHours,
} from '../../ports.ts';
import { rank } from '../../ports.ts';
import { PaperAccount } from './account.ts';
import { Families } from './families.ts';
import type { PaperOrder } from './paperOrder.ts';
import { hasEnded, isTriggerOrder, openQuantity, paperOrder } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';
import { defaultRules } from './rules.ts';
import { Venue } from './venue.ts';

export interface PaperBrokerOptions {
  readonly clock: Clock;
  /** Its name for the account; PAPER unless told. */
  readonly account?: AccountId;
  readonly rules?: Partial<PaperRules>;
  /** Without hours it trades round the clock, and a day never ends. */
  readonly hours?: TradingHours;
  /** A book saved before. */
  readonly state?: PaperState;
}

/** All that a paper broker knows, to be kept in a file of its own. */
export interface PaperState {
  readonly version: 1;
  readonly account: AccountId;
  readonly cash: Amount;
  readonly positions: readonly {
    readonly instrument: InstrumentId;
    readonly quantity: Quantity;
    readonly mark: Price;
  }[];
  readonly orders: readonly PaperOrder[];
  readonly executions: readonly BrokerExecution[];
  readonly places: number;
  readonly executionCount: number;
  readonly monthVolume: { readonly month: number; readonly shares: Quantity };
}

export interface PaperBroker extends Broker {
  hearMarket(event: MarketEvent): void;
  /** The book as it stands. */
  save(): PaperState;
}

type Fact<T extends BrokerFact['type']> = Extract<BrokerFact, { type: T }>;

/** Makes a paper broker. @throws `brokerStateBroken` for a saved book of another account */
export function createPaperBroker(options: PaperBrokerOptions): PaperBroker {
  return new Paper(options);
}

class Paper implements PaperBroker {
  readonly abilities = { name: 'paper', orderTypes, timesInForce, parents: true, oca: true };
  readonly #clock: Clock;
  readonly #accountId: AccountId;
  readonly #rules: PaperRules;
  readonly #hours: TradingHours | undefined;
  readonly #account: PaperAccount;
  readonly #venue: Venue;
  readonly #families: Families;
  readonly #orders = new Map<OrderId, PaperOrder>();
  #executions: BrokerExecution[] = [];
  #places = 0;
  #executionCount = 0;
  #monthVolume = { month: 0, shares: zero as Quantity };
  #session = '';
  #hear: ((fact: BrokerFact) => void) | undefined;

  constructor({ clock, account, rules, hours, state }: PaperBrokerOptions) {
    this.#clock = clock;
    this.#accountId = account ?? accountId('PAPER');
    this.#rules = { ...defaultRules, ...rules };
    this.#hours = hours;
    this.#account = new PaperAccount(state?.cash ?? this.#rules.startingCash, this.#rules.marginRate);
    this.#venue = new Venue(this.#rules, {
      triggered: (order) => this.#triggered(order),
      filled: (order, quantity, price) => this.#fill(order, quantity, price),
      mayTrade: (order, event) => this.#mayTrade(order, event),
    });
    this.#families = new Families(this.#rules, this.#orders, {
      release: (child) => this.#enter(child),
      restate: (order) =>
        this.#say({ type: 'broker.orderRestated', order: order.order, quantity: order.terms.quantity }),
      cancel: (order, detail) => this.#cancelNow(order, detail),
      complete: (order) => this.#end(order, 'filled'),
    });
    if (state !== undefined) this.#restore(state);
  }

  // commands: each arrives after the latency, in the order in which it was given

  connect(hear: (fact: BrokerFact) => void): void {
    this.#clock.schedule(this.#clock.now(), rank.broker, () => {
      this.#hear = hear;
      this.#say({ type: 'connection.opened', broker: this.abilities.name });
      this.#say({
        type: 'connection.handshaken',
        broker: this.abilities.name,
        account: this.#accountId,
        simulated: true,
      });
      this.#say({ type: 'broker.snapshot', snapshot: this.#snapshot() });
    });
  }

  disconnect(): void {
    this.#hear = undefined;
  }

  place({ order, terms }: ApprovedOrder, _command: CommandId): void {
    this.#later(() => this.#arrive(paperOrder(order, this.#places++, terms)));
  }

  amend({ order, change }: ApprovedAmendment, _command: CommandId): void {
    this.#later(() => this.#amendNow(order, change));
  }

  cancel(order: OrderId, _command: CommandId): void {
    this.#later(() => {
      const known = this.#orders.get(order);
      if (known === undefined) return this.#say({ type: 'broker.orderUnknown', order });
      if (hasEnded(known))
        return this.#say({ type: 'broker.cancelRejected', order, detail: `the order is ${known.state}` });
      this.#cancelNow(known, 'as asked');
    });
  }

  ask(order: OrderId, _command: CommandId): void {
    this.#later(() => this.#answer(order));
  }

  hearMarket(event: MarketEvent): void {
    this.#venue.hear(event);
    const mark = this.#venue.markOf(event.instrument);
    if (mark !== undefined) this.#account.mark(event.instrument, mark);
  }

  // an order's way

  #arrive(order: PaperOrder): void {
    this.#beginSession();
    this.#orders.set(order.order, order);
    if (!order.terms.transmit) return this.#say({ type: 'broker.orderReceived', order: order.order });
    for (const each of this.#families.heldWith(order)) this.#activate(each);
  }

  #activate(order: PaperOrder): void {
    const problem = this.#problem(order);
    if (problem !== undefined) return this.#reject(order, problem);
    order.expiresAt = this.#expiry(order);
    if (order.expiresAt !== undefined) {
      this.#clock.schedule(order.expiresAt, rank.deadline, () => this.#expire(order));
    }
    const released = this.#families.releasedNow(order);
    if (released === 0n) {
      order.state = 'waitingForParent';
      return this.#say({ type: 'broker.orderWaiting', order: order.order, for: 'parent' });
    }
    if (released !== order.terms.quantity) {
      order.terms = { ...order.terms, quantity: released };
      this.#say({ type: 'broker.orderRestated', order: order.order, quantity: released });
    }
    this.#enter(order);
  }

  #problem(order: PaperOrder): string | undefined {
    const { parent: parentId, quantity, side, instrument } = order.terms;
    if (parentId !== undefined) {
      const parent = this.#families.parentOf(order);
      if (parent === undefined) return '135: there is no such parent order';
      return hasEnded(parent) && parent.filled === 0n ? '135: its parent has ended' : undefined;
    }
    const price = order.terms.limit ?? order.terms.stop ?? this.#venue.touch(order);
    const added = this.#account.added(instrument, signed(side, quantity));
    if (price === undefined || times(price, added) <= this.#account.buyingPower()) return undefined;
    return '201: the order is beyond the buying power of the account';
  }

  /** The order may work: it waits for its session, for its trigger, or is matched at once. */
  #enter(order: PaperOrder): void {
    if (!this.#mayTrade(order, undefined)) return this.#sleep(order);
    if (order.state === 'working' || order.state === 'waitingForTrigger') return this.#venue.enter(order);
    if (isTriggerOrder(order) && !order.isTriggered) {
      order.state = 'waitingForTrigger';
      this.#say({ type: 'broker.orderWaiting', order: order.order, for: 'trigger' });
      return this.#venue.enter(order);
    }
    order.state = 'working';
    this.#say({ type: 'broker.orderWorking', order: order.order });
    if (order.terms.timeInForce === 'fok' && this.#venue.available(order) < openQuantity(order)) {
      return this.#cancelNow(order, 'it could not fill whole at once');
    }
    this.#venue.enter(order);
    if (isImmediate(order) && !hasEnded(order)) this.#cancelNow(order, 'it could not fill at once');
  }

  #sleep(order: PaperOrder): void {
    if (order.state === 'dormant' || this.#hours === undefined) return;
    order.state = 'dormant';
    this.#say({ type: 'broker.orderDormant', order: order.order, until: 'overnight' });
    const { opens } = this.#hours.sessionAt(this.#clock.now());
    this.#clock.schedule(opens, rank.broker, () => {
      if (order.state === 'dormant') this.#enter(order);
    });
  }

  #triggered(order: PaperOrder): void {
    order.state = 'working';
    this.#say({ type: 'broker.orderWorking', order: order.order });
  }

  #fill(order: PaperOrder, quantity: Quantity, price: Price): void {
    const { side, instrument } = order.terms;
    const change = signed(side, quantity);
    const { fee, raw } = this.#rules.commission.fee({
      side,
      quantity,
      price,
      monthVolume: this.#volumeOfMonth(),
      orderRaw: order.raw,
      orderCharged: order.charged,
      orderValue: order.value,
    });
    this.#monthVolume.shares = plus(this.#monthVolume.shares, quantity);
    order.raw = raw;
    order.charged = plus(order.charged, fee);
    order.filled = plus(order.filled, quantity);
    order.value = plus(order.value, times(price, quantity));
    this.#account.book(instrument, change, price);
    this.#account.charge(fee);
    this.#report(order, quantity, price, fee);
    if (openQuantity(order) === 0n && !this.#families.mayGrow(order)) this.#end(order, 'filled');
    this.#families.filled(order, quantity);
  }

  #report(order: PaperOrder, quantity: Quantity, price: Price, fee: Amount): void {
    const execution = `px${++this.#executionCount}` as ExecutionId;
    const executedAt = this.#clock.now();
    const done: BrokerExecution = { order: order.order, execution, revision: 1, quantity, price, executedAt };
    this.#executions.push(done);
    this.#say({ type: 'broker.execution', ...done });
    this.#say({ type: 'broker.commission', order: order.order, execution, fee, currency: this.#rules.currency });
    const { instrument } = order.terms;
    this.#say({
      type: 'broker.position',
      account: this.#accountId,
      instrument,
      quantity: this.#account.quantity(instrument),
    });
  }

  // endings

  #reject(order: PaperOrder, detail: string): void {
    order.detail = detail;
    this.#end(order, 'rejected');
  }

  #cancelNow(order: PaperOrder, detail: string): void {
    order.detail = detail;
    this.#end(order, 'cancelled');
  }

  #expire(order: PaperOrder): void {
    if (!hasEnded(order)) this.#end(order, 'expired');
  }

  #end(order: PaperOrder, state: 'filled' | 'cancelled' | 'rejected' | 'expired'): void {
    order.state = state;
    this.#venue.leave(order);
    const ending = endingOf(order);
    if (ending !== undefined) this.#say(ending);
    this.#families.ended(order);
  }

  #amendNow(id: OrderId, change: Amendment): void {
    const order = this.#orders.get(id);
    if (order === undefined) return this.#say({ type: 'broker.orderUnknown', order: id });
    const problem = amendProblem(order, change);
    if (problem !== undefined) return this.#say({ type: 'broker.amendRejected', order: id, detail: problem });
    order.terms = amendedTerms(order.terms, change);
    order.isResting = false;
    const { quantity, limit, stop } = order.terms;
    this.#say({
      type: 'broker.amended',
      order: id,
      quantity,
      ...(limit === undefined ? {} : { limit }),
      ...(stop === undefined ? {} : { stop }),
    });
    if (order.state === 'working' || order.state === 'waitingForTrigger') this.#venue.enter(order);
  }

  #answer(id: OrderId): void {
    const order = this.#orders.get(id);
    if (order === undefined) return this.#say({ type: 'broker.orderAbsent', order: id });
    for (const done of this.#executions) if (done.order === id) this.#say({ type: 'broker.execution', ...done });
    const ending = endingOf(order);
    if (ending !== undefined) return this.#say(ending);
    if (order.state === 'waitingForParent') return this.#say({ type: 'broker.orderWaiting', order: id, for: 'parent' });
    if (order.state === 'waitingForTrigger')
      return this.#say({ type: 'broker.orderWaiting', order: id, for: 'trigger' });
    if (order.state !== 'filled') this.#say({ type: 'broker.orderFound', order: id });
  }

  // time

  #later(arrive: () => void): void {
    this.#clock.schedule(later(this.#clock.now(), this.#rules.latency), rank.broker, arrive);
  }

  #expiry(order: PaperOrder): Timestamp | undefined {
    if (order.terms.timeInForce === 'gtd') return order.terms.goodTill;
    if (order.terms.timeInForce !== 'day') return undefined;
    return this.#hours?.sessionAt(this.#clock.now()).closes;
  }

  /** An order for regular hours trades from the open to the close; a bar belongs to the time at which it began. */
  #mayTrade(order: PaperOrder, event: MarketEvent | undefined): boolean {
    if (this.#hours === undefined || order.terms.outsideRegularHours) return true;
    const at = event !== undefined && 'start' in event ? event.start : this.#clock.now();
    const { opens, closes } = this.#hours.sessionAt(at);
    return at >= opens && at < closes;
  }

  /** A broker's memory is one day: what ended in an earlier session is forgotten. */
  #beginSession(): void {
    const session = this.#hours?.sessionAt(this.#clock.now()).session ?? '';
    if (session === this.#session) return;
    this.#session = session;
    for (const order of this.#orders.values()) if (hasEnded(order)) this.#orders.delete(order.order);
    this.#executions = this.#executions.filter(({ order }) => this.#orders.has(order));
  }

  #volumeOfMonth(): Quantity {
    const now = new Date(this.#clock.now() / 1_000);
    const month = now.getUTCFullYear() * 12 + now.getUTCMonth();
    if (month !== this.#monthVolume.month) this.#monthVolume = { month, shares: zero };
    return this.#monthVolume.shares;
  }

  // the book

  #say(fact: BrokerFact): void {
    this.#hear?.(fact);
  }

  #snapshot(): BrokerSnapshot {
    const orders = [...this.#orders.values()].filter((order) => !hasEnded(order));
    return {
      complete: true,
      since: 0 as Timestamp,
      account: this.#accountId,
      cash: this.#account.cash,
      orders: orders.map(
        ({ order, terms, filled, state }): BrokerOrder => ({ order, terms, filled, state: listed(state) }),
      ),
      executions: this.#executions,
      positions: this.#account.positions(),
    };
  }

  save(): PaperState {
    return {
      version: 1,
      account: this.#accountId,
      cash: this.#account.cash,
      positions: this.#account
        .positions()
        .map((line) => ({ ...line, mark: this.#venue.markOf(line.instrument) ?? (zero as Price) })),
      orders: [...this.#orders.values()].map((order) => ({ ...order })),
      executions: [...this.#executions],
      places: this.#places,
      executionCount: this.#executionCount,
      monthVolume: { ...this.#monthVolume },
    };
  }

  #restore(state: PaperState): void {
    if (state.account !== this.#accountId) {
      throw new OrdermatonError('brokerStateBroken', {
        file: 'the saved book',
        problem: `it belongs to account ${state.account}`,
      });
    }
    for (const { instrument, quantity, mark } of state.positions) this.#account.hold(instrument, quantity, mark);
    this.#executions = [...state.executions];
    this.#places = state.places;
    this.#executionCount = state.executionCount;
    this.#monthVolume = { ...state.monthVolume };
    for (const saved of state.orders) {
      const order = { ...saved };
      this.#orders.set(order.order, order);
      if (order.state === 'working' || order.state === 'waitingForTrigger') this.#venue.enter(order);
      if (order.expiresAt !== undefined)
        this.#clock.schedule(order.expiresAt, rank.deadline, () => this.#expire(order));
      if (order.state === 'dormant') {
        order.state = 'held';
        this.#sleep(order);
      }
    }
  }
}

const isImmediate = ({ terms }: PaperOrder): boolean => terms.timeInForce === 'ioc' || terms.timeInForce === 'fok';

function endingOf({
  order,
  state,
  filled,
  detail,
}: PaperOrder): Fact<'broker.orderCancelled' | 'broker.orderRejected' | 'broker.orderExpired'> | undefined {
  switch (state) {
    case 'cancelled':
      return { type: 'broker.orderCancelled', order, filled, detail };
    case 'rejected':
      return { type: 'broker.orderRejected', order, detail };
    case 'expired':
      return { type: 'broker.orderExpired', order };
    default:
      return undefined;
  }
}

function amendProblem(order: PaperOrder, change: Amendment): string | undefined {
  if (hasEnded(order)) return `104: the order is ${order.state}`;
  if (change.quantity !== undefined && change.quantity <= order.filled)
    return '105: the quantity is not above what has filled';
  if (change.limit !== undefined && order.terms.limit === undefined) return '105: the order has no limit';
  return change.stop !== undefined && order.terms.stop === undefined ? '105: the order has no stop' : undefined;
}

function listed(state: PaperOrder['state']): BrokerOrder['state'] {
  if (state === 'waitingForParent' || state === 'waitingForTrigger' || state === 'working') return state;
  return 'held';
}
