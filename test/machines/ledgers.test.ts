/** The figures of orders and positions at their edges: corrections, counts, fees, and fills beyond those that are kept. */
import { describe, expect, it } from 'vitest';
import type { ExecutionId } from '../../src/identifiers.ts';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import { split } from '../../src/machines/position/accounting.ts';
import type { PositionEvent, PositionInput } from '../../src/machines/position/position.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { amount, price, quantity, ratio, zero } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { O, orderInput, say } from '../support/orders.ts';
import { positionInput, tell } from '../support/positions.ts';

const working = [say.submit(), say.releasing(), say.working()];
const order = (...events: readonly OrderEvent[]) => {
  const driven = drive(orderMachine, orderInput());
  driven.send(...working, ...events);
  return driven;
};
const placeOf = (...events: readonly OrderEvent[]) =>
  order(...events)
    .value()
    .split(' ')
    .slice(0, 2)
    .join(' ');

describe('what the broker counts of an order', () => {
  const countedAfter = (...events: readonly OrderEvent[]) => order(...events).snapshot().context.counted;

  it.each<[string, readonly OrderEvent[], number]>([
    ['is its highest word', [say.status(40), say.status(60)], 60],
    ['is not lowered by an older word', [say.status(60), say.status(40)], 60],
    ['is what it counted at the end, whatever it counted before', [say.status(60), say.cancelled(40)], 40],
    ['stays where the end says nothing of it', [say.status(60), say.cancelled()], 60],
    ['is less by what a correction takes away', [say.fill('a', 60), say.status(60), say.fill('a', 40, '10', 2)], 40],
    ['is not more by what a correction adds', [say.fill('a', 40), say.status(40), say.fill('a', 60, '10', 2)], 40],
    ['is never less than nothing', [say.fill('a', 60), say.status(40), say.fill('a', 0, '10', 2)], 0],
    ['is not touched by another execution', [say.fill('a', 60), say.status(60), say.fill('b', 0, '10', 2)], 60],
  ])('%s', (_name, events, expected) => {
    expect(countedAfter(...events)).toBe(quantity(expected));
  });

  it('is nothing new when it is what was counted', () => {
    expect(order(say.status(40)).send(say.status(40))).toEqual([]);
    expect(placeOf(say.status(40))).toBe('lifecycle.working.resting execution.owed');
  });
});

describe('where the executions of an order stand', () => {
  it.each<[string, readonly OrderEvent[], string]>([
    ['nothing', [], 'lifecycle.working.resting execution.none'],
    ['some', [say.fill('a', 40)], 'lifecycle.working.resting execution.partial'],
    ['all', [say.fill('a', 100)], 'lifecycle.settled.filled execution.complete'],
    ['too much', [say.fill('a', 101)], 'lifecycle.settled.filled execution.excess'],
    ['owed', [say.fill('a', 40), say.status(60)], 'lifecycle.working.resting execution.owed'],
    [
      'nothing again, once it was busted',
      [say.fill('a', 40), say.fill('a', 0, '10', 2)],
      'lifecycle.working.resting execution.none',
    ],
    [
      'all of an order that is made smaller',
      [say.fill('a', 40), say.restated(40)],
      'lifecycle.settled.filled execution.complete',
    ],
    [
      'some of an order that is made larger',
      [say.fill('a', 100), say.restated(150)],
      'lifecycle.working.resting execution.partial',
    ],
    ['a quantity of zero in a list is none', [say.restated(0)], 'lifecycle.working.resting execution.none'],
    ['a bust that comes first is nothing', [say.fill('z', 0, '10', 2)], 'lifecycle.working.resting execution.none'],
    [
      'of an execution that was busted before it was told, nothing comes',
      [say.fill('z', 0, '10', 2), say.fill('z', 40)],
      'lifecycle.working.resting execution.none',
    ],
    [
      'a bust that is taken back is told as new',
      [say.fill('z', 0, '10', 2), say.fill('z', 40, '10', 3)],
      'lifecycle.working.resting execution.partial',
    ],
  ])('%s', (_name, events, expected) => {
    expect(placeOf(...events)).toBe(expected);
  });

  it('a bust that is taken back is said as a fill: nobody had heard of it', () => {
    const [said] = order(say.fill('z', 0, '10', 2)).send(say.fill('z', 40, '10', 3));
    expect(said?.type).toBe('order.filled');
    const [again] = order(say.fill('z', 40), say.fill('z', 0, '10', 2)).send(say.fill('z', 40, '10', 3));
    expect(again?.type).toBe('order.revised');
  });

  it('the same revision with other figures is noted and booked no more', () => {
    for (const other of [say.fill('a', 41), say.fill('a', 40, '11')]) {
      const driven = order(say.fill('a', 40));
      expect(driven.send(other).map(({ type }) => type)).toEqual(['order.surprised']);
      expect(driven.snapshot().context.notional).toBe(amount(400));
    }
    expect(order(say.fill('a', 40)).send(say.fill('a', 40))).toEqual([]);
    expect(order(say.fill('a', 40, '10', 2)).send(say.fill('a', 41))).toEqual([]);
  });
});

