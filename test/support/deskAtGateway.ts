/** A whole desk that trades through the adapter with a gateway that has faults: both ends keep step, over a real socket. */
import { onTestFinished } from 'vitest';
import type { Engine } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { barNeeds } from '../../src/adapters/interactiveBrokers/barNeeds.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { accountId, later, seconds, timestamp } from '../../src/identifiers.ts';
import { price } from '../../src/money.ts';
import { AdminClient, TOKEN } from './adminClient.ts';
import { BOOK, plainIntent, SPY } from './desk.ts';
import type { Opened } from './gateway.ts';
import { opened } from './gateway.ts';
import type { HeardFacts } from './heardFacts.ts';
import { heardFacts } from './heardFacts.ts';
import { turns } from './ibRig.ts';
import { stepTo } from './lockStep.ts';

export const START = timestamp('2026-11-23T15:00:00Z');
const account = accountId('DU1234567');
const far = { by: 'amount', amount: price(40) } as const;

export interface DeskAtGateway extends HeardFacts {
  readonly engine: Engine;
  readonly gateway: Opened;
  readonly admin: AdminClient;
  /** So many seconds pass. */
  pass(count: number): Promise<void>;
  /** Time passes until it holds, a minute at most. */
  until(holds: () => boolean): Promise<void>;
  /** Asks for a position with far exits. */
  ask(): void;
  /** The same, and waits for the word of the desk that it is protected. */
  open(): Promise<void>;
  /** Everything is left, and the group is over. */
  leave(): Promise<void>;
}

export interface DeskAtGatewayOptions extends NonNullable<Parameters<typeof opened>[0]> {
  readonly document?: string;
  /** Between two steps: seconds, a quarter unless told. */
  readonly step?: number;
}

export async function deskAtGateway({
  document = 'desk: test\nrules: {}',
  step: length = 0.25,
  ...options
}: DeskAtGatewayOptions = {}): Promise<DeskAtGateway> {
  const gateway = await opened({
    clock: createSimulatedClock({ start: START }),
    latency: 20_000,
    admin: { port: 0, token: TOKEN },
    ...options,
  });
  const admin = new AdminClient(gateway);
  const clock = createSimulatedClock({ start: START });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  const desk = { ...parseDesk(document), account };
  const quotes = broker.quotes({
    ...{ instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' }, bars: barNeeds(desk) },
  });
  const engine = createEngine({ desk, broker, clock, journal: createMemoryJournal() });
  const heard = heardFacts(engine.bus);
  engine.start();
  const reading = (async () => {
    for await (const batch of quotes.batches()) for (const { event } of batch) engine.hear(event, 'market');
  })();
  onTestFinished(async () => {
    quotes.close();
    broker.disconnect();
    await reading;
    await gateway.close();
  });
  const inStep = [{ id: 1, clock, traffic: () => broker.traffic() }];
  const step = async (): Promise<void> => {
    await stepTo(admin, later(clock.now(), seconds(length)), inStep);
    await turns(4);
  };
  const made: DeskAtGateway = {
    ...{ ...heard, engine, gateway, admin },
    async pass(count) {
      for (let passed = 0; passed < count; passed += length) await step();
    },
    async until(holds) {
      for (let passed = 0; !holds(); passed += length) {
        if (passed > 60) throw new Error('it never came to hold');
        await step();
      }
    },
    ask: () =>
      engine.send({
        ...{ type: 'desk.open', book: BOOK, instrument: SPY },
        intent: { ...plainIntent, stop: far, target: far },
      }),
    async open() {
      made.ask();
      await made.until(() => engine.views.openPositions().some(({ protection }) => protection === 'protected'));
    },
    async leave() {
      const before = made.said('group.done').length;
      engine.send({ type: 'desk.flatten', why: 'enough' });
      await made.until(() => made.said('group.done').length > before && engine.views.openPositions().length === 0);
    },
  };
  await made.until(() => made.said('connection.ready').length > 0 && made.said('market.quote').length > 0);
  return made;
}
