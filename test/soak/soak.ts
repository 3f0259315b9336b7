/** A desk that trades fast with a gateway that goes wrong all the time: minutes of the time of both, in step over a real socket. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createChance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { accountId, instrumentId, later, seconds, timestamp } from '../../src/identifiers.ts';
import type { Amount } from '../../src/money.ts';
import { minus, zero } from '../../src/money.ts';
import { AdminClient, TOKEN } from '../support/adminClient.ts';
import { opened } from '../support/gateway.ts';
import { turns } from '../support/ibRig.ts';
import { stepTo } from '../support/lockStep.ts';
import { Companion } from './companion.ts';
import { troubleOf } from './faults.ts';

/** A little behind midnight in New York: the broker has forgotten the day, and memory is what it was. */
const MIDNIGHT = timestamp('2026-11-24T05:00:02Z');
/** What is played beside the minutes of troubles: the beginning, the end, and what the last trouble takes. */
const AROUND = 170;
const STEP = 0.25;
/** In a step, of the companion: the desk itself comes to sixteen or so in a second. */
const OF_COMPANION = 7;
/**
 * The adapter is a step ahead of the gateway, which counts where messages arrive: what two seconds of the one hold may be one of the other.
 */
const LIMIT = 22;
const account = accountId('DU1234567');
const otherAccount = accountId('DU7654321');
const symbols = ['SPY', 'QQQ', 'IWM', 'AAPL', 'MSFT', 'AMZN', 'NVDA', 'IBM', 'GE'];

const document = `
desk: soaked
account: ${account}
symbols: [${symbols.join(', ')}]
risk: { maxOrderQuantity: 500, maxOrderNotional: 400000 }
rules:
  enter:
    when: market.quote
    if: "!position.isOpen"
    then: [{ open: { side: long, quantity: 100, stop: { amount: 0.08 }, target: { amount: 0.06 }, trail: { amount: 0.05 }, timeLimit: 4s } }]
`;

export interface Soaked {
  /** How many messages about orders have left, and in how many seconds of gateway time. */
  readonly messages: number;
  readonly seconds: number;
  readonly troubles: Readonly<Record<string, number>>;
  readonly executions: number;
  /** How many orders everybody has placed. */
  readonly orders: number;
  /** Bytes that were in use before and after. */
  readonly before: number;
  readonly after: number;
}

/** Trades for so many minutes with troubles of chance, then without; expects books and broker to agree in the end. */
export async function soak(seed: number, minutes: number): Promise<Soaked> {
  const rig = await open(seed, later(MIDNIGHT, -seconds(minutes * 60 + AROUND)));
  const { engine, admin, pass, clock } = rig;
  const chance = createChance(seed, 'soak');
  const troubles: Record<string, number> = {};
  await pass(30);
  const before = heapUsed();
  const end = later(clock.now(), seconds(minutes * 60));
  while (clock.now() < end) {
    await pass(chance.whole(1, 8));
    const trouble = troubleOf(chance);
    troubles[trouble.name] = (troubles[trouble.name] ?? 0) + 1;
    for (const fault of trouble.begins) await admin.ask('POST', '/faults', JSON.stringify(fault));
    await pass(trouble.seconds);
    await admin.ask('DELETE', '/faults');
    for (const fault of trouble.ends ?? []) await admin.fault(fault);
    // Who liquidates halts the account; a person lets it trade again.
    if (trouble.name === 'a liquidation')
      engine.send({ type: 'risk.resume', scope: `account/${account}`, operator: 'soak', why: 'the next minute' });
  }
  const messages = rig.counts.messages + rig.companion.messages;
  const passed = rig.counts.seconds;
  await rig.settle();
  const { executions, orders } = agree(rig);
  await rig.passTo(MIDNIGHT);
  // On the first connection of a day the adapter forgets what ended on the one before.
  await admin.ask('POST', '/faults', '{"fault":"hangUp","client":1}');
  await pass(20);
  // Behind two more sessions the engine keeps compact records of what has ended.
  for (const session of ['2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30'])
    engine.hear({ type: 'clock.sessionOpened', session, opens: clock.now(), closes: later(clock.now(), 1) }, 'clock');
  const after = heapUsed();
  await rig.close();
  return { messages, seconds: passed, troubles, executions, orders, before, after };
}

type Rig = Awaited<ReturnType<typeof open>>;

