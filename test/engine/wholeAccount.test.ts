/** B29.3: acts on everything in the account are commands of their own, which list what they would touch before they touch it. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { Event } from '../../src/events.ts';
import type { AccountId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { BOOK, marketOrder, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt, snapshotOf } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const [X, Y] = ['theirs-1', 'theirs-2'] as [OrderId, OrderId];
const IBM = 'IBM' as InstrumentId;
type Act = 'desk.cancelAccount' | 'desk.flattenAccount';
const by = { operator: 'ada', why: 'everything out' } as const;

/** A desk in front of an account that held so much before it. */
function accountWith(held: number, theirs: Partial<OrderTerms> | undefined = undefined): HandDesk {
  const positions = held === 0 ? [] : [{ instrument: SPY, quantity: quantity(held) }];
  const desk = createHandDesk({ first: { positions } });
  desk.quote('100.00', '100.02');
  if (theirs !== undefined) desk.tell({ type: 'broker.externalOrder', order: X, terms: terms(theirs) });
  return desk;
}
function list(desk: HandDesk, act: Act = 'desk.flattenAccount'): Event<'desk.accountListed'> {
  desk.send({ type: act, ...by });
  return desk.said('desk.accountListed').at(-1) as Event<'desk.accountListed'>;
}
/** Lists, and acts on what is listed. */
function act(desk: HandDesk, type: Act = 'desk.flattenAccount'): void {
  const { token } = list(desk, type);
  desk.send({ type, token, ...by });
}
const fill = (order: OrderId, shares: number, id = `e-${order}-${shares}`): BrokerFact => ({
  type: 'broker.execution',
  order,
  execution: id as ExecutionId,
  revision: 1,
  quantity: quantity(shares),
  price: price(100),
  executedAt: 0 as Timestamp,
});
const holds = (shares: number): BrokerFact => ({
  type: 'broker.position',
  account,
  instrument: SPY,
  quantity: quantity(shares),
});
const placed = (desk: HandDesk): readonly string[] =>
  desk.asked.flatMap((asked) =>
    asked.what === 'place'
      ? [`${asked.terms.side} ${decimalText(asked.terms.quantity)} ${asked.terms.instrument} ${asked.terms.type}`]
      : [],
  );
const cancelled = (desk: HandDesk): readonly OrderId[] =>
  desk.asked.flatMap((asked) => (asked.what === 'cancel' ? [asked.order] : []));
const declined = (desk: HandDesk): readonly string[] => desk.said('desk.declined').map(({ code }) => code);
const lastOrder = (desk: HandDesk): OrderId => desk.asked.findLast(({ what }) => what === 'place')?.order as OrderId;
const foreign = (desk: HandDesk) =>
  desk.engine.views.holdings().map((each) => [decimalText(each.foreign), decimalText(each.booked), each.state]);
/** A session of so many seconds is on; answers when it closes. */
function session(desk: HandDesk, name: string, length: number): Timestamp {
  const opens = desk.engine.views.now();
  const closes = later(opens, seconds(length));
  desk.engine.hear({ type: 'clock.sessionOpened', session: name, opens, closes }, 'clock');
  return closes;
}
async function isReplayed(desk: HandDesk): Promise<void> {
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
}

