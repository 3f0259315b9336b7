/** Recorded days traded by one desk on two ways: with the paper broker in this process, and through the adapter, a socket and a gateway. */
import { onTestFinished } from 'vitest';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { newYorkTime } from '../../src/adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { loadDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { barNeeds } from '../../src/adapters/interactiveBrokers/barNeeds.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createLeanData } from '../../src/adapters/marketData/lean.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import type { Report } from '../../src/adapters/reports/report.ts';
import { buildReport } from '../../src/adapters/reports/report.ts';
import { createPredictionsFile } from '../../src/adapters/signals/predictionsFile.ts';
import { replayedMarket } from '../../src/adapters/twsGateway/replayedMarket.ts';
import type { DeskConfiguration } from '../../src/configuration.ts';
import type { Event } from '../../src/events.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { accountId } from '../../src/identifiers.ts';
import type {
  Broker,
  BrokerAbilities,
  Clock,
  Feed,
  Journal,
  MarketData,
  MarketItem,
  SignalSource,
} from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';
import { AdminClient, TOKEN } from './adminClient.ts';
import { root } from './commandLine.ts';
import { opened } from './gateway.ts';
import { LockStepClock } from './lockStepClock.ts';
import type { RecordedDays } from './recordedDays.ts';
import { shownFeed } from './shownFeed.ts';

const account = accountId('DU1234567');
const hours = createNyseCalendar();
const LATENCY = 20_000;

interface Opened {
  readonly desk: DeskConfiguration;
  readonly data: MarketData;
  readonly signals: SignalSource;
}

async function open({ data: folder, signals: file, symbols, from, to }: RecordedDays): Promise<Opened> {
  const desk = { ...(await loadDesk(`${root}examples/reference.yaml`)), account };
  const data = await createLeanData({ root: folder, symbols, from, to });
  const skipping = { onBadRow: 'stop', onSkipped: () => undefined } as const;
  const signals = await createPredictionsFile({ file, symbols: data.instruments, days: data.days, ...skipping });
  return { desk, data, signals };
}

export interface Traded {
  readonly report: Report;
  /** All that was said, and when; the market as the desk heard it is among it. */
  readonly facts: readonly Said[];
  readonly journal: Journal;
}
/** What was said at a moment. */
export type Said = readonly [at: Timestamp, event: Event];

interface Way {
  readonly clock: Clock;
  readonly broker: Broker;
  readonly market: MarketData<MarketItem>;
  readonly feeds?: readonly Feed[];
  readonly onFact?: (event: Event) => void;
}

async function trade({ desk, signals, data }: Opened, { onFact, ...way }: Way): Promise<Traded> {
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  const facts: Said[] = [];
  bus.subscribe('*', (event) => {
    facts.push([way.clock.now(), event]);
    onFact?.(event);
  });
  const journal = createMemoryJournal();
  const sessions = hours.schedule({ ...data.days, beforeClose: desk.beforeClose });
  const engine = createEngine({ desk, signals, sessions, bus, journal, ...way });
  await engine.run();
  recorder.finish();
  const report = buildReport({
    ...{ recording: recorder.recording, desk: desk.name, currency: desk.currency, version: '' },
    ...{ account: engine.views.account(), openPositions: engine.views.openPositions() },
    ...{ stateHash: engine.hash(), sequence: engine.sequence() },
  });
  return { report, facts, journal };
}

/** The paper broker is told the data as they are, in the place of the other broker; the desk hears of them what it hears of that one. */
export async function tradedInProcess(days: RecordedDays, abilities: BrokerAbilities): Promise<Traded> {
  const parts = await open(days);
  const { data } = parts;
  const clock = createSimulatedClock({ start: newYorkTime(data.days.from) });
  const rules = { latency: LATENCY, children: 'whenComplete', ocaType3: 'afterLatency' } as const;
  const paper = createPaperBroker({ clock, account, hours, rules, abilities });
  const told: Feed = {
    ...{ name: 'the broker', rank: rank.broker, batches: () => data.batches() },
    deliver: ({ event }) => paper.hearMarket(event as Parameters<typeof paper.hearMarket>[0]),
  };
  return trade(parts, { clock, broker: deaf(paper), market: shownFeed(data), feeds: [told] });
}

/** It is told of the market by somebody else than the engine. */
const deaf = (broker: Broker): Broker => ({
  abilities: broker.abilities,
  connect: (hear) => broker.connect(hear),
  disconnect: () => broker.disconnect(),
  place: (order, command) => broker.place(order, command),
  amend: (change, command) => broker.amend(change, command),
  cancel: (order, command) => broker.cancel(order, command),
  ask: (order, command) => broker.ask(order, command),
});

/** What was traded, with names by the order in which they first come: brokers have names of their own for what they execute. */
export function withoutNames({ stateHash: _hash, sequence: _sequence, ...report }: Report) {
  const names = new Map<string, number>();
  const placeOf = (name: string): number => {
    names.set(name, names.get(name) ?? names.size);
    return names.get(name) ?? 0;
  };
  const named = (key: string, value: unknown): unknown =>
    ['position', 'order', 'execution'].includes(key) && typeof value === 'string' ? placeOf(value) : value;
  return JSON.parse(JSON.stringify(report, named)) as typeof report;
}

export interface TradedAtGateway extends Traded {
  readonly abilities: BrokerAbilities;
  /** How often time was moved. */
  readonly steps: number;
}

/** Through the adapter, over a socket, at a gateway that replays the data. */
export async function tradedAtGateway(
  days: RecordedDays,
  over: Partial<Parameters<typeof createInteractiveBrokers>[0]> = {},
  faults: readonly unknown[] = [],
): Promise<TradedAtGateway> {
  const parts = await open(days);
  const { data, desk } = parts;
  const start = newYorkTime(data.days.from);
  const time = createSimulatedClock({ start });
  const gateway = await opened({
    ...{ clock: time, latency: LATENCY, hours, accounts: [account], instruments: data.instruments },
    ...{ faults, market: replayedMarket(data, time), admin: { port: 0, token: TOKEN } },
  });
  let isTaken = false;
  const clock = new LockStepClock({
    ...{ admin: new AdminClient(gateway), start, end: newYorkTime(data.days.to, 20 * 60 + 1), client: 1 },
    traffic: () => broker.traffic(),
    isTaken: () => isTaken,
  });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock, hours },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5, ...over },
  });
  const market = broker.quotes({ instruments: data.instruments, days: data.days, bars: barNeeds(desk) });
  onTestFinished(async () => {
    market.close();
    broker.disconnect();
    await gateway.close();
  });
  const onFact = ({ type }: Event): void => {
    isTaken ||= type === 'connection.handshaken';
  };
  const traded = await trade(parts, { clock, broker, market, onFact });
  return { ...traded, abilities: broker.abilities, steps: clock.steps };
}
