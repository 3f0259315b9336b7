/** A desk that does not hear what others trade: the account has less than its books hold, and nothing of it is sold twice. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { AccountId, BookId, ExecutionId, OrderId } from '../../src/identifiers.ts';
import { decimalText, price, quantity, zero } from '../../src/money.ts';
import type { BrokerExecution } from '../../src/plans.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { BOOK, marketOrder, plainIntent, prediction, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';

const account = 'PAPER' as AccountId;
const X = 'ib:7' as OrderId;
/** Longer than a difference takes to be believed. */
const LASTS = 11;

const holds = (shares: number): BrokerFact => ({
  type: 'broker.position',
  ...{ account, instrument: SPY, quantity: quantity(shares) },
});
const execution = (order: OrderId, name: string, side: 'buy' | 'sell', shares: number): BrokerExecution => ({
  order,
  execution: name as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price('99.50'),
  executedAt: 0 as BrokerExecution['executedAt'],
  ...{ account, instrument: SPY, side },
});
const executed = (...of: Parameters<typeof execution>): BrokerFact => ({
  type: 'broker.execution',
  ...execution(...of),
});

/** 100 shares at 100.00, with a stop and a target that work. */
function held() {
  const desk = createHandDesk();
  desk.quote('99.99', '100.01');
  const legs = enterAt(desk, '100.00');
  desk.tell(holds(100));
  return { desk, ...legs, asks: asksOf(desk, legs) };
}
/** What has been asked for since it was last asked about, one line each; the broker has taken all of it. */
function asksOf(desk: HandDesk, legs: Readonly<Record<string, OrderId>> = {}): () => readonly string[] {
  let from = desk.asked.length;
  const nameOf = (order: OrderId): string => Object.entries(legs).find(([, id]) => id === order)?.[0] ?? 'another';
  return () => {
    const news = desk.asked.slice(from);
    for (const asked of news) {
      const { order } = asked;
      if (asked.what === 'place') desk.tell({ type: 'broker.orderWorking', order });
      if (asked.what === 'amend') desk.tell({ type: 'broker.amended', order, ...asked.change });
      if (asked.what === 'cancel') desk.tell({ type: 'broker.orderCancelled', order, detail: '' });
    }
    from = desk.asked.length;
    return news.map((asked) => {
      const size = asked.what === 'place' ? asked.terms.quantity : asked.what === 'amend' ? asked.change.quantity : 0n;
      return `${asked.what} ${nameOf(asked.order)} ${decimalText((size ?? 0n) as never)}`;
    });
  };
}
const lacking = (desk: HandDesk) => desk.said('holding.lacking').map(({ quantity: size }) => decimalText(size));
const isSaid = (desk: HandDesk) => desk.engine.views.holdings().map(({ lacking: size }) => decimalText(size));
const bothTo = (shares: number): readonly string[] => [`amend target ${shares}`, `amend stop ${shares}`];

/** Others have sold 40, and nobody told: stop and target are for the other 60. */
function sold40() {
  const of = held();
  of.desk.tell(holds(60));
  of.desk.pass(LASTS);
  of.asks();
  return of;
}

