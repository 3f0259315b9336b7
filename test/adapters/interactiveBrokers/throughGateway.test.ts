/** The two ends of the protocol at each other: a whole desk trades through the adapter with the gateway, over a real socket, in real time. */
import { expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { createLiveClock } from '../../../src/adapters/clock/liveClock.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { createInteractiveBrokers } from '../../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../../src/adapters/journal/memoryJournal.ts';
import type { Event, EventType } from '../../../src/events.ts';
import type { Duration } from '../../../src/identifiers.ts';
import { accountId } from '../../../src/identifiers.ts';
import { price } from '../../../src/money.ts';
import { BOOK, plainIntent, SPY } from '../../support/desk.ts';
import { opened } from '../../support/gateway.ts';

const account = accountId('DU1234567');

it('a desk enters by what the gateway quotes, is protected at the gateway, and leaves, with nothing that surprised anybody', async () => {
  const gateway = await opened();
  const clock = createLiveClock({ aftermath: 0 as Duration });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  const quotes = broker.quotes({ instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' } });
  const journal = createMemoryJournal();
  const desk = { ...parseDesk('desk: test\nrules: {}'), account };
  const engine = createEngine({ desk, broker, clock, journal, market: quotes });
  const facts: Event[] = [];
  const waiting: { readonly type: EventType; readonly resolve: () => void }[] = [];
  engine.bus.subscribe('*', (event) => {
    facts.push(event);
    for (const { type, resolve } of waiting) if (type === event.type) resolve();
  });
  const next = (type: EventType): Promise<void> =>
    facts.some((fact) => fact.type === type)
      ? Promise.resolve()
      : new Promise((resolve) => {
          waiting.push({ type, resolve });
        });
  const run = engine.run();
  onTestFinished(async () => {
    quotes.close();
    engine.stop();
    await run;
    await gateway.close();
  });
  await next('connection.ready');
  await next('market.quote');
  const wide = { stop: { by: 'amount', amount: price(50) }, target: { by: 'amount', amount: price(50) } } as const;
  engine.send({ type: 'desk.open', book: BOOK, instrument: SPY, intent: { ...plainIntent, ...wide } });
  await next('position.protected');
  expect(engine.views.openPositions()).toMatchObject([{ protection: 'protected', state: 'open' }]);
  expect(gateway.save()).toBeDefined();
  engine.send({ type: 'desk.flatten', why: 'enough' });
  await next('position.closed');
  await next('group.done');
  expect(engine.views.account().residue).toBe(0n);
  expect(engine.views.holdings()).toMatchObject([{ booked: 0n, foreign: 0n }]);
  const surprise =
    /unexpected|surprised|unconfirmed|overfilled|doubled|disputed|drifted|naked|desk\.(quarantined|inputGivenUp)/;
  expect(facts.filter(({ type }) => surprise.test(type))).toEqual([]);
});
