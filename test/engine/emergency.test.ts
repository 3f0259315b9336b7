import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { openEmergencyNotes } from '../../src/adapters/documents/emergencyNotes.ts';
import { writeSyncedNow } from '../../src/adapters/documents/syncedFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { Event, EventType } from '../../src/events.ts';
import type { OrderId, PositionId, Timestamp } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Broker, BrokerFact, EmergencyNote, EmergencyNotes } from '../../src/ports.ts';
import type { DeskOptions } from '../support/desk.ts';
import { BOOK, createDesk, marketOrder, plainIntent, SPY } from '../support/desk.ts';
import { createFailingJournal } from '../support/failingJournal.ts';
import { freshFolder } from '../support/journals.ts';
import { terms } from '../support/orders.ts';

interface Written {
  readonly kind: string;
  readonly order: string;
  /** Whether it had been noted by then. */
  readonly noted: boolean;
}

/** A desk whose journal can be made to fail, and what reaches its broker from then on. */
function createFailingDesk(at: 'append' | 'sync' = 'append', options: Partial<DeskOptions> = {}) {
  const journal = createFailingJournal(at);
  const folder = freshFolder();
  const notes = openEmergencyNotes(folder);
  const written: Written[] = [];
  let isOver = false;
  const isNoted = (kind: string, order: string): boolean =>
    openEmergencyNotes(folder)
      .pending()
      .some((each) => each.kind === kind && each.order === order);
  let tell: (fact: BrokerFact) => void = () => undefined;
  const around = (broker: Broker): Broker => {
    const seen = (kind: string, order: string): void => {
      if (isOver) written.push({ kind, order, noted: isNoted(kind, order) });
    };
    return {
      ...broker,
      abilities: broker.abilities,
      connect(hear) {
        tell = hear;
        broker.connect(hear);
      },
      disconnect: () => broker.disconnect(),
      hearMarket: (event) => broker.hearMarket?.(event),
      place(order, command) {
        seen('place', order.order);
        broker.place(order, command);
      },
      amend(amendment, command) {
        seen('amend', amendment.order);
        broker.amend(amendment, command);
      },
      cancel(order, command) {
        seen('cancel', order);
        broker.cancel(order, command);
      },
      ask: (order, command) => broker.ask(order, command),
    };
  };
  const desk = createDesk({ journal, around, emergency: notes, ...options });
  desk.quote('100.00', '100.02');
  return {
    ...desk,
    folder,
    written,
    journal,
    tell: (fact: BrokerFact) => tell(fact),
    fail() {
      isOver = true;
      journal.fail();
      desk.quote('100.00', '100.02');
    },
    stop: () => desk.engine.views.orders().find(({ role }) => role === 'stop')?.order ?? ('' as never),
    close: () => desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' }),
  };
}
const MARK = '!20250303T150002Z';
const entered = (desk: ReturnType<typeof createFailingDesk>): ReturnType<typeof createFailingDesk> => {
  desk.open();
  desk.pass(2);
  return desk;
};

