/** Single ticks of the past: of a recorded market what it has told, of the generated one a price every second. */
import type { Timestamp } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { midpoint, minus, plus, price, quantity } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import { secondsOf } from './barsAsked.ts';
import type { Past } from './pastBars.ts';
import { priceAt } from './pastBars.ts';
import type { Taped } from './tape.ts';
import {
  historicalTicksBidAskFields,
  historicalTicksFields,
  historicalTicksLastFields,
} from './wire/historicalTicks.ts';

export const tickKinds = ['TRADES', 'MIDPOINT', 'BID_ASK'] as const;
export type TickKind = (typeof tickKinds)[number];

/** What was shown or traded at a second. */
export interface PastTick {
  readonly time: number;
  readonly bid: Price;
  readonly ask: Price;
  readonly bidSize: Quantity;
  readonly askSize: Quantity;
  readonly price: Price;
  readonly size: Quantity;
}

/** So many, from a moment on or up to one. */
export interface TicksAsked {
  readonly kind: TickKind;
  readonly count: number;
  readonly from?: Timestamp | undefined;
  readonly to?: Timestamp | undefined;
}

export const MOST_TICKS = 1_000;
const CENT = price('0.01');
const SIZE = quantity(100);

export function generatedTicks(past: Past, { count, from, to }: TicksAsked): readonly PastTick[] {
  const now = secondsOf(past.now);
  const first = from === undefined ? secondsOf(to ?? past.now) - count + 1 : secondsOf(from);
  const times = Array.from({ length: count }, (_, place) => first + place).filter((time) => time <= now);
  return times.map((time) => {
    const at = priceAt(past, time);
    const sides = { bid: minus(at, CENT), ask: plus(at, CENT), bidSize: SIZE, askSize: SIZE };
    return { time, ...sides, price: at, size: SIZE };
  });
}

export function tapedTicks(taped: readonly Taped[], { kind, count, from, to }: TicksAsked): readonly PastTick[] {
  const wanted = taped.filter(
    ({ at, event }) => isOfTrades(event) === (kind === 'TRADES') && at >= (from ?? at) && at <= (to ?? at),
  );
  return (from === undefined ? wanted.slice(-count) : wanted.slice(0, count)).map(({ at, event }) => ({
    time: secondsOf(at),
    ...tickOf(event),
  }));
}

const isOfTrades = ({ type }: MarketEvent): boolean => type === 'market.trade' || type === 'market.bar';

function tickOf(event: MarketEvent): Omit<PastTick, 'time'> {
  switch (event.type) {
    case 'market.trade':
      return traded(event.price, event.size);
    case 'market.bar':
      return traded(event.close, event.volume);
    case 'market.quote': {
      const { bid, ask, bidSize, askSize } = event;
      return { bid, ask, bidSize, askSize, price: midpoint(bid, ask), size: SIZE };
    }
    case 'market.quoteBar': {
      const { bidClose: bid, askClose: ask, bidSize, askSize } = event;
      return { bid, ask, bidSize, askSize, price: midpoint(bid, ask), size: SIZE };
    }
  }
}

const traded = (at: Price, size: Quantity) => ({ bid: at, ask: at, bidSize: size, askSize: size, price: at, size });

/** As clients are told of them. */
export function tickMessage(requestId: number, kind: TickKind, ticks: readonly PastTick[]): readonly string[] {
  if (kind === 'BID_ASK') return historicalTicksBidAskFields(requestId, ticks);
  if (kind === 'TRADES') return historicalTicksLastFields(requestId, ticks);
  return historicalTicksFields(
    requestId,
    ticks.map(({ time, bid, ask }) => ({ time, price: midpoint(bid, ask) })),
  );
}
