import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archiveDays } from '../../src/adapters/journal/archiving.ts';
import { inputsOf, journalOfDays } from '../support/archives.ts';
import { root } from '../support/commandLine.ts';
import { freshFolder } from '../support/journals.ts';

describe('moving days to archives', () => {
  it.each([
    'written',
    'checked',
    'named',
    'noted',
  ])('killed behind the step "%s", loses nothing, and goes on when it is run again', async (step) => {
    const journal = await journalOfDays(join(freshFolder(), 'desk.db'));
    const before = inputsOf(journal);
    const script = `${root}test/kills/archivingProcess.ts`;
    const child = spawn(process.execPath, [script, journal, '2025-03-05', step], { stdio: 'ignore' });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    expect(inputsOf(journal)).toEqual(before);
    const left = archiveDays(journal, { before: '2025-03-05' });
    expect(left.map(({ day }) => day)).toEqual(step === 'noted' ? ['2025-03-04'] : ['2025-03-03', '2025-03-04']);
    expect(inputsOf(journal)).toEqual(before);
  });
});
