/** What others execute against what a desk holds: who has it afterwards, at what cost, and what becomes of the orders that were to sell it. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, BookId, ExecutionId, OrderId } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import { amount, amountText, decimalText, price, quantity } from '../../src/money.ts';
import type { BrokerExecution } from '../../src/plans.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { marketOrder, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';
import { terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const X = 'ib:7' as OrderId;
type Told = Partial<BrokerExecution>;

const traded = (side: 'buy' | 'sell', execution: string, shares: number, over: Told = {}): BrokerFact => ({
  type: 'broker.execution',
  order: (side === 'sell' ? X : 'ib:8') as OrderId,
  execution: execution as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price('99.50'),
  executedAt: 0 as BrokerExecution['executedAt'],
  ...{ account, instrument: SPY, side },
  ...over,
});
const sold = (shares: number, over: Told = {}, execution = 'x1'): BrokerFact => traded('sell', execution, shares, over);
const bought = (shares: number, over: Told = {}, execution = 'y1'): BrokerFact =>
  traded('buy', execution, shares, over);
const holds = (shares: number): BrokerFact => ({
  type: 'broker.position',
  ...{ account, instrument: SPY, quantity: quantity(shares) },
});

/** 100 shares at 100.00, with a stop and a target that work. */
function held() {
  const desk = createHandDesk();
  desk.quote('99.99', '100.01');
  const legs = enterAt(desk, '100.00');
  desk.tell(holds(100));
  return { desk, ...legs };
}
const whole = (text: bigint): string => decimalText(text as never);
/** What our books have and what is foreign. */
function books(desk: HandDesk): readonly string[] {
  const holding = desk.engine.views.holdings().find((each) => each.account === account);
  return [whole(holding?.booked ?? 0n), whole(holding?.foreign ?? 0n)];
}
const changes = (desk: HandDesk, order: OrderId) =>
  desk.asked.flatMap((asked) => (asked.what === 'amend' && asked.order === order ? [asked.change] : []));
const takenBack = (desk: HandDesk): readonly OrderId[] =>
  desk.asked.flatMap(({ what, order }) => (what === 'cancel' ? [order] : []));
const money = (desk: HandDesk) => {
  const { cash, realised, fees, residue } = desk.engine.views.account();
  return {
    cash: amountText(cash),
    realised: amountText(realised),
    fees: amountText(fees),
    residue: amountText(residue),
  };
};
const parts = (desk: HandDesk) => desk.said('position.reducedByOthers').map((said) => whole(said.quantity));

describe('who has it afterwards', () => {
  it.each<[string, readonly BrokerFact[], readonly string[], readonly string[]]>([
    ['all that is ours is sold: nothing is left', [sold(100)], ['0', '0'], ['-100']],
    ['a part of it', [sold(30)], ['70', '0'], ['-30']],
    ['more than we hold: what goes beyond is foreign', [sold(150)], ['0', '-50'], ['-100']],
    ['something is bought beside it: foreign', [bought(50)], ['100', '50'], []],
    ['what is foreign goes first, then ours', [bought(50), sold(80)], ['70', '0'], ['-30']],
    ['no more than what is foreign', [bought(50), sold(50)], ['100', '0'], []],
    ['in parts, each after the other', [sold(60), sold(60, {}, 'x2')], ['0', '-20'], ['-60', '-40']],
    ['and bought back: that is foreign', [sold(100), bought(100)], ['0', '100'], ['-100']],
  ])('%s', (_, facts, expected, taken) => {
    const { desk } = held();
    desk.tell(...facts);
    expect(books(desk)).toEqual(expected);
    expect(parts(desk)).toEqual(taken);
    expect(money(desk).residue).toBe('0');
    expect(desk.said('order.filled').filter(({ role }) => role !== 'external')).toHaveLength(1);
  });

  it('what is short is bought by others as what is long is sold', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('sell', 40));
    const order = desk.asked[0]?.order as OrderId;
    desk.tell(traded('sell', 'e1', 40, { order, price: price('100') }), bought(60));
    expect(books(desk)).toEqual(['0', '20']);
    expect(parts(desk)).toEqual(['40']);
    expect(money(desk)).toMatchObject({ realised: '20', residue: '0' });
  });

  it('where ours was opened against what was foreign, that stays as it was, and no more comes to it', () => {
    const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(-20) }] } });
    desk.quote('99.99', '100.01');
    enterAt(desk, '100.00');
    desk.tell(sold(30));
    expect(books(desk)).toEqual(['70', '-20']);
  });

  it('of several positions the one that was opened first has it first, whatever book it is in', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    const buy = (book: string, shares: number): void => {
      const command = marketOrder('buy', shares);
      if (command.type === 'desk.place') desk.send({ ...command, links: { ...command.links, book: book as BookId } });
      const order = desk.asked.at(-1)?.order as OrderId;
      desk.tell(traded('buy', `e-${book}`, shares, { order, price: price('100') }));
    };
    buy('zeta', 30);
    buy('alpha', 30);
    buy('main', 30);
    desk.tell(sold(70));
    expect(desk.engine.views.openPositions().map(({ book, quantity: left }) => [book, whole(left)])).toEqual([
      ['main', '20'],
    ]);
    expect(desk.said('position.reducedByOthers').map(({ book }) => book)).toEqual(['zeta', 'alpha', 'main']);
  });
});

