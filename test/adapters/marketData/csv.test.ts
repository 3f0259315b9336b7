import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CsvOptions } from '../../../src/adapters/marketData/csv.ts';
import { createCsvData } from '../../../src/adapters/marketData/csv.ts';
import type { SkippedRows } from '../../../src/adapters/marketData/rows.ts';
import { eventProblem } from '../../../src/events.ts';
import { isoTime, minutes, timestamp } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import type { MarketEvent, Timed } from '../../../src/ports.ts';
import { errorOf, readAll, readBatches, temporaryFolder } from './reading.ts';

function csv(...lines: readonly string[]): string {
  const file = join(temporaryFolder(), 'rows.csv');
  writeFileSync(file, lines.join('\n'));
  return file;
}

const BARS = 'time,open,high,low,close,volume';
const QUOTES = 'time,bid,ask,bidSize,askSize';
const TRADES = 'time,price,size';
const at = (minute: number): string => `2013-10-07T13:${String(minute).padStart(2, '0')}:00Z`;
const bar = (minute: number): string => `${at(minute)},13.94,13.95,13.93,13.94,1000`;
const tell = ({ at, event }: Timed<MarketEvent>): string =>
  `${isoTime(at)} ${event.instrument} ${event.type.replace('market.', '')}`;

describe('market data in a CSV file', () => {
  it('bars are told at their end; how long they last shows in the first two', async () => {
    const data = await createCsvData({ file: csv(BARS, bar(30), bar(35), bar(40)), symbol: 'bac' });
    const bars = await readAll(data);
    expect(bars.map(tell)).toEqual([
      '2013-10-07T13:35:00Z BAC bar',
      '2013-10-07T13:40:00Z BAC bar',
      '2013-10-07T13:45:00Z BAC bar',
    ]);
    expect(bars[0]?.event).toEqual({
      type: 'market.bar',
      instrument: 'BAC',
      start: timestamp('2013-10-07T13:30:00Z'),
      period: minutes(5),
      open: price('13.94'),
      high: price('13.95'),
      low: price('13.93'),
      close: price('13.94'),
      volume: quantity(1_000),
    });
    expect(data.instruments).toEqual(['BAC']);
    expect(data.days).toEqual({ from: '2013-10-07', to: '2013-10-07' });
    expect(data.name).toBe('CSV rows.csv');
  });

  it('a period that is told is taken', async () => {
    const data = await createCsvData({ file: csv(BARS, bar(30)), symbol: 'bac', period: minutes(1) });
    expect((await readAll(data)).map(tell)).toEqual(['2013-10-07T13:31:00Z BAC bar']);
  });

  it('quotes', async () => {
    const file = csv(QUOTES, `${at(30)},13.94,13.95,300,0`);
    expect(await readAll(await createCsvData({ file, symbol: 'bac' }))).toEqual([
      {
        at: timestamp(at(30)),
        event: {
          type: 'market.quote',
          instrument: 'BAC',
          bid: price('13.94'),
          ask: price('13.95'),
          bidSize: quantity(300),
          askSize: quantity(0),
        },
      },
    ]);
  });

  it('trades', async () => {
    const file = csv(TRADES, `${at(30)},13.945,0.5`);
    expect(await readAll(await createCsvData({ file, symbols: ['bac'] }))).toEqual([
      {
        at: timestamp(at(30)),
        event: { type: 'market.trade', instrument: 'BAC', price: price('13.945'), size: quantity('0.5') },
      },
    ]);
  });

  it.each([
    ['in UTC', '2013-10-07T13:30:00Z'],
    ['with an offset', '2013-10-07T09:30:00-04:00'],
    ['in milliseconds since 1970', '1381152600000'],
  ])('times %s', async (_, time) => {
    const file = csv(TRADES, `${time},13.94,100`);
    const [trade] = await readAll(await createCsvData({ file, symbol: 'BAC' }));
    expect(trade?.at).toBe(timestamp('2013-10-07T13:30:00Z'));
  });

  it('a time is exact to the microsecond', async () => {
    const file = csv(TRADES, '2013-10-07T13:30:00.123456Z,13.94,100');
    const [trade] = await readAll(await createCsvData({ file, symbol: 'BAC' }));
    expect(trade?.at).toBe(timestamp('2013-10-07T13:30:00Z') + 123_456);
  });

  it.each([
    ['the order of the columns', ['size,time,price', '100,1381152600000,13.94']],
    ['capitals in the header', ['Time,PRICE,Size', '1381152600000,13.94,100']],
    ['other columns', ['time,exchange,price,size', '1381152600000,Q,13.94,100']],
    ['spaces', [' time , price , size ', ' 1381152600000 , 13.94 , 100 ']],
    ['quotation marks', ['"time","price","size"', '"1381152600000","13.94","100"']],
    ['blank lines', ['', 'time,price,size', '', '1381152600000,13.94,100', '', '']],
    ['a byte order mark', ['\ufefftime,price,size', '1381152600000,13.94,100']],
    ['lines that end as on Windows', ['time,price,size\r', '1381152600000,13.94,100\r', '']],
  ])('%s do not matter', async (_, lines) => {
    const trades = await readAll(await createCsvData({ file: csv(...lines), symbol: 'BAC' }));
    expect(trades.map(tell)).toEqual(['2013-10-07T13:30:00Z BAC trade']);
  });

  it('what the rows are may be told where a header would do for two kinds', async () => {
    const file = csv(`${QUOTES},price,size`, `${at(30)},1,2,3,4,5,6`);
    const told = async (kind?: CsvOptions['kind']) =>
      (await readAll(await createCsvData({ file, symbol: 'BAC', ...(kind === undefined ? {} : { kind }) }))).map(tell);
    expect(await told()).toEqual(['2013-10-07T13:30:00Z BAC quote']);
    expect(await told('trades')).toEqual(['2013-10-07T13:30:00Z BAC trade']);
  });

  it('every event is as the alphabet has it', async () => {
    const files = [csv(BARS, bar(30), bar(31)), csv(QUOTES, `${at(30)},1,2,3,4`), csv(TRADES, `${at(30)},1,2`)];
    for (const file of files) {
      for (const { event } of await readAll(await createCsvData({ file, symbol: 'BAC' }))) {
        expect(eventProblem(event)).toBeUndefined();
      }
    }
  });
});