describe('the fees of an order', () => {
  const fee = (id: string, of: string, currency = 'USD'): OrderEvent => ({
    type: 'broker.commission',
    order: O,
    execution: id as ExecutionId,
    fee: amount(of),
    currency,
  });

  it('are kept by execution, the latest of each', () => {
    const { fees } = order(say.fill('a', 40), say.fill('b', 40), fee('a', '1'), fee('b', '2'), fee('a', '3')).snapshot()
      .context;
    expect(fees.map((each) => [each.execution, each.fee])).toEqual([
      ['b', amount(2)],
      ['a', amount(3)],
    ]);
  });

  it('are new when they are in another currency', () => {
    const driven = order(say.fill('a', 40), fee('a', '1'));
    expect(driven.send(fee('a', '1'))).toEqual([]);
    expect(driven.send(fee('a', '1', 'EUR'))).toMatchObject([{ type: 'order.commission', currency: 'EUR' }]);
  });

  it('wait for their execution, and for no other', () => {
    expect(order(say.fill('a', 40)).send(fee('b', '1'))).toEqual([]);
    expect(order(fee('b', '1')).send(say.fill('a', 40))[0]).not.toHaveProperty('fee');
  });

  it('of an execution that was busted before it was told are said by themselves', () => {
    expect(order(say.fill('z', 0, '10', 2)).send(fee('z', '1'))).toMatchObject([
      { type: 'order.commission', execution: 'z' },
    ]);
  });
});

describe('changes of an order that are out', () => {
  const changes = (...events: readonly OrderEvent[]) =>
    order(...events)
      .snapshot()
      .context.changes.map(({ quantity: to }) => to);

  it.each<[string, readonly OrderEvent[], readonly number[], number]>([
    ['wait in their order', [say.amend(60), say.amend(40)], [60, 40], 100],
    ['are answered one by one', [say.amend(60), say.amend(40), say.amended(60)], [40], 60],
    ['are turned down one by one', [say.amend(60), say.amend(40), say.amendRejected()], [40], 100],
    ['the only one is meant by an answer that names nothing', [say.amend(60), say.bare()], [], 60],
    ['of several none is meant by it', [say.amend(60), say.amend(40), say.bare()], [60, 40], 100],
    ['are forgotten with their end', [say.amend(60), say.cancelled()], [], 100],
    ['one that was never written is none', [say.amend(60), say.dropped('amend')], [], 100],
    ['one of two that was never written is none', [say.amend(60), say.amend(40), say.dropped('amend')], [40], 100],
  ])('%s', (_name, events, waiting, size) => {
    expect(changes(...events)).toEqual(waiting.map(quantity));
    expect(order(...events).snapshot().context.terms.quantity).toBe(quantity(size));
  });

  it('of a price alone are never below what has filled', () => {
    const { quantity: _quantity, ...limit } = (say.amend(60, '11') as Extract<OrderEvent, { type: 'order.amend' }>)
      .change;
    const priced = { ...say.amend(60), change: limit } as OrderEvent;
    expect(
      order(say.fill('a', 40))
        .send(priced)
        .map(({ type }) => type),
    ).toContain('outbox.amend');
  });
});

