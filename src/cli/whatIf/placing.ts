/** Puts what is to be otherwise in its place in a record, and refuses what has none there. */
import type { OtherWords } from '../../actors/engine/retelling.ts';
import type { Change } from '../../adapters/whatIf/changesFile.ts';
import { badLine } from '../../adapters/whatIf/changesFile.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Timed } from '../../ports.ts';
import type { Place, Survey } from './survey.ts';

/** The inputs that the changes speak of. */
export const sequencesIn = (changes: readonly Change[]): ReadonlySet<number> =>
  new Set(changes.flatMap((change) => ('sequence' in change ? [change.sequence] : [])));

export interface Placing {
  readonly file: string;
  /** The branch: the last input that stays as it was. */
  readonly from: number;
  readonly branchedAt: Timestamp;
  readonly survey: Pick<Survey, 'places' | 'sequence'>;
}

/** @throws `badWhatIfLine` for what is before the branch, beyond the record, said twice, or no input from outside */
export function placed(changes: readonly Change[], placing: Placing): OtherWords {
  const words = { instead: new Map<number, Event | null>(), behind: new Map<number, Event[]>(), added: [] as Timed[] };
  for (const change of changes) place(change, words, placing);
  return { ...words, added: words.added.sort((a, b) => a.at - b.at) };
}

interface Placed {
  readonly instead: Map<number, Event | null>;
  readonly behind: Map<number, Event[]>;
  readonly added: Timed[];
}

function place(change: Change, { instead, behind, added }: Placed, placing: Placing): void {
  const wrong = (problem: string): Error => badLine(placing.file, change.line, problem);
  if (change.does === 'at') {
    const { at, event } = change;
    if (at < placing.branchedAt) throw wrong(`${isoTime(at)} is before the branch at ${isoTime(placing.branchedAt)}`);
    added.push({ at, event });
    return;
  }
  const { sequence } = change;
  const { at, door } = placeOf(change, placing, wrong);
  if (change.does !== 'after') {
    if (instead.has(sequence)) throw wrong(`input ${sequence} is dropped or replaced already`);
    instead.set(sequence, change.does === 'drop' ? null : change.event);
  } else if (door === undefined) added.push({ at, event: change.event });
  else behind.set(sequence, [...(behind.get(sequence) ?? []), change.event]);
}

type InPlace = Exclude<Change, { readonly does: 'at' }>;

function placeOf({ does, sequence }: InPlace, { from, survey }: Placing, wrong: (problem: string) => Error): Place {
  if (sequence < from || (sequence === from && does !== 'after'))
    throw wrong(`input ${sequence} is not behind the branch, which is input ${from}`);
  const place = survey.places.get(sequence);
  if (place === undefined) throw wrong(`there is no input ${sequence}: the record ends at ${survey.sequence}`);
  if (place.door === undefined && does !== 'after')
    throw wrong(
      `input ${sequence} is ${place.type}, which follows from others: only what came from outside can be dropped or replaced`,
    );
  return place;
}