describe('a CSV file of several symbols', () => {
  const lines = [
    `${TRADES},symbol`,
    `${at(30)},1,1,ibm`,
    `${at(30)},2,1,BAC`,
    `${at(31)},1,1,IBM`,
    `${at(32)},2,1,spy`,
  ];

  it('has all that are there, in the order of the file', async () => {
    const data = await createCsvData({ file: csv(...lines) });
    expect(data.instruments).toEqual(['IBM', 'BAC', 'SPY']);
    expect((await readAll(data)).map(({ event }) => event.instrument)).toEqual(['IBM', 'BAC', 'IBM', 'SPY']);
  });

  it('is read for those that are asked for', async () => {
    const data = await createCsvData({ file: csv(...lines), symbols: ['bac', 'ibm'] });
    expect(data.instruments).toEqual(['BAC', 'IBM']);
    expect((await readAll(data)).map(({ event }) => event.instrument)).toEqual(['IBM', 'BAC', 'IBM']);
    expect((await createCsvData({ file: csv(...lines), symbol: 'spy' })).instruments).toEqual(['SPY']);
  });

  it('bars of two symbols begin together, and their period is that between two times', async () => {
    const rows = [30, 31].flatMap((minute) => [`${bar(minute)},BAC`, `${bar(minute)},IBM`]);
    const bars = await readAll(await createCsvData({ file: csv(`${BARS},symbol`, ...rows) }));
    expect(bars.map(tell)).toEqual([
      '2013-10-07T13:31:00Z BAC bar',
      '2013-10-07T13:31:00Z IBM bar',
      '2013-10-07T13:32:00Z BAC bar',
      '2013-10-07T13:32:00Z IBM bar',
    ]);
  });

  it('a symbol that is not there is reported with those that are', async () => {
    const error = await errorOf(createCsvData({ file: csv(...lines), symbols: ['bac', 'tsla'] }));
    expect(error.code).toBe('unknownSymbol');
    expect(error.message).toContain('TSLA is not known in ');
    expect(error.remedy).toBe('Known there: BAC, IBM, SPY.');
  });

  it('a row without a symbol is bad', async () => {
    const error = await errorOf(createCsvData({ file: csv(...lines, `${at(33)},1,1,`) }));
    expect(error.message).toContain(":6: symbol is '', not a name");
  });
});