const position = (events: readonly PositionEvent[], over: Partial<PositionInput> = {}) => {
  const driven = drive(positionMachine, positionInput(over));
  driven.send(...events);
  return driven.snapshot().context;
};

describe('a position with more fills than are kept', () => {
  const fills = (count: number): readonly PositionEvent[] => [
    tell.open(),
    ...Array.from({ length: count }, (_, index) => tell.filled(1, '100', 'entry', `f${index}`)),
  ];

  it('folds the older half of 256 with the next one', () => {
    expect(position(fills(256))).toMatchObject({ quantity: quantity(256), folded: { quantity: zero } });
    expect(position(fills(256)).fills).toHaveLength(256);
    const folded = position(fills(257));
    expect(folded).toMatchObject({
      quantity: quantity(257),
      folded: { quantity: quantity(128), cost: amount(12_800) },
    });
    expect(folded.fills).toHaveLength(129);
  });

  it('books the correction of a fill that is folded as the difference', () => {
    const { quantity: held, cost, fills: kept } = position([...fills(257), tell.revised('f0', [1, '100'], [2, '90'])]);
    expect([held, cost, kept.length]).toEqual([quantity(258), amount(25_780), 129]);
  });

  it('books what a fill came to where that is told, and takes back what it came to before', () => {
    const came = (event: PositionEvent, over: object) => ({ ...event, ...over }) as PositionEvent;
    const bought = came(tell.filled(3, '33.33', 'entry', 'v'), { value: amount(100) });
    expect(position([tell.open(), bought]).cost).toBe(amount(100));
    expect(position([tell.open(), came(tell.filled(-3, '33.33'), { value: amount(100) })]).cost).toBe(amount(-100));
    const again = came(tell.revised('v', [3, '33.33'], [3, '33'], 'entry'), { value: amount(99) });
    expect(position([tell.open(), bought, again]).cost).toBe(amount(99));
    const folded = came(tell.revised('f0', [1, '100'], [2, '90']), { previousValue: amount(99) });
    expect(position([...fills(257), folded])).toMatchObject({ cost: amount(25_780), realised: amount(-1) });
  });

  it('folds anew with the correction of one that is kept', () => {
    const context = position([...fills(257), tell.revised('f200', [1, '100'], [2, '90'])]);
    expect([context.quantity, context.cost]).toEqual([quantity(258), amount(25_780)]);
    expect(context.fills.find(({ execution }) => execution === 'f200')).toMatchObject({
      quantity: quantity(2),
      price: price(90),
    });
  });

  it('knows nothing of a fill that it never had, while none is folded', () => {
    const strange = tell.revised('nobody', [1, '100'], [2, '90']);
    expect(position([...fills(127), strange]).quantity).toBe(quantity(127));
    expect(position([...fills(128), strange]).quantity).toBe(quantity(129));
  });
});

