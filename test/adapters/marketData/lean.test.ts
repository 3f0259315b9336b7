import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { LeanOptions } from '../../../src/adapters/marketData/lean.ts';
import { createLeanData } from '../../../src/adapters/marketData/lean.ts';
import type { SkippedRows } from '../../../src/adapters/marketData/rows.ts';
import { eventProblem } from '../../../src/events.ts';
import { isoTime } from '../../../src/identifiers.ts';
import { decimalText } from '../../../src/money.ts';
import type { MarketFact, Timed } from '../../../src/ports.ts';
import { leanPath, writeBytes, writeLean, zip64 } from './leanFolder.ts';
import { errorOf, readAll, readBatches, temporaryFolder } from './reading.ts';

/** 09:30 in New York, in milliseconds after midnight. */
const OPEN = 34_200_000;
const MINUTE = 60_000;
const trade = (time: number, cents: number): string =>
  `${time},${cents * 100},${cents * 100 + 200},${cents * 100 - 100},${cents * 100 + 100},700`;
const quote = (time: number): string => `${time},139000,139100,138900,139000,300,139100,139200,139000,139100,400`;

function lean(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  writeLean(root, files);
  return root;
}

const tell = ({ at, event }: Timed<MarketFact>): string =>
  `${isoTime(at)} ${event.instrument} ${event.type.replace('market.', '')}`;

