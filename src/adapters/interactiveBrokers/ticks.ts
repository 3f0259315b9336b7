/** Ticks by the numbers of the broker, and the quotes and trades that they come to. */
import type { InstrumentId } from '../../identifiers.ts';
import type { DataState } from '../../marketStates.ts';
import type { Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import { aboveZero } from './figures.ts';

/** By the broker's numbers of ticks; those of delayed data have numbers of their own. Source: TWS API, Available Tick Types. */
export const ticks: Readonly<Record<number, keyof Ticks>> = {
  ...{ 0: 'bidSize', 1: 'bid', 2: 'ask', 3: 'askSize', 4: 'last', 5: 'lastSize' },
  ...{ 66: 'bid', 67: 'ask', 68: 'last', 69: 'bidSize', 70: 'askSize', 71: 'lastSize' },
};
export const kinds: Readonly<Record<number, DataState>> = { 1: 'live', 2: 'frozen', 3: 'delayed', 4: 'delayedFrozen' };
export const FIRST_DELAYED_TICK = 66;
/** What is known of an instrument. */
export interface Ticks {
  bid?: Price;
  ask?: Price;
  last?: Price;
  bidSize?: Quantity;
  askSize?: Quantity;
  lastSize?: Quantity;
}

interface Quoted {
  readonly instrument: InstrumentId;
  readonly ticks: Ticks;
}

/** The quote; without a bid or an ask there is none. */
export function quoteOf({
  instrument,
  ticks: { bid, ask, bidSize = zero, askSize = zero },
}: Quoted): MarketEvent | undefined {
  if (aboveZero(bid) === undefined || aboveZero(ask) === undefined) return undefined;
  return { type: 'market.quote', instrument, bid: bid as Price, ask: ask as Price, bidSize, askSize };
}

export function tradeOf({ instrument, ticks: { last, lastSize } }: Quoted): MarketEvent | undefined {
  const [price, size] = [aboveZero(last), aboveZero(lastSize)];
  return price === undefined || size === undefined ? undefined : { type: 'market.trade', instrument, price, size };
}
