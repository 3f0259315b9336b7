/** Money and splits of a statement beside ours: what agrees to the cent, what is booked, and what is only told. */
import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import type { AccountId, ExecutionId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import { amount, price, quantity, ratio } from '../../src/money.ts';
import type { StatementCash, StatementSplit, StatementTrade } from '../../src/plans.ts';
import { SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk } from '../support/handBroker.ts';
import { links, terms } from '../support/orders.ts';

const account = 'PAPER' as AccountId;
const OTHER = 'OTHR' as InstrumentId;

/** A hundred shares of SPY at 98.99, by an order by hand. */
function holding(): HandDesk {
  const desk = createHandDesk();
  desk.quote('100.00', '100.02');
  desk.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links({ role: 'manual' }) });
  const order = desk.asked[0]?.order as OrderId;
  const execution = 'e1' as ExecutionId;
  desk.tell(
    { type: 'broker.orderWorking', order },
    {
      type: 'broker.execution',
      order,
      execution,
      revision: 1,
      quantity: quantity(100),
      price: price('98.99'),
      executedAt: desk.engine.views.now(),
    },
    { type: 'broker.commission', order, execution, fee: amount('0.35'), currency: 'USD' },
  );
  return desk;
}
const cash = (over: Partial<StatementCash> = {}): StatementCash => ({
  ...{ row: 9, name: 't1', kind: 'interest', amount: amount('-4.27'), currency: 'USD', on: '2025-03-05' },
  description: 'USD DEBIT INT',
  ...over,
});
const split = (over: Partial<StatementSplit> = {}): StatementSplit => ({
  ...{ row: 12, instrument: SPY, newShares: quantity(4), oldShares: quantity(1), exDate: '2025-03-04' },
  ...over,
});
const statement = (
  rows: readonly StatementCash[],
  splits: readonly StatementSplit[] = [],
  trades: readonly StatementTrade[] = [],
): UserCommand => ({
  ...{ type: 'statement.import', account, statement: 'march.xml', trades, cash: rows, splits },
  ...{ operator: 'me', why: 'the month' },
});
const counted = (desk: HandDesk) => desk.said('statement.cashCompared').at(-1);
const cashOf = (desk: HandDesk) => {
  const { equity, residue, fees, dividends } = desk.engine.views.account();
  return { equity, residue, fees, dividends };
};

