/** What readers have written down, in a journal file: one book each, brought up to each checkpoint in the same transaction. */
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { BrokenReaderBook, ReaderBook, ReaderChange, ReaderEntry } from '../../ports.ts';

/** A change on its way to the other thread: its entries are one text. */
export interface PackedReaderChange extends Omit<ReaderChange, 'entries'> {
  readonly text: string;
}

export const packReaderChange = ({ entries, ...rest }: ReaderChange): PackedReaderChange => ({
  ...rest,
  text: entries.map(({ part, key, text }) => JSON.stringify([part, key, text])).join('\n'),
});

const entriesIn = (text: string): readonly ReaderEntry[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [part, key, found] = JSON.parse(line) as [string, string, string];
      return { part, key, text: found };
    });

/** How far a book goes, and what its entries come to. */
interface Head {
  readonly version: number;
  readonly sequence: number;
  readonly entries: number;
  /** Of the checksums of its entries. */
  readonly sum: number;
}

/** Sums stay exact numbers. */
const WRAP = 2 ** 48;
const checksumOf = ({ part, key, text }: ReaderEntry): number => crc32(JSON.stringify([part, key, text]));
const checksumOfHead = (reader: string, { version, sequence, entries, sum }: Head): number =>
  crc32(JSON.stringify([reader, version, sequence, entries, sum]));

/** Brings a book up to where its reader is. */
export function keepReader(
  database: DatabaseSync,
  { reader, version, sequence, isWhole, text }: PackedReaderChange,
): void {
  if (isWhole) database.prepare('DELETE FROM reader_entries WHERE reader = ?').run(reader);
  const found = database.prepare('SELECT entries, sum FROM readers WHERE reader = ?').get(reader);
  let { entries, sum } =
    isWhole || found === undefined
      ? { entries: 0, sum: 0 }
      : { entries: Number(found.entries), sum: Number(found.sum) };
  const find = database.prepare('SELECT text FROM reader_entries WHERE reader = ? AND part = ? AND key = ?');
  const write = database.prepare(
    `INSERT INTO reader_entries (reader, part, key, text) VALUES (?, ?, ?, ?)
     ON CONFLICT (reader, part, key) DO UPDATE SET text = excluded.text`,
  );
  for (const entry of entriesIn(text)) {
    const { part, key } = entry;
    const before = find.get(reader, part, key);
    if (before === undefined) entries++;
    else sum += WRAP - checksumOf({ part, key, text: String(before.text) });
    sum = (sum + checksumOf(entry)) % WRAP;
    write.run(reader, part, key, entry.text);
  }
  const head = { version, sequence, entries, sum };
  database
    .prepare('INSERT OR REPLACE INTO readers VALUES (?, ?, ?, ?, ?, ?)')
    .run(reader, version, sequence, entries, sum, checksumOfHead(reader, head));
}

/** Every book as it was last kept, or what is wrong with it. */
export const readersIn = (database: DatabaseSync): readonly (ReaderBook | BrokenReaderBook)[] =>
  database
    .prepare('SELECT * FROM readers ORDER BY reader')
    .all()
    .map(({ reader, checksum, ...head }) =>
      bookOf(database, String(reader), { ...(head as unknown as Head), checksum: Number(checksum) }),
    );

function bookOf(
  database: DatabaseSync,
  reader: string,
  head: Head & { readonly checksum: number },
): ReaderBook | BrokenReaderBook {
  const rows = database
    .prepare('SELECT part, key, text FROM reader_entries WHERE reader = ? ORDER BY place')
    .all(reader);
  const entries = rows.map(({ part, key, text }) => ({ part: String(part), key: String(key), text: String(text) }));
  const sum = entries.reduce((all, entry) => (all + checksumOf(entry)) % WRAP, 0);
  const isAsWritten =
    entries.length === head.entries && sum === head.sum && checksumOfHead(reader, head) === head.checksum;
  if (!isAsWritten) return { reader, problem: 'it is not as it was written' };
  return { reader, version: head.version, sequence: head.sequence, entries };
}
