/** Messages about accounts: their figures, what they hold, and what that earns. */
import type { Amount, Price, Quantity } from '../../../money.ts';
import type { KnownContract } from './contracts.ts';
import { contractFields } from './contracts.ts';
import { decimal, integer, money, text, UNSET } from './fieldWriter.ts';

/** One figure of an account; `NetLiquidation`, `BuyingPower` … */
export interface AccountFigure {
  readonly account: string;
  readonly key: string;
  readonly value: string;
  readonly currency: string;
}

/** ACCT_VALUE. */
export const accountValueFields = (told: AccountFigure): readonly string[] => [
  '6',
  '2',
  text(told.key),
  text(told.value),
  text(told.currency),
  text(told.account),
];

/** What an account holds of one instrument; a closed position has quantity zero. */
export interface Holding {
  readonly account: string;
  readonly contract: KnownContract;
  readonly position: Quantity;
  readonly averageCost: Price;
}

/** A holding at its market value. */
export interface ValuedHolding extends Holding {
  readonly marketPrice: Price;
  readonly marketValue: Amount;
  readonly unrealizedPnl: Amount;
  readonly realizedPnl: Amount;
}

/** PORTFOLIO_VALUE; the exchange of the contract is the listing one here. */
export const portfolioValueFields = (told: ValuedHolding): readonly string[] => [
  '7',
  '8',
  ...contractFields(told.contract),
  decimal(told.position),
  decimal(told.marketPrice),
  money(told.marketValue),
  decimal(told.averageCost),
  money(told.unrealizedPnl),
  money(told.realizedPnl),
  text(told.account),
];

/** ACCT_UPDATE_TIME, `HH:MM`. */
export const accountTimeFields = (time: string): readonly string[] => ['8', '1', text(time)];

/** ACCT_DOWNLOAD_END. */
export const accountDownloadEndFields = (account: string): readonly string[] => ['54', '1', text(account)];

/** ACCOUNT_SUMMARY. */
export const accountSummaryFields = (requestId: number, told: AccountFigure): readonly string[] => [
  '63',
  '1',
  integer(requestId),
  text(told.account),
  text(told.key),
  text(told.value),
  text(told.currency),
];

/** ACCOUNT_SUMMARY_END. */
export const accountSummaryEndFields = (requestId: number): readonly string[] => ['64', '1', integer(requestId)];

/** POSITION. */
export const positionFields = (told: Holding): readonly string[] => [
  '61',
  '3',
  text(told.account),
  ...contractFields(told.contract),
  decimal(told.position),
  decimal(told.averageCost),
];

/** POSITION_END. */
export const positionEndFields = (): readonly string[] => ['62', '1'];

/** POSITION_MULTI. */
export const positionMultiFields = (requestId: number, modelCode: string, told: Holding): readonly string[] => [
  '71',
  '1',
  integer(requestId),
  text(told.account),
  ...contractFields(told.contract),
  decimal(told.position),
  decimal(told.averageCost),
  text(modelCode),
];

/** POSITION_MULTI_END. */
export const positionMultiEndFields = (requestId: number): readonly string[] => ['72', '1', integer(requestId)];

/** ACCOUNT_UPDATE_MULTI. */
export const accountUpdateMultiFields = (
  requestId: number,
  modelCode: string,
  told: AccountFigure,
): readonly string[] => [
  '73',
  '1',
  integer(requestId),
  text(told.account),
  text(modelCode),
  text(told.key),
  text(told.value),
  text(told.currency),
];

/** ACCOUNT_UPDATE_MULTI_END. */
export const accountUpdateMultiEndFields = (requestId: number): readonly string[] => ['74', '1', integer(requestId)];

/** Profit of an account or a position. */
export interface Profit {
  readonly daily?: Amount;
  readonly unrealized?: Amount;
  readonly realized?: Amount;
}

/** PNL. */
export const pnlFields = (requestId: number, told: Profit): readonly string[] => [
  '94',
  integer(requestId),
  ...profitFields(told),
];

/** PNL_SINGLE. */
export const pnlSingleFields = (
  requestId: number,
  told: Profit & { readonly position: Quantity; readonly value: Amount },
): readonly string[] => ['95', integer(requestId), decimal(told.position), ...profitFields(told), money(told.value)];

const profitFields = (told: Profit): readonly string[] => [
  money(told.daily, UNSET),
  money(told.unrealized, UNSET),
  money(told.realized, UNSET),
];
