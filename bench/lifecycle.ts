/** The life of an order: created, approved, submitted, acknowledged, filled 40 and 60, its position with profit. */
import { createActor } from 'xstate';
import { createEngine } from '../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../src/adapters/journal/memoryJournal.ts';
import type { AccountId, BookId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../src/identifiers.ts';
import { seconds } from '../src/identifiers.ts';
import { orderMachine } from '../src/machines/order/orderMachine.ts';
import { amount, amountText, price, quantity } from '../src/money.ts';
import type { OrderTerms } from '../src/orders.ts';
import { orderTypes, timesInForce } from '../src/orders.ts';
import type { Broker, BrokerFact } from '../src/ports.ts';
import type { Case, Variant } from './measure.ts';

const ORDERS = 4_000;
const WARM = 1_000;
const INSTRUMENTS = 100;

const instrument = (index: number): InstrumentId => `I${index % INSTRUMENTS}` as InstrumentId;
/** Even orders buy, odd ones sell what the one before has bought, at a cent more. */
const sideOf = (index: number): 'buy' | 'sell' => (Math.floor(index / INSTRUMENTS) % 2 === 0 ? 'buy' : 'sell');
const termsOf = (index: number): OrderTerms => ({
  account: 'PAPER' as AccountId,
  instrument: instrument(index),
  side: sideOf(index),
  quantity: quantity(100),
  type: 'limit',
  limit: price(10),
  timeInForce: 'day',
  outsideRegularHours: false,
  trigger: 'quote',
  transmit: true,
});
const links = { book: 'main' as BookId, role: 'manual' } as const;
const forty = quantity(40);
const sixty = quantity(60);
const ten = price(10);
const fee = amount('0.35');

/** What the broker says of an order: worked, filled 40, filled 60, with fees. */
const answers = (order: OrderId): readonly BrokerFact[] => [
  { type: 'broker.orderWorking', order },
  {
    type: 'broker.execution',
    order,
    execution: `${order}a` as ExecutionId,
    revision: 1,
    quantity: forty,
    price: ten,
    executedAt: 0 as Timestamp,
  },
  { type: 'broker.commission', order, execution: `${order}a` as ExecutionId, fee, currency: 'USD' },
  {
    type: 'broker.execution',
    order,
    execution: `${order}b` as ExecutionId,
    revision: 1,
    quantity: sixty,
    price: ten,
    executedAt: 0 as Timestamp,
  },
  { type: 'broker.commission', order, execution: `${order}b` as ExecutionId, fee, currency: 'USD' },
];

/** A broker that answers at once, so that the engine is what is timed. Orders for `resting` are only acknowledged. */
function promptBroker(): Broker {
  let hear: (fact: BrokerFact) => void = () => undefined;
  return {
    abilities: { name: 'prompt', orderTypes, timesInForce, parents: true, oca: true },
    connect(listener) {
      hear = listener;
      hear({ type: 'connection.opened', broker: 'prompt' });
      hear({ type: 'connection.handshaken', broker: 'prompt', account: 'PAPER' as AccountId, simulated: true });
      const snapshot = {
        complete: true,
        since: 0 as Timestamp,
        account: 'PAPER' as AccountId,
        cash: amount(1_000_000),
        orders: [],
        executions: [],
        positions: [],
      };
      hear({ type: 'broker.snapshot', snapshot });
    },
    place({ order, terms }) {
      const facts = answers(order);
      if (terms.timeInForce === 'gtc') hear(facts[0] as BrokerFact);
      else for (const fact of facts) hear(fact);
    },
    amend: () => undefined,
    cancel: () => undefined,
    ask: () => undefined,
    disconnect: () => undefined,
  };
}

function startEngine() {
  const clock = createSimulatedClock({ start: 1e15 as Timestamp });
  const journal = createMemoryJournal({ forget: true });
  const engine = createEngine({ desk: parseDesk('desk: bench\nrules: {}'), broker: promptBroker(), clock, journal });
  engine.start();
  const size = quantity(1_000_000);
  for (let index = 0; index < INSTRUMENTS; index++) {
    engine.hear(
      { type: 'market.quote', instrument: instrument(index), bid: ten, ask: ten, bidSize: size, askSize: size },
      'market',
    );
  }
  return engine;
}

const place = (engine: ReturnType<typeof startEngine>, from: number, count: number): void => {
  for (let index = from; index < from + count; index++)
    engine.send({ type: 'desk.place', terms: termsOf(index), links });
};
const rest = (engine: ReturnType<typeof startEngine>, count: number): void => {
  for (let index = 0; index < count; index++) {
    engine.send({ type: 'desk.place', terms: { ...termsOf(index), side: 'buy', timeInForce: 'gtc' }, links });
  }
};

const throughEngine =
  (resting: number): Variant =>
  async () => {
    const engine = startEngine();
    rest(engine, resting);
    place(engine, 0, WARM);
    return async () => {
      place(engine, WARM, ORDERS);
      const { fees } = engine.views.account();
      return { result: `fees ${amountText(fees)}`, operations: ORDERS };
    };
  };

const bare: Variant = async () => {
  const kept: unknown[] = [];
  let fees = 0n;
  const live = (index: number): void => {
    const order = `o${index}` as OrderId;
    const patience = { acknowledge: seconds(10), answer: seconds(10) };
    const actor = createActor(orderMachine, { input: { order, terms: termsOf(index), links, patience } }).start();
    actor.send({ type: 'order.submit', order, approval: 'a' as never });
    actor.send({ type: 'outbox.releasing', order, kind: 'place', command: 'c' as never });
    for (const fact of answers(order)) actor.send(fact as never);
    for (const booked of actor.getSnapshot().context.fees) fees += booked.fee;
    kept.push(actor);
  };
  for (let index = 0; index < WARM; index++) live(index);
  return async () => {
    for (let index = WARM; index < WARM + ORDERS; index++) live(index);
    return { result: `fees ${amountText(fees as never)}`, operations: ORDERS };
  };
};

export const cases: readonly Case[] = [
  { name: 'life of an order', variants: { 'the engine': throughEngine(0), 'the order chart alone': bare } },
  {
    name: 'life of an order among many',
    variants: { '1,000 live orders': throughEngine(1_000), '20,000 live orders': throughEngine(20_000) },
  },
];
