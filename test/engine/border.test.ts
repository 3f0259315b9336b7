import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { MarketEvent } from '../../src/ports.ts';
import { createDesk, marketOrder, plainIntent, SPY } from '../support/desk.ts';
import { createHandDesk } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const nan = Number.NaN as never;
const open = (intent: object) => ({ type: 'desk.open', book: 'main', instrument: SPY, intent }) as never;

describe('B26.1: what is not as the alphabet has it is refused at the door, by the name of its field', () => {
  it.each([
    ['an intent of nothing', open({}), /intent\.side is missing/],
    [
      'a quantity that is a number',
      open({ ...plainIntent, sizing: { by: 'quantity', quantity: 5 } }),
      /intent\.sizing\.quantity is 5/,
    ],
    [
      'a way of sizing that is none',
      open({ ...plainIntent, sizing: { by: 'feeling' } }),
      /intent\.sizing\.by is 'feeling', not one of allocation, quantity/,
    ],
    [
      'legs that are no list',
      { type: 'desk.group', book: 'main', legs: {} } as never,
      /legs is a structure, not a list/,
    ],
    [
      'a leg without terms',
      { type: 'desk.group', book: 'main', legs: [{ order: 'o', links: links() }] } as never,
      /legs\[0\]\.terms is missing/,
    ],
    [
      'a time that is no number',
      { type: 'desk.place', terms: terms({ goodTill: nan }), links: links() } as never,
      /terms\.goodTill is NaN/,
    ],
    ['nothing at all', null as never, /no command for users/],
  ])('%s', (_name, command, problem) => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    expect(() => desk.engine.send(command)).toThrow(
      expect.objectContaining({ code: 'badEvent', message: expect.stringMatching(problem) }),
    );
    desk.send(marketOrder('buy', 10));
    desk.pass();
    expect(desk.engine.views.openPositions()).toHaveLength(1);
  });

  it.each([
    ['a negative price', { ask: -5n as never }],
    ['a price of NaN', { ask: nan }],
    ['a price of nothing', { bid: undefined as never }],
  ])('a quote with %s reaches neither the desk nor the paper broker', (_name, wrong) => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 10));
    const quote = {
      type: 'market.quote',
      instrument: SPY,
      bid: 1n,
      ask: 2n,
      bidSize: 1n,
      askSize: 1n,
    } as unknown as MarketEvent;
    desk.engine.hear({ ...quote, ...wrong } as MarketEvent, 'market');
    desk.pass();
    expect(desk.said('desk.inputRefused')).toHaveLength(1);
    expect(desk.said('order.filled').map(({ price }) => price)).toEqual([10_002_000_000n]);
  });

  it.each([
    ['an order fact as a signal', { type: 'order.filled' }, 'signal'],
    ['a command as market data', { type: 'risk.resume', scope: 'desk', operator: 'me', why: '' }, 'market'],
  ] as const)('%s is none', (_name, event, source) => {
    expect(() => createDesk().engine.hear(event as never, source)).toThrow(
      expect.objectContaining({ code: 'badEvent' }),
    );
  });
});

describe('a fault of ours that an input finds', () => {
  /** A bar whose volume can be read by the door and no more: whoever reads it in the pass throws. */
  const poisoned = (): MarketEvent => {
    let reads = 0;
    return {
      type: 'market.bar',
      instrument: SPY,
      start: 0 as never,
      period: 60_000_000 as never,
      open: 10n as never,
      high: 10n as never,
      low: 10n as never,
      close: 10n as never,
      get volume(): never {
        if (reads++ > 1) throw new Error('poison');
        return 1n as never;
      },
    };
  };

  it('is said, the input is given up whole, and the desk goes on', async () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    const before = desk.engine.hash();
    desk.engine.hear(poisoned(), 'market');
    expect(desk.said('desk.inputGivenUp')).toMatchObject([{ event: 'market.bar', detail: 'poison' }]);
    expect(desk.engine.hash()).toBe(before);
    desk.send(marketOrder('buy', 10));
    desk.pass();
    expect(desk.engine.views.openPositions()).toHaveLength(1);
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});

describe('B7: an adapter that throws while it writes', () => {
  it('leaves the order unconfirmed, asks, sends nothing again, and the desk goes on', () => {
    let isBroken = true;
    const desk = createDesk({
      around: (broker) => ({
        abilities: broker.abilities,
        connect: (hear) => broker.connect(hear),
        place(order, command) {
          if (isBroken) throw new Error('the socket is gone');
          broker.place(order, command);
        },
        amend: (change, command) => broker.amend(change, command),
        cancel: (order, command) => broker.cancel(order, command),
        ask: (order, command) => broker.ask(order, command),
        disconnect: () => broker.disconnect(),
        hearMarket: (event) => broker.hearMarket(event),
      }),
    });
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 10));
    expect(desk.said('outbox.failed')).toMatchObject([{ kind: 'place', detail: 'the socket is gone' }]);
    expect(desk.said('order.unconfirmed')).toHaveLength(1);
    desk.pass();
    expect(desk.engine.views.orders()).toMatchObject([{ status: 'absent' }]);
    isBroken = false;
    desk.send(marketOrder('buy', 10));
    desk.pass();
    expect(desk.engine.views.openPositions()).toHaveLength(1);
  });
});

describe('what a broker can not mean', () => {
  it.each([
    ['a negative quantity', { quantity: -5n }, 'quantity is -5', '"quantity":"-5"'],
    ['a price of NaN', { price: nan }, 'price is NaN', '"price":"NaN"'],
    ['a price of nothing', { price: 0n }, 'price is 0', '"price":"0"'],
    ['a sentinel for a price', { price: Number.MAX_VALUE }, 'price is 1.79', '"price":"1.79'],
    ['a moment before time', { executedAt: -5 }, 'executedAt is -5', '"executedAt":"-5"'],
    ['an execution without a name', { execution: undefined }, 'execution is missing', '"order":'],
    ['itself', { self: true }, 'order is missing', 'it can not be written down'],
  ] as const)('%s is recorded with all of it, and moves no money', (_name, wrong, detail, given) => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 10));
    const { order } = desk.engine.views.orders()[0] ?? {};
    const execution: Record<string, unknown> = {
      ...{ type: 'broker.execution', order, execution: 'x1', revision: 1 },
      ...{ quantity: 10n, price: 10n, executedAt: 0, ...wrong },
    };
    if ('self' in wrong) Object.assign(execution, { order: undefined, self: execution });
    const before = desk.engine.views.account();
    desk.tell(execution as never);
    const [refused] = desk.said('desk.inputRefused');
    expect(refused).toMatchObject({ source: 'broker', event: 'broker.execution' });
    expect([refused?.detail, refused?.given]).toEqual([
      expect.stringContaining(detail),
      expect.stringContaining(given),
    ]);
    expect(desk.engine.views.account()).toEqual(before);
  });
});