describe.each(['append', 'sync'] as const)('a journal that fails at its %s', (at) => {
  it('is an alarm, and the desk is in an emergency', () => {
    const { fail, said, engine } = createFailingDesk(at);
    const after = engine.sequence();
    fail();
    const detail = at === 'append' ? 'ENOSPC: no space left on device, write' : 'no space is left';
    expect(said('desk.recordFailed')).toEqual([{ type: 'desk.recordFailed', journal: 'memory', after, detail }]);
    expect(engine.views.desk()).toBe('emergency');
  });

  it('lets nothing leave that adds risk, wherever it comes from', () => {
    const { fail, open, send, predict, said, written, pass, engine } = createFailingDesk(at, {
      yaml: 'rules: { buy: { when: signal.prediction, then: [{ open: { side: long, quantity: 100, entry: market } }] } }',
    });
    fail();
    open();
    predict('BUY');
    send(marketOrder('buy', 100));
    pass(60);
    expect(said('desk.declined')).toMatchObject([{ event: 'desk.open', code: 'emergency' }]);
    expect(said('rule.declined')).toMatchObject([{ code: 'emergency' }]);
    expect(said('risk.refused')).toMatchObject([{ code: 'emergency' }]);
    expect(written).toEqual([]);
    expect(engine.views.openPositions()).toEqual([]);
  });

  it('takes back an entry that works, and one that has not left yet never does', () => {
    const desk = createFailingDesk(at);
    const { open, fail, said, written, pass } = desk;
    open({ entry: { type: 'limit', offset: price(5) } });
    pass(2);
    const [entry] = desk.engine.views.orders();
    fail();
    pass(2);
    expect(written).toContainEqual({ kind: 'cancel', order: entry?.order, noted: true });
    expect(said('order.cancelled')).toContainEqual(expect.objectContaining({ order: entry?.order }));
    expect(written.filter(({ kind }) => kind !== 'cancel')).toEqual([]);
  });

  it.each([
    ['waits for its cause to be on the disk', 0],
    ['waits for its mark to be on the disk', 1],
  ])('never sends an entry that %s', (_what, more) => {
    const { open, fail, said, written, pass, journal } = createFailingDesk(at);
    journal.stall(more);
    open();
    expect(said('order.sent').length > 0).toBe(more === 1);
    fail();
    pass(60);
    expect(written.filter(({ kind }) => kind !== 'cancel')).toEqual([]);
    expect(said('order.refused')).toContainEqual(
      expect.objectContaining({ code: more === 0 ? 'withdrawn' : 'dropped' }),
    );
  });

  it('leaves the protection of a position as it is, and lets it do its work', () => {
    const desk = entered(createFailingDesk(at));
    desk.fail();
    desk.pass(60);
    expect(desk.written).toEqual([]);
    desk.quote('98.90', '98.92');
    desk.pass(2);
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'stop' }]);
  });

  it('lets a position be left: what is asked of the broker is noted before', () => {
    const desk = entered(createFailingDesk(at));
    desk.fail();
    desk.close();
    desk.pass(2);
    expect(desk.said('position.closed')).toHaveLength(1);
    expect(desk.written[0]).toMatchObject({ kind: 'amend', noted: true });
    expect(desk.written.every(({ noted }) => noted)).toBe(true);
  });

  it('marks the reference of what it places, at the broker and in the notes, and knows it under its own name', () => {
    const desk = createFailingDesk(at);
    desk.send(marketOrder('buy', 100));
    desk.pass(2);
    desk.fail();
    desk.close();
    desk.pass(2);
    expect(desk.written).toEqual([{ kind: 'place', order: expect.stringMatching(`${MARK}$`), noted: true }]);
    const [marked] = desk.written;
    const own = marked?.order.replace(MARK, '');
    expect(desk.said('order.filled').at(-1)).toMatchObject({ order: own, role: 'exit', quantity: quantity(100) });
    expect(desk.said('position.closed')).toHaveLength(1);
    expect(desk.said('order.external')).toEqual([]);
    const text = readFileSync(join(desk.folder, 'emergency.json'), 'utf8');
    expect(text).toContain('"says": "place sell 100 SPY market, exit"');
  });

  it('changes nothing of what is on record: a replay comes to the state of before', async () => {
    const desk = entered(createFailingDesk(at));
    const [hash, sequence] = [desk.engine.hash(), desk.engine.sequence()];
    desk.fail();
    desk.close();
    desk.pass(60);
    const replayed = await replay(desk.journal.read(1));
    expect([replayed.hash(), replayed.sequence]).toEqual([hash, sequence]);
  });
});

