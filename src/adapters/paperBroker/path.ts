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

type PathRules = Pick<PaperRules, 'barPath' | 'gap'>;
/** An extreme that a bar is to visit first, whatever the rule for its path. */
export type FirstExtreme = 'high' | 'low' | undefined;

/** The path of an event. Where an instrument has quotes, trades go no path of their own. */
export function pathOf(
  event: MarketEvent,
  isQuoted: boolean,
  rules: PathRules,
  first?: FirstExtreme,
): readonly Point[] {
  switch (event.type) {
    case 'market.quote':
      return [{ bid: event.bid, ask: event.ask, bidSize: event.bidSize, askSize: event.askSize, by: 'jump' }];
    case 'market.trade':
      return isQuoted ? [] : [at(event.price, event.size, 'jump')];
    case 'market.bar':
      return isQuoted ? [] : barPath(event, rules, first);
    case 'market.quoteBar':
      return quoteBarPath(event, rules, first);
  }
}

const at = (price: Price, size: Quantity, by: Point['by']): Point => ({
  bid: price,
  ask: price,
  bidSize: size,
  askSize: size,
  by,
});

/** An open beyond a level is a gap; where gaps are filled at the level, the price is taken to have walked there. */
const opening = ({ gap }: PathRules): Point['by'] => (gap === 'open' ? 'gap' : 'walk');

type Bar = Extract<MarketEvent, { type: 'market.bar' }>;
type QuoteBar = Extract<MarketEvent, { type: 'market.quoteBar' }>;

function barPath({ open, high, low, close, volume }: Bar, rules: PathRules, told: FirstExtreme): readonly Point[] {
  const [first, second] = isHighFirst(rules, told, [open, high, low]) ? [high, low] : [low, high];
  return [
    at(open, volume, opening(rules)),
    at(first, volume, 'walk'),
    at(second, volume, 'walk'),
    at(close, volume, 'walk'),
  ];
}

function quoteBarPath(bar: QuoteBar, rules: PathRules, told: FirstExtreme): readonly Point[] {
  const sizes = { bidSize: bar.bidSize, askSize: bar.askSize };
  const high: Point = { bid: bar.bidHigh, ask: bar.askHigh, ...sizes, by: 'walk' };
  const low: Point = { bid: bar.bidLow, ask: bar.askLow, ...sizes, by: 'walk' };
  const highFirst = isHighFirst(rules, told, [bar.bidOpen, bar.bidHigh, bar.bidLow]);
  return [
    { bid: bar.bidOpen, ask: bar.askOpen, ...sizes, by: opening(rules) },
    highFirst ? high : low,
    highFirst ? low : high,
    { bid: bar.bidClose, ask: bar.askClose, ...sizes, by: 'walk' },
  ];
}

type Extremes = readonly [open: Price, high: Price, low: Price];

/** `nearestFirst`: the extreme nearer to the open was visited first; the low where both are as near. */
function isHighFirst({ barPath }: PathRules, told: FirstExtreme, [open, high, low]: Extremes): boolean {
  if (told !== undefined) return told === 'high';
  if (barPath !== 'nearestFirst') return barPath === 'highFirst';
  return magnitude((high - open) as Price) < magnitude((open - low) as Price);
}
