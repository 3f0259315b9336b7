/** B17.2, B33.2: what is to be left while the way to the broker is closed waits, is said, and is decided anew once the broker has been read. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, minutes } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { BrokerOrder, BrokerSnapshot } from '../../src/plans.ts';
import { BOOK, SPY } from '../support/desk.ts';
import type { Asked, HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const lose = (desk: HandDesk): void =>
  desk.tell({ type: 'connection.lost', broker: 'hand', detail: 'the gateway restarts' });
const read = (desk: HandDesk, snapshot: Partial<BrokerSnapshot>): void =>
  desk.tell({ type: 'broker.snapshot', snapshot: snapshotOf(snapshot) });
const reopen = (desk: HandDesk): void =>
  desk.tell(
    { type: 'connection.opened', broker: 'hand' },
    { type: 'connection.handshaken', broker: 'hand', account: 'PAPER' as AccountId, simulated: true },
  );
/** The way is open again, and the broker lists what it has. */
function back(desk: HandDesk, snapshot: Partial<BrokerSnapshot>): void {
  reopen(desk);
  read(desk, snapshot);
}

/** The orders as the broker lists them. */
const listed = (desk: HandDesk, ...orders: readonly OrderId[]): readonly BrokerOrder[] =>
  desk.engine.views
    .orders()
    .filter(({ order }) => orders.includes(order))
    .map(({ order, terms: own, filled, role }) => ({
      order,
      terms: own,
      filled,
      state: role === 'stop' ? 'waitingForTrigger' : 'working',
    }));
