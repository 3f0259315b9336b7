import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { openRunJournal } from '../../src/cli/run/journals.ts';
import type { RunOptions } from '../../src/cli/run/options.ts';
import { createDesk } from '../support/desk.ts';
import { changeDatabase, freshFolder, openJournalAt } from '../support/journals.ts';

const desk = parseDesk('desk: test\nrules: {}');

/** A run that began halted and broke off. */
async function brokenOff(): Promise<string> {
  const file = join(freshFolder(), 'run.db');
  const journal = await openJournalAt(file, { desk: desk.name });
  createDesk({ journal: journal as never, halts: [{ scope: 'desk', operator: 'ada', why: 'lunch' }] });
  await journal.close();
  return file;
}
const opened = (journal: string) => openRunJournal({ journal } as RunOptions, desk, '0.1.0');

it('a run that broke off begins with the halts that it had begun with', async () => {
  const { begunWith, close } = await opened(await brokenOff());
  await close();
  expect(begunWith).toMatchObject([{ scope: 'desk', operator: 'ada' }]);
});

it('a journal whose halt can not be read is let go of: it can be opened again, and is refused for the same', async () => {
  const file = await brokenOff();
  changeDatabase(file, "UPDATE records SET data = 'x' WHERE type = 'risk.halt'");
  await expect(opened(file)).rejects.toThrow(expect.objectContaining({ code: 'journalRecordChanged' }));
  await expect(opened(file)).rejects.toThrow(expect.objectContaining({ code: 'journalRecordChanged' }));
});
