import { describe, expect, it } from 'vitest';
import type { Core } from '../../src/actors/engine/core.ts';
import { createCore } from '../../src/actors/engine/core.ts';
import { Replayer } from '../../src/actors/engine/replay.ts';
import { decode, encode } from '../../src/codec.ts';
import type { JournalRecord } from '../../src/ports.ts';
import { simulate } from './simulation.ts';
import type { World } from './world.ts';

/** Written down, read again and put into a core that has heard nothing: what a restart does. */
function writtenDown(core: Core): Core {
  const fresh = createCore({ ...core.document, publish: () => undefined });
  fresh.owners.restore(decode(encode(core.owners.save())) as never);
  return fresh;
}

/** Hears the record of a world, and is written down every so many inputs. */
async function heardInPieces({ journal }: World, every: number): Promise<string> {
  let replayer = new Replayer({ version: '', publish: () => undefined });
  let piece: JournalRecord[] = [];
  async function* taken(): AsyncGenerator<JournalRecord> {
    yield* piece;
  }
  for await (const record of journal.read(1)) {
    const { type } = record.envelope;
    const isFinding = type === 'desk.quarantined' || type === 'desk.inputGivenUp';
    if (piece.length >= every && !isFinding) {
      await replayer.run(taken());
      const { core, sequence, at, heard } = replayer;
      if (core !== undefined)
        replayer = new Replayer(
          { version: '', publish: () => undefined },
          { core: writtenDown(core), sequence, at, heard },
        );
      piece = [];
    }
    piece.push(record);
  }
  await replayer.run(taken());
  return replayer.core?.owners.hash() ?? '';
}

describe('a state that is written down and read again goes on as it would have', () => {
  it.each([
    [1, 1],
    [2, 7],
    [3, 7],
    [4, 31],
    [5, 31],
    [6, 31],
    [7, 101],
    [8, 101],
    [9, 101],
    [10, 101],
  ])('seed %i, every %i inputs', async (seed, every) => {
    const { finding } = await simulate({
      seed,
      steps: Math.min(150, every * 15 + 15),
      done: async (world) => expect(await heardInPieces(world, every)).toBe(world.engine.hash()),
    });
    expect(finding).toBeUndefined();
  });
});
