import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, ExecutionId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { timestamp } from '../../src/identifiers.ts';
import { amount, decimalText, price, quantity } from '../../src/money.ts';
import type { BrokerFact, CorporateAction } from '../../src/ports.ts';
import { splitOf } from '../support/corporateActions.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, marketOrder, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const hear = (desk: Desk | HandDesk, action: CorporateAction): void => desk.engine.hear(action, 'market');

/** 100 shares at 100.02 with a stop at 99.02 and a target at 100.52. */
function held(yaml = 'rules: {}\n'): Desk {
  const desk = createDesk({ yaml });
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('100.00', '100.02');
  desk.pass();
  return desk;
}
const positionOf = (desk: Desk | HandDesk) => {
  const [view] = desk.engine.views.openPositions();
  if (view === undefined) throw new Error('nothing is open');
  return {
    quantity: decimalText(view.quantity),
    average: decimalText(view.average),
    stop: view.stop === null ? null : decimalText(view.stop),
    target: view.target === null ? null : decimalText(view.target),
    state: view.state,
    protection: view.protection,
    realised: decimalText(view.realised as never),
  };
};
/** What is out, as `stop 200 @ 49.51`. */
const live = (desk: Desk | HandDesk): readonly string[] =>
  desk.engine.views
    .orders()
    .filter(({ status }) => !['filled', 'cancelled', 'rejected', 'refused', 'expired'].includes(status))
    .map(
      ({ role, terms: { quantity: size, limit, stop } }) =>
        `${role} ${decimalText(size)} @ ${decimalText(limit ?? stop ?? price(0))}`,
    );

describe('B22: a split and the orders of before', () => {
  it('B22.1: the broker cancels the protection; the position is naked at once, and the legs are placed anew, adjusted', () => {
    const desk = held();
    hear(desk, splitOf(2, 1));
    expect(desk.said('position.naked').map(({ detail }) => detail)).toEqual(['its stops are those of before a split']);
    desk.pass();
    expect(live(desk)).toEqual(['target 200 @ 50.26', 'stop 200 @ 49.51']);
    expect(positionOf(desk)).toMatchObject({ state: 'open', protection: 'protected', stop: '49.51', target: '50.26' });
  });

  it('B22.2: quantity and average change by the ratio without an execution; cost, profit and equity stay, and nothing has drifted', () => {
    const desk = held();
    const before = desk.engine.views.account();
    hear(desk, splitOf(2, 1));
    desk.pass(60);
    expect(positionOf(desk)).toMatchObject({ quantity: '200', average: '50.01', realised: '0' });
    expect(desk.engine.views.account()).toMatchObject({
      cash: before.cash,
      realised: before.realised,
      fees: before.fees,
      equity: before.equity,
      unrealised: before.unrealised,
      cost: before.cost,
      residue: 0n,
    });
    expect(desk.said('order.filled')).toHaveLength(1);
    expect(desk.said('holding.drifted')).toEqual([]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity(200), foreign: 0n }]);
    expect(desk.said('desk.quarantined')).toEqual([]);
    expect(desk.said('group.unexpected')).toEqual([]);
    expect(desk.said('position.unexpected')).toEqual([]);
    expect(desk.said('order.unexpected')).toEqual([]);
  });

  it('B22.3: the first quote of the new shares sets no stop of the old ones off, and the new ones work', () => {
    const desk = held();
    hear(desk, splitOf(2, 1));
    desk.quote('50.00', '50.01');
    desk.pass();
    desk.quote('50.00', '50.01');
    expect(positionOf(desk)).toMatchObject({ quantity: '200', protection: 'protected' });
    desk.quote('49.40', '49.41');
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'stop' }]);
    expect(desk.engine.views.account().residue).toBe(0n);
    expect(live(desk)).toEqual([]);
  });

  it('B22.3: an entry that waits is taken back and not sent again', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ entry: { type: 'limit', offset: price(2) } });
    desk.pass();
    expect(live(desk)).toHaveLength(3);
    hear(desk, splitOf(2, 1));
    desk.pass();
    expect(live(desk)).toEqual([]);
    desk.quote('48.00', '48.01');
    desk.pass(30);
    expect(live(desk)).toEqual([]);
    expect(desk.said('position.abandoned')).toHaveLength(1);
    expect(desk.said('group.done')).toHaveLength(1);
    expect(desk.said('order.filled')).toEqual([]);
  });

  it('B22.3: an order by hand is taken back, whoever knows of the split', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price(99) }), links: links({ role: 'manual' }) });
    const order = desk.asked[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order });
    desk.tell({ ...splitOf(2, 1), type: 'broker.split', account } as BrokerFact);
    expect(desk.asked.at(-1)).toEqual({ what: 'cancel', order });
  });

  it('B22.4: an order that a split makes larger than the limit of its size is flagged, and protects all the same', () => {
    const desk = held('rules: {}\nrisk: { maxOrderQuantity: 150 }\n');
    hear(desk, splitOf(2, 1));
    desk.pass();
    expect(desk.said('risk.oversized')).toMatchObject([
      { code: 'maxOrderQuantity', limit: '150', value: '200' },
      { code: 'maxOrderQuantity', limit: '150', value: '200' },
    ]);
    expect(live(desk)).toEqual(['target 200 @ 50.26', 'stop 200 @ 49.51']);
    desk.send({ type: 'desk.add', book: BOOK, instrument: SPY, quantity: quantity(200), why: 'more' });
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'maxOrderQuantity' }]);
  });

  it('B22.4: an order that the broker itself makes larger than the limit is flagged', () => {
    const desk = createHandDesk({ yaml: 'rules: {}\nrisk: { maxOrderQuantity: 150 }\n' });
    desk.quote('100.00', '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price(99) }), links: links({ role: 'manual' }) });
    const order = desk.asked[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order });
    desk.tell({ type: 'broker.orderRestated', order, quantity: quantity(1_000), limit: price('9.9') });
    expect(desk.said('risk.oversized')).toMatchObject([
      { order, code: 'maxOrderQuantity', limit: '150', value: '1000' },
    ]);
  });
});

