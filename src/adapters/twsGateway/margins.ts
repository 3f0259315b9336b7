/** What an order asks of its account: the margin before it and what it adds, and how clients are told of that. */
import type { Amount, Price, Quantity } from '../../money.ts';
import { magnitude, moneyText, plus, times, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import { signed } from '../../orders.ts';
import { tieredUsStocks } from '../paperBroker/commissions.ts';
import type { GatewayOrder } from './gatewayOrders.ts';
import { marginOf } from './ledger.ts';
import { openOrderFields } from './wire/openOrder.ts';

/** The account as it is. */
export interface Means {
  readonly equity: Amount;
  /** What all that is held is worth, without sign. */
  readonly gross: Amount;
  /** Of the instrument of the order, below zero for a short one. */
  readonly held: Quantity;
  readonly mark: Price | undefined;
}

export interface Margins {
  readonly equity: Amount;
  readonly before: Amount;
  /** Below zero for an order that reduces. */
  readonly change: Amount;
  /** What the order is measured at: its own price, or the mark. */
  readonly price: Price;
}

export function marginsOf({ side, quantity, limit, stop }: OrderTerms, { equity, gross, held, mark }: Means): Margins {
  const price = limit ?? stop ?? mark ?? zero;
  const after = magnitude(plus(held, signed(side, quantity)));
  const change = (marginOf(times(price, after)) - marginOf(times(price, magnitude(held)))) as Amount;
  return { equity, before: marginOf(gross), change, price };
}

/** Why an order is not accepted, in the words of Interactive Brokers. */
export function beyondMeans({ equity, before, change }: Margins): string {
  const [loan, margin] = [moneyText(equity), moneyText(plus(before, change))];
  return `YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [${loan} USD] MUST EXCEED THE INITIAL MARGIN [${margin} USD]`;
}

/** The message that answers an order that is never placed. */
export function previewFields(
  version: number,
  { orderId, clientId, permId, listed, order, terms: { side, quantity } }: GatewayOrder,
  { equity, before, change, price }: Margins,
): readonly string[] {
  const nothingYet = { monthVolume: zero, orderRaw: zero, orderCharged: zero, orderValue: zero };
  const { fee } = tieredUsStocks().fee({ side, quantity, price, ...nothingYet });
  const figures = (margin: Amount, loan: Amount) => ({
    initMargin: margin,
    maintMargin: margin,
    equityWithLoan: loan,
  });
  return openOrderFields(version, {
    ...{ orderId, clientId, permId, contract: listed.contract, order, status: 'PreSubmitted' },
    margins: {
      before: figures(before, equity),
      change: figures(change, zero),
      after: figures(plus(before, change), equity),
    },
    ...{ commission: fee, minCommission: fee, maxCommission: fee, commissionCurrency: 'USD' },
  });
}
