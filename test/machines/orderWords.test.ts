/** What an order says, word for word, and what callers read from it. */
import { describe, expect, it } from 'vitest';
import type { BookId, ExecutionId, GroupId, PositionId, Timestamp } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { leavesOf } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import { isDone, outcomeOf, printedStatus, settlement } from '../../src/machines/order/selectors.ts';
import { amount, price, quantity, zero } from '../../src/money.ts';
import type { OrderLinks } from '../../src/orders.ts';
import { drive } from '../support/charts.ts';
import { O, orderInput, say, terms } from '../support/orders.ts';
import { timersOf } from '../support/timers.ts';

const linked: Partial<OrderLinks> = { group: 'g1' as GroupId, position: 'p1' as PositionId, arrivalMid: price('10.5') };
const orderWith = (links: Partial<OrderLinks>, ...events: readonly OrderEvent[]) => {
  const driven = drive(orderMachine, {
    ...orderInput({}, links),
    patience: { acknowledge: seconds(5), answer: seconds(9) },
  });
  driven.send(...events);
  return driven;
};
const order = (...events: readonly OrderEvent[]) => orderWith(linked, ...events);
const sent = [say.submit(), say.releasing()];
const working = [...sent, say.working()];

const head = { order: O, group: 'g1', role: 'entry' };
const full = {
  order: O,
  group: 'g1',
  position: 'p1',
  book: 'main',
  account: 'PAPER',
  instrument: 'SPY',
  side: 'buy',
  role: 'entry',
};
const { clock, stopped } = timersOf('order', O);
const unaccounted = (code: string, shares: number) => ({
  type: 'order.unaccounted',
  ...head,
  code,
  filled: quantity(shares),
  leaves: quantity(100 - shares),
});
const works = (waitingFor = 'nothing', protecting = true) => ({
  type: 'order.working',
  ...head,
  quantity: quantity(100),
  protecting,
  waitingFor,
});
const filled = (over: object = {}) => ({
  type: 'order.filled',
  ...full,
  execution: 'a',
  revision: 1,
  price: price(10),
  quantity: quantity(40),
  filled: quantity(40),
  leaves: quantity(60),
  arrivalMid: price('10.5'),
  ...over,
});
const change = { quantity: quantity(60), limit: price(11) };
const ask = { type: 'outbox.ask', order: O };

