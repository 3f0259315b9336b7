/** The instruments that a gateway knows, and how it recognises what a client asks for. */
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import { price, quantity, zero } from '../../money.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import type { KnownStock } from './knownStocks.ts';
import { knownStocks } from './knownStocks.ts';
import type { ContractDetails } from './wire/contractMessages.ts';
import type { KnownContract } from './wire/contracts.ts';

export interface ListedInstrument {
  readonly instrument: InstrumentId;
  readonly contract: KnownContract;
  readonly primaryExch: string;
  readonly stockType: string;
  readonly longName: string;
}

/** What a client may say of an instrument. */
interface AskedFor {
  readonly conId?: number | undefined;
  readonly symbol: string;
  readonly secType: string;
  readonly currency: string;
}

const listed = ({ conId, symbol, primaryExch, stockType, longName }: KnownStock): ListedInstrument => ({
  instrument: instrumentId(symbol),
  contract: {
    conId,
    symbol,
    secType: 'STK',
    lastTradeDateOrContractMonth: '',
    strike: zero,
    right: '',
    multiplier: '',
    exchange: 'SMART',
    currency: 'USD',
    localSymbol: symbol,
    tradingClass: primaryExch === 'NASDAQ' ? 'NMS' : symbol,
  },
  primaryExch,
  stockType,
  longName,
});

/** Of what nobody knows by name: the same symbol always has the same id, above those that are known. */
const unknown = (symbol: string): KnownStock => ({
  conId: 1_000_000_000 + (hashOf(symbol) % 1_000_000_000),
  symbol,
  primaryExch: 'NYSE',
  stockType: 'COMMON',
  longName: symbol,
});

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** What one gateway lists. */
export class Catalogue {
  readonly all: readonly ListedInstrument[];
  readonly #byId: ReadonlyMap<number, ListedInstrument>;
  readonly #bySymbol: ReadonlyMap<string, ListedInstrument>;

  /** These instruments, or all that are known by name. */
  constructor(symbols: readonly string[] = knownStocks.map(({ symbol }) => symbol)) {
    const byName = new Map(knownStocks.map((each) => [each.symbol, each]));
    this.all = symbols.map((symbol) => listed(byName.get(symbol) ?? unknown(symbol)));
    this.#byId = new Map(this.all.map((each) => [each.contract.conId, each]));
    this.#bySymbol = new Map(this.all.map((each) => [each.contract.symbol, each]));
  }

  byId(conId: number): ListedInstrument | undefined {
    return this.#byId.get(conId);
  }

  /** The instrument by its id, or else by its symbol: a stock in dollars. */
  found(asked: AskedFor): ListedInstrument | undefined {
    if (asked.conId !== undefined && asked.conId !== 0) return this.byId(asked.conId);
    if (asked.secType.toUpperCase() !== 'STK' || !['', 'USD'].includes(asked.currency.toUpperCase())) return undefined;
    return this.#bySymbol.get(asked.symbol.toUpperCase());
  }

  /** @throws Error for an instrument that is not traded here; none other ever gets this far */
  listed(instrument: InstrumentId): ListedInstrument {
    const known = this.#bySymbol.get(instrument);
    if (known === undefined) throw new Error(`${instrument} is not listed`);
    return known;
  }

  /** Symbols and names that hold a text. */
  matching(pattern: string): readonly ListedInstrument[] {
    const wanted = pattern.trim().toUpperCase();
    return wanted === ''
      ? []
      : this.all.filter(({ contract, longName }) => contract.symbol.startsWith(wanted) || longName.includes(wanted));
  }
}

/** The one price rule: steps of a cent. */
export const MARKET_RULE = 26;
export const MINIMUM_TICK = price('0.01');

export const detailsOf = (
  { contract, primaryExch, stockType, longName }: ListedInstrument,
  day: string,
): ContractDetails => ({
  contract,
  primaryExch,
  marketName: contract.tradingClass,
  minTick: MINIMUM_TICK,
  orderTypes: Object.values(rulesOfTypes)
    .map(({ ib }) => ib)
    .join(','),
  validExchanges: `SMART,${primaryExch}`,
  priceMagnifier: 1,
  longName,
  industry: '',
  category: '',
  subcategory: '',
  timeZoneId: 'America/New_York',
  // The generated market trades round the clock.
  tradingHours: `${day}:0000-${day}:2359`,
  liquidHours: `${day}:0000-${day}:2359`,
  secIds: [],
  aggGroup: 1,
  marketRuleIds: `${MARKET_RULE},${MARKET_RULE}`,
  stockType,
  minSize: quantity(1),
  sizeIncrement: quantity(1),
  suggestedSizeIncrement: quantity(100),
});
