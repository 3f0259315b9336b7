/** Precautions against mistyped orders, as the presets of TWS have them: a limit far from the market, a large size, a large value. */
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { amount, decimalText, magnitude, minus, moneyText, quantity, ratio, scaled, times } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import type { Refusal } from './refusal.ts';

/** What is not given does not limit. */
export interface Precautions {
  /** How far a limit may be from the price that the order would take: 0.03 is 3 %. */
  readonly percentage?: Ratio;
  /** The largest quantity. */
  readonly size?: Quantity;
  /** The largest value, in dollars. */
  readonly value?: Amount;
}

/** As TWS has them unless told. Source: TWS, Global Configuration, Presets, Stocks, "Precautionary Settings". */
export const usualPrecautions: Required<Precautions> = {
  percentage: ratio('0.03'),
  size: quantity(500),
  value: amount(100_000),
};

/** One order and what it is measured by. */
export interface Measured {
  readonly orderId: number;
  readonly terms: OrderTerms;
  /** What stood before, where it is a change: only what is new is measured. */
  readonly before: OrderTerms | undefined;
  /** The price on the other side, where something is quoted. */
  readonly touch: Price | undefined;
  /** The order says that its price is meant. */
  readonly isPriceMeant: boolean;
}

const HUNDRED = 100n;
const SET_IN = 'Restriction is specified in Precautionary Settings of Global Configuration/Presets.';

/** What an order is refused by; `undefined` when it passes. */
export function breached(limits: Precautions, { orderId, terms, before, touch, isPriceMeant }: Measured) {
  const { limit, quantity: size } = terms;
  const refuse = (code: number, what: string): Refusal => ({
    code,
    text: `The following order "ID:${orderId}" ${what}. ${SET_IN}`,
  });
  const isNewPrice = limit !== before?.limit;
  if (isNewPrice && !isPriceMeant && isFar(limits.percentage, limit, touch)) {
    const per = decimalText(((limits.percentage ?? 0n) * HUNDRED) as Ratio);
    return refuse(163, `price exceeds the Percentage constraint of ${per}%`);
  }
  if (limits.size !== undefined && size > (before?.quantity ?? 0n) && size > limits.size)
    return refuse(383, `size exceeds the Size Limit of ${decimalText(limits.size)}`);
  const price = limit ?? terms.stop ?? touch;
  const isNew = isNewPrice || size !== before?.quantity;
  if (limits.value === undefined || price === undefined || !isNew || times(price, size) <= limits.value)
    return undefined;
  const [value, most] = [dollars(times(price, size)), dollars(limits.value)];
  return refuse(451, `value estimate of ${value} USD exceeds the Total Value Limit of ${most} USD`);
}

const isFar = (most: Ratio | undefined, limit: Price | undefined, touch: Price | undefined): boolean =>
  most !== undefined &&
  limit !== undefined &&
  touch !== undefined &&
  magnitude(minus(limit, touch)) > scaled(touch, most);

/** `154,990.00` as TWS writes it. */
const dollars = (value: Amount): string => moneyText(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