describe('an order says', () => {
  it.each<[string, readonly OrderEvent[], OrderEvent, readonly object[]]>([
    [
      'what is to be placed, and on whose approval',
      [],
      say.submit(),
      [
        { type: 'outbox.place', order: O, approval: 'a', terms: terms() },
        { type: 'order.queued', order: O },
      ],
    ],
    ['that it was refused by us', [], say.refuse(), [{ type: 'order.refused', order: O, code: 'halted', detail: '' }]],
    [
      'that it was taken back before it left',
      [say.submit()],
      say.cancel(),
      [
        { type: 'outbox.withdraw', order: O },
        { type: 'order.refused', order: O, code: 'withdrawn', detail: 'changed my mind' },
      ],
    ],
    [
      'that it is on its way, and how long it waits for a word',
      [say.submit()],
      say.releasing(),
      [{ type: 'order.sent', order: O }, clock('acknowledge', 5)],
    ],
    [
      'that it was never written',
      sent,
      say.dropped(),
      [stopped('acknowledge'), { type: 'order.refused', order: O, code: 'dropped', detail: 'nothing was written' }],
    ],
    ['that it works', sent, say.working(), [stopped('acknowledge'), works()]],
    ['that its trigger is watched', sent, say.waiting('trigger'), [stopped('acknowledge'), works('trigger')]],
    ['that it waits for its parent', sent, say.waiting('parent'), [stopped('acknowledge'), works('parent', false)]],
    [
      'that the broker holds it, and why',
      sent,
      say.held(),
      [stopped('acknowledge'), { type: 'order.held', ...head, quantity: quantity(100), detail: 'locate' }],
    ],
    [
      'that nobody knows of it, and asks',
      sent,
      say.deadline('acknowledge'),
      [
        stopped('acknowledge'),
        { type: 'order.unconfirmed', ...head, detail: 'clock.deadline' },
        ask,
        clock('acknowledge', 5),
      ],
    ],
    [
      'that it asks again, and waits as long',
      [...sent, say.deadline('acknowledge')],
      say.deadline('acknowledge'),
      [ask, clock('acknowledge', 5)],
    ],
    ['what has filled', working, say.fill('a', 40), [filled()]],
    [
      'that all has filled',
      working,
      say.fill('a', 100),
      [filled({ quantity: quantity(100), filled: quantity(100), leaves: zero }), { type: 'order.completed', order: O }],
    ],
    [
      'more than was asked for',
      [...working, say.fill('b', 60)],
      say.fill('a', 50),
      [
        filled({ quantity: quantity(50), filled: quantity(110), leaves: zero }),
        { type: 'order.completed', order: O },
        { type: 'order.overfilled', ...head, excess: quantity(10) },
      ],
    ],
    [
      'what has filled with its fee, where that was known first',
      [...working, say.fee('a', '0.35')],
      say.fill('a', 40),
      [filled({ fee: amount('0.35'), currency: 'USD' })],
    ],
    [
      'what was corrected, and what stood there before',
      [...working, say.fill('a', 40)],
      say.fill('a', 30, '9', 2),
      [
        {
          type: 'order.revised',
          ...full,
          execution: 'a',
          revision: 2,
          price: price(9),
          quantity: quantity(30),
          previousQuantity: quantity(40),
          previousPrice: price(10),
        },
      ],
    ],
    [
      'a fee',
      [...working, say.fill('a', 40)],
      say.fee('a', '0.35'),
      [
        {
          type: 'order.commission',
          order: O,
          position: 'p1',
          book: 'main',
          account: 'PAPER',
          instrument: 'SPY',
          execution: 'a',
          fee: amount('0.35'),
          change: amount('0.35'),
          currency: 'USD',
        },
      ],
    ],
    [
      'a change that is asked for',
      working,
      say.amend(60, '11'),
      [{ type: 'outbox.amend', order: O, approval: 'b', change }, clock('amend', 9)],
    ],
    [
      'a change that is taken',
      [...working, say.amend(60)],
      say.amended(60),
      [{ type: 'order.amended', ...head, terms: terms({ quantity: quantity(60) }) }, stopped('amend')],
    ],
    [
      'a change that the broker turned down',
      [...working, say.amend(60)],
      say.amendRejected(),
      [{ type: 'order.amendRejected', ...head, detail: '105' }, stopped('amend')],
    ],
    [
      'a change that may not be: below what has filled',
      [...working, say.fill('a', 40)],
      say.amend(20),
      [{ type: 'order.amendRefused', ...head, code: 'amendBelowFilled', detail: 'order.amend' }],
    ],
    [
      'a change that may not be: it has ended',
      [...working, say.cancelled()],
      say.amend(60),
      [{ type: 'order.amendRefused', ...head, code: 'notLive', detail: 'order.amend' }],
    ],
    [
      'that a change is not answered, and asks',
      [...working, say.amend(60)],
      say.deadline('amend'),
      [{ type: 'order.unanswered', ...head, what: 'amend' }, ask, clock('amend', 9)],
    ],
    ['a cancel', working, say.cancel(), [{ type: 'outbox.cancel', order: O }, clock('cancel', 9)]],
    [
      'a cancel that the broker turned down',
      [...working, say.cancel()],
      say.cancelRejected(),
      [{ type: 'order.cancelRejected', ...head, detail: '10148' }, stopped('cancel')],
    ],
    [
      'that there is nothing to cancel',
      [...working, say.cancelled()],
      say.cancel(),
      [{ type: 'order.cancelRefused', order: O, code: 'notLive' }],
    ],
    [
      'that a cancel is not answered, and asks',
      [...working, say.cancel()],
      say.deadline('cancel'),
      [{ type: 'order.unanswered', ...head, what: 'cancel' }, ask, clock('cancel', 9)],
    ],
    [
      'that it is cancelled',
      working,
      say.cancelled(),
      [{ type: 'order.cancelled', order: O, detail: 'broker.orderCancelled' }],
    ],
    [
      'that it was rejected, in the broker’s words',
      sent,
      say.rejected(),
      [stopped('acknowledge'), { type: 'order.rejected', order: O, detail: '201' }],
    ],
    ['that it expired', working, say.expired(), [{ type: 'order.expired', order: O }]],
    ['that it expired unseen', working, say.older('unmoved'), [{ type: 'order.expired', order: O, by: 'window' }]],
    [
      'that it is listed nowhere, and what is known of it',
      [...working, say.fill('a', 40), say.unknown()],
      say.absent(),
      [stopped('acknowledge'), unaccounted('notListed', 40), clock('acknowledge', 5)],
    ],
    [
      'that it may have traded before the list begins',
      [...working, say.unknown()],
      say.older('unclear', 7),
      [stopped('acknowledge'), { ...unaccounted('holdingUnclear', 0), since: 7 }, clock('acknowledge', 5)],
    ],
    [
      'that it is over, in the words of a person',
      [...working, say.unknown(), say.absent()],
      say.conclude(),
      [stopped('acknowledge'), { type: 'order.cancelled', order: O, detail: 'the broker says so' }],
    ],
    ['that the broker is done for the day', working, say.dormant('day'), [{ type: 'order.doneForDay', order: O }]],
    [
      'that it is not there',
      [...sent, say.deadline('acknowledge')],
      say.absent(),
      [stopped('acknowledge'), { type: 'order.absent', order: O }],
    ],
    ['that executions are owed, and how long it waits for them', working, say.status(40), [clock('executions', 9)]],
    [
      'that executions that are owed have not come, and asks',
      [...working, say.status(40)],
      say.deadline('executions'),
      [{ type: 'order.unanswered', ...head, what: 'executions' }, ask, clock('executions', 9)],
    ],
    ['that they have come', [...working, say.status(40)], say.fill('a', 40), [stopped('executions'), filled()]],
    [
      'what it did not expect to hear',
      [...working, say.cancelled()],
      say.expired(),
      [{ type: 'order.surprised', order: O, event: 'broker.orderExpired', detail: 'broker.orderExpired' }],
    ],
    [
      'what makes no sense',
      [],
      say.amendPending(),
      [{ type: 'order.unexpected', order: O, event: 'broker.amendPending' }],
    ],
  ])('%s', (_name, given, when, said) => {
    expect(order(...given).send(when)).toStrictEqual(said);
  });

  it('nothing of a group, a position or a middle that it does not have', () => {
    const alone = orderWith({}, ...working);
    const [first] = alone.send(say.fill('a', 40));
    const { group: _group, position: _position, ...rest } = full;
    expect(first).toStrictEqual({
      type: 'order.filled',
      ...rest,
      execution: 'a',
      revision: 1,
      price: price(10),
      quantity: quantity(40),
      filled: quantity(40),
      leaves: quantity(60),
    });
    expect(alone.send(say.fee('a', '1'))[0]).not.toHaveProperty('position');
    expect(alone.send(say.held())[0]).toStrictEqual({
      type: 'order.held',
      order: O,
      role: 'entry',
      quantity: quantity(100),
      detail: 'locate',
    });
  });

  it('a corrected fee by how much it differs', () => {
    expect(order(...working, say.fill('a', 40), say.fee('a', '0.35')).send(say.fee('a', '0.25'))).toMatchObject([
      { type: 'order.commission', fee: amount('0.25'), change: amount('-0.1') },
    ]);
  });

  it('a fill after the end leaves nothing', () => {
    expect(order(...working, say.cancelled()).send(say.fill('a', 40))).toContainEqual(filled({ leaves: zero }));
  });

  it('which two orders the broker has for it', () => {
    const named = (id: string): OrderEvent => ({ type: 'broker.orderWorking', order: O, brokerId: id });
    expect(order(...sent, named('7')).send(named('8'))).toStrictEqual([
      { type: 'order.doubled', ...head, detail: '7 and 8' },
    ]);
  });

  it('who took it over, for which book and why', () => {
    const external = orderWith({ role: 'external' });
    expect(external.send(say.adopt())).toStrictEqual([
      { type: 'order.adopted', order: O, book: 'main', operator: 'me', why: 'mine' },
    ]);
    expect(external.snapshot().context.links).toStrictEqual({ book: 'main' as BookId, role: 'manual' });
  });
});

