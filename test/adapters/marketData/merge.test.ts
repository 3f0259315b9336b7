import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeMarketData } from '../../../src/adapters/marketData/merge.ts';
import type { Timestamp } from '../../../src/identifiers.ts';
import { instrumentId } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import type { MarketData, MarketEvent, Timed } from '../../../src/ports.ts';
import { errorOf, readAll, readBatches } from './reading.ts';

const trade = (symbol: string, at: number, size: number): Timed<MarketEvent> => ({
  at: at as Timestamp,
  event: { type: 'market.trade', instrument: instrumentId(symbol), price: price(1), size: quantity(size) },
});

interface Watched extends MarketData {
  /** How many batches were fetched, and whether the reading was ended. */
  readonly seen: { fetched: number; isClosed: boolean };
}

function source(symbol: string, batches: readonly (readonly Timed<MarketEvent>[])[]): Watched {
  const seen = { fetched: 0, isClosed: false };
  return {
    name: `the source of ${symbol}`,
    instruments: [instrumentId(symbol)],
    days: { from: `2013-10-0${symbol.length}`, to: `2013-11-0${symbol.length}` },
    seen,
    async *batches() {
      try {
        for (const batch of batches) {
          seen.fetched++;
          yield batch;
        }
      } finally {
        seen.isClosed = true;
      }
    },
  };
}

/** Each event once, with the place of its source and its place there. */
const sources = fc.array(fc.array(fc.array(fc.nat(20), { maxLength: 5 }), { maxLength: 5 }), { maxLength: 5 });

describe('several sources as one', () => {
  it('all events come once, by time, then by source, then as they were', async () => {
    await fc.assert(
      fc.asyncProperty(sources, async (plan) => {
        const events = plan.map((batches, place) => {
          const times = batches.flat().sort((a, b) => a - b);
          let next = 0;
          return batches.map((batch) => batch.map(() => trade(`S${place}`, times[next] ?? 0, ++next)));
        });
        const merged = mergeMarketData(...events.map((batches, place) => source(`S${place}`, batches)));
        const expected = events.flat(2).sort((a, b) => a.at - b.at);
        expect(await readAll(merged)).toEqual(expected);
      }),
    );
  });

  it('it is called after all of them, and has the symbols and days of all', () => {
    const merged = mergeMarketData(source('A', []), source('BBB', []), source('A', []));
    expect(merged.name).toBe('the source of A + the source of BBB + the source of A');
    expect(merged.instruments).toEqual(['A', 'BBB']);
    expect(merged.days).toEqual({ from: '2013-10-01', to: '2013-11-03' });
  });

  it('no sources are an empty one', async () => {
    expect(await readAll(mergeMarketData())).toEqual([]);
  });

  it('a batch is fetched when it is needed, and what comes out is in batches too', async () => {
    const long = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 1_000 }, (_, index) => trade('A', batch * 1_000 + index, 1)),
    );
    const [a, b] = [source('A', long), source('B', [[trade('B', 9_999, 1)], [trade('B', 10_000, 1)]])];
    const batches = mergeMarketData(a, b).batches()[Symbol.asyncIterator]();
    expect((await batches.next()).value).toHaveLength(4_096);
    expect([a.seen.fetched, b.seen.fetched]).toEqual([5, 1]);
    const sizes = (await readBatches(mergeMarketData(a, b))).map(({ length }) => length);
    expect(sizes).toEqual([4_096, 4_096, 1_810]);
  });

  it('a reader that has had enough ends the reading of every source', async () => {
    const [a, b] = [source('A', [[trade('A', 1, 1)]]), source('B', [[trade('B', 2, 1)], [trade('B', 3, 1)]])];
    for await (const batch of mergeMarketData(a, b).batches()) if (batch.length > 0) break;
    expect([a.seen.isClosed, b.seen.isClosed]).toEqual([true, true]);
  });

  it.each([
    ['within a batch', [[trade('A', 2_000_000, 1), trade('A', 1_000_000, 1)]]],
    ['between batches', [[trade('A', 2_000_000, 1)], [], [trade('A', 1_000_000, 1)]]],
  ])('a source whose time runs backwards %s is named', async (_, batches) => {
    const error = await errorOf(readAll(mergeMarketData(source('B', []), source('A', batches))));
    expect(error.code).toBe('timeRunsBackwards');
    expect(error.message).toBe(
      'the source of A: time runs backwards, from 1970-01-01T00:00:02Z to 1970-01-01T00:00:01Z.',
    );
  });
});