describe('what it comes to', () => {
  it('our part is booked at the price of the execution, with its share of the fee', () => {
    const { desk } = held();
    desk.tell(
      sold(150),
      { type: 'broker.commission', order: X, execution: 'x1' as ExecutionId, fee: amount('1.5'), currency: 'USD' },
      holds(-50),
    );
    expect(money(desk)).toEqual({ cash: '999949', realised: '-50', fees: '1', residue: '0' });
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'external', realised: amount(-50) }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync' }]);
  });

  it('a fee that is known before the execution, and its correction, are shared alike', () => {
    const { desk } = held();
    const fee = (text: string): BrokerFact => ({
      type: 'broker.commission',
      ...{ order: X, execution: 'x1' as ExecutionId, fee: amount(text), currency: 'USD' },
    });
    desk.tell(sold(50, {}, 'x0'), fee('3'), sold(100), fee('4'));
    expect(money(desk)).toMatchObject({ fees: '2', residue: '0' });
  });

  it('a fee that is told before anybody knew of the order waits for its execution', () => {
    const { desk } = held();
    const fee = { fee: amount('1.5'), currency: 'USD' };
    desk.tell({ type: 'broker.commission', order: X, execution: 'x1' as ExecutionId, ...fee }, sold(150));
    expect(money(desk)).toMatchObject({ fees: '1', residue: '0' });
    expect(desk.said('desk.deadLettered')).toEqual([]);
  });

  it('says which order of others, which execution, at what price, and who', () => {
    const { desk } = held();
    desk.tell(sold(100, { by: 'hand' }));
    expect(desk.said('position.reducedByOthers')).toMatchObject([
      { order: X, execution: 'x1', price: price('99.50'), by: 'hand', book: 'main', instrument: SPY },
    ]);
  });
});

