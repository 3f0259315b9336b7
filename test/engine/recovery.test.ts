import { describe, expect, it } from 'vitest';
import type { Engine, EngineOptions } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import type { Migration } from '../../src/actors/engine/migrations.ts';
import type { Recovery } from '../../src/actors/engine/recovery.ts';
import { recover } from '../../src/actors/engine/recovery.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { Event, EventType } from '../../src/events.ts';
import type { ExecutionId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, seconds } from '../../src/identifiers.ts';
import { amount, price, quantity } from '../../src/money.ts';
import type { BrokerExecution, BrokerSnapshot } from '../../src/plans.ts';
import type { BrokerFact, Checkpoint, Journal, JournalRecord } from '../../src/ports.ts';
import { all, checkpointsOf, leftOf } from '../support/brokenOff.ts';
import { createDesk, SPY, START } from '../support/desk.ts';
import type { Asked } from '../support/handBroker.ts';
import { createHand, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

async function hashAt(journal: Journal, to: number): Promise<string> {
  return (await replay(journal.read(1), { to })).hash();
}

/** A position that is opened, protected and closed by its target, with a checkpoint every few inputs. */
async function story(every: number): Promise<Journal> {
  const desk = createDesk({ checkpointEvery: every });
  desk.quote('100.00', '100.02');
  desk.open({ timeLimit: minutes(5) });
  desk.pass();
  desk.predict('BUY');
  desk.quote('100.30', '100.32');
  desk.pass(3);
  desk.quote('100.60', '100.62');
  desk.pass();
  desk.open();
  desk.pass(2);
  return desk.journal;
}

/** An engine on what is left of a journal, in front of a broker whose words a test says. */
interface Restarted {
  readonly engine: Engine;
  readonly recovery: Recovery;
  readonly journal: Journal;
  readonly asked: readonly Asked[];
  said<T extends EventType>(type: T): readonly Event<T>[];
  tell(...facts: readonly BrokerFact[]): void;
  pass(count?: number): void;
}

async function restart(
  journal: Journal,
  options: {
    readonly yaml?: string;
    readonly at?: Timestamp;
    readonly first?: Partial<BrokerSnapshot>;
    readonly starts?: boolean;
  } & Partial<EngineOptions> = {},
): Promise<Restarted> {
  const { yaml = 'rules: {}', at = START, first, starts = true, ...more } = options;
  const hand = createHand(first);
  const clock = createSimulatedClock({ start: at });
  const engine = createEngine({ desk: parseDesk(`desk: test\n${yaml}`), broker: hand.broker, clock, journal, ...more });
  const facts: Event[] = [];
  engine.bus.subscribe('*', (event) => facts.push(event));
  const recovery = await engine.recover();
  if (starts) engine.start();
  return {
    engine,
    recovery,
    journal,
    asked: hand.asked,
    tell: hand.tell,
    said: <T extends EventType>(type: T) =>
      facts.flatMap((event) => (event.type === type ? [event as unknown as Event<T>] : [])),
    pass: (count = 1) => clock.advance(later(clock.now(), seconds(count))),
  };
}

describe('an engine that was away', () => {
  it.each([
    ['the beginning of the record', 1_000_000],
    ['the newest checkpoint', 7],
  ])('is rebuilt from %s to what it was, wherever it was killed', async (_, every) => {
    const journal = await story(every);
    const { length } = await all(journal.read(1));
    for (let upTo = 1; upTo <= length; upTo++) {
      const { engine, recovery } = await restart(await leftOf(journal, upTo), { starts: false });
      expect(engine.hash(), `killed at ${upTo}`).toBe(await hashAt(journal, upTo));
      expect(recovery).toMatchObject({ sequence: upTo, checkpoint: upTo - (upTo % every), passedOver: [] });
      expect(recovery.replayed).toBe(upTo % every);
    }
  });

  it('keeps checkpoints of what has changed, which come to the whole', async () => {
    const journal = await story(7);
    const kept = await all(checkpointsOf(journal));
    expect(kept.length).toBeGreaterThan(5);
    const checkpoints = kept.map(({ sequence, hash }) => ({ sequence, hash }));
    expect((await replay(journal.read(1), { checkpoints })).compared).toBe(kept.length);
    const wrong = [{ sequence: 14, hash: 'another' }];
    await expect(replay(journal.read(1), { checkpoints: wrong })).rejects.toMatchObject({
      code: 'replayDiffers',
      details: { sequence: 14 },
    });
  });

  it('has a record that replays to what it is, with the time it was away in it', async () => {
    const { engine, journal, tell } = await restart(await leftOf(await story(7), 40));
    tell({ type: 'broker.position', account: 'PAPER' as never, instrument: SPY, quantity: quantity(0) });
    expect((await replay(journal.read(1))).hash()).toBe(engine.hash());
  });

  it('has to be told to recover before it is started', async () => {
    const engine = createEngine({
      desk: parseDesk('desk: test\nrules: {}'),
      broker: createHand().broker,
      clock: createSimulatedClock({ start: START }),
      journal: await leftOf(await story(7)),
    });
    expect(() => engine.start()).toThrow(expect.objectContaining({ code: 'notRecovered' }));
  });

  it('gives no name a second time', async () => {
    const before = await leftOf(await story(7));
    const { engine, journal } = await restart(before);
    engine.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links({ role: 'manual' }) });
    const names = (await all(journal.read(1))).flatMap(({ envelope: { data } }) =>
      data.type === 'outbox.releasing' ? [data.command] : [],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

/** A journal that has got no further than a test lets it. */
function slowJournal(): Journal & { reach(sequence: number): void } {
  const journal = createMemoryJournal();
  let reached = 0;
  let grown = (): void => undefined;
  return {
    ...journal,
    durable: () => Math.min(reached, journal.durable()),
    onDurable: (call) => {
      grown = call;
    },
    reach(sequence) {
      reached = sequence;
      grown();
    },
  };
}

/** An order by hand whose way to the broker has got as far as told. */
async function orderThatGot(
  how: 'held' | 'marked' | 'written' | 'acknowledged',
  type: 'limit' | 'market' = 'limit',
): Promise<{ readonly left: Journal; readonly order: OrderId; readonly wasWritten: boolean }> {
  const journal = slowJournal();
  journal.reach(1_000);
  const desk = await restart(journal);
  desk.engine.hear(
    {
      type: 'market.quote',
      instrument: SPY,
      bid: price(100),
      ask: price('100.02'),
      bidSize: quantity(9),
      askSize: quantity(9),
    },
    'market',
  );
  const placed = desk.engine.sequence() + 1;
  journal.reach(placed - 1);
  const { limit: _, ...bare } = terms();
  const wanted = type === 'limit' ? terms({ limit: price('99.00') }) : { ...bare, type };
  desk.engine.send({ type: 'desk.place', terms: wanted, links: links({ role: 'manual' }) });
  const order = `test-${placed}.1` as OrderId;
  if (how !== 'held') journal.reach(placed);
  const marked = desk.engine.sequence();
  if (how === 'written' || how === 'acknowledged') journal.reach(marked);
  if (how === 'acknowledged') {
    desk.tell({ type: 'broker.orderWorking', order });
    journal.reach(1_000);
  }
  const last = how === 'acknowledged' ? desk.engine.sequence() : marked;
  return { left: await leftOf(journal, last), order, wasWritten: desk.asked.length > 0 };
}

const statusOf = ({ engine }: Restarted, order: OrderId) =>
  engine.views.orders().find((each) => each.order === order)?.status;
const placements = ({ asked }: Restarted) => asked.filter(({ what }) => what === 'place');
const bought: BrokerExecution = {
  order: '' as OrderId,
  execution: 'e1' as ExecutionId,
  revision: 1,
  quantity: quantity(100),
  price: price('99.00'),
  executedAt: 0 as Timestamp,
  instrument: SPY,
  side: 'buy',
};

describe('a command of before', () => {
  it('that has no mark was not sent: it is judged anew once the broker has been read, and leaves once', async () => {
    const { left, order, wasWritten } = await orderThatGot('held');
    expect(wasWritten).toBe(false);
    const desk = await restart(left, { at: later(START, seconds(2)), first: { complete: false } });
    expect(placements(desk)).toEqual([]);
    desk.tell({ type: 'broker.snapshot', snapshot: snapshotOf() });
    expect(placements(desk)).toMatchObject([{ order }]);
    desk.tell({ type: 'broker.snapshot', snapshot: snapshotOf() });
    expect(placements(desk)).toHaveLength(1);
  });

  it('that adds risk and has waited for longer than five seconds is refused as stale', async () => {
    const { left, order } = await orderThatGot('held');
    const desk = await restart(left, { at: later(START, seconds(6)) });
    expect(placements(desk)).toEqual([]);
    expect(desk.said('risk.refused')).toMatchObject([{ order, code: 'stale', limit: '5 s', value: '6 s' }]);
    expect(statusOf(desk, order)).toBe('refused');
  });

  it('that the desk would not let pass any more is refused', async () => {
    const { left, order } = await orderThatGot('held');
    const yaml = 'rules: {}\nrisk: { maxOrderQuantity: 10 }';
    const desk = await restart(left, { yaml });
    expect(placements(desk)).toEqual([]);
    expect(desk.said('risk.refused')).toMatchObject([{ order, code: 'maxOrderQuantity' }]);
  });

  it.each(['marked', 'written'] as const)('that was %s has perhaps been sent: the broker is asked', async (how) => {
    const { left, order, wasWritten } = await orderThatGot(how);
    expect(wasWritten).toBe(how === 'written');
    const desk = await restart(left, { first: { complete: false } });
    expect(statusOf(desk, order)).toBe('unconfirmed');
    expect(desk.asked).toEqual([]);
    desk.tell({ type: 'broker.snapshot', snapshot: snapshotOf() });
    expect(statusOf(desk, order)).toBe('absent');
    desk.pass(60);
    expect(placements(desk)).toEqual([]);
  });

  it('that was written is found where the broker has it, or as what it came to', async () => {
    const { left, order } = await orderThatGot('written');
    const listed = { order, terms: terms({ limit: price('99.00') }), filled: quantity(0), state: 'working' } as const;
    expect(statusOf(await restart(left, { first: { orders: [listed] } }), order)).toBe('working');
    const again = await restart((await orderThatGot('written')).left, {
      first: { executions: [{ ...bought, order }], positions: [{ instrument: SPY, quantity: quantity(100) }] },
    });
    expect(statusOf(again, order)).toBe('filled');
    expect(again.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100) }]);
    expect(again.said('holding.drifted')).toEqual([]);
  });

  it('that was acknowledged lives on, and fills once', async () => {
    const { left, order } = await orderThatGot('acknowledged');
    const listed = { order, terms: terms({ limit: price('99.00') }), filled: quantity(0), state: 'working' } as const;
    const desk = await restart(left, { first: { orders: [listed] } });
    expect(statusOf(desk, order)).toBe('working');
    for (const _ of [1, 2]) desk.tell({ type: 'broker.execution', ...bought, order });
    expect(desk.said('order.filled')).toHaveLength(1);
    expect(desk.engine.views.account().residue).toBe(amount(0));
  });
});

describe('a checkpoint', () => {
  /** The journal with its newest checkpoint made worse. */
  async function spoilt(change: (newest: Checkpoint) => Checkpoint): Promise<Journal> {
    const journal = await leftOf(await story(7), 45);
    return {
      ...journal,
      async *checkpoints() {
        let isNewest = true;
        for await (const each of checkpointsOf(journal)) {
          yield isNewest ? change(each) : each;
          isNewest = false;
        }
      },
    };
  }
  const without = (owner: string) => (newest: Checkpoint) => ({
    ...newest,
    entries: newest.entries.filter((entry) => entry.owner !== owner),
  });

  it.each<[string, (newest: Checkpoint) => Checkpoint, RegExp]>([
    ['whose state does not come to its hash', without('gate'), /does not come to its hash/],
    ['without a configuration', without('configuration'), /no configuration/],
    [
      'of charts of another shape',
      (newest) => ({ ...newest, machines: { ...newest.machines, order: 'another' } }),
      /chart order has another shape/,
    ],
    [
      'of an owner that nobody knows',
      (newest) => ({
        ...newest,
        entries: [...newest.entries, { ...(newest.entries[0] as never as object), owner: 'x' } as never],
      }),
      /x version 1/,
    ],
  ])('%s is passed over for the one before it, and that is said', async (_, change, problem) => {
    const journal = await spoilt(change);
    const { engine, recovery } = await restart(journal, { starts: false });
    expect(recovery).toMatchObject({ checkpoint: 35, replayed: 10, passedOver: [{ sequence: 42 }] });
    expect(recovery.passedOver[0]?.problem).toMatch(problem);
    expect(engine.hash()).toBe(await hashAt(journal, 45));
  });
});

describe('a journal of another version', () => {
  const written = async (version: string, tail: number): Promise<Journal> => {
    const journal = await leftOf(await story(7), 42 + tail);
    return { ...journal, segments: () => [{ first: 1, version }] };
  };

  it('is gone on from where it ends with a checkpoint', async () => {
    const { recovery } = await restart(await written('0.0.9', 0));
    expect(recovery).toMatchObject({ checkpoint: 42, replayed: 0 });
  });

  it.each([
    ['an older one that did not end with a checkpoint', '0.0.9', 3, /start it once with 0.0.9/],
    ['a newer one', '0.2.0', 0, /run 0.2.0 or newer/],
  ])('is refused with the remedy: %s', async (_, version, tail, remedy) => {
    await expect(restart(await written(version, tail))).rejects.toMatchObject({
      code: 'journalVersion',
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe('a state in the shape of an older version', () => {
  /** The gate as a version before the first one might have kept it. */
  async function older(): Promise<Journal> {
    const journal = await leftOf(await story(7), 42);
    const old = (newest: Checkpoint): Checkpoint => ({
      ...newest,
      version: '0.0.9',
      entries: newest.entries.map((entry) =>
        entry.owner === 'gate' ? { ...entry, version: 0, part: `old-${entry.part}` } : entry,
      ),
    });
    return {
      ...journal,
      segments: () => [{ first: 1, version: '0.0.9' }],
      async *checkpoints() {
        for await (const each of checkpointsOf(journal)) yield old(each);
      },
    };
  }
  const step: Migration = {
    name: 'the parts of the gate have other names',
    owner: 'gate',
    from: 0,
    to: 1,
    migrate: (state) => Object.fromEntries(Object.entries(state).map(([part, value]) => [part.slice(4), value])),
  };
  const options = { version: '0.1.0', publish: () => undefined };

  it('goes through the migration that leads to this one, and its next checkpoint is whole', async () => {
    const journal = await older();
    const { core, checkpoint, base } = await recover(journal, { ...options, migrations: [step] });
    expect(core.owners.hash()).toBe(await hashAt(journal, 42));
    expect({ checkpoint, base }).toEqual({ checkpoint: 42, base: 0 });
  });

  it('is not used where none leads there, and old inputs are not replayed instead', async () => {
    await expect(recover(await older(), { ...options, migrations: [] })).rejects.toMatchObject({
      code: 'journalVersion',
      remedy: expect.stringContaining('gate version 0, as 0.0.9 left it'),
    });
  });
});

describe('a desk that is configured otherwise', () => {
  it('goes on where it was, under its new document, and replays', async () => {
    const { left } = await orderThatGot('acknowledged');
    const yaml =
      'rules: { long: { when: signal.prediction, then: { open: { side: long, quantity: 10, stop: { share: 1% } } } } }';
    const first = await restart(left, { yaml });
    expect(first.engine.views.orders()).toHaveLength(1);
    expect((await replay(first.journal.read(1))).hash()).toBe(first.engine.hash());
    const second = await restart(await leftOf(first.journal), { yaml, starts: false });
    expect(second.engine.hash()).toBe(first.engine.hash());
  });
});

describe('feeds', () => {
  it('go on behind what has been heard', async () => {
    const records = async (journal: Journal): Promise<readonly JournalRecord[]> => all(journal.read(1));
    const quotes = Array.from({ length: 9 }, (_, index) => ({
      at: later(START, seconds(index)),
      event: {
        type: 'market.quote',
        instrument: SPY,
        bid: price(100 + index),
        ask: price(101 + index),
        bidSize: quantity(1),
        askSize: quantity(1),
      },
    })) as never[];
    const market = {
      name: 'quotes',
      instruments: [SPY],
      days: { from: '2025-03-03', to: '2025-03-03' },
      async *batches() {
        yield quotes.slice(0, 4);
        yield quotes.slice(4);
      },
    };
    const heard = async (journal: Journal) =>
      (await records(journal)).flatMap(({ envelope: { data } }) => (data.type === 'market.quote' ? [data.bid] : []));
    const whole = createMemoryJournal();
    await (await restart(whole, { market, starts: false })).engine.run();
    const recorded = await records(whole);
    const cut = recorded.findIndex(({ envelope: { data } }) => data.type === 'market.quote' && data.bid === price(105));
    for (const upTo of [cut, cut + 1, cut + 2]) {
      const left = await leftOf(whole, upTo);
      await (await restart(left, { market, starts: false })).engine.run();
      expect(await heard(left)).toEqual(await heard(whole));
    }
  });
});
