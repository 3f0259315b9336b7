/** The auditor's own books, kept from what the engine was told and what it said: nothing in them comes from the engine's figures. */
import type { Envelope } from '../../../src/envelope.ts';
import type { Event } from '../../../src/events.ts';
import type { ExecutionId, InstrumentId, OrderId, PositionId } from '../../../src/identifiers.ts';
import type { OrderLinks, OrderTerms } from '../../../src/orders.ts';
import type { BrokerExecution, BrokerSnapshot } from '../../../src/plans.ts';

/** An execution as last told; `signed` is bought above zero. */
interface Told {
  readonly instrument: InstrumentId;
  readonly order: OrderId;
  readonly revision: number;
  readonly signed: bigint;
  readonly price: bigint;
}
export interface KnownOrder {
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
}

export class Notebook {
  readonly orders = new Map<OrderId, KnownOrder>();
  readonly executions = new Map<ExecutionId, Told>();
  /** Positions of which a stop was ever asked for. */
  readonly planned = new Set<PositionId>();
  readonly #held = new Map<PositionId, bigint>();
  readonly #fees = new Map<ExecutionId, bigint>();
  readonly #marks = new Map<InstrumentId, bigint>();
  readonly #nets = new Map<InstrumentId, bigint>();
  #start: bigint | undefined;
  #paid = 0n;
  #charged = 0n;

  hear(event: Event, { index }: Envelope): void {
    if (event.type === 'order.place') this.#write(event);
    if (event.type === 'position.changed') this.#held.set(event.position, event.quantity);
    if (index > 0) return;
    if (event.type === 'broker.execution') this.#executed(event);
    else if (event.type === 'broker.commission') this.#feeTold(event.execution, event.fee);
    else if (event.type === 'market.quote') this.#marks.set(event.instrument, middle(event.bid, event.ask));
    else if (event.type === 'broker.snapshot') this.#enumerated(event.snapshot);
  }

  /** Starting cash, less what was paid for shares, less the fees of executions that were told. */
  get cash(): bigint {
    return (this.#start ?? 0n) - this.#paid - this.#charged;
  }
  get startingCash(): bigint {
    return this.#start ?? 0n;
  }
  get fees(): bigint {
    return this.#charged;
  }
  get equity(): bigint {
    let worth = this.cash;
    for (const [instrument, net] of this.#nets) worth += net * this.mark(instrument);
    return worth;
  }
  /** Σ |what is held| at the middle of the latest quote. */
  get exposure(): bigint {
    let sum = 0n;
    for (const [instrument, net] of this.#nets) sum += (net < 0n ? -net : net) * this.mark(instrument);
    return sum;
  }
  net(instrument: InstrumentId): bigint {
    return this.#nets.get(instrument) ?? 0n;
  }
  /** What a position says it holds. */
  held(position: PositionId): bigint {
    return this.#held.get(position) ?? 0n;
  }
  mark(instrument: InstrumentId): bigint {
    return this.#marks.get(instrument) ?? 0n;
  }
  /** What was told of an order's executions, without sign. */
  filled(order: OrderId): bigint {
    let sum = 0n;
    for (const told of this.executions.values())
      if (told.order === order) sum += told.signed < 0n ? -told.signed : told.signed;
    return sum;
  }

  #write({ order, terms, links }: Event<'order.place'>): void {
    this.orders.set(order, { terms, links });
    if (links.role === 'stop' && links.position !== undefined) this.planned.add(links.position);
  }

  #enumerated({ cash, executions }: BrokerSnapshot): void {
    this.#start ??= cash;
    for (const listed of executions) {
      this.#executed(listed);
      if (listed.fee !== undefined) this.#feeTold(listed.execution, listed.fee);
    }
  }

  #executed({ execution, order, revision, quantity, price }: Omit<BrokerExecution, 'executedAt'>): void {
    const old = this.executions.get(execution);
    const terms = this.orders.get(order)?.terms;
    if (terms === undefined || (old !== undefined && old.revision >= revision)) return;
    const { instrument, side } = terms;
    const signed = side === 'buy' ? quantity : -quantity;
    this.executions.set(execution, { instrument, order, revision, signed, price });
    const before = old ?? { signed: 0n, price: 0n };
    this.#nets.set(instrument, this.net(instrument) + signed - before.signed);
    this.#paid += signed * price - before.signed * before.price;
    if (old === undefined) this.#charged += this.#fees.get(execution) ?? 0n;
  }

  #feeTold(execution: ExecutionId, fee: bigint): void {
    if (this.executions.has(execution)) this.#charged += fee - (this.#fees.get(execution) ?? 0n);
    this.#fees.set(execution, fee);
  }
}

/** Half way, halves to even. */
function middle(bid: bigint, ask: bigint): bigint {
  const sum = bid + ask;
  const half = sum / 2n;
  return sum % 2n !== 0n && half % 2n !== 0n ? half + 1n : half;
}
