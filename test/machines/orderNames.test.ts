/** The broker's own names of an order: one is usual, two are an alarm, and ours has not ended before both have. */
import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import { isDone } from '../../src/machines/order/selectors.ts';
import { drive } from '../support/charts.ts';
import { orderInput, say } from '../support/orders.ts';

const order = (...events: readonly OrderEvent[]) => {
  const driven = drive(orderMachine, orderInput());
  driven.send(...events);
  return driven;
};
const named = (event: OrderEvent, brokerId: string): OrderEvent => ({ ...event, brokerId }) as OrderEvent;
const sent = [say.submit(), say.releasing()];
const single = [...sent, named(say.working(), '7')];
const doubled = [...single, named(say.working(), '8')];
const namesOf = (...events: readonly OrderEvent[]) =>
  order(...events)
    .snapshot()
    .context.brokerIds.map(({ brokerId, live }) => `${brokerId}${live ? '' : ' ended'}`);
const stateOf = (...events: readonly OrderEvent[]) => {
  const [lifecycle = '', , , , identity = ''] = order(...events)
    .value()
    .split(' ');
  return `${lifecycle.replace('lifecycle.', '')} ${identity.replace('identity.', '')}`;
};
const saidTo = (given: readonly OrderEvent[], when: OrderEvent) =>
  order(...given)
    .send(when)
    .map(({ type }) => type);

describe('the names that the broker has for an order', () => {
  it.each<[string, readonly OrderEvent[], readonly string[]]>([
    ['none before it speaks of it', sent, []],
    ['none while it gives none', [...sent, say.working()], []],
    ['none for what never left', [named(say.status(0), '7')], []],
    ['the first', single, ['7']],
    ['the first, said twice', [...single, named(say.received(), '7')], ['7']],
    ['the first, with an execution', [...sent, named(say.fill('a', 40), '7')], ['7']],
    ['two that live', doubled, ['7', '8']],
    ['three that live', [...doubled, named(say.found(), '9')], ['7', '8', '9']],
    ['one that has ended, one that lives', [...doubled, named(say.cancelled(), '7')], ['7 ended', '8']],
    [
      'one that has ended stays so',
      [...doubled, named(say.cancelled(), '7'), named(say.working(), '7')],
      ['7 ended', '8'],
    ],
    [
      'one that has ended twice',
      [...doubled, named(say.cancelled(), '7'), named(say.expired(), '7')],
      ['7 ended', '8'],
    ],
    ['one that is first heard of as it ends is none', [...single, named(say.rejected(), '8')], ['7']],
    ['the only one, ended', [...single, named(say.expired(), '7')], ['7 ended']],
    ['both ended', [...doubled, named(say.cancelled(), '7'), named(say.rejected(), '8')], ['7 ended', '8 ended']],
  ])('%s', (_name, events, names) => {
    expect(namesOf(...events)).toEqual(names);
  });
});

describe('an order with two names', () => {
  it.each<[string, readonly OrderEvent[], string]>([
    ['works under one', single, 'working.resting single'],
    ['is doubled under two', doubled, 'working.resting doubled'],
    ['is not doubled by a second word of the same', [...single, named(say.held(), '7')], 'working.held single'],
    ['lives on when one of two has ended', [...doubled, named(say.cancelled(), '7')], 'working.resting single'],
    ['lives on when one of two is rejected', [...doubled, named(say.rejected(), '8')], 'working.resting single'],
    ['lives on when one of two expires', [...doubled, named(say.expired(), '8')], 'working.resting single'],
    [
      'is doubled still when one of three has ended',
      [...doubled, named(say.working(), '9'), named(say.cancelled(), '7')],
      'working.resting doubled',
    ],
    [
      'has ended when both have',
      [...doubled, named(say.cancelled(), '7'), named(say.cancelled(), '8')],
      'settled.cancelled single',
    ],
    [
      'is not known when one of two has ended and nobody says which',
      [...doubled, say.cancelled()],
      'unconfirmed doubled',
    ],
    ['has ended when one ends that was the only one', [...single, say.cancelled()], 'settled.cancelled single'],
    [
      'is no further doubled by one that comes as it ends',
      [...single, named(say.cancelled(), '8')],
      'settled.cancelled single',
    ],
  ])('%s', (_name, events, state) => {
    expect(stateOf(...events)).toBe(state);
  });

  it('says so, each time another one comes', () => {
    expect(saidTo(single, named(say.working(), '8'))).toEqual(['order.doubled']);
    expect(saidTo(doubled, named(say.fill('a', 40), '9'))).toContain('order.doubled');
    expect(saidTo(doubled, named(say.found(), '9'))).toContain('order.doubled');
    expect(saidTo(doubled, named(say.fill('a', 40), '8'))).not.toContain('order.doubled');
  });

  it('names those that live', () => {
    const [doubledAgain] = order(...doubled, named(say.cancelled(), '7')).send(named(say.working(), '9'));
    expect(doubledAgain).toMatchObject({ type: 'order.doubled', detail: '8 and 9' });
  });

  it('is taken back once all is filled: what else works for it would be too much', () => {
    expect(saidTo(doubled, named(say.fill('a', 100), '7'))).toContain('outbox.cancel');
    expect(saidTo(doubled, named(say.fill('a', 40), '7'))).not.toContain('outbox.cancel');
    expect(saidTo(single, named(say.fill('a', 100), '7'))).not.toContain('outbox.cancel');
  });

  it('notes that one of two has ended', () => {
    expect(saidTo(doubled, named(say.cancelled(), '7'))).toContain('order.surprised');
    expect(saidTo(doubled, say.cancelled())).toContain('order.surprised');
    expect(saidTo(single, named(say.cancelled(), '7'))).not.toContain('order.surprised');
  });

  it('is not over while one of them lives, although all has filled', () => {
    expect(isDone(order(...single, named(say.fill('a', 100), '7')).snapshot())).toBe(true);
    expect(isDone(order(...doubled, named(say.fill('a', 100), '7')).snapshot())).toBe(false);
  });

  it('waits for its cancel until both have ended', () => {
    const cancelling = [...doubled, say.cancel(), named(say.cancelled(), '7')];
    expect(
      order(...cancelling)
        .snapshot()
        .hasTag('isCancelPending'),
    ).toBe(true);
    expect(
      order(...cancelling, named(say.cancelled(), '8'))
        .snapshot()
        .hasTag('isCancelPending'),
    ).toBe(false);
  });
});