describe('the end of an order', () => {
  const snapshots = (...events: readonly OrderEvent[]) => {
    const driven = order(...events.slice(0, -1));
    const before = driven.snapshot();
    driven.send(...events.slice(-1));
    return settlement(before, driven.snapshot());
  };
  const of = { order: O, group: 'g1', position: 'p1', instrument: 'SPY', role: 'entry' };

  it('is said with how and at what it ended', () => {
    expect(snapshots(...working, say.fill('a', 40), say.cancelled(40))).toStrictEqual({
      type: 'order.settled',
      ...of,
      outcome: 'cancelled',
      filled: quantity(40),
    });
  });

  it('is no end any more when it is open again', () => {
    expect(snapshots(...working, say.fill('a', 100), say.fill('a', 40, '10', 2))).toStrictEqual({
      type: 'order.reopened',
      ...of,
    });
  });

  it('names neither group nor position where there is none', () => {
    const driven = orderWith({}, ...working);
    const before = driven.snapshot();
    driven.send(say.expired());
    expect(settlement(before, driven.snapshot())).toStrictEqual({
      type: 'order.settled',
      order: O,
      instrument: 'SPY',
      role: 'entry',
      outcome: 'expired',
      filled: zero,
    });
  });

  it.each<[string, readonly OrderEvent[], boolean]>([
    ['cancelled', [...working, say.cancelled()], true],
    ['refused', [say.refuse()], true],
    ['at work', working, false],
    ['cancelled with a share still owed', [...working, say.cancelled(40)], false],
    ['filled with a cancel out', [...working, say.cancel(), say.fill('a', 100)], false],
    ['filled with a change out', [...working, say.amend(60), say.fill('a', 100)], false],
  ])('%s', (_name, events, expected) => {
    expect(isDone(order(...events).snapshot())).toBe(expected);
  });
});

