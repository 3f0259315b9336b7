/** The instruments that a gateway knows, and how it recognises what a client asks for. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import { quantity, zero } from '../../money.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import type { TradingHours } from '../../ports.ts';
import { hoursTold } from './contractHours.ts';
import type { KnownStock } from './knownStocks.ts';
import { knownStocks } from './knownStocks.ts';
import { CENTS, FINE_BELOW_ONE, minimumTick } from './marketRules.ts';
import type { Refusal } from './refusal.ts';
import type { ContractDetails } from './wire/contractMessages.ts';
import type { KnownContract } from './wire/contracts.ts';
import { EXCHANGE_ZONE } from './wireTimes.ts';

export interface ListedInstrument {
  readonly instrument: InstrumentId;
  readonly contract: KnownContract;
  readonly primaryExch: string;
  readonly stockType: string;
  readonly longName: string;
  /** By which rule of the market its prices are apart. */
  readonly marketRule: number;
  /** It is described, and not traded here. */
  readonly isAbroad?: boolean;
}

/** What a client may say of an instrument. */
interface AskedFor {
  readonly conId?: number | undefined;
  readonly symbol: string;
  readonly secType: string;
  readonly currency: string;
  readonly exchange?: string;
  readonly primaryExch?: string;
  readonly localSymbol?: string;
  readonly tradingClass?: string;
}

const listed = ({ conId, symbol, primaryExch, stockType, longName, isFineBelowOne }: KnownStock): ListedInstrument => ({
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
  marketRule: isFineBelowOne === true ? FINE_BELOW_ONE : CENTS,
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

/** Known by their description, and not traded here: without a currency the symbol means more than one. */
const abroad: readonly ListedInstrument[] = [
  [38708077, 'AAPL', 'APPLE INC'],
  [38708990, 'IBM', 'INTL BUSINESS MACHINES CORP'],
].map(([conId, symbol, longName]) => {
  const { contract, ...home } = listed({ ...unknown(String(symbol)), longName: String(longName) });
  const elsewhere = { conId: Number(conId), exchange: 'MEXI', currency: 'MXN', tradingClass: String(symbol) };
  return { ...home, contract: { ...contract, ...elsewhere }, primaryExch: 'MEXI', isAbroad: true };
});

/** Symbols that one search finds at most. Source: Interactive Brokers, TWS API, "Stock Contract Search". */
const MOST_FOUND = 16;

/** What one gateway lists. */
export class Catalogue {
  readonly all: readonly ListedInstrument[];
  readonly #described: readonly ListedInstrument[];
  readonly #byId: ReadonlyMap<number, ListedInstrument>;
  readonly #bySymbol: ReadonlyMap<string, ListedInstrument>;

  /** These instruments, or all that are known by name. */
  constructor(symbols: readonly string[] = knownStocks.map(({ symbol }) => symbol)) {
    const byName = new Map(knownStocks.map((each) => [each.symbol, each]));
    this.all = symbols.map((symbol) => listed(byName.get(symbol) ?? unknown(symbol)));
    this.#bySymbol = new Map(this.all.map((each) => [each.contract.symbol, each]));
    const alsoAbroad = abroad.filter(({ contract }) => this.#bySymbol.has(contract.symbol));
    this.#described = [...this.all, ...alsoAbroad];
    this.#byId = new Map(this.#described.map((each) => [each.contract.conId, each]));
  }

  byId(conId: number): ListedInstrument | undefined {
    return this.#byId.get(conId);
  }

  /** All that a description fits: by the id alone where there is one. */
  fitting(asked: AskedFor): readonly ListedInstrument[] {
    const { conId } = asked;
    return this.#described.filter((each) =>
      conId === undefined || conId === 0 ? fits(asked, each.contract, each) : each.contract.conId === conId,
    );
  }

  /** The one that a description fits, or why there is none. */
  one(asked: AskedFor): ListedInstrument | Refusal {
    const [first, ...others] = this.fitting(asked);
    if (first === undefined) return NO_CONTRACT;
    return others.length === 0 ? first : ambiguous(asked);
  }

  /** The same, of what is traded here. */
  traded(asked: AskedFor): ListedInstrument | Refusal {
    const found = this.one(asked);
    return 'isAbroad' in found ? NOT_PERMITTED : found;
  }

  /** @throws Error for an instrument that is not traded here; none other ever gets this far */
  listed(instrument: InstrumentId): ListedInstrument {
    const known = this.#bySymbol.get(instrument);
    if (known === undefined) throw new Error(`${instrument} is not listed`);
    return known;
  }

  /** Symbols that begin with a text, and names that hold it. */
  matching(pattern: string): readonly ListedInstrument[] {
    const wanted = pattern.trim().toUpperCase();
    if (wanted === '') return [];
    return this.#described
      .filter(({ contract, longName }) => contract.symbol.startsWith(wanted) || longName.includes(wanted))
      .slice(0, MOST_FOUND);
  }
}

/** Where shares of the United States can be sent to, beside the exchange that lists them. */
const destinations = [
  '',
  'SMART',
  'NYSE',
  'NASDAQ',
  'ISLAND',
  'ARCA',
  'AMEX',
  'BATS',
  'BYX',
  'EDGEA',
  'IEX',
  'IBKRATS',
];
const isOneOf = (text: string, ...known: readonly string[]): boolean => known.includes(text.toUpperCase());

/** Whether a description that has no id means an instrument: what it leaves empty means any. */
function fits(
  asked: AskedFor,
  { symbol, currency, tradingClass }: KnownContract,
  { primaryExch, isAbroad }: ListedInstrument,
): boolean {
  const listing = primaryExch === 'NASDAQ' ? ['NASDAQ', 'ISLAND'] : [primaryExch];
  const called = asked.symbol === '' ? (asked.localSymbol ?? '') : asked.symbol;
  return (
    asked.secType.toUpperCase() === 'STK' &&
    called.toUpperCase() === symbol &&
    isOneOf(asked.currency, '', currency) &&
    isOneOf(asked.exchange ?? '', ...(isAbroad ? ['', primaryExch] : destinations)) &&
    isOneOf(asked.primaryExch ?? '', '', ...listing) &&
    isOneOf(asked.tradingClass ?? '', '', tradingClass)
  );
}

export const NO_CONTRACT: Refusal = { code: 200, text: 'No security definition has been found for the request' };
const ambiguous = ({ symbol }: AskedFor): Refusal => ({
  code: 200,
  text: `The contract description specified for ${symbol} is ambiguous.`,
});
const NOT_PERMITTED: Refusal = { code: 201, text: 'Order rejected - reason:No trading permissions.' };

/** What a stream calls the exchanges that its quotes are put together from. */
export const BBO_EXCHANGE = '9c0001';

export const detailsOf = (
  { contract, primaryExch, stockType, longName, marketRule }: ListedInstrument,
  at: Timestamp,
  hours: TradingHours | undefined,
): ContractDetails => ({
  contract,
  primaryExch,
  marketName: contract.tradingClass,
  minTick: minimumTick(marketRule),
  orderTypes: Object.values(rulesOfTypes)
    .map(({ ib }) => ib)
    .join(','),
  validExchanges: `SMART,${primaryExch}`,
  priceMagnifier: 1,
  longName,
  industry: '',
  category: '',
  subcategory: '',
  timeZoneId: EXCHANGE_ZONE,
  ...hoursTold(at, hours),
  secIds: [],
  aggGroup: 1,
  marketRuleIds: `${marketRule},${marketRule}`,
  stockType,
  minSize: quantity(1),
  sizeIncrement: quantity(1),
  suggestedSizeIncrement: quantity(100),
});
