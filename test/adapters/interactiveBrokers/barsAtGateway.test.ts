/** Bars from the gateway, over a real socket, both ends in step: the past, then each minute, and indicators that are warm by them. */
import { expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { barNeeds } from '../../../src/adapters/interactiveBrokers/barNeeds.ts';
import { createInteractiveBrokers } from '../../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../../src/adapters/journal/memoryJournal.ts';
import type { Event, EventType } from '../../../src/events.ts';
import { accountId, later, minutes, seconds, timestamp } from '../../../src/identifiers.ts';
import { AdminClient, TOKEN } from '../../support/adminClient.ts';
import { SPY } from '../../support/desk.ts';
import { opened } from '../../support/gateway.ts';
import { turns } from '../../support/ibRig.ts';
import { stepTo } from '../../support/lockStep.ts';

const START = timestamp('2026-11-23T15:00:00Z');

it('at the gateway: the past, then each minute once it is over, and an indicator by both', async () => {
  const gateway = await opened({ clock: createSimulatedClock({ start: START }), admin: { port: 0, token: TOKEN } });
  const admin = new AdminClient(gateway);
  const clock = createSimulatedClock({ start: START });
  const account = accountId('DU1234567');
  const desk = {
    ...parseDesk('desk: d\nrules: {}\nindicators: {atr: {kind: atr, length: 3, bars: 1m, session: all}}'),
    account,
  };
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  const market = broker.quotes({
    ...{ instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' }, bars: barNeeds(desk) },
  });
  const engine = createEngine({ desk, broker, clock, journal: createMemoryJournal() });
  const facts: Event[] = [];
  engine.bus.subscribe('*', (event) => facts.push(event));
  const said = <T extends EventType>(type: T) =>
    facts.flatMap((fact) => (fact.type === type ? [fact as unknown as Event<T>] : []));
  engine.start();
  const reading = (async () => {
    for await (const batch of market.batches()) for (const { event } of batch) engine.hear(event, 'market');
  })();
  onTestFinished(async () => {
    market.close();
    broker.disconnect();
    await reading;
    await gateway.close();
  });
  const inStep = [{ id: 1, clock, traffic: () => broker.traffic() }];
  for (let passed = 0; passed < 190; passed++) {
    await stepTo(admin, later(clock.now(), seconds(1)), inStep);
    await turns(4);
  }
  expect(said('market.historyFailed')).toEqual([]);
  const [history] = said('market.history');
  expect(history?.bars.length).toBeGreaterThan(24);
  expect(history?.until).toBe(START);
  expect(said('market.bar').map(({ start }) => start)).toEqual([
    START,
    later(START, minutes(1)),
    later(START, minutes(2)),
  ]);
  expect(said('market.indicator').map(({ previous }) => previous !== undefined)).toEqual([true, true, true]);
});
