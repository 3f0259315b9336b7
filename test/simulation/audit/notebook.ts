/** The auditor's own books, kept from what the engine was told and what it said: nothing in them comes from the engine's figures. */
import type { Envelope } from '../../../src/envelope.ts';
import type { Event } from '../../../src/events.ts';
import type { ExecutionId, InstrumentId, OrderId, PositionId, Timestamp } from '../../../src/identifiers.ts';
import type { OrderLinks, OrderTerms } from '../../../src/orders.ts';
import type { BrokerExecution, BrokerSnapshot } from '../../../src/plans.ts';
import { nearest, Others } from './others.ts';

/** An execution as last told; `signed` is bought above zero, in the shares of when it was executed. */
interface Told {
  readonly instrument: InstrumentId;
  readonly order: OrderId;
  readonly revision: number;
  readonly executedAt: Timestamp;
  readonly signed: bigint;
  readonly price: bigint;
}
/** From `at` on so many new shares for so many old ones. */
interface Divided {
  readonly instrument: InstrumentId;
  readonly newShares: bigint;
  readonly oldShares: bigint;
  readonly at: Timestamp;
}
interface Paid {
  readonly instrument: InstrumentId;
  readonly perShare: bigint;
  readonly at: Timestamp;
}
export interface KnownOrder {
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  readonly placedAt: Timestamp;
}

export class Notebook {
  readonly orders = new Map<OrderId, KnownOrder>();
  readonly executions = new Map<ExecutionId, Told>();
  /** Positions of which a stop was ever asked for. */
  readonly planned = new Set<PositionId>();
  readonly #positions = new Set<PositionId>();
  readonly #held = new Map<PositionId, bigint>();
  readonly #fees = new Map<ExecutionId, bigint>();
  readonly #quotes = new Map<InstrumentId, readonly [bid: bigint, ask: bigint]>();
  /** Of several that tell of one, the first counts. */
  readonly #told = new Set<string>();
  readonly #splits: Divided[] = [];
  readonly #dividends: Paid[] = [];
  readonly #nets = new Map<InstrumentId, bigint>();
  #isSplitting = false;
  readonly #over = new Set<PositionId>();
  readonly #wheres = new Map<PositionId, InstrumentId>();
  readonly others = new Others({
    net: (instrument) => this.net(instrument),
    residue: (instrument) => this.#residue(instrument),
  });
  /** What dividends have brought or cost for what others have closed. */
  othersIncome = 0n;
  #start: bigint | undefined;
  #paid = 0n;
  #charged = 0n;
  #income = 0n;

  hear(event: Event, { index, at }: Envelope): void {
    this.#said(event, at);
    this.#lived(event);
    if (index > 0) return;
    this.#isSplitting = /split/i.test(event.type);
    if (event.type === 'broker.execution') this.#executed(event);
    else if (event.type === 'broker.commission') this.#feeTold(event.execution, event.fee);
    else if (event.type === 'market.quote') this.#quotes.set(event.instrument, [event.bid, event.ask]);
    else if (event.type === 'market.split' || event.type === 'broker.split') this.#divided(event, at);
    else if (event.type === 'market.dividend' || event.type === 'broker.dividend') this.#paidOut(event, at);
    else if (event.type === 'holding.confirmSplit') this.#divided(event, event.effective);
    else if (event.type === 'holding.settleFraction') this.#settled(event);
    else if (event.type === 'broker.snapshot') this.#enumerated(event.snapshot);
  }

