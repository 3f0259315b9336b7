/** The one story of a desk and a gateway of which either is killed: told for so many kills. */
import { expect } from 'vitest';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { StateFile } from '../../src/adapters/twsGateway/stateFile.ts';
import { decode } from '../../src/codec.ts';
import { accountId } from '../../src/identifiers.ts';
import { zero } from '../../src/money.ts';
import type { KilledAtGateway } from './gatewayKilling.ts';
import { killAtGateway } from './gatewayKilling.ts';

export interface SumAtGateway {
  readonly kills: KilledAtGateway['kills'];
  readonly orders: number;
  readonly executions: number;
}

export async function expectNothingLostAtGateway(seed: number, count: number): Promise<SumAtGateway> {
  const killed = await killAtGateway(seed, count);
  const { ended, kills, strange, readings } = killed;
  expect(kills.engine + kills.gateway).toBe(count);
  expect(strange).toEqual([]);
  for (const reading of readings)
    for (const text of reading) {
      const { booked, reported, foreign } = decode(text) as Record<'booked' | 'reported' | 'foreign', bigint>;
      expect([booked, foreign]).toEqual([reported, zero]);
    }
  const { orders, account } = gatewayEnd(killed);
  // An order of the engine is one order at the gateway, and an execution is of the order that its reference names.
  const references = orders.orders.map(({ order }) => order.orderRef);
  expect(new Set(references).size).toBe(references.length);
  const ofOrder = new Map(orders.orders.map(({ permId, order }) => [permId, order.orderRef]));
  for (const { told } of orders.executions) expect(told.orderRef).toBe(ofOrder.get(told.permId));
  const { placed, executed } = journalled(killed.journal);
  expect(references.filter((reference) => !placed.has(reference))).toEqual([]);
  // Nothing that the desk was told of is gone, and nothing happened that the desk does not know.
  expect([...executed].sort()).toEqual(orders.executions.map(({ told }) => nameOf(told.execId)).sort());
  const open = orders.orders.filter(({ status }) => !['Filled', 'Cancelled', 'Inactive'].includes(status));
  expect(open.map(({ order, status }) => `${order.orderRef} ${status}`)).toEqual([]);
  expect(ended.open).toBe(0);
  expect(decode(ended.residue)).toBe(zero);
  expect(account?.lines.map(([, { quantity }]) => quantity).filter((held) => held !== 0n)).toEqual([]);
  expect(decode(ended.cash)).toBe(account?.book.cash);
  return { kills, orders: references.length, executions: executed.size };
}

function gatewayEnd({ state }: KilledAtGateway) {
  const file = new StateFile(state);
  const end = file.read([accountId('DU1234567')]);
  file.close();
  if (end === undefined) throw new Error('the gateway has kept nothing');
  return { orders: end.orders, account: end.accounts[0] };
}

/** Without its revision. */
const nameOf = (execId: string): string => execId.slice(0, execId.lastIndexOf('.'));

/** By the journal: the orders that were marked to leave, and the executions, by the names that the broker gave them. */
function journalled(file: string) {
  const [placed, executed] = [new Set<string>(), new Set<string>()];
  const reader = openJournal(file);
  try {
    for (const { envelope } of reader.recordsNow()) {
      const { data } = envelope;
      if (data.type === 'outbox.releasing') placed.add(data.order);
      if (data.type === 'broker.execution') executed.add(data.execution);
      if (data.type === 'broker.snapshot')
        for (const { execution } of data.snapshot.executions) executed.add(execution);
    }
  } finally {
    reader.close();
  }
  return { placed, executed };
}