describe('in an emergency', () => {
  it('a stop that is needed is not cancelled before something else works in its place', () => {
    const desk = entered(createFailingDesk());
    const stop = desk.stop();
    desk.fail();
    desk.send({ type: 'desk.cancel', order: stop, why: 'a slip' });
    desk.pass(120);
    expect(desk.written).toEqual([]);
    desk.close();
    desk.pass(30);
    expect(desk.said('position.closed')).toHaveLength(1);
    expect(desk.written.map(({ kind }) => kind)).toEqual(['amend', 'cancel']); // the way out first
  });

  it('nothing that reduces leaves before the count of the broker agrees with ours', () => {
    const desk = createFailingDesk();
    desk.send(marketOrder('buy', 100));
    desk.pass(2);
    const split = (newShares: number, oldShares: number): void =>
      desk.broker.hearMarket({
        type: 'market.split',
        instrument: SPY,
        newShares: quantity(newShares),
        oldShares: quantity(oldShares),
        exDate: '2025-03-03',
        source: 'broker',
      });
    split(1, 2); // the broker holds half of what we think
    desk.pass(2);
    desk.fail();
    desk.close();
    desk.pass(2);
    expect(desk.written).toEqual([]);
    split(2, 1);
    desk.pass(2);
    desk.quote('100.00', '100.02');
    expect(desk.written).toMatchObject([{ kind: 'place', noted: true }]);
  });

  it('a change is judged by what it makes of an order: one that was for more than is held now may be made smaller', () => {
    const desk = createFailingDesk();
    desk.send(marketOrder('buy', 100));
    desk.pass(2);
    const { terms, links } = marketOrder('sell', 100) as Event<'desk.place'>;
    desk.send({ type: 'desk.place', terms: { ...terms, type: 'limit', limit: price(105) }, links });
    desk.pass(2);
    const order = desk.said('order.sent').at(-1)?.order ?? ('' as never);
    desk.send(marketOrder('sell', 60));
    desk.pass(2);
    desk.fail();
    desk.send({ type: 'desk.amend', order, change: { limit: price(104) }, why: 'nearer' });
    desk.pass(2);
    expect(desk.written).toEqual([]);
    desk.send({ type: 'desk.amend', order, change: { quantity: quantity(40) }, why: 'what is left' });
    desk.pass(2);
    expect(desk.written).toEqual([{ kind: 'amend', order, noted: true }]);
  });

  it('what can not be noted does not leave, unless it is a cancel', () => {
    const deaf: EmergencyNotes = {
      name: 'nowhere',
      note: () => {
        throw new Error('no space is left');
      },
      pending: () => [],
      setAside: () => undefined,
    };
    const desk = createFailingDesk('append', { emergency: deaf });
    desk.send(marketOrder('buy', 100));
    desk.pass(2);
    desk.open({ entry: { type: 'limit', offset: price(5) } });
    desk.pass(2);
    desk.fail();
    desk.close();
    desk.pass(2);
    expect(desk.written.map(({ kind }) => kind)).not.toContain('place');
    expect(desk.said('order.refused')).toContainEqual(
      expect.objectContaining({ code: 'dropped', detail: 'unnoted: no space is left' }),
    );
  });

  it('a full disk takes the notes all the same, in the room that is kept for them', () => {
    const folder = freshFolder();
    const sizes = new Map<string, number>();
    let capacity = 65_600;
    const write = (file: string, text: string): void => {
      const used = [...sizes].reduce((sum, [name, size]) => sum + (existsSync(name) && name !== file ? size : 0), 0);
      if (used + text.length > capacity) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      sizes.set(file, text.length);
      writeSyncedNow(file, text);
    };
    const notes = openEmergencyNotes(folder, { write });
    const reserve = join(folder, 'emergency.reserve');
    expect(existsSync(reserve)).toBe(true);
    notes.note(aNote);
    expect(existsSync(reserve)).toBe(false);
    expect(openEmergencyNotes(folder).pending()).toEqual([aNote]);
    capacity = 0;
    expect(() => notes.note(aNote)).toThrow(expect.objectContaining({ code: 'notWritable' }));
    expect(notes.pending()).toEqual([aNote]);
  });

  it('without room for the reserve an engine does not start', () => {
    const none = (): void => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    expect(() => openEmergencyNotes(freshFolder(), { write: none })).toThrow(
      expect.objectContaining({ code: 'notWritable' }),
    );
  });
});