describe('what was to sell it', () => {
  it('stop and target are taken back with the position', () => {
    const { desk, target, stop } = held();
    desk.tell(sold(100));
    expect([...takenBack(desk)].sort()).toEqual([stop, target].sort());
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('B12.3: they shrink to what is left of it', () => {
    const { desk, target, stop } = held();
    desk.tell(sold(30));
    expect([changes(desk, stop), changes(desk, target)]).toEqual([
      [{ quantity: quantity(70) }],
      [{ quantity: quantity(70) }],
    ]);
  });

  it('the entry that still fills is taken back, and its exits are brought to what is left', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.open();
    const [entry, target, stop] = desk.asked.map(({ order }) => order) as [OrderId, OrderId, OrderId];
    desk.tell(
      { type: 'broker.orderWorking', order: entry },
      traded('buy', 'e1', 60, { order: entry, price: price('100') }),
      { type: 'broker.orderWorking', order: target },
      { type: 'broker.orderWaiting', order: stop, for: 'trigger' },
      sold(20),
    );
    expect(takenBack(desk)).toEqual([entry]);
    desk.tell({ type: 'broker.orderCancelled', order: entry, filled: quantity(60) });
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(40) }]);
    expect(changes(desk, stop)).toEqual([{ quantity: quantity(40) }]);
  });

  it('the entry that still fills is taken back with the position that it opens', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.open();
    const [entry] = desk.asked.map(({ order }) => order) as [OrderId];
    desk.tell(
      { type: 'broker.orderWorking', order: entry },
      traded('buy', 'e1', 60, { order: entry, price: price('100') }),
      sold(60),
    );
    expect(takenBack(desk)).toContain(entry);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('an exit that is on its way is brought to what is left, and taken back when that is nothing', () => {
    const { desk, target, stop } = held();
    desk.send({ type: 'desk.close', book: 'main' as BookId, instrument: SPY, why: 'enough' });
    desk.tell({ type: 'broker.amended', order: target }, sold(60));
    expect(changes(desk, target).at(-1)).toMatchObject({ quantity: quantity(40) });
    desk.tell(sold(40, {}, 'x2'));
    expect([...takenBack(desk)].sort()).toEqual([stop, target].sort());
  });

  it('a part that is on its way is never for more than what is left', () => {
    const { desk, target, stop } = held();
    desk.send({ type: 'desk.reduce', book: 'main' as BookId, instrument: SPY, quantity: quantity(40), why: 'a part' });
    desk.tell({ type: 'broker.amended', order: target }, { type: 'broker.amended', order: stop });
    const part = desk.asked.at(-1)?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order: part }, sold(70));
    expect(changes(desk, part)).toEqual([{ quantity: quantity(30) }]);
  });

  it('what sold before it was taken back is bought back: the account ends flat', () => {
    const { desk, stop } = held();
    desk.tell(sold(100), traded('sell', 's1', 100, { order: stop, price: price('99') }));
    expect(desk.said('group.overfilled')).toMatchObject([{ excess: quantity(100) }]);
    expect(desk.asked.at(-1)).toMatchObject({ what: 'place', terms: { side: 'buy', quantity: quantity(100) } });
  });

  it('orders by hand and an exit without a group are brought to what is left', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    desk.tell(traded('buy', 'e1', 100, { order: desk.asked[0]?.order as OrderId, price: price('100') }));
    const limit = { ...terms({ side: 'sell', limit: price(101), quantity: quantity(70) }) };
    desk.send({ type: 'desk.place', terms: limit, links: { book: 'main' as BookId, role: 'manual' } });
    const manual = desk.asked.at(-1)?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order: manual }, sold(60));
    expect(changes(desk, manual)).toEqual([{ quantity: quantity(40) }]);
    desk.tell({ type: 'broker.amended', order: manual, quantity: quantity(40) }, sold(40, {}, 'x2'));
    expect(takenBack(desk)).toEqual([manual]);
  });

  it('the exit of a position without a group is brought to what is left', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    desk.tell(traded('buy', 'e1', 100, { order: desk.asked[0]?.order as OrderId, price: price('100') }));
    desk.send({ type: 'desk.close', book: 'main' as BookId, instrument: SPY, why: 'enough' });
    const exit = desk.asked.at(-1)?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order: exit }, sold(60));
    expect(changes(desk, exit)).toEqual([{ quantity: quantity(40) }]);
    desk.tell({ type: 'broker.amended', order: exit, quantity: quantity(40) }, sold(40, {}, 'x2'));
    expect(takenBack(desk)).toEqual([exit]);
  });

  it('an order that was to open the other side is left as it is: it was judged as that', () => {
    const { desk } = held();
    const terms150 = terms({ side: 'sell', limit: price(101), quantity: quantity(150) });
    desk.send({ type: 'desk.place', terms: terms150, links: { book: 'main' as BookId, role: 'manual' } });
    const manual = desk.asked.at(-1)?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order: manual }, sold(100));
    expect([changes(desk, manual), takenBack(desk).includes(manual)]).toEqual([[], false]);
  });

  it('a group by hand is brought to what is left', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    desk.tell(traded('buy', 'e1', 100, { order: desk.asked[0]?.order as OrderId, price: price('100') }));
    const { limit: _limit, ...base } = terms({ side: 'sell', type: 'stop', stop: price(95) });
    const legs = [terms({ side: 'sell', limit: price(105) }), base].map((each, index) => ({
      ...{ order: `l${index}` as OrderId, terms: each, links: { book: 'main' as BookId, role: 'manual' as const } },
    }));
    desk.send({ type: 'desk.group', book: 'main' as BookId, kind: 'oco', legs });
    const [target, stop] = desk.asked.slice(1).map(({ order }) => order) as [OrderId, OrderId];
    desk.tell(
      { type: 'broker.orderWorking', order: target },
      { type: 'broker.orderWaiting', order: stop, for: 'trigger' },
      sold(60),
    );
    expect([changes(desk, target), changes(desk, stop)]).toEqual([
      [{ quantity: quantity(40) }],
      [{ quantity: quantity(40) }],
    ]);
  });
});

