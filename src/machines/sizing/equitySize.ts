/** A share of the equity at the middle of the quote. As one opens only where nothing is held, it is the weight of the position too. Pure. */
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { lotsFor, scaledAmount } from '../../money.ts';

export const equitySize = (
  equity: Amount,
  share: Ratio,
  { mid, lot }: { readonly mid: Price; readonly lot: Quantity },
): Quantity => lotsFor(scaledAmount(equity, share), mid, lot);
