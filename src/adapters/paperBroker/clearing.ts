/** The books of a fill: what it cost, what the account holds now, and the facts that say so. */
import type { AccountId, ExecutionId, Timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { plus, times, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { BrokerExecution } from '../../plans.ts';
import type { BrokerFact, Clock } from '../../ports.ts';
import type { PaperAccount } from './account.ts';
import type { PaperOrder } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';

/** Shares traded in a calendar month, which the tiers of commissions are by. */
export interface MonthVolume {
  readonly month: number;
  readonly shares: Quantity;
}

export interface ClearingParts {
  readonly clock: Clock;
  readonly rules: PaperRules;
  readonly account: PaperAccount;
  readonly accountId: AccountId;
  readonly say: (fact: BrokerFact) => void;
}

export class Clearing {
  readonly #parts: ClearingParts;
  executions: BrokerExecution[] = [];
  executionCount = 0;
  monthVolume: MonthVolume = { month: 0, shares: zero };

  constructor(parts: ClearingParts) {
    this.#parts = parts;
  }

  /** Books a fill and reports it. */
  book(order: PaperOrder, quantity: Quantity, price: Price): void {
    const { account } = this.#parts;
    const { side, instrument } = order.terms;
    const fee = this.#charge(order, quantity, price);
    order.filled = plus(order.filled, quantity);
    order.value = plus(order.value, times(price, quantity));
    account.book(instrument, signed(side, quantity), price);
    account.charge(fee);
    this.#report(order, quantity, price, fee);
  }

  #charge(order: PaperOrder, quantity: Quantity, price: Price): Amount {
    const monthVolume = this.#volumeOfMonth();
    const { fee, raw } = this.#parts.rules.commission.fee({
      side: order.terms.side,
      quantity,
      price,
      monthVolume: monthVolume.shares,
      orderRaw: order.raw,
      orderCharged: order.charged,
      orderValue: order.value,
    });
    this.monthVolume = { ...monthVolume, shares: plus(monthVolume.shares, quantity) };
    order.raw = raw;
    order.charged = plus(order.charged, fee);
    return fee;
  }

  #report({ order, terms }: PaperOrder, quantity: Quantity, price: Price, fee: Amount): void {
    const { say, account, accountId, rules, clock } = this.#parts;
    const execution = `px${++this.executionCount}` as ExecutionId;
    const { instrument, side } = terms;
    const done = { order, execution, revision: 1, quantity, price, executedAt: clock.now() } as const;
    this.executions.push({ ...done, instrument, side, fee, currency: rules.currency });
    say({ type: 'broker.execution', ...done });
    say({ type: 'broker.commission', order, execution, fee, currency: rules.currency });
    say({ type: 'broker.position', account: accountId, instrument, quantity: account.quantity(instrument) });
  }

  #volumeOfMonth(): MonthVolume {
    const month = monthOf(this.#parts.clock.now());
    return month === this.monthVolume.month ? this.monthVolume : { month, shares: zero };
  }
}

/** The calendar month, as one number. */
export function monthOf(at: Timestamp): number {
  const date = new Date(at / 1_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
