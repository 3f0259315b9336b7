import { expect, it } from 'vitest';
import { feedsOf } from '../../src/actors/engine/feeds.ts';
import type { Event } from '../../src/events.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { MarketData } from '../../src/ports.ts';
import { SPY } from '../support/desk.ts';

const market = (isLive: boolean): MarketData => ({
  ...{ name: 'test', instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' }, isLive },
  async *batches() {
    for (const at of [1, 2, 3])
      yield [
        { at: at as Timestamp, event: { type: 'market.trade', instrument: SPY, price: price(at), size: quantity(1) } },
      ];
  },
});

it.each([
  ['recorded data is passed over as far as it has been heard', false, 1],
  ['live data is what comes now: nothing of it has been heard', true, 3],
])('behind a restart %s', async (_name, isLive, count) => {
  const heard: Event[] = [];
  const counts = { market: 2, session: 0, signal: 0 };
  const [feed] = feedsOf({ market: market(isLive) }, counts, (_source, event) => heard.push(event));
  for await (const batch of feed?.batches() ?? []) for (const item of batch) feed?.deliver(item);
  expect(heard).toHaveLength(count);
});