describe('bars in the LEAN layout', () => {
  it('a bar of trades is told at its end, with its prices out of ten-thousandths', async () => {
    const root = lean({ 'minute/bac/20131007_trade': `${OPEN},139400,139550,139350,139500,1000\n` });
    expect(await readAll(await createLeanData({ root }))).toEqual([
      {
        at: Date.parse('2013-10-07T13:31:00Z') * 1_000,
        event: {
          type: 'market.bar',
          instrument: 'BAC',
          start: Date.parse('2013-10-07T13:30:00Z') * 1_000,
          period: 60_000_000,
          open: 1_394_000_000n,
          high: 1_395_500_000n,
          low: 1_393_500_000n,
          close: 1_395_000_000n,
          volume: 100_000_000_000n,
        },
      },
    ]);
  });

  it('a bar of quotes has both sides and the sizes shown last', async () => {
    const row = `${OPEN},139000,139100,138900,139050,300,139200,139300,139100,139250,400\n`;
    const root = lean({ 'second/bac/20131007_quote': row });
    expect(await readAll(await createLeanData({ root, resolution: 'second' }))).toEqual([
      {
        at: Date.parse('2013-10-07T13:30:01Z') * 1_000,
        event: {
          type: 'market.quoteBar',
          instrument: 'BAC',
          start: Date.parse('2013-10-07T13:30:00Z') * 1_000,
          period: 1_000_000,
          bidOpen: 1_390_000_000n,
          bidHigh: 1_391_000_000n,
          bidLow: 1_389_000_000n,
          bidClose: 1_390_500_000n,
          bidSize: 30_000_000_000n,
          askOpen: 1_392_000_000n,
          askHigh: 1_393_000_000n,
          askLow: 1_391_000_000n,
          askClose: 1_392_500_000n,
          askSize: 40_000_000_000n,
        },
      },
    ]);
  });

  it.each([
    ['in winter', '20130308', '2013-03-08T14:31:00Z'],
    ['on the first day of summer time', '20130311', '2013-03-11T13:31:00Z'],
    ['on the last day of summer time', '20131101', '2013-11-01T13:31:00Z'],
    ['on the first day of winter time', '20131104', '2013-11-04T14:31:00Z'],
    ['on a day that closes early', '20131129', '2013-11-29T14:31:00Z'],
  ])('the minute that opens the session %s ends at the right moment', async (_, day, end) => {
    const root = lean({ [`minute/bac/${day}_trade`]: trade(OPEN, 1_390) });
    const bars = await readAll(await createLeanData({ root }));
    expect(bars.map(({ at }) => isoTime(at))).toEqual([end]);
  });

  it('all symbols and kinds come in the order of time; at one time by symbol, quotes before trades', async () => {
    const rows = (row: (time: number, cents: number) => string): string =>
      [row(OPEN, 1_390), row(OPEN + MINUTE, 1_391)].join('\n');
    const root = lean({
      'minute/spy/20131007_trade': rows(trade),
      'minute/spy/20131007_quote': rows(quote),
      'minute/bac/20131007_trade': rows(trade),
      'minute/bac/20131007_quote': quote(OPEN + 30_000),
      'minute/bac/20131008_quote': quote(OPEN),
    });
    const data = await createLeanData({ root, symbols: ['spy', 'Bac'], onMissingDay: 'skip' });
    expect((await readAll(data)).map(tell)).toEqual([
      '2013-10-07T13:31:00Z SPY quoteBar',
      '2013-10-07T13:31:00Z SPY bar',
      '2013-10-07T13:31:00Z BAC bar',
      '2013-10-07T13:31:30Z BAC quoteBar',
      '2013-10-07T13:32:00Z SPY quoteBar',
      '2013-10-07T13:32:00Z SPY bar',
      '2013-10-07T13:32:00Z BAC bar',
      '2013-10-08T13:31:00Z BAC quoteBar',
    ]);
    expect(data.instruments).toEqual(['SPY', 'BAC']);
    expect(data.days).toEqual({ from: '2013-10-07', to: '2013-10-08' });
  });

  it('only the days asked for are read; weekends and holidays have no files and nobody misses them', async () => {
    const days = ['20131004', '20131007', '20131008', '20131009'];
    const root = lean(Object.fromEntries(days.map((day) => [`minute/bac/${day}_trade`, trade(OPEN, 1_390)])));
    const data = await createLeanData({ root, from: '2013-10-05', to: '2013-10-08' });
    expect((await readAll(data)).map(tell)).toEqual(['2013-10-07T13:31:00Z BAC bar', '2013-10-08T13:31:00Z BAC bar']);
    expect(data.days).toEqual({ from: '2013-10-07', to: '2013-10-08' });
  });

  it('without names all symbols that have a day in the range are read', async () => {
    const root = lean({
      'minute/spy/20131007_trade': trade(OPEN, 1_390),
      'minute/bac/20131007_trade': trade(OPEN, 1_390),
      'minute/ibm/20131008_trade': trade(OPEN, 1_390),
    });
    expect((await createLeanData({ root, to: '2013-10-07' })).instruments).toEqual(['BAC', 'SPY']);
  });

  describe('missingDay: a session that a symbol has no file of', () => {
    const days = ['20131004', '20131007', '20131008'];
    const week = (without: string, empty = ''): string =>
      lean(
        Object.fromEntries(
          ['bac', 'spy'].flatMap((symbol) =>
            days.flatMap((day) =>
              (['trade', 'quote'] as const)
                .map((kind) => [`minute/${symbol}/${day}_${kind}`, kind] as const)
                .filter(([path]) => path !== without)
                .map(([path, kind]) => [
                  path,
                  path === empty ? '' : kind === 'trade' ? trade(OPEN, 1_390) : quote(OPEN),
                ]),
            ),
          ),
        ),
      );

    it.each([
      [
        'quotes of a day in the middle',
        'minute/bac/20131007_quote',
        '',
        'BAC has no quotes of 2013-10-07: .* is not there',
      ],
      ['trades of the last day', 'minute/spy/20131008_trade', '', 'SPY has no trades of 2013-10-08: .* is not there'],
      ['a file without a row', '', 'minute/spy/20131004_quote', 'SPY has no quotes of 2013-10-04: .* holds no row'],
    ])('%s is missed before anything is read', async (_name, without, empty, message) => {
      await expect(createLeanData({ root: week(without, empty) })).rejects.toThrow(new RegExp(message));
      await expect(createLeanData({ root: week(without, empty) })).rejects.toMatchObject({ code: 'missingDay' });
    });

    it('a day asked for that no symbol has, with how many files are missing besides', async () => {
      const options = { root: week(''), from: '2013-10-04', to: '2013-10-09' };
      await expect(createLeanData(options)).rejects.toThrow(/BAC has no quotes of 2013-10-09: .*, and 3 more/);
    });

    it('one day only, when other days show that there could be quotes', async () => {
      const options = {
        root: week('minute/bac/20131008_quote'),
        symbols: ['BAC'],
        from: '2013-10-08',
        to: '2013-10-08',
      };
      await expect(createLeanData(options)).rejects.toMatchObject({ code: 'missingDay' });
    });

    it('is gone without, counted and reported, when that is asked for', async () => {
      const skipped: SkippedRows[] = [];
      const root = week('minute/bac/20131007_quote');
      await createLeanData({ root, onMissingDay: 'skip', onSkipped: (rows) => skipped.push(rows) });
      expect(skipped).toMatchObject([
        { rows: 1, what: 'file of a day', first: expect.stringContaining('20131007_quote') },
      ]);
    });
  });

  it('a symbol named twice is read once', async () => {
    const root = lean({ 'minute/bac/20131007_trade': trade(OPEN, 1_390) });
    const data = await createLeanData({ root, symbols: ['bac', 'BAC'] });
    expect(data.instruments).toEqual(['BAC']);
    expect(await readAll(data)).toHaveLength(1);
  });

  it('reading again begins anew', async () => {
    const root = lean({ 'minute/bac/20131007_trade': trade(OPEN, 1_390) });
    const data = await createLeanData({ root });
    expect(await readAll(data)).toEqual(await readAll(data));
  });

  it('every event is as the alphabet has it', async () => {
    const root = lean({
      'minute/bac/20131007_trade': trade(OPEN, 1_390),
      'minute/bac/20131007_quote': quote(OPEN),
    });
    for (const { event } of await readAll(await createLeanData({ root }))) expect(eventProblem(event)).toBeUndefined();
  });

  it('prices with decimals of a ten-thousandth and fractions of a share are exact', async () => {
    const root = lean({ 'minute/bac/20131007_trade': `${OPEN},1.5,1.5001,1.5,1.5,0.25\n` });
    const [bar] = await readAll(await createLeanData({ root }));
    expect(bar?.event).toMatchObject({ open: 15_000n, high: 15_001n, volume: 25_000_000n });
  });

  it.each([
    ['a last line without an end', `${trade(OPEN, 1_390)}\n${trade(OPEN + MINUTE, 1_391)}`],
    ['lines that end as on Windows', `${trade(OPEN, 1_390)}\r\n${trade(OPEN + MINUTE, 1_391)}\r\n`],
    ['blank lines', `\n${trade(OPEN, 1_390)}\n\n\r\n${trade(OPEN + MINUTE, 1_391)}\n\n`],
  ])('%s changes nothing', async (_, text) => {
    const root = lean({ 'minute/bac/20131007_trade': text });
    const bars = await readAll(await createLeanData({ root }));
    expect(bars.map(tell)).toEqual(['2013-10-07T13:31:00Z BAC bar', '2013-10-07T13:32:00Z BAC bar']);
  });

  it.each([
    ['bid', `${OPEN},,,,,0,139100,139200,139000,139100,400`],
    ['ask', `${OPEN},139000,139100,138900,139000,300,,,,,`],
  ])('a minute in which nobody showed a %s has no quote bar, and that is no mistake', async (_, row) => {
    const root = lean({ 'minute/bac/20131007_quote': `${row}\n${quote(OPEN + MINUTE)}` });
    const bars = await readAll(await createLeanData({ root }));
    expect(bars.map(tell)).toEqual(['2013-10-07T13:32:00Z BAC quoteBar']);
  });
});

