import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { createGeneratedData, generateBars, generatePredictions } from '../../../src/adapters/marketData/generated.ts';
import { hashOf } from '../../../src/codec.ts';
import type { Event } from '../../../src/events.ts';
import { eventProblem } from '../../../src/events.ts';
import { isoTime, MICROSECONDS, minutes } from '../../../src/identifiers.ts';
import type { MarketEvent, Timed } from '../../../src/ports.ts';

const CENT = 1_000_000n;
const sessionsOf = (from: string, to = from) => [...createNyseCalendar().sessions(from, to)];
type Source<E extends Event> = { batches(): AsyncIterable<readonly Timed<E>[]> };
async function batchesOf<E extends Event>(source: Source<E>): Promise<(readonly Timed<E>[])[]> {
  const batches: (readonly Timed<E>[])[] = [];
  for await (const batch of source.batches()) batches.push(batch);
  return batches;
}
const all = async <E extends Event>(source: Source<E>) => (await batchesOf(source)).flat();
const code = (of: string) => expect.objectContaining({ code: of });
const ofType = <T extends MarketEvent['type']>(items: readonly Timed<MarketEvent>[], type: T) =>
  items.filter((item): item is Timed<Extract<MarketEvent, { type: T }>> => item.event.type === type);
const isRising = (items: readonly Timed[]) =>
  items.every(({ at }, index) => index === 0 || at >= (items[index - 1]?.at ?? 0));

const options = { seed: 7, symbols: ['alfa', 'BRVO'], days: 2, from: '2025-03-03' };
const anyDay = fc.record({
  seed: fc.integer(),
  symbols: fc.uniqueArray(fc.constantFrom('ALFA', 'BRVO', 'CHRL', 'DLTA'), { minLength: 1, maxLength: 3 }),
});
/** Whole days, for any seed. */
const forDays = (check: (items: readonly Timed<MarketEvent>[]) => void) =>
  fc.assert(
    fc.asyncProperty(anyDay, async (given) => check(await all(createGeneratedData(given)))),
    { numRuns: 15 },
  );

