import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { PaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { Event } from '../../src/events.ts';
import type { InstrumentId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes, seconds, timestamp } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Broker, SessionEvent } from '../../src/ports.ts';
import { rank } from '../../src/ports.ts';
import type { Desk, DeskOptions } from '../support/desk.ts';
import { BOOK, createDesk, marketOrder, prediction, SPY, START } from '../support/desk.ts';
import { createSleepyClock } from '../support/liveClock.ts';

const NOON = timestamp('2025-03-03T17:00:00Z');
const CLOSES = timestamp('2025-03-03T21:00:00Z');
const EIGHT_IN_THE_EVENING = timestamp('2025-03-04T01:00:00Z');
const NEXT_OPENS = timestamp('2025-03-04T14:30:00Z');
const NEXT_CLOSES = timestamp('2025-03-04T21:00:00Z');
const [today, tomorrow] = ['2025-03-03', '2025-03-04'];
const before = minutes(1);
const IBM = 'IBM' as InstrumentId;
const flat = 'rules: { flat: { when: clock.beforeClose, then: flatten } }';

/** Two sessions, told when their times come. */
const calendar: readonly (readonly [Timestamp, SessionEvent])[] = [
  [START, { type: 'clock.sessionOpened', session: today, opens: START, closes: CLOSES }],
  [later(CLOSES, -before), { type: 'clock.beforeClose', session: today, closes: CLOSES, before }],
  [CLOSES, { type: 'clock.sessionClosed', session: today, closes: CLOSES }],
  [NEXT_OPENS, { type: 'clock.sessionOpened', session: tomorrow, opens: NEXT_OPENS, closes: NEXT_CLOSES }],
  [later(NEXT_CLOSES, -before), { type: 'clock.beforeClose', session: tomorrow, closes: NEXT_CLOSES, before }],
  [NEXT_CLOSES, { type: 'clock.sessionClosed', session: tomorrow, closes: NEXT_CLOSES }],
];

/** A long position of 100, held and protected at noon. */
function heldAtNoon(options: DeskOptions = {}, intent: Partial<OpenIntent> = {}): Desk {
  const desk = createDesk(options);
  for (const [at, event] of calendar) desk.clock.schedule(at, rank.deadline, () => desk.engine.hear(event, 'clock'));
  desk.clock.advance(later(NOON, -seconds(5)));
  desk.quote('100.00', '100.02');
  desk.open(intent);
  desk.clock.advance(NOON);
  return desk;
}
const isHeld = (desk: Desk): boolean => desk.engine.views.openPositions().some(({ quantity: size }) => size !== 0n);
/** How many facts there are by now: those behind it came of what is done next. */
const mark = (desk: Desk): number => desk.facts.length;
const since = (desk: Desk, from: number): readonly Event[] => desk.facts.slice(from).map(({ event }) => event);
/** What left for the broker. */
const leaves = (facts: readonly Event[]): readonly string[] =>
  facts.flatMap((fact) => (fact.type === 'outbox.releasing' && fact.kind !== 'ask' ? [fact.kind] : []));
const types = (facts: readonly Event[]): readonly string[] => facts.map(({ type }) => type);
const missed = (desk: Desk): readonly string[] => desk.said('clock.deadlineMissed').map(({ what }) => what);

async function expectReplay(desk: Desk): Promise<void> {
  const replayed = await replay(desk.journal.read(1));
  expect(replayed.hash()).toBe(desk.engine.hash());
}

