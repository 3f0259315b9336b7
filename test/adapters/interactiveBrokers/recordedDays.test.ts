import { describe, expect, it } from 'vitest';
import { minutes } from '../../../src/identifiers.ts';
import { expectSame, tradedBothWays } from '../../support/bothWays.ts';
import { madeDays, recordedDays } from '../../support/recordedDays.ts';
import { folderHere } from '../../support/rowsOfData.ts';
import { tradedAtGateway } from '../../support/tradedDays.ts';

/** In silence the adapter asks for the time, and now and then for all orders: so seldom that the nights pass quickly. */
const seldom = { silence: minutes(10), look: minutes(100_000) };

describe('a recorded day through engine, adapter, socket and gateway', () => {
  it('comes to the orders, fills and profit of the same broker in the process, to the cent', async () => {
    const { from, ...days } = recordedDays(folderHere());
    const both = await tradedBothWays({ ...days, from, to: from }, seldom);
    await expectSame(both);
    expect(both.there.report.trades.length).toBeGreaterThanOrEqual(5);
  });

  it('does so where everything comes at full minutes, and to the same hash where every byte comes by itself', async () => {
    const { from, ...days } = madeDays(folderHere());
    const day = { ...days, from, to: from };
    const both = await tradedBothWays(day, seldom);
    await expectSame(both);
    expect(both.there.report.trades.length).toBeGreaterThanOrEqual(5);
    const inBytes = await tradedAtGateway(day, seldom, [{ fault: 'bytes' }]);
    expect(inBytes.report).toEqual(both.there.report);
  });

  it('is paced by its own seconds: where two messages may leave in one, a bracket of three is there a second later', async () => {
    const { from, ...days } = madeDays(folderHere());
    const { report } = await tradedAtGateway({ ...days, from, to: from }, { ...seldom, limit: 2 });
    const entries = report.orders.filter(({ role, outcome }) => role === 'entry' && outcome === 'filled');
    const waits = entries.map(({ placedAt, endedAt }) => Date.parse(endedAt ?? '') - Date.parse(placedAt ?? ''));
    expect(waits).toEqual([1_020, 1_020, 1_020, 1_020, 1_020]);
  });
});