describe('generated days', () => {
  it('are the same for the same seed, on every machine', async () => {
    expect(await all(createGeneratedData(options))).toEqual(await all(createGeneratedData(options)));
    expect(hashOf(await all(createGeneratedData({ ...options, days: 1 }))).slice(0, 16)).toBe('e4fa8f894b153438');
  });

  it('can be read twice from the same source', async () => {
    const source = createGeneratedData(options);
    expect(hashOf(await all(source))).toBe(hashOf(await all(source)));
  });

  it.each([
    ['another seed', { seed: 8 }],
    ['another first day', { from: '2025-03-05' }],
  ])('are others for %s', async (_what, change) => {
    expect(hashOf(await all(createGeneratedData({ ...options, ...change })))).not.toBe(
      hashOf(await all(createGeneratedData(options))),
    );
  });

  it('of one symbol do not depend on which others there are', async () => {
    const alone = await all(createGeneratedData({ ...options, symbols: ['BRVO'] }));
    const together = await all(createGeneratedData(options));
    expect(together.filter(({ event }) => event.instrument === 'BRVO')).toEqual(alone);
  });

  it('begin on the first trading day from a date on and are as many as asked for', async () => {
    const market = createGeneratedData({ seed: 1, symbols: ['ALFA'], from: '2025-07-03', days: 2 });
    expect(market.days).toEqual({ from: '2025-07-03', to: '2025-07-07' });
    const bars = ofType(await all(market), 'market.bar');
    expect(bars).toHaveLength(210 + 390);
    expect(
      [bars[0], bars[209], bars[210], bars.at(-1)].map((bar) => isoTime(bar?.event.start ?? (0 as never))),
    ).toEqual(['2025-07-03T13:30:00Z', '2025-07-03T16:59:00Z', '2025-07-07T13:30:00Z', '2025-07-07T19:59:00Z']);
  });

  it('are events of the alphabet, in time order, inside their session', () =>
    forDays((items) => {
      const [session] = sessionsOf('2025-03-03');
      expect(isRising(items)).toBe(true);
      expect(items.map(({ event }) => eventProblem(event)).filter((problem) => problem !== undefined)).toEqual([]);
      expect(items.every(({ at }) => at >= (session?.opens ?? 0) && at <= (session?.closes ?? 0))).toBe(true);
    }));

  it('have the bid below the ask, and all prices in whole cents', () =>
    forDays((items) => {
      const quotes = ofType(items, 'market.quote').map(({ event }) => event);
      const trades = ofType(items, 'market.trade').map(({ event }) => event);
      expect(quotes.filter(({ bid, ask }) => bid >= ask)).toEqual([]);
      const prices = [...quotes.flatMap(({ bid, ask }) => [bid, ask]), ...trades.map(({ price }) => price)];
      expect(prices.filter((price) => price % CENT !== 0n)).toEqual([]);
    }));

  it('trade at or between the bid and the ask of the last quote', () =>
    forDays((items) => {
      const quotes = new Map<string, Extract<MarketEvent, { type: 'market.quote' }>>();
      for (const { event } of items) {
        if (event.type === 'market.quote') quotes.set(event.instrument, event);
        if (event.type !== 'market.trade') continue;
        const quote = quotes.get(event.instrument);
        expect(quote !== undefined && event.price >= quote.bid && event.price <= quote.ask).toBe(true);
      }
    }));

  it('have minute bars that are the fold of the trades of their minute', () =>
    forDays((items) => {
      const minuteOf = (at: number) => Math.floor(at / MICROSECONDS.minute) * MICROSECONDS.minute;
      const trades = Map.groupBy(
        ofType(items, 'market.trade'),
        ({ at, event }) => `${event.instrument} ${minuteOf(at)}`,
      );
      const bars = ofType(items, 'market.bar');
      expect(bars).toHaveLength(trades.size);
      for (const { at, event } of bars) {
        const traded = (trades.get(`${event.instrument} ${event.start}`) ?? []).map((trade) => trade.event);
        const prices = traded.map(({ price }) => price).sort((a, b) => (a < b ? -1 : 1));
        expect(at).toBe(event.start + event.period);
        expect([event.open, event.high, event.low, event.close, event.volume]).toEqual([
          traded[0]?.price,
          prices.at(-1),
          prices[0],
          traded.at(-1)?.price,
          traded.reduce((sum, { size }) => sum + size, 0n),
        ]);
      }
    }));

  it('jump once a day by more than one percent from one minute to the next', () =>
    forDays((items) => {
      for (const bars of Map.groupBy(ofType(items, 'market.bar'), ({ event }) => event.instrument).values()) {
        const jumps = bars.filter(({ event }, index) => {
          const before = bars[index - 1]?.event.close ?? event.open;
          return Math.abs(Number(event.open) / Number(before) - 1) > 0.01;
        });
        expect(jumps).toHaveLength(1);
      }
    }));

  it('trade most at the open and the close', async () => {
    const bars = ofType(await all(createGeneratedData({ seed: 3, symbols: ['ALFA'], days: 10 })), 'market.bar');
    const volume = (from: number, to: number) =>
      bars
        .filter((_, index) => index % 390 >= from && index % 390 < to)
        .reduce((sum, { event }) => sum + Number(event.volume), 0);
    expect(volume(0, 30)).toBeGreaterThan(2 * volume(180, 210));
    expect(volume(360, 390)).toBeGreaterThan(2 * volume(180, 210));
  });

  it('come in batches that do not grow with the number of days', async () => {
    const sizes = (await batchesOf(createGeneratedData({ seed: 3, symbols: ['ALFA', 'BRVO'], days: 20 }))).map(
      ({ length }) => length,
    );
    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.max(...sizes)).toBeLessThan(2_200);
  });

  it.each([
    ['a seed that is no whole number', { seed: 1.5 }, 'badArgument'],
    ['no symbol', { symbols: [] }, 'badArgument'],
    ['a symbol that is no name', { symbols: ['A B'] }, 'badIdentifier'],
    ['no days', { days: 0 }, 'badArgument'],
    ['a date that is none', { from: '2025-02-30' }, 'badArgument'],
  ])('refuse %s', (_what, change, expected) => {
    expect(() => createGeneratedData({ ...options, ...change })).toThrow(code(expected));
    expect(() => generatePredictions({ ...options, ...change })).toThrow(code(expected));
  });
});

