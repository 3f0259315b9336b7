/** An order in the states that are rare: waiting, held, asleep, absent, with changes and cancels that nobody answers. */
import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import { price } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { orderInput, say } from '../support/orders.ts';

const order = (...events: readonly OrderEvent[]) => {
  const driven = drive(orderMachine, orderInput());
  driven.send(...events);
  return driven;
};
const lifecycleOf = (...events: readonly OrderEvent[]): string =>
  (
    order(...events)
      .value()
      .split(' ')[0] ?? ''
  ).replace('lifecycle.', '');
const said = (given: readonly OrderEvent[], when: OrderEvent): readonly string[] =>
  order(...given)
    .send(when)
    .map(({ type }) => type);

const sent = [say.submit(), say.releasing()];
const unconfirmed = [...sent, say.lost()];
const working = [...sent, say.working()];
const forTrigger = [...sent, say.waiting('trigger')];
const forParent = [...sent, say.waiting('parent')];
const held = [...sent, say.held()];
const asleep = [...sent, say.dormant('overnight')];
/** Nothing tells what became of it. */
const lost = [...working, say.older('unclear')];
const absent = [...unconfirmed, say.absent()];
const rejected = [...sent, say.rejected()];
const done = [...working, say.dormant('day')];

describe('where an order is', () => {
  it.each<[string, readonly OrderEvent[], OrderEvent, string]>([
    [
      'waiting for its trigger, told to wait for its parent',
      forTrigger,
      say.waiting('parent'),
      'working.waitingForParent',
    ],
    ['waiting for its trigger, filled in part', forTrigger, say.fill('a', 40), 'working.resting'],
    ['waiting for its trigger, filled', forTrigger, say.fill('a', 100), 'settled.filled'],
    ['waiting for its trigger, made smaller', forTrigger, say.restated(60), 'working.waitingForTrigger'],
    [
      'waiting for its parent, told to wait for its trigger',
      forParent,
      say.waiting('trigger'),
      'working.waitingForTrigger',
    ],
    ['waiting for its parent, filled in part', forParent, say.fill('a', 40), 'working.resting'],
    ['waiting for its parent, filled', forParent, say.fill('a', 100), 'settled.filled'],
    ['waiting for its parent, made smaller', forParent, say.restated(60), 'working.waitingForParent'],
    ['held, filled in part', held, say.fill('a', 40), 'working.resting'],
    ['held, filled', held, say.fill('a', 100), 'settled.filled'],
    ['asleep, told to be done for the day', asleep, say.dormant('day'), 'settled.doneForDay'],
    ['asleep, restated', asleep, say.restated(100), 'working.resting'],
    ['asleep, filled in part', asleep, say.fill('a', 40), 'working.resting'],
    ['asleep, filled', asleep, say.fill('a', 100), 'settled.filled'],
    ['at work, filled by what it is made to', [...working, say.fill('a', 40)], say.restated(40), 'settled.filled'],
    [
      'held, filled by what it is made to',
      [...working, say.fill('a', 40), say.held()],
      say.restated(40),
      'settled.filled',
    ],
    [
      'waiting, filled by what it is made to',
      [...working, say.fill('a', 40), say.waiting('trigger')],
      say.restated(40),
      'settled.filled',
    ],
    [
      'waiting for a parent, filled by what it is made to',
      [...working, say.fill('a', 40), say.waiting('parent')],
      say.restated(40),
      'settled.filled',
    ],
    [
      'asleep, filled by what it is made to',
      [...working, say.fill('a', 40), say.dormant('overnight')],
      say.restated(40),
      'settled.filled',
    ],
    ['at work, unknown to the broker', working, say.unknown(), 'unconfirmed'],
    ['at work, absent from its list', working, say.absent(), 'unconfirmed'],
    ['B35: a day order, older than the list, nothing traded', working, say.older('unmoved'), 'settled.expired'],
    ['B35: asked about, likewise', [...working, say.unknown()], say.older('unmoved'), 'settled.expired'],
    ['B35: older than the list, and perhaps traded', working, say.older('unclear'), 'unaccounted'],
    ['never acknowledged, older than the list, nothing traded', unconfirmed, say.older('unmoved'), 'settled.absent'],
    ['never acknowledged, older than the list, and perhaps traded', unconfirmed, say.older('unclear'), 'unaccounted'],
    ['acknowledged, asked about, and listed nowhere', [...working, say.unknown()], say.absent(), 'unaccounted'],
    ['unaccounted for, listed nowhere again', lost, say.absent(), 'unaccounted'],
    ['unaccounted for, and what is held explains itself', lost, say.older('unmoved'), 'settled.expired'],
    [
      'unaccounted for and never acknowledged, likewise',
      [...unconfirmed, say.older('unclear')],
      say.older('unmoved'),
      'settled.absent',
    ],
    [
      'unaccounted for and never acknowledged, and perhaps traded: nothing new',
      [...unconfirmed, say.older('unclear')],
      say.older('unclear'),
      'unaccounted',
    ],
    [
      'unaccounted for and never acknowledged, listed nowhere: it may have ended before the list',
      [...unconfirmed, say.older('unclear')],
      say.absent(),
      'unaccounted',
    ],
    ['unaccounted for, at work after all', lost, say.working(), 'working.resting'],
    ['unaccounted for, filled after all', lost, say.fill('a', 100), 'settled.filled'],
    ['unaccounted for, over on the word of a person', lost, say.conclude(), 'settled.cancelled'],
    [
      'at work, over on the word of a person: it is not for a person to say',
      working,
      say.conclude(),
      'working.resting',
    ],
    ['created, listed by the broker', [], say.found(), 'working.resting'],
    ['created, filled in part', [], say.fill('a', 40), 'working.resting'],
    ['created, filled', [], say.fill('a', 100), 'settled.filled'],
    ['in the outbox, refused', [say.submit()], say.refuse(), 'refused'],
    ['in the outbox, never written', [say.submit()], say.dropped(), 'refused'],
    ['in the outbox, without a connection', [say.submit()], say.lost(), 'submitting.queued'],
    ['sent, the adapter failed', sent, say.failed('place'), 'unconfirmed'],
    ['sent, the adapter failed at something else', sent, say.failed('cancel'), 'submitting.sent'],
    ['sent, the connection lost', sent, say.lost(), 'unconfirmed'],
    ['sent, listed', sent, say.found(), 'working.resting'],
    ['sent, filled in part', sent, say.fill('a', 40), 'working.resting'],
    ['refused, filled in part all the same', [say.refuse()], say.fill('a', 40), 'unconfirmed'],
    ['refused, filled all the same', [say.refuse()], say.fill('a', 100), 'settled.filled'],
    ['absent, at work after all', absent, say.working(), 'working.resting'],
    ['absent, waiting for its trigger after all', absent, say.waiting('trigger'), 'working.waitingForTrigger'],
    ['absent, waiting for its parent after all', absent, say.waiting('parent'), 'working.waitingForParent'],
    ['absent, held after all', absent, say.held(), 'working.held'],
    ['absent, listed after all', absent, say.found(), 'working.resting'],
    ['absent, filled in part after all', absent, say.fill('a', 40), 'unconfirmed'],
    ['absent, filled after all', absent, say.fill('a', 100), 'settled.filled'],
    ['absent, cancelled', absent, say.cancelled(), 'settled.absent'],
    ['rejected, filled in part and listed', [...rejected, say.fill('a', 40)], say.found(), 'working.resting'],
    ['rejected, listed', rejected, say.found(), 'unconfirmed'],
    ['cancelled, listed', [...working, say.cancelled()], say.found(), 'unconfirmed'],
    ['expired, listed', [...working, say.expired()], say.found(), 'unconfirmed'],
    ['done for the day, at work again', done, say.working(), 'working.resting'],
    ['done for the day, restated', done, say.restated(100), 'working.resting'],
    ['done for the day, cancelled', done, say.cancelled(), 'settled.cancelled'],
    ['done for the day, expired', done, say.expired(), 'settled.expired'],
    ['cancelled, filled after all', [...working, say.cancelled()], say.fill('a', 100), 'settled.filled'],
    ['expired, filled in part after all', [...working, say.expired()], say.fill('a', 40), 'settled.expired'],
    ['filled, a part of it taken back', [...working, say.fill('a', 100)], say.fill('a', 40, '10', 2), 'unconfirmed'],
    [
      'filled, a part of it taken back while it works on',
      [...working, say.fill('a', 100)],
      say.fill('a', 40, '10', 2, true),
      'working.resting',
    ],
    ['filled, more of it', [...working, say.fill('a', 100)], say.fill('b', 40), 'settled.filled'],
    ['filled, at another price', [...working, say.fill('a', 100)], say.fill('a', 100, '9', 2), 'settled.filled'],
    ['filled, made larger', [...working, say.fill('a', 100)], say.amended(150), 'working.resting'],
    ['filled, restated at what it was', [...working, say.fill('a', 100)], say.restated(100), 'settled.filled'],
    [
      'too much filled, some of it taken back',
      [...working, say.fill('a', 100), say.fill('b', 40)],
      say.fill('b', 0, '10', 2),
      'settled.filled',
    ],
  ])('%s', (_name, given, when, then) => {
    expect(lifecycleOf(...given, when)).toBe(then);
  });
});

