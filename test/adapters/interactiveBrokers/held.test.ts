/** What the account holds is asked for again where what was last said of it may be of before a trade. */
import { expect, it } from 'vitest';
import { positionEndFields, positionFields } from '../../../src/adapters/twsGateway/wire/accountMessages.ts';
import { price, quantity } from '../../../src/money.ts';
import type { IbRig } from '../../support/ibRig.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';
import { contract } from '../../support/twsPeer.ts';

const is = ({ peer }: IbRig, held: number): void => {
  peer.state.positions = held === 0 ? [] : [{ symbol: 'SPY', quantity: held }];
  const told = { account: 'DU1', contract: contract('SPY'), position: quantity(held), averageCost: price(10) };
  peer.say(positionFields(told));
};
const held = (rig: IbRig) => rig.said('broker.position').map(({ quantity: size }) => Number(size) / 1e8);
const asked = ({ peer }: IbRig): number => peer.asked('reqPositions').length;

/** One that has been read, with 100 SPY bought. */
async function bought(): Promise<IbRig> {
  const rig = await ibRig();
  await rig.ready();
  rig.place('o1', { limit: price(10) });
  await until(() => rig.peer.asked('placeOrder').length > 0);
  return rig;
}
/** A minute passes, and all that it leads to. */
async function minute(rig: IbRig): Promise<void> {
  for (let passed = 0; passed < 6; passed++) {
    rig.pass(10);
    await rig.news();
  }
}

it('a word that comes behind the execution is enough', async () => {
  const rig = await bought();
  rig.peer.executed({});
  is(rig, 100);
  await minute(rig);
  expect([held(rig), asked(rig)]).toEqual([[100], 1]);
});

it('one that came before it is asked for once more within a minute, and not again', async () => {
  const rig = await bought();
  is(rig, 100);
  rig.peer.executed({});
  await minute(rig);
  expect([held(rig), asked(rig)]).toEqual([[100, 100], 2]);
  await minute(rig);
  expect([held(rig), asked(rig)]).toEqual([[100, 100], 2]);
});

it('what is not listed any more is held no more', async () => {
  const rig = await bought();
  is(rig, 0);
  rig.peer.executed({});
  await minute(rig);
  expect(held(rig)).toEqual([0, 0]);
});

it('what is executed while it is being listed is not taken for listed', async () => {
  const rig = await bought();
  is(rig, 0);
  rig.peer.executed({});
  rig.peer.on('reqPositions', () => {
    rig.peer.executed({ execId: 'e.02' });
    rig.peer.off('reqPositions');
    rig.peer.say(positionEndFields());
  });
  await minute(rig);
  expect(held(rig)).toEqual([0]);
  await minute(rig);
  expect([held(rig), asked(rig)]).toEqual([[0, 0], 3]);
});

it('a list that does not come to its end says nothing, and is asked for again', async () => {
  const rig = await bought();
  is(rig, 0);
  rig.peer.executed({});
  rig.peer.on('reqPositions');
  for (let passed = 0; passed < 8; passed++) {
    rig.pass(10);
    await turns(50);
  }
  expect([held(rig), asked(rig)]).toEqual([[0], 2]);
  rig.peer.off('reqPositions');
  await minute(rig);
  expect([held(rig), asked(rig)]).toEqual([[0, 0], 3]);
});

it('an execution in another account is none of ours', async () => {
  const rig = await bought();
  rig.peer.executed({ account: 'DU2' });
  await minute(rig);
  expect(asked(rig)).toBe(1);
});
