import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import type { RecordSource } from '../../src/adapters/journal/recordSource.ts';
import { openRecords } from '../../src/adapters/journal/recordSource.ts';
import { compareRuns } from '../../src/adapters/reports/comparison.ts';
import { playSeeded } from '../../src/cli/whatIf/seeding.ts';
import type { Survey } from '../../src/cli/whatIf/survey.ts';
import { surveyOf } from '../../src/cli/whatIf/survey.ts';
import type { Envelope } from '../../src/envelope.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ordermaton-seeded-'));
let source: RecordSource;
let survey: Survey;
const inputs: Envelope[] = [];
afterAll(() => {
  source.close();
  rmSync(folder, { recursive: true });
});
beforeAll(async () => {
  const journal = join(folder, 'day.db');
  await here('run', '--speed', 'max', '--json', '--symbols', 'ALFA,BRVO', '--journal', journal);
  source = await openRecords(journal);
  survey = await surveyOf(source, new Set(), false);
  for await (const { envelope } of source.records()) inputs.push(envelope);
});

/** The first input for which it holds, behind the first of an instrument that is held then. */
function sequenceOf(holds: (envelope: Envelope) => boolean, behind = 0): number {
  const found = inputs.find((envelope) => envelope.sequence > behind && holds(envelope));
  if (found === undefined) throw new Error('the day has no such input');
  return found.sequence;
}
const typed = (type: string, behind = 0): number => sequenceOf((envelope) => envelope.type === type, behind);
const sent = (kind: string): number => sequenceOf(({ data }) => data.type === 'outbox.releasing' && data.kind === kind);

describe('a paper broker that is begun with what the broker had told', () => {
  const branches: readonly (readonly [string, () => number])[] = [
    ['before anything was traded', () => 100],
    ['while an entry is on its way', () => sent('place')],
    ['when the first order of a bracket has arrived', () => typed('broker.orderReceived')],
    ['at the execution of an entry', () => typed('broker.execution')],
    ['at the word that a stop waits', () => typed('broker.orderWaiting')],
    ['while changes of exits are on their way', () => sent('amend')],
    ['while a bracket works', () => typed('market.bar', typed('broker.amended'))],
    ['when an exit has ended its sibling', () => typed('broker.orderCancelled')],
    ['at noon', () => sequenceOf(({ at }) => at >= Date.parse('2025-03-03T17:00:00Z') * 1_000)],
    ['when the close is near', () => typed('clock.beforeClose')],
  ];

  it.each(branches)('trades the rest of the day as the broker did, to the last fee: %s', async (_when, branch) => {
    const from = branch();
    const report = await playSeeded({
      records: () => source.records(),
      survey,
      otherWords: { instead: new Map(), behind: new Map(), added: [] },
      from,
      hours: createNyseCalendar(),
      version: 'test',
    });
    const { fills, orders, trades, account } = compareRuns(survey.report, report);
    expect(fills.same).toBeGreaterThan(10);
    for (const rows of [fills, orders, trades]) expect(rows).toMatchObject({ recordedOnly: [], hypotheticalOnly: [] });
    expect(account.endingEquity.difference).toBe('0');
    expect(report.account.residue).toBe('0');
    expect(report.alarms).toEqual([]);
  });
});