const foundAlive = ['order.surprised', 'order.unconfirmed', 'outbox.ask', 'clock.arm'];

describe('what is said anew, and what is not', () => {
  it.each<[string, readonly OrderEvent[], OrderEvent, readonly string[]]>([
    ['at work, at another size', working, say.restated(60), ['order.working']],
    ['waiting for its trigger, at another size', forTrigger, say.restated(60), ['order.working']],
    ['waiting for its parent, at another size', forParent, say.restated(60), ['order.working']],
    ['at work, said twice', working, say.working(), []],
    ['waiting for its trigger, said twice', forTrigger, say.waiting('trigger'), []],
    ['waiting for its parent, said twice', forParent, say.waiting('parent'), []],
    ['held, said twice', held, say.held(), []],
    ['asleep, said twice', asleep, say.dormant('overnight'), []],
    ['unconfirmed, its time over: asked again', unconfirmed, say.deadline('acknowledge'), ['outbox.ask', 'clock.arm']],
    ['absent and never acknowledged', unconfirmed, say.absent(), ['clock.disarm', 'order.absent']],
    [
      'absent although acknowledged',
      [...working, say.unknown()],
      say.absent(),
      ['clock.disarm', 'order.unaccounted', 'clock.arm'],
    ],
    ['absent although acknowledged, said twice', lost, say.absent(), []],
    [
      'at work, older than the list and perhaps traded',
      working,
      say.older('unclear'),
      ['order.unconfirmed', 'order.unaccounted', 'clock.arm'],
    ],
    ['unaccounted for, its time over: asked again', lost, say.deadline('acknowledge'), ['outbox.ask', 'clock.arm']],
    [
      'rejected, filled all the same: asked',
      rejected,
      say.fill('a', 40),
      ['order.surprised', 'outbox.ask', 'order.filled'],
    ],
    ['absent, ended otherwise', absent, say.expired(), ['order.surprised']],
    ['done for the day, said twice', done, say.dormant('day'), []],
    ['filled, the cancel of what had filled', [...working, say.fill('a', 100)], say.cancelled(), []],
    ['filled, expired', [...working, say.fill('a', 100)], say.expired(), []],
    ['filled, rejected', [...working, say.fill('a', 100)], say.rejected(), ['order.surprised']],
    ['cancelled, listed as alive', [...working, say.cancelled()], say.found(), foundAlive],
    ['expired, listed as alive', [...working, say.expired()], say.found(), foundAlive],
    ['expired, cancelled', [...working, say.expired()], say.cancelled(), []],
    ['sent, the adapter failed at a cancel', sent, say.failed('cancel'), ['order.surprised']],
    ['at work, the adapter failed at a cancel', working, say.failed('cancel'), ['order.surprised']],
    ['ours, to be adopted', working, say.adopt(), ['order.unexpected']],
  ])('%s', (_name, given, when, expected) => {
    expect(said(given, when)).toEqual(expected);
  });
});