describe('a split, told in any order', () => {
  /** Bought by hand: 100 shares at 100, and no stop. */
  function bought(): HandDesk {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 100));
    const order = desk.asked[0]?.order as OrderId;
    desk.tell(
      { type: 'broker.orderWorking', order },
      {
        type: 'broker.execution',
        order,
        execution: 'e1' as ExecutionId,
        revision: 1,
        quantity: quantity(100),
        price: price(100),
        executedAt: timestamp('2025-03-03T15:00:00Z'),
      },
      { type: 'broker.position', account, instrument: SPY, quantity: quantity(100) },
    );
    return desk;
  }
  const restated: BrokerFact = { type: 'broker.position', account, instrument: SPY, quantity: quantity(1_000) };

  it.each([
    [
      'the fact, then what the broker holds',
      (desk: HandDesk) => {
        hear(desk, splitOf(10, 1));
        desk.tell(restated);
      },
    ],
    [
      'what the broker holds, then the fact',
      (desk: HandDesk) => {
        desk.tell(restated);
        hear(desk, splitOf(10, 1));
      },
    ],
    [
      'what the broker holds, then a long time nothing, then the fact',
      (desk: HandDesk) => {
        desk.tell(restated);
        desk.pass(3_600);
        hear(desk, splitOf(10, 1));
      },
    ],
    [
      'both sources, and the broker between them',
      (desk: HandDesk) => {
        hear(desk, splitOf(10, 1));
        desk.tell(restated, { ...splitOf(20, 2), type: 'broker.split', account } as BrokerFact);
      },
    ],
  ])('%s: books and broker agree, and the cost is what it was', (_, tell) => {
    const desk = bought();
    desk.pass();
    tell(desk);
    desk.pass(600);
    expect(positionOf(desk)).toMatchObject({ quantity: '1000', average: '10' });
    expect(desk.engine.views.account()).toMatchObject({ cost: amount(10_000), residue: 0n });
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity(1_000), foreign: 0n }]);
    expect(desk.said('desk.declined')).toEqual([]);
  });

  it('the broker never restates: the holding has drifted, and that is an alarm', () => {
    const desk = bought();
    hear(desk, splitOf(10, 1));
    desk.pass(600);
    expect(desk.said('holding.drifted')).toMatchObject([{ expected: quantity(1_000), reported: quantity(100) }]);
  });

  it('nobody confirms the ratio: the change is drift, and the books stay', () => {
    const desk = bought();
    desk.tell(restated);
    desk.pass(600);
    expect(desk.said('holding.drifted')).toMatchObject([{ expected: quantity(100), reported: quantity(1_000) }]);
    expect(positionOf(desk)).toMatchObject({ quantity: '100' });
  });

  it('two sources that tell otherwise: the first stands, and a person must look', () => {
    const desk = bought();
    hear(desk, splitOf(10, 1));
    desk.tell({ ...splitOf(5, 1), type: 'broker.split', account } as BrokerFact);
    expect(positionOf(desk)).toMatchObject({ quantity: '1000' });
    expect(desk.said('desk.declined')).toMatchObject([
      { event: 'broker.split', code: 'actionDisputed', detail: 'split/SPY/2025-03-04: 5 for 1 against 10 for 1' },
    ]);
  });

  it('a split of another account is none of ours', () => {
    const desk = bought();
    desk.tell({ ...splitOf(10, 1), type: 'broker.split', account: 'U1' as AccountId } as BrokerFact);
    expect(positionOf(desk)).toMatchObject({ quantity: '100' });
  });

  it('what is foreign is split as well: neither booked nor drift', () => {
    const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(30) }] } });
    desk.quote('100.00', '100.02');
    hear(desk, splitOf(2, 1));
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(60) });
    desk.pass(600);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: 0n, foreign: quantity(60) }]);
    expect(desk.said('holding.drifted')).toEqual([]);
  });

  it('an execution of before the split that is told behind it is booked in new shares, for the money it came to', () => {
    const desk = bought();
    desk.pass();
    hear(desk, splitOf(3, 1));
    desk.tell(
      { type: 'broker.position', account, instrument: SPY, quantity: quantity(330) },
      {
        type: 'broker.execution',
        order: desk.asked[0]?.order as OrderId,
        execution: 'e2' as ExecutionId,
        revision: 1,
        quantity: quantity(10),
        price: price('100.01'),
        executedAt: timestamp('2025-03-03T15:00:00Z'),
      },
    );
    expect(positionOf(desk)).toMatchObject({ quantity: '330' });
    expect(desk.engine.views.account()).toMatchObject({ cost: amount('11000.1'), residue: 0n });
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity(330) }]);
  });

  it.each([
    ['a correction of the price', 100, '101', '300', '10100'],
    ['a correction of the quantity', 90, '100', '270', '9000'],
  ])('%s of an execution of before the split corrects the new shares', (_, shares, at, now, cost) => {
    const desk = bought();
    desk.pass();
    hear(desk, splitOf(3, 1));
    desk.tell({
      type: 'broker.execution',
      order: desk.asked[0]?.order as OrderId,
      execution: 'e1' as ExecutionId,
      revision: 2,
      quantity: quantity(shares),
      price: price(at),
      executedAt: desk.engine.views.now(),
    });
    expect(positionOf(desk)).toMatchObject({ quantity: now });
    expect(desk.engine.views.account()).toMatchObject({ cost: amount(cost), residue: 0n });
  });
});

