import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LeanOptions } from '../../../src/adapters/marketData/lean.ts';
import { createLeanData } from '../../../src/adapters/marketData/lean.ts';
import type { SkippedRows } from '../../../src/adapters/marketData/rows.ts';
import { eventProblem } from '../../../src/events.ts';
import { isoTime } from '../../../src/identifiers.ts';
import { decimalText } from '../../../src/money.ts';
import type { MarketFact, Timed } from '../../../src/ports.ts';
import { writeLean } from './leanFolder.ts';
import { errorOf, readAll, temporaryFolder } from './reading.ts';

/** A daily bar that closes at so many ten-thousandths. */
const day = (date: string, close: number): string => `${date} 00:00,${close},${close},${close},${close},1000`;

/** A folder of daily bars of AAPL, and its factor file. */
function folder(factors: readonly string[], days: readonly string[]): string {
  const root = temporaryFolder();
  writeLean(root, { 'daily/aapl': days.join('\n') });
  const place = join(root, 'equity', 'usa', 'factor_files');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'aapl.csv'), `${factors.join('\n')}\n`);
  return root;
}
const june = [
  day('20140605', 6_473_500),
  day('20140606', 6_455_700),
  day('20140609', 937_000),
  day('20140610', 942_500),
  day('20140807', 944_800),
];
const tell = ({ at, event }: Timed<MarketFact>): string => {
  const time = isoTime(at);
  if (event.type === 'market.split')
    return `${time} split ${decimalText(event.newShares)} for ${decimalText(event.oldShares)}, ex ${event.exDate}`;
  if (event.type === 'market.dividend')
    return `${time} dividend ${decimalText(event.perShare)} ${event.currency}, ex ${event.exDate}`;
  return `${time} ${event.type === 'market.bar' ? decimalText(event.close) : event.type}`;
};
const read = async (root: string, options: Partial<LeanOptions> = {}) =>
  await readAll(await createLeanData({ root, symbols: ['AAPL'], resolution: 'daily', ...options }));

/** What happens between the first and the last of some days, as told by factors. */
async function actions(factors: readonly string[], days: readonly string[]): Promise<readonly string[]> {
  const all = await read(folder(factors, days));
  return all.filter(({ event }) => event.type !== 'market.bar').map((item) => tell(item).slice(21));
}

