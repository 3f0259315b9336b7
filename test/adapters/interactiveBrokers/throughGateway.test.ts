/** The two ends of the protocol at each other: a whole desk trades through the adapter with the gateway. */
import { expect, it } from 'vitest';
import { price } from '../../../src/money.ts';
import { BOOK, plainIntent, SPY } from '../../support/desk.ts';
import { gatewayHere } from '../../support/gateway.ts';
import { liveDeskAt } from '../../support/liveDeskAtGateway.ts';

it('a desk enters by what the gateway quotes, is protected at the gateway, and leaves, with nothing that surprised anybody', async () => {
  const gateway = await gatewayHere();
  const { engine, said, until, surprises } = await liveDeskAt(gateway);
  const wide = { stop: { by: 'amount', amount: price(50) }, target: { by: 'amount', amount: price(50) } } as const;
  engine.send({ type: 'desk.open', book: BOOK, instrument: SPY, intent: { ...plainIntent, ...wide } });
  await until(() => said('position.protected').length > 0);
  expect(engine.views.openPositions()).toMatchObject([{ protection: 'protected', state: 'open' }]);
  expect(gateway.save()).toBeDefined();
  engine.send({ type: 'desk.flatten', why: 'enough' });
  await until(() => said('position.closed').length > 0);
  await until(() => said('group.done').length > 0);
  expect(engine.views.account().residue).toBe(0n);
  expect(engine.views.holdings()).toMatchObject([{ booked: 0n, foreign: 0n }]);
  expect([...surprises(), ...said('position.naked')]).toEqual([]);
});
