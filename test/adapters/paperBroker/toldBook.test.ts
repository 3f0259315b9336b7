import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../../src/actors/bus/eventBus.ts';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import type { PaperState } from '../../../src/adapters/paperBroker/book.ts';
import { createPaperBroker } from '../../../src/adapters/paperBroker/paperBroker.ts';
import { createToldBook } from '../../../src/adapters/paperBroker/toldBook.ts';
import type { Event } from '../../../src/events.ts';
import type { AccountId, ApprovalId, CommandId, ExecutionId, OrderId } from '../../../src/identifiers.ts';
import { timestamp } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import { terms } from '../../support/orders.ts';

const ACCOUNT = 'PAPER' as AccountId;
const at = timestamp('2025-03-03T15:00:00Z');
const [ENTRY, STOP, TARGET] = ['entry', 'stop', 'target'] as OrderId[] as [OrderId, OrderId, OrderId];

const place = (order: OrderId, over: Partial<OrderTerms> = {}): readonly Event[] => [
  { type: 'outbox.place', order, approval: 'a' as ApprovalId, terms: terms(over) },
  { type: 'outbox.releasing', command: '1.1' as CommandId, kind: 'place', order },
];
const { limit: _limit, ...unlimited } = terms();
const stopTerms: Partial<OrderTerms> = { ...unlimited, type: 'stop', side: 'sell', stop: price('9') };
const executed = (order: OrderId, execution: string, shares: number, revision = 1): Event => ({
  type: 'broker.execution',
  order,
  execution: execution as ExecutionId,
  revision,
  quantity: quantity(shares),
  price: price(10),
  executedAt: at,
});
const charged = (order: OrderId, execution: string, fee: string): Event => ({
  type: 'broker.commission',
  order,
  execution: execution as ExecutionId,
  fee: amount(fee),
  currency: 'USD',
});
/** Entry, stop and target; only the last is to be transmitted. */
const bracket: readonly Event[] = [
  ...place(ENTRY, { transmit: false }),
  ...place(STOP, { ...stopTerms, parent: ENTRY, transmit: false }),
  ...place(TARGET, { side: 'sell', limit: price(11), parent: ENTRY }),
];

function told(...facts: readonly Event[]): PaperState {
  const bus = createEventBus();
  const book = createToldBook(bus);
  for (const fact of facts) bus.publish(fact);
  return book.state({ account: ACCOUNT, cash: amount(500), positions: [] });
}
const standing = (state: PaperState) => Object.fromEntries(state.orders.map((order) => [order.order, order.state]));

