/** What a desk needs of its market data, so that a desk that could never trade says so before it starts. */
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Duration } from '../../identifiers.ts';
import type { MarketData } from '../../ports.ts';
import { durationText } from '../documents/durations.ts';

/** Whether bars of trades can feed an indicator: by their own length, or as parts of it. */
const feeds = (bars: Duration, needed: Duration): boolean => needed % bars === 0;

/** @throws `barsTooLong` for an indicator that no bar of the data can feed */
export function checkBars({ indicators }: DeskConfiguration, { name, bars }: Pick<MarketData, 'name' | 'bars'>): void {
  if (bars === undefined) return;
  const unfed = indicators.find(({ period }) => !bars.some((each) => feeds(each, period)));
  if (unfed === undefined) return;
  const found = bars.length === 0 ? 'no bars of trades' : `bars of ${bars.map(durationText).join(', ')}`;
  const needed = durationText(unfed.period);
  throw new OrdermatonError('barsTooLong', { indicator: unfed.name, needed, market: name, found });
}