describe('what a split leaves', () => {
  it('a ratio that does not divide: the fraction stays, the cost to the last digit, and what can be sold is sold', () => {
    const desk = held();
    const { cost } = desk.engine.views.account();
    hear(desk, splitOf(1, 3));
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '33.33333333', protection: 'protected' });
    expect(live(desk)).toEqual(['target 33 @ 301.56', 'stop 33 @ 297.06']);
    expect(desk.engine.views.account()).toMatchObject({ cost, residue: 0n });
    desk.quote('302.00', '302.03');
    desk.pass();
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'target', residue: quantity('0.33333333') }]);
    expect(desk.engine.views.account().residue).toBe(0n);
    hear(desk, splitOf(3, 1, '2025-03-05'));
    desk.pass();
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity('0.99999999') }]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('a residue that a later split makes a lot of is open again: naked at once, and protected by its group', () => {
    const desk = held();
    hear(desk, splitOf(1, 3));
    desk.pass();
    desk.quote('302.00', '302.03');
    desk.pass();
    expect(desk.said('group.done')).toHaveLength(1);
    hear(desk, splitOf(10, 1, '2025-03-05'));
    expect(desk.said('position.reopened')).toMatchObject([{ quantity: quantity('3.3333333') }]);
    expect(desk.said('position.naked').at(-1)).toMatchObject({ quantity: quantity('3.3333333') });
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '3.3333333', state: 'open', protection: 'protected' });
    expect(live(desk)).toEqual(['stop 3 @ 29.71']);
    desk.quote('29.60', '29.61');
    desk.pass();
    expect(desk.said('position.closed').at(-1)).toMatchObject({ reason: 'stop', residue: quantity('0.3333333') });
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('what was told to close is not on its way out any more when a split brings it back', () => {
    const desk = held();
    hear(desk, splitOf(1, 3));
    desk.pass();
    desk.quote('300.00', '300.03');
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass(30);
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'exit', residue: quantity('0.33333333') }]);
    hear(desk, splitOf(10, 1, '2025-03-05'));
    desk.pass(30);
    expect(positionOf(desk)).toMatchObject({ quantity: '3.3333333', state: 'open', protection: 'protected' });
    expect(live(desk)).toEqual(['stop 3 @ 29.71']);
  });

  it.each([
    [9, true],
    [10, false],
  ])('a residue counts in what the book holds: of 10 and a short fraction a sale of %s only reduces: %s', (shares, reduces) => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ side: 'short' });
    desk.pass();
    hear(desk, splitOf(1, 3));
    desk.pass();
    desk.quote('297.00', '297.03');
    desk.pass();
    expect(desk.said('position.closed')).toMatchObject([{ residue: quantity('-0.33333333') }]);
    desk.send(marketOrder('buy', 10));
    desk.pass();
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(10) }]);
    desk.send(marketOrder('sell', shares));
    expect(desk.said('risk.approved').at(-1)).toMatchObject({ reducing: reduces });
  });

  it('what nobody planned is left by an order for whole lots', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send(marketOrder('buy', 100));
    desk.pass();
    hear(desk, splitOf(1, 3));
    desk.pass();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    desk.quote('300.00', '300.03');
    desk.pass();
    expect(desk.said('order.filled').at(-1)).toMatchObject({ role: 'exit', quantity: quantity(33) });
    expect(desk.said('position.closed')).toMatchObject([{ residue: quantity('0.33333333') }]);
  });

  it('less than a lot: the round trip ends with what it has, and its orders end', () => {
    const desk = held();
    hear(desk, splitOf(1, 1_000));
    desk.pass(30);
    expect(desk.said('position.closed')).toMatchObject([{ residue: quantity('0.1') }]);
    expect(live(desk)).toEqual([]);
    expect(desk.said('group.done')).toHaveLength(1);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('several targets: those that have filled stay filled, the others are for the rest', () => {
    const desk = createDesk();
    const half = { by: 'amount', amount: price('0.5') } as const;
    desk.quote('100.00', '100.02');
    const { target: _none, ...targets } = {
      target: undefined,
      targets: [
        { distance: half, part: 50_000_000n as never },
        { distance: { by: 'amount', amount: price(2) } as const, part: 50_000_000n as never },
      ],
    };
    desk.engine.send({
      type: 'desk.open',
      book: BOOK,
      instrument: SPY,
      intent: {
        side: 'long',
        sizing: { by: 'quantity', quantity: quantity(100) },
        entry: { type: 'market' },
        stop: { by: 'amount', amount: price(1) },
        ...targets,
      },
    });
    desk.pass();
    desk.quote('100.60', '100.62');
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '50' });
    hear(desk, splitOf(7, 1));
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '350', protection: 'protected' });
    expect(live(desk)).toEqual(['target 350 @ 14.57', 'stop 350 @ 14.15']);
  });

  it('two splits, one after the other, and a third: there is always a name for the next stop', () => {
    const desk = held();
    for (const [index, exDate] of ['2025-03-04', '2025-03-05', '2025-03-06', '2025-03-07'].entries()) {
      hear(desk, splitOf(index % 2 === 0 ? 2 : 1, index % 2 === 0 ? 1 : 2, exDate));
      desk.pass(10);
      expect(positionOf(desk)).toMatchObject({ protection: 'protected' });
    }
    expect(positionOf(desk)).toMatchObject({ quantity: '100', stop: '99.02', target: '100.52' });
  });

  it('a stop that follows the price follows it from where it stood', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.engine.send({
      type: 'desk.open',
      book: BOOK,
      instrument: SPY,
      intent: {
        side: 'long',
        sizing: { by: 'quantity', quantity: quantity(100) },
        entry: { type: 'market' },
        trail: { distance: { by: 'amount', amount: price(2) } },
      },
    });
    desk.pass();
    desk.quote('104.00', '104.02');
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ stop: '102' });
    hear(desk, splitOf(2, 1));
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ stop: '51', protection: 'protected' });
    desk.quote('52.50', '52.51');
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ stop: '51.5' });
  });

  it('a position that is short is split like any other', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ side: 'short' });
    desk.pass();
    hear(desk, splitOf(2, 1));
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '-200', average: '50', stop: '50.5', protection: 'protected' });
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('indicators go on as if they had always seen the new shares', () => {
    const yaml = 'indicators: { mean: { kind: sma, length: 3, bars: 1m, session: all } }\nrules: {}\n';
    const desk = createDesk({ yaml });
    const bar = (close: number): void => {
      desk.pass(60);
      const at = desk.engine.views.now();
      const flat = { open: price(close), high: price(close), low: price(close), close: price(close) };
      desk.engine.hear(
        {
          type: 'market.bar',
          instrument: SPY,
          start: (at - 60_000_000) as Timestamp,
          period: 60_000_000 as never,
          ...flat,
          volume: quantity(1),
        },
        'market',
      );
    };
    for (const close of [90, 100, 110]) bar(close);
    hear(desk, splitOf(2, 1));
    bar(60);
    expect(desk.said('market.indicator').map(({ value, previous }) => [value, previous])).toEqual([
      [100, undefined],
      [55, 50],
    ]);
  });

  it('replayed, the same', async () => {
    const desk = held();
    hear(desk, splitOf(2, 1));
    desk.pass();
    desk.quote('50.00', '50.01');
    const replayed = await replay(desk.journal.read(1));
    expect(replayed.hash()).toBe(desk.engine.hash());
    expect(replayed.views.openPositions()).toEqual(desk.engine.views.openPositions());
  });
});

