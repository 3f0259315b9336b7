/** Signals from a folder into which files are put. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { createWatchedFolder } from '../../../src/adapters/signals/watchedFolder.ts';
import { isoTime, later, minutes, seconds } from '../../../src/identifiers.ts';
import { freshFolder } from '../../support/journals.ts';
import { NOW } from '../../support/monitors.ts';

const line = (id: string, after = 0): string =>
  `${JSON.stringify({ ticker: 'SPY', action: 'buy', id, time: isoTime(later(NOW, seconds(after))) })}\n`;

/** A folder, and what is heard of it one by one; `again` is what a restart hears. */
function watch(base = freshFolder()) {
  const folder = join(base, 'signals');
  mkdirSync(folder, { recursive: true });
  const problems: string[] = [];
  const source = createWatchedFolder({
    ...{ folder, marks: join(base, 'marks.json'), clock: createSimulatedClock({ start: NOW }), oldest: minutes(5) },
    ...{ every: 1, onProblem: (problem: string) => problems.push(problem) },
  });
  onTestFinished(() => source.close());
  const batches = source.batches()[Symbol.asyncIterator]();
  const heard: string[] = [];
  return {
    ...{ folder, problems, heard, base },
    file: (name: string) => join(folder, name),
    marks: () => JSON.parse(readFileSync(join(base, 'marks.json'), 'utf8')) as Record<string, { bytes: number }>,
    async until(what: string): Promise<readonly string[]> {
      while (!heard.includes(what)) {
        const { value, done } = await batches.next();
        if (done === true) break;
        for (const { event } of value) heard.push('id' in event ? String(event.id) : JSON.stringify(event));
      }
      return heard;
    },
    async ended(): Promise<boolean> {
      source.close();
      return (await batches.next()).done === true;
    },
  };
}

it('files are read in the order of their names, each to its end, and what is added is read as well', async () => {
  const { file, until } = watch();
  writeFileSync(file('b.ndjson'), line('b1'));
  writeFileSync(file('a.ndjson'), line('a1') + line('a2'));
  writeFileSync(file('notes.txt'), line('x'));
  expect(await until('b1')).toEqual(['a1', 'a2', 'b1']);
  const next = until('c1');
  appendFileSync(file('a.ndjson'), line('a3'));
  writeFileSync(file('c.ndjson'), line('c1'));
  await next;
  expect([...(await until('a3'))].sort()).toEqual(['a1', 'a2', 'a3', 'b1', 'c1']);
});

it('a line is heard once it is whole', async () => {
  const { file, until } = watch();
  const whole = line('a1');
  writeFileSync(file('a.ndjson'), whole.slice(0, 20));
  writeFileSync(file('b.ndjson'), line('b1'));
  expect(await until('b1')).toEqual(['b1']);
  appendFileSync(file('a.ndjson'), whole.slice(20));
  expect(await until('a1')).toEqual(['b1', 'a1']);
});

it('what has been heard is marked, and a restart goes on behind it', async () => {
  const first = watch();
  writeFileSync(first.file('a.ndjson'), line('a1') + line('a2').slice(0, 10));
  await first.until('a1');
  writeFileSync(first.file('b.ndjson'), line('b1'));
  await first.until('b1');
  expect(first.marks()).toMatchObject({ 'a.ndjson': { bytes: line('a1').length } });
  // that b has been heard is marked when the next is asked for
  expect(await first.ended()).toBe(true);
  const second = watch(first.base);
  appendFileSync(second.file('a.ndjson'), line('a2').slice(10));
  expect(await second.until('a2')).toEqual(['a2']);
});

it('what broke off before it was heard is heard by the next', async () => {
  const first = watch();
  writeFileSync(first.file('a.ndjson'), line('a1'));
  await first.until('a1'); // taken, and nobody has asked for more: perhaps it was not kept
  const second = watch(first.base);
  expect(await second.until('a1')).toEqual(['a1']);
});

it('another file of the same name is read from its beginning, and a file that is gone is forgotten', async () => {
  const { file, until, problems, marks } = watch();
  writeFileSync(file('a.ndjson'), line('a1') + line('a2'));
  await until('a2');
  const next = until('z1');
  writeFileSync(file('a.ndjson'), line('z1'));
  await next;
  expect(problems).toEqual(['a.ndjson is another file than before: it is read from its beginning']);
  rmSync(file('a.ndjson'));
  writeFileSync(file('b.ndjson'), line('b1'));
  await until('b1');
  expect(Object.keys(marks())).not.toContain('a.ndjson');
});

it('signalUnreadable: a line that is none is refused with its place, what is old is passed over and counted', async () => {
  const { file, until, heard, problems } = watch();
  writeFileSync(file('a.ndjson'), `${line('old', -301)}no json\n\n${line('a1')}`);
  await until('a1');
  expect(heard).toEqual([
    JSON.stringify({
      ...{ type: 'feed.refused', feed: 'folder', code: 'signalUnreadable' },
      detail: `${file('a.ndjson')}:2: it is no JSON`,
    }),
    'a1',
  ]);
  expect(problems).toEqual([`${file('a.ndjson')}: 1 older signal(s) are passed over`]);
});

it('a line without an end is given up, and what comes behind it is heard', async () => {
  const { file, until, heard } = watch();
  writeFileSync(file('a.ndjson'), `${'x'.repeat(1 << 20)}\n${line('a1')}`);
  await until('a1');
  expect(heard).toHaveLength(2);
});

it('a folder that is not there yet is waited for', async () => {
  const { folder, file, until, problems } = watch();
  rmSync(folder, { recursive: true });
  const heard = until('a1');
  while (problems.length === 0) await new Promise((resolve) => setImmediate(resolve));
  mkdirSync(folder);
  writeFileSync(file('a.ndjson'), line('a1'));
  expect(await heard).toEqual(['a1']);
  expect(problems).toEqual([`${folder}: there is no such file or folder`]);
});

it('says of a file that can not be read once what is wrong, and reads the others', async () => {
  const { file, until, problems } = watch();
  mkdirSync(file('a.ndjson')); // it can be opened, and not read
  writeFileSync(file('b.ndjson'), line('b1'));
  await until('b1');
  const next = until('b2');
  appendFileSync(file('b.ndjson'), line('b2'));
  await next;
  expect(problems).toEqual([`${file('a.ndjson')}: it is a folder`]);
  rmSync(file('a.ndjson'), { recursive: true });
  writeFileSync(file('a.ndjson'), line('a1'));
  expect(await until('a1')).toEqual(['b1', 'b2', 'a1']);
});