describe('a change that nobody answers', () => {
  const asked = [...working, say.amend(60)];
  const unanswered = [...asked, say.deadline('amend')];
  const pending = (...events: readonly OrderEvent[]) =>
    order(...events)
      .snapshot()
      .hasTag('isAmendPending');

  it.each<[string, readonly OrderEvent[], OrderEvent, boolean, readonly string[]]>([
    [
      'is asked for again when its time is over again',
      unanswered,
      say.deadline('amend'),
      true,
      ['outbox.ask', 'clock.arm'],
    ],
    [
      'was taken where the broker lists its terms',
      unanswered,
      say.restated(60),
      false,
      ['order.amended', 'clock.disarm', 'order.working'],
    ],
    [
      'was lost where the broker lists other terms',
      unanswered,
      say.restated(100),
      false,
      ['order.amendRejected', 'clock.disarm', 'order.working'],
    ],
    [
      'has nothing left to change when all is counted',
      unanswered,
      say.status(100),
      false,
      ['order.amendRejected', 'clock.disarm', 'clock.arm'],
    ],
    ['waits on when a part is counted', unanswered, say.status(40), true, ['clock.arm']],
    ['is decided upon when the broker has it', unanswered, say.amendPending(), true, []],
    ['is answered late', unanswered, say.amended(60), false, ['order.amended', 'clock.disarm']],
    ['is dropped when the order ends', unanswered, say.cancelled(), false, ['clock.disarm', 'order.cancelled']],
    ['is pending once, said twice', [...asked, say.amendPending()], say.amendPending(), true, []],
    [
      'is answered after it was pending',
      [...asked, say.amendPending()],
      say.amended(60),
      false,
      ['order.amended', 'clock.disarm'],
    ],
    ['is not late while another wait is over', asked, say.deadline('cancel'), true, ['order.unexpected']],
    [
      'is dropped when its order was never written',
      [...sent, say.amend(60)],
      say.dropped(),
      false,
      ['clock.disarm', 'clock.disarm', 'order.refused'],
    ],
    ['was never written', asked, say.dropped('amend'), false, ['order.amendRejected', 'clock.disarm']],
    ['waits on when a cancel was never written', asked, say.dropped('cancel'), true, ['order.unexpected']],
    [
      'is dropped when the order turns out absent',
      [...unconfirmed, say.amend(60)],
      say.absent(),
      false,
      ['clock.disarm', 'clock.disarm', 'order.absent'],
    ],
    ['is dropped when the order expired unseen', asked, say.older('unmoved'), false, ['clock.disarm', 'order.expired']],
    [
      'waits on when the order may have been there before the list',
      [...unconfirmed, say.amend(60)],
      say.older('unclear'),
      true,
      ['clock.disarm', 'order.unaccounted', 'clock.arm'],
    ],
    [
      'waits on when a broker that knew the order does not list it',
      asked,
      say.absent(),
      true,
      ['order.surprised', 'order.unconfirmed', 'outbox.ask', 'clock.arm'],
    ],
    [
      'one of two is answered: the other is waited for',
      [...asked, say.amend(40)],
      say.amended(60),
      true,
      ['order.amended', 'clock.arm'],
    ],
    [
      'one of two is turned down: the other is waited for',
      [...asked, say.amend(40)],
      say.amendRejected(),
      true,
      ['order.amendRejected', 'clock.arm'],
    ],
    [
      'one of two was never written: the other is waited for',
      [...asked, say.amend(40)],
      say.dropped('amend'),
      true,
      ['order.amendRejected', 'clock.arm'],
    ],
    ['which of two is answered is not said', [...asked, say.amend(40)], say.bare(), true, ['order.surprised']],
  ])('%s', (_name, given, when, isPending, messages) => {
    expect(said(given, when)).toEqual(messages);
    expect(pending(...given, when)).toBe(isPending);
  });

  it('of a price is recognised by its price', () => {
    const priced = [...working, say.amend(60, '11'), say.deadline('amend')];
    const listed = (limit: number): OrderEvent => ({ ...say.restated(60), limit: price(limit) }) as OrderEvent;
    expect(said(priced, listed(11))).toContain('order.amended');
    expect(said(priced, listed(10))).toContain('order.amendRejected');
    expect(said(priced, say.restated(60))).toContain('order.amendRejected');
  });
});

