/** Bars from the gateway, over a real socket, both ends in step: the past, then each minute, and indicators that are warm by them. */
import { expect, it } from 'vitest';
import { later, minutes } from '../../../src/identifiers.ts';
import { deskAtGateway, START } from '../../support/deskAtGateway.ts';

it('at the gateway: the past, then each minute once it is over, and an indicator by both', async () => {
  const document = 'desk: d\nrules: {}\nindicators: {atr: {kind: atr, length: 3, bars: 1m, session: all}}';
  const { said, pass } = await deskAtGateway({ document, step: 1 });
  await pass(190);
  expect(said('market.historyFailed')).toEqual([]);
  const [history] = said('market.history');
  expect(history?.bars.length).toBeGreaterThan(24);
  expect(history?.until).toBe(START);
  expect(said('market.bar').map(({ start }) => start)).toEqual([
    START,
    later(START, minutes(1)),
    later(START, minutes(2)),
  ]);
  expect(said('market.indicator').map(({ previous }) => previous !== undefined)).toEqual([true, true, true]);
});