describe('generated bars', () => {
  const given = { seed: 1, symbol: 'alfa', count: 1_000, from: '2025-07-02' };

  it('are the same for the same seed, on every machine, and others for another', async () => {
    const bars = await all(generateBars(given));
    expect(hashOf(bars).slice(0, 16)).toBe('b9541d501e4fd216');
    for (const change of [{ seed: 8 }, { seed: 7 + 2 ** 32 }, { symbol: 'BRVO' }]) {
      const others = await all(generateBars({ ...given, ...change }));
      expect(others.map(({ event }) => ({ ...event, instrument: '' }))).not.toEqual(
        bars.map(({ event }) => ({ ...event, instrument: '' })),
      );
    }
  });

  it('are as many as asked for, one for each minute of the regular sessions, day after day', async () => {
    const market = generateBars(given);
    const bars = await all(market);
    expect(market.days).toEqual({ from: '2025-07-02', to: '2025-07-08' });
    expect(bars.map(({ event }) => (event.type === 'market.bar' ? event.start : 0))).toEqual(
      sessionsOf('2025-07-02', '2025-07-08')
        .flatMap(({ opens, closes }) =>
          Array.from({ length: (closes - opens) / minutes(1) }, (_, minute) => opens + minutes(minute)),
        )
        .slice(0, 1_000),
    );
  });

  it('are events of the alphabet on whole cents, told at their end', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        for (const { at, event } of ofType(await all(generateBars({ ...given, seed, count: 2_000 })), 'market.bar')) {
          const { open, high, low, close } = event;
          expect([eventProblem(event), at - event.start]).toEqual([undefined, minutes(1)]);
          expect(high >= open && high >= close && low <= open && low <= close).toBe(true);
          expect([open, high, low, close].filter((price) => price % CENT !== 0n)).toEqual([]);
        }
      }),
      { numRuns: 10 },
    ));

  it('of a million minutes come in batches of a few hundred', async () => {
    let [count, most] = [0, 0];
    for await (const batch of generateBars({ ...given, count: 1_000_000 }).batches()) {
      count += batch.length;
      most = Math.max(most, batch.length);
    }
    expect([count, most]).toEqual([1_000_000, 256]);
  });

  it('refuse a number of bars below one', () => {
    expect(() => generateBars({ ...given, count: 0 })).toThrow(code('badArgument'));
  });
});

describe('generated predictions', () => {
  it('are the same for the same seed, on every machine, and others for another', async () => {
    const predictions = await all(generatePredictions(options));
    expect(hashOf(predictions).slice(0, 16)).toBe('6c1eab6d2e67657c');
    expect(hashOf(await all(generatePredictions({ ...options, seed: 8 })))).not.toBe(hashOf(predictions));
  });

  it('come for each symbol every five minutes, from a quarter of an hour after the open until before the close', async () => {
    const batches = await batchesOf(generatePredictions(options));
    expect(batches.map(({ length }) => length)).toEqual([2 * 75, 2 * 75]);
    for (const instrument of ['ALFA', 'BRVO']) {
      const times = (batches[0] ?? []).filter(({ event }) => event.instrument === instrument).map(({ at }) => at);
      const { opens = 0, closes = 0 } = sessionsOf('2025-03-03')[0] ?? {};
      times.forEach((at, index) => {
        const slot = opens + minutes(15) + index * minutes(5);
        expect(at >= slot && at < slot + minutes(1) && at < closes).toBe(true);
      });
    }
  });

  it('are events of the alphabet in time order, with ids of their own and confidences of 0.3 to 0.8', () =>
    fc.assert(
      fc.asyncProperty(anyDay, async (given) => {
        const items = await all(generatePredictions(given));
        expect(isRising(items)).toBe(true);
        expect(new Set(items.map(({ event }) => event.id)).size).toBe(items.length);
        for (const { at, event } of items) {
          expect([eventProblem(event), event.observedAt]).toEqual([undefined, at]);
          if (event.type === 'signal.prediction') expect(event.confidence >= 0.3 && event.confidence <= 0.8).toBe(true);
        }
      }),
      { numRuns: 10 },
    ));

  it('say all four words', async () => {
    const said = (await all(generatePredictions(options))).map(({ event }) =>
      event.type === 'signal.prediction' ? event.signal : '',
    );
    expect(new Set(said)).toEqual(new Set(['BUY', 'SELL', 'SHORT', 'NEUTRAL']));
  });
});