describe('a cancel that nobody answers', () => {
  const asked = [...working, say.cancel()];
  const unanswered = [...asked, say.deadline('cancel')];
  const pending = (...events: readonly OrderEvent[]) =>
    order(...events)
      .snapshot()
      .hasTag('isCancelPending');
  const again = ['outbox.cancel', 'clock.arm'];

  it.each<[string, readonly OrderEvent[], OrderEvent, boolean, readonly string[]]>([
    [
      'is asked for again when its time is over again',
      unanswered,
      say.deadline('cancel'),
      true,
      ['outbox.ask', 'clock.arm'],
    ],
    ['is sent again where the order is listed', unanswered, say.found(), true, again],
    ['is sent again where the order works', unanswered, say.working(), true, again],
    ['is sent again where the order waits', unanswered, say.waiting('trigger'), true, [...again, 'order.working']],
    ['is sent again where the order is held', unanswered, say.held(), true, [...again, 'order.held']],
    [
      'has nothing left to cancel when all is counted',
      unanswered,
      say.status(100),
      false,
      ['clock.disarm', 'clock.arm'],
    ],
    ['waits on when a part is counted', unanswered, say.status(40), true, ['clock.arm']],
    ['is decided upon when the broker has it', unanswered, say.cancelPending(), true, []],
    ['is answered late', unanswered, say.cancelled(), false, ['clock.disarm', 'order.cancelled']],
    ['is pending once, said twice', [...asked, say.cancelPending()], say.cancelPending(), true, []],
    ['is not asked for twice', asked, say.cancel(), true, []],
    ['was never written', asked, say.dropped('cancel'), false, ['order.cancelRejected', 'clock.disarm']],
    ['waits on when a change was never written', asked, say.dropped('amend'), true, ['order.unexpected']],
    [
      'is dropped when its order was never written',
      [...sent, say.cancel()],
      say.dropped(),
      false,
      ['clock.disarm', 'clock.disarm', 'order.refused'],
    ],
    [
      'is dropped when the order turns out absent',
      [...unconfirmed, say.cancel()],
      say.absent(),
      false,
      ['clock.disarm', 'clock.disarm', 'order.absent'],
    ],
    ['is over when the order expired unseen', asked, say.older('unmoved'), false, ['clock.disarm', 'order.expired']],
    [
      'waits on when the order may have been there before the list',
      [...unconfirmed, say.cancel()],
      say.older('unclear'),
      true,
      ['clock.disarm', 'order.unaccounted', 'clock.arm'],
    ],
    [
      'is over when the order had filled and is not known any more',
      [...asked, say.fill('a', 100)],
      say.unknown(),
      false,
      ['clock.disarm'],
    ],
    [
      'is over when the order had filled and is not listed any more',
      [...asked, say.fill('a', 100)],
      say.absent(),
      false,
      ['clock.disarm'],
    ],
    ['is not over while the order works', asked, say.unknown(), true, ['order.unconfirmed', 'outbox.ask', 'clock.arm']],
    ['is over when the order expires', asked, say.expired(), false, ['clock.disarm', 'order.expired']],
    ['is not late while another wait is over', asked, say.deadline('amend'), true, ['order.unexpected']],
  ])('%s', (_name, given, when, isPending, messages) => {
    expect(said(given, when)).toEqual(messages);
    expect(pending(...given, when)).toBe(isPending);
  });
});
