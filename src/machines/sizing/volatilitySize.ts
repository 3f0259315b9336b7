/** As many as move a share of the equity when the price goes a multiple of an indicator, such as its average true range. Pure. */
import type { Amount, Quantity, Ratio } from '../../money.ts';
import { lotsFor, priceFromFloat, scaled, scaledAmount, zero } from '../../money.ts';

export function volatilitySize(
  equity: Amount,
  { share, multiple }: { readonly share: Ratio; readonly multiple: Ratio },
  { value, lot }: { readonly value: number; readonly lot: Quantity },
): Quantity {
  const distance = scaled(priceFromFloat(value), multiple);
  return distance <= 0n ? zero : lotsFor(scaledAmount(equity, share), distance, lot);
}
