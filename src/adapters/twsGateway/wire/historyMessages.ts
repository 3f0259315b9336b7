/** Messages that answer requests for bars, single ticks, symbols and price rules. */
import type { Price, Quantity } from '../../../money.ts';
import { decimal, integer, list, text } from './fieldWriter.ts';
import { since } from './versions.ts';

/** One bar; `date` is text in the format that was asked for. */
export interface WireBar {
  readonly date: string;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
  /** The average price, weighted by volume. */
  readonly wap: Price;
  /** How many trades. */
  readonly count: number;
}

/** HISTORICAL_DATA: all bars of a request at once. */
export const historicalDataFields = (
  requestId: number,
  told: { readonly start: string; readonly end: string; readonly bars: readonly WireBar[] },
): readonly string[] => [
  '17',
  integer(requestId),
  text(told.start),
  text(told.end),
  ...list(told.bars, (bar) => [text(bar.date), ...barFields(bar)]),
];

const barFields = (bar: WireBar): readonly string[] => [
  decimal(bar.open),
  decimal(bar.high),
  decimal(bar.low),
  decimal(bar.close),
  decimal(bar.volume),
  decimal(bar.wap),
  integer(bar.count),
];

/** HISTORICAL_DATA_UPDATE: the bar that is being built; its order of prices is another one. */
export const historicalDataUpdateFields = (requestId: number, bar: WireBar): readonly string[] => [
  '90',
  integer(requestId),
  integer(bar.count),
  text(bar.date),
  decimal(bar.open),
  decimal(bar.close),
  decimal(bar.high),
  decimal(bar.low),
  decimal(bar.wap),
  decimal(bar.volume),
];

/** REAL_TIME_BARS: five seconds, begun at so many seconds since 1970. */
export const realTimeBarFields = (
  requestId: number,
  epochSeconds: number,
  bar: Omit<WireBar, 'date'>,
): readonly string[] => ['50', '3', integer(requestId), integer(epochSeconds), ...barFields({ ...bar, date: '' })];

/** One session: `20260824-09:30:00` in the zone of the message, and the day that it counts for, `20260824`. */
export interface WireSession {
  readonly start: string;
  readonly end: string;
  readonly refDate: string;
}

/** HISTORICAL_SCHEDULE: when an instrument was traded. */
export const historicalScheduleFields = (
  requestId: number,
  told: Pick<WireSession, 'start' | 'end'> & { readonly timeZone: string; readonly sessions: readonly WireSession[] },
): readonly string[] => [
  '106',
  integer(requestId),
  text(told.start),
  text(told.end),
  text(told.timeZone),
  ...list(told.sessions, ({ start, end, refDate }) => [text(start), text(end), text(refDate)]),
];

/** HEAD_TIMESTAMP: since when there is data. */
export const headTimestampFields = (requestId: number, timestamp: string): readonly string[] => [
  '88',
  integer(requestId),
  text(timestamp),
];

/** One tick of a stream that leaves none out. */
export type SingleTick =
  | {
      readonly kind: 'last' | 'allLast';
      readonly price: Price;
      readonly size: Quantity;
      readonly pastLimit: boolean;
      readonly unreported: boolean;
      readonly exchange: string;
      readonly conditions: string;
    }
  | {
      readonly kind: 'bidAsk';
      readonly bid: Price;
      readonly ask: Price;
      readonly bidSize: Quantity;
      readonly askSize: Quantity;
      readonly bidPastLow: boolean;
      readonly askPastHigh: boolean;
    }
  | { readonly kind: 'midPoint'; readonly midPoint: Price };

const tickKinds = { last: 1, allLast: 2, bidAsk: 3, midPoint: 4 } as const;

/** TICK_BY_TICK, at so many seconds since 1970. */
export const tickByTickFields = (requestId: number, epochSeconds: number, tick: SingleTick): readonly string[] => [
  '99',
  integer(requestId),
  integer(tickKinds[tick.kind]),
  integer(epochSeconds),
  ...tickFields(tick),
];

function tickFields(tick: SingleTick): readonly string[] {
  switch (tick.kind) {
    case 'last':
    case 'allLast':
      return [
        decimal(tick.price),
        decimal(tick.size),
        mask(tick.pastLimit, tick.unreported),
        text(tick.exchange),
        text(tick.conditions),
      ];
    case 'bidAsk':
      return [
        decimal(tick.bid),
        decimal(tick.ask),
        decimal(tick.bidSize),
        decimal(tick.askSize),
        mask(tick.bidPastLow, tick.askPastHigh),
      ];
    case 'midPoint':
      return [decimal(tick.midPoint)];
  }
}

const mask = (first: boolean, second: boolean): string => integer((first ? 1 : 0) + (second ? 2 : 0));

/** An instrument that a pattern has found. */
export interface SymbolSample {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly primaryExch: string;
  readonly currency: string;
  readonly derivatives: readonly string[];
  readonly description: string;
}

/** SYMBOL_SAMPLES. */
export const symbolSamplesFields = (
  version: number,
  requestId: number,
  samples: readonly SymbolSample[],
): readonly string[] => [
  '79',
  integer(requestId),
  ...list(samples, (sample) => [
    integer(sample.conId),
    text(sample.symbol),
    text(sample.secType),
    text(sample.primaryExch),
    text(sample.currency),
    ...list(sample.derivatives, (secType) => [text(secType)]),
    ...(version >= since.issuerId ? [text(sample.description), ''] : []),
  ]),
];

/** MARKET_RULE: from each price on, the step between two prices. */
export const marketRuleFields = (
  ruleId: number,
  steps: readonly { readonly lowEdge: Price; readonly increment: Price }[],
): readonly string[] => [
  '93',
  integer(ruleId),
  ...list(steps, ({ lowEdge, increment }) => [decimal(lowEdge), decimal(increment)]),
];