describe('others have sold, and nobody tells of it', () => {
  it('B12.3: stop and target are for what is there, once the difference has lasted', () => {
    const { desk, asks } = held();
    desk.tell(holds(60));
    expect(asks()).toEqual([]);
    desk.pass(LASTS);
    expect(asks()).toEqual(bothTo(60));
    expect(lacking(desk)).toEqual(['40']);
    expect(isSaid(desk)).toEqual(['40']);
    // Nothing is invented: our books hold what they held.
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100) }]);
  });

  it('a difference that is explained in time changes nothing', () => {
    const { desk, asks } = held();
    desk.tell(holds(60));
    desk.pass(5);
    desk.tell(holds(100));
    desk.pass(60);
    expect(asks()).toEqual([]);
    expect(lacking(desk)).toEqual([]);
  });

  it('where nothing is there both are taken back, and come back with what is there again', () => {
    const { desk, asks } = held();
    desk.tell(holds(0));
    desk.pass(LASTS);
    expect(asks()).toEqual(['cancel target 0', 'cancel stop 0']);
    desk.tell(holds(30));
    desk.pass(LASTS);
    expect(asks()).toEqual(['place another 30', 'place another 30']);
    expect(desk.asked.slice(-2)).toMatchObject([{ terms: { type: 'stop' } }, { terms: { type: 'limit' } }]);
    expect(lacking(desk)).toEqual(['100', '70']);
  });

  it('the account is short: no less than nothing is there', () => {
    const { desk, asks } = held();
    desk.tell(holds(-50));
    desk.pass(LASTS);
    expect(asks()).toEqual(['cancel target 0', 'cancel stop 0']);
  });

  it('what was foreign has been sold first', () => {
    const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(50) }] } });
    desk.quote('99.99', '100.01');
    const legs = enterAt(desk, '100.00');
    const asks = asksOf(desk, legs);
    desk.tell(holds(150), holds(110));
    desk.pass(LASTS);
    expect(asks()).toEqual([]);
    desk.tell(holds(80));
    desk.pass(LASTS);
    expect(asks()).toEqual(bothTo(80));
  });

  it('what is there beside ours is lacking nothing', () => {
    const { desk, asks } = held();
    desk.tell(holds(300));
    desk.pass(LASTS);
    expect(asks()).toEqual([]);
    expect(lacking(desk)).toEqual([]);
  });

  it('more and less of it are believed once they have lasted', () => {
    const { desk, asks } = sold40();
    desk.tell(holds(10));
    desk.pass(5);
    expect(asks()).toEqual([]);
    desk.pass(LASTS);
    expect(asks()).toEqual(bothTo(10));
    desk.tell(holds(100));
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync' }]);
    expect(asks()).toEqual([]);
    desk.pass(LASTS);
    expect(asks()).toEqual(bothTo(100));
    expect(lacking(desk)).toEqual(['40', '90', '0']);
  });
});

describe('our own orders fill meanwhile', () => {
  it('a fill before the report of it does not make less lacking, however long that takes', () => {
    const { desk, stop, asks } = sold40();
    desk.tell(executed(stop, 's1', 'sell', 20));
    desk.pass(60);
    expect(asks().filter((each) => each.includes('stop'))).toEqual([]);
    expect(isSaid(desk)).toEqual(['40']);
    desk.tell(holds(40));
    desk.pass(LASTS);
    expect(isSaid(desk)).toEqual(['40']);
  });

  it('a report before the fill of it does not make more lacking', () => {
    const { desk, stop, asks } = sold40();
    desk.tell(holds(40), executed(stop, 's1', 'sell', 20));
    desk.pass(60);
    expect(asks().filter((each) => each.includes('stop'))).toEqual([]);
    expect(isSaid(desk)).toEqual(['40']);
  });

  it('that the books come to the old report by a fill of ours is no agreement', () => {
    const { desk, stop, asks } = sold40();
    desk.tell(executed(stop, 's1', 'sell', 40));
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync' }]);
    desk.pass(60);
    expect(asks().filter((each) => each.includes('stop'))).toEqual([]);
    expect(isSaid(desk)).toEqual(['40']);
    desk.tell(holds(20));
    desk.pass(LASTS);
    expect(isSaid(desk)).toEqual(['40']);
  });

  it('all that was there has been sold: nothing is put in the place of the stop', () => {
    const { desk, stop, target, asks } = sold40();
    desk.tell(executed(stop, 's1', 'sell', 60), { type: 'broker.orderCancelled', order: target, detail: '' }, holds(0));
    desk.pass(60);
    expect(asks()).toEqual([]);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(40) }]);
  });
});

