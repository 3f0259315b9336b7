/** What clients are told of the market: quote streams and single ticks. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { midpoint, price, zero } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Subscription } from './client.ts';
import type { Message } from './connection.ts';
import { BBO_EXCHANGE } from './instruments.ts';
import type { Shown } from './market.ts';
import type { DataType, MarketConditions } from './marketConditions.ts';
import { historicalDataUpdateFields, tickByTickFields } from './wire/historyMessages.ts';
import {
  marketDataTypeFields,
  tickGenericFields,
  tickPriceFields,
  tickReqParamsFields,
  tickSizeFields,
  tickStringFields,
} from './wire/tickMessages.ts';
import { epochSeconds } from './wireTimes.ts';

const attributes = { canAutoExecute: true, pastLimit: false, preOpen: false };

/** A stream as it begins. */
export interface Opening {
  readonly minTick: Price;
  readonly instrument: InstrumentId;
  readonly conditions: MarketConditions;
  readonly type: DataType;
  readonly shown: Shown | undefined;
  readonly genericTicks: string | undefined;
  readonly at: Timestamp;
}

/** How a stream begins; the shares to borrow are for who asks for them (236). */
export const openingTicks = (requestId: number, opening: Opening): readonly Message[] => {
  const { minTick, instrument, conditions, type, shown, genericTicks = '', at } = opening;
  const ticks = shown === undefined ? [] : shownTicks(requestId, shown, at);
  return [
    tickReqParamsFields(requestId, { minTick, bboExchange: BBO_EXCHANGE, snapshotPermissions: 0 }),
    marketDataTypeFields(requestId, type),
    ...(type >= 3 ? ticks.map(delayed) : ticks),
    ...(genericTicks.split(',').includes('236') ? supplyTicks(requestId, conditions, instrument) : []),
    haltTick(requestId, conditions, instrument),
  ];
};

export const dataTypeTicks = (requestId: number, type: DataType): readonly Message[] => [
  marketDataTypeFields(requestId, type),
];

/** How easily shares can be borrowed, and how many. */
export const supplyTicks = (
  requestId: number,
  conditions: MarketConditions,
  instrument: InstrumentId,
): readonly Message[] => [
  tickGenericFields(requestId, 46, price(conditions.shortableOf(instrument))),
  tickSizeFields(requestId, 89, conditions.supplyOf(instrument)),
];

export const haltTick = (requestId: number, conditions: MarketConditions, instrument: InstrumentId): Message =>
  tickGenericFields(requestId, 49, price(conditions.haltOf(instrument)));

/** Where the type of a tick stands in its message. */
const TYPE = 3;
/** Types of live ticks, and of the same when they come late. Source: Interactive Brokers, TWS API, "Tick types". */
const lateTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  1: { 1: '66', 2: '67', 4: '68', 9: '75' },
  2: { 0: '69', 3: '70', 5: '71', 8: '74' },
  46: { 45: '88' },
};

/** The same message about data that are late. */
export function delayed(fields: readonly string[]): readonly string[] {
  const type = lateTypes[fields[0] ?? '']?.[fields[TYPE] ?? ''];
  return type === undefined ? fields : fields.with(TYPE, type);
}

type Fields = readonly string[];

/** All that is shown. */
const shownTicks = (requestId: number, shown: Shown, at: Timestamp): readonly Fields[] => [
  ...quoteTicks(requestId, shown),
  ...tradeTicks(requestId, shown, at),
  ...(shown.close === undefined
    ? []
    : [tickPriceFields(requestId, { tickType: 9, price: shown.close, size: shown.lastSize ?? zero, attributes })]),
];

const quoteTicks = (requestId: number, shown: Shown): readonly Fields[] => [
  tickPriceFields(requestId, { tickType: 1, price: shown.bid, size: shown.bidSize, attributes }),
  tickSizeFields(requestId, 0, shown.bidSize),
  tickPriceFields(requestId, { tickType: 2, price: shown.ask, size: shown.askSize, attributes }),
  tickSizeFields(requestId, 3, shown.askSize),
];

const tradeTicks = (requestId: number, { last, lastSize = zero, volume }: Shown, at: Timestamp): readonly Fields[] =>
  last === undefined
    ? []
    : [
        tickPriceFields(requestId, { tickType: 4, price: last, size: lastSize, attributes }),
        tickSizeFields(requestId, 5, lastSize),
        tickSizeFields(requestId, 8, volume),
        tickStringFields(requestId, 45, String(epochSeconds(at))),
      ];

/** Whether it is a trade, or some of them. */
const isTrade = ({ type }: MarketEvent): boolean => type === 'market.trade' || type === 'market.bar';
/** Whether it is a quote; without quotes trades stand for them. */
const isQuote = ({ event, shown }: Happened): boolean => !isTrade(event) || shown.isOfTrades === true;

/** What has happened, and what is shown since. */
export interface Happened {
  readonly event: MarketEvent;
  readonly shown: Shown;
  readonly at: Timestamp;
}

/** What one subscription hears of what has happened: of a quote the sides, of trades the last one. */
export function ticksFor(
  requestId: number,
  { kind, live, stream }: Subscription,
  happened: Happened,
): readonly Fields[] {
  const { event, shown, at } = happened;
  stream?.hear(event);
  const bar = live?.hear(event, at);
  if (bar !== undefined) return [historicalDataUpdateFields(requestId, bar)];
  if (kind === 'marketData')
    return [
      ...(isQuote(happened) ? quoteTicks(requestId, shown) : []),
      ...(isTrade(event) ? tradeTicks(requestId, shown, at) : []),
    ];
  if (kind === 'last' || kind === 'allLast' ? !isTrade(event) : !isQuote(happened)) return [];
  const { bid, ask, bidSize, askSize, last = bid, lastSize = zero } = shown;
  const seconds = epochSeconds(at);
  if (kind === 'midPoint') return [tickByTickFields(requestId, seconds, { kind, midPoint: midpoint(bid, ask) })];
  if (kind === 'bidAsk') {
    const tick = { kind, bid, ask, bidSize, askSize, bidPastLow: false, askPastHigh: false } as const;
    return [tickByTickFields(requestId, seconds, tick)];
  }
  if (kind !== 'last' && kind !== 'allLast') return [];
  const none = { pastLimit: false, unreported: false, exchange: '', conditions: '' } as const;
  return [tickByTickFields(requestId, seconds, { kind, price: last, size: lastSize, ...none })];
}
