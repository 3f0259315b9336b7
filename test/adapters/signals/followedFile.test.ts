/** Signals from a file that is written to while it is read. */
import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FollowedSignals } from '../../../src/adapters/signals/followedFile.ts';
import { createFollowedFile } from '../../../src/adapters/signals/followedFile.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import { minutes, timestamp } from '../../../src/identifiers.ts';
import { freshFolder } from '../../support/journals.ts';

const NOW = timestamp('2025-03-03T15:00:00Z');
const line = (id: string, at = '2025-03-03T15:00:00Z', ticker = 'SPY'): string =>
  `${JSON.stringify({
    ticker,
    prediction: {
      ...{ id, timestamp: at, signal: 'BUY', numeric: 1, confidence: 0.8 },
      ...{ stock_price: 100, probabilities: [0.2, 0.8], feature_values: {} },
    },
    model_info: { name: 'm', version: '1', horizon_minutes: 30 },
  })}\n`;

/** A file, what is heard of it one by one, and what was said of it. */
async function follow(file: string, symbols?: readonly InstrumentId[]) {
  const problems: string[] = [];
  const source: FollowedSignals = await createFollowedFile({
    ...{ file, clock: { now: () => NOW }, oldest: minutes(5), every: 1 },
    ...(symbols === undefined ? {} : { symbols }),
    onProblem: (problem) => problems.push(problem),
  });
  onTestFinished(() => source.close());
  const heard: string[] = [];
  const batches = source.batches()[Symbol.asyncIterator]();
  return {
    problems,
    close: () => source.close(),
    /** Reads on until the signal of that name has been heard. */
    async until(id: string): Promise<readonly string[]> {
      while (!heard.includes(id)) {
        const { value, done } = await batches.next();
        if (done === true) break;
        for (const { event } of value) heard.push(String(event.id));
      }
      return heard;
    },
    ended: async () => (await batches.next()).done,
  };
}
const fresh = (): string => join(freshFolder(), 'signals.ndjson');

describe('a file of signals that is followed', () => {
  it('may not be there yet, and is heard line by line as it is written', async () => {
    const file = fresh();
    const { until, problems } = await follow(file);
    const first = until('a');
    writeFileSync(file, line('a'));
    await first;
    appendFileSync(file, line('b') + line('c'));
    expect(await until('c')).toEqual(['a', 'b', 'c']);
    // Once, if it was looked for before it was there.
    expect(new Set([...problems, `${file}: there is no such file or folder`]).size).toBe(1);
  });

  it('hears a line once it is whole', async () => {
    const file = fresh();
    const { until } = await follow(file);
    const [begun, rest] = [line('a').slice(0, 40), line('a').slice(40)];
    writeFileSync(file, line('z') + begun);
    expect(await until('z')).toEqual(['z']);
    appendFileSync(file, rest);
    expect(await until('a')).toEqual(['z', 'a']);
  });

  it('passes over what is old when it begins, and says how much; what comes later is judged by the desk', async () => {
    const file = fresh();
    const old = '2025-03-03T14:54:59Z';
    writeFileSync(file, line('old', old) + line('older', '2025-03-02T15:00:00Z') + line('young'));
    const { until, problems } = await follow(file);
    await until('young');
    const late = until('late');
    appendFileSync(file, line('late', old));
    expect(await late).toEqual(['young', 'late']);
    expect(problems).toEqual([`${file}: 2 older prediction(s) are passed over`]);
  });

  it('says what is wrong with a line, with its place, and goes on', async () => {
    const file = fresh();
    writeFileSync(file, `${line('a')}{ "ticker": \nno json\n${line('a').replace('BUY', 'SELL')}${line('b')}`);
    const { until, problems } = await follow(file);
    expect(await until('b')).toEqual(['a', 'b']);
    expect(problems).toEqual([
      expect.stringContaining(`${file}:2: `),
      expect.stringContaining(`${file}:3: `),
      `${file}:4: a is another prediction already`,
    ]);
  });

  it('tells of the symbols that are wanted, and of each prediction once', async () => {
    const file = fresh();
    writeFileSync(file, line('a') + line('a') + line('x', undefined, 'IBM') + line('b'));
    const { until } = await follow(file, ['SPY' as InstrumentId]);
    expect(await until('b')).toEqual(['a', 'b']);
  });

  it('reads a file from its beginning when it has become shorter', async () => {
    const file = fresh();
    writeFileSync(file, line('a') + line('b'));
    const { until, problems } = await follow(file);
    await until('b');
    truncateSync(file, 0);
    const next = until('c');
    appendFileSync(file, line('c'));
    expect(await next).toEqual(['a', 'b', 'c']);
    expect(problems).toEqual([`${file} has become shorter: it is read from its beginning`]);
  });

  it('ends when it is closed', async () => {
    const { close, ended } = await follow(fresh());
    const end = ended();
    close();
    expect(await end).toBe(true);
  });

  it('missingFile: a folder in its place', async () => {
    const folder = fresh();
    mkdirSync(folder);
    await expect(follow(folder)).rejects.toMatchObject({ code: 'missingFile' });
  });
});
