/** Numbers of orders: each is used once, and one that is refused on arrival has not been used. */
import type { Contract, Order } from '@stoqey/ib';
import { expect, it } from 'vitest';
import { limited, SPY } from '../../support/plainOrders.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';

const resting = (over: Partial<Order> = {}): Order => limited({ lmtPrice: 99, ...over });

it.each<[string, Contract, Partial<Order>, number]>([
  ['at the door', { ...SPY, symbol: 'NOSUCH' }, {}, 200],
  ['by the paper broker', SPY, { lmtPrice: 99.001 }, 110],
])('what is refused %s has used no id: the same one is an order then', async (_where, contract, over, code) => {
  const { desk } = await quotedGateway();
  const client = await desk(1);
  client.api.placeOrder(1, contract, resting(over));
  await client.error(code);
  client.api.reqIds();
  await client.until('nextValidId', () => client.of('nextValidId').length === 2);
  expect(client.of('nextValidId').map(([, id]) => id)).toEqual([1, 1]);
  client.api.placeOrder(1, SPY, resting());
  await client.status(1, 'Submitted');
});

it('what is refused while the next order is on its way may be placed again; what has ended may not, after a restart neither', async () => {
  const first = await quotedGateway();
  const client = await first.desk(1);
  client.api.placeOrder(1, SPY, resting());
  client.api.placeOrder(2, SPY, resting({ lmtPrice: 99.001 }));
  client.api.placeOrder(3, SPY, resting());
  await client.status(3, 'Submitted');
  client.api.cancelOrder(1, '');
  await client.status(1, 'Cancelled');
  client.leave();
  const { desk } = await quotedGateway({ state: first.gateway.save() });
  const again = await desk(1);
  expect(again.of('nextValidId').map(([, id]) => id)).toEqual([4]);
  again.api.placeOrder(2, SPY, resting());
  await again.status(2, 'Submitted');
  again.api.placeOrder(1, SPY, resting());
  await again.error(161);
});

it('an id below one that was used is refused', async () => {
  const { desk } = await quotedGateway();
  const client = await desk(1);
  client.api.placeOrder(10, SPY, resting());
  client.api.placeOrder(9, SPY, resting());
  const [, , , id] = await client.error(103);
  expect(id).toBe(9);
});

it('what names an order by its number alone is told to its owner, not to the master, whose order of that number is another', async () => {
  const { desk } = await quotedGateway({ master: 1 });
  const [master, other] = [await desk(1), await desk(2)];
  master.api.placeOrder(7, SPY, resting());
  await master.status(7, 'Submitted');
  other.api.placeOrder(7, SPY, resting());
  await other.status(7, 'Submitted');
  other.api.placeOrder(8, SPY, resting({ whatIf: true }));
  await other.until('openOrder', (id: number) => id === 8);
  other.api.cancelOrder(7, '');
  await other.error(202);
  // Of the order itself the master hears, by the client that it belongs to.
  await master.until('orderStatus', (id, status, ...rest) => id === 7 && status === 'Cancelled' && rest[6] === 2);
  expect(master.of('error').filter(([, , code]) => code === 202)).toEqual([]);
  expect(master.of('openOrder').filter(([, id]) => id === 8)).toEqual([]);
});
