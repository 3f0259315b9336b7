/**
 * Quotes, trades and bars of Interactive Brokers as a source of market data. Of each instrument it tells whether its data is live; what is
 * not is withheld, so that nothing is decided by it, unless delayed data is allowed.
 */
import type { Contract, ContractDetails } from '@stoqey/ib';
import { EventName } from '@stoqey/ib';
import type { Duration, InstrumentId } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { DataState } from '../../marketStates.ts';
import type { Price, Quantity } from '../../money.ts';
import type { Clock, MarketData, MarketItem, Timed } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { newYorkDate } from '../calendar/newYork.ts';
import type { BarNeed } from './barNeeds.ts';
import { Bars } from './bars.ts';
import type { Contracts } from './contracts.ts';
import { ContractTerms } from './contractTerms.ts';
import { FeedQueue } from './feedQueue.ts';
import { priceOf, quantityOf } from './figures.ts';
import type { HistoryPacer } from './historyPacer.ts';
import type { Link } from './link.ts';
import type { DaysTold } from './liquidHours.ts';
import { daysTold } from './liquidHours.ts';
import { effectOf } from './messageCodes.ts';
import type { Ticks } from './ticks.ts';
import { FIRST_DELAYED_TICK, kinds, quoteOf, ticks, tradeOf } from './ticks.ts';

export interface QuotesOptions {
  readonly instruments: readonly InstrumentId[];
  readonly days: MarketData['days'];
  /** Delayed and frozen data passes too: for paper trading alone. */
  readonly allowDelayed?: boolean;
  /** Bars of trades that are told as well; none unless told. */
  readonly bars?: readonly BarNeed[];
  /** Hears the regular hours of the days to come, as the contract of an instrument has them; asked for once a day. */
  readonly onHours?: (days: DaysTold) => void;
  /** When nothing has come for so long after it was asked for, there is none; thirty seconds unless told. */
  readonly patience?: Duration;
}

/** What quotes are made with. */
export interface QuotesParts {
  readonly clock: Clock;
  readonly contracts: Contracts;
  readonly pacer: HistoryPacer;
}

/** Market data that comes as it happens. */
export interface LiveQuotes extends MarketData<MarketItem> {
  stateOf(instrument: InstrumentId): DataState;
  /** Nothing more comes: the source ends. */
  close(): void;
}

/** Requests for quotes have numbers of their own, beyond those of readings. */
const FIRST_REQUEST = 20_000_000;
const [LIVE, DELAYED] = [1, 3];
/** Words about the service of past bars. */
const [PAST_AWAY, PAST_BACK] = [2105, 2106];

interface Line {
  readonly instrument: InstrumentId;
  readonly ticks: Ticks;
  state: DataState;
  /** It was taken as none because nothing came. */
  isSilent: boolean;
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
  readonly #queue: FeedQueue;
  readonly #bars: Bars;
  readonly #terms: ContractTerms;
  readonly #lines: ReadonlyMap<InstrumentId, Line>;
  readonly #byRequest = new Map<number, Line>();
  /** Requests for contracts, with what has been found by each. */
  readonly #reading = new Map<number, { readonly instrument: InstrumentId; readonly found: ContractDetails[] }>();
  #request = FIRST_REQUEST;
  /** The day on which hours were last told. */
  #hoursOf = '';
  /** Whether past bars are out of reach at the broker. */
  #isPastAway = false;

