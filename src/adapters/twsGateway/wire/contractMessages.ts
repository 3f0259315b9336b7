/** Messages that describe instruments. */
import type { Price, Quantity } from '../../../money.ts';
import type { KnownContract } from './contracts.ts';
import type { TagValue } from './fieldReader.ts';
import { decimal, escaped, integer, tagValues, text } from './fieldWriter.ts';
import { since } from './versions.ts';

/** An instrument in full. */
export interface ContractDetails {
  readonly contract: KnownContract;
  readonly primaryExch: string;
  readonly marketName: string;
  readonly minTick: Price;
  /** Separated by commas, as the exchanges are. */
  readonly orderTypes: string;
  readonly validExchanges: string;
  readonly priceMagnifier: number;
  readonly longName: string;
  readonly industry: string;
  readonly category: string;
  readonly subcategory: string;
  /** `America/New_York`. */
  readonly timeZoneId: string;
  /** `20260824:0400-20260824:2000;…`, the hours of each day. */
  readonly tradingHours: string;
  readonly liquidHours: string;
  readonly secIds: readonly TagValue[];
  readonly aggGroup: number;
  /** One rule for each of the valid exchanges. */
  readonly marketRuleIds: string;
  readonly stockType: string;
  readonly minSize: Quantity;
  readonly sizeIncrement: Quantity;
  readonly suggestedSizeIncrement: Quantity;
}

/** CONTRACT_DATA. */
export const contractDetailsFields = (version: number, requestId: number, told: ContractDetails): readonly string[] => [
  '10',
  ...(version < since.sizeRules ? ['8'] : []), // the version of the message
  integer(requestId),
  ...identityFields(version, told),
  ...venueFields(told),
  '', // evRule
  '', // evMultiplier
  ...tagValues(told.secIds),
  integer(told.aggGroup),
  '', // underSymbol
  '', // underSecType
  text(told.marketRuleIds),
  '', // realExpirationDate
  text(told.stockType),
  ...sizeFields(version, told),
];

const identityFields = (version: number, { contract, marketName, minTick }: ContractDetails): readonly string[] => [
  text(contract.symbol),
  text(contract.secType),
  text(contract.lastTradeDateOrContractMonth),
  decimal(contract.strike),
  text(contract.right),
  text(contract.exchange),
  text(contract.currency),
  text(contract.localSymbol),
  text(marketName),
  text(contract.tradingClass),
  integer(contract.conId),
  decimal(minTick),
  ...(version < since.sizeRules ? ['1'] : []), // mdSizeMultiplier
  text(contract.multiplier),
];

const venueFields = (told: ContractDetails): readonly string[] => [
  text(told.orderTypes),
  text(told.validExchanges),
  integer(told.priceMagnifier),
  '0', // underConId
  escaped(told.longName),
  text(told.primaryExch),
  '', // contractMonth
  text(told.industry),
  text(told.category),
  text(told.subcategory),
  text(told.timeZoneId),
  text(told.tradingHours),
  text(told.liquidHours),
];

function sizeFields(version: number, told: ContractDetails): readonly string[] {
  if (version < since.sizeMinTick) return [];
  if (version < since.sizeRules) return [decimal(told.minSize)];
  return [decimal(told.minSize), decimal(told.sizeIncrement), decimal(told.suggestedSizeIncrement)];
}

/** CONTRACT_DATA_END. */
export const contractDetailsEndFields = (requestId: number): readonly string[] => ['52', '1', integer(requestId)];
