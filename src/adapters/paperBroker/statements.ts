/** What the broker says of an order when it is asked, and of all it has when somebody connects. */
import type { AccountId, Timestamp } from '../../identifiers.ts';
import type { BrokerExecution, BrokerOrder, BrokerSnapshot } from '../../plans.ts';
import type { BrokerFact } from '../../ports.ts';
import type { PaperAccount } from './account.ts';
import type { PaperOrder, Standing } from './paperOrder.ts';
import { hasEnded } from './paperOrder.ts';

type Fact<T extends BrokerFact['type']> = Extract<BrokerFact, { type: T }>;

/** How an order ended; `undefined` while it has not, and for one that filled: its executions say so. */
export function endingOf({
  order,
  state,
  filled,
  detail,
}: PaperOrder): Fact<'broker.orderCancelled' | 'broker.orderRejected' | 'broker.orderExpired'> | undefined {
  switch (state) {
    case 'cancelled':
      return { type: 'broker.orderCancelled', order, filled, detail };
    case 'rejected':
      return { type: 'broker.orderRejected', order, detail };
    case 'expired':
      return { type: 'broker.orderExpired', order };
    default:
      return undefined;
  }
}

/** Where an order stands, after its executions. */
export function standingOf(order: PaperOrder): BrokerFact | undefined {
  const id = order.order;
  switch (order.state) {
    case 'waitingForParent':
      return { type: 'broker.orderWaiting', order: id, for: 'parent' };
    case 'waitingForTrigger':
      return { type: 'broker.orderWaiting', order: id, for: 'trigger' };
    case 'filled':
      return undefined;
    default:
      return endingOf(order) ?? { type: 'broker.orderFound', order: id };
  }
}

/** All the broker has, in one complete piece. */
export const snapshotOf = (
  accountId: AccountId,
  account: PaperAccount,
  orders: Iterable<PaperOrder>,
  executions: readonly BrokerExecution[],
): BrokerSnapshot => ({
  complete: true,
  since: 0 as Timestamp,
  account: accountId,
  cash: account.cash,
  orders: [...orders]
    .filter((order) => !hasEnded(order))
    .map(({ order, terms, filled, state }): BrokerOrder => ({ order, terms, filled, state: listed(state) })),
  executions,
  positions: account.positions(),
});

function listed(state: Standing): BrokerOrder['state'] {
  if (state === 'waitingForParent' || state === 'waitingForTrigger' || state === 'working') return state;
  return 'held';
}
