/** As many as lose a share of the equity from the entry to the stop, before fees and slippage. Pure. */
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { lotsFor, scaledAmount } from '../../money.ts';

export const riskSize = (
  equity: Amount,
  share: Ratio,
  { distance, lot }: { readonly distance: Price; readonly lot: Quantity },
): Quantity => lotsFor(scaledAmount(equity, share), distance, lot);
