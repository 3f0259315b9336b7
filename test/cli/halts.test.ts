import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHaltMarks } from '../../src/adapters/documents/haltMarks.ts';
import { documentFolder } from '../../src/adapters/documents/smallDocument.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { OrdermatonError } from '../../src/errors.ts';
import { ordermatonHere as here, start } from '../support/commandLine.ts';
import { createDesk } from '../support/desk.ts';
import { freshFolder, recorded } from '../support/journals.ts';

/** A state folder in which a person has halted a desk. */
function halted(desk: string): string {
  const state = freshFolder();
  const { engine, send } = createDesk();
  openHaltMarks(documentFolder(state, { mode: 'simulated', account: 'PAPER', desk })).follow(engine.bus);
  send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'lunch' });
  return state;
}
const day = ['run', '--speed', 'max', '--json'] as const;
const countsOf = (stdout: string) => (JSON.parse(stdout) as { counts: Record<string, number> }).counts;

describe('a run of a desk that is marked as halted', () => {
  it('begins halted and says so in a sentence with the remedy, which lets it trade', async () => {
    const state = halted('reference');
    const marked = await here(...day, '--state-dir', state);
    expect(marked.code).toBe(exitCodes.done);
    expect(marked.stderr).toBe(
      `The desk begins halted, marked as halted at 2025-03-03T15:00:00Z by ada: lunch. Only what reduces risk may pass; --resume <why> takes the mark in ${join(state, 'simulated/PAPER/reference/halt.json')} off.\n`,
    );
    expect(countsOf(marked.stdout)['refused.halted']).toBeGreaterThan(0);
    expect(JSON.parse(marked.stdout)).toMatchObject({ fills: [] });

    const resumed = await here(...day, '--state-dir', state, '--resume', 'lunch is over');
    expect(resumed.stderr).toBe('The halt of desk (lunch) is lifted: lunch is over.\n');
    expect((JSON.parse(resumed.stdout) as { fills: unknown[] }).fills).not.toEqual([]);
    expect((await here(...day, '--state-dir', state)).stderr).toBe('');
  });

  it.each([
    ['another desk', 'other', []],
    ['a run that leaves nothing behind', 'reference', ['--no-journal']],
  ])('is not %s', async (_what, desk, options) => {
    const { stdout, stderr } = await here(...day, '--state-dir', halted(desk), ...options);
    expect(stderr).toBe('');
    expect(countsOf(stdout)['refused.halted']).toBeUndefined();
  });

  it('that broke off goes on as it began: it may not have been halted since, and stays halted when the mark is gone', async () => {
    const [journal, state] = [join(freshFolder(), 'day.db'), halted('reference')];
    const options = ['--journal', journal, '--state-dir', state] as const;
    const running = start('run', '--speed', '2400', ...options);
    await running.printed('session 2025-03-03 opened');
    await recorded(journal, 'risk.halt');
    running.signal('SIGKILL');
    await running.ended;
    openHaltMarks(documentFolder(state, { mode: 'simulated', account: 'PAPER', desk: 'reference' })).lift();
    const gone = await here(...day, ...options);
    expect(gone.stderr).toContain('Only what reduces risk may pass; its journal begins so');
    expect(countsOf(gone.stdout)['refused.halted']).toBeGreaterThan(0);

    const other = join(freshFolder(), 'other.db');
    const begun = start('run', '--speed', '2400', '--journal', other, '--state-dir', state);
    await begun.printed('session 2025-03-03 opened');
    await recorded(other, 'desk.configured');
    begun.signal('SIGKILL');
    await begun.ended;
    const since = await here(...day, '--journal', other, '--state-dir', halted('reference'));
    expect(since.code).toBe(exitCodes.data);
    const why = 'marked as halted at 2025-03-03T15:00:00Z by ada: lunch';
    const error = new OrdermatonError('haltMarked', { desk: 'reference', scope: 'desk', why });
    expect(since.stderr).toContain(`${error.message}\n${error.remedy}`);
  });

  it('whose mark is broken begins halted too', async () => {
    const state = halted('reference');
    writeFileSync(join(state, 'simulated/PAPER/reference/halt.json'), '{');
    const { stderr, stdout } = await here(...day, '--state-dir', state);
    expect(stderr).toContain('the halt mark was broken and lies in');
    expect(countsOf(stdout)['refused.halted']).toBeGreaterThan(0);
  });
});