describe('it is told after all', () => {
  it('an execution that is told late is booked, and the exits stay as they are', () => {
    const { desk, asks } = sold40();
    desk.tell(executed(X, 'x1', 'sell', 40));
    desk.pass(60);
    expect(asks()).toEqual([]);
    expect(lacking(desk)).toEqual(['40', '0']);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(60) }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity(60) }]);
  });

  it('one that explains a part of it leaves the rest lacking', () => {
    const { desk, asks } = sold40();
    desk.tell(executed(X, 'x1', 'sell', 25));
    desk.pass(60);
    expect(asks()).toEqual([]);
    expect(lacking(desk)).toEqual(['40', '15']);
  });

  it('one that a list tells when the way to the broker is open again is booked alike', () => {
    const { desk, asks } = sold40();
    const orders = desk.engine.views
      .orders()
      .filter(({ role }) => role !== 'entry')
      .map(({ order, terms }) => ({ order, terms, filled: zero, state: 'working' as const }));
    const positions = [{ instrument: SPY, quantity: quantity(60) }];
    desk.tell(
      { type: 'connection.lost', broker: 'hand', detail: 'gone' },
      { type: 'connection.opened', broker: 'hand' },
      { type: 'connection.handshaken', broker: 'hand', account, simulated: true },
      {
        type: 'broker.snapshot',
        snapshot: snapshotOf({ orders, positions, executions: [execution(X, 'x1', 'sell', 40)] }),
      },
    );
    desk.pass(60);
    expect(asks()).toEqual([]);
    expect(lacking(desk)).toEqual(['40', '0']);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity(60) }]);
  });

  it('what a list says is held holds for the executions of ours that it tells of too', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.open();
    const [entry, target, stop] = desk.asked.map(({ order }) => order) as [OrderId, OrderId, OrderId];
    desk.tell({ type: 'broker.orderWorking', order: entry });
    const orders = desk.engine.views
      .orders()
      .filter(({ order }) => order !== entry)
      .map(({ order, terms }) => ({ order, terms, filled: zero, state: 'working' as const }));
    const bought = { ...execution(entry, 'e1', 'buy', 100), price: price('100') };
    desk.tell(
      { type: 'connection.lost', broker: 'hand', detail: 'gone' },
      { type: 'connection.opened', broker: 'hand' },
      { type: 'connection.handshaken', broker: 'hand', account, simulated: true },
      {
        type: 'broker.snapshot',
        snapshot: snapshotOf({
          ...{ orders, executions: [bought] },
          positions: [{ instrument: SPY, quantity: quantity(60) }],
        }),
      },
    );
    const asks = asksOf(desk, { target, stop });
    desk.pass(LASTS);
    expect(lacking(desk)).toEqual(['40']);
    expect(asks().filter((each) => each.startsWith('amend'))).toEqual(bothTo(60));
  });

  it('a split makes as much more lacking', () => {
    const { desk } = sold40();
    const ratio = { newShares: quantity(2), oldShares: quantity(1) };
    desk.tell({ type: 'broker.split', account, instrument: SPY, ...ratio, exDate: '2025-03-03' });
    expect(isSaid(desk)).toEqual(['80']);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(200) }]);
    desk.tell(holds(120));
    desk.pass(LASTS);
    expect(isSaid(desk)).toEqual(['80']);
  });
});

