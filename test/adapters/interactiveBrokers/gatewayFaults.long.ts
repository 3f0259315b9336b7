/** All stories of a desk at a gateway that does wrong, and desks that meet several faults at once, by chance. */
import { describe, expect, it } from 'vitest';
import { createChance } from '../../../src/adapters/marketData/generatedRandom.ts';
import { deskAtGateway } from '../../support/deskAtGateway.ts';
import { faultStories } from '../../support/faultStories.ts';
import { agreeInTheEnd, playFaultStory } from '../../support/playFaultStory.ts';

describe('a desk and the broker agree in the end, whatever is wrong on the way:', () => {
  it.each(faultStories)('$name', playFaultStory);
});

const aboutOrders = ['openOrder', 'orderStatus', 'execDetails', 'commissionReport', 'position', 'error'];
const kinds = ['duplicate', 'drop', 'reorder', 'delay', 'kill'] as const;

/** Two to four faults, each of some messages, now and then. */
function faultsOf(seed: number): readonly object[] {
  const chance = createChance(seed, 'faults of a desk');
  return Array.from({ length: chance.whole(2, 4) }, () => {
    const fault = kinds[chance.whole(0, kinds.length - 1)];
    const messages = aboutOrders.filter(() => chance.percent(40));
    const wait = chance.percent(50) ? { by: `${chance.whole(1, 40) / 10}s` } : { behind: chance.whole(1, 5) };
    return {
      ...{ fault, percent: chance.whole(5, 50), ...(fault === 'delay' ? wait : {}) },
      ...(messages.length === 0 ? {} : { messages }),
    };
  });
}

describe('several faults at once, by chance, and then none: books and broker are the same', () => {
  it.each(Array.from({ length: 60 }, (_, place) => place + 1))('seed %i', async (seed) => {
    const desk = await deskAtGateway({ seed });
    for (const fault of faultsOf(seed)) await desk.admin.fault(fault as never);
    for (let trip = 0; trip < 2; trip++) {
      desk.ask();
      await desk.pass(8);
      desk.engine.send({ type: 'desk.flatten', why: 'enough' });
      await desk.pass(8);
    }
    await desk.admin.ask('DELETE', '/faults');
    await desk.admin.fault({ fault: 'hangUp' });
    await desk.pass(60);
    if (desk.engine.views.openPositions().length > 0) await desk.leave();
    await desk.pass(30);
    expect(desk.facts.filter(({ type }) => /^desk\.(quarantined|inputGivenUp)$/.test(type))).toEqual([]);
    agreeInTheEnd(desk, {});
  });
});