describe('the figures of a position', () => {
  const open = [
    tell.open(),
    tell.asked(),
    tell.filled(100, '100', 'entry', 'e1'),
    tell.settled('entry'),
    tell.covered(-100),
  ];

  it('a stop consumes its cover, nothing else does', () => {
    expect(position([...open, tell.filled(-40, '99', 'stop')]).cover).toBe(quantity(-60));
    expect(position([...open, tell.filled(-40, '101', 'target')]).cover).toBe(quantity(-100));
    expect(position([...open, tell.lost(), tell.filled(-40, '99', 'stop')]).cover).toBe(zero);
  });

  it('what was lost is no more asked for, and what was let go covers nothing', () => {
    expect(position([...open, tell.lost()])).toMatchObject({ asked: false, cover: zero, verdict: 'naked' });
    expect(position([...open, tell.released()])).toMatchObject({ asked: false, cover: zero });
  });

  it('what was asked for stays so until it is lost, and what is lost may be a part', () => {
    expect(position([...open.slice(0, 3), tell.covered(0)])).toMatchObject({ asked: true, verdict: 'arming' });
    expect(position([...open, tell.lost(-40)])).toMatchObject({
      asked: false,
      cover: quantity(-40),
      verdict: 'resizing',
    });
  });

  it('lots stay through what is no fill, and only where they are kept', () => {
    const sold = [...open, tell.filled(50, '102', 'adjust'), tell.filled(-100, '103', 'target'), tell.fee('1')];
    expect(position(sold, { accounting: 'fifo' }).lots).toStrictEqual([{ quantity: quantity(50), price: price(102) }]);
    expect(position([...open, tell.fee('1')])).not.toHaveProperty('lots');
  });

  it('a correction is of the order that it names', () => {
    const other = { ...tell.revised('e1', [100, '100'], [50, '100']), order: 'o2' } as PositionEvent;
    expect(position([...open, other]).quantity).toBe(quantity(100));
  });

  it('a fill on the side of what is held is no flip, whatever its size', () => {
    expect(split(quantity(100), quantity(150))).toEqual({ closing: quantity(150), opening: zero });
    expect(split(quantity(100), quantity(-150))).toEqual({ closing: quantity(-100), opening: quantity(-50) });
    expect(split(quantity(100), quantity(-100))).toEqual({ closing: quantity(-100), opening: zero });
  });

  it('the last fill that took away says how it was left', () => {
    expect(position([...open, tell.filled(-40, '101', 'target')]).lastExit).toBe('target');
    expect(position([...open, tell.filled(-40, '101', 'target'), tell.filled(40, '101', 'adjust')]).lastExit).toBe(
      'target',
    );
    expect(position(open).lastExit).toBe('exit');
  });

  it('a wish that names a target is by hand, one that names a stop or a trail as well', () => {
    const trail = { by: 'amount', amount: price(1) } as const;
    const wished = (wish: PositionEvent) => position([...open, wish]).byHand;
    expect(wished(tell.protect(undefined, '101'))).toEqual({ stop: false, targets: true });
    expect(wished(tell.protect(undefined, undefined, { targets: [price(101)] }))).toEqual({
      stop: false,
      targets: true,
    });
    expect(wished(tell.protect('99.5'))).toEqual({ stop: true, targets: false });
    expect(wished(tell.protect(undefined, undefined, { trail }))).toEqual({ stop: true, targets: false });
    expect(position([...open, tell.protect(undefined, undefined, { trail })]).trail).toEqual(trail);
  });

  it('targets that are wished take their places, the others stay', () => {
    const two = { plan: { ...positionInput().plan, targetDistances: [price(1), price(2)] } };
    const targets = (...wishes: readonly PositionEvent[]) => position([...open, ...wishes], two).levels.targets;
    expect(targets()).toEqual([price(101), price(102)]);
    expect(targets(tell.protect(undefined, '103'))).toEqual([price(103), price(102)]);
    expect(targets(tell.protect(undefined, undefined, { targets: [price(104), price(105)] }))).toEqual([
      price(104),
      price(105),
    ]);
    expect(targets(tell.protect('99.5'))).toEqual([price(101), price(102)]);
  });

  it('a stop moves against the position when it is told to', () => {
    const stop = (wish: PositionEvent) => position([...open, wish]).levels.stop;
    expect(stop(tell.protect('98'))).toBe(price(99));
    expect(stop(tell.protect('98', undefined, { loosen: true }))).toBe(price(98));
    expect(stop(tell.protect('99.5', undefined, { loosen: true }))).toBe(price('99.5'));
    expect(stop(tell.protect('99'))).toBe(price(99));
  });

  it('a level that is not wanted is not there', () => {
    const bare = { plan: { tick: price('0.01') }, levels: {} };
    const added = [...open, tell.adjust(), tell.filled(10, '100', 'adjust'), tell.settled('adjust')];
    expect(position(open, bare).levels).toStrictEqual({});
    expect(position(added, bare).levels).toStrictEqual({});
    expect(position([...open, tell.protect('99')], bare).levels).toStrictEqual({ stop: price(99) });
    expect(position([...open, tell.protect(undefined, '101')], bare).levels).toStrictEqual({ targets: [price(101)] });
  });

  it('the end of a leg is no end of the entry, of an addition or of the way out', () => {
    const leg = tell.settled('target');
    expect(drivenState([tell.open(), tell.filled(50, '100'), leg], {})).toBe('opening.building');
    expect(drivenState([...open, tell.adjust(), leg], {})).toBe('adjusting');
    expect(drivenState([...open, tell.reduce(40), leg], {})).toBe('reducing');
    expect(drivenState([...open, tell.close(), leg], {})).toBe('closing');
  });

  it('cover that is what it was is no news', () => {
    const driven = drive(positionMachine, positionInput());
    driven.send(...open);
    expect(driven.send(tell.covered(-100))).toEqual([]);
  });

  it('several entries are counted down, and the last one ends them', () => {
    const two = { entries: 2 };
    const first = [tell.open(), tell.filled(50, '100'), tell.settled('entry')];
    expect(position(first, two).entries).toBe(1);
    expect(drivenState(first, two)).toBe('opening.building');
    expect(drivenState([...first, tell.settled('entry', 'o2')], two)).toBe('open');
    expect(drivenState([tell.filled(50, '100')], { entries: 0 })).toBe('open');
    expect(drivenState([tell.filled(50, '100')], { entries: 1 })).toBe('opening.building');
  });

  it('what is less than a lot is nothing, a lot is something', () => {
    const lots = { plan: { ...positionInput().plan, lot: quantity(10) } };
    const rest = (shares: number) => drivenState([...open, tell.filled(-shares, '101', 'target')], lots);
    expect([rest(90), rest(91), rest(100)]).toEqual(['open', 'closed', 'closed']);
    expect(position([...open, tell.covered(-91)], lots).verdict).toBe('protected');
    expect(position([...open, tell.covered(-90)], lots).verdict).toBe('resizing');
  });

  it.each([
    ['long', 100, '103', '101.95'],
    ['short', -100, '97', '97.99'],
  ] as const)('the stop of a %s position follows to the tick behind, never to the nearest', (side, shares, best, stop) => {
    const trail = { by: { by: 'percent', ratio: ratio('0.01012') }, step: price('0.01') } as const;
    const over = { side, plan: { ...positionInput().plan, trail } };
    const events = [tell.open(), tell.filled(shares, '100'), tell.settled('entry'), tell.reached('trail', best)];
    expect(position(events, over).levels.stop).toBe(price(stop));
  });

  it('the trail moves by what was reached, or by the price where nothing is said', () => {
    const trailing = {
      plan: { ...positionInput().plan, trail: { by: { by: 'percent', ratio: ratio('0.01') }, step: price('0.01') } },
    } as const;
    const reached = tell.reached('trail', '102');
    const { reached: _reached, ...bare } = reached as Extract<PositionEvent, { type: 'market.levelCrossed' }>;
    expect(position([...open, { ...bare, reached: price(104) }], trailing).best).toBe(price(104));
    expect(position([...open, bare], trailing).best).toBe(price(102));
  });
});

function drivenState(events: readonly PositionEvent[], over: Partial<PositionInput>): string {
  const driven = drive(positionMachine, positionInput(over));
  driven.send(...events);
  return (driven.value().split(' ')[0] ?? '').replace('exposure.', '');
}
