/** What clients are told of the market: quote streams and single ticks. */
import type { Timestamp } from '../../identifiers.ts';
import { midpoint, price, zero } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Subscription } from './client.ts';
import type { Message } from './connection.ts';
import { MINIMUM_TICK } from './instruments.ts';
import type { Shown } from './market.ts';
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
/** More than 2.5: shares can be borrowed. Source: Interactive Brokers, TWS API, "Shortable". */
const SHORTABLE = price(3);
const NOT_HALTED = price(0);

/** How a stream begins. */
export const openingTicks = (requestId: number, shown: Shown | undefined, at: Timestamp): readonly Message[] => [
  tickReqParamsFields(requestId, { minTick: MINIMUM_TICK, bboExchange: '', snapshotPermissions: 0 }),
  marketDataTypeFields(requestId, 1),
  ...(shown === undefined ? [] : shownTicks(requestId, shown, at)),
  tickGenericFields(requestId, 46, SHORTABLE),
  tickGenericFields(requestId, 49, NOT_HALTED),
];

/** All that is shown. */
const shownTicks = (requestId: number, shown: Shown, at: Timestamp): readonly Message[] => [
  ...quoteTicks(requestId, shown),
  ...tradeTicks(requestId, shown, at),
  ...(shown.close === undefined
    ? []
    : [tickPriceFields(requestId, { tickType: 9, price: shown.close, size: shown.lastSize ?? zero, attributes })]),
];

const quoteTicks = (requestId: number, shown: Shown): readonly Message[] => [
  tickPriceFields(requestId, { tickType: 1, price: shown.bid, size: shown.bidSize, attributes }),
  tickSizeFields(requestId, 0, shown.bidSize),
  tickPriceFields(requestId, { tickType: 2, price: shown.ask, size: shown.askSize, attributes }),
  tickSizeFields(requestId, 3, shown.askSize),
];

const tradeTicks = (requestId: number, { last, lastSize = zero, volume }: Shown, at: Timestamp): readonly Message[] =>
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
const isQuote = ({ event, shown }: Happened): boolean => !isTrade(event) || shown.bid === shown.ask;

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
): readonly Message[] {
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
