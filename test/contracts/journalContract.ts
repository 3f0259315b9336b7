/** What every journal must keep, wherever it keeps it. */
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../src/envelope.ts';
import type { CommandId, InstrumentId, Timestamp } from '../../src/identifiers.ts';
import type { Journal } from '../../src/ports.ts';

const envelope = (sequence: number): Envelope => ({
  v: 1,
  sequence,
  index: 0,
  at: sequence as Timestamp,
  type: 'market.volume',
  source: 'market',
  cause: 0,
  correlation: sequence,
  data: { type: 'market.volume', instrument: 'SPY' as InstrumentId, volume: 12n as never },
});

/** Makes a fresh journal; whoever made it ends it after the test. */
export function journalContract(name: string, create: () => Journal | Promise<Journal>): void {
  describe(`${name} keeps the contract of a journal`, () => {
    it('reads back what it took, with the commands of each pass, from any sequence', async () => {
      const journal = await create();
      const commands = [{ command: '2.4' as CommandId, cause: 2, hash: 'h' }];
      journal.append(envelope(1));
      journal.append(envelope(2));
      journal.note(() => commands);
      journal.append(envelope(3));
      const records = [];
      for await (const record of journal.read(2)) records.push(record);
      expect(records).toEqual([
        { envelope: envelope(2), commands },
        { envelope: envelope(3), commands: [] },
      ]);
    });

    it('acknowledges what is durable, and nothing beyond', async () => {
      const journal = await create();
      expect(journal.durable()).toBe(0);
      journal.append(envelope(1));
      expect(journal.durable()).toBeLessThanOrEqual(1);
    });

    it.each([
      [1, 3],
      [1, 1],
      [2, 2],
    ])('refuses a sequence out of place: %d after so many', async (count, next) => {
      const journal = await create();
      for (let sequence = 1; sequence <= count; sequence++) journal.append(envelope(sequence));
      expect(() => journal.append(envelope(next))).toThrow(expect.objectContaining({ code: 'journalGap' }));
    });
  });
}