const size = quantity(1_000);
const aNote: EmergencyNote = {
  at: 1_741_014_000_000_000 as Timestamp,
  kind: 'cancel',
  order: 'desk-1.1' as never,
  terms: { ...(marketOrder('sell', 5) as Event<'desk.place'>).terms },
  links: { book: BOOK, role: 'exit' },
  after: 12,
};

it('a sleep within an emergency reads the broker anew, and what was placed is known by its own name', () => {
  const desk = createFailingDesk();
  desk.send(marketOrder('buy', 100));
  desk.pass(2);
  desk.fail();
  desk.quote('100.00', '100.02', 40);
  desk.close();
  desk.pass(2);
  desk.clock.sleep(later(desk.clock.now(), seconds(60)));
  desk.quote('100.00', '100.02');
  desk.pass(2);
  expect(desk.said('connection.ready')).toHaveLength(2);
  expect(desk.said('order.external')).toEqual([]);
  expect(desk.said('position.closed')).toHaveLength(1);
});

describe('without notes', () => {
  it('a journal that fails ends the engine, and nothing leaves', () => {
    const journal = createFailingJournal('sync');
    const { open, engine, quote } = createDesk({ journal });
    quote('100.00', '100.02');
    journal.fail();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'journalFailed' }));
    expect(engine.views.orders()).toEqual([]);
  });
});

describe('the run that goes on without a record ends', () => {
  interface Options {
    readonly prices?: readonly string[];
    readonly stop?: 'gives up' | 'flatten' | undefined;
    readonly first?: UserCommand;
    readonly latency?: number;
  }
  const minute = Array.from({ length: 60 }, () => '100.00');

  /** A minute of quotes; the journal fails while a position is held. */
  async function run({ prices = minute, stop, first = marketOrder('buy', 100), latency = seconds(0.1) }: Options) {
    const clock = createSimulatedClock({ start: 1_741_014_000_000_000 as Timestamp });
    const journal = createFailingJournal('sync');
    const broker = createPaperBroker({ clock, rules: { latency } });
    const notes = openEmergencyNotes(freshFolder());
    const quoted = prices.map((bid, second) => ({
      at: (1_741_014_000_000_000 + second * 1_000_000) as Timestamp,
      event: {
        type: 'market.quote',
        instrument: SPY,
        bid: price(bid),
        ask: price(bid),
        bidSize: quantity(500),
        askSize: quantity(500),
      } as const,
    }));
    const market = {
      name: 'quotes',
      instruments: [SPY],
      days: { from: '2025-03-03', to: '2025-03-03' },
      async *batches() {
        yield quoted;
      },
    };
    const desk = parseDesk('desk: test\nrules: {}\n');
    const engine = createEngine({ desk, broker, clock, journal, emergency: notes, market });
    const types: EventType[] = [];
    engine.bus.subscribe('*', ({ type }) => types.push(type));
    let count = 0;
    engine.bus.subscribe('market.quote', () => {
      count++;
      if (count === 2) engine.send(first);
      if (count === 10) journal.fail();
      if (count === 20 && stop !== undefined) engine.stop({ flatten: stop === 'flatten', why: 'enough' });
    });
    const error = await engine.run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { error, count, types };
  }
  it.each([
    ['with the data, when nothing was left', undefined, 60, 'with the data, 1 position(s) open'],
    ['when a person gives up', 'gives up' as const, 20, 'on the word of a person, 1 position(s) open'],
    ['once all is left, as the broker confirms', 'flatten' as const, 20, 'flat, by the count of the broker'],
  ])('%s', async (_what, stop, quotes, end) => {
    const { error, count } = await run({ stop });
    expect(error).toMatchObject({ code: 'emergencyEnded', details: { end, problem: 'no space is left' } });
    expect(count).toBeGreaterThanOrEqual(quotes);
    expect(count).toBeLessThanOrEqual(quotes + 2);
  });

  const open = (entry: OpenIntent['entry']): UserCommand => ({
    type: 'desk.open',
    book: BOOK,
    instrument: SPY,
    intent: { ...plainIntent, entry },
  });

  it('once a stop at the broker has left what was held', async () => {
    const falling = minute.map((bid, second) => (second < 30 ? bid : '98.00'));
    const { error, count } = await run({ prices: falling, first: open({ type: 'market' }) });
    expect(error).toMatchObject({ code: 'emergencyEnded', details: { end: 'flat, by the count of the broker' } });
    expect(count).toBe(31);
  });

  it('once the broker has confirmed that the entries are taken back', async () => {
    const { error, count, types } = await run({
      first: open({ type: 'limit', offset: price(5) }),
      latency: seconds(3),
    });
    expect(error).toMatchObject({ details: { end: 'flat, by the count of the broker' } });
    expect(types).toContain('order.cancelled');
    expect(count).toBe(12);
  });
});