describe('the book of a broker, from what it told', () => {
  const stories: readonly (readonly [string, readonly Event[], Record<string, string>])[] = [
    ['an order that was decided and not sent is not there', place(ENTRY).slice(0, 1), {}],
    ['one that was sent arrives anew while nothing is told of it', place(ENTRY), { entry: 'held' }],
    ['one that works works', [...place(ENTRY), { type: 'broker.orderWorking', order: ENTRY }], { entry: 'working' }],
    [
      'a stop waits until it was set off',
      [...place(STOP, stopTerms), { type: 'broker.orderWaiting', order: STOP, for: 'trigger' }],
      { stop: 'waitingForTrigger' },
    ],
    [
      'a stop that waited and works has been set off',
      [
        ...place(STOP, stopTerms),
        { type: 'broker.orderWaiting', order: STOP, for: 'trigger' },
        { type: 'broker.orderWorking', order: STOP },
      ],
      { stop: 'working' },
    ],
    [
      'a stop that works at an exchange is watched there',
      [...place(STOP, stopTerms), { type: 'broker.orderWorking', order: STOP }],
      { stop: 'waitingForTrigger' },
    ],
    [
      'one that sleeps sleeps',
      [...place(ENTRY), { type: 'broker.orderDormant', order: ENTRY, until: 'overnight' }],
      { entry: 'dormant' },
    ],
    [
      'one that is found is found working',
      [...place(ENTRY), { type: 'broker.orderFound', order: ENTRY }],
      { entry: 'working' },
    ],
    [
      'one that is cancelled has ended',
      [...place(ENTRY), { type: 'broker.orderCancelled', order: ENTRY }],
      { entry: 'cancelled' },
    ],
    [
      'one that expired has ended',
      [...place(ENTRY), { type: 'broker.orderExpired', order: ENTRY }],
      { entry: 'expired' },
    ],
    [
      'one that was turned down has ended',
      [...place(ENTRY), { type: 'broker.orderRejected', order: ENTRY, detail: '' }],
      { entry: 'rejected' },
    ],
    ['one that is absent is not there', [...place(ENTRY), { type: 'broker.orderAbsent', order: ENTRY }], {}],
    ['one that has filled whole has ended', [...place(ENTRY), executed(ENTRY, 'x', 100)], { entry: 'filled' }],
    [
      'children of an entry that has filled in part still wait for it',
      [...bracket, { type: 'broker.orderWaiting', order: STOP, for: 'parent' }, executed(ENTRY, 'x', 40)],
      { entry: 'held', stop: 'waitingForParent', target: 'held' },
    ],
    [
      'children of an entry that has filled whole are let go',
      [
        ...bracket,
        { type: 'broker.orderWaiting', order: STOP, for: 'parent' },
        { type: 'broker.orderWaiting', order: TARGET, for: 'parent' },
        executed(ENTRY, 'x', 100),
      ],
      { entry: 'filled', stop: 'waitingForTrigger', target: 'working' },
    ],
    [
      'an order of somebody else is there as well',
      [{ type: 'broker.externalOrder', order: TARGET, terms: terms() }],
      { target: 'held' },
    ],
  ];

  it.each(stories)('%s', (_story, facts, expected) => {
    expect(standing(told(...facts))).toEqual(expected);
  });

  it('has the terms that the broker took last, what has filled by the highest revisions, and what it cost', () => {
    const state = told(
      ...place(ENTRY),
      { type: 'broker.orderWorking', order: ENTRY },
      executed(ENTRY, 'px7', 40),
      charged(ENTRY, 'px7', '0.35'),
      executed(ENTRY, 'px8', 30),
      executed(ENTRY, 'px8', 20, 2),
      executed(ENTRY, 'px8', 30),
      { type: 'broker.amended', order: ENTRY, limit: price('10.50') },
    );
    expect(state.orders).toMatchObject([
      {
        state: 'working',
        filled: quantity(60),
        value: amount(600),
        charged: amount('0.35'),
        terms: { limit: price('10.50') },
      },
    ]);
    expect(state.executions.map(({ execution, quantity: shares, fee }) => [execution, shares, fee])).toEqual([
      ['px7', quantity(40), amount('0.35')],
      ['px8', quantity(20), undefined],
    ]);
    expect(state).toMatchObject({ cash: amount(500), executionCount: 8, monthVolume: { shares: quantity(60) } });
  });

  it('does not take a stop that a list has as working for one that was set off', () => {
    const listed = { order: STOP, terms: terms(stopTerms), filled: quantity(0), state: 'working' } as const;
    const snapshot = {
      complete: true,
      since: at,
      account: ACCOUNT,
      cash: amount(1),
      orders: [listed],
      executions: [],
      positions: [],
    };
    const state = told(
      ...place(STOP, stopTerms),
      { type: 'broker.orderWaiting', order: STOP, for: 'trigger' },
      { type: 'broker.snapshot', snapshot },
    );
    expect(state.orders).toMatchObject([{ state: 'waitingForTrigger', isTriggered: false }]);
  });

  it('takes over what a list says, also of orders that were there before', () => {
    const state = told(...place(ENTRY), {
      type: 'broker.snapshot',
      snapshot: {
        complete: true,
        since: at,
        account: ACCOUNT,
        cash: amount(1),
        orders: [{ order: STOP, terms: terms(stopTerms), filled: quantity(5), state: 'waitingForTrigger' }],
        completed: [{ order: ENTRY, outcome: 'filled', filled: quantity(100) }],
        executions: [],
        positions: [],
      },
    });
    expect(standing(state)).toEqual({ entry: 'filled', stop: 'waitingForTrigger' });
    expect(state.orders.find(({ order }) => order === STOP)?.filled).toBe(quantity(5));
  });
});

describe('a paper broker that is begun with such a book', () => {
  /** What it says of the day, of what was told at three in the afternoon. */
  function dayOf(...facts: readonly Event[]): readonly string[] {
    const clock = createSimulatedClock({ start: at });
    const broker = createPaperBroker({ clock, account: ACCOUNT, hours: createNyseCalendar(), state: told(...facts) });
    const said: string[] = [];
    broker.connect((fact) => {
      if ('order' in fact) said.push(`${fact.type} ${fact.order}`);
    });
    clock.advance(timestamp('2025-03-03T22:00:00Z'));
    return said;
  }

  it('ends a day order with its day', () => {
    expect(dayOf(...place(ENTRY), { type: 'broker.orderWorking', order: ENTRY })).toEqual([
      'broker.orderExpired entry',
    ]);
  });

  it('brings what is for the close to the close', () => {
    const { limit: _none, ...market } = terms({ type: 'marketOnClose' });
    const facts: readonly Event[] = [
      { type: 'outbox.place', order: ENTRY, approval: 'a' as ApprovalId, terms: market },
      { type: 'outbox.releasing', command: '1.1' as CommandId, kind: 'place', order: ENTRY },
      { type: 'broker.orderWorking', order: ENTRY },
    ];
    // Nothing was shown of the instrument: there is no price to meet.
    expect(dayOf(...facts).at(-1)).toBe('broker.orderExpired entry');
  });
});
