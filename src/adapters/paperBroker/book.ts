/** The broker's book as something that can be kept: saved, taken over again, and forgotten after a while. */
import { OrdermatonError } from '../../errors.ts';
import type { AccountId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { BrokerExecution } from '../../plans.ts';
import type { PaperAccount } from './account.ts';
import type { Clearing, MonthVolume } from './clearing.ts';
import type { Markets } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { hasEnded, paperOrder } from './paperOrder.ts';

/** All that a paper broker knows, to be kept in a file of its own. */
export interface PaperState {
  readonly version: 1;
  readonly account: AccountId;
  readonly cash: Amount;
  readonly positions: readonly {
    readonly instrument: InstrumentId;
    readonly quantity: Quantity;
    readonly mark: Price;
  }[];
  readonly orders: readonly PaperOrder[];
  readonly executions: readonly BrokerExecution[];
  readonly places: number;
  readonly executionCount: number;
  readonly monthVolume: MonthVolume;
}

/** The same without what there is most of. */
export type PaperSummary = Omit<PaperState, 'orders' | 'executions'>;

/** The parts of a broker that its book is in. */
interface Book {
  readonly accountId: AccountId;
  readonly account: PaperAccount;
  readonly markets: Markets;
  readonly orders: Map<OrderId, PaperOrder>;
  readonly clearing: Clearing;
}

export const saveBook = (book: Book, places: number): PaperState => ({
  ...summaryOf(book, places),
  orders: [...book.orders.values()].map((order) => ({ ...order })),
  executions: [...book.clearing.executions],
});

export const summaryOf = ({ accountId, account, markets, clearing }: Book, places: number): PaperSummary => ({
  version: 1,
  account: accountId,
  cash: account.cash,
  positions: account.positions().map((line) => ({ ...line, mark: markets.markOf(line.instrument) ?? (zero as Price) })),
  places,
  executionCount: clearing.executionCount,
  monthVolume: clearing.monthVolume,
});

/** Takes over a saved book. @throws `brokerStateBroken` for one of another account */
export function restoreBook(state: PaperState, { accountId, account, orders, clearing }: Book): void {
  if (state.account !== accountId) {
    throw new OrdermatonError('brokerStateBroken', {
      file: 'the saved book',
      problem: `it belongs to account ${state.account}`,
    });
  }
  for (const { instrument, quantity, mark } of state.positions) account.hold(instrument, quantity, mark);
  clearing.executions = [...state.executions];
  clearing.executionCount = state.executionCount;
  clearing.monthVolume = state.monthVolume;
  // A book that an older version saved lacks fields that came later.
  for (const saved of state.orders) {
    orders.set(saved.order, { ...paperOrder(saved.order, saved.place, saved.terms), ...saved });
  }
}

/** Forgets what ended and what was executed before a moment, as a broker does over night. */
export function forgetBefore(since: Timestamp, { orders, clearing }: Book): void {
  for (const order of orders.values()) if (hasEnded(order) && (order.endedAt ?? 0) < since) orders.delete(order.order);
  clearing.executions = clearing.executions.filter(({ executedAt }) => executedAt >= since);
}