async function open(seed: number, start: Timestamp) {
  const counts = {
    taken: zero as Amount,
    messages: 0,
    seconds: 0,
    tooFast: 0,
    quarantined: [] as string[],
    dropped: [] as string[],
  };
  const gateway = await opened({
    ...{ clock: createSimulatedClock({ start }), seed, latency: 20_000, master: 1, accounts: [account, otherAccount] },
    log: (line) => {
      if (line.includes('is dropped')) counts.dropped.push(line);
    },
    admin: { port: 0, token: TOKEN },
  });
  const admin = new AdminClient(gateway);
  const clock = createSimulatedClock({ start });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5, limit: LIMIT },
  });
  const companion = new Companion(gateway.port, otherAccount);
  const quotes = broker.quotes({
    ...{ instruments: symbols.map(instrumentId), days: { from: '2026-11-23', to: '2026-11-24' } },
  });
  const engine = createEngine({
    desk: parseDesk(document),
    broker,
    clock,
    journal: createMemoryJournal({ forget: true }),
  });
  engine.bus.subscribe('outbox.releasing', () => counts.messages++);
  engine.bus.subscribe('holding.external', ({ amount = zero as Amount }) => {
    counts.taken = (counts.taken + amount) as Amount;
  });
  engine.bus.subscribe('broker.notice', ({ code }) => {
    if (code === '100') counts.tooFast++;
  });
  engine.bus.subscribe('*', (fact) => {
    if (/^desk\.(quarantined|inputGivenUp)$/.test(fact.type)) counts.quarantined.push(JSON.stringify(fact));
  });
  engine.start();
  const reading = (async () => {
    for await (const batch of quotes.batches()) for (const { event } of batch) engine.hear(event, 'market');
  })();
  const inStep = [{ id: 1, clock, traffic: () => broker.traffic() }, companion];
  const passTo = async (to: number): Promise<void> => {
    while (clock.now() < to) {
      companion.act(OF_COMPANION);
      await stepTo(admin, later(clock.now(), seconds(STEP)), inStep);
      await turns(4);
      counts.seconds += STEP;
    }
  };
  const pass = (count: number): Promise<void> => passTo(later(clock.now(), seconds(count)));
  return {
    ...{ gateway, admin, clock, engine, counts, companion, pass, passTo },
    /** Everything is left, and what was lost on the way is read. */
    async settle(): Promise<void> {
      engine.send({ type: 'desk.drain', why: 'enough' });
      await pass(30);
      await admin.ask('POST', '/faults', '{"fault":"hangUp","client":1}');
      await pass(20);
      engine.send({ type: 'desk.flatten', why: 'enough' });
      await pass(30);
    },
    async close(): Promise<void> {
      companion.leave();
      quotes.close();
      broker.disconnect();
      await reading;
      await gateway.close();
    },
  };
}

/** The same shares and the same money, but for fees that nobody was told. Returns how much there was. */
function agree({ engine, gateway, counts }: Rig): Pick<Soaked, 'executions' | 'orders'> {
  const { accounts, orders } = gateway.save();
  const kept = accounts.find((each) => each.account === account);
  const ours = orders.orders.filter(({ clientId }) => clientId === 1);
  expect(counts.quarantined).toEqual([]);
  expect(counts.tooFast).toBe(0);
  expect(engine.views.openPositions()).toEqual([]);
  expect(engine.views.holdings().filter(({ isAlarm, booked }) => isAlarm || booked !== zero)).toEqual([]);
  const held = kept?.lines.filter(([symbol, { quantity }]) => symbols.includes(symbol) && quantity !== zero);
  const foreign = engine.views
    .holdings()
    .filter(({ instrument, foreign }) => symbols.includes(instrument) && foreign !== zero);
  expect(held?.map(([symbol, { quantity }]) => `${symbol} ${quantity}`).sort()).toEqual(
    foreign.map((each) => `${each.instrument} ${each.foreign}`).sort(),
  );
  const isOpen = ({ status }: (typeof ours)[number]): boolean => !['Filled', 'Cancelled', 'Inactive'].includes(status);
  expect(ours.filter(isOpen).map(({ order, status }) => `${order.orderRef} ${status}`)).toEqual([]);
  const references = ours.map(({ order }) => order.orderRef);
  expect(new Set(references).size).toBe(references.length);
  const mine = new Set(ours.map(({ paper }) => paper));
  const charged = sum(kept?.book.orders.flatMap(({ order, charged }) => (mine.has(order) ? [charged] : [])) ?? []);
  const ofOurs = orders.executions.filter(({ paper }) => mine.has(paper));
  const told = sum(ofOurs.map(({ report }) => report?.commission ?? (zero as Amount)));
  const ofOthers = kept?.book.orders.filter(({ order }) => !mine.has(order)) ?? [];
  const elsewhere = sum(
    ofOthers.map(({ terms, value, charged }) => ((terms.side === 'buy' ? value : -value) + charged) as Amount),
  );
  // What others have closed of ours came in here too, less our share of its fees.
  const { cash, fees } = engine.views.account();
  const shared = fees - told;
  expect(minus(cash, kept?.book.cash ?? zero)).toBe(charged - told + elsewhere + counts.taken - shared);
  expect(engine.views.account().residue).toBe(zero);
  return { executions: ofOurs.length, orders: orders.orders.length };
}

const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((a, b) => (a + b) as Amount, zero as Amount);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
