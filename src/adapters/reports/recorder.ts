/** Listens to a run and writes down what a report needs. It keeps its own books from the facts alone, so it serves a replay as well. */
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId, PositionId, RuleId, SignalId, Timestamp } from '../../identifiers.ts';
import { isoTime, MICROSECONDS } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { greater, magnitude, midpoint, minus, plus, times, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { FactSource, MarketEvent } from '../../ports.ts';
import type { RecordedDay, RecordedFill, RecordedTrade, Recording } from './recording.ts';

/** Our own books of one instrument. */
interface Line {
  net: Quantity;
  cost: Amount;
  realised: Amount;
  fees: Amount;
  mark: Price;
  isQuoted: boolean;
  /** Realised less fees, and unrealised, when the session began. */
  dayStart: Amount;
}

/** Starts to listen. What is returned grows while the run goes on. */
export function createRecorder(source: FactSource): RunRecorder {
  const recorder = new Recorder();
  source.subscribe('market', (event, envelope) => recorder.market(event as MarketEvent, atOf(envelope)));
  source.subscribe('clock.sessionOpened', (event) => recorder.sessionOpened(event));
  source.subscribe('broker.snapshot', (event) => recorder.snapshot(event));
  source.subscribe('rule.triggered', (event) => recorder.triggered(event));
  source.subscribe('order', (event, envelope) => recorder.order(event, atOf(envelope)));
  source.subscribe('position', (event, envelope) => recorder.position(event, atOf(envelope)));
  source.subscribe('risk.refused', ({ code }) => recorder.count(`refused.${code}`));
  source.subscribe('rule.declined', ({ code }) => recorder.count(`declined.${code}`));
  source.subscribe('signal', () => recorder.count('signals'));
  source.subscribe('holding.drifted', ({ instrument }, envelope) =>
    recorder.alarm(`${instrument} has drifted`, atOf(envelope)),
  );
  source.subscribe('group.overfilled', ({ group }, envelope) =>
    recorder.alarm(`group ${group} overfilled`, atOf(envelope)),
  );
  source.subscribe('order.overfilled', ({ order }, envelope) =>
    recorder.alarm(`order ${order} overfilled`, atOf(envelope)),
  );
  source.subscribe('order.disputed', ({ order, execution }, envelope) =>
    recorder.alarm(`execution ${execution} came for a second order, ${order}`, atOf(envelope)),
  );
  source.subscribe('order.doubled', ({ order }, envelope) =>
    recorder.alarm(`order ${order} is at the broker twice`, atOf(envelope)),
  );
  source.subscribe('desk', (event, envelope) => recorder.desk(event, atOf(envelope)));
  return recorder;
}

/** What a run has been so far. */
export interface RunRecorder {
  readonly recording: Recording;
  /** Notes the last point of the equity curve. */
  finish(): void;
}

const atOf = (envelope: Envelope | undefined): Timestamp => envelope?.at ?? (0 as Timestamp);
type Under<T extends string> = Extract<Event, { type: `${T}.${string}` }>;

class Recorder implements RunRecorder {
  readonly recording: Recording = {
    orders: new Map(),
    fills: [],
    trades: new Map(),
    days: new Map(),
    curve: [],
    counts: new Map(),
    alarms: [],
    startingEquity: zero,
    firstAt: null,
    lastAt: 0 as Timestamp,
  };
  readonly #lines = new Map<InstrumentId, Line>();
  readonly #fills = new Map<string, RecordedFill>();
  #session = '';
  #currency: string | undefined;
  #cause: { readonly rule: RuleId; readonly signal: SignalId | null } | null = null;
  #minute = 0;

  market(event: MarketEvent | Under<'market'>, at: Timestamp): void {
    const mark = markOf(event);
    if (mark === undefined) return;
    this.#sample(at);
    const line = this.#line(mark.instrument);
    if (line.isQuoted && !mark.isQuoted) return;
    line.isQuoted = mark.isQuoted;
    line.mark = mark.price;
    if (line.net !== 0n) this.#watch(mark.instrument, line);
  }

  sessionOpened({ session }: Event<'clock.sessionOpened'>): void {
    this.#session = session;
    for (const line of this.#lines.values()) line.dayStart = profitOf(line);
  }

  snapshot({ snapshot }: Event<'broker.snapshot'>): void {
    if (this.recording.startingEquity === 0n) this.recording.startingEquity = snapshot.cash;
  }

  triggered({ rule, signal }: Event<'rule.triggered'>): void {
    this.#cause = { rule, signal: signal ?? null };
  }

  order(event: Under<'order'>, at: Timestamp): void {
    const known = this.recording.orders.get(event.order);
    switch (event.type) {
      case 'order.place': {
        const { order, terms, links } = event;
        this.recording.orders.set(order, {
          order,
          position: links.position ?? null,
          role: links.role,
          placedAt: at,
          terms,
          filled: zero,
          value: zero,
          fees: zero,
          outcome: 'open',
          endedAt: null,
        });
        return;
      }
      case 'order.filled':
        // What is not ours is no trade of ours; the holding shows it.
        return event.role === 'external' ? this.count('fills of orders not ours') : this.#filled(event, at);
      case 'order.revised':
        return this.#revised(event);
      case 'order.commission':
        return this.#charged(event);
      case 'order.amended':
        if (known !== undefined) known.terms = event.terms;
        return;
      case 'order.working':
        if (known !== undefined) known.terms = { ...known.terms, quantity: event.quantity };
        return;
      case 'order.settled':
        if (known !== undefined) Object.assign(known, { outcome: event.outcome, endedAt: at });
        return;
      case 'order.reopened':
        if (known !== undefined) Object.assign(known, { outcome: 'open', endedAt: null });
        return;
      case 'order.unexpected':
      case 'order.surprised':
        return this.count(event.type);
    }
  }

  #filled(event: Event<'order.filled'>, at: Timestamp): void {
    const { order, execution, instrument, role, side, quantity, price } = event;
    const change = signed(side, quantity);
    const trade = event.position === undefined ? undefined : this.recording.trades.get(event.position);
    const arrivalMid = event.arrivalMid ?? trade?.closingMid ?? undefined;
    const fill: RecordedFill = {
      order,
      execution,
      position: event.position ?? null,
      instrument,
      role,
      side,
      at,
      quantity,
      price,
      fee: this.#isOwn(event.currency) ? (event.fee ?? zero) : zero,
      slippage: arrivalMid === undefined ? null : times((price - arrivalMid) as Price, change),
    };
    this.recording.fills.push(fill);
    this.#fills.set(`${order}/${execution}`, fill);
    const known = this.recording.orders.get(order);
    if (known !== undefined) {
      known.filled = plus(known.filled, quantity);
      known.value = plus(known.value, times(price, quantity));
      known.fees = plus(known.fees, fill.fee);
    }
    const day = this.#day(instrument);
    if (fill.slippage !== null) day.slippage = plus(day.slippage, fill.slippage);
    if (trade === undefined) return;
    const side_ = (side === 'buy') === (trade.side === 'long') ? trade.entered : trade.exited;
    side_.quantity = plus(side_.quantity, quantity);
    side_.value = plus(side_.value, times(price, quantity));
  }

  #revised(event: Event<'order.revised'>): void {
    const fill = this.#fills.get(`${event.order}/${event.execution}`);
    const known = this.recording.orders.get(event.order);
    const value = minus(times(event.price, event.quantity), times(event.previousPrice, event.previousQuantity));
    if (known !== undefined) {
      known.filled = plus(known.filled, minus(event.quantity, event.previousQuantity));
      known.value = plus(known.value, value);
    }
    if (fill !== undefined) Object.assign(fill, { quantity: event.quantity, price: event.price });
  }

  #charged({ order, execution, change, currency }: Event<'order.commission'>): void {
    if (!this.#isOwn(currency)) return;
    const fill = this.#fills.get(`${order}/${execution}`);
    const known = this.recording.orders.get(order);
    if (fill !== undefined) fill.fee = plus(fill.fee, change);
    if (known !== undefined) known.fees = plus(known.fees, change);
  }

  position(event: Under<'position'>, at: Timestamp): void {
    switch (event.type) {
      case 'position.planned': {
        const { position, instrument, side } = event;
        this.recording.trades.set(position, newTrade(position, instrument, side, at, this.#cause));
        this.#cause = null;
        return;
      }
      case 'position.opened':
        return this.#note(event.position, { openedAt: at });
      case 'position.closing':
        return this.#note(event.position, { closingMid: this.#line(event.instrument).mark });
      case 'position.changed':
        return this.#changed(event);
      case 'position.closed':
        return this.#closed(event, at);
      case 'position.naked':
        return this.alarm(`${event.instrument} is naked: ${event.detail}`, at);
      case 'position.orphaned':
        return this.alarm(`${event.instrument} is flat and its stops still work`, at);
      case 'position.unexpected':
        return this.count(event.type);
    }
  }

  #changed({ position, instrument, quantity, cost, realised, fees }: Event<'position.changed'>): void {
    const trade = this.recording.trades.get(position);
    if (trade === undefined) return;
    const line = this.#line(instrument);
    const day = this.#day(instrument);
    const gained = minus(realised, trade.realised);
    const charged = minus(fees, trade.fees);
    line.net = plus(line.net, minus(quantity, trade.quantity));
    line.cost = plus(line.cost, minus(cost, trade.cost));
    line.realised = plus(line.realised, gained);
    line.fees = plus(line.fees, charged);
    day.realised = plus(day.realised, gained);
    day.fees = plus(day.fees, charged);
    Object.assign(trade, { quantity, cost, realised, fees, size: greater(trade.size, magnitude(quantity)) });
    this.#watch(instrument, line);
  }

  #closed({ position, instrument, reason, realised, fees }: Event<'position.closed'>, at: Timestamp): void {
    const day = this.#day(instrument);
    day.trades++;
    if (realised > fees) day.wins++;
    this.#note(position, { closedAt: at, reason, session: this.#session });
  }

  desk(event: Under<'desk'>, at: Timestamp): void {
    if (event.type === 'desk.configured') this.#currency = currencyOf(event.document);
    if (event.type === 'desk.quarantined')
      this.alarm(`${event.owner} ${event.id} failed and is set apart: ${event.detail}`, at);
    if (event.type === 'desk.declined') this.count(`declined.${event.code}`);
    if (event.type === 'desk.dataSkipped') this.count('rows skipped', event.rows);
    if (event.type === 'desk.inputRefused' || event.type === 'desk.deadLettered') this.count(event.type);
  }

  /** Whether a fee is in the currency of the desk: another one is in no sum. */
  #isOwn = (currency: string | undefined): boolean =>
    currency === undefined || this.#currency === undefined || currency === this.#currency;

  count(what: string, by = 1): void {
    this.recording.counts.set(what, (this.recording.counts.get(what) ?? 0) + by);
  }

  alarm(text: string, at: Timestamp): void {
    this.recording.alarms.push({ at, text });
    this.count('alarms');
  }

  #note(position: PositionId, what: Partial<RecordedTrade>): void {
    const trade = this.recording.trades.get(position);
    if (trade !== undefined) Object.assign(trade, what);
  }

  #line(instrument: InstrumentId): Line {
    const known = this.#lines.get(instrument);
    if (known !== undefined) return known;
    const line: Line = {
      net: zero,
      cost: zero,
      realised: zero,
      fees: zero,
      mark: zero,
      isQuoted: false,
      dayStart: zero,
    };
    this.#lines.set(instrument, line);
    return line;
  }

  #day(instrument: InstrumentId): RecordedDay {
    const session = this.#session;
    const key = `${session}/${instrument}`;
    const known = this.recording.days.get(key);
    if (known !== undefined) return known;
    const none = {
      realised: zero,
      fees: zero,
      unrealised: zero,
      slippage: zero,
      exposure: zero,
      maxDrawdown: zero,
      peak: zero,
    };
    const day: RecordedDay = { session, instrument, trades: 0, wins: 0, ...none };
    this.recording.days.set(key, day);
    return day;
  }

  /** Brings the day's exposure, unrealised profit and drawdown up to the present mark. */
  #watch(instrument: InstrumentId, line: Line): void {
    const day = this.#day(instrument);
    day.unrealised = minus(times(line.mark, line.net), line.cost);
    day.exposure = greater(day.exposure, magnitude(times(line.mark, line.net)));
    const profit = minus(profitOf(line), line.dayStart);
    day.peak = greater(day.peak, profit);
    day.maxDrawdown = greater(day.maxDrawdown, minus(day.peak, profit));
  }

  /** Notes the equity at the end of each minute. */
  #sample(at: Timestamp): void {
    this.recording.firstAt ??= at;
    this.recording.lastAt = at;
    const minute = Math.floor(at / MICROSECONDS.minute);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.recording.curve.push({ at, equity: this.#equity() });
  }

  #equity(): Amount {
    let equity = this.recording.startingEquity;
    for (const line of this.#lines.values()) equity = plus(equity, profitOf(line));
    return equity;
  }

  /** The last point of the curve: what is now. */
  finish(): void {
    this.recording.curve.push({ at: this.recording.lastAt, equity: this.#equity() });
  }
}

const currencyOf = (document: object): string | undefined =>
  (document as { readonly configuration?: { readonly currency?: string } }).configuration?.currency;
const profitOf = ({ realised, fees, mark, net, cost }: Line): Amount =>
  (realised - fees + times(mark, net) - cost) as Amount;

function newTrade(
  position: PositionId,
  instrument: InstrumentId,
  side: 'long' | 'short',
  plannedAt: Timestamp,
  cause: { readonly rule: RuleId; readonly signal: SignalId | null } | null,
): RecordedTrade {
  return {
    position,
    instrument,
    side,
    rule: cause?.rule ?? null,
    signal: cause?.signal ?? null,
    plannedAt,
    session: isoTime(plannedAt).slice(0, 10),
    openedAt: null,
    closedAt: null,
    quantity: zero,
    size: zero,
    cost: zero,
    realised: zero,
    fees: zero,
    reason: null,
    closingMid: null,
    entered: { quantity: zero, value: zero },
    exited: { quantity: zero, value: zero },
  };
}

function markOf(
  event: MarketEvent | Under<'market'>,
): { instrument: InstrumentId; price: Price; isQuoted: boolean } | undefined {
  switch (event.type) {
    case 'market.quote':
      return { instrument: event.instrument, price: midpoint(event.bid, event.ask), isQuoted: true };
    case 'market.quoteBar':
      return { instrument: event.instrument, price: midpoint(event.bidClose, event.askClose), isQuoted: true };
    case 'market.trade':
      return { instrument: event.instrument, price: event.price, isQuoted: false };
    case 'market.bar':
      return { instrument: event.instrument, price: event.close, isQuoted: false };
    default:
      return undefined;
  }
}
