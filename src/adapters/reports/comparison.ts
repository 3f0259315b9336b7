/** Two runs beside each other: one that was recorded, and one that might have been. Names of orders and positions are no difference. */
import type { Amount } from '../../money.ts';
import { amount, amountText, minus } from '../../money.ts';
import type { Report } from './report.ts';

/** The rows that both have, counted, and those that only one of them has. */
export interface RowsBeside<R> {
  readonly same: number;
  readonly recordedOnly: readonly R[];
  readonly hypotheticalOnly: readonly R[];
}

/** A figure in both. */
export interface FigureBeside {
  readonly recorded: string;
  readonly hypothetical: string;
  readonly difference: string;
}

export type RunComparison = ReturnType<typeof compareRuns>;

/** Compares what two runs came to. */
export function compareRuns(recorded: Report, hypothetical: Report) {
  const rows = <K extends 'fills' | 'trades' | 'orders' | 'openPositions'>(of: K): RowsBeside<Report[K][number]> =>
    beside<Report[K][number]>(recorded[of], hypothetical[of]);
  const figure = (of: (report: Report) => string): FigureBeside => {
    const [one, other] = [of(recorded), of(hypothetical)];
    const difference: Amount = minus(amount(other), amount(one));
    return { recorded: one, hypothetical: other, difference: amountText(difference) };
  };
  return {
    account: {
      endingEquity: figure(({ account }) => account.endingEquity),
      realised: figure(({ account }) => account.realised),
      unrealised: figure(({ account }) => account.unrealised),
      fees: figure(({ account }) => account.fees),
      dividends: figure(({ account }) => account.dividends),
      maxDrawdown: figure(({ totals }) => totals.maxDrawdown),
      residue: figure(({ account }) => account.residue),
    },
    fills: rows('fills'),
    trades: rows('trades'),
    orders: rows('orders'),
    openPositions: rows('openPositions'),
  };
}

/** Names carry the number of the input that made them: another input before them, and they are others. */
const names: readonly string[] = ['order', 'position', 'execution'];

function beside<R extends object>(recorded: readonly R[], hypothetical: readonly R[]): RowsBeside<R> {
  const recordedOnly = without(recorded, hypothetical);
  return {
    same: recorded.length - recordedOnly.length,
    recordedOnly,
    hypotheticalOnly: without(hypothetical, recorded),
  };
}

/** The rows of one list that the other has not, or not as often. */
function without<R extends object>(list: readonly R[], other: readonly R[]): readonly R[] {
  const left = new Map<string, number>();
  for (const row of other) left.set(keyOf(row), (left.get(keyOf(row)) ?? 0) + 1);
  return list.filter((row) => {
    const count = left.get(keyOf(row)) ?? 0;
    if (count > 0) left.set(keyOf(row), count - 1);
    return count === 0;
  });
}

const keyOf = (row: object): string => JSON.stringify(Object.entries(row).filter(([name]) => !names.includes(name)));
