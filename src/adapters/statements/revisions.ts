/** Of an execution that a statement tells several times the highest revision holds; what was taken back was never traded. */
import type { StatementTrade } from '../../plans.ts';

/** `takenBack`: rows that cancel a trade, by its name or by all that they tell of it. */
export function latest(
  trades: readonly StatementTrade[],
  takenBack: readonly StatementTrade[] = [],
): readonly StatementTrade[] {
  const left = new Set(trades);
  for (const cancel of takenBack) {
    const own = [...left].find((trade) => trade.execution !== undefined && trade.execution === cancel.execution);
    const trade = own ?? [...left].find((each) => isSame(each, cancel));
    if (trade !== undefined) left.delete(trade);
  }
  const highest = new Map<string, number>();
  for (const { execution = '', revision = 1 } of left)
    highest.set(execution, Math.max(revision, highest.get(execution) ?? 0));
  return [...left].filter(
    ({ execution, revision = 1 }) => execution === undefined || revision === highest.get(execution),
  );
}

const isSame = (a: StatementTrade, b: StatementTrade): boolean =>
  a.instrument === b.instrument && a.side === b.side && a.quantity === b.quantity && a.price === b.price;