  #said(event: Event, at: Timestamp): void {
    if (event.type === 'order.place') this.#write(event, at);
    if (event.type === 'position.planned' || event.type === 'position.opened') this.#positions.add(event.position);
    // What left in an emergency of before is ours; by its book where it was for a position that is not on record.
    if (event.type === 'order.noted') this.#write({ ...event, links: this.#knownOf(event.links) }, at);
  }

  /** A split may make a lot again of what a round trip had left beside what was foreign. */
  #reopened({ position, instrument }: Event<'position.reopened'>): void {
    this.#over.delete(position);
    if (this.#isSplitting) this.others.changed(instrument);
  }

  #lived(event: Event): void {
    if (event.type === 'position.changed' || event.type === 'position.restated') {
      this.#held.set(event.position, event.quantity);
      this.#wheres.set(event.position, event.instrument);
    }
    if (event.type === 'position.closed' || event.type === 'position.abandoned') this.#over.add(event.position);
    if (event.type === 'position.reopened') this.#reopened(event);
  }

  /** Starting cash, less what was paid for shares, less the fees of executions that were told, with what dividends brought. */
  get cash(): bigint {
    return (this.#start ?? 0n) - this.#paid - this.others.paid - this.fees + this.#income;
  }
  get startingCash(): bigint {
    return this.#start ?? 0n;
  }
  get fees(): bigint {
    return this.#charged + this.others.charged;
  }
  get dividends(): bigint {
    return this.#income;
  }
  get equity(): bigint {
    let worth = this.cash;
    for (const instrument of this.#nets.keys()) worth += this.net(instrument) * this.mark(instrument);
    return worth;
  }
  /** Σ |what is held| at the middle of the latest quote. */
  get exposure(): bigint {
    let sum = 0n;
    for (const instrument of this.#nets.keys()) {
      const net = this.net(instrument);
      sum += (net < 0n ? -net : net) * this.mark(instrument);
    }
    return sum;
  }
  /** What our books hold: what our orders have traded, less what others have closed of it. */
  net(instrument: InstrumentId): bigint {
    return this.traded(instrument) + this.others.taken(instrument);
  }
  traded(instrument: InstrumentId): bigint {
    return this.#nets.get(instrument) ?? 0n;
  }
  /** What round trips that are over have left. */
  #residue(instrument: InstrumentId): bigint {
    let sum = 0n;
    for (const position of this.#over) if (this.#wheres.get(position) === instrument) sum += this.held(position);
    return sum;
  }
  /** What a position says it holds. */
  held(position: PositionId): bigint {
    return this.#held.get(position) ?? 0n;
  }
  mark(instrument: InstrumentId): bigint {
    const quote = this.#quotes.get(instrument);
    return quote === undefined ? 0n : middle(...quote);
  }
  /** What a share of when the order was placed would be worth now. */
  markThen({ terms, placedAt }: KnownOrder): bigint {
    const { instrument } = terms;
    const later = this.#splits.filter((split) => split.instrument === instrument && split.at > placedAt);
    return later.reduce((mark, { newShares, oldShares }) => (mark * newShares) / oldShares, this.mark(instrument));
  }
  /** What was told of an order's executions, without sign. */
  filled(order: OrderId): bigint {
    let sum = 0n;
    for (const told of this.executions.values())
      if (told.order === order) sum += told.signed < 0n ? -told.signed : told.signed;
    return sum;
  }

  #knownOf({ position, group: _group, ...links }: OrderLinks): OrderLinks {
    return position === undefined || !this.#positions.has(position) ? links : { ...links, position };
  }

  #write({ order, terms, links }: Omit<Event<'order.place'>, 'type'>, placedAt: Timestamp): void {
    this.orders.set(order, { terms, links, placedAt });
    if (links.role === 'stop' && links.position !== undefined) this.planned.add(links.position);
  }

  #enumerated({ cash, executions }: BrokerSnapshot): void {
    this.#start ??= cash;
    for (const listed of executions) {
      this.#executed(listed);
      if (listed.fee !== undefined) this.#feeTold(listed.execution, listed.fee);
    }
  }

  #executed(told: BrokerExecution): void {
    const { execution, order, revision, quantity, price, executedAt: said } = told;
    const old = this.executions.get(execution);
    const { terms, links } = this.orders.get(order) ?? {};
    // What leaves shares of others is as if they had traded it.
    if (terms === undefined || links?.role === 'foreign') return this.#ofOthers({ ...told, ...terms, ...sizes(told) });
    if (old !== undefined && old.revision >= revision) return;
    const { instrument, side } = terms;
    const signed = side === 'buy' ? quantity : -quantity;
    // When it was does not change with its figures.
    const executedAt = old?.executedAt ?? said;
    this.executions.set(execution, { instrument, order, revision, signed, price, executedAt });
    const before = old ?? { signed: 0n, price: 0n };
    const change = signed - before.signed;
    this.#nets.set(instrument, this.traded(instrument) + this.#sharesAt(change, instrument, executedAt));
    this.others.changed(instrument);
    for (const { instrument: where, perShare, at } of this.#dividends)
      if (where === instrument && at > executedAt)
        this.#income += perShare * this.#sharesAt(change, instrument, executedAt, at);
    this.#paid += signed * price - before.signed * before.price;
    if (old === undefined) this.#charged += this.#fees.get(execution) ?? 0n;
  }

  #ofOthers({
    execution,
    order,
    revision,
    quantity,
    price,
    executedAt: said,
    instrument,
    side,
  }: BrokerExecution): void {
    const old = this.others.known(execution);
    if (instrument === undefined || side === undefined || (old !== undefined && old.revision >= revision)) return;
    const executedAt = old?.executedAt ?? said;
    const whole = this.#sharesAt(quantity, instrument, executedAt);
    const sign = side === 'buy' ? 1n : -1n;
    const head = { execution, order, revision, instrument, executedAt, sign, price };
    this.others.executed({ ...head, size: quantity, whole }, this.#fees.get(execution) ?? 0n);
    if (!this.#nets.has(instrument)) this.#nets.set(instrument, 0n);
    for (const { instrument: where, perShare, at } of this.#dividends) {
      if (where !== instrument || at <= executedAt) continue;
      const part = (then: bigint, ours: bigint, all: bigint): bigint =>
        all === 0n ? 0n : nearest(sign * this.#sharesAt(then, instrument, executedAt, at) * ours, all);
      const was = part(old?.size ?? 0n, old?.ours ?? 0n, old?.whole ?? 0n);
      const more = perShare * (part(quantity, this.others.known(execution)?.ours ?? 0n, whole) - was);
      this.#income += more;
      this.othersIncome += more;
    }
  }

  /** What shares of one moment are at a later one, or now. */
  #sharesAt(shares: bigint, instrument: InstrumentId, from: Timestamp, until?: Timestamp): bigint {
    return this.#splits.reduce((sum, split) => {
      const counts = split.instrument === instrument && split.at > from && (until === undefined || split.at < until);
      return counts ? exactly(sum * split.newShares, split.oldShares) : sum;
    }, shares);
  }

  #divided(
    { instrument, newShares, oldShares, exDate }: Event<'market.split' | 'broker.split' | 'holding.confirmSplit'>,
    at: Timestamp,
  ): void {
    if (!this.#isNews(`split ${instrument} ${exDate}`)) return;
    this.#splits.push({ instrument, newShares, oldShares, at });
    this.#nets.set(instrument, exactly(this.traded(instrument) * newShares, oldShares));
    this.others.divided(instrument, (shares) => exactly(shares * newShares, oldShares));
    const quote = this.#quotes.get(instrument);
    if (quote === undefined) return;
    const [bid, ask] = quote;
    this.#quotes.set(instrument, [nearest(bid * oldShares, newShares), nearest(ask * oldShares, newShares)]);
  }

  #paidOut({ instrument, perShare, exDate }: Event<'market.dividend' | 'broker.dividend'>, at: Timestamp): void {
    if (!this.#isNews(`dividend ${instrument} ${exDate}`)) return;
    this.#dividends.push({ instrument, perShare, at });
    this.#income += perShare * this.net(instrument);
    this.othersIncome += perShare * this.others.taken(instrument);
  }

  /** What a person says was paid for: it is asked for only where it is there. */
  #settled({ instrument, quantity, amount }: Event<'holding.settleFraction'>): void {
    this.#nets.set(instrument, this.traded(instrument) - quantity);
    this.others.changed(instrument);
    this.#paid -= amount;
  }

  #isNews(what: string): boolean {
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    return true;
  }

  #feeTold(execution: ExecutionId, fee: bigint): void {
    const more = fee - (this.#fees.get(execution) ?? 0n);
    if (this.executions.has(execution)) this.#charged += more;
    this.others.charge(execution, more);
    this.#fees.set(execution, fee);
  }
}

/** Its size, where the terms of its order would be mistaken for it. */
const sizes = ({ quantity }: BrokerExecution) => ({ quantity });
/** Half way, halves to even. */
const middle = (bid: bigint, ask: bigint): bigint => nearest(bid + ask, 2n);

/** The simulated splits leave no rest of a quantity. */
function exactly(product: bigint, divisor: bigint): bigint {
  if (product % divisor !== 0n) throw new Error(`a simulated split leaves a rest: ${product} by ${divisor}`);
  return product / divisor;
}
