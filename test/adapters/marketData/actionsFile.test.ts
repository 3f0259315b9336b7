import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withActions } from '../../../src/adapters/marketData/actionsFile.ts';
import { createCsvData } from '../../../src/adapters/marketData/csv.ts';
import type { SkippedRows } from '../../../src/adapters/marketData/rows.ts';
import { eventProblem } from '../../../src/events.ts';
import { isoTime } from '../../../src/identifiers.ts';
import { decimalText } from '../../../src/money.ts';
import type { MarketFact, Timed } from '../../../src/ports.ts';
import { errorOf, readAll, temporaryFolder } from './reading.ts';

function written(name: string, lines: readonly string[]): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, lines.join('\n'));
  return file;
}
/** A trade of SPY and one of QQQ on each of four days. */
const trades = () =>
  createCsvData({
    file: written('trades.csv', [
      'time,symbol,price,size',
      ...['03', '04', '05', '06'].flatMap((day) =>
        ['SPY', 'QQQ'].map((symbol) => `2025-03-${day}T15:00:00Z,${symbol},100,10`),
      ),
    ]),
  });
const actions = (...lines: readonly string[]): string => written('splits.csv', lines);
const ALL = 'exDate,symbol,newShares,oldShares,perShare,currency';

function told({ at, event }: Timed<MarketFact>): string {
  const what =
    event.type === 'market.split'
      ? `${decimalText(event.newShares)} for ${decimalText(event.oldShares)}`
      : event.type === 'market.dividend'
        ? `${decimalText(event.perShare)} ${event.currency}`
        : '';
  return `${isoTime(at)} ${event.instrument} ${event.type.replace('market.', '')} ${what}`.trim();
}
const among = async (...lines: readonly string[]) =>
  readAll(await withActions(await trades(), { file: actions(...lines) }));

describe('splits and dividends in a CSV file', () => {
  it('each is heard at the first moment of its ex-date, before anything trades on it, a dividend before a split', async () => {
    const facts = await among(ALL, '2025-03-05,SPY,2,1,0.95,', '2025-03-04,QQQ,1,10,,', '2025-03-06,qqq,,,1.1,EUR');
    expect(facts.map(told)).toEqual([
      '2025-03-03T15:00:00Z SPY trade',
      '2025-03-03T15:00:00Z QQQ trade',
      '2025-03-04T05:00:00Z QQQ split 1 for 10',
      '2025-03-04T15:00:00Z SPY trade',
      '2025-03-04T15:00:00Z QQQ trade',
      '2025-03-05T05:00:00Z SPY dividend 0.95 USD',
      '2025-03-05T05:00:00Z SPY split 2 for 1',
      '2025-03-05T15:00:00Z SPY trade',
      '2025-03-05T15:00:00Z QQQ trade',
      '2025-03-06T05:00:00Z QQQ dividend 1.1 EUR',
      '2025-03-06T15:00:00Z SPY trade',
      '2025-03-06T15:00:00Z QQQ trade',
    ]);
    expect(facts.map(({ event }) => eventProblem(event)).filter((problem) => problem !== undefined)).toEqual([]);
  });

  it('splits alone, dividends alone, in any order of columns and in capitals', async () => {
    const only = (facts: readonly Timed<MarketFact>[]) => facts.map(told).filter((fact) => !fact.includes('trade'));
    expect(only(await among('SYMBOL,OLDSHARES,NEWSHARES,EXDATE', 'SPY,1,3,2025-03-04'))).toEqual([
      '2025-03-04T05:00:00Z SPY split 3 for 1',
    ]);
    expect(only(await among('exDate,symbol,perShare', '2025-03-04,SPY,0.5'))).toEqual([
      '2025-03-04T05:00:00Z SPY dividend 0.5 USD',
    ]);
  });

  it('what is of another symbol, or of a day before the first or after the last, is left out', async () => {
    const facts = await among(ALL, '2025-03-04,IBM,2,1,,', '2025-02-28,SPY,2,1,,', '2025-03-07,SPY,2,1,,');
    expect(facts.map(told).filter((fact) => !fact.includes('trade'))).toEqual([]);
  });

  it.each([
    ['2025-03-04,SPY,2,1', 'has 4 fields instead of 6'],
    ['2025-03-01,SPY,2,1,,', "exDate is '2025-03-01', not a trading day such as 2025-03-04"],
    ['04.03.2025,SPY,2,1,,', "exDate is '04.03.2025', not a trading day such as 2025-03-04"],
    ['2025-03-04,,2,1,,', "symbol is '', not a name"],
    ['2025-03-04,SPY,2.5,1,,', "newShares is '2.5', not a whole number above zero"],
    ['2025-03-04,SPY,2,,,', "oldShares is '', not a whole number above zero"],
    ['2025-03-04,SPY,0,1,,', "newShares is '0', not a whole number above zero"],
    ['2025-03-04,SPY,2,2,,', "newShares and oldShares are both '2'"],
    ['2025-03-04,SPY,,,-1,', "perShare is '-1', not an amount above zero with at most 8 decimals"],
    ['2025-03-04,SPY,,,much,', "perShare is 'much', not an amount above zero with at most 8 decimals"],
    ['2025-03-04,SPY,,,1,dollars', "currency is 'dollars', not three capitals such as USD"],
    ['2025-03-04,SPY,2,1,,EUR', "currency is 'EUR', and perShare is missing"],
    ['2025-03-04,SPY,,,,', 'has neither newShares and oldShares nor perShare'],
    ['2025-03-05,SPY,3,1,,', 'there already is a split of SPY on 2025-03-05'],
    ['2025-03-05,SPY,,,2,', 'there already is a dividend of SPY on 2025-03-05'],
  ])('a row %s stops the reading with file, line and field; skipped, it is counted', async (row, problem) => {
    const file = actions(ALL, '2025-03-05,SPY,2,1,1,', row);
    const error = await errorOf(trades().then((market) => withActions(market, { file })));
    expect([error.code, error.details]).toEqual(['badCsvRow', { file, line: 3, problem }]);
    const skipped: SkippedRows[] = [];
    const onSkipped = (each: SkippedRows): void => void skipped.push(each);
    const market = await withActions(await trades(), { file, onBadRow: 'skip', onSkipped });
    expect((await readAll(market)).filter(({ event }) => 'exDate' in event)).toHaveLength(2);
    expect(skipped).toEqual([{ source: file, rows: 1, first: `${file}:3: ${problem}` }]);
  });

  it.each([
    [
      'exDate,symbol,newshare,oldShares',
      "the header names 'newshare', and not only exDate, symbol, newShares, oldShares, perShare, currency",
    ],
    ['exDate,symbol,perShare,perShare', 'the header names perShare twice'],
    ['symbol,perShare', "the header 'symbol,perShare' lacks exDate"],
    ['exDate,symbol,newShares', "the header 'exDate,symbol,newShares' lacks newShares and oldShares, or perShare"],
    [
      'exDate,symbol,newShares,perShare',
      "the header 'exDate,symbol,newShares,perShare' lacks newShares and oldShares, or perShare",
    ],
    ['', 'there is no header'],
  ])('a header %s is refused', async (header, problem) => {
    const file = actions(header);
    const error = await errorOf(trades().then((market) => withActions(market, { file, onBadRow: 'skip' })));
    expect([error.code, error.details]).toEqual(['badCsvRow', { file, line: 1, problem }]);
  });

  it('a file that is not there is named', async () => {
    const error = await errorOf(trades().then((market) => withActions(market, { file: 'nowhere.csv' })));
    expect(error.code).toBe('missingFile');
  });
});