describe('daily bars in the LEAN layout', () => {
  const rows = ['20130308', '20130311', '20131101'].map((day) => `${day} 00:00,139400,139500,139300,139400,1000`);

  it('a day lasts from midnight to midnight in New York and is told at its end', async () => {
    const root = lean({ 'daily/bac': rows.join('\n') });
    const bars = await readAll(await createLeanData({ root, resolution: 'daily' }));
    expect(bars.map(tell)).toEqual([
      '2013-03-09T05:00:00Z BAC bar',
      '2013-03-12T04:00:00Z BAC bar',
      '2013-11-02T04:00:00Z BAC bar',
    ]);
    expect(new Set(bars.map(({ event }) => 'period' in event && event.period))).toEqual(new Set([86_400_000_000]));
  });

  it('only the days asked for are read, and they are known before', async () => {
    const root = lean({ 'daily/bac': rows.join('\n') });
    const data = await createLeanData({ root, resolution: 'daily', from: '2013-03-09', to: '2013-10-31' });
    expect(data.days).toEqual({ from: '2013-03-11', to: '2013-03-11' });
    expect((await readAll(data)).map(tell)).toEqual(['2013-03-12T04:00:00Z BAC bar']);
  });

  it('a symbol that has none of the days is reported when it is named', async () => {
    const root = lean({ 'daily/bac': rows.join('\n') });
    const error = await errorOf(createLeanData({ root, resolution: 'daily', symbols: ['bac'], from: '2014-01-01' }));
    expect(error.code).toBe('noData');
    expect(error.message).toContain('BAC from 2014-01-01');
  });

  it('a row whose day is none stops the reading at its place', async () => {
    const root = lean({ 'daily/bac': `${rows[0]}\n20130230 00:00,1,1,1,1,1\n` });
    const data = await createLeanData({ root, resolution: 'daily' });
    const error = await errorOf(readAll(data));
    expect(error.code).toBe('badCsvRow');
    expect(error.message).toContain(`${leanPath(root, 'daily/bac')}:2: time is '20130230 00:00'`);
  });
});

