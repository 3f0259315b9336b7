import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSources } from '../../src/cli/run/sources.ts';
import {
  accountNames,
  date,
  list,
  milliseconds,
  minutesOption,
  portNumber,
  secondsOption,
  sequenceNumber,
  speed,
  timeOfDay,
  timeZone,
  wholeNumber,
} from '../../src/cli/values.ts';
import { writeLean } from '../adapters/marketData/leanFolder.ts';

describe('the value of an option', () => {
  it.each([
    ['a date', date, '2013-10-07', '2013-10-07'],
    ['tickers', list, 'spy, brk.b', ['SPY', 'BRK.B']],
    ['accounts', accountNames, 'du1, DU2', ['DU1', 'DU2']],
    ['a port', portNumber, '65535', 65_535],
    ['a seed', wholeNumber, '0', 0],
    ['an input', sequenceNumber, '1', 1],
    ['a period', minutesOption, '0.5', 0.5],
    ['a latency', milliseconds, '60000', 60_000],
    ['a time of day', timeOfDay, '23:45', 1_425],
    ['a speed', speed, '0.5', 0.5],
    ['a time to wait', secondsOption, '2.5', 2.5],
    ['a time zone', timeZone, 'Europe/Berlin', 'Europe/Berlin'],
    ['no limit of speed', speed, 'max', 'max'],
  ] as const)('%s is read', (_name, read: (text: string) => unknown, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['a day that there is not', date, '2013-02-30', 'Expected a date'],
    ['a month that there is not', date, '2013-13-01', 'Expected a date'],
    ['a ticker with a blank', list, 'S PY', 'Expected tickers'],
    ['no ticker', list, '', 'Expected tickers'],
    ['an account that may be real', accountNames, 'U123', 'Expected simulated accounts'],
    ['an account twice', accountNames, 'DU1,du1', 'Expected simulated accounts'],
    ['no port', portNumber, '65536', 'Expected a port'],
    ['a seed below zero', wholeNumber, '-1', 'Expected a whole number'],
    ['no seed', wholeNumber, '', 'Expected a whole number'],
    ['input 0', sequenceNumber, '0', '1 or more'],
    ['a period of nothing', minutesOption, '0', 'above zero'],
    ['a latency of years', milliseconds, '99999999999', 'from 0 to 60000'],
    ['a latency below zero', milliseconds, '-1', 'from 0 to 60000'],
    ['a time that there is not', timeOfDay, '24:00', 'Expected a time of day'],
    ['a speed of nothing', speed, '0', 'above zero, or max'],
    ['a wait of nothing', secondsOption, '0', 'Expected seconds, from 1 to 3600'],
    ['a wait of hours', secondsOption, '3601', 'Expected seconds, from 1 to 3600'],
    ['a wait that is none', secondsOption, 'long', 'Expected seconds, from 1 to 3600'],
    ['a zone that there is not', timeZone, 'Mars/Olympus', 'Expected a time zone'],
    ['a speed without end', speed, 'Infinity', 'above zero, or max'],
  ] as const)('%s is refused', (_name, read: (text: string) => unknown, text, message) => {
    expect(() => read(text)).toThrow(CommanderError);
    expect(() => read(text)).toThrow(message);
  });
});

describe('options that mean nothing together are refused', () => {
  const base = { seed: 7, onBadRow: 'stop', onMissingDay: 'stop', logLevel: 'warn' } as const;
  it.each([
    ['--to', { to: '2013-10-07' }, '--to: is for recorded data: name it with --data'],
    ['--period', { period: 5 }, '--period: is for recorded data'],
    ['--resolution', { resolution: 'daily' }, '--resolution: is for recorded data'],
    [
      '--period with a folder',
      { data: 'test', period: 5 },
      '--period: is for bars of a CSV file, and test is a folder',
    ],
    [
      '--resolution with a file',
      { data: 'package.json', resolution: 'daily' },
      '--resolution: is for a LEAN folder, and package.json is a file',
    ],
    ['--corporate-actions without data', { corporateActions: 'none' }, '--corporate-actions: is for recorded data'],
    [
      'factor files of a file',
      { data: 'package.json', corporateActions: 'factorFiles' },
      '--corporate-actions: is for a LEAN folder, and package.json is a file',
    ],
  ] as const)('%s', async (_name, options, message) => {
    const opening = openSources({ ...base, ...options }, () => undefined);
    await expect(opening).rejects.toMatchObject({ code: 'badArgument', message: expect.stringContaining(message) });
  });
});

describe('where splits and dividends come from', () => {
  const base = { seed: 7, onBadRow: 'stop', onMissingDay: 'stop', logLevel: 'warn' } as const;
  const written = (name: string, text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'ordermaton-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  it.each([
    ['from a file beside CSV data', 'file', 1],
    ['none beside CSV data', 'none', 0],
    ['unless told, none beside CSV data', undefined, 0],
  ])('%s', async (_name, from, count) => {
    const bars = ['03', '04'].map((day) => `2025-03-${day}T15:00:00Z,SPY,100,101,99,100,10`);
    const data = written('bars.csv', ['time,symbol,open,high,low,close,volume', ...bars].join('\n'));
    const file = written('splits.csv', 'exDate,symbol,newShares,oldShares\n2025-03-04,SPY,2,1');
    const corporateActions = from === 'file' ? file : from;
    const options = { ...base, data, period: 1, ...(corporateActions === undefined ? {} : { corporateActions }) };
    const { market } = await openSources(
      { ...options, symbols: ['SPY'], desk: written('desk.yaml', 'desk: plain\nrules: {}\n') },
      () => undefined,
    );
    const types: string[] = [];
    for await (const batch of market.batches()) types.push(...batch.map(({ event }) => event.type));
    expect(types.filter((type) => type === 'market.split')).toHaveLength(count);
    expect(types.filter((type) => type === 'market.bar')).toHaveLength(2);
  });

  it('from a file beside a LEAN folder: its factor files are not read', async () => {
    const root = dirname(written('none', ''));
    const day = (date: string): string => `${date} 00:00,100,100,100,100,1000`;
    writeLean(root, { 'daily/spy': ['20250303', '20250304', '20250305'].map(day).join('\n') });
    mkdirSync(join(root, 'equity', 'usa', 'factor_files'), { recursive: true });
    writeFileSync(join(root, 'equity', 'usa', 'factor_files', 'spy.csv'), '20250303,1,0.5,100\n20501231,1,1,0\n');
    const splitsFrom = async (corporateActions: string): Promise<readonly string[]> => {
      const desk = written('desk.yaml', 'desk: plain\nrules: {}\n');
      const options = { ...base, data: root, resolution: 'daily', symbols: ['SPY'], desk, corporateActions } as const;
      const { market } = await openSources(options, () => undefined);
      const dates: string[] = [];
      for await (const batch of market.batches())
        dates.push(...batch.flatMap(({ event }) => (event.type === 'market.split' ? [event.exDate] : [])));
      return dates;
    };
    const file = written('splits.csv', 'exDate,symbol,newShares,oldShares\n2025-03-05,SPY,2,1');
    expect([await splitsFrom('factorFiles'), await splitsFrom(file), await splitsFrom('none')]).toEqual([
      ['2025-03-04'],
      ['2025-03-05'],
      [],
    ]);
  });
});