const done = (order: OrderId, shares: number, at: string) => ({
  order,
  execution: `e-${order}` as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price(at),
  executedAt: 0 as Timestamp,
});
const holds = (shares: number) => [{ instrument: SPY, quantity: quantity(shares) }];
const close = { type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' } as const;
const states = (desk: HandDesk) => desk.engine.views.positions().map(({ state, protection }) => [state, protection]);

/** A protected hundred, bought at 100; then the way is lost. */
function protectedAndLost(): ReturnType<typeof enterAt> & { desk: HandDesk; since: () => readonly Asked[] } {
  const desk = createHandDesk();
  desk.quote('100.00', '100.00');
  const orders = enterAt(desk, '100');
  const before = desk.asked.length;
  lose(desk);
  return { ...orders, desk, since: () => desk.asked.slice(before).filter(({ what }) => what !== 'ask') };
}

describe('B17.2: while the way to the broker is closed', () => {
  it('a close waits with an alarm, the stop stays, and it leaves once the broker has been read', () => {
    const { desk, target, stop, since } = protectedAndLost();
    desk.send(close);
    expect(desk.said('desk.exitWaiting')).toMatchObject([{ event: 'desk.close', why: 'enough' }]);
    expect(desk.said('risk.refused')).toEqual([]);
    expect(states(desk)).toEqual([['open', 'protected']]);
    desk.quote('101.00', '101.02');
    desk.pass(60);
    reopen(desk);
    expect(since()).toEqual([]);
    read(desk, { orders: listed(desk, target, stop), positions: holds(100) });
    expect(since()).toMatchObject([{ what: 'amend', order: target, change: { limit: price('100.49') } }]);
    desk.tell({ type: 'broker.amended', order: target, limit: price('100.49') });
    desk.tell({ type: 'broker.execution', ...done(target, 100, '101') });
    expect(states(desk)).toEqual([['closed', 'releasing']]);
  });

  it('what its stop has sold meanwhile is not sold again', () => {
    const { desk, target, stop, since } = protectedAndLost();
    desk.send(close);
    back(desk, {
      executions: [done(stop, 100, '99')],
      completed: [
        { order: stop, outcome: 'filled', filled: quantity(100) },
        { order: target, outcome: 'cancelled', filled: quantity(0) },
      ],
    });
    expect(since()).toEqual([]);
    expect(states(desk)).toEqual([['closed', 'none']]);
    expect(desk.said('desk.declined')).toEqual([]);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('asked for again and again it is one wish, one alarm and one exit', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.00');
    desk.send({ type: 'desk.place', terms: terms({ quantity: quantity(100) }), links: links() });
    const bought = desk.asked[0]?.order as OrderId;
    desk.tell({ type: 'broker.execution', ...done(bought, 100, '100') });
    lose(desk);
    for (let times = 0; times < 3; times++) desk.send(close);
    expect(desk.said('desk.exitWaiting')).toHaveLength(1);
    back(desk, { executions: [done(bought, 100, '100')], positions: holds(100) });
    expect(desk.asked.slice(1)).toMatchObject([{ what: 'place', terms: { side: 'sell', quantity: quantity(100) } }]);
    lose(desk);
    back(desk, { orders: listed(desk, desk.asked[1]?.order as OrderId), positions: holds(100) });
    expect(desk.asked.filter(({ what }) => what === 'place')).toHaveLength(2);
  });

  it('to leave everything takes what was bought meanwhile along, and orders by hand', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.00');
    desk.open();
    const [entry, target, stop] = desk.asked.map(({ order }) => order) as [OrderId, OrderId, OrderId];
    desk.send({ type: 'desk.place', terms: terms({ limit: price(90) }), links: links() });
    const byHand = desk.asked[3]?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order: entry }, { type: 'broker.orderWorking', order: byHand });
    lose(desk);
    desk.send({ type: 'desk.flatten', why: 'out' });
    desk.send(close);
    expect(desk.asked.slice(4).filter(({ what }) => what !== 'ask')).toEqual([]);
    back(desk, {
      orders: listed(desk, target, stop, byHand),
      executions: [done(entry, 100, '100')],
      completed: [{ order: entry, outcome: 'filled', filled: quantity(100) }],
      positions: holds(100),
    });
    const asked = desk.asked.slice(4);
    expect(asked).toContainEqual({ what: 'cancel', order: byHand });
    expect(asked).toContainEqual(expect.objectContaining({ what: 'amend', order: target }));
    expect(desk.engine.views.positions()).toMatchObject([{ state: 'closing', quantity: quantity(100) }]);
  });

  it.each([
    ['nothing was sold: the whole part', 0, 60],
    ['a part of it was sold: the rest of it', 30, 60],
    ['more was sold: nothing', 50, 50],
  ])('a part waits too; when meanwhile %s', (_name, sold, remains) => {
    const { desk, target, stop, since } = protectedAndLost();
    desk.send({ type: 'desk.reduce', book: BOOK, instrument: SPY, quantity: quantity(40), why: 'less' });
    expect(desk.said('desk.exitWaiting')).toMatchObject([{ event: 'desk.reduce', why: 'less' }]);
    const left = listed(desk, target, stop).map((each) => ({
      ...each,
      ...(each.order === target ? { filled: quantity(sold) } : {}),
      ...(each.order === stop ? { terms: { ...each.terms, quantity: quantity(100 - sold) } } : {}),
    }));
    back(desk, {
      orders: left,
      executions: sold === 0 ? [] : [done(target, sold, '102')],
      positions: holds(100 - sold),
    });
    const wanted = since().flatMap((each) => (each.what === 'amend' ? [each.change.quantity] : []));
    expect(wanted).toEqual(remains === 100 - sold ? [] : [quantity(remains + sold), quantity(remains)]);
  });

  it('a rule that leaves has acted, and its exit waits as well', () => {
    const desk = createHandDesk({ yaml: 'rules: { out: { when: signal.prediction, then: flatten } }' });
    desk.quote('100.00', '100.00');
    const { target, stop } = enterAt(desk, '100');
    lose(desk);
    desk.engine.hear(
      {
        type: 'signal.prediction',
        id: 's1' as never,
        instrument: SPY,
        observedAt: desk.engine.views.now(),
        signal: 'SELL',
        numeric: -1,
        confidence: 1,
        probabilities: [],
        features: {},
        model: 'm',
        modelVersion: '1',
        horizon: 60_000_000 as never,
      },
      'signal',
    );
    expect(desk.said('rule.answered')).toMatchObject([{ accepted: true }]);
    expect(desk.said('desk.exitWaiting')).toMatchObject([{ event: 'desk.flatten', why: 'out' }]);
    back(desk, { orders: listed(desk, target, stop), positions: holds(100) });
    expect(desk.asked.at(-1)).toMatchObject({ what: 'amend', order: target });
  });

  it('an incomplete list opens nothing: an exit that it sets free waits for the whole one', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.00');
    const { target, stop } = enterAt(desk, '100');
    desk.tell({ type: 'broker.orderHeld', order: target, detail: 'suspended' });
    desk.send(close);
    lose(desk);
    reopen(desk);
    const ended = [
      { order: target, outcome: 'cancelled', filled: quantity(0) },
      { order: stop, outcome: 'cancelled', filled: quantity(0) },
    ] as const;
    read(desk, { complete: false, completed: ended, positions: holds(100) });
    expect(desk.said('desk.exitWaiting')).toMatchObject([{ why: 'the way to the broker was closed' }]);
    read(desk, { completed: ended, positions: holds(100) });
    expect(desk.asked.at(-1)).toMatchObject({ what: 'place', terms: { side: 'sell', quantity: quantity(100) } });
  });

  it('B30.1: read again after the close, nothing is sent before the next session is on', () => {
    const desk = createHandDesk();
    const opens = desk.engine.views.now();
    const session = (day: string, from: Timestamp) =>
      desk.engine.hear(
        { type: 'clock.sessionOpened', session: day, opens: from, closes: later(from, minutes(1)) },
        'clock',
      );
    session('today', opens);
    desk.quote('100.00', '100.00');
    const { target, stop } = enterAt(desk, '100');
    const before = desk.asked.length;
    lose(desk);
    desk.send(close);
    desk.pass(61);
    back(desk, { orders: listed(desk, target, stop), positions: holds(100) });
    expect(desk.asked.slice(before).filter(({ what }) => what !== 'ask')).toEqual([]);
    desk.pass(60);
    session('tomorrow', desk.engine.views.now());
    expect(desk.asked.at(-1)).toMatchObject({ what: 'amend', order: target });
    expect(desk.said('desk.resumeExits')).toMatchObject([{ why: 'clock.sessionOpened' }]);
  });

  it('nothing is kept of what nobody holds, and all of it replays to the same hash', async () => {
    const { desk, target, stop } = protectedAndLost();
    desk.send({ ...close, instrument: 'IBM' as typeof SPY });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'noPosition' }]);
    desk.send({ type: 'desk.reduce', book: BOOK, instrument: 'IBM' as typeof SPY, quantity: quantity(1), why: 'less' });
    expect(desk.said('desk.exitWaiting')).toEqual([]);
    desk.send(close);
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
    back(desk, { orders: listed(desk, target, stop), positions: holds(100) });
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});