describe('a split while something else is under way', () => {
  it('an entry that has filled in part: the rest is taken back, what is held is protected in new shares', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02', 40);
    desk.open({ entry: { type: 'limit', offset: price('-0.02') } });
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '40', state: 'opening' });
    hear(desk, splitOf(2, 1));
    desk.pass();
    expect(positionOf(desk)).toMatchObject({ quantity: '80', state: 'open', protection: 'protected' });
    expect(live(desk)).toEqual(['target 80 @ 50.26', 'stop 80 @ 49.51']);
    desk.pass(30);
    expect(desk.said('position.naked')).toHaveLength(1);
  });

  it('a change of the stop that is not answered yet: it ends with its order', () => {
    const desk = held();
    const [view] = desk.engine.views.openPositions();
    desk.send({ type: 'position.protect', position: view?.position as never, stop: price('99.50') });
    hear(desk, splitOf(2, 1));
    desk.pass();
    expect(live(desk)).toEqual(['target 200 @ 50.26', 'stop 200 @ 49.75']);
    expect(positionOf(desk)).toMatchObject({ protection: 'protected' });
  });

  it('a position that is being left is left', () => {
    const desk = held();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    hear(desk, splitOf(2, 1));
    desk.quote('50.00', '50.01');
    desk.pass(120);
    desk.quote('50.00', '50.01');
    desk.pass(120);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(live(desk)).toEqual([]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('a broker that does not cancel by itself is told to, and until each has ended nothing takes its place', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    const { target, stop } = enterAt(desk, '100');
    expect(positionOf(desk)).toMatchObject({ protection: 'protected' });
    desk.pass();
    hear(desk, splitOf(2, 1));
    const before = desk.asked.length - 2;
    expect(desk.asked.slice(before)).toEqual([
      { what: 'cancel', order: target },
      { what: 'cancel', order: stop },
    ]);
    expect(positionOf(desk)).toMatchObject({ protection: 'naked' });
    desk.tell({ type: 'broker.orderCancelled', order: stop });
    expect(desk.asked.slice(before + 2)).toMatchObject([
      { what: 'place', terms: { type: 'stop', quantity: quantity(200), stop: price('49.5') } },
    ]);
    desk.tell({ type: 'broker.orderCancelled', order: target });
    expect(desk.asked.slice(before + 3)).toMatchObject([
      { what: 'place', terms: { type: 'limit', quantity: quantity(200), limit: price('50.25') } },
    ]);
    const [newStop, newTarget] = desk.asked.slice(before + 2) as readonly Extract<
      HandDesk['asked'][number],
      { what: 'place' }
    >[];
    expect(newStop?.terms.oca).toEqual(newTarget?.terms.oca);
  });

  it('a broker that adjusts the orders by itself: they are taken back all the same, and placed by us', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    const { stop, target } = enterAt(desk, '100');
    desk.pass();
    hear(desk, splitOf(10, 1));
    desk.tell({ type: 'broker.orderRestated', order: stop, quantity: quantity(1_000) });
    expect(positionOf(desk)).toMatchObject({ protection: 'naked' });
    desk.tell({ type: 'broker.orderCancelled', order: stop }, { type: 'broker.orderCancelled', order: target });
    expect(desk.asked.slice(-2)).toMatchObject([
      { what: 'place', terms: { type: 'stop', quantity: quantity(1_000), stop: price('9.9') } },
      { what: 'place', terms: { type: 'limit', quantity: quantity(1_000), limit: price('10.05') } },
    ]);
  });

  it('B22.1: the broker cancels a stop over night and nobody knows why: naked, and one is placed in its place', () => {
    const desk = held();
    const stop = desk.engine.views.orders().find(({ role }) => role === 'stop');
    desk.broker.cancel(stop?.order as OrderId, 'by the broker' as never);
    desk.pass();
    expect(desk.said('position.naked')).toHaveLength(1);
    expect(positionOf(desk)).toMatchObject({ protection: 'protected' });
  });
});
