/**
 * A broker that says only what a scenario lets it say. It keeps what it was given, so that an answer can be short (`filled @ 100.02` is
 * all that is left); it assumes nothing and answers nothing by itself, except while it sets the stage.
 */
import type { AccountId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { magnitude, minus, plus, zero } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendedTerms, orderTypes, signed, timesInForce } from '../../orders.ts';
import type { BrokerExecution, BrokerOrder, BrokerSnapshot } from '../../plans.ts';
import type { Broker, BrokerFact, Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Answer } from './answers.ts';
import { endings, statusFact } from './statusFacts.ts';

export interface ScriptedBroker extends Broker {
  /** Says what an answer says. Returns what is wrong where it can not be said. */
  answer(order: OrderId, answer: Answer): string | undefined;
  /** Whether the order has arrived here. */
  has(order: OrderId): boolean;
  /** Says that the account holds so much, whoever traded. */
  hold(instrument: InstrumentId, quantity: Quantity): void;
  /** Lists an order that somebody else has placed. */
  list(terms: OrderTerms): void;
  /** Takes back every order there, and closes what the account holds. Returns what is wrong where nothing is held. */
  liquidate(instrument: InstrumentId, price: Price): string | undefined;
  /** From now on it lists nothing that was done or has ended before, and day orders are over: as in the morning. */
  forget(): void;
  lose(): void;
  restore(): void;
  /** While it sets the stage it takes everything, and fills entries at this price; `null` ends that. */
  oblige(price: Price | null): void;
}

interface Known {
  terms: OrderTerms;
  filled: Quantity;
  hasEnded: boolean;
  changes: readonly Amendment[];
}

export interface ScriptedBrokerOptions {
  readonly clock: Clock;
  readonly account: AccountId;
  readonly cash: Amount;
  readonly currency: string;
  /** What the account holds before anything is traded. */
  readonly positions: readonly (readonly [InstrumentId, Quantity])[];
}

export const createScriptedBroker = (options: ScriptedBrokerOptions): ScriptedBroker => new Scripted(options);

class Scripted implements ScriptedBroker {
  readonly abilities = { name: 'scripted', orderTypes, timesInForce, parents: true, oca: true };
  readonly #clock: Clock;
  readonly #options: ScriptedBrokerOptions;
  readonly #orders = new Map<OrderId, Known>();
  readonly #positions: Map<InstrumentId, Quantity>;
  readonly #executions: BrokerExecution[] = [];
  #since = 0 as Timestamp;
  #hear: ((fact: BrokerFact) => void) | undefined;
  #obliging: Price | null = null;

  constructor(options: ScriptedBrokerOptions) {
    this.#clock = options.clock;
    this.#options = options;
    this.#positions = new Map(options.positions);
  }

