/** Minute bars without end and at next to no cost, for measurements. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId, later, minutes } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketData, MarketEvent, RegularSession, Timed } from '../../ports.ts';
import { checkCount, checkSeed, sessionsFrom } from './generatedDays.ts';
import { createStream } from './generatedRandom.ts';

/** Which bars. The same options give the same bars, on any machine. */
export interface GeneratedBarsOptions {
  /** Any whole number: what comes of it looks like no other seed's. */
  readonly seed: number;
  /** A ticker in any case. */
  readonly symbol: string;
  /** How many bars. */
  readonly count: number;
  /** The first day, `YYYY-MM-DD` in exchange time, or the first trading day after it; 2025-03-03 unless told. */
  readonly from?: string;
}

/** Few enough to be forgotten while they are young: a third less memory than by the thousand. */
const BATCH = 256;
const MINUTE = minutes(1);
/** Prices turn back here: cents. */
const [LOWEST, HIGHEST] = [2_000, 20_000] as const;

/**
 * Bars of trades (`market.bar`) for every minute of the regular sessions, day after day, each told at its end. Memory holds one batch.
 * @throws `badArgument`, `badIdentifier`
 */
export function generateBars({ seed, symbol, count, from }: GeneratedBarsOptions): MarketData<MarketEvent> {
  checkSeed(seed);
  checkCount('count', count);
  const instrument = instrumentId(symbol);
  return {
    name: 'generated bars',
    instruments: [instrument],
    days: daysOf(count, from),
    batches: () => batches(new Path(seed, instrument), count, sessionsFrom(from)),
  };
}

function daysOf(count: number, from: string | undefined): MarketData['days'] {
  let first: string | undefined;
  let left = count;
  for (const { session, opens, closes } of sessionsFrom(from)) {
    first ??= session;
    left -= (closes - opens) / MINUTE;
    if (left <= 0) return { from: first, to: session };
  }
  return { from: first ?? '', to: '9999-12-31' };
}

async function* batches(
  path: Path,
  count: number,
  sessions: Iterable<RegularSession>,
): AsyncGenerator<readonly Timed<MarketEvent>[]> {
  let batch: Timed<MarketEvent>[] = [];
  let left = count;
  for (const { opens, closes } of sessions) {
    for (let start = opens; start < closes && left > 0; start = later(start, MINUTE)) {
      batch.push(path.bar(start));
      left--;
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (left === 0) break;
  }
  if (batch.length > 0) yield batch;
}

/** A walk in cents. Prices and volumes are few, so each is made once and kept. */
class Path {
  readonly #instrument: InstrumentId;
  readonly #chance: { next(): number };
  readonly #prices: (Price | undefined)[] = new Array(HIGHEST + 10).fill(undefined);
  readonly #volumes = Array.from({ length: 256 }, (_, lots) => (BigInt(lots + 1) * 10_000_000_000n) as Quantity);
  #last = 10_000;

  constructor(seed: number, instrument: InstrumentId) {
    this.#instrument = instrument;
    this.#chance = createStream(seed, 'bars', instrument);
  }

  bar(start: Timestamp): Timed<MarketEvent> {
    const [noise, rest] = [this.#chance.next(), this.#chance.next()];
    // The sum of four bytes: nearly normal, a few cents either way.
    const sum = (noise & 255) + ((noise >>> 8) & 255) + ((noise >>> 16) & 255) + (noise >>> 24);
    const open = this.#last;
    const close = Math.min(HIGHEST, Math.max(LOWEST, open + Math.trunc((sum - 510) / 48)));
    this.#last = close;
    const event: MarketEvent = {
      type: 'market.bar',
      instrument: this.#instrument,
      start,
      period: MINUTE,
      open: this.#price(open),
      high: this.#price(Math.max(open, close) + (rest & 3)),
      low: this.#price(Math.min(open, close) - ((rest >>> 2) & 3)),
      close: this.#price(close),
      volume: this.#volumes[(rest >>> 8) & 255] as Quantity,
    };
    return { at: later(start, MINUTE), event };
  }

  #price(cents: number): Price {
    const known = this.#prices[cents];
    if (known !== undefined) return known;
    const made = (BigInt(cents) * 1_000_000n) as Price;
    this.#prices[cents] = made;
    return made;
  }
}
