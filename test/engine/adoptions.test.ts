/** B29.2: what was in the account before us becomes ours only on the word of a person, at what it cost, and can be moved back while unused. */
import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import { buildReport } from '../../src/adapters/reports/report.ts';
import type {
  AccountId,
  AdoptionId,
  BookId,
  ExecutionId,
  InstrumentId,
  OrderId,
  Timestamp,
} from '../../src/identifiers.ts';
import { amount, decimalText, price, quantity } from '../../src/money.ts';
import { BOOK, SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const by = { operator: 'me', why: 'mine since years' } as const;
type Adopt = Extract<UserCommand, { type: 'holding.adopt' }>;
const adopt = (shares: number, at: string, over: Partial<Adopt> = {}): Adopt => ({
  type: 'holding.adopt',
  account,
  instrument: SPY,
  book: BOOK,
  quantity: quantity(shares),
  price: price(at),
  ...by,
  ...over,
});

/** A desk in front of an account that held so much before it. */
function holdingBefore(shares: number, yaml = 'rules: {}'): HandDesk {
  const desk = createHandDesk({ first: { positions: [{ instrument: SPY, quantity: quantity(shares) }] }, yaml });
  desk.quote('100.00', '100.00');
  return desk;
}
const lastAdopted = (desk: HandDesk): AdoptionId => desk.said('holding.adopted').at(-1)?.adoption as AdoptionId;
const release = (desk: HandDesk, adoption = lastAdopted(desk)): void =>
  desk.send({ type: 'holding.release', adoption, ...by });
const declined = (desk: HandDesk): readonly string[] => desk.said('desk.declined').map(({ code }) => code);
const holding = (desk: HandDesk) => {
  const [{ foreign, booked, state } = { foreign: 0n, booked: 0n, state: '' }] = desk.engine.views.holdings();
  return [decimalText(foreign as never), decimalText(booked as never), state];
};
const fill = (desk: HandDesk, order: OrderId, shares: number, at: string, id = `e-${order}`): void =>
  desk.tell({
    type: 'broker.execution',
    order,
    execution: id as ExecutionId,
    revision: 1,
    quantity: quantity(shares),
    price: price(at),
    executedAt: 0 as Timestamp,
  });
const sell = (desk: HandDesk, shares: number, at: string): void => {
  desk.send({
    type: 'desk.place',
    terms: terms({ side: 'sell', quantity: quantity(shares), limit: price(at) }),
    links: links(),
  });
  fill(desk, desk.asked.at(-1)?.order as OrderId, shares, at);
};
const placed = (desk: HandDesk) => desk.asked.flatMap((asked) => (asked.what === 'place' ? [asked] : []));

describe('B29.2: what is adopted', () => {
  it('is a position of the book at what it cost, naked without a stop; no cash moves, and nothing is executed', () => {
    const desk = holdingBefore(500);
    desk.send(adopt(200, '80'));
    expect(desk.engine.views.openPositions()).toMatchObject([
      { state: 'open', quantity: quantity(200), average: price(80), unrealised: amount(4_000), protection: 'naked' },
    ]);
    expect(desk.said('position.naked')).toMatchObject([{ detail: 'adopted without a stop' }]);
    expect(holding(desk)).toEqual(['300', '200', 'inSync']);
    expect(desk.engine.views.account()).toMatchObject({
      cash: amount(1_000_000),
      contributed: amount(16_000),
      equity: amount(1_020_000),
      residue: 0n,
    });
    expect(desk.said('order.filled')).toEqual([]);
    expect(desk.said('holding.adopted')).toMatchObject([{ ...by, book: BOOK, price: price(80) }]);
  });

  it('is sold with a profit from its cost, to the last digit', () => {
    const desk = holdingBefore(300);
    desk.send(adopt(300, '33.33333333'));
    sell(desk, 100, '99.99');
    expect(desk.engine.views.positions()).toMatchObject([{ quantity: quantity(200), realised: amount('6665.666667') }]);
    sell(desk, 200, '100.01');
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.account()).toMatchObject({ residue: 0n, realised: amount('20001.000001') });
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(0) });
    expect(holding(desk)).toEqual(['0', '0', 'inSync']);
  });

  it('is protected by a stop and a target of its own, and is left by them', () => {
    const desk = holdingBefore(500);
    desk.send(adopt(200, '80', { stop: price(95), target: price(110) }));
    const [target, stop] = placed(desk);
    expect(target?.terms).toMatchObject({
      side: 'sell',
      quantity: quantity(200),
      limit: price(110),
      timeInForce: 'gtc',
    });
    expect(stop?.terms).toMatchObject({ side: 'sell', quantity: quantity(200), stop: price(95), oca: { type: 2 } });
    desk.tell({ type: 'broker.orderWorking', order: target?.order as OrderId });
    desk.tell({ type: 'broker.orderWaiting', order: stop?.order as OrderId, for: 'trigger' });
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected', stop: price(95) }]);
    desk.send({
      type: 'position.protect',
      position: desk.engine.views.openPositions()[0]?.position as never,
      stop: price(97),
    });
    expect(desk.asked.at(-1)).toMatchObject({ what: 'amend', order: stop?.order, change: { stop: price(97) } });
    fill(desk, stop?.order as OrderId, 200, '97');
    expect(desk.said('position.closed')).toMatchObject([{ reason: 'stop', realised: amount(3_400) }]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('is short where the account was, and a stop alone is above it', () => {
    const desk = holdingBefore(-100);
    desk.send(adopt(-100, '120', { stop: price(130) }));
    expect(placed(desk)).toMatchObject([{ terms: { side: 'buy', stop: price(130) } }]);
    expect(desk.engine.views.account()).toMatchObject({
      contributed: amount(-12_000),
      equity: amount(990_000),
      residue: 0n,
    });
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(-100), unrealised: amount(2_000) }]);
  });

  it('joins the open position of the book, whose exits then are for all of it', () => {
    const desk = holdingBefore(500);
    desk.send(adopt(100, '80', { stop: price(95) }));
    const stop = placed(desk)[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWaiting', order: stop, for: 'trigger' });
    desk.send(adopt(50, '110'));
    expect(desk.asked.at(-1)).toMatchObject({ what: 'amend', order: stop, change: { quantity: quantity(150) } });
    expect(desk.engine.views.openPositions()).toMatchObject([
      { quantity: quantity(150), average: price(90), protection: 'resizing' },
    ]);
    desk.tell({ type: 'broker.amended', order: stop, quantity: quantity(150) });
    expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
    release(desk);
    expect(desk.asked.at(-1)).toMatchObject({ what: 'amend', order: stop, change: { quantity: quantity(100) } });
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100), average: price(80) }]);
    expect(holding(desk)).toEqual(['400', '100', 'inSync']);
  });

  it('leaves with everything that is ours when the desk flattens, and the rest stays', () => {
    const desk = holdingBefore(500);
    desk.send(adopt(200, '80'));
    desk.send({ type: 'desk.flatten', why: 'out' });
    expect(placed(desk)).toMatchObject([{ terms: { side: 'sell', quantity: quantity(200) } }]);
  });

  it('counts first in first out by what each lot cost', () => {
    const desk = holdingBefore(500, 'accounting: fifo\nrules: {}');
    desk.send(adopt(100, '80'));
    desk.send(adopt(100, '90'));
    sell(desk, 150, '100');
    expect(desk.engine.views.positions()).toMatchObject([
      { quantity: quantity(50), realised: amount(2_500), average: price(90) },
    ]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });
});

