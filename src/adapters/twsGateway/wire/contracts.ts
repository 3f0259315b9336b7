/** How requests and messages name an instrument: twelve fields in one order for clients, eleven in another for the server. */
import type { Price } from '../../../money.ts';
import type { FieldReader } from './fieldReader.ts';
import { decimal, integer, text } from './fieldWriter.ts';

/** An instrument as the server knows it. */
export interface KnownContract {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly lastTradeDateOrContractMonth: string;
  readonly strike: Price;
  /** `C`, `P`, or for what is no option `?`, `0` or nothing. */
  readonly right: string;
  readonly multiplier: string;
  /** Where the order goes or was filled; the listing exchange where a message asks for that. */
  readonly exchange: string;
  readonly currency: string;
  readonly localSymbol: string;
  readonly tradingClass: string;
}

/** The twelve fields conId … tradingClass; a client may give no more than a symbol, or no more than the id. */
export function readContract(read: FieldReader) {
  return {
    conId: read.integer(),
    symbol: read.text(),
    secType: read.text(),
    lastTradeDateOrContractMonth: read.text(),
    strike: read.price(),
    right: read.text(),
    multiplier: read.text(),
    exchange: read.text(),
    primaryExch: read.text(),
    currency: read.text(),
    localSymbol: read.text(),
    tradingClass: read.text(),
  };
}

/** The eleven fields conId … tradingClass. */
export const contractFields = (contract: KnownContract): readonly string[] => [
  integer(contract.conId),
  text(contract.symbol),
  text(contract.secType),
  text(contract.lastTradeDateOrContractMonth),
  decimal(contract.strike),
  text(contract.right),
  text(contract.multiplier),
  text(contract.exchange),
  text(contract.currency),
  text(contract.localSymbol),
  text(contract.tradingClass),
];

/** Whether it is a combination, whose legs follow. */
export const isCombination = ({ secType }: { readonly secType: string }): boolean => secType.toUpperCase() === 'BAG';