describe('what is wrong with a LEAN folder is said before anything is read', () => {
  const day = { 'minute/bac/20131007_trade': trade(OPEN, 1_390), 'minute/spy/20131007_trade': trade(OPEN, 1_390) };
  type Case = readonly [what: string, code: string, options: Partial<LeanOptions>, says: string];
  const cases: readonly Case[] = [
    ['a folder that is not there', 'missingFile', { root: join('no', 'such', 'folder') }, 'folder does not exist'],
    ['a folder without this resolution', 'missingFile', { resolution: 'second' }, 'second does not exist'],
    ['a symbol that is not there', 'unknownSymbol', { symbols: ['bac', 'tsla'] }, 'TSLA is not known'],
    ['days before the first', 'noData', { symbols: ['bac'], to: '2013-10-06' }, 'BAC to 2013-10-06'],
    ['days after the last', 'noData', { from: '2013-10-08', to: '2013-10-09' }, 'from 2013-10-08 to 2013-10-09'],
    ['a date that is none', 'badArgument', { from: '2013-02-30' }, "from: '2013-02-30' is no date"],
    ['a date written otherwise', 'badArgument', { to: '20131007' }, "to: '20131007' is no date"],
    ['days the wrong way round', 'badArgument', { from: '2013-10-08', to: '2013-10-07' }, 'is after the last day'],
    ['no symbols', 'badArgument', { symbols: [] }, 'symbols: none'],
    ['a symbol that is no name', 'badIdentifier', { symbols: ['B A C'] }, 'is no name'],
    ['a resolution there is not', 'badArgument', { resolution: 'hour' as never }, "resolution: 'hour' is not"],
  ];
  it.each(cases)('%s: %s', async (_, code, options, says) => {
    const error = await errorOf(createLeanData({ root: lean(day), ...options }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
  });

  it('the symbols that there are, are named', async () => {
    const error = await errorOf(createLeanData({ root: lean(day), symbols: ['tsla'] }));
    expect(error.remedy).toBe('Known there: BAC, SPY.');
  });

  const rows = Array.from({ length: 300 }, (_, minute) => trade(OPEN + minute * MINUTE, 1_390 + minute)).join('\n');
  const good = zipSync({ 'rows.csv': strToU8(rows) });
  it.each([
    ['is empty', new Uint8Array()],
    ['is no zip', strToU8(rows)],
    ['is cut off', good.subarray(0, good.length - 30)],
    ['lacks its beginning', good.subarray(100)],
    ['holds two files', zipSync({ 'a.csv': strToU8(rows), 'b.csv': strToU8(rows) })],
    ['has a damaged byte', good.map((byte, place) => (place === 400 ? byte ^ 1 : byte))],
    ['is stored and has a damaged byte', damagedStore(rows)],
  ])('a zip that %s: corruptData', async (_, bytes) => {
    const root = lean(day);
    const file = leanPath(root, 'minute/bac/20131008_quote');
    writeBytes(file, bytes);
    const error = await errorOf(createLeanData({ root }));
    expect(error.code).toBe('corruptData');
    expect(error.details.file).toBe(file);
  });
});

/** A zip whose file is only stored, with another digit in its text. */
function damagedStore(text: string): Uint8Array {
  const zip = zipSync({ 'rows.csv': strToU8(text) }, { level: 0 });
  return zip.map((byte, place) => (place === 200 ? byte ^ 1 : byte));
}

describe('zips of the LEAN layout', () => {
  it('a file that is only stored is read as well', async () => {
    const root = temporaryFolder();
    const zip = zipSync({ 'rows.csv': strToU8(trade(OPEN, 1_390)) }, { level: 0 });
    writeBytes(leanPath(root, 'minute/bac/20131007_trade'), zip);
    expect(await readAll(await createLeanData({ root }))).toHaveLength(1);
  });

  it("sizes in a Zip64 field, as in LEAN's own files, do not make it set gigabytes aside", async () => {
    const root = temporaryFolder();
    writeBytes(leanPath(root, 'minute/bac/20131007_trade'), zip64('20131007_bac_minute_trade.csv', trade(OPEN, 1_390)));
    const before = process.memoryUsage().arrayBuffers;
    expect(await readAll(await createLeanData({ root }))).toHaveLength(1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });
});

describe('bad rows in the LEAN layout', () => {
  const file = 'minute/bac/20131007';
  type Case = readonly [kind: 'trade' | 'quote', what: string, row: string, problem: string];
  const cases: readonly Case[] = [
    ['trade', 'a field too few', `${OPEN},1,1,1,1`, 'has 5 fields instead of 6'],
    ['trade', 'a field too many', `${OPEN},1,1,1,1,1,1`, 'has 7 fields instead of 6'],
    ['trade', 'a price that is no number', `${OPEN},1,1,1,NaN,1`, "close is 'NaN', not a price above zero"],
    ['trade', 'a price in another notation', `${OPEN},1,1,1,1e3,1`, "close is '1e3', not a price above zero"],
    ['trade', 'no price', `${OPEN},,1,1,1,1`, "open is '', not a price above zero"],
    ['trade', 'a price of zero', `${OPEN},1,1,0,1,1`, "low is '0', not a price above zero"],
    ['trade', 'a price below zero', `${OPEN},1,1,-1,1,1`, "low is '-1', not a price above zero"],
    ['trade', 'a price beyond reason', `${OPEN},1,9999999999999999,1,1,1`, "high is '9999999999999999'"],
    ['trade', 'a high below the low', `${OPEN},5,4,6,5,1`, 'high 4 is below low 6'],
    ['trade', 'an open above the high', `${OPEN},7,6,4,5,1`, 'open 7 is not between low 4 and high 6'],
    ['trade', 'a close below the low', `${OPEN},5,6,4,3,1`, 'close 3 is not between low 4 and high 6'],
    ['trade', 'a volume below zero', `${OPEN},1,1,1,1,-5`, "volume is '-5', not a size of zero or more"],
    ['trade', 'no volume', `${OPEN},1,1,1,1,`, "volume is '', not a size of zero or more"],
    ['trade', 'no time', ',1,1,1,1,1', "time is '', not milliseconds after midnight"],
    ['trade', 'a time after the day', '86400000,1,1,1,1,1', "time is '86400000', not milliseconds after midnight"],
    ['trade', 'a time of a daily file', '20131007 00:00,1,1,1,1,1', "time is '20131007 00:00'"],
    ['trade', 'the time of the row before', `${OPEN - MINUTE},1,1,1,1,1`, 'is not after that of the row before'],
    ['trade', 'time going backwards', `${OPEN - 2 * MINUTE},1,1,1,1,1`, 'is not after that of the row before'],
    ['trade', 'text that is no row', 'time,open,high,low,close,volume', "time is 'time'"],
    ['quote', 'half a bid', `${OPEN},1,1,1,,1,2,2,2,2,1`, "bidClose is '', not a price above zero"],
    ['quote', 'an ask of zero', `${OPEN},1,1,1,1,1,2,2,0,2,1`, "askLow is '0', not a price above zero"],
    ['quote', 'a bid high below its low', `${OPEN},5,4,6,5,1,7,7,7,7,1`, 'bidHigh 4 is below bidLow 6'],
    ['quote', 'a size that is none', `${OPEN},1,1,1,1,1,2,2,2,2,x`, "askSize is 'x', not a size of zero or more"],
    ['quote', 'a field too few', `${OPEN},1,1,1,1,1,2,2,2,2`, 'has 10 fields instead of 11'],
  ];
  const around = (kind: 'trade' | 'quote', row: string): string => {
    const good = (time: number): string => (kind === 'trade' ? trade(time, 1_390) : quote(time));
    return `${good(OPEN - MINUTE)}\n\n${row}\n${good(OPEN + MINUTE)}\n`;
  };

  it.each(cases)('%s rows: %s stops the reading at its place', async (kind, _, row, problem) => {
    const root = lean({ [`${file}_${kind}`]: around(kind, row) });
    const error = await errorOf(readAll(await createLeanData({ root })));
    expect(error.code).toBe('badCsvRow');
    expect(error.message).toContain(`${leanPath(root, `${file}_${kind}`)}:3: `);
    expect(error.message).toContain(problem);
  });

  it.each(cases)('%s rows: %s is left out and counted when that is asked for', async (kind, _, row, problem) => {
    const root = lean({ [`${file}_${kind}`]: around(kind, row) });
    const skipped: SkippedRows[] = [];
    const data = await createLeanData({ root, onBadRow: 'skip', onSkipped: (rows) => skipped.push(rows) });
    expect(await readAll(data)).toHaveLength(2);
    const source = leanPath(root, `${file}_${kind}`);
    expect(skipped).toEqual([{ source, rows: 1, first: expect.stringContaining(`${source}:3: `) }]);
    expect(skipped[0]?.first).toContain(problem);
  });

  it('the bad rows of a file are reported together, when the file has been read', async () => {
    const bad = `x\n${trade(OPEN, 1_390)}\ny\nz\n`;
    const root = lean({
      [`${file}_trade`]: bad,
      'minute/bac/20131008_trade': bad,
      'minute/bac/20131009_trade': trade(OPEN, 1_390),
    });
    const skipped: SkippedRows[] = [];
    await readAll(await createLeanData({ root, onBadRow: 'skip', onSkipped: (rows) => skipped.push(rows) }));
    expect(skipped.map(({ rows }) => rows)).toEqual([3, 3]);
    expect(skipped[0]?.first).toContain(":1: time is 'x', not milliseconds after midnight");
  });

  it('the rows before the bad one have been told when the reading stops', async () => {
    const root = lean({ 'minute/bac/20131007_trade': trade(OPEN, 1_390), 'minute/bac/20131008_trade': 'x' });
    const told: string[] = [];
    const reading = (async () => {
      for await (const batch of (await createLeanData({ root })).batches()) told.push(...batch.map(tell));
    })();
    expect((await errorOf(reading)).code).toBe('badCsvRow');
    expect(told).toEqual(['2013-10-07T13:31:00Z BAC bar']);
  });
});

describe('the memory that a LEAN folder takes', () => {
  it('does not grow with the range: a day is read when it is reached, not before', async () => {
    const root = lean({
      'minute/bac/20131007_trade': trade(OPEN, 1_390),
      'minute/bac/20131008_trade': trade(OPEN, 1_390),
    });
    const data = await createLeanData({ root });
    const batches = data.batches()[Symbol.asyncIterator]();
    expect((await batches.next()).value).toHaveLength(1);
    rmSync(leanPath(root, 'minute/bac/20131008_trade'));
    expect((await errorOf(batches.next())).code).toBe('missingFile');
  });

  it('does not grow with the day: a batch holds a few thousand bars', async () => {
    const rows = (symbol: string) => [
      `second/${symbol}/20131007_trade`,
      Array.from({ length: 20_000 }, (_, second) => trade(OPEN + second * 1_000, 1_390)).join('\n'),
    ];
    const root = lean(Object.fromEntries([rows('bac'), rows('spy')]));
    const sizes = (await readBatches(await createLeanData({ root, resolution: 'second' }))).map(({ length }) => length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(40_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
  });

  it('a reader that has had enough leaves nothing open, and hears of the rows left out so far', async () => {
    const root = lean({
      'minute/bac/20131007_trade': `x\n${Array.from({ length: 3_000 }, (_, ms) => trade(OPEN + ms, 1_390)).join('\n')}`,
    });
    const skipped: SkippedRows[] = [];
    const data = await createLeanData({ root, onBadRow: 'skip', onSkipped: (rows) => skipped.push(rows) });
    for await (const batch of data.batches()) if (batch.length > 0) break;
    expect(skipped.map(({ rows }) => rows)).toEqual([1]);
  });
});

it('a file that has gone between checking and reading is reported as missing', async () => {
  const root = lean({ 'minute/bac/20131007_trade': trade(OPEN, 1_390) });
  const data = await createLeanData({ root });
  const file = leanPath(root, 'minute/bac/20131007_trade');
  writeFileSync(file, readFileSync(file).subarray(0, 50));
  expect((await errorOf(readAll(data))).code).toBe('corruptData');
  rmSync(file);
  expect((await errorOf(readAll(data))).code).toBe('missingFile');
});

it('prices read back as the decimals they were', async () => {
  const root = lean({ 'minute/bac/20131007_trade': `${OPEN},139400,139551,139350,139500,6320\n` });
  const [bar] = await readAll(await createLeanData({ root }));
  if (bar?.event.type !== 'market.bar') throw new Error('no bar');
  const { open, high, low, close, volume } = bar.event;
  expect([open, high, low, close, volume].map(decimalText)).toEqual(['13.94', '13.9551', '13.935', '13.95', '6320']);
});
