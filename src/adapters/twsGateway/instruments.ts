/** The instruments that the gateway knows, and how it recognises what a client asks for. */
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import { price, quantity, zero } from '../../money.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import type { ContractDetails } from './wire/contractMessages.ts';
import type { KnownContract } from './wire/contracts.ts';

export interface ListedInstrument {
  readonly instrument: InstrumentId;
  readonly contract: KnownContract;
  readonly primaryExch: string;
  readonly longName: string;
}

/** What a client may say of an instrument. */
interface AskedFor {
  readonly conId?: number | undefined;
  readonly symbol: string;
  readonly secType: string;
  readonly currency: string;
}

const listed = (conId: number, symbol: string, primaryExch: string, longName: string): ListedInstrument => ({
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
  longName,
});

/** What the generated market trades. */
export const instruments: readonly ListedInstrument[] = [
  listed(756733, 'SPY', 'ARCA', 'SPDR S&P 500 ETF TRUST'),
  listed(320227571, 'QQQ', 'NASDAQ', 'INVESCO QQQ TRUST SERIES 1'),
  listed(9579970, 'IWM', 'ARCA', 'ISHARES RUSSELL 2000 ETF'),
  listed(265598, 'AAPL', 'NASDAQ', 'APPLE INC'),
  listed(272093, 'MSFT', 'NASDAQ', 'MICROSOFT CORP'),
  listed(3691937, 'AMZN', 'NASDAQ', 'AMAZON.COM INC'),
  listed(4815747, 'NVDA', 'NASDAQ', 'NVIDIA CORP'),
  listed(76792991, 'TSLA', 'NASDAQ', 'TESLA INC'),
  listed(8314, 'IBM', 'NYSE', 'INTL BUSINESS MACHINES CORP'),
  listed(7516, 'GE', 'NYSE', 'GENERAL ELECTRIC'),
];

/** The instrument by its id, or else by its symbol: a stock in dollars. */
export function found(asked: AskedFor): ListedInstrument | undefined {
  if (asked.conId !== undefined && asked.conId !== 0)
    return instruments.find(({ contract }) => contract.conId === asked.conId);
  if (asked.secType.toUpperCase() !== 'STK' || !['', 'USD'].includes(asked.currency.toUpperCase())) return undefined;
  return instruments.find(({ contract }) => contract.symbol === asked.symbol.toUpperCase());
}

/** @throws Error for an instrument that is not traded here; none other ever gets this far */
export function listedAs(instrument: InstrumentId): ListedInstrument {
  const known = instruments.find((each) => each.instrument === instrument);
  if (known === undefined) throw new Error(`${instrument} is not listed`);
  return known;
}

/** Symbols and names that hold a text. */
export const matching = (pattern: string): readonly ListedInstrument[] => {
  const wanted = pattern.trim().toUpperCase();
  return wanted === ''
    ? []
    : instruments.filter(({ contract, longName }) => contract.symbol.startsWith(wanted) || longName.includes(wanted));
};

/** The one price rule: steps of a cent. */
export const MARKET_RULE = 26;
export const MINIMUM_TICK = price('0.01');

export const detailsOf = ({ contract, primaryExch, longName }: ListedInstrument, day: string): ContractDetails => ({
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
  stockType: primaryExch === 'ARCA' ? 'ETF' : 'COMMON',
  minSize: quantity(1),
  sizeIncrement: quantity(1),
  suggestedSizeIncrement: quantity(100),
});