  connect(hear: (fact: BrokerFact) => void): void {
    this.#later(() => {
      this.#hear = hear;
      this.restore();
    });
  }

  restore(): void {
    const broker = this.abilities.name;
    this.#say({ type: 'connection.opened', broker });
    this.#say({ type: 'connection.handshaken', broker, account: this.#options.account, simulated: true });
    this.#say({ type: 'broker.snapshot', snapshot: this.#snapshot() });
  }

  forget(): void {
    this.#since = this.#clock.now();
    this.#executions.length = 0;
    for (const known of this.#orders.values()) if (known.terms.timeInForce === 'day') known.hasEnded = true;
  }

  lose(): void {
    this.#say({ type: 'connection.lost', broker: this.abilities.name, detail: 'as the scenario says' });
  }

  disconnect(): void {
    this.#hear = undefined;
  }

  place({ order, terms }: { readonly order: OrderId; readonly terms: OrderTerms }): void {
    this.#orders.set(order, { terms, filled: zero, hasEnded: false, changes: [] });
    const at = this.#obliging;
    if (at === null) return;
    const isEntry = terms.parent === undefined;
    this.#later(() => {
      if (terms.type === 'stop') return this.answer(order, { says: 'waiting', for: 'trigger' });
      this.answer(order, { says: 'working' });
      return isEntry ? this.answer(order, { says: 'filled', quantity: null, price: at, fee: null }) : undefined;
    });
  }

  amend({ order, change }: { readonly order: OrderId; readonly change: Amendment }): void {
    const known = this.#orders.get(order);
    if (known !== undefined) known.changes = [...known.changes, change];
    if (this.#obliging !== null) this.#later(() => this.answer(order, { says: 'amended' }));
  }

  cancel(order: OrderId): void {
    if (this.#obliging !== null) this.#later(() => this.answer(order, { says: 'cancelled', detail: 'as asked' }));
  }

  ask(): void {
    // the scenario answers: found, absent, filled …
  }

  oblige(price: Price | null): void {
    this.#obliging = price;
  }

  has(order: OrderId): boolean {
    return this.#orders.has(order);
  }

  answer(order: OrderId, answer: Answer): string | undefined {
    const known = this.#orders.get(order);
    if (known === undefined) return `${order} has not arrived at the broker`;
    switch (answer.says) {
      case 'silence':
        return undefined;
      case 'filled':
        return this.#fill(order, known, answer);
      case 'corrected':
        return this.#correct(order, known, answer.quantity, answer.price);
      case 'busted':
        return this.#correct(order, known, zero, null);
      case 'amended':
        return this.#decide(order, known, null);
      case 'amendRejected':
        return this.#decide(order, known, answer.detail);
      case 'restated':
        known.terms = { ...known.terms, quantity: answer.quantity };
        return this.#say({ type: 'broker.orderRestated', order, quantity: answer.quantity });
      default:
        if (endings.includes(answer.says)) known.hasEnded = true;
        return this.#say(statusFact(order, answer, known.filled));
    }
  }

  #fill(
    order: OrderId,
    known: Known,
    { quantity, price, fee }: Extract<Answer, { says: 'filled' }>,
  ): string | undefined {
    const left = minus(known.terms.quantity, known.filled);
    const size = quantity ?? left;
    if (size <= 0n) return `nothing is left of ${order} to fill`;
    known.filled = plus(known.filled, size);
    if (known.filled >= known.terms.quantity) known.hasEnded = true;
    const execution = `sx${this.#executions.length + 1}` as ExecutionId;
    const done = { order, execution, revision: 1, quantity: size, price, executedAt: this.#clock.now() };
    this.#executions.push(done);
    this.#say({ type: 'broker.execution', ...done });
    const { currency } = this.#options;
    if (fee !== null) this.#say({ type: 'broker.commission', order, execution, currency, ...fee });
    return this.#traded(known.terms, size);
  }

  /** The last execution of the order is other than was said; without a price it keeps the one it had. */
  #correct(order: OrderId, known: Known, quantity: Quantity, price: Price | null): string | undefined {
    const index = this.#executions.findLastIndex((each) => each.order === order);
    const last = this.#executions[index];
    if (last === undefined) return `${order} has no execution to correct`;
    const next = { ...last, revision: last.revision + 1, quantity, price: price ?? last.price };
    this.#executions[index] = next;
    const change = minus(quantity, last.quantity);
    known.filled = plus(known.filled, change);
    this.#say({ type: 'broker.execution', ...next });
    return change === 0n ? undefined : this.#traded(known.terms, change);
  }

  /** The oldest change is taken, or turned down for a reason. */
  #decide(order: OrderId, known: Known, refusal: string | null): string | undefined {
    const [change, ...rest] = known.changes;
    if (change === undefined) return `no change of ${order} waits for an answer`;
    known.changes = rest;
    if (refusal !== null) return this.#say({ type: 'broker.amendRejected', order, detail: refusal });
    known.terms = amendedTerms(known.terms, change);
    const { quantity, limit, stop } = known.terms;
    return this.#say({
      type: 'broker.amended',
      order,
      quantity,
      ...(limit === undefined ? {} : { limit }),
      ...(stop === undefined ? {} : { stop }),
    });
  }

  #traded({ instrument, side }: OrderTerms, size: Quantity): undefined {
    return this.hold(instrument, plus(this.#positions.get(instrument) ?? (zero as Quantity), signed(side, size)));
  }

  hold(instrument: InstrumentId, quantity: Quantity): undefined {
    this.#positions.set(instrument, quantity);
    return this.#say({ type: 'broker.position', account: this.#options.account, instrument, quantity });
  }

  list(terms: OrderTerms): void {
    const order = `else-${this.#orders.size + 1}` as OrderId;
    this.#orders.set(order, { terms, filled: zero, hasEnded: false, changes: [] });
    this.#say({ type: 'broker.externalOrder', order, terms });
  }

  liquidate(instrument: InstrumentId, price: Price): string | undefined {
    const held = this.#positions.get(instrument) ?? zero;
    if (held === 0n) return `nothing is held of ${instrument}`;
    // What is placed in their place meanwhile is not taken back.
    for (const [order, known] of [...this.#orders])
      if (!known.hasEnded && known.terms.instrument === instrument)
        this.answer(order, { says: 'cancelled', detail: 'the broker liquidates' });
    const { account } = this.#options;
    const [side, quantity] = [held > 0n ? ('sell' as const) : ('buy' as const), magnitude(held)];
    const order = `else-${this.#orders.size + 1}` as OrderId;
    const where = { account, instrument, side, quantity } as const;
    const terms = { ...where, type: 'market', timeInForce: 'day', outsideRegularHours: true } as const;
    const how = { trigger: 'quote', transmit: false } as const;
    this.#orders.set(order, { terms: { ...terms, ...how }, filled: quantity, hasEnded: true, changes: [] });
    const execution = `sx${this.#executions.length + 1}` as ExecutionId;
    const executedAt = this.#clock.now();
    const done = { order, execution, revision: 1, price, executedAt, ...where, by: 'liquidation' } as const;
    this.#executions.push(done);
    this.#say({ type: 'broker.execution', ...done });
    return this.#traded({ ...terms, ...how }, quantity);
  }

  #snapshot(): BrokerSnapshot {
    const { account, cash } = this.#options;
    return {
      complete: true,
      since: this.#since,
      account,
      cash,
      orders: [...this.#orders]
        .filter(([, { hasEnded }]) => !hasEnded)
        .map(([order, { terms, filled }]): BrokerOrder => ({ order, terms, filled, state: 'working' })),
      executions: [...this.#executions],
      positions: [...this.#positions].map(([instrument, quantity]) => ({ instrument, quantity })),
    };
  }

  #later(wake: () => void): void {
    this.#clock.schedule(this.#clock.now(), rank.broker, wake);
  }

  #say(fact: BrokerFact): undefined {
    this.#hear?.(fact);
  }
}
