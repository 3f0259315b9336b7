import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import type { Core } from '../../src/actors/engine/core.ts';
import { createCore } from '../../src/actors/engine/core.ts';
import { publishOn } from '../../src/actors/engine/publishing.ts';
import { Replayer } from '../../src/actors/engine/replay.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import type { Recording } from '../../src/adapters/reports/recording.ts';
import { decode, encode } from '../../src/codec.ts';
import type { JournalRecord, ReaderEntry } from '../../src/ports.ts';
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

/** What a recorder writes down of a world that is a new one every so many inputs, and goes on from what the last one said had changed. */
async function recordedInPieces({ journal }: World, every = Number.POSITIVE_INFINITY): Promise<Recording> {
  const kept = new Map<string, ReaderEntry>();
  let bus = createEventBus();
  let recorder = createRecorder(bus, { isKept: true });
  async function* taken(): AsyncGenerator<JournalRecord> {
    for await (const record of journal.read(1)) {
      if (record.envelope.sequence % every === 0) {
        for (const entry of recorder.changes()) kept.set(`${entry.part} ${entry.key}`, entry);
        bus = createEventBus();
        recorder = createRecorder(bus, { isKept: true });
        recorder.restore([...kept.values()]);
      }
      yield record;
    }
  }
  const replayer = new Replayer({ version: '', publish: (...said) => publishOn(bus)(...said) });
  await replayer.run(taken());
  return recorder.recording;
}

describe('a record of what happened that is written down as it changes goes on as it would have', () => {
  it.each([11, 12, 13, 14])('seed %i', async (seed) => {
    const { finding } = await simulate({
      seed,
      steps: 250,
      async done(world) {
        const whole = await recordedInPieces(world);
        expect(whole.fills.length).toBeGreaterThan(10);
        expect(await recordedInPieces(world, 1)).toEqual(whole);
        expect(await recordedInPieces(world, 17)).toEqual(whole);
      },
    });
    expect(finding).toBeUndefined();
  });
});
