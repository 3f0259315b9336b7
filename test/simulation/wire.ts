/**
 * The wire: a broker port around the paper broker on which messages come late, twice, in another order or not at all, and behind
 * which things happen that nobody asked for. It knows the broker and nothing of the engine.
 */
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { PaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { AccountId, CommandId, ExecutionId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { later, MICROSECONDS } from '../../src/identifiers.ts';
import type { Price, Quantity } from '../../src/money.ts';
import { amount, magnitude, quantity } from '../../src/money.ts';
import type { Side } from '../../src/orders.ts';
import type { BrokerSnapshot, OtherTrader } from '../../src/plans.ts';
import type {
  ApprovedAmendment,
  ApprovedOrder,
  Broker,
  BrokerFact,
  Clock,
  CorporateAction,
  MarketFact,
} from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';
import type { BrokerRecord, TrueExecution } from './brokerRecord.ts';
import { emptyRecord, executedOf, netOf, splitInRecord } from './brokerRecord.ts';
import type { FaultCounts, FaultKind, FaultMix } from './faults.ts';
import { noFaults } from './faults.ts';
import type { ActionCounts } from './issuers.ts';

export interface WireOptions {
  readonly paper: PaperBroker;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly mix: FaultMix;
  readonly actions: ActionCounts;
}

/** What may be lost for ever: no execution, and nothing of the connection itself. */
const droppable = (type: BrokerFact['type']): boolean =>
  type.startsWith('broker.') && type !== 'broker.execution' && type !== 'broker.snapshot';
const PAPER = 'PAPER' as AccountId;
const QUESTION = 'retell' as CommandId;

export class Wire implements Broker {
  readonly abilities: Broker['abilities'];
  readonly record: BrokerRecord = emptyRecord();
  readonly #paper: PaperBroker;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #mix: FaultMix;
  readonly #counts = noFaults();
  readonly #actions: ActionCounts;
  readonly #dates = new Set<string>();
  #hear: (fact: BrokerFact) => void = () => undefined;
  #way: 'up' | 'down' | 'degraded' = 'up';
  /** Said while the broker had lost its own connection. */
  #waiting: BrokerFact[] = [];
  /** Held back until the next message has arrived. */
  #overtaken: BrokerFact[] = [];
  #isCalm = false;
  /** A process that has heard nothing yet is listed all that was executed. */
  #isNewcomer = false;
  #made = 0;
  readonly #bids = new Map<InstrumentId, Price>();
  /** Messages of an earlier connection do not arrive on a later one. */
  #connection = 0;

  constructor({ paper, clock, chance, mix, actions }: WireOptions) {
    this.#actions = actions;
    this.abilities = paper.abilities;
    this.#paper = paper;
    this.#clock = clock;
    this.#chance = chance;
    this.#mix = mix;
  }

  get counts(): FaultCounts {
    return this.#counts;
  }

  // commands

  connect(hear: (fact: BrokerFact) => void): void {
    this.#hear = hear;
    this.#isNewcomer = true;
    this.#reconnect();
  }
  /** The process at the other end is gone: nobody is told anything before the next one connects. */
  leave(): void {
    this.#way = 'down';
    this.#connection++;
    this.#hear = () => undefined;
  }
  disconnect(): void {
    this.#paper.disconnect();
  }
  place(order: ApprovedOrder, command: CommandId): void {
    const { order: name, terms } = order;
    if (this.#way === 'down') {
      const proof: BrokerFact = {
        type: 'outbox.dropped',
        order: name,
        kind: 'place',
        detail: 'the connection was down',
      };
      return this.#after(0, () => this.#hear(proof));
    }
    if (this.#happens('placementSwallowed')) return undefined;
    if (this.#happens('placementRejected')) {
      return this.#after(20, () => this.#tell({ type: 'broker.orderRejected', order: name, detail: '201: by chance' }));
    }
    this.record.placed.set(name, terms);
    this.#paper.place(order, command);
  }
  amend(amendment: ApprovedAmendment, command: CommandId): void {
    const { order } = amendment;
    if (this.#way === 'down') return;
    if (this.#happens('amendRejected')) {
      return this.#after(20, () => this.#tell({ type: 'broker.amendRejected', order, detail: '105: by chance' }));
    }
    this.#paper.amend(amendment, command);
  }
  cancel(order: OrderId, command: CommandId): void {
    if (this.#way === 'down') return;
    if (this.#happens('cancelRejected')) {
      return this.#after(20, () => this.#tell({ type: 'broker.cancelRejected', order, detail: '161: by chance' }));
    }
    this.#paper.cancel(order, command);
  }
  ask(order: OrderId, command: CommandId): void {
    if (this.#way !== 'down') this.#answer(order, command);
  }
  hearMarket(event: MarketFact): void {
    this.happen(event);
  }
  /** At the broker, whoever is told of it. */
  happen(event: MarketFact): void {
    const at = this.#clock.now();
    if ('exDate' in event) {
      // The feed may say it twice; the broker does it once.
      if (this.#dates.has(event.exDate)) return;
      this.#dates.add(event.exDate);
    }
    if (event.type === 'market.quote') this.#bids.set(event.instrument, event.bid);
    if (event.type === 'market.split') splitInRecord(this.record, { ...event, at });
    if (event.type === 'market.dividend') this.record.dividends.push({ ...event, at });
    this.#paper.hearMarket(event);
  }

  /** Of a split or a dividend it tells in its own words too. */
  tellToo({ source: _source, ...action }: CorporateAction): void {
    const fact =
      action.type === 'market.split'
        ? { ...action, type: 'broker.split' as const }
        : { ...action, type: 'broker.dividend' as const };
    this.#tell({ ...fact, account: PAPER });
  }

  /** Less than a share leaves the account for cash. */
  payFraction(instrument: InstrumentId, fraction: Quantity): void {
    this.record.fractions.push({ instrument, quantity: fraction, at: this.#clock.now() });
    this.#tellPosition(instrument);
  }

  // what happens by itself

  /** Gives the faults of one step their chance. */
  stir(instruments: readonly InstrumentId[]): void {
    if (this.#way === 'up' && this.#happens('disconnected')) this.#lose();
    if (this.#way === 'up' && this.#happens('degraded')) this.#degrade();
    const instrument = this.#pick(instruments);
    if (instrument !== undefined && this.#happens('tradedByHand')) this.#tradeByHand(instrument);
    if (instrument !== undefined && this.#happens('tradedByOthers')) this.#tradeByOthers(instrument);
    if (instrument !== undefined && this.#isHeld(instrument) && this.#happens('liquidated'))
      this.#liquidate(instrument);
    if (this.#happens('cancelledByHand')) this.#cancelByHand();
    if (this.#happens('endedByMistake')) this.#endByMistake();
  }

  /** No more faults, a new connection, and all that was kept back arrives: what has happened becomes known. */
  calm(): void {
    this.#isCalm = true;
    this.#connection++;
    this.#way = 'down';
    this.#hear({ type: 'connection.lost', broker: this.abilities.name, detail: 'made anew' });
    this.#reconnect();
  }
  /** Faults happen again. */
  unsettle(): void {
    this.#isCalm = false;
  }

  #lose(): void {
    this.#way = 'down';
    this.#connection++;
    this.#overtaken = [];
    this.#hear({ type: 'connection.lost', broker: this.abilities.name, detail: 'by chance' });
    const connection = this.#connection;
    this.#after(this.#chance.whole(200, 30_000), () => {
      if (this.#way === 'down' && this.#connection === connection) this.#reconnect();
    });
  }
  /** All that the outage may have hidden is asked for: orders that are open, orders that have ended, executions. */
  #reconnect(): void {
    this.#way = 'up';
    this.#waiting = [];
    this.#overtaken = [];
    this.#paper.connect((fact) => this.#said(fact));
    this.#after(1, () => {
      for (const order of this.record.placed.keys()) this.#answer(order, QUESTION);
    });
  }
  #degrade(): void {
    const broker = this.abilities.name;
    this.#way = 'degraded';
    this.#hear({ type: 'connection.degraded', broker, detail: 'by chance' });
    this.#after(this.#chance.whole(200, 10_000), () => {
      if (this.#way !== 'degraded') return;
      this.#way = 'up';
      this.#hear({ type: 'connection.restored', broker, dataLost: false });
      for (const fact of this.#waiting.splice(0)) this.#tell(fact);
      this.#paper.connect((fact) => this.#said(fact));
    });
  }
  #tradeByHand(instrument: InstrumentId): void {
    const size = quantity(this.#chance.whole(1, 50));
    const change = this.#chance.percent(50) ? size : -size;
    this.record.byHand.set(instrument, (this.record.byHand.get(instrument) ?? 0n) + change);
    this.#tellPosition(instrument);
  }
  /** Mostly against what the account holds: a part of it, all of it, or more. */
  #tradeByOthers(instrument: InstrumentId): void {
    const held = netOf(this.record, instrument);
    const size = quantity(this.#chance.whole(1, 150));
    const closes = held !== 0n && this.#chance.percent(75);
    const shares = closes && this.#chance.percent(40) ? wholeOf(held) : size;
    const isSale = closes ? held > 0n : this.#chance.percent(50);
    if (shares === 0n) return;
    this.#executedByOthers(instrument, isSale ? 'sell' : 'buy', shares, this.#chance.percent(50) ? 'hand' : 'program');
  }
  #isHeld = (instrument: InstrumentId): boolean => wholeOf(netOf(this.record, instrument)) !== 0n;
  #liquidate(instrument: InstrumentId): void {
    for (const { order, terms, state } of this.#paper.save().orders)
      if (terms.instrument === instrument && isOpen(state)) this.#paper.cancel(order, QUESTION);
    const held = netOf(this.record, instrument);
    this.#executedByOthers(instrument, held > 0n ? 'sell' : 'buy', wholeOf(held), 'liquidation');
  }
  #executedByOthers(instrument: InstrumentId, side: Side, size: Quantity, by: OtherTrader): void {
    const made = ++this.#made;
    const [order, execution] = [`ib:${made}` as OrderId, `ox${made}` as ExecutionId];
    const price = this.#bids.get(instrument);
    if (price === undefined) return;
    const done: TrueExecution = {
      ...{ execution, order, revision: 1, price, executedAt: this.#clock.now(), quantity: size },
      ...{ instrument, side, isPaper: false, by },
    };
    this.record.executions.set(execution, done);
    this.#tellExecution(done);
    this.#charged({ type: 'broker.commission', order, execution, fee: amount('0.35'), currency: 'USD' });
    this.#tellPosition(instrument);
    if (this.#happens('othersCorrected')) this.#soon(() => this.#revise(execution, (old) => this.#corrected(old)));
  }
  #corrected({ price, quantity: old }: TrueExecution): Partial<TrueExecution> {
    if (this.#chance.percent(30)) return { price: ticksAway(price, this.#chance) };
    if (this.#chance.percent(40)) return { quantity: quantity(0) };
    return { quantity: quantity(this.#chance.whole(1, 2 * Number(old / SHARE))) };
  }
  #cancelByHand(): void {
    const order = this.#pick(this.#paper.save().orders.filter(({ state }) => isOpen(state)));
    if (order !== undefined) this.#paper.cancel(order.order, QUESTION);
  }
  #endByMistake(): void {
    const order = this.#pick(this.#paper.save().orders.filter(({ state }) => isOpen(state)));
    if (order === undefined) return;
    this.#tell({
      type: 'broker.orderCancelled',
      order: order.order,
      filled: executedOf(this.record, order.order),
      detail: '202: of another order',
    });
  }

  // what the broker says

  #said(fact: BrokerFact): void {
    if (fact.type === 'broker.execution') return this.#executed(fact);
    if (fact.type === 'broker.commission') return this.#charged(fact);
    if (fact.type === 'broker.position') return this.#tellPosition(fact.instrument);
    if (fact.type === 'broker.orderCancelled' || fact.type === 'broker.orderStatus')
      return this.#tell({ ...fact, filled: executedOf(this.record, fact.order) });
    if (fact.type !== 'broker.snapshot') return this.#tell(fact);
    const instruments = new Set([...this.record.placed.values()].map(({ instrument }) => instrument));
    for (const instrument of this.record.byHand.keys()) instruments.add(instrument);
    for (const { instrument } of this.#ofOthers()) instruments.add(instrument);
    const { executions: listed } = fact.snapshot;
    const ours = this.#isNewcomer ? this.#withOverfills(listed) : listed;
    this.#isNewcomer = false;
    const executions = [...ours, ...this.#ofOthers().map(toldOf)];
    for (const { execution, revision } of this.#ofOthers())
      this.record.told.set(execution, Math.max(revision, this.record.told.get(execution) ?? 0));
    const positions = [...instruments].map((instrument) => ({ instrument, quantity: netOf(this.record, instrument) }));
    this.#tell({ ...fact, snapshot: { ...fact.snapshot, executions, positions } });
  }
  #ofOthers(): readonly TrueExecution[] {
    return [...this.record.executions.values()].filter(({ by }) => by !== undefined);
  }

  /** With those that the paper broker does not know of, in time. */
  #withOverfills(listed: BrokerSnapshot['executions']): BrokerSnapshot['executions'] {
    const others = [...this.record.executions.values()].filter(
      ({ isPaper, by, quantity }) => !isPaper && by === undefined && quantity > 0n,
    );
    const told = others.map(({ execution, order, revision, quantity, price, executedAt }) => {
      this.record.told.set(execution, revision);
      return { execution, order, revision, quantity, price, executedAt };
    });
    return [...listed, ...told].sort((a, b) => a.executedAt - b.executedAt);
  }

  #executed(fact: Extract<BrokerFact, { type: 'broker.execution' }>): void {
    const known = this.record.executions.get(fact.execution);
    if (known !== undefined) return this.#tellExecution(known);
    const terms = this.record.placed.get(fact.order);
    if (terms === undefined) return;
    const { instrument, side } = terms;
    const { execution, order, revision, price, executedAt } = fact;
    const done: TrueExecution = {
      execution,
      order,
      revision,
      price,
      executedAt,
      quantity: fact.quantity,
      instrument,
      side,
      isPaper: true,
    };
    this.record.executions.set(execution, done);
    this.#tellExecution(done);
    if (this.#happens('priceCorrected'))
      this.#soon(() => this.#revise(execution, (old) => ({ price: ticksAway(old.price, this.#chance) })));
    if (this.#happens('busted', 1_000)) this.#soon(() => this.#bust(execution));
    if (this.#happens('overfilled', 1_000)) this.#soon(() => this.#overfill(execution));
  }

  #charged(fact: Extract<BrokerFact, { type: 'broker.commission' }>): void {
    if (this.#happens('commissionMissing')) return;
    if (this.#happens('commissionLate')) this.#after(this.#chance.whole(1_000, 60_000), () => this.#tell(fact));
    else this.#tell(fact);
  }

  #revise(name: ExecutionId, change: (old: TrueExecution) => Partial<TrueExecution>): void {
    const old = this.record.executions.get(name);
    if (old === undefined || old.quantity === 0n) return;
    const next = { ...old, ...change(old), revision: old.revision + 1 };
    this.record.executions.set(name, next);
    this.#tellExecution(next);
    this.#tellPosition(old.instrument);
  }
  /** Only of an order that has ended: nothing of it comes back to life. */
  #bust(name: ExecutionId): void {
    const old = this.record.executions.get(name);
    if (old === undefined || this.#isOpenAtBroker(old.order)) return;
    this.#counts.busted++;
    this.#revise(name, () => ({ quantity: 0n as Quantity }));
  }
  #overfill(name: ExecutionId): void {
    const old = this.record.executions.get(name);
    if (old === undefined || this.#isOpenAtBroker(old.order)) return;
    this.#counts.overfilled++;
    const execution = `wx${++this.#made}` as ExecutionId;
    const executedAt = this.#clock.now();
    const size = quantity(this.#chance.whole(1, 20));
    const extra = { ...old, execution, revision: 1, quantity: size, executedAt, isPaper: false };
    this.record.executions.set(execution, extra);
    this.#tellExecution(extra);
    this.#charged({ type: 'broker.commission', order: old.order, execution, fee: amount('0.35'), currency: 'USD' });
    this.#tellPosition(old.instrument);
  }

  #tellExecution(done: TrueExecution): void {
    this.#tell({ type: 'broker.execution', ...toldOf(done) });
  }
  #tellPosition(instrument: InstrumentId): void {
    this.#tell({ type: 'broker.position', account: PAPER, instrument, quantity: netOf(this.record, instrument) });
  }

  /** The paper broker answers; what only the wire knows of is added. */
  #answer(order: OrderId, command: CommandId): void {
    for (const each of this.record.executions.values())
      if (each.order === order && !each.isPaper) this.#tellExecution(each);
    this.#paper.ask(order, command);
    const terms = this.record.placed.get(order);
    if (terms === undefined) return;
    this.#after(25, () => {
      const known = this.#paper.save().orders.find((each) => each.order === order);
      if (known?.state !== 'filled' || executedOf(this.record, order) >= known.filled) return;
      this.#tell({
        type: 'broker.orderCancelled',
        order,
        filled: executedOf(this.record, order),
        detail: 'its execution was taken back',
      });
    });
  }

  // the wire itself

  #tell(fact: BrokerFact): void {
    if (this.#way === 'down') return;
    if (this.#way === 'degraded' && fact.type.startsWith('broker.')) {
      this.#waiting.push(fact);
      return;
    }
    if (!fact.type.startsWith('broker.') || fact.type === 'broker.snapshot') return this.#deliver(fact);
    if (droppable(fact.type) && this.#happens('dropped')) return;
    if (this.#happens('duplicated')) this.#afterOn(this.#chance.whole(0, 5_000), fact);
    if (this.#happens('delayed')) return this.#afterOn(this.#chance.whole(1, 4_000), fact);
    if (this.#happens('reordered')) {
      this.#overtaken.push(fact);
      return this.#after(1_000, () => this.#catchUp());
    }
    this.#deliver(fact);
    this.#catchUp();
  }
  #catchUp(): void {
    for (const fact of this.#overtaken.splice(0)) this.#deliver(fact);
  }
  #deliver(fact: BrokerFact): void {
    if (fact.type === 'broker.execution') {
      const { execution, revision } = fact;
      if (!this.record.told.has(execution) && this.#isBehind(execution)) this.#actions.toldBehind++;
      this.record.told.set(execution, Math.max(revision, this.record.told.get(execution) ?? 0));
    }
    this.#hear(fact);
  }
  #isBehind(execution: ExecutionId): boolean {
    const { executions, splits, dividends } = this.record;
    const done = executions.get(execution);
    return [...splits, ...dividends].some(
      ({ instrument, at }) => instrument === done?.instrument && at > done.executedAt,
    );
  }
  /** Later, if the connection is still the same. */
  #afterOn(milliseconds: number, fact: BrokerFact): void {
    const connection = this.#connection;
    this.#after(milliseconds, () => {
      if (connection === this.#connection && this.#way !== 'down') this.#deliver(fact);
    });
  }
  #soon(happen: () => void): void {
    this.#after(this.#chance.whole(500, 60_000), happen);
  }
  #after(milliseconds: number, happen: () => void): void {
    this.#clock.schedule(later(this.#clock.now(), milliseconds * MICROSECONDS.millisecond), rank.broker, happen);
  }
  /** Whether the fault happens on this occasion; what only may happen is counted when it does. */
  #happens(kind: FaultKind, of = 1_000): boolean {
    const happens = this.#chance.whole(1, of) <= this.#mix[kind] && !this.#isCalm;
    if (happens && kind !== 'busted' && kind !== 'overfilled') this.#counts[kind]++;
    return happens;
  }
  #isOpenAtBroker(order: OrderId): boolean {
    const known = this.#paper.save().orders.find((each) => each.order === order);
    return known !== undefined && isOpen(known.state);
  }
  #pick<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.#chance.whole(0, list.length - 1)];
  }
}

/** As the broker tells it; of an order that is not ours it says where it belongs. */
function toldOf({
  execution,
  order,
  revision,
  quantity: size,
  price,
  executedAt,
  instrument,
  side,
  by,
}: TrueExecution) {
  const told = { execution, order, revision, quantity: size, price, executedAt };
  return by === undefined ? told : { ...told, account: PAPER, instrument, side, by };
}
const SHARE = 10n ** 8n;
/** Whole shares, without a sign. */
const wholeOf = (held: Quantity): Quantity => (magnitude(held) - (magnitude(held) % SHARE)) as Quantity;

const isOpen = (state: string): boolean => !['filled', 'cancelled', 'rejected', 'expired'].includes(state);
const ticksAway = (price: Price, chance: Chance): Price =>
  (price + BigInt(chance.whole(1, 20)) * 1_000_000n * (chance.percent(50) ? 1n : -1n)) as Price;
