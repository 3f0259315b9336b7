/** Keeps checkpoints in the journal while the engine runs: every so many inputs, and at its end, each of what has changed since the last. */
import type { Timestamp } from '../../identifiers.ts';
import type { Checkpoint, Journal } from '../../ports.ts';
import { chartShapes } from '../desk/charts.ts';
import type { Owners } from '../owners.ts';
import type { Heard } from './heard.ts';
import type { LastingReaders } from './readers.ts';

export interface CheckpointsOptions {
  readonly journal: Journal;
  readonly version: string;
  /** After so many inputs there is another one. */
  readonly every: number;
  /** What they have written down is kept as well. */
  readonly readers?: LastingReaders | undefined;
}

/** Where the engine stands, between two passes. */
export interface Standing {
  readonly owners: Owners;
  readonly sequence: number;
  readonly at: Timestamp;
  readonly heard: Heard;
}

/** All of the state, for whoever needs a checkpoint where none was kept. */
export const wholeCheckpoint = ({ owners, sequence, at, heard }: Standing, version: string): Checkpoint => ({
  sequence,
  at,
  version,
  heard: heard.counts(),
  machines: chartShapes(),
  hash: owners.hash(),
  entries: owners.entries(),
});

export class Checkpoints {
  readonly #journal: Journal;
  readonly #version: string;
  readonly #every: number;
  readonly #readers: LastingReaders | undefined;
  #base = 0;
  #last = 0;

  constructor({ journal, version, every, readers }: CheckpointsOptions) {
    this.#journal = journal;
    this.#version = version;
    this.#every = every;
    this.#readers = readers;
  }

  /** Whether it is time for another one. */
  isDue(sequence: number): boolean {
    return this.#journal.keep !== undefined && sequence - this.#last >= this.#every;
  }

  /** What is kept from now on builds on the checkpoint that the state was restored from. */
  goOnFrom(checkpoint: number): void {
    this.#base = checkpoint;
    this.#last = checkpoint;
  }

  keep({ owners, sequence, at, heard }: Standing): void {
    if (this.#journal.keep === undefined || (sequence === this.#last && sequence > 0)) return;
    const { hash, entries } = owners.changes();
    const checkpoint = {
      ...{ sequence, at, version: this.#version, heard: heard.counts(), machines: chartShapes() },
      ...{ hash, base: this.#base, entries },
    };
    this.#journal.keep(checkpoint, this.#readers?.changes(sequence));
    this.#base = sequence;
    this.#last = sequence;
  }
}
