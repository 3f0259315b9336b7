/** An execution as it is after a correction: the next revision of the same name, with other shares or at another price. */
import type { Amount, Price, Quantity } from '../../money.ts';
import { averagePrice, minus, plus, times } from '../../money.ts';
import type { GatewayExecution } from './gatewayOrders.ts';

export interface Correction {
  readonly price: Price | undefined;
  /** Zero takes the execution back. */
  readonly shares: Quantity | undefined;
}

export interface Corrected {
  readonly execution: GatewayExecution;
  /** So much more is held, below zero for a short one. */
  readonly held: Quantity;
  /** So much more was paid, or got for what was sold. */
  readonly value: Amount;
}

export function corrected(done: GatewayExecution, by: Correction): Corrected {
  const { told, report } = done;
  const { price = told.price, shares = told.shares } = by;
  const execId = nextRevision(told.execId);
  const change = minus(shares, told.shares);
  const value = minus(times(price, shares), times(told.price, told.shares));
  const cumQty = plus(told.cumQty, change);
  const avgPrice = averagePrice(plus(times(told.avgPrice, told.cumQty), value), cumQty);
  return {
    execution: {
      ...done,
      told: { ...told, execId, price, shares, cumQty, avgPrice },
      ...(report === undefined ? {} : { report: { ...report, execId } }),
    },
    held: (told.side === 'BOT' ? change : -change) as Quantity,
    value,
  };
}

/** `x.01` is corrected by `x.02`. Source: Interactive Brokers, TWS API, "Execution corrections". */
function nextRevision(execId: string): string {
  const place = execId.lastIndexOf('.');
  return `${execId.slice(0, place)}.${String(Number(execId.slice(place + 1)) + 1).padStart(2, '0')}`;
}
