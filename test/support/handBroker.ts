/** A broker whose words a test says itself: it keeps what it was asked for, and answers nothing by itself. */
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import type { Engine } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { Event, EventType } from '../../src/events.ts';
import type { AccountId, ExecutionId, OrderId } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import { orderTypes, timesInForce } from '../../src/orders.ts';
import type { BrokerSnapshot } from '../../src/plans.ts';
import type { Broker, BrokerFact } from '../../src/ports.ts';
import { BOOK, plainIntent, SPY } from './desk.ts';

/** What the broker was asked for. */
export type Asked =
  | { readonly what: 'place'; readonly order: OrderId; readonly terms: OrderTerms }
  | { readonly what: 'amend'; readonly order: OrderId; readonly change: Amendment }
  | { readonly what: 'cancel' | 'ask'; readonly order: OrderId };

export interface HandDesk {
  readonly engine: Engine;
  readonly journal: ReturnType<typeof createMemoryJournal>;
  readonly asked: readonly Asked[];
  said<T extends EventType>(type: T): readonly Event<T>[];
  /** What the broker says. */
  tell(...facts: readonly BrokerFact[]): void;
  send(command: UserCommand): void;
  open(intent?: Partial<typeof plainIntent>): void;
  quote(bid: string, ask: string): void;
  pass(count?: number): void;
}

/** A snapshot of an account that holds a million and nothing else. */
export const snapshotOf = (over: Partial<BrokerSnapshot> = {}): BrokerSnapshot => ({
  complete: true,
  since: timestamp('2025-03-03T00:00:00Z'),
  account: 'PAPER' as AccountId,
  cash: amount(1_000_000),
  orders: [],
  executions: [],
  positions: [],
  ...over,
});

/** The broker alone; `first` is what it lists when it is connected to. */
export function createHand(first: Partial<BrokerSnapshot> = {}): {
  readonly broker: Broker;
  readonly asked: readonly Asked[];
  tell(...facts: readonly BrokerFact[]): void;
} {
  const asked: Asked[] = [];
  let hear: (fact: BrokerFact) => void = () => undefined;
  return {
    asked,
    tell: (...said) => {
      for (const fact of said) hear(fact);
    },
    broker: {
      abilities: { name: 'hand', orderTypes, timesInForce, parents: true, oca: true },
      connect(listener) {
        hear = listener;
        hear({ type: 'connection.opened', broker: 'hand' });
        hear({ type: 'connection.handshaken', broker: 'hand', account: 'PAPER' as AccountId, simulated: true });
        hear({ type: 'broker.snapshot', snapshot: snapshotOf(first) });
      },
      place: ({ order, terms }) => void asked.push({ what: 'place', order, terms }),
      amend: ({ order, change }) => void asked.push({ what: 'amend', order, change }),
      cancel: (order) => void asked.push({ what: 'cancel', order }),
      ask: (order) => void asked.push({ what: 'ask', order }),
      disconnect: () => undefined,
    },
  };
}

/** A desk in front of it, connected and running. */
export function createHandDesk(
  options: { readonly yaml?: string; readonly first?: Partial<BrokerSnapshot> } = {},
): HandDesk {
  const { yaml = 'rules: {}', first = {} } = options;
  const clock = createSimulatedClock({ start: timestamp('2025-03-03T15:00:00Z') });
  const { broker, asked, tell } = createHand(first);
  const journal = createMemoryJournal();
  const engine = createEngine({ desk: parseDesk(`desk: test\n${yaml}`), broker, clock, journal });
  const facts: Event[] = [];
  engine.bus.subscribe('*', (event) => facts.push(event));
  engine.start();
  return {
    engine,
    journal,
    asked,
    said: <T extends EventType>(type: T) =>
      facts.flatMap((event) => (event.type === type ? [event as unknown as Event<T>] : [])),
    tell,
    send: (command) => engine.send(command),
    open: (intent = {}) =>
      engine.send({ type: 'desk.open', book: BOOK, instrument: SPY, intent: { ...plainIntent, ...intent } }),
    quote: (bid, ask) =>
      engine.hear(
        {
          type: 'market.quote',
          instrument: SPY,
          bid: price(bid),
          ask: price(ask),
          bidSize: quantity(1_000),
          askSize: quantity(1_000),
        },
        'market',
      ),
    pass: (count = 1) => clock.advance(later(clock.now(), seconds(count))),
  };
}

/** The desk opens a hundred shares, which fill at a price, and its target and stop come to work. */
export function enterAt(desk: HandDesk, at: string): { entry: OrderId; target: OrderId; stop: OrderId } {
  desk.open();
  const [entry, target, stop] = desk.asked.map(({ order }) => order) as [OrderId, OrderId, OrderId];
  const executedAt = desk.engine.views.now();
  desk.tell(
    { type: 'broker.orderWorking', order: entry },
    {
      type: 'broker.execution',
      order: entry,
      execution: 'entered' as ExecutionId,
      revision: 1,
      quantity: quantity(100),
      price: price(at),
      executedAt,
    },
    { type: 'broker.orderWorking', order: target },
    { type: 'broker.orderWaiting', order: stop, for: 'trigger' },
  );
  return { entry, target, stop };
}
