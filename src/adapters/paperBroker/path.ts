/** The path that a market event is taken to have gone: quotes one after another, each shown at once or reached step by step. */
import type { Price, Quantity } from '../../money.ts';
import { magnitude } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { PaperRules } from './rules.ts';

/** A quote on the path. */
export interface Point {
  readonly bid: Price;
  readonly ask: Price;
  readonly bidSize: Quantity;
  readonly askSize: Quantity;
  /** `jump`: shown at once, from nowhere. `gap`: the same, at the open of a bar. `walk`: every price on the way was touched. */
  readonly by: 'jump' | 'gap' | 'walk';
}

/** The path of an event. Where an instrument has quotes, trades go no path of their own: they set off stops that watch the last price. */
export function pathOf(event: MarketEvent, isQuoted: boolean, rules: Pick<PaperRules, 'barPath'>): readonly Point[] {
  switch (event.type) {
    case 'market.quote':
      return [{ bid: event.bid, ask: event.ask, bidSize: event.bidSize, askSize: event.askSize, by: 'jump' }];
    case 'market.trade':
      return isQuoted ? [] : [at(event.price, event.size, 'jump')];
    case 'market.bar':
      return isQuoted ? [] : barPath(event, rules.barPath);
    case 'market.quoteBar':
      return quoteBarPath(event, rules.barPath);
  }
}

const at = (price: Price, size: Quantity, by: Point['by']): Point => ({
  bid: price,
  ask: price,
  bidSize: size,
  askSize: size,
  by,
});

type Bar = Extract<MarketEvent, { type: 'market.bar' }>;
type QuoteBar = Extract<MarketEvent, { type: 'market.quoteBar' }>;

function barPath({ open, high, low, close, volume }: Bar, order: PaperRules['barPath']): readonly Point[] {
  const [first, second] = isHighFirst(order, open, high, low) ? [high, low] : [low, high];
  return [at(open, volume, 'gap'), at(first, volume, 'walk'), at(second, volume, 'walk'), at(close, volume, 'walk')];
}

function quoteBarPath(bar: QuoteBar, order: PaperRules['barPath']): readonly Point[] {
  const sizes = { bidSize: bar.bidSize, askSize: bar.askSize };
  const high: Point = { bid: bar.bidHigh, ask: bar.askHigh, ...sizes, by: 'walk' };
  const low: Point = { bid: bar.bidLow, ask: bar.askLow, ...sizes, by: 'walk' };
  const highFirst = isHighFirst(order, bar.bidOpen, bar.bidHigh, bar.bidLow);
  return [
    { bid: bar.bidOpen, ask: bar.askOpen, ...sizes, by: 'gap' },
    highFirst ? high : low,
    highFirst ? low : high,
    { bid: bar.bidClose, ask: bar.askClose, ...sizes, by: 'walk' },
  ];
}

/** `nearestFirst`: the extreme nearer to the open was visited first; the low where both are as near. */
function isHighFirst(order: PaperRules['barPath'], open: Price, high: Price, low: Price): boolean {
  if (order !== 'nearestFirst') return order === 'highFirst';
  return magnitude((high - open) as Price) < magnitude((open - low) as Price);
}
