/** Messages about the life of an order: its status, its executions and what they cost. */
import type { Amount, Price, Quantity } from '../../../money.ts';
import type { KnownContract } from './contracts.ts';
import { contractFields } from './contracts.ts';
import { decimal, integer, money, text, UNSET } from './fieldWriter.ts';
import { since } from './versions.ts';

/** The state of an order. */
export interface OrderStatus {
  readonly orderId: number;
  readonly status: string;
  readonly filled: Quantity;
  readonly remaining: Quantity;
  readonly avgFillPrice: Price;
  readonly permId: number;
  readonly parentId: number;
  readonly lastFillPrice: Price;
  readonly clientId: number;
  /** `child`, `trigger`, `locate` … or nothing. */
  readonly whyHeld: string;
  readonly mktCapPrice: Price;
}

/** ORDER_STATUS. */
export const orderStatusFields = (told: OrderStatus): readonly string[] => [
  '3',
  integer(told.orderId),
  text(told.status),
  decimal(told.filled),
  decimal(told.remaining),
  decimal(told.avgFillPrice),
  integer(told.permId),
  integer(told.parentId),
  decimal(told.lastFillPrice),
  integer(told.clientId),
  text(told.whyHeld),
  decimal(told.mktCapPrice),
];

/** ORDER_BOUND: an order that was entered by hand has a number of a client from now on. */
export const orderBoundFields = (told: {
  readonly permId: number;
  readonly clientId: number;
  readonly orderId: number;
}): readonly string[] => ['100', integer(told.permId), integer(told.clientId), integer(told.orderId)];

/** OPEN_ORDER_END. */
export const openOrderEndFields = (): readonly string[] => ['53', '1'];

/** COMPLETED_ORDERS_END. */
export const completedOrdersEndFields = (): readonly string[] => ['102'];

/** One execution. */
export interface Execution {
  /** The request that asked for it, -1 for one that has just happened. */
  readonly requestId: number;
  readonly orderId: number;
  readonly contract: KnownContract;
  /** Unique; a correction repeats it up to the last dot. */
  readonly execId: string;
  /** `yyyymmdd HH:MM:SS zone`, single spaces; a zone that clients can not look up loses them the whole message. */
  readonly time: string;
  readonly account: string;
  readonly exchange: string;
  readonly side: 'BOT' | 'SLD';
  readonly shares: Quantity;
  readonly price: Price;
  readonly permId: number;
  readonly clientId: number;
  readonly liquidation: number;
  readonly cumQty: Quantity;
  readonly avgPrice: Price;
  readonly orderRef: string;
  readonly modelCode: string;
  /** 0 unknown, 1 added, 2 removed, 3 routed out. */
  readonly lastLiquidity: number;
}

/** EXECUTION_DATA. */
export const executionFields = (version: number, told: Execution): readonly string[] => [
  '11',
  integer(told.requestId),
  integer(told.orderId),
  ...contractFields(told.contract),
  text(told.execId),
  text(told.time),
  text(told.account),
  text(told.exchange),
  told.side,
  decimal(told.shares),
  decimal(told.price),
  integer(told.permId),
  integer(told.clientId),
  integer(told.liquidation),
  decimal(told.cumQty),
  decimal(told.avgPrice),
  text(told.orderRef),
  '', // evRule
  '', // evMultiplier
  text(told.modelCode),
  integer(told.lastLiquidity),
  ...(version >= since.pendingPriceRevision ? ['0'] : []),
];

/** EXECUTION_DATA_END. */
export const executionsEndFields = (requestId: number): readonly string[] => ['55', '1', integer(requestId)];

/** What an execution cost; it follows its execution, or clients lose it. */
export interface CommissionReport {
  readonly execId: string;
  /** Left out where it is not known: clients are told the largest double. */
  readonly commission?: Amount;
  readonly currency: string;
  /** Left out on fills that open. */
  readonly realizedPnl?: Amount;
}

/** COMMISSION_REPORT. */
export const commissionReportFields = (told: CommissionReport): readonly string[] => [
  '59',
  '1',
  text(told.execId),
  money(told.commission, UNSET),
  text(told.currency),
  money(told.realizedPnl, UNSET),
  '', // yield
  '', // yieldRedemptionDate
];
