import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import { archiveDays } from '../../src/adapters/journal/archiving.ts';
import type { RecordSource } from '../../src/adapters/journal/recordSource.ts';
import { openRecords } from '../../src/adapters/journal/recordSource.ts';
import { wayTo } from '../../src/cli/beginning.ts';
import type { PlaceInRecord } from '../../src/cli/values.ts';
import { OrdermatonError } from '../../src/errors.ts';
import { timestamp } from '../../src/identifiers.ts';
import { journalOfDays } from '../support/archives.ts';
import { freshFolder } from '../support/journals.ts';

/** Three days of twelve inputs, the second of them missing; what the checkpoints hold is no state of an engine. */
async function withoutTheSecondDay(): Promise<RecordSource> {
  const journal = await journalOfDays(join(freshFolder(), 'desk.db'), [18, 33, 36]);
  archiveDays(journal, { before: '2025-03-05' });
  rmSync(`${journal}.2025-03-04.archive`);
  return openRecords(journal);
}

const outcomes = [
  ['an input before it', { to: 12 }, 'nothing'],
  ['a moment before it', { until: timestamp('2025-03-03T20:00:00Z') }, 'nothing'],
  ['an input in it', { to: 20 }, 'archiveMissing'],
  ['a moment in it', { until: timestamp('2025-03-04T15:10:00Z') }, 'archiveMissing'],
  ['an input behind it, before the first checkpoint', { to: 32 }, 'archiveMissing'],
  ['a moment behind it, before the first checkpoint', { until: timestamp('2025-03-05T15:05:00Z') }, 'archiveMissing'],
  ['an input at a checkpoint that this version can not take', { to: 33 }, 'checkpointUnusable'],
  ['its end', {}, 'checkpointUnusable'],
] as const;

it('a record whose second day is missing is refused where no checkpoint leads to the place that is asked for', async () => {
  const source = await withoutTheSecondDay();
  const found = outcomes.map(([what, place]) => [what, place, outcomeOf(source, place)]);
  source.close();
  expect(found).toEqual(outcomes);
});

function outcomeOf(source: RecordSource, place: PlaceInRecord): string {
  try {
    return wayTo(source, createEventBus(), place).beginning === undefined ? 'nothing' : 'a checkpoint';
  } catch (error) {
    if (error instanceof OrdermatonError) return error.code;
    throw error;
  }
}
