/** Where a record can be heard from: its beginning, or a checkpoint behind the last of it that can not be heard again. */
import type { EventBus } from '../actors/bus/eventBus.ts';
import { migrations } from '../actors/engine/migrations.ts';
import { publishOn } from '../actors/engine/publishing.ts';
import { restore } from '../actors/engine/recovery.ts';
import type { Beginning } from '../actors/engine/replay.ts';
import type { Unheard } from '../adapters/journal/journalFile.ts';
import type { RecordSource } from '../adapters/journal/recordSource.ts';
import { OrdermatonError } from '../errors.ts';
import { isoTime } from '../identifiers.ts';
import type { PlaceInRecord } from './values.ts';

/** A record that is heard from a checkpoint on, and why. */
export interface LateBeginning extends Beginning {
  readonly unheard: Unheard;
}

/**
 * The checkpoint to begin at, so that as much as possible is heard on the way to a place; `undefined` when all of it can be heard.
 * @throws the error of what can not be heard, when the place is in it; `checkpointUnusable` when there is none that this version can take
 */
export function beginningFor(
  source: RecordSource,
  bus: EventBus,
  { to = Number.POSITIVE_INFINITY, until = Number.POSITIVE_INFINITY as never }: PlaceInRecord = {},
): LateBeginning | undefined {
  const unheard = source.unheard().findLast(({ first, from }) => first <= to && from <= until);
  if (unheard === undefined) return undefined;
  let problem: string | undefined;
  for (const found of source.checkpointsFrom(unheard.last)) {
    if (found.sequence > to || ('at' in found && found.at > until)) break;
    const restored = 'problem' in found ? found.problem : restore(found, publishOn(bus), migrations);
    if (typeof restored !== 'string') return { ...restored, unheard };
    problem = restored;
  }
  if (problem === undefined) throw unheard.error;
  throw new OrdermatonError('checkpointUnusable', { last: unheard.last, problem, reason: unheard.error.message });
}

/** What is said of a record that is not heard from its beginning. */
export const saidOf = ({ unheard, sequence, at }: LateBeginning): string =>
  `${unheard.error.message} The replay begins at the checkpoint behind input ${sequence} (${isoTime(at)}).`;