describe('B30.1: a laptop asleep since noon wakes at eight in the evening', () => {
  it('and sends no order for the session that has closed: it is an alarm, and what is held has overstayed', async () => {
    const desk = heldAtNoon({ yaml: flat });
    const asleep = mark(desk);
    desk.clock.sleep(EIGHT_IN_THE_EVENING);
    desk.pass(3_600);
    const facts = since(desk, asleep);
    expect(leaves(facts)).toEqual([]);
    expect(desk.said('clock.deadlineMissed')).toMatchObject([
      {
        owner: 'session',
        id: today,
        what: 'beforeClose',
        due: later(CLOSES, -before),
        lateBy: EIGHT_IN_THE_EVENING - CLOSES + before,
      },
    ]);
    expect(desk.said('position.overstayed')).toMatchObject([
      { instrument: SPY, quantity: quantity(100), session: today },
    ]);
    expect(desk.said('rule.declined')).toMatchObject([{ rule: 'flat', code: 'sessionClosed' }]);
    expect(isHeld(desk)).toBe(true);
    await expectReplay(desk);
  });

  it('and sends it all the same where the rule says so', () => {
    const desk = heldAtNoon({ yaml: 'rules: { flat: { when: clock.beforeClose, then: flatten, late: act } }' });
    const asleep = mark(desk);
    desk.clock.sleep(EIGHT_IN_THE_EVENING);
    desk.pass(2);
    expect(leaves(since(desk, asleep))).not.toEqual([]);
    expect(missed(desk)).toEqual(['beforeClose']);
  });

  it('the next session ends as it should', () => {
    const desk = heldAtNoon({ yaml: flat });
    desk.clock.sleep(EIGHT_IN_THE_EVENING);
    desk.clock.advance(later(NEXT_CLOSES, -seconds(70)));
    desk.quote('100.20', '100.22');
    desk.clock.advance(NEXT_CLOSES);
    expect(isHeld(desk)).toBe(false);
    expect(missed(desk)).toEqual(['beforeClose']);
  });

  it.each([
    ['a time limit', { timeLimit: minutes(60) }, 'hold'],
  ] as const)('%s that ran out in between waits for the next session, and is then heeded', async (_name, intent, what) => {
    const desk = heldAtNoon({}, intent);
    const asleep = mark(desk);
    desk.clock.sleep(EIGHT_IN_THE_EVENING);
    desk.clock.advance(later(NEXT_OPENS, -seconds(1)));
    expect(leaves(since(desk, asleep))).toEqual([]);
    expect(missed(desk)).toEqual([what]);
    expect(desk.said('clock.deadlineDeferred').map((each) => `${each.what} until ${each.until}`)).toEqual([
      `${what} until ready`,
      `${what} until open`,
    ]);
    desk.clock.advance(later(NEXT_OPENS, seconds(1)));
    desk.quote('100.00', '100.02');
    desk.pass(5);
    expect(desk.said('position.closing')).toHaveLength(1);
    expect(isHeld(desk)).toBe(false);
    await expectReplay(desk);
  });

  it('an exit that had not filled is priced anew when the next session opens', () => {
    const desk = heldAtNoon();
    desk.quote('100.00', '100.02', 1);
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass(1);
    desk.clock.sleep(EIGHT_IN_THE_EVENING);
    const awake = mark(desk);
    desk.clock.advance(later(NEXT_OPENS, -seconds(1)));
    expect(leaves(since(desk, awake))).toEqual([]);
    desk.clock.advance(later(NEXT_OPENS, seconds(1)));
    expect(types(since(desk, awake)).filter((type) => type === 'desk.close')).toHaveLength(1);
  });

  it('a session that is over when it is told of opens nothing: what waits goes on waiting', () => {
    const desk = heldAtNoon({}, { timeLimit: minutes(60) });
    const asleep = mark(desk);
    desk.clock.sleep(timestamp('2025-03-05T01:00:00Z'));
    desk.pass(3_600);
    expect(desk.said('clock.sessionOpened')).toHaveLength(2);
    expect(leaves(since(desk, asleep))).toEqual([]);
    desk.open({}, SPY);
    expect(desk.engine.views.session()?.isOpen).toBe(false);
  });
});