describe('the days of a CSV file', () => {
  const trades = ['2013-10-07T12:00:00Z', '2013-10-08T03:59:59Z', '2013-10-08T04:00:00Z', '2013-10-09T12:00:00Z'];
  const rows = [TRADES, ...trades.map((time) => `${time},1,1`)];

  it('are those of New York', async () => {
    const data = await createCsvData({ file: csv(...rows), symbol: 'BAC' });
    expect(data.days).toEqual({ from: '2013-10-07', to: '2013-10-09' });
  });

  type Case = readonly [which: string, days: Pick<CsvOptions, 'from' | 'to'>, expected: readonly string[]];
  const cases: readonly Case[] = [
    ['from 2013-10-08', { from: '2013-10-08' }, trades.slice(2)],
    ['to 2013-10-07', { to: '2013-10-07' }, trades.slice(0, 2)],
    ['of 2013-10-08', { from: '2013-10-08', to: '2013-10-08' }, trades.slice(2, 3)],
  ];
  it.each(cases)('only those %s are read when that is asked for', async (_, days, expected) => {
    const data = await createCsvData({ file: csv(...rows), symbol: 'BAC', ...days });
    expect((await readAll(data)).map((each) => isoTime(each.at))).toEqual(expected);
    expect(data.days.from).toBe(days.from ?? '2013-10-07');
    expect(data.days.to).toBe(days.to ?? '2013-10-09');
  });

  it('days without a row are reported', async () => {
    const error = await errorOf(createCsvData({ file: csv(...rows), symbol: 'BAC', from: '2014-01-01' }));
    expect(error.code).toBe('noData');
    expect(error.message).toContain('BAC from 2014-01-01');
  });
});

describe('what is wrong with a CSV file is said before anything trades', () => {
  type Case = readonly [
    what: string,
    code: string,
    lines: readonly string[],
    options: Partial<CsvOptions>,
    says: string,
  ];
  const good = [BARS, bar(30), bar(31)];
  const cases: readonly Case[] = [
    ['an empty file', 'noData', [], {}, 'any symbol'],
    ['a header only', 'noData', [TRADES], {}, 'BAC'],
    ['a header of bars only', 'noData', [BARS], {}, 'any symbol'],
    ['no header', 'badCsvRow', [bar(30)], {}, ':1: the header'],
    ['a column missing', 'badCsvRow', ['time,open,high,low,close'], { kind: 'bars' }, 'lacks volume, which bars need'],
    ['a column twice', 'badCsvRow', ['time,price,size,price'], {}, 'names a column twice'],
    ['no symbol', 'badArgument', good, { symbol: undefined as never }, 'has no column symbol'],
    [
      'two symbols and no column',
      'badArgument',
      good,
      { symbol: undefined as never, symbols: ['a', 'b'] },
      'no column',
    ],
    ['a symbol that is no name', 'badIdentifier', good, { symbol: 'B A C' }, 'is no name'],
    ['one bar and no period', 'badArgument', [BARS, bar(30)], {}, 'do not tell how long a bar lasts'],
    ['a period of nothing', 'badArgument', good, { period: 0 as never }, 'period: 0 is no number'],
    ['a date that is none', 'badArgument', good, { from: 'monday' }, "from: 'monday' is no date"],
    [
      'days the wrong way round',
      'badArgument',
      good,
      { from: '2014-01-01', to: '2013-01-01' },
      'is after the last day',
    ],
  ];
  it.each(cases)('%s: %s', async (_, code, lines, options, says) => {
    const given = { file: csv(...lines), symbol: 'BAC', ...options };
    const error = await errorOf(createCsvData(given.symbol === undefined ? omitSymbol(given) : given));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
  });

  it.each([
    ['a file that is not there', join('no', 'such.csv')],
    ['a folder', '.'],
  ])('%s: missingFile', async (_, file) => {
    expect((await errorOf(createCsvData({ file }))).code).toBe('missingFile');
  });
});

