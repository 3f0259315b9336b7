/** What an issuer does to its shares, short enough for tables. */
import { quantity } from '../../src/money.ts';
import type { CorporateAction } from '../../src/ports.ts';
import { SPY } from './desk.ts';

/** So many new shares for so many old ones of SPY. */
export const splitOf = (newShares: number, oldShares: number, exDate = '2025-03-04'): CorporateAction => ({
  type: 'market.split',
  instrument: SPY,
  newShares: quantity(newShares),
  oldShares: quantity(oldShares),
  exDate,
  source: 'test',
});