describe('B30.1: what is noticed late while the session is on', () => {
  it('is an alarm, and is done late', () => {
    const desk = heldAtNoon({}, { timeLimit: minutes(60) });
    desk.clock.sleep(later(NOON, minutes(90)));
    desk.pass(5);
    desk.quote('100.00', '100.02');
    desk.pass(5);
    expect(desk.said('clock.deadlineMissed')).toMatchObject([
      { owner: 'position', what: 'hold', lateBy: expect.closeTo(minutes(30), -8) },
    ]);
    expect(isHeld(desk)).toBe(false);
  });

  it('so is the end of the session, while there is some of it left', () => {
    const desk = heldAtNoon({ yaml: flat });
    desk.clock.sleep(later(CLOSES, -seconds(30)));
    desk.quote('100.00', '100.02');
    desk.pass(5);
    expect(missed(desk)).toEqual(['beforeClose']);
    expect(isHeld(desk)).toBe(false);
  });

  it('a rest that is over ends at once, at night as well', () => {
    const desk = heldAtNoon({
      yaml: 'rules: { buy: { when: signal.prediction, then: close, cooldown: { for: 1h } } }',
    });
    desk.predict('BUY');
    desk.pass(1);
    expect(desk.said('rule.cooling')).toHaveLength(1);
    desk.clock.sleep(EIGHT_IN_THE_EVENING);
    desk.pass(1);
    expect(missed(desk)).toContain('cooldown');
    expect(desk.said('rule.cooled')).toHaveLength(1);
  });

  it('within five seconds nothing is late', () => {
    const desk = heldAtNoon({ yaml: flat });
    desk.clock.advance(later(CLOSES, -seconds(64)));
    desk.clock.sleep(later(CLOSES, -seconds(60) + seconds(5)));
    expect(missed(desk)).toEqual([]);
    expect(desk.said('position.closing')).toHaveLength(1);
  });
});

/** A journal whose disk can be held up. */
function createHeldJournal() {
  const journal = createMemoryJournal();
  let heldAt: number | undefined;
  let told: () => void = () => undefined;
  return {
    ...journal,
    durable: () => heldAt ?? journal.durable(),
    onDurable(tell: () => void) {
      told = tell;
    },
    hold() {
      heldAt = journal.durable();
    },
    release() {
      heldAt = undefined;
      told();
    },
  };
}

/** A broker that after the first time is read only when `read` is called. */
function createSlowBroker() {
  let isFirst = true;
  let read: () => void = () => undefined;
  const around = (broker: PaperBroker): Broker => ({
    abilities: broker.abilities,
    place: (order, command) => broker.place(order, command),
    amend: (change, command) => broker.amend(change, command),
    cancel: (order, command) => broker.cancel(order, command),
    ask: (order, command) => broker.ask(order, command),
    disconnect: () => broker.disconnect(),
    hearMarket: (event) => broker.hearMarket(event),
    connect(hear) {
      read = () => broker.connect(hear);
      if (isFirst) read();
      isFirst = false;
    },
  });
  return { around, read: () => read() };
}

