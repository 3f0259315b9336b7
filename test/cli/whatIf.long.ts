/** A what-if of which nothing is otherwise comes to the record: other days, other brokers, and days that were traded. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';
import { freshFolder } from '../support/journals.ts';
import { recordedDays } from '../support/recordedDays.ts';

interface Found {
  readonly firstDifference: unknown;
  readonly stateHash: { readonly recorded: string; readonly hypothetical: string };
}
/** Runs, and plays the run again with nothing changed from an input on. */
async function runAgain(from: number, folder: string, ...options: readonly string[]): Promise<Found> {
  const [journal, changes] = [join(folder, 'run.db'), join(folder, 'nothing.ndjson')];
  writeFileSync(changes, '');
  await here('run', '--speed', 'max', '--json', '--journal', journal, ...options);
  const asked = ['replay', journal, '--what-if', changes, '--from', String(from), '--json'];
  const { code, stdout, stderr } = await here(...asked);
  expect([code, stderr]).toEqual([exitCodes.done, '']);
  return JSON.parse(stdout) as Found;
}

describe('a what-if of which nothing is otherwise', () => {
  it.each([
    ['a broker that takes its time', ['--latency', '150']],
    ['a broker that answers at once', ['--latency', '0']],
    ['another day', ['--seed', '11']],
  ])('comes to the same with %s', async (_what, options) => {
    const found = await runAgain(20, freshFolder(), '--symbols', 'ALFA,BRVO', ...options);
    expect(found.firstDifference).toBeNull();
    expect(found.stateHash.hypothetical).toBe(found.stateHash.recorded);
  });

  it('comes to the same on five recorded days', async () => {
    const folder = freshFolder();
    const days = recordedDays(folder);
    const data = ['--data', days.data, '--symbols', days.symbols.join(','), '--from', days.from, '--to', days.to];
    const found = await runAgain(4_000, folder, ...data, '--signals', days.signals);
    expect(found.firstDifference).toBeNull();
    expect(found.stateHash.hypothetical).toBe(found.stateHash.recorded);
  });
});
