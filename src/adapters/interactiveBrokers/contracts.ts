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

/** The contracts of the desk, each qualified once: from then on it goes by the broker's own number of it, and no other can be meant. */
export class Contracts {
  readonly #qualified = new Map<InstrumentId, Contract>();

  of(instrument: InstrumentId): Contract {
    return this.#qualified.get(instrument) ?? contractOf(instrument);
  }

  isQualified(instrument: InstrumentId): boolean {
    return this.#qualified.has(instrument);
  }

  /** All that the broker has found for it: exactly one of them is it, or it goes by its symbol as before. */
  qualify(instrument: InstrumentId, found: readonly Contract[]): void {
    const fitting = found.filter((contract) => nameOf(contract) === instrument);
    const [only] = new Set(fitting.map(({ conId }) => conId));
    if (only === undefined || fitting.some(({ conId }) => conId !== only)) return;
    this.#qualified.set(instrument, { ...contractOf(instrument), conId: only });
  }
}

function nameOf(contract: Contract): InstrumentId | undefined {
  try {
    return instrumentOf(contract);
  } catch {
    return undefined; // no name at all: it is none that the desk trades
  }
}
