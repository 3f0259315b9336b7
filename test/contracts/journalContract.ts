/** What every journal must keep, wherever it keeps it. */
import { describe, expect, it } from 'vitest';
import type { CommandId, Timestamp } from '../../src/identifiers.ts';
import type { CheckpointChange, Journal, ReaderChange } from '../../src/ports.ts';
import { volumeInput } from '../support/journals.ts';

const checkpoint = (
  sequence: number,
  base: number,
  entries: Readonly<Record<string, string | null>>,
): CheckpointChange => ({
  sequence,
  base,
  at: sequence as Timestamp,
  version: '0.1.0',
  heard: { market: sequence },
  machines: { order: 'x' },
  hash: `hash of ${sequence}`,
  entries: Object.entries(entries).map(([key, text]) => ({ owner: 'o', version: 1, part: 'p', key, text })),
});

const book = (sequence: number, texts: Readonly<Record<string, string>>, isWhole = false): ReaderChange => ({
  ...{ reader: 'r', version: 1, sequence, isWhole },
  entries: Object.entries(texts).map(([key, text]) => ({ part: 'p', key, text })),
});

/** Makes a fresh journal; whoever made it ends it after the test. */
export function journalContract(name: string, create: () => Journal | Promise<Journal>): void {
  describe(`${name} keeps the contract of a journal`, () => {
    it('reads back what it took, with the commands of each pass, from any sequence', async () => {
      const journal = await create();
      const commands = [{ command: '2.4' as CommandId, cause: 2, hash: 'h' }];
      journal.append(volumeInput(1));
      journal.append(volumeInput(2));
      journal.note(() => commands);
      journal.append(volumeInput(3));
      const records = [];
      for await (const record of journal.read(2)) records.push(record);
      expect(records).toEqual([
        { envelope: volumeInput(2), commands },
        { envelope: volumeInput(3), commands: [] },
      ]);
    });

    it('acknowledges what is durable, and nothing beyond', async () => {
      const journal = await create();
      expect(journal.durable()).toBe(0);
      journal.append(volumeInput(1));
      expect(journal.durable()).toBeLessThanOrEqual(1);
    });

    it('keeps checkpoints, each as what has changed, and gives them back whole, the newest first', async () => {
      const journal = await create();
      journal.append(volumeInput(1));
      journal.keep?.(checkpoint(1, 0, { a: '1', b: '2' }));
      journal.append(volumeInput(2));
      journal.append(volumeInput(3));
      journal.keep?.(checkpoint(3, 1, { b: null, c: '3' }));
      const kept = [];
      for await (const each of journal.checkpoints?.() ?? []) kept.push(each);
      expect(kept).toMatchObject([
        { sequence: 3, hash: 'hash of 3', heard: { market: 3 }, machines: { order: 'x' }, version: '0.1.0' },
        { sequence: 1, hash: 'hash of 1' },
      ]);
      const texts = kept.map((each) =>
        'problem' in each ? each : each.entries.map(({ key, text }) => `${key}${text}`),
      );
      expect(texts.map((each) => [...(each as string[])].sort())).toEqual([
        ['a1', 'c3'],
        ['a1', 'b2'],
      ]);
    });

    it('keeps what readers have written down beside a checkpoint, as what has changed, and gives it back in the order in which it came', async () => {
      const journal = await create();
      const keep = async (sequence: number, ...books: readonly ReaderChange[]) => {
        journal.append(volumeInput(sequence));
        journal.keep?.(checkpoint(sequence, sequence - 1, {}), books);
        return (await journal.readerBooks?.()) ?? 'none';
      };
      const entry = (key: string, text: string) => ({ part: 'p', key, text });
      expect(await keep(1)).toEqual([]);
      expect(await keep(2, book(2, { z: '1', a: '"two\\nlines"' }, true))).toEqual([
        { reader: 'r', version: 1, sequence: 2, entries: [entry('z', '1'), entry('a', '"two\\nlines"')] },
      ]);
      expect(await keep(3, book(3, { b: '3', z: '4' }))).toEqual([
        {
          ...{ reader: 'r', version: 1, sequence: 3 },
          entries: [entry('z', '4'), entry('a', '"two\\nlines"'), entry('b', '3')],
        },
      ]);
      expect(await keep(4, book(4, {}), { ...book(4, { a: '5' }, true), reader: 's', version: 2 })).toEqual([
        { reader: 'r', version: 1, sequence: 4, entries: expect.objectContaining({ length: 3 }) as unknown },
        { reader: 's', version: 2, sequence: 4, entries: [entry('a', '5')] },
      ]);
      expect(await keep(5, book(5, { n: '6' }, true))).toContainEqual({
        ...{ reader: 'r', version: 1, sequence: 5, entries: [entry('n', '6')] },
      });
    });

    it.each([
      [1, 3],
      [1, 1],
      [2, 2],
    ])('refuses a sequence out of place: %d after so many', async (count, next) => {
      const journal = await create();
      for (let sequence = 1; sequence <= count; sequence++) journal.append(volumeInput(sequence));
      expect(() => journal.append(volumeInput(next))).toThrow(expect.objectContaining({ code: 'journalGap' }));
    });
  });
}
