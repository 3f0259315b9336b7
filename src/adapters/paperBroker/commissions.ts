/**
 * What the broker charges. Source: Interactive Brokers, "Commissions: Stocks, ETFs, Warrants", IBKR Pro tiered, United States, as read in
 * 2025. Third-party fees vary with venue and year: they are a model, off unless asked for.
 */
import type { Amount, Price, Quantity } from '../../money.ts';
import { amount, lesser, plus, price, quantity, ratio, scaledAmount, times, zero } from '../../money.ts';
import type { Side } from '../../orders.ts';

/** What a fill is charged by. */
export interface Charge {
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
  /** Shares traded in the calendar month before this fill. */
  readonly monthVolume: Quantity;
  /** What the order was charged for its earlier fills, before minimum and maximum. */
  readonly orderRaw: Amount;
  /** What the order was charged for its earlier fills. */
  readonly orderCharged: Amount;
  /** Σ price × quantity of the order's earlier fills. */
  readonly orderValue: Amount;
}

export interface CommissionPlan {
  readonly name: string;
  /** The fee of one fill, and the order's sum before minimum and maximum. */
  fee(charge: Charge): { readonly fee: Amount; readonly raw: Amount };
}

const TIERS = [
  { upTo: quantity(300_000), rate: price('0.0035') },
  { upTo: quantity(3_000_000), rate: price('0.0020') },
  { upTo: quantity(20_000_000), rate: price('0.0015') },
  { upTo: quantity(100_000_000), rate: price('0.0010') },
  { upTo: undefined, rate: price('0.0005') },
] as const;
const MINIMUM = amount('0.35');
const MAXIMUM_SHARE = ratio('0.01');

const CLEARING_RATE = price('0.0002');
const CLEARING_MAXIMUM_SHARE = ratio('0.005');
const TAF_RATE = price('0.000166');
const TAF_MAXIMUM = amount('8.30');
const SEC_RATE = ratio('0.0000278');
const NYSE_PASS_THROUGH = ratio('0.000175');
const FINRA_PASS_THROUGH = ratio('0.00056');

/**
 * IBKR Pro tiered: by share, cheaper with the volume of the month; at least 0.35 an order, at most 1 % of its value (the maximum
 * rules where it is below the minimum). An order that fills in parts is charged as one: each fill pays the difference.
 */
export function tieredUsStocks({ thirdPartyFees = false }: { readonly thirdPartyFees?: boolean } = {}): CommissionPlan {
  return {
    name: thirdPartyFees ? 'IBKR Pro tiered, with clearing, regulatory and pass-through fees' : 'IBKR Pro tiered',
    fee(charge) {
      const raw = plus(charge.orderRaw, byTier(charge.quantity, charge.monthVolume));
      const value = plus(charge.orderValue, times(charge.price, charge.quantity));
      const atLeast = raw > MINIMUM ? raw : MINIMUM;
      const whole = lesser(atLeast, scaledAmount(value, MAXIMUM_SHARE));
      const commission = (whole > charge.orderCharged ? whole - charge.orderCharged : 0n) as Amount;
      return { fee: thirdPartyFees ? plus(commission, others(charge, commission)) : commission, raw };
    },
  };
}

/** A plan that charges nothing: for tests of prices and quantities alone. */
export const noCommission: CommissionPlan = { name: 'none', fee: () => ({ fee: zero, raw: zero }) };

function byTier(shares: Quantity, monthVolume: Quantity): Amount {
  let left = shares as bigint;
  let from = monthVolume as bigint;
  let sum = 0n;
  for (const { upTo, rate } of TIERS) {
    if (left === 0n) break;
    const room = upTo === undefined ? left : upTo - from;
    if (room <= 0n) continue;
    const part = left < room ? left : room;
    sum += times(rate, part as Quantity);
    left -= part;
    from += part;
  }
  return sum as Amount;
}

function others({ side, quantity: shares, price: at }: Charge, commission: Amount): Amount {
  const value = times(at, shares);
  const clearing = lesser(times(CLEARING_RATE, shares), scaledAmount(value, CLEARING_MAXIMUM_SHARE));
  const passed = plus(scaledAmount(commission, NYSE_PASS_THROUGH), scaledAmount(commission, FINRA_PASS_THROUGH));
  if (side === 'buy') return plus(clearing, passed);
  const regulatory = plus(lesser(times(TAF_RATE, shares), TAF_MAXIMUM), scaledAmount(value, SEC_RATE));
  return plus(plus(clearing, passed), regulatory);
}
