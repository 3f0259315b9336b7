/** Journals of several days for tests of archives: records and market data in turn, a commit for each three inputs. */
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import type { Envelope } from '../../src/envelope.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { timestamp } from '../../src/identifiers.ts';
import { openJournalAt, volumeInput } from './journals.ts';

export const days = ['2025-03-03', '2025-03-04', '2025-03-05'] as const;
/** Inputs of a day. */
export const INPUTS = 12;

/** Every second input is a record of its own, since it has a cause; the others are market data. Inputs are a minute apart, from 10:00. */
export function inputOf(sequence: number): Envelope {
  const place = sequence - 1;
  const day = days[Math.floor(place / INPUTS) % days.length];
  const at = (timestamp(`${day}T15:00:00Z`) + (place % INPUTS) * 60_000_000) as Timestamp;
  return { ...volumeInput(sequence), at, cause: sequence % 2 === 0 ? 1 : 0 };
}

const checkpointAt = (sequence: number) => ({
  sequence,
  base: 0,
  at: inputOf(sequence).at,
  version: '0.1.0',
  heard: {},
  machines: {},
  hash: `hash of ${sequence}`,
  entries: [{ owner: 'o', version: 1, part: 'p', key: 'k', text: `${sequence}` }],
});

/** A journal of the three days, with a checkpoint behind each input that is named. */
export async function journalOfDays(file: string, checkpoints: readonly number[] = [days.length * INPUTS]) {
  const journal = await openJournalAt(file);
  for (let sequence = 1; sequence <= days.length * INPUTS; sequence++) {
    journal.append(inputOf(sequence));
    if (checkpoints.includes(sequence)) journal.keep?.(checkpointAt(sequence));
    if (sequence % 3 === 0) for await (const _ of journal.read(sequence)); // what waits is committed before it is read
  }
  await journal.close();
  return file;
}

/** Every input of a journal, wherever it is. */
export function inputsOf(file: string): readonly Envelope[] {
  const reader = openJournal(file);
  try {
    return [...reader.recordsNow()].map(({ envelope }) => envelope);
  } finally {
    reader.close();
  }
}
