/** The checkpoints that a day is opened with once its market data is gone: those that are kept, or made by running the record up to there. */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import { wholeCheckpoint } from '../../actors/engine/checkpoints.ts';
import { publishOn } from '../../actors/engine/publishing.ts';
import { Replayer } from '../../actors/engine/replay.ts';
import type { MarketDay } from '../../adapters/journal/archivePlan.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { openRecords } from '../../adapters/journal/recordSource.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Checkpoint } from '../../ports.ts';
import { wayTo } from '../beginning.ts';

/** Opens days, in sequence: each goes on from where the one before was opened. */
export class Openings {
  readonly #file: string;
  readonly #version: string;
  #replayer: Replayer | undefined;

  constructor(file: string, version: string) {
    this.#file = file;
    this.#version = version;
  }

  /**
   * Checkpoints of a day, the oldest first: where the record has one, and at its end.
   * @throws `archiveUnopenable` when none at its end is kept, and this version can not make it
   */
  async of(day: MarketDay): Promise<readonly Checkpoint[]> {
    const source = await openRecords(this.#file);
    try {
      const kept = keptIn(source, day);
      return kept.at(-1)?.sequence === day.last ? kept : await this.#made(source, day);
    } catch (error) {
      if (!(error instanceof OrdermatonError)) throw error;
      const { day: name, first, last } = day;
      const problem = error.message.replace(/\.$/, '');
      throw new OrdermatonError('archiveUnopenable', { day: name, first, last, problem });
    } finally {
      source.close();
    }
  }

  async #made(source: RecordSource, { first, last }: MarketDay): Promise<readonly Checkpoint[]> {
    const replayer = this.#replayerBefore(source, first);
    const places = source.checkpoints().map(({ sequence }) => sequence);
    const made: Checkpoint[] = [];
    for (const place of new Set([...places.filter((each) => each >= first && each < last), last])) {
      await replayer.run(source.records({ from: replayer.sequence + 1 }), place);
      const { core, sequence, at, heard } = replayer;
      if (core !== undefined) made.push(wholeCheckpoint({ owners: core.owners, sequence, at, heard }, this.#version));
    }
    return made;
  }

  #replayerBefore(source: RecordSource, first: number): Replayer {
    if (this.#replayer?.sequence === first - 1) return this.#replayer;
    const bus = createEventBus();
    const { beginning } = wayTo(source, bus, { to: first - 1 });
    const options = { version: source.version, publish: publishOn(bus) };
    this.#replayer = new Replayer(options, beginning, source.checkpoints());
    return this.#replayer;
  }
}

function keptIn(source: RecordSource, { first, last }: MarketDay): readonly Checkpoint[] {
  const kept: Checkpoint[] = [];
  for (const found of source.checkpointsFrom(first)) {
    if (found.sequence > last) break;
    if (!('problem' in found)) kept.push(found);
  }
  return kept;
}
