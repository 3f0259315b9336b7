/**
 * How far a journal was on the disk, noted beside it. A log that is torn or changed ends for SQLite where it is still whole, and nothing in
 * the file tells that there was more: the note does. It is written behind a commit, or behind a few that follow one another at once, and not
 * waited for: after a loss of power it may be older than the journal, and never newer.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { OrdermatonError } from '../../errors.ts';

const markOf = (file: string): string => `${file}.mark`;
/** Always as long, so that it is written over in place. */
const LENGTH = 16;

export class JournalMark {
  readonly #place: number | undefined;

  constructor(file: string) {
    this.#place = opened(markOf(file));
  }
  note(sequence: number): void {
    if (this.#place === undefined) return;
    try {
      writeSync(this.#place, `${String(sequence).padStart(LENGTH)}\n`, 0);
    } catch {
      // The journal is what counts: an older mark finds less, and nothing wrong.
    }
  }
  close(): void {
    if (this.#place !== undefined) closeSync(this.#place);
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
  } catch {
    return undefined;
  }
}

/** @throws `journalShort` when a journal that ends at `last` had been further; `noted` is taken before an engine that writes can go on */
export function assertNotShort(file: string, last: number, noted = notedBeside(file)): void {
  if (noted > last) throw new OrdermatonError('journalShort', { file, last, noted, mark: markOf(file) });
}

/** The sequence that is noted; 0 where there is no note that can be read. */
export function notedBeside(file: string): number {
  try {
    const text = readFileSync(markOf(file), 'latin1');
    return text.length === LENGTH + 1 ? Number(text) || 0 : 0;
  } catch {
    return 0;
  }
}