describe('money that only the statement shows', () => {
  it.each([
    ['interest that was paid', cash(), { fees: amount('4.62') }],
    ['interest that came in', cash({ amount: amount('1.02') }), { fees: amount('-0.67') }],
    ['a borrow fee', cash({ kind: 'borrowFee', instrument: SPY, amount: amount('-0.83') }), { fees: amount('1.18') }],
    ['a tax', cash({ kind: 'withholdingTax', instrument: SPY, amount: amount('-1.88') }), { fees: amount('2.23') }],
    [
      'a dividend',
      cash({ kind: 'dividend', instrument: SPY, amount: amount('12.50') }),
      { dividends: amount('12.50') },
    ],
  ])('%s is booked to the cent, and the books still come to the same by both ways', (_what, row, expected) => {
    const desk = holding();
    const before = cashOf(desk);
    desk.send(statement([row]));
    expect(cashOf(desk)).toMatchObject({ residue: 0n, equity: before.equity + row.amount, ...expected });
    expect(desk.said('statement.cashBooked')).toMatchObject([{ row: 9, name: 't1', kind: row.kind }]);
    expect(counted(desk)).toMatchObject({ rows: 1, matched: 0, booked: 1, different: 0 });
  });

  it('is booked once, however often it is brought in', () => {
    const desk = holding();
    desk.send(statement([cash()]));
    const once = cashOf(desk);
    desk.send(statement([cash()]));
    expect(cashOf(desk)).toEqual(once);
    expect(counted(desk)).toMatchObject({ matched: 1, booked: 0 });
  });

  it('in another currency waits for its rate', () => {
    const desk = holding();
    const before = cashOf(desk);
    desk.send(statement([cash({ currency: 'EUR' })]));
    expect(cashOf(desk)).toEqual(before);
    desk.send({ type: 'desk.convert', currency: 'EUR', rate: ratio('1.1'), why: 'the rate of the day' });
    expect(cashOf(desk)).toMatchObject({ residue: 0n, fees: amount('5.047') });
  });

  it('is told, and not booked, where it is of an instrument that we have never traded', () => {
    const desk = holding();
    const before = cashOf(desk);
    desk.send(statement([cash({ kind: 'dividend', instrument: OTHER })]));
    expect(cashOf(desk)).toEqual(before);
    expect(desk.said('statement.cashForeign')).toMatchObject([{ instrument: OTHER, name: 't1' }]);
  });

  it('is ours where the same statement brings in the trade', () => {
    const desk = createHandDesk();
    desk.quote('100.00', '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links({ role: 'manual' }) });
    const order = desk.asked[0]?.order as OrderId;
    desk.tell({ type: 'broker.orderWorking', order });
    const trade: StatementTrade = {
      ...{ row: 3, execution: 'e1' as ExecutionId, order, instrument: SPY, side: 'buy', quantity: quantity(100) },
      ...{ price: price('98.99'), fee: amount('0.35'), currency: 'USD', executedAt: desk.engine.views.now() },
    };
    desk.send(statement([cash({ kind: 'dividend', instrument: SPY, amount: amount(1) })], [], [trade]));
    expect(counted(desk)).toMatchObject({ booked: 1, foreign: 0 });
    expect(cashOf(desk)).toMatchObject({ residue: 0n, dividends: amount(1) });
  });

  it('is in the report too: of its instrument, or of the account', () => {
    const desk = holding();
    const { recording } = createRecorder(desk.engine.bus);
    desk.send(statement([cash(), cash({ name: 't2', kind: 'dividend', instrument: SPY, amount: amount(2) })]));
    const days = [...recording.days.values()].map(({ instrument, fees, dividends }) => ({
      instrument,
      fees,
      dividends,
    }));
    expect(days).toMatchObject([
      { instrument: 'ACCOUNT', fees: amount('4.27'), dividends: 0n },
      { instrument: SPY, fees: 0n, dividends: amount(2) },
    ]);
  });

  it('replays to the same hash', async () => {
    const desk = holding();
    desk.send(statement([cash(), cash({ name: 't2', kind: 'dividend', instrument: SPY })], [split()]));
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});

describe('a dividend that we have booked', () => {
  /** 1.2345 a share for a hundred: 123.45. */
  function paid(): HandDesk {
    const desk = holding();
    const what = { account, instrument: SPY, perShare: price('1.23454'), currency: 'USD', exDate: '2025-03-04' };
    desk.tell({ type: 'broker.dividend', ...what });
    return desk;
  }
  const dividend = (over: Partial<StatementCash> = {}) =>
    cash({ kind: 'dividend', instrument: SPY, amount: amount('123.45'), on: '2025-03-20', ...over });

  it.each([
    ['by its ex-date', [dividend({ exDate: '2025-03-04' })]],
    ['by the day on which it was paid', [dividend()]],
    [
      'in parts, paid, taken back and paid anew',
      [dividend(), dividend({ name: 't2', amount: amount('-123.45') }), dividend({ name: 't3' })],
    ],
  ])('agrees to the cent: %s', (_how, rows) => {
    const desk = paid();
    const before = cashOf(desk);
    desk.send(statement(rows));
    expect(counted(desk)).toMatchObject({ matched: rows.length, booked: 0, different: 0 });
    expect(cashOf(desk)).toEqual(before);
  });

  it('and is another in the statement is an alarm with both, and nothing is changed', () => {
    const desk = paid();
    const before = cashOf(desk);
    desk.send(statement([dividend({ amount: amount('123.46') })]));
    expect(desk.said('statement.cashDiffers')).toMatchObject([
      { code: 'dividendDiffers', row: 9, instrument: SPY, stated: '123.46 USD', booked: '123.454 USD for 2025-03-04' },
    ]);
    expect(cashOf(desk)).toEqual(before);
  });

  it('is not the one of another quarter', () => {
    const desk = paid();
    desk.send(statement([dividend({ on: '2025-09-20' })]));
    expect(counted(desk)).toMatchObject({ matched: 0, booked: 1 });
  });
});

describe('what is only told', () => {
  it.each([
    ['capitalMoved', [cash({ kind: 'capital' })], 'capital -4.27 USD'],
    ['kindUnknown', [cash({ kind: 'other', description: 'Grants: a gift' })], 'Grants: a gift other -4.27 USD'],
    ['cashTwice', [cash(), cash()], 'interest -4.27 USD'],
  ])('%s', (code, rows, stated) => {
    const desk = holding();
    desk.send(statement(rows));
    expect(desk.said('statement.cashDiffers')).toMatchObject([{ code, name: 't1', stated, booked: '' }]);
    expect(cashOf(desk).residue).toBe(0n);
  });

  it('cashDiffers: what was booked from a statement is another in the next', () => {
    const desk = holding();
    desk.send(statement([cash()]));
    desk.send(statement([cash({ amount: amount('-4.28') })]));
    expect(desk.said('statement.cashDiffers')).toMatchObject([
      { code: 'cashDiffers', stated: 'interest -4.28 USD', booked: 'interest -4.27 USD' },
    ]);
  });

  it('splitMissing and splitDiffers: a split is booked by a person alone', () => {
    const desk = holding();
    desk.send(statement([], [split()]));
    desk.tell({
      type: 'broker.split',
      account,
      ...{ instrument: SPY, newShares: quantity(4), oldShares: quantity(1), exDate: '2025-03-04' },
    });
    desk.send(statement([], [split()]));
    expect(counted(desk)).toMatchObject({ matched: 1, different: 0 });
    desk.send(statement([], [split({ newShares: quantity(3) }), split({ instrument: OTHER })]));
    expect(counted(desk)).toMatchObject({ matched: 0, foreign: 1, different: 1 });
    expect(desk.said('statement.cashDiffers')).toMatchObject([
      { code: 'splitMissing', name: 'SPY/2025-03-04', stated: '4 for 1', booked: '' },
      { code: 'splitDiffers', stated: '3 for 1', booked: '4 for 1' },
    ]);
  });
});
