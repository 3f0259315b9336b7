/** What readers have written down, in a journal file. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../../src/adapters/journal/journalFile.ts';
import type { Timestamp } from '../../../src/identifiers.ts';
import type { ReaderChange } from '../../../src/ports.ts';
import { bringBackTo, changeDatabase, freshFolder, openJournalAt, volumeInput } from '../../support/journals.ts';

const change = (sequence: number, entries: readonly (readonly [string, string])[]): ReaderChange => ({
  ...{ reader: 'report', version: 1, sequence, isWhole: sequence === 1 },
  entries: entries.map(([key, text]) => ({ part: 'p', key, text })),
});

/** A journal of two checkpoints with a book beside each. */
async function journalWithBook(): Promise<string> {
  const file = join(freshFolder(), 'journal.db');
  const journal = await openJournalAt(file);
  for (const book of [
    change(1, [
      ['a', '"one"'],
      ['b', '2'],
    ]),
    change(2, [['a', '"other"']]),
  ]) {
    // biome-ignore format: one thought
    const { sequence } = book;
    journal.append(volumeInput(sequence));
    const rest = { at: sequence as Timestamp, version: '0.1.0', heard: {}, machines: {}, hash: 'x', entries: [] };
    journal.keep?.({ sequence, base: sequence - 1, ...rest }, [book]);
  }
  await journal.close();
  return file;
}
function booksIn(file: string) {
  const reader = openJournal(file);
  try {
    return reader.readerBooks();
  } finally {
    reader.close();
  }
}
const whole = {
  ...{ reader: 'report', version: 1, sequence: 2 },
  entries: [
    { part: 'p', key: 'a', text: '"other"' },
    { part: 'p', key: 'b', text: '2' },
  ],
};

describe('the book of a reader in a journal file', () => {
  it('comes to all that was written', async () => {
    expect(booksIn(await journalWithBook())).toEqual([whole]);
  });

  it.each([
    ['an entry of which was changed', `UPDATE reader_entries SET text = '3' WHERE key = 'b'`],
    ['an entry of which was renamed', `UPDATE reader_entries SET key = 'c' WHERE key = 'b'`],
    ['an entry of which is gone', `DELETE FROM reader_entries WHERE key = 'b'`],
    ['to which something was added', `INSERT INTO reader_entries VALUES (9, 'report', 'p', 'c', '3')`],
    ['that is said to go further', 'UPDATE readers SET sequence = 3'],
    ['that is said to be of another version', 'UPDATE readers SET version = 2'],
  ])('one %s is said not to be as it was written', async (_, statement) => {
    const file = await journalWithBook();
    changeDatabase(file, statement);
    expect(booksIn(file)).toEqual([{ reader: 'report', problem: 'it is not as it was written' }]);
  });

  it('is none in a journal of an older form, which is brought up to this one by whoever writes', async () => {
    const file = await journalWithBook();
    bringBackTo(3, file);
    expect(booksIn(file)).toEqual([]);
    const journal = await openJournalAt(file);
    expect(await journal.readerBooks?.()).toEqual([]);
    await journal.close();
    expect(booksIn(file)).toEqual([]);
  });
});
