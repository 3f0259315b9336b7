/** Where a record can be heard from, and how far: around what of it can not be heard again. */
import type { EventBus } from '../actors/bus/eventBus.ts';
import { migrations } from '../actors/engine/migrations.ts';
import { publishOn } from '../actors/engine/publishing.ts';
import { restore } from '../actors/engine/recovery.ts';
import type { Beginning } from '../actors/engine/replay.ts';
import type { Unheard } from '../adapters/journal/journalFile.ts';
import type { RecordOptions, RecordSource } from '../adapters/journal/recordSource.ts';
import { OrdermatonError } from '../errors.ts';
import { isoTime } from '../identifiers.ts';
import type { JournalRecord } from '../ports.ts';
import type { PlaceInRecord } from './values.ts';

/** A record that is heard from a checkpoint on, and why. */
export interface LateBeginning extends Beginning {
  readonly unheard: Unheard;
}

/** How a place in a record is come to. */
export interface Way {
  /** The checkpoint to begin at; `undefined` when it is the beginning of the record. */
  readonly beginning: LateBeginning | undefined;
  /** The last input that can be heard from there. */
  readonly last: number;
  /** The place is in market data that was dropped: the way ends before it. */
  readonly shortOf: Unheard | undefined;
}

/**
 * The way to a place, so that as much as possible is heard on it. Where market data was dropped it ends at the nearest input before.
 * @throws the error of what can not be heard when the place is in it; `checkpointUnusable` when there is no checkpoint that this version can take
 */
export function wayTo(source: RecordSource, bus: EventBus, place: PlaceInRecord = {}): Way {
  const unheard = source.unheard();
  let shortOf: Unheard | undefined;
  let reached = place;
  for (;;) {
    const beginning = beginningIn(source, unheard, bus, reached);
    if (beginning !== undefined && 'kind' in beginning) {
      shortOf = beginning;
      reached = { to: beginning.first - 1 };
      continue;
    }
    const from = beginning?.sequence ?? 0;
    const next = unheard.find(({ first }) => first > from);
    return { beginning, last: (next?.first ?? Number.POSITIVE_INFINITY) - 1, shortOf };
  }
}

/** The checkpoint to begin at, nothing for the beginning of the record; or the market data that the place is in. */
function beginningIn(
  source: RecordSource,
  all: readonly Unheard[],
  bus: EventBus,
  { to = Number.POSITIVE_INFINITY, until = Number.POSITIVE_INFINITY as never }: PlaceInRecord,
): LateBeginning | Unheard | undefined {
  const unheard = all.findLast(({ first, from }) => first <= to && from <= until);
  if (unheard === undefined) return undefined;
  let problem: string | undefined;
  for (const found of source.checkpointsFrom(unheard.last)) {
    if (found.sequence > to || ('at' in found && found.at > until)) break;
    const restored = 'problem' in found ? found.problem : restore(found, publishOn(bus), migrations);
    if (typeof restored !== 'string') return { ...restored, unheard };
    problem = restored;
  }
  if (problem !== undefined)
    throw new OrdermatonError('checkpointUnusable', { last: unheard.last, problem, reason: unheard.error.message });
  if (unheard.kind === 'dropped' && unheard.first > 1) return unheard;
  throw unheard.error;
}

/** What is said of a record that is not heard from its beginning, or not up to the place that was asked for. */
export function saidOf({ beginning, last, shortOf }: Way): readonly string[] {
  const said: string[] = [];
  if (shortOf !== undefined)
    said.push(
      `${shortOf.error.code}: ${shortOf.error.message} This is the nearest place before that can be opened, input ${last}.`,
    );
  if (beginning !== undefined) {
    const { unheard, sequence, at } = beginning;
    const why = unheard === shortOf ? '' : `${unheard.error.message} `;
    said.push(`${why}The replay begins at the checkpoint behind input ${sequence} (${isoTime(at)}).`);
  }
  return said;
}

/** The records on a way, without a look at what is behind it. */
export async function* recordsOn(
  source: RecordSource,
  { beginning, last }: Way,
  options: Pick<RecordOptions, 'isPartial'> = {},
): AsyncGenerator<JournalRecord> {
  const from = (beginning?.sequence ?? 0) + 1;
  if (from > last) return;
  for await (const record of source.records({ ...options, from })) {
    yield record;
    if (record.envelope.sequence >= last) return;
  }
}
