import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../../src/adapters/journal/journalFile.ts';
import type { Timestamp } from '../../../src/identifiers.ts';
import type { Checkpoint } from '../../../src/ports.ts';
import { bringBackTo, changeDatabase, freshFolder, openJournalAt, volumeInput } from '../../support/journals.ts';

/** A journal of so many inputs with a checkpoint behind each: entry `n` is written at `n`, entry `last` each time. */
async function journalOf(count: number): Promise<string> {
  const file = join(freshFolder(), 'journal.db');
  const journal = await openJournalAt(file);
  for (let sequence = 1; sequence <= count; sequence++) {
    journal.append(volumeInput(sequence));
    const entry = (key: string, text: string) => ({ owner: 'o', version: 1, part: 'p', key, text });
    journal.keep?.({
      sequence,
      base: sequence - 1,
      at: sequence as Timestamp,
      version: '0.1.0',
      heard: {},
      machines: {},
      hash: `hash of ${sequence}`,
      entries: [entry(`${sequence}`, 'here'), entry('last', `${sequence}`)],
    });
  }
  await journal.close();
  return file;
}

function checkpointsIn(file: string) {
  const reader = openJournal(file);
  try {
    return { kept: [...reader.checkpoints()], hashes: reader.checkpointHashes() };
  } finally {
    reader.close();
  }
}
const bases = (file: string) => {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare('SELECT sequence FROM checkpoints WHERE base = 0').all();
  database.close();
  return rows.map(({ sequence }) => Number(sequence));
};

describe('checkpoints in a journal file', () => {
  it('are written whole when their chain has grown long, and each comes to all that was written', async () => {
    const file = await journalOf(100);
    expect(bases(file)).toEqual([1, 33, 65, 97]);
    const { kept, hashes } = checkpointsIn(file);
    for (const each of kept as readonly Checkpoint[]) {
      expect(each.entries).toHaveLength(each.sequence + 1);
      expect(each.entries.find(({ key }) => key === 'last')?.text).toBe(`${each.sequence}`);
    }
    expect(hashes).toHaveLength(100);
  });

  it('are kept for the last two chains; of older ones the hash is left', async () => {
    const { kept } = checkpointsIn(await journalOf(100));
    expect(kept.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 36 }, (_, index) => 100 - index));
  });

  it.each([
    ['whose entries were changed', "UPDATE checkpoints SET body = x'00' WHERE sequence = 20", 'not as it was written'],
    ['whose hash was changed', "UPDATE checkpoints SET hash = 'x' WHERE sequence = 20", 'not as it was written'],
    ['that is gone', 'DELETE FROM checkpoints WHERE sequence = 20', 'not there'],
  ])('one %s is said to be, and so are those that build on it; the ones before are whole', async (_, statement, problem) => {
    const file = await journalOf(22);
    changeDatabase(file, statement);
    const { kept } = checkpointsIn(file);
    const broken = kept.filter((each) => 'problem' in each);
    expect(broken.map(({ sequence }) => sequence)).toEqual(problem === 'not there' ? [22, 21] : [22, 21, 20]);
    expect(JSON.stringify(broken[0])).toContain(problem);
    expect(kept.find((each) => !('problem' in each))?.sequence).toBe(19);
  });

  it('are none in a journal of the first form', async () => {
    const file = await journalOf(1);
    bringBackTo(1, file);
    expect(checkpointsIn(file)).toEqual({ kept: [], hashes: [] });
    const journal = await openJournalAt(file);
    await journal.close();
    expect(checkpointsIn(file)).toEqual({ kept: [], hashes: [] });
  });
});

describe('the segments of a journal', () => {
  it('say from which sequence on which version wrote, once it has written something', async () => {
    const file = join(freshFolder(), 'journal.db');
    for (const [version, writes] of [
      ['0.1.0', true],
      ['0.2.0', false],
      ['0.3.0', true],
      ['0.3.0', true],
    ] as const) {
      const journal = await openJournalAt(file, {}, version);
      if (writes) journal.append(volumeInput(journal.durable() + 1));
      await journal.close();
    }
    const reader = openJournal(file);
    expect(reader.segments()).toEqual([
      { first: 1, version: '0.1.0' },
      { first: 2, version: '0.3.0' },
    ]);
    reader.close();
  });

  it('a run that had ended goes on with its first input', async () => {
    const file = join(freshFolder(), 'journal.db');
    const end = { how: 'stopped', sequence: 1, stateHash: 'x' } as const;
    const endOf = () => {
      const reader = openJournal(file);
      reader.close();
      return reader.about.end;
    };
    const first = await openJournalAt(file);
    first.append(volumeInput(1));
    await first.close(end);
    await (await openJournalAt(file)).close();
    expect(endOf()).toEqual(end);
    const second = await openJournalAt(file);
    second.append(volumeInput(2));
    await second.close();
    expect(endOf()).toBeNull();
  });
});
