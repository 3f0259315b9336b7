/** A whole desk at a gateway that does wrong: what it sees of that, and that in the end its books and those of the broker are the same. */
import { describe, expect, it } from 'vitest';
import { deskAtGateway } from '../../support/deskAtGateway.ts';
import { faultStories } from '../../support/faultStories.ts';
import { playFaultStory } from '../../support/playFaultStory.ts';

/** Some of them; the long suite has them all. */
const some = faultStories.filter(({ isShort = false }) => isShort);

describe('a desk and the broker agree in the end, whatever is wrong on the way:', () => {
  it.each(some)('$name', playFaultStory);
});

it('B12: who liquidates is told apart from who sells by hand, and what is halted for it stays so', async () => {
  const desk = await deskAtGateway({ master: 1 });
  await desk.open();
  await desk.admin.fault({ fault: 'place', symbol: 'SPY', action: 'SELL', quantity: 40 });
  await desk.pass(5);
  await desk.admin.fault({ fault: 'liquidate', symbol: 'SPY' });
  await desk.pass(20);
  desk.ask();
  await desk.pass(5);
  expect(desk.said('position.reducedByOthers').map(({ by }) => by)).toEqual(['hand', 'liquidation']);
  expect(desk.said('risk.stateChanged')).toMatchObject([{ scope: 'account/DU1234567', state: 'halted' }]);
  expect(desk.said('risk.refused').map(({ code }) => code)).toContain('halted');
  expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: 0n, reported: 0n, foreign: 0n }]);
});
