/** What clients are told of the market: quote streams and single ticks. */
import type { Timestamp } from '../../identifiers.ts';
import { midpoint, price } from '../../money.ts';
import type { Subscription } from './client.ts';
import type { Message } from './connection.ts';
import type { Shown } from './generatedMarket.ts';
import { MINIMUM_TICK } from './instruments.ts';
import { tickByTickFields } from './wire/historyMessages.ts';
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
export const openingTicks = (requestId: number, shown: Shown, at: Timestamp): readonly Message[] => [
  tickReqParamsFields(requestId, { minTick: MINIMUM_TICK, bboExchange: '', snapshotPermissions: 0 }),
  marketDataTypeFields(requestId, 1),
  ...streamedTicks(requestId, shown, at),
  tickPriceFields(requestId, { tickType: 9, price: shown.close, size: shown.lastSize, attributes }),
  tickGenericFields(requestId, 46, SHORTABLE),
  tickGenericFields(requestId, 49, NOT_HALTED),
];

/** How it goes on. */
export const streamedTicks = (requestId: number, shown: Shown, at: Timestamp): readonly Message[] => [
  tickPriceFields(requestId, { tickType: 1, price: shown.bid, size: shown.bidSize, attributes }),
  tickSizeFields(requestId, 0, shown.bidSize),
  tickPriceFields(requestId, { tickType: 2, price: shown.ask, size: shown.askSize, attributes }),
  tickSizeFields(requestId, 3, shown.askSize),
  tickPriceFields(requestId, { tickType: 4, price: shown.last, size: shown.lastSize, attributes }),
  tickSizeFields(requestId, 5, shown.lastSize),
  tickSizeFields(requestId, 8, shown.volume),
  tickStringFields(requestId, 45, String(epochSeconds(at))),
];

/** What one subscription hears when a quote and a trade have been shown. */
export function ticksFor(
  requestId: number,
  kind: Subscription['kind'],
  told: { shown: Shown; at: Timestamp },
): readonly Message[] {
  const { shown, at } = told;
  const { bid, ask, bidSize, askSize, last, lastSize } = shown;
  const seconds = epochSeconds(at);
  if (kind === 'marketData') return streamedTicks(requestId, shown, at);
  if (kind === 'midPoint') return [tickByTickFields(requestId, seconds, { kind, midPoint: midpoint(bid, ask) })];
  if (kind === 'bidAsk') {
    const tick = { kind, bid, ask, bidSize, askSize, bidPastLow: false, askPastHigh: false } as const;
    return [tickByTickFields(requestId, seconds, tick)];
  }
  if (kind !== 'last') return [];
  const none = { pastLimit: false, unreported: false, exchange: '', conditions: '' } as const;
  return [tickByTickFields(requestId, seconds, { kind, price: last, size: lastSize, ...none })];
}