describe('the next start', () => {
  /** Another process: the record up to where it ended, the notes, and a broker that has lived on. */
  async function restart(
    before: ReturnType<typeof createFailingDesk>,
    folder = before.folder,
    { rejectsCancels = false, swallows = false } = {},
  ) {
    const journal = createMemoryJournal();
    for await (const { envelope, commands } of before.journal.read(1)) {
      journal.append(envelope);
      journal.note(() => commands);
    }
    const clock = createSimulatedClock({ start: later(before.clock.now(), seconds(5)) });
    const broker = createPaperBroker({ clock, state: before.broker.save() });
    const desk = parseDesk('desk: test\nrules: {}\n');
    let tell: (fact: BrokerFact) => void = () => undefined;
    const heard: Broker = {
      ...broker,
      abilities: broker.abilities,
      connect(hear) {
        tell = hear;
        broker.connect(hear);
      },
      disconnect: () => broker.disconnect(),
      hearMarket: (event) => broker.hearMarket(event),
      place: (order, command) => (swallows ? undefined : broker.place(order, command)),
      amend: (amendment, command) => broker.amend(amendment, command),
      cancel: (order, command) => (rejectsCancels ? undefined : broker.cancel(order, command)),
      ask: (order, command) => broker.ask(order, command),
    };
    const engine = createEngine({ desk, broker: heard, clock, journal, emergency: openEmergencyNotes(folder) });
    const facts: Event[] = [];
    engine.bus.subscribe('*', (event) => facts.push(event));
    await engine.recover();
    engine.start();
    clock.advance(later(clock.now(), seconds(2)));
    return {
      engine,
      journal,
      facts,
      tell: (fact: BrokerFact) => tell(fact),
      pass: (count: number) => clock.advance(later(clock.now(), seconds(count))),
      said: <T extends EventType>(type: T): readonly Event<T>[] =>
        facts.flatMap((event) => (event.type === type ? [event as unknown as Event<T>] : [])),
    };
  }

  function left(size = 1_000, wait = 2) {
    const desk = createFailingDesk();
    desk.send(marketOrder('buy', 100));
    desk.pass(2);
    desk.fail();
    desk.quote('100.00', '100.02', size);
    desk.close();
    desk.pass(wait);
    return desk;
  }

  it('knows an exit that has filled by its mark, and the position is over', async () => {
    const desk = left();
    const { said, engine, journal } = await restart(desk);
    const order = desk.written[0]?.order;
    expect(said('order.recognised')).toMatchObject([{ order, book: BOOK }]);
    expect(said('order.external')).toEqual([]);
    expect(said('position.closed')).toHaveLength(1);
    expect(engine.views.openPositions()).toEqual([]);
    expect(engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: 0n, foreign: 0n }]);
    expect(engine.views.account().residue).toBe(0n);
    expect(readdirSync(desk.folder)).toContain('emergency.json.reconciled-1');
    expect((await replay(journal.read(1))).hash()).toBe(engine.hash());
  });

  it('knows one that still works, and sells nothing beside it', async () => {
    const { said, engine } = await restart(left(40));
    expect(said('order.recognised')).toHaveLength(1);
    expect(said('order.filled')).toMatchObject([{ role: 'exit', quantity: quantity(40), leaves: quantity(60) }]);
    engine.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'once more' });
    engine.send(marketOrder('sell', 60));
    expect(said('order.place')).toHaveLength(1); // what is placed by hand; no second exit
    expect(said('risk.approved').at(-1)).toMatchObject({ reducing: false }); // what is left is on its way out already
  });

  it.each([
    ['its cause', 0],
    ['its mark', 1],
  ])('sends an exit once, when more of the record was on the disk than anybody knew: %s too', async (_what, more) => {
    const desk = createFailingDesk('sync');
    desk.send(marketOrder('buy', 100));
    desk.pass(2);
    desk.quote('100.00', '100.02', 40);
    desk.journal.stall(more);
    desk.close();
    desk.fail();
    desk.quote('100.00', '100.02', 40);
    desk.pass(2);
    expect(desk.written.map(({ kind }) => kind)).toEqual(['place']);
    const { said, engine } = await restart(desk);
    expect(said('order.recognised')).toMatchObject([{ order: desk.written[0]?.order }]);
    expect(said('outbox.place')).toEqual([]);
    expect(said('outbox.releasing').filter(({ kind }) => kind === 'place')).toEqual([]);
    engine.hear(
      { type: 'market.quote', instrument: SPY, bid: price(100), ask: price(101), bidSize: size, askSize: size },
      'market',
    );
    expect(engine.views.openPositions()).toEqual([]);
    expect(engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: 0n, foreign: 0n }]);
  });

  it('leaves a position as it is whose exit has not arrived', async () => {
    const { said, engine } = await restart(left(1_000, 0));
    expect([said('order.recognised'), said('order.external')]).toEqual([[], []]);
    expect(engine.views.openPositions()).toMatchObject([{ quantity: quantity(100) }]);
  });

  it('keeps a stop of the emergency until those of the group work again', async () => {
    const desk = entered(createFailingDesk());
    desk.fail();
    desk.broker.cancel(desk.stop(), 'by the broker' as never);
    desk.pass(2);
    const placed = desk.written.find(({ kind }) => kind === 'place');
    expect(placed).toMatchObject({ noted: true });
    const { said, facts, engine } = await restart(desk);
    expect(said('order.recognised')).toMatchObject([{ order: placed?.order }]);
    const places = (['position.protected', 'outbox.cancel'] as const).map((type) =>
      facts.findIndex((fact) => fact.type === type),
    );
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(said('position.protected')).toHaveLength(1);
    expect(said('outbox.cancel')).toMatchObject([{ order: placed?.order }]);
    const stops = engine.views.orders().filter(({ role, status }) => role === 'stop' && status === 'waiting');
    expect(stops).toHaveLength(1);
    expect(stops[0]?.order).not.toBe(placed?.order);
  });

  /** A stop of the emergency works, and the process has gone; then what it protects is sold by an order that waited for its price. */
  function soldMeanwhile() {
    const desk = createFailingDesk();
    const { target: _target, ...intent } = plainIntent;
    desk.send({ type: 'desk.open', book: BOOK, instrument: SPY, intent });
    desk.pass(2);
    const links = { book: BOOK, role: 'manual' } as const;
    desk.send({ type: 'desk.place', links, terms: terms({ side: 'sell', limit: price('100.50') }) });
    desk.pass(2);
    desk.fail();
    desk.broker.cancel(desk.stop(), 'by the broker' as never);
    desk.pass(2);
    desk.broker.disconnect();
    const quote = { type: 'market.quote', instrument: SPY, bid: price('100.60'), ask: price('100.62') } as const;
    desk.broker.hearMarket({ ...quote, bidSize: size, askSize: size });
    return { desk, stop: desk.written.find(({ kind }) => kind === 'place')?.order };
  }

  it('takes back a stop of the emergency whose position has been closed meanwhile', async () => {
    const { desk, stop } = soldMeanwhile();
    const { said, engine } = await restart(desk);
    expect(said('order.recognised')).toMatchObject([{ order: stop }]);
    expect(said('position.closed')).toHaveLength(1);
    expect(said('outbox.cancel')).toMatchObject([{ order: stop }]);
    expect(engine.views.orders().find(({ order }) => order === stop)?.status).toBe('cancelled');
  });

  it('takes it back again and again while the broker turns that down', async () => {
    const { desk, stop } = soldMeanwhile();
    const { said, tell, pass } = await restart(desk, desk.folder, { rejectsCancels: true });
    tell({ type: 'broker.cancelRejected', order: stop as OrderId, detail: '161: not now' });
    expect(said('outbox.cancel')).toHaveLength(1);
    pass(10);
    expect(said('outbox.cancel')).toMatchObject([{ order: stop }, { order: stop }]);
    tell({ type: 'broker.cancelRejected', order: stop as OrderId, detail: '161: not now' });
    pass(60);
    expect(said('outbox.cancel')).toHaveLength(3);
    tell({ type: 'broker.orderCancelled', order: stop as OrderId });
    pass(300);
    expect(said('outbox.cancel')).toHaveLength(3);
  });

  it('takes back a stop of the emergency beside one of the group that works after all', async () => {
    const desk = entered(createFailingDesk());
    desk.fail();
    const own = desk.stop();
    desk.tell({ type: 'broker.orderCancelled', order: own, detail: '202: of another order' });
    desk.pass(2);
    const { engine, pass } = await restart(desk);
    const placed = desk.written.find(({ kind }) => kind === 'place')?.order;
    const statuses = () => [own, placed].map((of) => engine.views.orders().find(({ order }) => order === of)?.status);
    expect(statuses()).toEqual(['waiting', 'waiting']);
    pass(10);
    expect(statuses()).toEqual(['waiting', 'cancelled']);
    expect(engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
  });

  it('keeps a stop of the emergency for what goes on for its position, until that has one of the group', async () => {
    const desk = createFailingDesk();
    desk.open({ entry: { type: 'limit', offset: price(1) } });
    desk.pass(2);
    const entry = desk.engine.views.orders().find(({ role }) => role === 'entry')?.order as OrderId;
    desk.tell({ type: 'broker.orderCancelled', order: entry, detail: '202: of another order' });
    desk.pass(2);
    expect(desk.said('position.abandoned')).toHaveLength(1);
    desk.fail();
    const quote = { type: 'market.quote', instrument: SPY, bid: price('98.90'), ask: price('98.92') } as const;
    desk.broker.hearMarket({ ...quote, bidSize: size, askSize: size });
    desk.pass(2);
    desk.broker.cancel(desk.stop(), 'by the broker' as never);
    desk.pass(2);
    const stop = desk.written.find(({ kind }) => kind === 'place')?.order;
    const { said, engine, tell, pass } = await restart(desk, desk.folder, { swallows: true });
    expect(said('order.recognised')).toMatchObject([{ order: stop }]);
    pass(10);
    expect(engine.views.openPositions()).toMatchObject([{ quantity: quantity(100), protection: 'arming' }]);
    expect(said('outbox.cancel').filter(({ order }) => order === stop)).toEqual([]);
    tell({ type: 'broker.orderWaiting', order: said('outbox.place')[0]?.order as OrderId, for: 'trigger' });
    expect(engine.views.openPositions()).toMatchObject([{ quantity: quantity(100), protection: 'protected' }]);
    expect(said('outbox.cancel').filter(({ order }) => order === stop)).toHaveLength(1);
  });

  /** The same note, of another position and at another place of a record. */
  function noted(
    { links: { position: _, ...links }, ...note }: EmergencyNote,
    position: string | undefined,
    after: number,
  ): string {
    const folder = freshFolder();
    const own = position === undefined ? links : { ...links, position: position as PositionId };
    openEmergencyNotes(folder).note({ ...note, links: own, after });
    return folder;
  }

  it('without the notes shows it as external, under the name that carries the mark', async () => {
    const desk = left();
    const { said } = await restart(desk, freshFolder());
    expect(said('order.recognised')).toEqual([]);
    expect(said('order.external')).toMatchObject([{ order: desk.written[0]?.order }]);
  });

  it.each([
    ['a position that its journal does not know', 'other-1.1'],
    ['no position', undefined],
  ])('does not book what is of another journal and of %s', async (_, position) => {
    const desk = left();
    const [note] = openEmergencyNotes(desk.folder).pending() as [EmergencyNote];
    const { said } = await restart(desk, noted(note, position, 10_000));
    expect(said('order.external')).toMatchObject([{ order: note.order }]);
    expect(said('order.recognised')).toEqual([]);
  });

  it.each([
    ['no position, such as one by hand', undefined],
    ['a position that came to be in the emergency', 'test-999.1'],
  ])('books what was for %s in its book: what it traded leaves what that holds', async (_, position) => {
    const desk = left();
    const [note] = openEmergencyNotes(desk.folder).pending() as [EmergencyNote];
    const { said, engine, journal } = await restart(desk, noted(note, position, note.after));
    expect(said('order.recognised')).toEqual([{ type: 'order.recognised', order: note.order, book: BOOK }]);
    expect(said('order.external')).toEqual([]);
    expect(said('position.closed')).toHaveLength(1);
    expect(engine.views.openPositions()).toEqual([]);
    expect(engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: 0n, foreign: 0n }]);
    expect((await replay(journal.read(1))).hash()).toBe(engine.hash());
  });

  it('sets the notes aside once all is compared and on record, and never takes them away', () => {
    const folder = freshFolder();
    openEmergencyNotes(folder).note(aNote);
    const text = readFileSync(join(folder, 'emergency.json'), 'utf8');
    const moved: [string, number][] = [];
    const notes = openEmergencyNotes(folder, { aside: (file, count) => moved.push([file, count]) });
    expect(notes.pending()).toEqual([aNote]);
    createDesk({ emergency: notes }).quote('100.00', '100.02');
    const place = join(folder, 'emergency.json.reconciled-1');
    expect(moved).toEqual([[place, 1]]);
    expect(readFileSync(place, 'utf8')).toBe(text);
    expect(readdirSync(folder).sort()).toEqual(['emergency.json.reconciled-1', 'emergency.reserve']);
    expect(notes.pending()).toEqual([]);
  });

  it('keeps the notes while the broker has not been read, and while the comparison is not on record', () => {
    const folder = freshFolder();
    openEmergencyNotes(folder).note(aNote);
    const journal = createFailingJournal('sync');
    const stuck = { ...journal, durable: () => 0 };
    createDesk({ emergency: openEmergencyNotes(folder), journal: stuck }).quote('100.00', '100.02');
    expect(openEmergencyNotes(folder).pending()).toEqual([aNote]);
    const away = (broker: Broker): Broker => ({ ...broker, abilities: broker.abilities, connect: () => undefined });
    createDesk({ emergency: openEmergencyNotes(folder), around: away }).quote('100.00', '100.02');
    expect(openEmergencyNotes(folder).pending()).toEqual([aNote]);
  });

  it('goes on when the notes can not be set aside: they are compared once more at the next start', () => {
    let tried = 0;
    const stuck = {
      ...openEmergencyNotes(freshFolder()),
      setAside: () => {
        tried++;
        throw new Error('permission is lacking');
      },
    };
    const desk = createDesk({ emergency: stuck });
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass(2);
    expect(tried).toBe(1);
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
  });

  it('says that notes were broken, and sets them aside', () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'emergency.json'), '{"form":1,"left":[{}]}');
    const notes = openEmergencyNotes(folder);
    expect(notes.broken).toBe(join(folder, 'emergency.json.broken-1'));
    expect(notes.pending()).toEqual([]);
  });
});

it('decimals of a note are exact and can be read by a person', () => {
  const folder = freshFolder();
  const terms = { ...aNote.terms, quantity: quantity('0.12345678') };
  openEmergencyNotes(folder).note({ ...aNote, terms });
  expect(openEmergencyNotes(folder).pending()[0]?.terms.quantity).toBe(terms.quantity);
  expect(readFileSync(join(folder, 'emergency.json'), 'utf8')).toContain(decimalText(terms.quantity));
});