describe('the word for an order', () => {
  it.each<[string, readonly OrderEvent[], ReturnType<typeof outcomeOf>]>([
    ['created', [], undefined],
    ['pending new', sent, undefined],
    ['working', working, undefined],
    ['waiting', [...sent, say.waiting('parent')], undefined],
    ['held', [...sent, say.held()], undefined],
    ['unconfirmed', [...sent, say.lost()], undefined],
    ['unaccounted', [...working, say.older('unclear')], undefined],
    ['partially filled', [...working, say.fill('a', 40)], undefined],
    ['partially filled', [...working, say.status(40)], undefined],
    ['filled', [...working, say.status(100)], undefined],
    ['filled', [...working, say.fill('a', 100)], 'filled'],
    ['pending replace', [...working, say.amend(60)], undefined],
    ['pending cancel', [...working, say.amend(60), say.cancel()], undefined],
    ['cancelled', [...working, say.cancelled()], 'cancelled'],
    ['rejected', [...sent, say.rejected()], 'rejected'],
    ['expired', [...working, say.expired()], 'expired'],
    ['doneForDay', [...working, say.dormant('day')], 'doneForDay'],
    ['absent', [...sent, say.lost(), say.absent()], 'absent'],
    ['refused', [say.refuse()], 'refused'],
  ])('%s', (word, events, outcome) => {
    const snapshot = order(...events).snapshot();
    expect(printedStatus(snapshot)).toBe(word);
    expect(outcomeOf(snapshot)).toBe(outcome);
  });
});

describe('the figures of an order', () => {
  it('begin with nothing', () => {
    expect(order().snapshot().context).toStrictEqual({
      order: O,
      links: { book: 'main', role: 'entry', ...linked },
      patience: { acknowledge: seconds(5), answer: seconds(9) },
      standing: 'local',
      acknowledged: false,
      awake: false,
      terms: terms(),
      executions: [],
      fees: [],
      filled: zero,
      notional: zero,
      counted: zero,
      brokerIds: [],
      changes: [],
    });
  });

  it('are the sums of its executions at their highest revisions', () => {
    const events = [
      say.fill('a', 40),
      say.fill('b', 50, '11'),
      say.fill('a', 30, '9', 2),
      say.fee('b', '1'),
      say.fee('b', '2'),
    ];
    const { context } = order(...working, ...events).snapshot();
    expect(context).toMatchObject({ filled: quantity(80), notional: amount(820), counted: zero });
    expect(context.executions).toStrictEqual([
      {
        execution: 'a' as ExecutionId,
        revision: 2,
        quantity: quantity(30),
        price: price(9),
        executedAt: 0 as Timestamp,
      },
      {
        execution: 'b' as ExecutionId,
        revision: 1,
        quantity: quantity(50),
        price: price(11),
        executedAt: 0 as Timestamp,
      },
    ]);
    expect(context.fees).toStrictEqual([{ execution: 'b', fee: amount(2), currency: 'USD' }]);
    expect(leavesOf(context)).toBe(quantity(20));
  });
});
