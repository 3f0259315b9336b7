/** The price index: the latest quote of each instrument, and the levels somebody watches. Charts are not woken by every tick. */
import type { Marks } from '../../configuration.ts';
import { priceAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId, PositionId, Timestamp, WatchId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { midpoint, times, zero } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

/** The latest that is known. Where no quotes come, the last trade stands for bid and ask. */
export interface Quote {
  readonly bid: Price;
  readonly ask: Price;
  readonly bidSize: Quantity;
  readonly askSize: Quantity;
  readonly last: Price;
  /** Whether bid and ask were quoted, or stand for the last trade. */
  readonly quoted: boolean;
  /** When bid and ask were last heard of; a trade beside quotes changes nothing of that. */
  readonly at: Timestamp;
}
interface Watch {
  readonly watch: WatchId;
  readonly position: PositionId;
  readonly level: string;
  readonly price: Price;
  readonly when: 'atOrBelow' | 'atOrAbove';
  readonly of: 'bid' | 'ask';
}

export interface PriceIndex {
  readonly hear: Station<MarketEvent>;
  readonly watch: Station<Event<'market.watch'>>;
  readonly check: Station<Event<'market.check'>>;
  readonly unwatch: Station<Event<'market.unwatch'>>;
  /** Quote and levels as prices of the new shares. */
  readonly split: Station<Event<'holding.split'>>;
  quote(instrument: InstrumentId): Quote | undefined;
}

/** The middle of a quote: what sizes and arrival prices are measured by. */
export const midOf = (quote: Quote): Price => midpoint(quote.bid, quote.ask);

/** What so much is worth by a quote: at the middle, the last trade, or the side that would close it. */
export function worthOf(quote: Quote, quantity: Quantity, marks: Marks): Amount {
  return times(markOf(quote, quantity >= 0n, marks), quantity);
}
/** The mark of what is held long, or of what is held short. */
export function markOf(quote: Quote, isLong: boolean, marks: Marks): Price {
  if (marks === 'mid') return midOf(quote);
  if (marks === 'last') return quote.last;
  return isLong ? quote.bid : quote.ask;
}

export function createPriceIndex(owners: Owners): PriceIndex {
  const own = owners.register('priceIndex', 1);
  const quotes = own.records<InstrumentId, Quote>('quotes');
  const watches = own.records<InstrumentId, readonly Watch[]>('watches');
  const places = own.records<WatchId, InstrumentId>('places');

  function drop(name: WatchId): void {
    const instrument = places.get(name);
    if (instrument === undefined) return;
    places.delete(name);
    const left = (watches.get(instrument) ?? []).filter((each) => each.watch !== name);
    if (left.length === 0) watches.delete(instrument);
    else watches.set(instrument, left);
  }

  /** Says which levels the span of bid and ask since the last tick has reached, nearest name first. */
  function check(instrument: InstrumentId, span: Span, pass: Pass): void {
    const list = watches.get(instrument);
    if (list === undefined) return;
    for (const { watch, position, level, price, when, of } of list) {
      const reached = furthest(span, of, when);
      if (!isBeyond(reached, price, when)) continue;
      drop(watch);
      pass.say({ type: 'market.levelCrossed', watch, instrument, position, level, price, reached });
    }
  }

  return {
    hear(event, pass) {
      const { instrument } = event;
      const old = quotes.get(instrument);
      quotes.set(instrument, quoteAfter(old, event, pass.at));
      if (watches.size > 0) check(instrument, spanOf(event, old?.quoted === true), pass);
    },
    watch({ type: _type, instrument, ...rest }: Event<'market.watch'>) {
      drop(rest.watch);
      watches.set(instrument, [...(watches.get(instrument) ?? []), rest]);
      places.set(rest.watch, instrument);
    },
    check({ type: _type, watch, instrument, position, level, price, when, of }: Event<'market.check'>, pass: Pass) {
      const quote = quotes.get(instrument);
      if (quote === undefined || !isBeyond(quote[of], price, when)) return;
      pass.say({ type: 'market.levelCrossed', watch, instrument, position, level, price, reached: quote[of] });
    },
    unwatch({ position, instrument }: Event<'market.unwatch'>) {
      for (const each of watches.get(instrument) ?? []) if (each.position === position) drop(each.watch);
    },
    split({ instrument, newShares, oldShares, quoted }: Event<'holding.split'>) {
      const after = (price: Price): Price => priceAfter(price, { newShares, oldShares });
      const quote = quotes.get(instrument);
      if (quote !== undefined && quoted !== true) {
        const { bid, ask, last } = quote;
        quotes.set(instrument, { ...quote, bid: after(bid), ask: after(ask), last: after(last) });
      }
      const list = watches.get(instrument);
      if (list !== undefined)
        watches.set(
          instrument,
          list.map((each) => ({ ...each, price: after(each.price) })),
        );
    },
    quote: (instrument) => quotes.get(instrument),
  };
}

interface Span {
  readonly bidLow: Price;
  readonly bidHigh: Price;
  readonly askLow: Price;
  readonly askHigh: Price;
}
const NOWHERE: Span = { bidLow: (2n ** 63n) as Price, bidHigh: zero, askLow: (2n ** 63n) as Price, askHigh: zero };

const furthest = (span: Span, of: Watch['of'], when: Watch['when']): Price =>
  of === 'bid'
    ? when === 'atOrBelow'
      ? span.bidLow
      : span.bidHigh
    : when === 'atOrBelow'
      ? span.askLow
      : span.askHigh;
const isBeyond = (reached: Price, level: Price, when: Watch['when']): boolean =>
  when === 'atOrBelow' ? reached <= level : reached >= level;

/** The prices an event has touched. Trades touch nothing where quotes are known: a level is on the side of the quote. */
function spanOf(event: MarketEvent, quoted: boolean): Span {
  switch (event.type) {
    case 'market.quote':
      return { bidLow: event.bid, bidHigh: event.bid, askLow: event.ask, askHigh: event.ask };
    case 'market.quoteBar':
      return { bidLow: event.bidLow, bidHigh: event.bidHigh, askLow: event.askLow, askHigh: event.askHigh };
    case 'market.trade':
      if (quoted) return NOWHERE;
      return { bidLow: event.price, bidHigh: event.price, askLow: event.price, askHigh: event.price };
    case 'market.bar':
      if (quoted) return NOWHERE;
      return { bidLow: event.low, bidHigh: event.high, askLow: event.low, askHigh: event.high };
  }
}

function quoteAfter(old: Quote | undefined, event: MarketEvent, at: Timestamp): Quote {
  switch (event.type) {
    case 'market.quote': {
      const { bid, ask, bidSize, askSize } = event;
      return { bid, ask, bidSize, askSize, last: old?.last ?? midpoint(bid, ask), quoted: true, at };
    }
    case 'market.quoteBar': {
      const { bidClose: bid, askClose: ask, bidSize, askSize } = event;
      return { bid, ask, bidSize, askSize, last: old?.last ?? midpoint(bid, ask), quoted: true, at };
    }
    case 'market.trade':
      return afterTrade(old, event.price, event.size, at);
    case 'market.bar':
      return afterTrade(old, event.close, event.volume, at);
  }
}

function afterTrade(old: Quote | undefined, last: Price, size: Quantity, at: Timestamp): Quote {
  if (old?.quoted === true) return { ...old, last };
  return { bid: last, ask: last, bidSize: size, askSize: size, last, quoted: false, at };
}
