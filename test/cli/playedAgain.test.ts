import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/actors/engine/engine.ts';
import type { OtherWords } from '../../src/actors/engine/retelling.ts';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { compareRuns } from '../../src/adapters/reports/comparison.ts';
import type { Played } from '../../src/cli/whatIf/playing.ts';
import { playAgain } from '../../src/cli/whatIf/playing.ts';
import type { Survey } from '../../src/cli/whatIf/survey.ts';
import { surveyOf } from '../../src/cli/whatIf/survey.ts';
import type { Event } from '../../src/events.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { Journal, JournalRecord, Timed } from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';
import { BOOK, plainIntent, prediction, SPY } from '../support/desk.ts';
import { links, terms } from '../support/orders.ts';

const START = timestamp('2025-03-03T15:00:00Z');
const at = (second: number): Timestamp => later(START, seconds(second));
const quote = (bid: string, ask: string, size: number): Event => ({
  type: 'market.quote',
  instrument: SPY,
  bid: price(bid),
  ask: price(ask),
  bidSize: quantity(size),
  askSize: quantity(size),
});
const market: readonly Timed[] = [
  { at: at(0), event: quote('100.00', '100.02', 40) },
  { at: at(2), event: quote('100.00', '100.02', 25) },
  { at: at(4), event: quote('100.01', '100.03', 500) },
  { at: at(30), event: quote('100.60', '100.62', 500) },
  { at: at(60), event: quote('100.20', '100.22', 500) },
];
const said: readonly Timed[] = [
  { at: at(1), event: { type: 'desk.open', book: BOOK, instrument: SPY, intent: plainIntent } },
  {
    at: at(20),
    event: {
      type: 'desk.place',
      terms: terms({ side: 'buy', type: 'limit', limit: price('90') }),
      links: links({ role: 'manual' }),
    },
  },
];

/** A run on these quotes, with an order by hand that is taken back as soon as it works. */
async function recorded(): Promise<Journal> {
  const clock = createSimulatedClock({ start: START });
  const journal = createMemoryJournal();
  const desk = parseDesk('desk: test\nrules: {}\n');
  const feed = (name: string, place: 1 | 4, items: readonly Timed[]) => ({
    name,
    rank: place,
    async *batches() {
      yield items;
    },
    deliver: ({ event }: Timed) =>
      place === rank.user ? engine.send(event as never) : engine.hear(event as never, 'market'),
  });
  const engine = createEngine({
    desk,
    clock,
    journal,
    broker: createPaperBroker({
      clock,
      account: desk.account,
      hours: createNyseCalendar(),
      rules: { tick: desk.tick },
    }),
    feeds: [feed('quotes', rank.market, market), feed('a person', rank.user, said)],
  });
  engine.bus.subscribe('order.working', ({ order, role }) => {
    if (role === 'manual')
      clock.schedule(at(25), rank.user, () => engine.send({ type: 'desk.cancel', order, why: 'not wanted' }));
  });
  await engine.run();
  return journal;
}

interface Again {
  readonly survey: Survey;
  readonly played: Played;
  readonly from: number;
}
type Holds = (envelope: JournalRecord['envelope']) => boolean;
/** Played again, otherwise behind the first input for which it holds. */
async function again(
  holds: Holds,
  otherwise: (from: number, branchedAt: Timestamp) => Partial<OtherWords>,
): Promise<Again> {
  const journal = await recorded();
  const records = () => journal.read(1);
  let branch: JournalRecord['envelope'] | undefined;
  for await (const { envelope } of records()) if (branch === undefined && holds(envelope)) branch = envelope;
  if (branch === undefined) throw new Error('the record has no such input');
  const { sequence: from, at: branchedAt } = branch;
  const source = {
    kind: 'journal',
    version: 'test',
    records,
    checkpoints: () => [],
    archives: () => [],
    dropped: () => ({ blocks: 0, inputs: 0 }),
    ordersOf: () => [],
    unheard: () => [],
    checkpointsFrom: () => [],
    end: () => undefined,
    close: () => undefined,
  } as const;
  const survey = await surveyOf(source, new Set(), false);
  const otherWords = { instead: new Map(), behind: new Map(), added: [], ...otherwise(from, branchedAt) };
  const hours = createNyseCalendar();
  const played = await playAgain({ records, survey, otherWords, from, hours, version: 'test' });
  return { survey, played, from };
}

describe('a run that is played again with a signal that nobody acts on', () => {
  const places: readonly (readonly [string, (envelope: JournalRecord['envelope']) => boolean])[] = [
    ['an entry that has filled forty of a hundred', ({ type }) => type === 'broker.execution'],
    ['a bracket that works', ({ data }) => data.type === 'market.quote' && data.bid === price('100.01')],
    [
      'an order by hand on its way',
      ({ data, at: now }) => data.type === 'outbox.releasing' && data.kind === 'place' && now >= at(20),
    ],
    ['a cancel on its way', ({ data }) => data.type === 'outbox.releasing' && data.kind === 'cancel'],
    ['a target that has filled', ({ data, at: now }) => data.type === 'broker.execution' && now >= at(30)],
  ];

  it.each(places)('trades what was recorded, from the moment of %s', async (_what, holds) => {
    const { survey, played, from } = await again(holds, (_from, branchedAt) => ({
      added: [{ at: branchedAt, event: prediction('NEUTRAL', branchedAt) }],
    }));
    expect(played.firstDifference).toBeGreaterThan(from);
    expect(played.report.sequence).toBe(survey.sequence + 1);
    const { fills, orders, trades, account } = compareRuns(survey.report, played.report);
    expect(survey.report.fills.length).toBeGreaterThan(3);
    for (const rows of [fills, orders, trades]) expect(rows).toMatchObject({ recordedOnly: [], hypotheticalOnly: [] });
    expect(account.endingEquity.difference).toBe('0');
  });
});

describe('a run that is played again without an order that a person took back', () => {
  it('has no such order, and the cancel is for nothing else', async () => {
    let placed = 0;
    for await (const { envelope } of (await recorded()).read(1))
      if (envelope.type === 'desk.place') placed = envelope.sequence;
    const { survey, played } = await again(
      ({ sequence }) => sequence === placed - 1,
      () => ({ instead: new Map([[placed, null]]) }),
    );
    expect(played.firstDifference).toBe(placed);
    const { orders } = compareRuns(survey.report, played.report);
    expect(orders.recordedOnly).toMatchObject([{ role: 'manual', outcome: 'cancelled' }]);
    expect(orders.hypotheticalOnly).toEqual([]);
  });
});
