/**
 * Quotes and trades of Interactive Brokers as a source of market data. Of each instrument it is known whether its data is live; what is not
 * is withheld, so that nothing is decided by it, unless delayed data is allowed.
 */
import type { Contract, ContractDetails } from '@stoqey/ib';
import { EventName } from '@stoqey/ib';
import type { InstrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Clock, MarketData, MarketEvent, Timed } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Contracts } from './contracts.ts';
import { aboveZero, priceOf, quantityOf } from './figures.ts';
import type { Link } from './link.ts';
import { effectOf } from './messageCodes.ts';

/** What the data of an instrument is; `unknown` until the broker has said or sent anything. */
export const dataStates = ['unknown', 'live', 'frozen', 'delayed', 'delayedFrozen', 'none', 'competing'] as const;
export type DataState = (typeof dataStates)[number];

export interface QuotesOptions {
  readonly instruments: readonly InstrumentId[];
  readonly days: MarketData['days'];
  /** Delayed and frozen data passes too: for paper trading alone. */
  readonly allowDelayed?: boolean;
  /** Hears whenever the data of an instrument becomes something else. */
  readonly onState?: (instrument: InstrumentId, state: DataState, detail: string) => void;
}

/** Market data that comes as it happens. */
export interface LiveQuotes extends MarketData<MarketEvent> {
  stateOf(instrument: InstrumentId): DataState;
  /** Nothing more comes: the source ends. */
  close(): void;
}

/** By the broker's numbers of ticks; those of delayed data have numbers of their own. Source: TWS API, Available Tick Types. */
const ticks: Readonly<Record<number, keyof Ticks>> = {
  ...{ 0: 'bidSize', 1: 'bid', 2: 'ask', 3: 'askSize', 4: 'last', 5: 'lastSize' },
  ...{ 66: 'bid', 67: 'ask', 68: 'last', 69: 'bidSize', 70: 'askSize', 71: 'lastSize' },
};
const kinds: Readonly<Record<number, DataState>> = { 1: 'live', 2: 'frozen', 3: 'delayed', 4: 'delayedFrozen' };
const FIRST_DELAYED_TICK = 66;
/** Requests for quotes have numbers of their own, beyond those of readings. */
const FIRST_REQUEST = 20_000_000;
const [LIVE, DELAYED] = [1, 3];

interface Ticks {
  bid?: Price;
  ask?: Price;
  last?: Price;
  bidSize?: Quantity;
  askSize?: Quantity;
  lastSize?: Quantity;
}
interface Line {
  readonly instrument: InstrumentId;
  readonly ticks: Ticks;
  state: DataState;
  /** What has changed since it was last told. */
  readonly fresh: Set<'quote' | 'trade'>;
}