describe('what the broker corrects afterwards', () => {
  it.each<[string, readonly BrokerFact[], Told, readonly string[]]>([
    ['taken back, it is ours again', [sold(100)], { quantity: quantity(0) }, ['100', '0']],
    ['for less, the rest is ours again', [sold(100)], { quantity: quantity(80) }, ['20', '0']],
    ['what went beyond goes back first', [sold(150)], { quantity: quantity(120) }, ['0', '-20']],
    ['then ours', [sold(150)], { quantity: quantity(70) }, ['30', '0']],
    ['what had closed foreign shares comes back last', [bought(50), sold(80)], { quantity: quantity(60) }, ['90', '0']],
    ['all of that too', [bought(50), sold(80)], { quantity: quantity(20) }, ['100', '30']],
    ['for more, more of ours is closed', [sold(60)], { quantity: quantity(90) }, ['10', '0']],
    ['and what goes beyond is foreign', [sold(60)], { quantity: quantity(130) }, ['0', '-30']],
  ])('%s', (_, facts, correction, expected) => {
    const { desk } = held();
    desk.tell(...facts, sold(0, { revision: 2, ...correction }));
    expect(desk.said('order.overfilled')).toEqual([]);
    expect(books(desk)).toEqual(expected);
    expect(money(desk).residue).toBe('0');
    expect(desk.engine.views.positions().reduce((sum, each) => sum + each.quantity, 0n)).toBe(
      quantity(expected[0] ?? '0'),
    );
  });

  it('taken back before it is heard of, it never was, whatever else its order trades', () => {
    const { desk } = held();
    desk.tell(sold(0, { revision: 2 }));
    expect(desk.engine.views.orders().filter(({ order }) => order === X)).toEqual([]);
    desk.tell(sold(100));
    expect([books(desk), parts(desk), takenBack(desk)]).toEqual([['100', '0'], [], []]);
    desk.tell(sold(40, {}, 'x2'), sold(100));
    expect(books(desk)).toEqual(['60', '0']);
    desk.tell(sold(60, { revision: 3 }));
    expect([books(desk), parts(desk)]).toEqual([
      ['0', '0'],
      ['-40', '-60'],
    ]);
    expect(desk.said('order.overfilled')).toEqual([]);
  });

  it('at another price, our part is at that price', () => {
    const { desk } = held();
    desk.tell(sold(150), sold(150, { revision: 2, price: price('98') }));
    expect(money(desk)).toEqual({ cash: '999800', realised: '-200', fees: '0', residue: '0' });
  });

  it('however much was traded since, to the last digit', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 300));
    const order = desk.asked[0]?.order as OrderId;
    const fill = (count: number, shares: number): BrokerFact =>
      traded('buy', `e${count}`, shares, { order, price: price(100) });
    desk.tell(fill(0, 5), sold(2));
    for (let count = 1; count < 290; count++) desk.tell(fill(count, 1));
    desk.tell(sold(2, { revision: 2, price: price('91.07') }));
    expect(books(desk)).toEqual(['292', '0']);
    expect(desk.said('position.closed')).toEqual([]);
    expect(money(desk)).toMatchObject({ cash: '970782.14', residue: '0' });
  });

  it('a position that is there again is protected anew', () => {
    const { desk, target, stop } = held();
    desk.tell(
      sold(100),
      { type: 'broker.orderCancelled', order: target },
      { type: 'broker.orderCancelled', order: stop },
      sold(0, { revision: 2 }),
    );
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100) }]);
    expect(desk.asked.at(-1)).toMatchObject({
      what: 'place',
      terms: { side: 'sell', type: 'stop', quantity: quantity(100) },
    });
  });

  it('foreign shares that were never bought: what others sold was ours', () => {
    const { desk } = held();
    desk.tell(bought(50), sold(80), bought(0, { revision: 2 }));
    expect(books(desk)).toEqual(['20', '0']);
    expect(money(desk)).toMatchObject({ realised: '-40', residue: '0' });
  });
});

