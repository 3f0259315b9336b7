/** What of an execution falls to each of the positions that share it. */
import type { PositionId } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { minus, plus, shareOf, zero } from '../../money.ts';

/** A position's part of an execution; the quantity is without sign. */
export interface Part {
  readonly position: PositionId;
  readonly quantity: Quantity;
}

/** What they come to together. */
export const sizeOf = (parts: readonly Part[]): Quantity =>
  parts.reduce<Quantity>((sum, { quantity }) => plus(sum, quantity), zero);

/** Money by quantity, part by part; what does not divide stays with the last. */
export function moneyOf(parts: readonly Pick<Part, 'quantity'>[], money: Amount): readonly Amount[] {
  const whole = parts.reduce((sum, { quantity }) => sum + quantity, 0n) as Quantity;
  const shares = parts.slice(0, -1).map(({ quantity }) => (whole === 0n ? zero : shareOf(money, quantity, whole)));
  return parts.length === 0 ? [] : [...shares, shares.reduce<Amount>((left, share) => minus(left, share), money)];
}
