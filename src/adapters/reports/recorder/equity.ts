/** The recorder's own books of each instrument, their marks, and the equity curve that they make. */
import { priceAfter, sharesAfter } from '../../../corporateActions.ts';
import type { Event } from '../../../events.ts';
import type { InstrumentId, Timestamp } from '../../../identifiers.ts';
import { MICROSECONDS } from '../../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../../money.ts';
import { midpoint, minus, plus, times, zero } from '../../../money.ts';
import type { MarketEvent } from '../../../ports.ts';
import type { Recording, Standing } from '../recording.ts';
import type { Changed } from './changed.ts';

/** Our own books of one instrument. */
export interface Line {
  net: Quantity;
  cost: Amount;
  realised: Amount;
  fees: Amount;
  dividends: Amount;
  mark: Price;
  isQuoted: boolean;
  /** What it had come to when the session began. */
  dayStart: Amount;
}

/** What a position may change of it. */
export type LineChange = Pick<Line, 'net' | 'cost' | 'realised' | 'fees' | 'dividends'>;

/** Realised and dividends less fees, and unrealised. */
export const profitOf = ({ realised, fees, dividends, mark, net, cost }: Line): Amount =>
  (realised + dividends - fees + times(mark, net) - cost) as Amount;

export class EquityBook {
  readonly #recording: Recording;
  readonly #changed: Changed;
  readonly lines = new Map<InstrumentId, Line>();
  /** The last one that the curve has a point of. */
  minute = 0;

  constructor(recording: Recording, changed: Changed) {
    this.#recording = recording;
    this.#changed = changed;
  }

  /** One that may be about to change. */
  lineOf(instrument: InstrumentId): Line {
    this.#changed.note('lines', instrument);
    const known = this.lines.get(instrument);
    if (known !== undefined) return known;
    const none = { net: zero, cost: zero, realised: zero, fees: zero, dividends: zero, mark: zero, dayStart: zero };
    const line: Line = { ...none, isQuoted: false };
    this.lines.set(instrument, line);
    return line;
  }

  /** Begins with what is there already; the session of each instrument begins here as well. */
  begin({ at, cash, positions }: Standing): void {
    this.#recording.lastAt = at;
    this.minute = Math.floor(at / MICROSECONDS.minute);
    this.#recording.startingEquity = cash;
    for (const { instrument, quantity: net, mark, ...rest } of positions) {
      const line = this.lineOf(instrument);
      book(line, { ...rest, net });
      line.mark = mark;
      line.dayStart = profitOf(line);
    }
  }

  /** Marks an instrument; where there are quotes, trades do not. Returns its books when the mark is new. */
  mark(event: MarketEvent, at: Timestamp): Line | undefined {
    this.#sample(at);
    const line = this.lineOf(event.instrument);
    const isQuoted = event.type === 'market.quote' || event.type === 'market.quoteBar';
    if (line.isQuoted && !isQuoted) return undefined;
    line.isQuoted = isQuoted;
    line.mark = priceOf(event);
    return line;
  }

  /** The same value in new shares. */
  split({ instrument, newShares, oldShares, quoted }: Event<'holding.split'>): void {
    const line = this.lineOf(instrument);
    line.net = sharesAfter(line.net, { newShares, oldShares });
    if (quoted !== true) line.mark = priceAfter(line.mark, { newShares, oldShares });
  }

  sessionOpened(): void {
    for (const [instrument, line] of this.lines) {
      line.dayStart = profitOf(line);
      this.#changed.note('lines', instrument);
    }
  }

  snapshot({ snapshot }: Event<'broker.snapshot'>): void {
    if (this.#recording.startingEquity === 0n) this.#recording.startingEquity = snapshot.cash;
  }

  /** Notes the last point of the curve: what is now. It is no point of a run that goes on, and is not kept. */
  finish(): void {
    this.#recording.curve.push({ at: this.#recording.lastAt, equity: this.#equity() });
  }

  /** Notes the equity at the end of each minute. */
  #sample(at: Timestamp): void {
    this.#recording.firstAt ??= at;
    this.#recording.lastAt = at;
    const minute = Math.floor(at / MICROSECONDS.minute);
    if (minute === this.minute) return;
    this.minute = minute;
    this.#changed.note('curve', this.#recording.curve.push({ at, equity: this.#equity() }) - 1);
  }

  #equity(): Amount {
    let equity = this.#recording.startingEquity;
    for (const line of this.lines.values()) equity = plus(equity, profitOf(line));
    return equity;
  }
}

/** Adds what a position has changed by to the books of its instrument. */
export function book(line: Line, change: LineChange): void {
  line.net = plus(line.net, change.net);
  line.cost = plus(line.cost, change.cost);
  line.realised = plus(line.realised, change.realised);
  line.fees = plus(line.fees, change.fees);
  line.dividends = plus(line.dividends, change.dividends);
}

/** What the session has brought so far. */
export const sessionProfitOf = (line: Line): Amount => minus(profitOf(line), line.dayStart);

function priceOf(event: MarketEvent): Price {
  switch (event.type) {
    case 'market.quote':
      return midpoint(event.bid, event.ask);
    case 'market.quoteBar':
      return midpoint(event.bidClose, event.askClose);
    case 'market.trade':
      return event.price;
    case 'market.bar':
      return event.close;
  }
}