export class Quotes implements LiveQuotes {
  readonly name = 'Interactive Brokers';
  readonly isLive = true;
  readonly instruments: readonly InstrumentId[];
  readonly days: MarketData['days'];
  readonly #options: QuotesOptions;
  readonly #clock: Clock;
  readonly #contracts: Contracts;
  readonly #lines: ReadonlyMap<InstrumentId, Line>;
  readonly #byRequest = new Map<number, Line>();
  #request = FIRST_REQUEST;
  #queue: Timed<MarketEvent>[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(options: QuotesOptions, clock: Clock, contracts: Contracts) {
    this.#options = options;
    this.#clock = clock;
    this.#contracts = contracts;
    this.instruments = options.instruments;
    this.days = options.days;
    this.#lines = new Map(
      options.instruments.map((instrument) => [
        instrument,
        { instrument, ticks: {}, state: 'unknown', fresh: new Set() },
      ]),
    );
  }

  stateOf(instrument: InstrumentId): DataState {
    return this.#lines.get(instrument)?.state ?? 'none';
  }

  /** On every connection, and whenever the broker has lost what was subscribed to: contracts are qualified, quotes are asked for. */
  subscribe(link: Link): void {
    this.#byRequest.clear();
    const { api, pacer } = link;
    pacer.send('question', () => api.reqMarketDataType(this.#options.allowDelayed === true ? DELAYED : LIVE));
    for (const line of this.#lines.values()) {
      this.#become(line, 'unknown', '');
      if (this.#contracts.isQualified(line.instrument)) this.#ask(link, line);
      else this.#qualify(link, line);
    }
  }

  hear(link: Link): void {
    link.on(EventName.tickPrice, (id: number, tick: number, told?: number) => this.#tick(id, tick, priceOf(told)));
    link.on(EventName.tickSize, (id: number, tick: number, told?: number) => this.#tick(id, tick, quantityOf(told)));
    link.on(EventName.marketDataType, (id: number, kind: number) => {
      const line = this.#byRequest.get(id);
      if (line !== undefined) this.#become(line, kinds[kind] ?? 'none', `market data type ${kind}`);
    });
    link.on(EventName.contractDetails, (id: number, { contract }: ContractDetails) => {
      const line = this.#byRequest.get(id);
      if (line !== undefined) this.#contracts.found(line.instrument, contract);
    });
    link.on(EventName.contractDetailsEnd, (id: number) => {
      const line = this.#byRequest.get(id);
      if (line === undefined) return;
      this.#byRequest.delete(id);
      this.#contracts.qualify(line.instrument);
      this.#ask(link, line);
    });
  }

  /** A code about one of its requests; false when it is about another. */
  failed(id: number, code: number, text: string): boolean {
    const line = this.#byRequest.get(id);
    if (line === undefined) return false;
    const detail = `${code}: ${text}`;
    switch (effectOf(code, 'data')) {
      case 'notice':
        break;
      case 'dataDelayed':
        this.#become(line, 'delayed', detail);
        break;
      case 'dataCompeting':
        this.#become(line, 'competing', detail);
        break;
      default:
        this.#become(line, 'none', detail);
    }
    return true;
  }

  /** There is no connection to hear anything on. */
  lost(): void {
    this.#byRequest.clear();
    for (const line of this.#lines.values()) this.#become(line, 'none', 'there is no connection');
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *batches(): AsyncGenerator<readonly Timed<MarketEvent>[]> {
    for (;;) {
      const batch = this.#queue;
      this.#queue = [];
      if (batch.length > 0) yield batch;
      else if (this.#isClosed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #qualify(link: Link, line: Line): void {
    const id = this.#number(line);
    link.pacer.send('question', () => link.api.reqContractDetails(id, this.#contracts.of(line.instrument)));
  }

  #ask(link: Link, line: Line): void {
    const id = this.#number(line);
    const contract: Contract = this.#contracts.of(line.instrument);
    link.pacer.send('question', () => link.api.reqMktData(id, contract, '', false, false));
  }

  #number(line: Line): number {
    const id = this.#request++;
    this.#byRequest.set(id, line);
    return id;
  }

  #tick(id: number, tick: number, value: Price | Quantity | undefined): void {
    const line = this.#byRequest.get(id);
    const name = ticks[tick];
    if (line === undefined || name === undefined) return;
    if (tick >= FIRST_DELAYED_TICK && line.state !== 'delayedFrozen') this.#become(line, 'delayed', `tick ${tick}`);
    else if (line.state === 'unknown') this.#become(line, 'live', `tick ${tick}`);
    // Below zero stands for no quote.
    if (value === undefined || value < 0n) delete line.ticks[name];
    else line.ticks[name] = value as Price & Quantity;
    const what = name === 'last' || name === 'lastSize' ? 'trade' : 'quote';
    if (line.fresh.size === 0) this.#clock.schedule(this.#clock.now(), rank.market, () => this.#tell(line));
    line.fresh.add(what);
  }

  /** What came at one moment is told as one: the ticks of a quote come one by one. */
  #tell(line: Line): void {
    const fresh = [...line.fresh];
    line.fresh.clear();
    if (!this.#mayPass(line)) return;
    for (const what of fresh) {
      const event = what === 'quote' ? quoteOf(line) : tradeOf(line);
      if (event !== undefined) this.#queue.push({ at: this.#clock.now(), event });
    }
    if (this.#queue.length > 0) this.#wake?.();
  }

  #mayPass = ({ state }: Line): boolean =>
    state === 'live' || (this.#options.allowDelayed === true && ['delayed', 'frozen', 'delayedFrozen'].includes(state));

  /** What was known of another kind of data is forgotten with it. */
  #become(line: Line, state: DataState, detail: string): void {
    if (line.state === state) return;
    line.state = state;
    for (const name of Object.keys(line.ticks)) delete line.ticks[name as keyof Ticks];
    this.#options.onState?.(line.instrument, state, detail);
  }
}

function quoteOf({ instrument, ticks: { bid, ask, bidSize = zero, askSize = zero } }: Line): MarketEvent | undefined {
  if (aboveZero(bid) === undefined || aboveZero(ask) === undefined) return undefined;
  return { type: 'market.quote', instrument, bid: bid as Price, ask: ask as Price, bidSize, askSize };
}

function tradeOf({ instrument, ticks: { last, lastSize } }: Line): MarketEvent | undefined {
  const [price, size] = [aboveZero(last), aboveZero(lastSize)];
  return price === undefined || size === undefined ? undefined : { type: 'market.trade', instrument, price, size };
}
