/** Listens to a run and hands each fact to the books it belongs in. From the facts alone, so it serves a replay as well. */
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import { negate, zero } from '../../money.ts';
import type { FactSource, MarketEvent, ReaderEntry } from '../../ports.ts';
import { Changed } from './recorder/changed.ts';
import { DayBook } from './recorder/days.ts';
import { book, EquityBook } from './recorder/equity.ts';
import { FillBook } from './recorder/fills.ts';
import type { KeptBooks } from './recorder/keeping.ts';
import { changesIn, putBack } from './recorder/keeping.ts';
import type { OrderFact } from './recorder/orders.ts';
import { OrderBook } from './recorder/orders.ts';
import { Tally } from './recorder/tally.ts';
import { TradeBook } from './recorder/trades.ts';
import type { Recording, Standing } from './recording.ts';

/** What a run has been so far. */
export interface RunRecorder {
  readonly recording: Recording;
  /** Begins within a run: what was traded before is not known, and what it came to is. Before anything is heard. */
  begin(standing: Standing): void;
  /** Notes the last point of the equity curve. */
  finish(): void;
  /** What is other than the last time it was asked for, of books that are kept. */
  changes(): readonly ReaderEntry[];
  /** Goes on from what was kept; from nothing, anew. */
  restore(entries: readonly ReaderEntry[]): void;
}

export interface RecorderOptions {
  /** Its books are to outlive the process: what changes is noted. */
  readonly isKept?: boolean;
}

type Under<T extends string> = Extract<Event, { type: `${T}.${string}` }>;
/** Where interest and fees stand that are of no instrument. */
const THE_ACCOUNT = instrumentId('ACCOUNT');
const markets: readonly string[] = ['market.quote', 'market.quoteBar', 'market.trade', 'market.bar'];

/** Starts to listen. What is returned grows while the run goes on. */
export function createRecorder(source: FactSource, { isKept = false }: RecorderOptions = {}): RunRecorder {
  const recorder = new Recorder(new Changed(isKept));
  const atOf = (envelope: Envelope | undefined): Timestamp => envelope?.at ?? (0 as Timestamp);
  source.subscribe('market', (event, envelope) => recorder.market(event, atOf(envelope)));
  source.subscribe('clock.sessionOpened', (event) => recorder.sessionOpened(event));
  source.subscribe('desk.configured', (event) => recorder.configured(event));
  source.subscribe('broker.snapshot', (event) => recorder.equity.snapshot(event));
  source.subscribe('rule.triggered', (event) => recorder.trades.triggered(event));
  source.subscribe('desk.charged', (event, envelope) => recorder.charged(event, atOf(envelope)));
  source.subscribe('statement.cashBooked', (event, envelope) => recorder.cashBooked(event, atOf(envelope)));
  source.subscribe('order', (event, envelope) => recorder.order(event, atOf(envelope)));
  source.subscribe('holding.split', (event) => recorder.split(event));
  source.subscribe('position', (event, envelope) => recorder.position(event, atOf(envelope)));
  recorder.tally.listen(source);
  return recorder;
}

class Recorder implements RunRecorder, KeptBooks {
  readonly recording: Recording = {
    orders: new Map(),
    fills: [],
    trades: new Map(),
    days: new Map(),
    curve: [],
    counts: new Map(),
    alarms: [],
    startingEquity: zero,
    since: null,
    firstAt: null,
    lastAt: 0 as Timestamp,
  };
  readonly changed: Changed;
  readonly orders: OrderBook;
  readonly fills: FillBook;
  readonly trades: TradeBook;
  readonly days: DayBook;
  readonly equity: EquityBook;
  readonly tally: Tally;
  currency: string | undefined;

  constructor(changed: Changed) {
    const { recording } = this;
    this.changed = changed;
    this.orders = new OrderBook(recording, changed);
    this.fills = new FillBook(recording, changed);
    this.trades = new TradeBook(recording, changed);
    this.days = new DayBook(recording, changed);
    this.equity = new EquityBook(recording, changed);
    this.tally = new Tally(recording, changed);
  }

  configured({ document }: Event<'desk.configured'>): void {
    const { configuration } = document as { readonly configuration?: { readonly currency?: string } };
    this.currency = configuration?.currency;
  }

  market(event: Under<'market'>, at: Timestamp): void {
    if (!markets.includes(event.type)) return;
    const line = this.equity.mark(event as MarketEvent, at);
    if (line !== undefined && line.net !== 0n) this.days.watch((event as MarketEvent).instrument, line, at);
  }