  constructor(options: QuotesOptions, parts: QuotesParts) {
    const { instruments, days, bars: needs = [] } = options;
    const { clock, contracts } = parts;
    this.#options = options;
    this.#clock = clock;
    this.#contracts = contracts;
    this.#queue = new FeedQueue(clock);
    this.#terms = new ContractTerms({ clock, tell: (fact) => this.#queue.tell(fact) });
    this.instruments = instruments;
    this.days = days;
    this.#lines = new Map(
      options.instruments.map((instrument) => [
        instrument,
        { instrument, ticks: {}, state: 'unknown', isSilent: false, fresh: new Set() },
      ]),
    );
    // Whatever was known of an earlier connection holds no more.
    for (const line of this.#lines.values()) this.#tellState(line, 'there is no connection yet');
    this.#bars = new Bars({
      ...{ ...parts, instruments, needs, tell: (item: MarketItem) => this.#queue.tell(item) },
      isLate: options.allowDelayed === true,
    });
  }

  stateOf(instrument: InstrumentId): DataState {
    return this.#lines.get(instrument)?.state ?? 'none';
  }

  /** On every connection, and whenever the broker has lost what was subscribed to: contracts are qualified, quotes are asked for. */
  subscribe(link: Link): void {
    this.#byRequest.clear();
    this.#reading.clear();
    const { api, pacer } = link;
    pacer.send('question', () => api.reqMarketDataType(this.#options.allowDelayed === true ? DELAYED : LIVE));
    for (const line of this.#lines.values()) {
      this.#become(line, 'unknown', '');
      if (this.#contracts.isQualified(line.instrument)) this.#ask(link, line);
      if (this.#isToBeRead(link, line.instrument)) this.#readContract(link, line);
    }
  }

  /** Once a connection; hours change from one day to the next, and all instruments of the desk have the same. */
  #isToBeRead(link: Link, instrument: InstrumentId): boolean {
    const isForHours = instrument === this.instruments[0] && this.#options.onHours !== undefined;
    const areHoursOld = this.#hoursOf !== newYorkDate(this.#clock.now());
    const isKnown = this.#contracts.isQualified(instrument) && this.#terms.isRead(link, instrument);
    return !isKnown || (isForHours && areHoursOld);
  }

  hear(link: Link): void {
    this.#bars.hear(link);
    this.#terms.hear(link);
    link.on(EventName.tickPrice, (id: number, tick: number, told?: number) => this.#tick(id, tick, priceOf(told)));
    link.on(EventName.tickSize, (id: number, tick: number, told?: number) => this.#tick(id, tick, quantityOf(told)));
    link.on(EventName.marketDataType, (id: number, kind: number) => {
      const line = this.#byRequest.get(id);
      if (line !== undefined) this.#become(line, kinds[kind] ?? 'none', `market data type ${kind}`);
    });
    link.on(EventName.contractDetails, (id: number, details: ContractDetails) => {
      const reading = this.#reading.get(id);
      if (reading === undefined) return;
      reading.found.push(details);
      this.#hearHours(details);
    });
    link.on(EventName.contractDetailsEnd, (id: number) => this.#contractRead(link, id));
  }

  /** A code about one of its requests; false when it is about another. */
  failed(id: number, code: number, text: string): boolean {
    const line = this.#byRequest.get(id);
    // What asked anew for a contract that is known has failed: what was known of it still holds.
    if (line === undefined && this.#reading.delete(id)) return true;
    if (line === undefined) return this.#bars.failed(id, code, text);
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

  /** The broker has lost its own connection, and will say when it is back. */
  degraded(detail: string): void {
    this.#bars.interrupted(detail);
  }

  /** It is back, and has kept what was subscribed to: quotes go on, and what bars may have missed is read. */
  restored(): void {
    this.#bars.resumed();
  }

  /** A word of the broker about no request: past bars go out of reach, and come back. */
  told(code: number, text: string): void {
    if (code === PAST_AWAY) this.#bars.interrupted(`${code}: ${text}`);
    else if (code === PAST_BACK && this.#isPastAway) this.#bars.resumed();
    if (code === PAST_AWAY || code === PAST_BACK) this.#isPastAway = code === PAST_AWAY;
  }

  /** There is no connection to hear anything on. */
  lost(): void {
    this.#bars.lost();
    this.#terms.lost();
    this.#byRequest.clear();
    this.#reading.clear();
    for (const line of this.#lines.values()) this.#become(line, 'none', 'there is no connection');
  }

  close(): void {
    this.#queue.close();
  }

  batches(): AsyncGenerator<readonly Timed<MarketItem>[]> {
    return this.#queue.batches();
  }

  #hearHours({ liquidHours = '', timeZoneId = '' }: ContractDetails): void {
    const today = newYorkDate(this.#clock.now());
    const days = this.#hoursOf === today ? undefined : daysTold(liquidHours, timeZoneId);
    if (days === undefined || days.size === 0) return;
    this.#hoursOf = today;
    this.#options.onHours?.(days);
  }

  /** What is qualified already needs not wait for it. */
  #readContract(link: Link, line: Line): void {
    const { instrument } = line;
    const id = this.#contracts.isQualified(instrument) ? this.#request++ : this.#number(line);
    this.#reading.set(id, { instrument, found: [] });
    this.#terms.reading(link, instrument);
    link.pacer.send('question', () => link.api.reqContractDetails(id, this.#contracts.of(instrument)));
  }

  #contractRead(link: Link, id: number): void {
    const [reading, line] = [this.#reading.get(id), this.#byRequest.get(id)];
    if (reading === undefined) return;
    this.#reading.delete(id);
    const { instrument, found } = reading;
    if (!this.#contracts.isQualified(instrument))
      this.#contracts.qualify(
        instrument,
        found.map(({ contract }) => contract),
      );
    const { conId } = this.#contracts.of(instrument);
    const details = found.find(({ contract }) => conId !== undefined && contract.conId === conId);
    if (details !== undefined) this.#terms.found(link, instrument, details);
    if (line === undefined) return;
    this.#byRequest.delete(id);
    this.#ask(link, line);
  }

  #ask(link: Link, line: Line): void {
    const id = this.#number(line);
    const contract: Contract = this.#contracts.of(line.instrument);
    link.pacer.send('question', () => link.api.reqMktData(id, contract, '', false, false));
    this.#bars.ask(link, line.instrument);
    const { patience = seconds(30) } = this.#options;
    this.#clock.schedule(later(this.#clock.now(), patience), rank.broker, () => {
      if (this.#byRequest.get(id) !== line || line.state !== 'unknown') return;
      this.#become(line, 'none', 'nothing has come');
      line.isSilent = true;
    });
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
    else if (line.state === 'unknown' || line.isSilent) this.#become(line, 'live', `tick ${tick}`);
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
      if (event !== undefined) this.#queue.tell(event);
    }
  }

  get #passing(): readonly DataState[] {
    return this.#options.allowDelayed === true ? ['live', 'delayed', 'frozen', 'delayedFrozen'] : ['live'];
  }

  #mayPass = ({ state }: Line): boolean => this.#passing.includes(state);

  /** What was known of another kind of data is forgotten with it. */
  #become(line: Line, state: DataState, detail: string): void {
    if (line.state === state) return;
    line.state = state;
    line.isSilent = false;
    for (const name of Object.keys(line.ticks)) delete line.ticks[name as keyof Ticks];
    this.#tellState(line, detail);
    if (this.#mayPass(line)) this.#bars.passed(line.instrument);
    else if (state !== 'unknown') this.#bars.withheld(line.instrument, `the data is ${state}`);
  }

  #tellState(line: Line, detail: string): void {
    const { instrument, state } = line;
    this.#queue.tell({ type: 'market.dataState', instrument, state, usable: this.#mayPass(line), detail });
  }
}