describe('who lacks it', () => {
  it('of several positions the one that was opened first, and the next once that holds nothing any more', () => {
    const { desk, stop, target } = held();
    const from = desk.asked.length;
    desk.engine.send({ type: 'desk.open', book: 'alpha' as BookId, instrument: SPY, intent: plainIntent });
    const [entry2, target2, stop2] = desk.asked.slice(from).map(({ order }) => order) as [OrderId, OrderId, OrderId];
    desk.tell(
      { type: 'broker.orderWorking', order: entry2 },
      { ...executed(entry2, 'e2', 'buy', 100), price: price('100') } as BrokerFact,
      { type: 'broker.orderWorking', order: target2 },
      { type: 'broker.orderWaiting', order: stop2, for: 'trigger' },
      holds(200),
    );
    const asks = asksOf(desk, { stop, target, stop2, target2 });
    desk.tell(holds(170));
    desk.pass(LASTS);
    expect(asks()).toEqual(bothTo(70));
    desk.tell(holds(60));
    desk.pass(LASTS);
    expect(asks()).toEqual(['cancel target 0', 'cancel stop 0', 'amend target2 60', 'amend stop2 60']);
    // Somebody tells that the first has been sold: what is still lacking is of the second as before.
    desk.tell(executed(X, 'x1', 'sell', 100));
    desk.pass(60);
    expect(asks()).toEqual([]);
    expect(lacking(desk)).toEqual(['30', '140', '40']);
  });

  it('an order by hand is for no more than is there', () => {
    const { desk, asks } = sold40();
    desk.send(marketOrder('sell', 61));
    expect(desk.said('risk.refused')).toMatchObject([{ code: 'drifted' }]);
    expect(asks()).toEqual([]);
    desk.send(marketOrder('sell', 60));
    expect(asks()).toEqual(['place another 60']);
  });

  it('an order by hand that is out is brought to what is there', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    const bought = desk.asked[0]?.order as OrderId;
    desk.tell(executed(bought, 'e1', 'buy', 100), holds(100));
    const command = marketOrder('sell', 100);
    if (command.type === 'desk.place')
      desk.send({ ...command, terms: { ...command.terms, type: 'limit', limit: price(105) } });
    const asks = asksOf(desk);
    desk.tell({ type: 'broker.orderWorking', order: desk.asked.at(-1)?.order as OrderId }, holds(30));
    desk.pass(LASTS);
    expect(asks()).toEqual(['amend another 30']);
    desk.tell(holds(0));
    desk.pass(LASTS);
    expect(asks()).toEqual(['cancel another 0']);
  });

  it('a position without a group is left as far as it is there, and not at all where nothing is', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    desk.tell(executed(desk.asked[0]?.order as OrderId, 'e1', 'buy', 100), holds(100), holds(30));
    desk.pass(LASTS);
    const asks = asksOf(desk);
    desk.send({ type: 'desk.reduce', book: BOOK, instrument: SPY, quantity: quantity(50), why: 'less' });
    expect(asks()).toEqual(['place another 30']);
    desk.tell(executed(desk.asked.at(-1)?.order as OrderId, 'e2', 'sell', 30), holds(0));
    desk.pass(LASTS);
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.send({ type: 'desk.reduce', book: BOOK, instrument: SPY, quantity: quantity(50), why: 'less' });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'drifted' }, { code: 'drifted' }]);
    expect(asks()).toEqual([]);
  });

  it('a reversal of what can not be left is none, whatever ends the position later', () => {
    const desk = createHandDesk({
      yaml: 'rules:\n  r: { when: signal.prediction, then: { reverse: { stop: { amount: 1 } } } }',
    });
    desk.quote('99.99', '100.01');
    desk.send(marketOrder('buy', 100));
    desk.tell(executed(desk.asked[0]?.order as OrderId, 'e1', 'buy', 100), holds(100), holds(0));
    desk.pass(LASTS);
    desk.engine.hear(prediction('SELL', desk.engine.views.now()), 'signal');
    expect(desk.said('rule.answered')).toMatchObject([{ accepted: false, code: 'drifted' }]);
    desk.send({
      type: 'holding.bookTrade',
      ...{ account, instrument: SPY, side: 'sell', quantity: quantity(100), price: price('99.50') },
      ...{ operator: 'ada', why: 'sold in the other program' },
    });
    expect(desk.said('position.closed')).toHaveLength(1);
    expect(desk.said('position.planned').map(({ side }) => side)).not.toContain('short');
  });

  it('what is left by hand or by the kill switch is what is there', () => {
    const { desk, asks } = sold40();
    desk.send({ type: 'desk.flatten', why: 'stop' });
    expect(asks()).toEqual(['amend target 0']);
    expect(desk.engine.views.orders().filter(({ role }) => role === 'target')).toMatchObject([
      { terms: { quantity: quantity(60) } },
    ]);
  });

  it('what is to be left while nothing of it is there leaves once it is there again', () => {
    const { desk, asks } = held();
    desk.tell(holds(0));
    desk.pass(LASTS);
    asks();
    desk.send({ type: 'desk.flatten', why: 'stop' });
    desk.pass(60);
    expect(asks()).toEqual([]);
    desk.tell(holds(70));
    desk.pass(LASTS);
    expect(asks()).toEqual(['place another 70']);
    expect(desk.asked.at(-1)).toMatchObject({ terms: { side: 'sell', quantity: quantity(70) } });
  });

  it('an entry that still fills ends', () => {
    const desk = createHandDesk();
    desk.quote('99.99', '100.01');
    desk.open();
    const entry = desk.asked[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order: entry }, executed(entry, 'e1', 'buy', 60), holds(60), holds(20));
    const asks = asksOf(desk, { entry });
    desk.pass(LASTS);
    expect(asks()).toContain('cancel entry 0');
  });
});

it('the record of it replays to the same end', async () => {
  const { desk } = sold40();
  desk.tell(executed(X, 'x1', 'sell', 40));
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
});
