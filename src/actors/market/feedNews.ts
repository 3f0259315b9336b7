/** What a live feed says about itself: no broker matches against it, and a rule hears it by its own name alone. */
import type { FeedNews } from '../../ports.ts';

const feedNews: readonly string[] = [
  'market.history',
  'market.historyAwaited',
  'market.historyFailed',
  'market.dataState',
  'market.contract',
  'market.tradingHalted',
  'market.tradingResumed',
  'market.shortSupply',
] satisfies readonly FeedNews['type'][];

export const isFeedNews = (type: string): type is FeedNews['type'] => feedNews.includes(type);
