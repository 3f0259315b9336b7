/** What a desk knows of the ways by which its signals come: heard, failing, silent for too long. */
import { expect, it } from 'vitest';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { later, seconds } from '../../src/identifiers.ts';
import type { FeedFact } from '../../src/ports.ts';
import { leftOf } from '../support/brokenOff.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk } from '../support/desk.ts';

const yaml = `
rules:
  leave:
    when: feed.wentStale
    if: feeds.monitor == "stale" && feeds.http == "closed"
    then: flatten
  follow:
    when: signal.prediction
    if: feeds.monitor == "live"
    then: [{ open: { side: long, quantity: 10, stop: { amount: 1 } } }]
`;
const monitor = { feed: 'monitor' } as const;
const opened: FeedFact = { type: 'feed.opened', ...monitor, silence: seconds(60) };
const answered: FeedFact = { type: 'feed.answered', ...monitor };
const failed: FeedFact = { type: 'feed.failed', ...monitor, code: 'monitorSilent', detail: 'no answer' };

function desk(...facts: readonly FeedFact[]): Desk {
  const made = createDesk({ yaml });
  made.quote('100.00', '100.02');
  for (const fact of facts) made.engine.hear(fact, 'signal');
  return made;
}
const states = (of: Desk) => of.said('feed.stateChanged').map(({ state }) => state);

it('a source that answers is live, and stale when nothing has come for too long: an alarm, and a rule may leave', () => {
  const of = desk(opened, answered);
  of.predict('BUY');
  of.pass();
  expect(of.engine.views.openPositions()).toHaveLength(1);
  of.pass(61);
  expect(states(of)).toEqual(['closed', 'unheard', 'live', 'stale']);
  expect(of.said('feed.wentStale')).toEqual([{ type: 'feed.wentStale', ...monitor, silence: seconds(60) }]);
  expect(of.said('rule.triggered').map(({ rule }) => rule)).toEqual(['follow', 'leave']);
});

it('a source that fails is failing until it answers, and a rule may ask', () => {
  const of = desk(opened, failed);
  of.predict('BUY');
  expect(of.said('rule.triggered')).toEqual([]);
  of.engine.hear(answered, 'signal');
  of.predict('BUY');
  expect(of.said('rule.triggered').map(({ rule }) => rule)).toEqual(['follow']);
  expect(states(of)).toEqual(['closed', 'unheard', 'failing', 'live']);
});

it('a source that is heard again and again is never stale', () => {
  const of = desk(opened, answered);
  for (let minute = 0; minute < 10; minute++) {
    of.pass(59);
    of.engine.hear(answered, 'signal');
  }
  expect(of.said('feed.wentStale')).toEqual([]);
});

it.each([
  ['the whole record', 1_000_000],
  ['a checkpoint', 3],
])('an engine that goes on from %s takes no source for open, and waits for none', async (_what, checkpointEvery) => {
  const before = createDesk({ yaml, checkpointEvery });
  for (const fact of [opened, answered]) before.engine.hear(fact, 'signal');
  const clock = createSimulatedClock({ start: before.clock.now() });
  const desk = parseDesk(`desk: test\n${yaml}`);
  const journal = await leftOf(before.journal);
  const engine = createEngine({ desk, broker: createPaperBroker({ clock }), clock, journal });
  const said: string[] = [];
  engine.bus.subscribe('feed', ({ type }) => said.push(type));
  await engine.recover();
  expect(engine.views.feeds()).toEqual([{ ...monitor, state: 'live', isAlarm: false }]);
  engine.start();
  expect(engine.views.feeds()).toEqual([{ ...monitor, state: 'closed', isAlarm: false }]);
  clock.advance(later(clock.now(), seconds(600)));
  expect(said).toEqual(['feed.stateChanged']);
  expect((await replay(journal.read(1))).hash()).toBe(engine.hash());
});
