/** Instruments and contracts: a desk trades US stocks and ETFs by their ticker; whatever else an account holds has a name of its own. */
import type { Contract } from '@stoqey/ib';
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId, named } from '../../identifiers.ts';

const CURRENCY = 'USD';

/** The contract of an instrument. Classes of shares are set apart by a space there, by a dot here: `BRK.B`. */
export const contractOf = (instrument: InstrumentId): Contract => ({
  symbol: instrument.replace('.', ' '),
  secType: 'STK' as NonNullable<Contract['secType']>,
  exchange: 'SMART',
  currency: CURRENCY,
});

/** The name of what a contract is of; what is no US stock is named by its kind and its symbol at the broker, and nobody trades it. */
export function instrumentOf({ symbol = '', secType, currency = CURRENCY, localSymbol }: Contract): InstrumentId {
  const kind = String(secType ?? 'STK');
  if (kind === 'STK' && currency === CURRENCY) return instrumentId(symbol.trim().replace(' ', '.'));
  const name = [kind, currency, localSymbol || symbol].join(':').replaceAll(/[^!-~]/g, '_');
  return named<InstrumentId>(name.slice(0, 128));
}