describe('B29.3: asked for the first time, it only lists', () => {
  it('orders of ours and of others, what each would come to, and every holding by its book', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(30), instrument: IBM });
    const { target, stop } = enterAt(desk, '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price(90) }), links: links({ role: 'manual' }) });
    const asked = desk.asked.length;
    const { event, token, orders, holdings } = list(desk);
    expect([event, token]).toEqual(['desk.flattenAccount', expect.stringMatching(/^[0-9a-f]{8}$/)]);
    expect(orders.map(({ order, role, does }) => [order, role, does])).toEqual(
      [
        [target, 'target', 'keep'],
        [stop, 'stop', 'keep'],
        [lastOrder(desk), 'manual', 'cancel'],
        [X, 'external', 'cancel'],
      ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
    );
    expect(holdings).toEqual([
      { book: BOOK, instrument: SPY, position: expect.any(String), quantity: quantity(100), does: 'leave' },
      { book: 'external', instrument: SPY, quantity: quantity(500), does: 'drifted' }, // its report is on its way
    ]);
    expect(desk.asked).toHaveLength(asked);
  });

  it('an order by hand that only reduces is kept by one act, and goes with the other', () => {
    const desk = accountWith(0);
    enterAt(desk, '100.02');
    const half = terms({ side: 'sell', quantity: quantity(50), limit: price(120) });
    desk.send({ type: 'desk.place', terms: half, links: links({ role: 'manual' }) });
    const does = (act: Act) => list(desk, act).orders.find(({ role }) => role === 'manual')?.does;
    expect([does('desk.cancelAccount'), does('desk.flattenAccount')]).toEqual(['keep', 'cancel']);
    const manual = lastOrder(desk);
    act(desk);
    expect(cancelled(desk).filter((order) => order === manual)).toEqual([manual]);
  });

  it('says the same token as long as nothing changes, whatever the market does', () => {
    const desk = accountWith(500, { side: 'sell' });
    const { token } = list(desk);
    desk.quote('90.00', '90.02');
    desk.pass(60);
    expect(list(desk).token).toBe(token);
    expect(list(desk, 'desk.cancelAccount').token).not.toBe(token);
  });

  it.each<[string, (desk: HandDesk) => void]>([
    ['an order has filled in part', (desk) => desk.tell(fill(X, 10))],
    [
      'somebody has placed another order',
      (desk) => desk.tell({ type: 'broker.externalOrder', order: Y, terms: terms() }),
    ],
    ['an order has ended', (desk) => desk.tell({ type: 'broker.orderCancelled', order: X })],
    ['something else is held', (desk) => desk.tell(holds(480))],
  ])('acts on nothing but what was listed: it is listed anew when %s', (_what, happen) => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(30) });
    const { token } = list(desk);
    happen(desk);
    desk.send({ type: 'desk.flattenAccount', token, ...by });
    expect(declined(desk)).toEqual(['listStale']);
    expect(desk.asked).toEqual([]);
    expect(desk.said('desk.accountListed')).toHaveLength(2);
    expect(desk.said('desk.accountListed')[1]?.token).not.toBe(token);
  });

  it('the token of one act is none of the other', () => {
    const desk = accountWith(500, { side: 'sell' });
    const { token } = list(desk, 'desk.cancelAccount');
    desk.send({ type: 'desk.flattenAccount', token, ...by });
    expect(declined(desk)).toEqual(['listStale']);
    expect(desk.asked).toEqual([]);
  });

  it('nothing is done while the broker can not be reached', () => {
    const desk = accountWith(500, { side: 'sell' });
    const { token } = list(desk);
    desk.tell({ type: 'connection.lost', broker: 'hand', detail: 'gone' });
    desk.send({ type: 'desk.flattenAccount', token, ...by });
    expect(declined(desk)).toEqual(['notConnected']);
    expect(desk.asked).toEqual([]);
  });
});

