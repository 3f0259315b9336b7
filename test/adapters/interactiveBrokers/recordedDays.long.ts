import { expect, it } from 'vitest';
import { expectSame, tradedBothWays } from '../../support/bothWays.ts';
import { recordedDays } from '../../support/recordedDays.ts';
import { folderHere } from '../../support/rowsOfData.ts';

it('five recorded days through engine, adapter, socket and gateway come to the same orders, fills and profit as in the process', async () => {
  const both = await tradedBothWays(recordedDays(folderHere()));
  await expectSame(both);
  expect(both.there.report.trades.length).toBeGreaterThan(25);
  expect(both.there.report.openPositions).toEqual([]);
});
