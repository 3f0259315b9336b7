/** A whole desk for stories: engine, paper broker and simulated clock, fed by hand. */
import type { EventBus } from '../../src/actors/bus/eventBus.ts';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import type { Engine, EngineOptions } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import type { LastingReaders } from '../../src/actors/engine/readers.ts';
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { PaperBroker, PaperBrokerOptions } from '../../src/adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { Envelope } from '../../src/envelope.ts';
import type { Event, EventType } from '../../src/events.ts';
import type { BookId, InstrumentId, SignalId, Timestamp } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Broker } from '../../src/ports.ts';
import { links, terms } from './orders.ts';

export const SPY = 'SPY' as InstrumentId;
export const BOOK = 'main' as BookId;
export const START = timestamp('2025-03-03T15:00:00Z');

export interface Desk {
  readonly engine: Engine;
  readonly clock: SimulatedClock;
  readonly broker: PaperBroker;
  readonly journal: ReturnType<typeof createMemoryJournal>;
  /** Everything that was published. */
  readonly facts: readonly { readonly event: Event; readonly envelope: Envelope }[];
  /** The facts of a type, or under a topic. */
  said<T extends EventType>(type: T): readonly Event<T>[];
  quote(bid: string, ask: string, size?: number, instrument?: InstrumentId): void;
  /** Lets so many seconds pass. */
  pass(count?: number): void;
  send(command: UserCommand): void;
  open(intent?: Partial<OpenIntent>, instrument?: InstrumentId): void;
  predict(signal: 'BUY' | 'SELL' | 'SHORT' | 'NEUTRAL', confidence?: number, instrument?: InstrumentId): void;
}

export interface DeskOptions {
  readonly yaml?: string;
  readonly paper?: Partial<PaperBrokerOptions>;
  /** The currency of the desk, where the document has no word for it yet. */
  readonly currency?: string;
  /** Puts something between engine and paper broker: a fault, a delay. */
  readonly around?: (broker: PaperBroker) => Broker;
  /** Another journal than a fresh one in memory. */
  readonly journal?: Desk['journal'];
  readonly checkpointEvery?: number;
  readonly halts?: EngineOptions['halts'];
  readonly stage?: EngineOptions['stage'];
  /** The account holds money, as whoever starts a desk says. */
  readonly realMoney?: true;
  readonly emergency?: EngineOptions['emergency'];
  /** Readers that go on over restarts, and the bus they are of. */
  readonly lasting?: { readonly bus: EventBus; readonly readers: LastingReaders };
}

export function createDesk({
  yaml = '',
  paper = {},
  currency,
  around = (broker) => broker,
  journal = createMemoryJournal(),
  checkpointEvery,
  halts = [],
  stage,
  realMoney,
  emergency,
  lasting,
}: DeskOptions = {}): Desk {
  const clock = createSimulatedClock({ start: START });
  const broker = createPaperBroker({ clock, ...paper });
  const read = parseDesk(`desk: test\n${yaml.includes('rules:') ? '' : 'rules: {}\n'}${yaml}`);
  const { promotion } = read;
  const desk = {
    ...read,
    ...(currency === undefined ? {} : { currency }),
    ...(promotion === undefined || realMoney === undefined ? {} : { promotion: { ...promotion, realMoney } }),
  };
  const engine = createEngine({
    desk,
    broker: around(broker),
    clock,
    journal,
    halts,
    ...(stage === undefined ? {} : { stage }),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
    ...(emergency === undefined ? {} : { emergency }),
    ...lasting,
  });
  const facts: { event: Event; envelope: Envelope }[] = [];
  engine.bus.subscribe('*', (event, envelope) => {
    if (envelope !== undefined) facts.push({ event, envelope });
  });
  let signals = 0;
  engine.start();
  clock.advance(clock.now());
  return {
    engine,
    clock,
    broker,
    journal,
    facts,
    said: <T extends EventType>(type: T) =>
      facts.flatMap(({ event }) => (event.type === type ? [event as unknown as Event<T>] : [])),
    quote(bid, ask, size = 1_000, instrument = SPY) {
      engine.hear(
        {
          type: 'market.quote',
          instrument,
          bid: price(bid),
          ask: price(ask),
          bidSize: quantity(size),
          askSize: quantity(size),
        },
        'market',
      );
    },
    pass: (count = 1) => clock.advance(later(clock.now(), seconds(count))),
    send: (command) => engine.send(command),
    open(intent = {}, instrument = SPY) {
      engine.send({ type: 'desk.open', book: BOOK, instrument, intent: { ...plainIntent, ...intent } });
    },
    predict(signal, confidence = 0.6, instrument = SPY) {
      const id = `s${++signals}` as SignalId;
      engine.hear({ ...prediction(signal, clock.now()), id, instrument, confidence }, 'signal');
    },
  };
}

/** A prediction for SPY with a confidence of 0.6. */
export const prediction = (
  signal: Event<'signal.prediction'>['signal'],
  observedAt: Timestamp,
): Event<'signal.prediction'> => ({
  type: 'signal.prediction',
  id: 's' as SignalId,
  instrument: SPY,
  observedAt,
  signal,
  numeric: signal === 'BUY' ? 1 : -1,
  confidence: 0.6,
  probabilities: [],
  features: {},
  model: 'test',
  modelVersion: '1',
  horizon: seconds(1800),
});

export const plainIntent: OpenIntent = {
  side: 'long',
  sizing: { by: 'quantity', quantity: quantity(100) },
  entry: { type: 'market' },
  stop: { by: 'amount', amount: price(1) },
  target: { by: 'amount', amount: price('0.5') },
};

/** A market order by hand. */
export const marketOrder = (side: 'buy' | 'sell', shares: number, instrument: InstrumentId = SPY): UserCommand => {
  const { limit: _limit, ...rest } = terms({ side, quantity: quantity(shares), type: 'market', instrument });
  return { type: 'desk.place', terms: rest, links: links({ role: 'manual' }) };
};
