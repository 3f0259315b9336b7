/** Bars out of what happens: what each event adds to a bar of a kind, and the bar that comes of it. */
import type { Amount, Price, Quantity } from '../../money.ts';
import { averagePrice, midpoint, plus, price, quantity, times, zero } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { WireBar } from './wire/historyMessages.ts';

/** What bars may be of. */
export const barKinds = ['TRADES', 'MIDPOINT', 'BID', 'ASK', 'BID_ASK', 'ADJUSTED_LAST'] as const;
export type BarKind = (typeof barKinds)[number];

/** A stretch of one side. */
interface Stretch {
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
}

/** What one event, or one moment, adds. */
export interface Added extends Stretch {
  /** Nothing where it is not of trades. */
  readonly volume: Quantity;
  /** What comes to an average: the sides of a quote. */
  readonly average?: { readonly open: Price; readonly close: Price };
}

/** A bar under way. */
export interface Folded extends Stretch {
  readonly volume: Quantity;
  readonly value: Amount;
  readonly count: number;
  readonly averages: { readonly open: bigint; readonly close: bigint };
}

const flat = (at: Price): Stretch => ({ open: at, high: at, low: at, close: at });

/** What an event adds to bars of a kind; nothing where it says nothing of it. */
export function addedBy(event: MarketEvent, kind: BarKind): Added | undefined {
  if (kind === 'TRADES' || kind === 'ADJUSTED_LAST') {
    if (event.type === 'market.trade') return { ...flat(event.price), volume: event.size };
    if (event.type !== 'market.bar') return undefined;
    const { open, high, low, close, volume } = event;
    return { open, high, low, close, volume };
  }
  const sides = sidesOf(event);
  return sides === undefined ? undefined : quoted(sides, kind);
}

interface Sides {
  readonly bid: Stretch;
  readonly ask: Stretch;
}

function sidesOf(event: MarketEvent): Sides | undefined {
  if (event.type === 'market.quote') return { bid: flat(event.bid), ask: flat(event.ask) };
  if (event.type !== 'market.quoteBar') return undefined;
  return {
    bid: { open: event.bidOpen, high: event.bidHigh, low: event.bidLow, close: event.bidClose },
    ask: { open: event.askOpen, high: event.askHigh, low: event.askLow, close: event.askClose },
  };
}

/** What a quote adds. A bar of both sides has the average bid, the highest ask, the lowest bid and the average ask. */
export function quoted({ bid, ask }: Sides, kind: Exclude<BarKind, 'TRADES' | 'ADJUSTED_LAST'>): Added {
  if (kind === 'BID') return { ...bid, volume: zero };
  if (kind === 'ASK') return { ...ask, volume: zero };
  if (kind === 'BID_ASK') {
    const average = { open: midpoint(bid.open, bid.close), close: midpoint(ask.open, ask.close) };
    return { open: bid.open, high: ask.high, low: bid.low, close: ask.close, volume: zero, average };
  }
  return {
    open: midpoint(bid.open, ask.open),
    high: midpoint(bid.high, ask.high),
    low: midpoint(bid.low, ask.low),
    close: midpoint(bid.close, ask.close),
    volume: zero,
  };
}

export function folded(before: Folded | undefined, added: Added): Folded {
  const { open, high, low, close, volume, average } = added;
  const value = times(midpoint(open, close), volume);
  const averages = { open: average?.open ?? 0n, close: average?.close ?? 0n };
  if (before === undefined) return { open, high, low, close, volume, value, count: 1, averages };
  return {
    open: before.open,
    high: high > before.high ? high : before.high,
    low: low < before.low ? low : before.low,
    close,
    volume: plus(before.volume, volume),
    value: plus(before.value, value),
    count: before.count + 1,
    averages: { open: before.averages.open + averages.open, close: before.averages.close + averages.close },
  };
}

const NONE = { volume: quantity(-1), wap: price(-1), count: -1 };

/** The bar as clients are told of it: what is not of trades has no volume, no average and no count (-1). */
export function barOf(bar: Folded, kind: BarKind): Omit<WireBar, 'date'> {
  const { open, high, low, close, volume, value, count, averages } = bar;
  if (kind === 'TRADES' || kind === 'ADJUSTED_LAST')
    return { open, high, low, close, volume, count, wap: volume === 0n ? close : averagePrice(value, volume) };
  if (kind !== 'BID_ASK') return { open, high, low, close, ...NONE };
  const average = (sum: bigint): Price => (sum / BigInt(count)) as Price;
  return { open: average(averages.open), high, low, close: average(averages.close), ...NONE };
}