const omitSymbol = ({ symbol: _, ...rest }: CsvOptions): CsvOptions => rest;

describe('bad rows of a CSV file', () => {
  type Case = readonly [header: string, good: readonly [string, string], what: string, row: string, problem: string];
  const quote = (minute: number): string => `${at(minute)},13.94,13.95,300,400`;
  const trade = (minute: number): string => `${at(minute)},13.94,100`;
  const cases: readonly Case[] = [
    [BARS, [bar(30), bar(32)], 'a field too few', `${at(31)},1,1,1,1`, 'has 5 fields instead of 6'],
    [BARS, [bar(30), bar(32)], 'a field too many', `${bar(31)},1`, 'has 7 fields instead of 6'],
    [BARS, [bar(30), bar(32)], 'a time without an offset', bar(31).replace('Z', ''), "time is '2013-10-07T13:31:00'"],
    [BARS, [bar(30), bar(32)], 'a time in nanoseconds', '1381152660000000000,1,1,1,1,1', 'nor milliseconds since 1970'],
    [BARS, [bar(30), bar(32)], 'a time before 1970', '1969-12-31T23:59:59Z,1,1,1,1,1', "time is '1969-12-31"],
    [BARS, [bar(30), bar(32)], 'time going backwards', bar(29), 'time is before that of the row before'],
    [BARS, [bar(30), bar(32)], 'a second bar of a time', bar(30), 'there already is a bar of BAC at this time'],
    [BARS, [bar(30), bar(32)], 'a price that is none', `${at(31)},x,1,1,1,1`, "open is 'x', not a price above zero"],
    [BARS, [bar(30), bar(32)], 'a price of zero', `${at(31)},1,1,0,1,1`, "low is '0', not a price above zero"],
    [BARS, [bar(30), bar(32)], 'a price below zero', `${at(31)},1,1,1,-1,1`, "close is '-1', not a price above zero"],
    [BARS, [bar(30), bar(32)], 'a high below the low', `${at(31)},1,1,2,1,1`, 'high is below low'],
    [BARS, [bar(30), bar(32)], 'an open out of range', `${at(31)},3,2,1,1,1`, 'open is not between low and high'],
    [BARS, [bar(30), bar(32)], 'a close out of range', `${at(31)},1,2,1,3,1`, 'close is not between low and high'],
    [BARS, [bar(30), bar(32)], 'a volume below zero', `${at(31)},1,1,1,1,-1`, "volume is '-1', not a size"],
    [QUOTES, [quote(30), quote(32)], 'one side only', `${at(31)},,13.95,300,400`, "bid is '', not a price above zero"],
    [QUOTES, [quote(30), quote(32)], 'a size that is none', `${at(31)},1,2,NaN,4`, "bidSize is 'NaN', not a size"],
    [
      BARS,
      [bar(30), bar(32)],
      'a bar within another',
      `${at(30).replace(':00Z', ':30Z')},1,1,1,1,1`,
      'before it, which lasts 60 s, has not ended',
    ],
    [BARS, [bar(30), bar(32)], 'a price beyond all', `${at(31)},1,1e3,1,1,1`, 'not a price above zero'],
    [
      BARS,
      [bar(30), bar(32)],
      'a price with too many digits',
      `${at(31)},1,1${'0'.repeat(40)},1,1,1`,
      'up to 90 million',
    ],
    [BARS, [bar(30), bar(32)], 'a volume beyond all', `${at(31)},1,1,1,1,1${'0'.repeat(40)}`, 'up to 1,000 billion'],
    [
      QUOTES,
      [quote(30), quote(32)],
      'a bid above the ask',
      `${at(31)},13.96,13.95,300,400`,
      'bid 13.96 is above ask 13.95',
    ],
    [TRADES, [trade(30), trade(32)], 'a trade of nothing', `${at(31)},1,0`, 'size is zero'],
    [TRADES, [trade(30), trade(32)], 'too many decimals', `${at(31)},1.123456789,1`, "price is '1.123456789'"],
    [TRADES, [trade(30), trade(32)], 'a stray quotation mark', `${at(31)},1"2,1`, 'Quote'],
  ];

  it.each(cases)('%s %s: %s stops before anything trades, with its place', async (header, [
    before,
    after,
  ], _, row, problem) => {
    const file = csv(header, before, '', row, after);
    const error = await errorOf(createCsvData({ file, symbol: 'BAC', period: minutes(1) }));
    expect(error.code).toBe('badCsvRow');
    expect(error.message).toContain(`${file}:4: `);
    expect(error.message).toContain(problem);
  });

  it.each(cases)('%s %s: %s is left out and counted when that is asked for', async (header, [
    before,
    after,
  ], _, row, problem) => {
    const file = csv(header, before, '', row, after);
    const skipped: SkippedRows[] = [];
    const onSkipped = (rows: SkippedRows): void => void skipped.push(rows);
    const data = await createCsvData({ file, symbol: 'BAC', period: minutes(1), onBadRow: 'skip', onSkipped });
    expect(skipped).toEqual([]);
    expect(await readAll(data)).toHaveLength(2);
    expect(skipped).toEqual([{ source: file, rows: 1, first: expect.stringContaining(`${file}:4: `) }]);
    expect(skipped[0]?.first).toContain(problem);
  });

  it('a file that has changed since it was checked stops the reading at its place', async () => {
    const file = csv(TRADES, trade(30), '');
    const data = await createCsvData({ file, symbol: 'BAC' });
    appendFileSync(file, 'x,1,1\n');
    expect((await errorOf(readAll(data))).message).toContain(`${file}:3: time is 'x'`);
    rmSync(file);
    expect((await errorOf(readAll(data))).code).toBe('missingFile');
  });

  it('a quotation mark that nobody closed does not swallow the file', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${1_381_152_600_000 + index},1,1`);
    const error = await errorOf(createCsvData({ file: csv(TRADES, '"1381152600000,1,1', ...rows), symbol: 'BAC' }));
    expect(error.code).toBe('badCsvRow');
  });
});

it('a CSV file of any length comes in batches of a thousand', async () => {
  const rows = Array.from({ length: 4_321 }, (_, index) => `${1_381_152_600_000 + index},1,1`);
  const data = await createCsvData({ file: csv(TRADES, ...rows), symbol: 'BAC' });
  const sizes = (await readBatches(data)).map(({ length }) => length);
  expect(sizes).toEqual([1_000, 1_000, 1_000, 1_000, 321]);
});

it('the line of a row is right far into a file', async () => {
  const rows = Array.from({ length: 5_000 }, (_, index) => `${1_381_152_600_000 + index},1,1`);
  const file = csv(TRADES, ...rows, 'x,1,1');
  expect((await errorOf(createCsvData({ file, symbol: 'BAC' }))).message).toContain(`${file}:5002: time is 'x'`);
});
