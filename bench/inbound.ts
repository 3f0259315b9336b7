/** What a broker tells of many orders, over a socket: heard by the adapter, with orders and positions kept, and by the wire library alone. */
import { EventName, IBApi } from '@stoqey/ib';
import { later, seconds } from '../src/identifiers.ts';
import type { Case, Variant } from './measure.ts';
import { adapterAt, agreed, Greeter, place, recordedOrders, until } from './tws.ts';

const ORDERS = 4_000;
const WARM_UP = 400;

/** Plays it to a client that says how many commissions it has heard; each order has one, told last. */
async function played(greeter: Greeter, orders: number, bytes: Buffer, heard: () => number): Promise<void> {
  const before = heard();
  greeter.play(bytes);
  await until(() => heard() - before >= orders);
}

const adapter: Variant = async () => {
  const [small, large] = [await recordedOrders(WARM_UP), await recordedOrders(ORDERS)];
  const prepared = async (orders: number) => {
    const greeter = await Greeter.open();
    const { broker, clock } = adapterAt(greeter.port);
    let [charged, executions] = [0, 0];
    await agreed(broker, ({ type }) => {
      if (type === 'broker.commission') charged++;
      if (type === 'broker.execution') executions++;
    });
    clock.advance(later(clock.now(), seconds(16))); // what the broker is asked for at the beginning is not waited for any more
    for (let count = 0; count < orders; count++) place(broker, count);
    await until(() => broker.traffic()?.written !== 0);
    return {
      run: (bytes: Buffer) => played(greeter, orders, bytes, () => charged),
      result: () => `${executions} executions`,
      close() {
        broker.disconnect();
        greeter.close();
      },
    };
  };
  const warm = await prepared(WARM_UP);
  await warm.run(small);
  warm.close();
  const timed = await prepared(ORDERS);
  return async () => {
    await timed.run(large);
    const result = timed.result();
    timed.close();
    return { result, operations: ORDERS };
  };
};

const library: Variant = async () => {
  const [small, large] = [await recordedOrders(WARM_UP), await recordedOrders(ORDERS)];
  const prepared = async () => {
    const greeter = await Greeter.open();
    const api = new IBApi({ host: '127.0.0.1', port: greeter.port, clientId: 1, maxReqPerSec: 1_000_000 });
    let [charged, executions] = [0, 0];
    const started = new Promise<void>((resolve) => api.on(EventName.nextValidId, () => resolve()));
    api.on(EventName.commissionReport, () => charged++);
    api.on(EventName.execDetails, () => executions++);
    api.connect();
    await started;
    return {
      run: (orders: number, bytes: Buffer) => played(greeter, orders, bytes, () => charged),
      result: () => `${executions} executions`,
      close() {
        api.disconnect();
        greeter.close();
      },
    };
  };
  const warm = await prepared();
  await warm.run(WARM_UP, small);
  warm.close();
  const timed = await prepared();
  return async () => {
    await timed.run(ORDERS, large);
    const result = timed.result();
    timed.close();
    return { result, operations: ORDERS };
  };
};

export const cases: readonly Case[] = [
  {
    name: 'what a broker tells of an order that fills',
    variants: { 'the adapter, orders and positions kept': adapter, '@stoqey/ib, decoded': library },
  },
];
