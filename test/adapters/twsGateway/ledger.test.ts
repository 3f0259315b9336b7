/** What clients are told of a holding: average cost with its commissions, and profit net of those on both sides. */
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../src/adapters/twsGateway/ledger.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import { amount, amountText, decimalText, price, quantity } from '../../../src/money.ts';

type Execution = readonly [shares: number, at: string, fee: string];
const SPY = 'SPY' as InstrumentId;

describe('the ledger of an account', () => {
  it.each<[string, readonly Execution[], string, string, string]>([
    ['bought: the commission is part of the cost', [[100, '100', '1']], '100', '100.01', '0'],
    ['sold short: what came in is less by the commission', [[-100, '100', '1']], '-100', '99.99', '0'],
    [
      'bought in two parts',
      [
        [100, '100', '1'],
        [100, '102', '1'],
      ],
      '200',
      '101.01',
      '0',
    ],
    [
      'sold in part: both commissions by their shares',
      [
        [100, '100', '1'],
        [-50, '101', '1'],
      ],
      '50',
      '100.01',
      '48.5',
    ],
    [
      'sold whole',
      [
        [100, '100', '1'],
        [-100, '101', '1'],
      ],
      '0',
      '0',
      '98',
    ],
    [
      'sold through zero: the commission by what closes and what opens',
      [
        [100, '100', '1'],
        [-200, '101', '2'],
      ],
      '-100',
      '100.99',
      '98',
    ],
  ])('%s', (_, executions, held, average, realized) => {
    const ledger = new Ledger();
    const earned = executions.map(([shares, at, fee]) => ledger.book(SPY, quantity(shares), price(at), amount(fee)));
    const line = ledger.line(SPY);
    expect([decimalText(line.quantity), decimalText(ledger.averageCost(SPY)), amountText(line.realized)]).toEqual([
      held,
      average,
      realized,
    ]);
    const told = earned.filter((each) => each !== undefined);
    expect(amountText(told.reduce((sum, each) => (sum + each) as typeof each, amount(0)))).toBe(realized);
    expect(earned[0]).toBeUndefined();
  });
});