describe('a round trip that a correction opens again', () => {
  /** All of ours was sold by others, then 20 more; then of the first only 60 were. */
  function corrected(between: (desk: HandDesk) => void) {
    const { desk } = held();
    desk.tell(sold(100), sold(20, { order: 'ib:9' as OrderId }, 'x2'));
    expect(books(desk)).toEqual(['0', '-20']);
    between(desk);
    desk.tell(sold(60, { revision: 2 }));
    expect(books(desk)).toEqual(['20', '0']);
    expect(parts(desk)).toEqual(['-100', '40', '-20']);
    expect(money(desk).residue).toBe('0');
  }

  it('lies against what others have sold since: that was ours', () => {
    corrected(() => undefined);
  });

  it('and also when the orders of others have ended long ago', () => {
    corrected((desk) => {
      const opens = desk.engine.views.now();
      for (const session of ['2025-03-04', '2025-03-05', '2025-03-06', '2025-03-07'])
        desk.engine.hear({ type: 'clock.sessionOpened', session, opens, closes: later(opens, seconds(60)) }, 'clock');
      desk.pass();
      expect(desk.engine.views.orders().map(({ order }) => order)).not.toContain('ib:9');
    });
  });
});

describe('a position that is on its way out', () => {
  it('is over once others are said to have closed all that its exit has not', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    const entry = desk.asked[0]?.order as OrderId;
    desk.tell(traded('buy', 'e1', 100, { order: entry, price: price('100') }), sold(40));
    desk.send({ type: 'desk.close', book: 'main' as BookId, instrument: SPY, why: 'enough' });
    const exit = desk.asked.at(-1)?.order as OrderId;
    desk.tell(traded('sell', 'e2', 50, { order: exit }), sold(50, { revision: 2 }));
    expect(books(desk)).toEqual(['0', '0']);
    expect(takenBack(desk)).toEqual([exit]);
    expect(desk.said('position.closed')).toHaveLength(1);
    desk.tell({ type: 'broker.orderCancelled', order: exit, filled: quantity(50), detail: 'as asked' });
    expect(desk.engine.views.openPositions()).toEqual([]);
  });
});

describe('across splits and dividends', () => {
  const exDate = '2025-03-04';
  const split = (desk: HandDesk): void => {
    desk.pass();
    const ratio = { newShares: quantity(2), oldShares: quantity(1) };
    desk.engine.hear({ type: 'market.split', instrument: SPY, ...ratio, exDate, source: 'test' }, 'market');
  };
  const dividend = (desk: HandDesk): void => {
    desk.pass();
    const paid = { perShare: price(1), currency: 'USD', exDate, source: 'test' };
    desk.engine.hear({ type: 'market.dividend', instrument: SPY, ...paid }, 'market');
  };
  const dividends = (desk: HandDesk): string => amountText(desk.engine.views.account().dividends);

  it('executed before a split and told behind it, it is of new shares, for the money that it came to', () => {
    const { desk } = held();
    split(desk);
    desk.tell(sold(30));
    expect(books(desk)).toEqual(['140', '0']);
    expect(parts(desk)).toEqual(['-60']);
    expect(money(desk)).toMatchObject({ cash: '992985', realised: '-15', residue: '0' });
  });

  it('and where a part of it is foreign, for its share of that money', () => {
    const { desk } = held();
    split(desk);
    desk.tell(sold(150));
    expect(books(desk)).toEqual(['0', '-100']);
    expect(money(desk)).toMatchObject({ cash: '999950', realised: '-50', residue: '0' });
  });

  it('corrected behind a split, it gives back new shares', () => {
    const { desk } = held();
    desk.tell(sold(150));
    split(desk);
    desk.tell(sold(70, { revision: 2 }));
    expect(books(desk)).toEqual(['60', '0']);
    expect(money(desk)).toMatchObject({ cash: '996965', realised: '-35', residue: '0' });
  });

  it.each([
    ['a part of what is ours', 30, '70'],
    ['all of it, and more', 150, '0'],
  ])('executed before an ex-date and told behind it, %s has earned nothing', (_, shares, earned) => {
    const { desk } = held();
    dividend(desk);
    expect(dividends(desk)).toBe('100');
    desk.tell(sold(shares));
    expect(dividends(desk)).toBe(earned);
    desk.tell(sold(0, { revision: 2 }));
    expect([dividends(desk), money(desk).residue]).toEqual(['100', '0']);
  });
});