describe('B29.3: cancelling everything of everyone', () => {
  it('takes back orders of others and of ours that may add risk, one by one; protection stays (B33.2)', async () => {
    const desk = accountWith(0, { side: 'sell', quantity: quantity(30), instrument: IBM });
    enterAt(desk, '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price(90) }), links: links({ role: 'manual' }) });
    const manual = lastOrder(desk);
    act(desk, 'desk.cancelAccount');
    expect([...cancelled(desk)].sort()).toEqual([manual, X].sort());
    desk.tell({ type: 'broker.orderCancelled', order: manual }, { type: 'broker.orderCancelled', order: X });
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
    await isReplayed(desk);
  });

  it('an entry that waits goes, and its children end with it', () => {
    const desk = accountWith(0);
    desk.open();
    const [entry] = desk.asked.map(({ order }) => order) as [OrderId];
    desk.tell({ type: 'broker.orderWorking', order: entry });
    act(desk, 'desk.cancelAccount');
    expect(cancelled(desk)).toContain(entry);
    for (const order of cancelled(desk)) desk.tell({ type: 'broker.orderCancelled', order });
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(placed(desk)).toHaveLength(3);
  });

  it('leaves what is held where it is', () => {
    const desk = accountWith(500, { side: 'sell' });
    act(desk, 'desk.cancelAccount');
    expect(placed(desk)).toEqual([]);
    expect(foreign(desk)).toEqual([['500', '0', 'inSync']]);
  });
});

describe('B29.3: leaving the whole account', () => {
  it.each([
    ['what others bought is sold', 500, 'sell 500 SPY market'],
    ['what others sold is bought back', -500, 'buy 500 SPY market'],
  ])('%s by an order that is booked nowhere', async (_what, held, order) => {
    const desk = accountWith(held);
    act(desk);
    expect(placed(desk)).toEqual([order]);
    expect(desk.said('risk.approved')).toMatchObject([{ reducing: true }]);
    desk.tell(fill(lastOrder(desk), 200), fill(lastOrder(desk), 300), holds(0));
    expect(foreign(desk)).toEqual([['0', '0', 'inSync']]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.account()).toMatchObject({ realised: 0n, residue: 0n });
    await isReplayed(desk);
  });

  it('also while trading is halted: it only reduces', () => {
    const desk = accountWith(500);
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'stop' });
    act(desk);
    expect(placed(desk)).toEqual(['sell 500 SPY market']);
  });

  it('waits for the end of orders of others in the instrument, and counts what they have filled', async () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200), limit: price(101) });
    act(desk);
    expect([cancelled(desk), placed(desk)]).toEqual([[X], []]);
    desk.tell(fill(X, 50), holds(450));
    expect(placed(desk)).toEqual([]);
    desk.tell({ type: 'broker.orderCancelled', order: X });
    expect(placed(desk)).toEqual(['sell 450 SPY market']);
    await isReplayed(desk);
  });

  it('waits as well when the last of it was filled before the broker says what is left', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    act(desk);
    desk.tell(fill(X, 200));
    expect(placed(desk)).toEqual([]);
    desk.tell(holds(300));
    expect(placed(desk)).toEqual(['sell 300 SPY market']);
  });

  it('waits as well for executions that an order of others counts at its end and that nobody has told yet', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    act(desk);
    desk.tell({ type: 'broker.orderCancelled', order: X, filled: quantity(20) }, holds(500));
    expect(placed(desk)).toEqual([]);
    desk.tell(fill(X, 20), holds(480));
    expect(placed(desk)).toEqual(['sell 480 SPY market']);
  });

  it('and for the broker, when the line is lost meanwhile', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    act(desk);
    desk.tell({ type: 'connection.lost', broker: 'hand', detail: 'gone' });
    desk.tell({ type: 'broker.orderCancelled', order: X });
    expect(placed(desk)).toEqual([]);
    desk.tell(
      { type: 'connection.opened', broker: 'hand' },
      { type: 'connection.handshaken', broker: 'hand', account, simulated: true },
      { type: 'broker.snapshot', snapshot: snapshotOf({ positions: [{ instrument: SPY, quantity: quantity(500) }] }) },
    );
    expect(placed(desk)).toEqual(['sell 500 SPY market']);
  });

  it('gives it up, and says so, when broker and books do not come to agree', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    act(desk);
    desk.tell(holds(450), { type: 'broker.orderCancelled', order: X });
    desk.pass(11);
    expect(declined(desk)).toEqual(['drifted']);
    expect(placed(desk)).toEqual([]);
  });

  it('never leaves more than was listed, whatever orders of others bring meanwhile', async () => {
    const desk = accountWith(500, { side: 'buy', quantity: quantity(5000) });
    act(desk);
    desk.tell(fill(X, 4000), holds(4500), { type: 'broker.orderCancelled', order: X });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'listStale', detail: '4500 against 500' }]);
    expect(placed(desk)).toEqual(['sell 500 SPY market']);
    await isReplayed(desk);
  });

  it('gives it up, and says so, when what is there has turned over', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(700) });
    act(desk);
    desk.tell(fill(X, 600), holds(-100), { type: 'broker.orderCancelled', order: X });
    expect(placed(desk)).toEqual([]);
    expect(declined(desk)).toEqual(['listStale']);
  });

  it('gives it up when the broker does not take back an order of others: it is not left the day that one ends', async () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200), limit: price(101) });
    act(desk);
    desk.tell({ type: 'broker.cancelRejected', order: X, detail: 'of another client' });
    expect(declined(desk)).toEqual(['othersWork']);
    desk.tell(fill(X, 200), holds(300));
    expect(desk.said('order.settled')).toHaveLength(1);
    expect(placed(desk)).toEqual([]);
    await isReplayed(desk);
  });

  it('and when another order of others has come that nobody takes back', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    act(desk);
    desk.tell({ type: 'broker.externalOrder', order: Y, terms: terms({ side: 'sell', quantity: quantity(100) }) });
    desk.tell({ type: 'broker.orderCancelled', order: X });
    expect(declined(desk)).toEqual(['othersWork']);
    desk.tell({ type: 'broker.orderCancelled', order: Y });
    expect(placed(desk)).toEqual([]);
  });

  it('waits no longer than the session in which it was asked for (B30.1)', async () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    const closes = session(desk, '2026-01-05', 60);
    act(desk);
    desk.pass(61);
    desk.engine.hear({ type: 'clock.sessionClosed', session: '2026-01-05', closes }, 'clock');
    expect(declined(desk)).toEqual(['sessionClosed']);
    session(desk, '2026-01-06', 60);
    desk.tell({ type: 'broker.orderCancelled', order: X });
    expect(placed(desk)).toEqual([]);
    await isReplayed(desk);
  });

  it('asked for after the close, it waits no longer than the next session begins', () => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    session(desk, 'first', 60);
    desk.pass(61);
    act(desk);
    expect(declined(desk)).toEqual([]);
    session(desk, 'next', 60);
    expect(declined(desk)).toEqual(['sessionClosed']);
  });

  it.each([
    ['the close itself is not heard of yet', (_desk: HandDesk): void => {}],
    ['it is another one that is on when the broker is read again', (desk: HandDesk) => void session(desk, 'next', 60)],
  ])('also when %s', (_what, happen) => {
    const desk = accountWith(500, { side: 'sell', quantity: quantity(200) });
    session(desk, 'first', 60);
    act(desk);
    desk.pass(61);
    happen(desk);
    desk.tell({ type: 'broker.orderCancelled', order: X });
    expect(declined(desk)).toEqual(['sessionClosed']);
    expect(placed(desk)).toEqual([]);
  });

  it('leaves ours by its own way, beside what is not ours', () => {
    const desk = accountWith(500);
    const { target } = enterAt(desk, '100.02');
    desk.tell(holds(600));
    act(desk);
    // Ours leaves by its protection, which becomes marketable (B33.1).
    expect(desk.asked.filter(({ what }) => what === 'amend').map(({ order }) => order)).toContain(target);
    expect(placed(desk).slice(3)).toEqual(['sell 500 SPY market']);
  });

  it.each([
    ['lies against ours', -40, 60, 'foreignOffset'],
    ['is in doubt', 500, 700, 'drifted'],
  ])('what is not ours stays when it %s, and the list says so', (_what, held, reported, code) => {
    const desk = accountWith(held);
    enterAt(desk, '100.02');
    desk.tell(holds(reported));
    expect(list(desk).holdings).toMatchObject([{ does: 'leave' }, { book: 'external', does: code }]);
    act(desk);
    expect(placed(desk)).toHaveLength(3);
  });

  it('sells nothing twice: what is on its way is not asked for again', () => {
    const desk = accountWith(500);
    act(desk);
    desk.tell(fill(lastOrder(desk), 100), holds(400));
    expect(list(desk).holdings).toMatchObject([{ quantity: quantity(400), does: 'sizeZero' }]);
    act(desk);
    expect(placed(desk)).toEqual(['sell 500 SPY market']);
  });

  it('what is left of it after a rejection can be asked for again', () => {
    const desk = accountWith(500);
    act(desk);
    desk.tell({ type: 'broker.orderRejected', order: lastOrder(desk), detail: '201' });
    act(desk);
    expect(placed(desk)).toEqual(['sell 500 SPY market', 'sell 500 SPY market']);
  });

  it('its order can not be made larger than what is there', () => {
    const desk = accountWith(500);
    act(desk);
    const order = lastOrder(desk);
    desk.tell({ type: 'broker.orderWorking', order });
    desk.send({ type: 'desk.amend', order, change: { quantity: quantity(600) }, why: 'more' });
    expect(desk.said('risk.refused')).toMatchObject([{ order, code: 'foreignLess', limit: '500', value: '600' }]);
  });

  it('is no order that a strategy could take over, and a flatten of ours does not take it back', () => {
    const desk = accountWith(500);
    act(desk);
    const order = lastOrder(desk);
    desk.tell({ type: 'broker.orderWorking', order });
    desk.send({ type: 'order.adopt', order, book: BOOK, operator: 'ada', why: 'mine' });
    expect(desk.said('order.unexpected')).toMatchObject([{ order, event: 'order.adopt' }]);
    desk.send({ type: 'desk.flatten', why: 'out' });
    desk.send({ type: 'desk.emergency', why: 'kill' });
    expect(cancelled(desk)).toEqual([]);
    desk.send({ type: 'desk.cancel', order, why: 'by name it is taken back' });
    expect(cancelled(desk)).toEqual([order]);
  });
});

describe('B29.3: whatever else closes or cancels touches what is ours alone', () => {
  it.each<[string, (desk: HandDesk) => void]>([
    ['flatten', (desk) => desk.send({ type: 'desk.flatten', why: 'out' })],
    ['the kill switch', (desk) => desk.send({ type: 'desk.emergency', why: 'kill' })],
    ['halt', (desk) => desk.send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'stop' })],
    ['drain', (desk) => desk.send({ type: 'desk.drain', why: 'home' })],
  ])('%s', (_what, command) => {
    const desk = accountWith(500, { side: 'sell' });
    desk.send(marketOrder('buy', 10));
    const manual = lastOrder(desk);
    desk.tell({ type: 'broker.orderWorking', order: manual });
    command(desk);
    expect(cancelled(desk)).toEqual([manual]);
    expect(placed(desk)).toEqual(['buy 10 SPY market']);
  });
});