describe('the factor file beside a LEAN folder', () => {
  it('a split and a dividend come at the first moment of the ex-date: behind the last bar of before, ahead of everything after', async () => {
    const root = folder(
      [
        '20140507,0.8961764,0.0357143,592.33',
        '20140606,0.9011818,0.0357143,645.57',
        '20140806,0.9011818,0.25,94.97',
        '20501231,0.9056639,0.25,0',
      ],
      june,
    );
    const events = await read(root);
    expect(events.map(tell)).toEqual([
      '2014-06-06T04:00:00Z 647.35',
      '2014-06-07T04:00:00Z 645.57',
      '2014-06-09T04:00:00Z split 7 for 1, ex 2014-06-09',
      '2014-06-10T04:00:00Z 93.7',
      '2014-06-11T04:00:00Z 94.25',
      '2014-08-07T04:00:00Z dividend 0.47 USD, ex 2014-08-07',
      '2014-08-08T04:00:00Z 94.48',
    ]);
    expect(events.find(({ event }) => eventProblem(event) !== undefined)).toBeUndefined();
  });

  // Of the real files; what was paid and split then is on the pages of the issuers.
  it.each([
    [
      'AAPL 2000, 2:1',
      ['20000620,0.8613657,0.00892857,101', '20050225,0.8613657,0.01785710,88.97'],
      ['2000-06-20', '2000-06-21'],
      'split 2 for 1, ex 2000-06-21',
    ],
    [
      'AAPL 2005, 2:1',
      ['20050225,0.8613657,0.01785710,88.97', '20120808,0.8613657,0.03571430,619.86'],
      ['2005-02-25', '2005-02-28'],
      'split 2 for 1, ex 2005-02-28',
    ],
    [
      'AAPL 2014, 7:1',
      ['20140606,0.9011818,0.03571430,645.57', '20140806,0.9011818,0.25,94.97'],
      ['2014-06-06', '2014-06-09'],
      'split 7 for 1, ex 2014-06-09',
    ],
    [
      'AIG 1998, 3:2',
      ['19980731,0.6586269,7.11111022,150.69', '19980901,0.6586269,10.66670000,80.44'],
      ['1998-07-31', '1998-08-03'],
      'split 3 for 2, ex 1998-08-03',
    ],
    [
      'AIG 1999, 5:4',
      ['19990730,0.6601624,10.66670000,116.38', '19990831,0.6601624,13.333300,92.69'],
      ['1999-07-30', '1999-08-02'],
      'split 5 for 4, ex 1999-08-02',
    ],
    [
      'AIG 2009, 1:20',
      ['20090630,0.7048563,20,1.13', '20110119,0.7048563,1,51.2'],
      ['2009-06-30', '2009-07-01'],
      'split 1 for 20, ex 2009-07-01',
    ],
    [
      'IBM 2013, 0.95',
      ['20130806,0.7427522,1,190.99', '20131105,0.7464652,1,177.85'],
      ['2013-08-06', '2013-08-07'],
      'dividend 0.95 USD, ex 2013-08-07',
    ],
    [
      'AAPL 2012, 2.65',
      ['20120808,0.8613657,0.03571430,619.86', '20121106,0.8650639,0.03571430,582.86'],
      ['2012-08-08', '2012-08-09'],
      'dividend 2.65 USD, ex 2012-08-09',
    ],
    [
      'SPY 2012, 0.614',
      ['20120315,0.8335844,1,140.72', '20120614,0.8372375,1,133.57'],
      ['2012-03-15', '2012-03-16'],
      'dividend 0.614 USD, ex 2012-03-16',
    ],
  ] as const)('%s', async (_, factors, [before, after], expected) => {
    const days = [before, after].map((date) => day(date.replaceAll('-', ''), 1_000_000));
    expect(await actions(factors, days)).toEqual([expected]);
  });

  it('without a reference price the amount is a share of the last close that was read', async () => {
    const factors = ['20140606,0.9900000,1', '20501231,1.0000000,1'];
    expect(await actions(factors, june)).toEqual(['dividend 6.4557 USD, ex 2014-06-09']);
  });

  it('where both change, the dividend is paid on the shares of before', async () => {
    const factors = ['20140606,0.99,0.5,100', '20501231,1,1,0'];
    expect(await actions(factors, june)).toEqual(['dividend 1 USD, ex 2014-06-09', 'split 2 for 1, ex 2014-06-09']);
  });

  it('what falls outside of the days is not told', async () => {
    const factors = ['20140604,0.98,1,100', '20140807,0.99,1,100', '20501231,1,1,0'];
    expect(await actions(factors, june.slice(1))).toEqual([]);
  });

  it('an ex-date without a bar of its own comes before the next one', async () => {
    const factors = ['20140610,1,0.5,100', '20501231,1,1,0'];
    const all = await read(folder(factors, june));
    expect(all.map(tell).slice(4)).toEqual([
      '2014-06-11T04:00:00Z split 2 for 1, ex 2014-06-11',
      '2014-08-08T04:00:00Z 94.48',
    ]);
  });

  it('for prices that are adjusted already nothing is read', async () => {
    const root = folder(['20140606,1,0.142857,100', '20501231,1,1,0'], june);
    expect((await read(root, { corporateActions: 'none' })).map(({ event }) => event.type)).toEqual(
      june.map(() => 'market.bar'),
    );
  });

  it.each([
    ['no date', '2014060x,1,1,1', "date is '2014060x', not a day such as 20131007"],
    ['a factor of nothing', '20140606,0,1,1', "has factors '0' and '1', not two numbers above zero"],
    ['a factor that is no number', '20140606,1,x,1', "has factors '1' and 'x', not two numbers above zero"],
    ['a reference price that is none', '20140606,1,1,much', "reference price is 'much', not a price above zero"],
    ['a field too many', '20140606,1,1,1,1', 'has 5 fields instead of 3 or 4'],
    ['a date that was before', '20140101,1,1,1', 'date 2014-01-01 is not after that of the row before'],
  ])('%s stops the reading at its place, or is left out and counted', async (_, row, problem) => {
    const root = folder(['20140101,1,1,1', row, '20501231,1,1,0'], june);
    const error = await errorOf(read(root));
    expect(error.code).toBe('badCsvRow');
    expect(error.message).toContain(`aapl.csv:2: ${problem}`);
    const skipped: SkippedRows[] = [];
    await read(root, { onBadRow: 'skip', onSkipped: (rows) => skipped.push(rows) });
    expect(skipped).toMatchObject([{ rows: 1, first: expect.stringContaining(problem) }]);
  });

  it('a dividend whose amount nobody can tell stops the reading, or is left out and counted', async () => {
    const root = folder(['20140606,0.99,1', '20501231,1,1'], june);
    writeLean(root, { 'minute/aapl/20140609_quote': '34200000,1,1,1,1,1,1,1,1,1,1' });
    const minute = { resolution: 'minute', onMissingDay: 'skip' } as const;
    const error = await errorOf(read(root, minute));
    expect(error.message).toContain('aapl.csv:1: has no reference price, and no close of AAPL was read before it');
    const skipped: SkippedRows[] = [];
    await read(root, { ...minute, onBadRow: 'skip', onSkipped: (rows) => skipped.push(rows) });
    expect(skipped).toMatchObject([{ rows: 1, what: 'dividend' }]);
  });
});