describe('told again', () => {
  const back = (shares: number, executions: readonly BrokerExecution[]): readonly BrokerFact[] => [
    { type: 'connection.lost', broker: 'hand', detail: 'gone' },
    { type: 'connection.opened', broker: 'hand' },
    { type: 'connection.handshaken', broker: 'hand', account, simulated: true },
    {
      type: 'broker.snapshot',
      snapshot: snapshotOf({ executions, positions: [{ instrument: SPY, quantity: quantity(shares) }] }),
    },
  ];
  const listed = (fact: BrokerFact): BrokerExecution => {
    const { type: _type, ...execution } = fact as Extract<BrokerFact, { type: 'broker.execution' }>;
    return execution;
  };

  it('by the list of the broker, it is booked once', () => {
    const { desk } = held();
    desk.tell(sold(60), ...back(40, [listed(sold(60))]));
    expect(books(desk)).toEqual(['40', '0']);
    expect(parts(desk)).toEqual(['-60']);
    expect(desk.said('holding.drifted')).toEqual([]);
  });

  it('several of an outage, in one list, are measured one by the other', () => {
    const { desk } = held();
    desk.tell(...back(-20, [listed(bought(30)), listed(sold(60)), listed(sold(90, {}, 'x2'))]));
    expect(books(desk)).toEqual(['0', '-20']);
    expect(parts(desk)).toEqual(['-30', '-70']);
    expect(money(desk).residue).toBe('0');
  });

  it.each([
    ['that is still held', 500, 30, '500'],
    ['that is gone again', 0, -30, '0'],
  ])('before the desk began, it is in what the account held then: of what others bought, %s', (_, shares, more, left) => {
    const executions = [listed(more > 0 ? bought(30) : sold(30))];
    const positions = shares === 0 ? [] : [{ instrument: SPY, quantity: quantity(shares) }];
    const desk = createHandDesk({ first: { positions, executions } });
    desk.tell(...executions.map((each): BrokerFact => ({ type: 'broker.execution', ...each })));
    desk.pass(30);
    expect(books(desk)).toEqual(['0', left]);
    expect(desk.said('holding.drifted')).toEqual([]);
  });

  it('from the record, to the same hash', async () => {
    const { desk } = held();
    desk.tell(bought(50), sold(80, { by: 'program' }), sold(70, { revision: 2 }), bought(0, { revision: 2 }));
    desk.pass(20);
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});

describe('B12: when the broker liquidates', () => {
  it('nothing new is risked in the account until a person says so', () => {
    const { desk } = held();
    desk.tell(sold(100, { by: 'liquidation' }), holds(0));
    expect(desk.said('risk.stateChanged')).toMatchObject([{ scope: 'account/PAPER', state: 'halted' }]);
    desk.send(marketOrder('buy', 10));
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'halted' }]);
    desk.send({ type: 'risk.resume', scope: 'account/PAPER', operator: 'me', why: 'money came in' });
    desk.send(marketOrder('buy', 10));
    expect(desk.said('risk.refused')).toHaveLength(1);
  });

  it('what a person or another program sells halts nothing', () => {
    const { desk } = held();
    desk.tell(sold(50, { by: 'hand' }), sold(50, { by: 'program' }, 'x2'));
    expect(desk.said('risk.stateChanged')).toEqual([]);
  });

  it('another account of the same login is none of our business', () => {
    const { desk } = held();
    desk.tell(sold(100, { by: 'liquidation', account: 'OTHER' as AccountId }));
    expect(books(desk)).toEqual(['100', '0']);
    expect(desk.said('risk.stateChanged')).toEqual([]);
  });
});