  sessionOpened(event: Event<'clock.sessionOpened'>): void {
    this.days.sessionOpened(event);
    this.equity.sessionOpened();
  }

  order(event: OrderFact, at: Timestamp): void {
    // What is not ours is no trade of ours; the holding shows it.
    if (event.type === 'order.filled' && (event.role === 'external' || event.role === 'foreign'))
      return this.tally.count('fills of orders not ours');
    const told = this.#inOwnCurrency(event);
    this.orders.hear(told, at);
    if (told.type === 'order.filled') this.#filled(told, at);
    if (told.type === 'order.revised') this.fills.revised(told);
    if (told.type === 'order.commission') this.fills.charged(told);
  }

  begin(standing: Standing): void {
    const { sequence, at } = standing;
    this.recording.since = { sequence, at };
    this.currency = standing.currency;
    this.equity.begin(standing);
    for (const position of standing.positions) this.trades.goOn(position);
  }

  /** A fee that no position has. */
  charged({ instrument, change, currency }: Event<'desk.charged'>, at: Timestamp): void {
    if (!this.#isOwn(currency)) return;
    const fee = { net: zero, cost: zero, realised: zero, fees: change, dividends: zero };
    book(this.equity.lineOf(instrument), fee);
    this.days.changed(instrument, fee, at);
  }

  /** Money of no round trip: of its instrument, or of the account. */
  cashBooked({ kind, instrument = THE_ACCOUNT, amount, currency }: Event<'statement.cashBooked'>, at: Timestamp): void {
    if (!this.#isOwn(currency)) return;
    const isDividend = kind === 'dividend';
    const [fees, dividends] = isDividend ? [zero, amount] : [negate(amount), zero];
    const change = { net: zero, cost: zero, realised: zero, fees, dividends };
    book(this.equity.lineOf(instrument), change);
    this.days.changed(instrument, change, at);
  }

  /** A fee in another currency than the desk's is in no sum. */
  #inOwnCurrency(event: OrderFact): OrderFact {
    if (event.type === 'order.commission' && !this.#isOwn(event.currency)) return { ...event, change: zero };
    if (event.type !== 'order.filled' || this.#isOwn(event.currency)) return event;
    const { fee: _fee, ...rest } = event;
    return rest;
  }

  #isOwn(currency: string | undefined): boolean {
    return currency === undefined || this.currency === undefined || currency === this.currency;
  }

  #filled(event: Event<'order.filled'>, at: Timestamp): void {
    const { instrument, slippage } = this.fills.filled(event, this.trades.closingMidOf(event.position), at);
    this.days.filled(instrument, slippage, at);
    this.trades.filled(event);
  }

  /** Heard before what the positions say of it: what they change by then is what was rounded. */
  split(event: Event<'holding.split'>): void {
    this.equity.split(event);
    this.trades.split(event);
  }

  position(event: Under<'position'>, at: Timestamp): void {
    switch (event.type) {
      case 'position.planned':
        return this.trades.planned(event, this.days.sessionAt(at), at);
      case 'position.adopted':
      case 'position.released':
        return this.trades.adopted(event);
      case 'position.reducedByOthers':
        return this.trades.reduced(event);
      case 'position.opened':
        return this.trades.note(event.position, { openedAt: at });
      case 'position.closing':
        return this.trades.note(event.position, { closingMid: this.equity.lineOf(event.instrument).mark });
      case 'position.changed':
        return this.#changed(event, at);
      case 'position.closed':
        this.days.closed(event, at);
        return this.trades.note(event.position, {
          closedAt: at,
          reason: event.reason,
          session: this.days.sessionAt(at),
        });
      case 'position.reopened':
        return this.trades.note(event.position, { closedAt: null, reason: null });
    }
  }

  #changed(event: Event<'position.changed'>, at: Timestamp): void {
    const change = this.trades.changed(event);
    if (change === undefined) return;
    const line = this.equity.lineOf(event.instrument);
    book(line, change);
    this.days.changed(event.instrument, change, at);
    this.days.watch(event.instrument, line, at);
  }

  finish(): void {
    this.equity.finish();
  }

  changes(): readonly ReaderEntry[] {
    return changesIn(this);
  }
  restore(entries: readonly ReaderEntry[]): void {
    putBack(this, entries);
  }
}
