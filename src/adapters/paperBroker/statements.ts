/** What the broker says of an order when it is asked, and of all it has when somebody connects. */
import type { AccountId } from '../../identifiers.ts';
import type { BrokerOrder, BrokerSnapshot } from '../../plans.ts';
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

/** Where an order stands, after its executions and terms: how far it has filled, where it waits, how it ended. */
export function standingOf(order: PaperOrder): BrokerFact {
  const id = order.order;
  switch (order.state) {
    case 'waitingForParent':
      return { type: 'broker.orderWaiting', order: id, for: 'parent' };
    case 'waitingForTrigger':
      return { type: 'broker.orderWaiting', order: id, for: 'trigger' };
    case 'filled':
      return { type: 'broker.orderStatus', order: id, filled: order.filled };
    default:
      return endingOf(order) ?? { type: 'broker.orderFound', order: id };
  }
}

/** All the broker has, in one complete piece. */
export const snapshotOf = (
  accountId: AccountId,
  account: PaperAccount,
  orders: readonly PaperOrder[],
  { executions, since }: Pick<BrokerSnapshot, 'executions' | 'since'>,
): BrokerSnapshot => ({
  complete: true,
  since,
  account: accountId,
  cash: account.cash,
  orders: orders
    .filter((order) => !hasEnded(order))
    .map(({ order, terms, filled, state }): BrokerOrder => ({ order, terms, filled, state: listed(state) })),
  completed: orders.flatMap(({ order, state, filled }) =>
    isOutcome(state) ? [{ order, outcome: state, filled }] : [],
  ),
  executions: [...executions],
  positions: account.positions(),
});

const outcomes = ['filled', 'cancelled', 'rejected', 'expired'] as const;
const isOutcome = (state: Standing): state is (typeof outcomes)[number] =>
  (outcomes as readonly Standing[]).includes(state);

function listed(state: Standing): BrokerOrder['state'] {
  if (state === 'waitingForParent' || state === 'waitingForTrigger' || state === 'working') return state;
  return 'held';
}