describe('B30.2: a gap of more than five seconds counts as a disconnection', () => {
  const bought =
    'rules: { buy: { when: signal.prediction, then: [{ open: { side: long, quantity: 10 } }], times: 1 } }';

  it('the broker is read anew', async () => {
    const desk = heldAtNoon();
    const asleep = mark(desk);
    desk.clock.sleep(later(NOON, minutes(10)));
    const states = since(desk, asleep).flatMap((fact) => (fact.type === 'connection.stateChanged' ? [fact.state] : []));
    expect(states).toEqual(['disconnected', 'connecting', 'handshaking', 'reconciling', 'ready']);
    expect(desk.said('clock.jumped')).toEqual([{ type: 'clock.jumped', by: minutes(10) }]);
    await expectReplay(desk);
  });

  it('one of less changes nothing', () => {
    const desk = heldAtNoon();
    const asleep = mark(desk);
    desk.clock.sleep(later(NOON, seconds(5)));
    expect(since(desk, asleep)).toEqual([]);
  });

  it('it is heard before whatever comes right behind it, although nobody has looked at the clock', async () => {
    const { clock, sleep } = createSleepyClock();
    const engine = createEngine({
      desk: parseDesk(`desk: test\n${bought}`),
      broker: createPaperBroker({ clock }),
      clock,
      journal: createMemoryJournal(),
    });
    const heard: string[] = [];
    engine.bus.subscribe('*', ({ type }, envelope) => {
      if (envelope?.index === 0) heard.push(type);
    });
    engine.start();
    await new Promise<void>((resolve) => clock.schedule(clock.now(), rank.user, resolve));
    heard.length = 0;
    sleep(minutes(1));
    engine.hear(prediction('BUY', START), 'signal');
    expect(heard).toEqual(['clock.jumped', 'signal.prediction']);
  });

  it('no rule acts, and nothing leaves, before it has been read', () => {
    const slow = createSlowBroker();
    const desk = createDesk({ yaml: bought, around: slow.around });
    desk.quote('100.00', '100.02');
    desk.clock.sleep(later(START, minutes(1)));
    const asleep = mark(desk);
    desk.predict('BUY');
    desk.send(marketOrder('buy', 10));
    desk.pass(5);
    expect(desk.said('rule.declined')).toMatchObject([{ rule: 'buy', code: 'notConnected' }]);
    expect(desk.said('rule.triggered')).toEqual([]);
    expect(leaves(since(desk, asleep))).toEqual([]);
    slow.read();
    desk.pass(1);
    desk.predict('BUY');
    expect(desk.said('rule.triggered')).toHaveLength(1);
    expect(leaves(since(desk, asleep))).toEqual(['place']);
  });

  it('what had not left is not sent any more: it was decided in another time', () => {
    const journal = createHeldJournal();
    const desk = createDesk({ journal });
    desk.quote('100.00', '100.02');
    journal.hold();
    desk.send(marketOrder('buy', 10));
    expect(desk.said('order.queued')).toHaveLength(1);
    desk.clock.sleep(later(START, minutes(1)));
    journal.release();
    desk.pass(5);
    expect(desk.said('order.refused')).toMatchObject([{ code: 'notConnected' }]);
    expect(leaves(desk.facts.map(({ event }) => event))).toEqual([]);
  });

  it('the end of a session is kept until it has been read, and then acted on', () => {
    const slow = createSlowBroker();
    const desk = heldAtNoon({ yaml: flat, around: slow.around });
    const asleep = mark(desk);
    desk.clock.sleep(later(CLOSES, -seconds(40)));
    desk.pass(10);
    desk.quote('100.00', '100.02');
    expect(leaves(since(desk, asleep))).toEqual([]);
    slow.read();
    desk.pass(5);
    expect(desk.said('rule.triggered')).toHaveLength(1);
    expect(isHeld(desk)).toBe(false);
  });
});

describe('B30.3: what is overdue while the broker has not been read', () => {
  it('waits until it has, and is then done in the order in which it was due', async () => {
    const slow = createSlowBroker();
    const desk = heldAtNoon({ around: slow.around }, { timeLimit: minutes(60) });
    desk.quote('200.00', '200.02', 1_000, IBM);
    desk.open({ timeLimit: minutes(30) }, IBM);
    desk.pass(1);
    const asleep = mark(desk);
    desk.clock.sleep(later(NOON, minutes(90)));
    desk.pass(60);
    expect(missed(desk)).toEqual(['hold', 'hold']);
    expect(desk.said('clock.deadline').filter(({ what }) => what === 'hold')).toEqual([]);
    expect(desk.said('clock.deadlineDeferred').map(({ until }) => until)).toEqual(['ready', 'ready']);
    slow.read();
    desk.pass(0);
    const left = since(desk, asleep).flatMap((fact) => (fact.type === 'position.closing' ? [fact.instrument] : []));
    expect(left).toEqual([IBM, SPY]);
    await expectReplay(desk);
  });
});