describe('B29.2: what was adopted is moved back while nothing was traded with it', () => {
  it('everything is as it was before, and its exits are taken back', () => {
    const desk = holdingBefore(500);
    desk.send(adopt(200, '80', { stop: price(95) }));
    const stop = placed(desk)[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWaiting', order: stop, for: 'trigger' });
    release(desk);
    expect(desk.asked.at(-1)).toEqual({ what: 'cancel', order: stop });
    expect(desk.engine.views.positions()).toMatchObject([{ state: 'abandoned', quantity: 0n, openedAt: null }]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(holding(desk)).toEqual(['500', '0', 'inSync']);
    expect(desk.engine.views.account()).toMatchObject({ contributed: 0n, equity: amount(1_000_000), residue: 0n });
    expect(desk.said('holding.released')).toMatchObject([{ ...by, quantity: quantity(200) }]);
    desk.tell({ type: 'broker.orderCancelled', order: stop });
    expect(desk.said('group.done')).toHaveLength(1);
    desk.send(adopt(500, '80'));
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(500) }]);
  });

  it('the latest adoption and the one before it, in any order', () => {
    const desk = holdingBefore(500);
    desk.send(adopt(200, '80'));
    const first = lastAdopted(desk);
    desk.send(adopt(100, '90'));
    release(desk, first);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(100), average: price(90) }]);
    release(desk);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.engine.views.account()).toMatchObject({ contributed: 0n, residue: 0n });
  });

  it.each([
    ['something was sold of it', (desk: HandDesk) => sell(desk, 1, '100')],
    [
      'a split has changed it',
      (desk: HandDesk) =>
        desk.tell({
          type: 'broker.split',
          account,
          instrument: SPY,
          newShares: quantity(2),
          oldShares: quantity(1),
          exDate: '2025-03-03',
        }),
    ],
    [
      'it was paid a dividend',
      (desk: HandDesk) =>
        desk.tell({
          type: 'broker.dividend',
          account,
          instrument: SPY,
          perShare: price(1),
          currency: 'USD',
          exDate: '2025-03-03',
        }),
    ],
  ])('not once %s', (_name, happens) => {
    const desk = holdingBefore(500);
    desk.send(adopt(200, '80'));
    happens(desk);
    release(desk);
    expect(declined(desk)).toEqual(['adoptionUsed']);
    expect(desk.said('holding.released')).toEqual([]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('not twice, not by another name, and not while it is on its way out', () => {
    const desk = holdingBefore(500);
    release(desk, 'nothing' as AdoptionId);
    desk.send(adopt(200, '80'));
    desk.send({ type: 'desk.flatten', why: 'out' });
    release(desk);
    desk.send(adopt(100, '80'));
    expect(declined(desk)).toEqual(['adoptionUnknown', 'positionBusy', 'positionBusy']);
  });
});

describe('B29.2: an adoption is refused', () => {
  it.each([
    ['for more than is there', adopt(501, '80'), 'foreignLess'],
    ['for the other side', adopt(-100, '80'), 'foreignLess'],
    ['of what nobody holds', adopt(100, '80', { instrument: 'IBM' as InstrumentId }), 'foreignLess'],
    ['of nothing', adopt(0, '80'), 'sizeZero'],
    ['in an account of somebody else', adopt(100, '80', { account: 'U1' as AccountId }), 'accountUnknown'],
    ['of what the desk does not trade', adopt(100, '80', { instrument: 'XOM' as InstrumentId }), 'instrumentUnknown'],
    ['with its stop above its target', adopt(100, '80', { stop: price(110), target: price(95) }), 'termsContradict'],
  ])('%s', (_name, command, code) => {
    const desk = holdingBefore(500, 'symbols: [SPY, IBM]\nrules: {}');
    desk.send(command);
    expect(declined(desk)).toEqual([code]);
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('while broker and books differ: nobody knows what is not ours', () => {
    const desk = holdingBefore(500);
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(480) });
    desk.send(adopt(100, '80'));
    expect(declined(desk)).toEqual(['drifted']);
  });

  it('into a position of the other side, or with levels of its own beside those that are there', () => {
    const desk = holdingBefore(500);
    sell(desk, 10, '100');
    desk.tell({ type: 'broker.position', account, instrument: SPY, quantity: quantity(490) });
    desk.send(adopt(100, '80'));
    desk.send(adopt(100, '80', { book: 'other' as BookId }));
    desk.send(adopt(100, '80', { book: 'other' as BookId, stop: price(70) }));
    expect(declined(desk)).toEqual(['positionOpen', 'positionOpen']);
    expect(desk.said('holding.adopted')).toHaveLength(1);
  });
});

it('the report counts it as entered at its cost, and what it cost is no profit', () => {
  const desk = holdingBefore(300);
  const recorder = createRecorder(desk.engine.bus);
  desk.send(adopt(100, '80'));
  release(desk);
  desk.send(adopt(100, '90'));
  sell(desk, 100, '100');
  recorder.finish();
  const report = buildReport({
    recording: recorder.recording,
    desk: 'test',
    currency: 'USD',
    account: desk.engine.views.account(),
    openPositions: [],
    stateHash: '',
    sequence: 0,
    version: '0',
  });
  expect(report.account).toMatchObject({ contributed: '9000', change: '1000', realised: '1000' });
  expect(report.trades).toMatchObject([{ averageEntry: '90', net: '1000' }]);
});

it('all of it replays to the same hash', async () => {
  const desk = holdingBefore(500);
  desk.send(adopt(200, '80', { stop: price(95), target: price(110) }));
  desk.send(adopt(100, '90'));
  release(desk);
  sell(desk, 50, '101');
  expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
});
