/** The file in which a gateway keeps what outlives it, and what comes of a gateway that ends at any moment. */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrderAction, OrderType } from '@stoqey/ib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import type { StateRow } from '../../../src/adapters/twsGateway/changedState.ts';
import type { OpenMarket } from '../../../src/adapters/twsGateway/market.ts';
import { StateFile } from '../../../src/adapters/twsGateway/stateFile.ts';
import type { AccountId } from '../../../src/identifiers.ts';
import { accountId, instrumentId, later, minutes, seconds, timestamp } from '../../../src/identifiers.ts';
import { price } from '../../../src/money.ts';
import { Desk, opened, Raw } from '../../support/gateway.ts';
import { changeDatabase, freshFolder } from '../../support/journals.ts';
import { limited, SPY } from '../../support/plainOrders.ts';
import { QuotedMarket } from '../../support/quotedMarket.ts';

const account = accountId('DU1234567');
const spy = instrumentId('SPY');
const freshFile = (): string => join(freshFolder(), 'deeper', 'state.db');

/** A file that is closed with the test, if it still is open. */
function stateFile(file: string): StateFile {
  const state = new StateFile(file);
  onTestFinished(() => {
    try {
      state.close();
    } catch {
      // it was closed by the test
    }
  });
  return state;
}

/** A gateway with a market that stands, whose rows a test sees as they are kept, and its only client. */
async function kept(rows: StateRow[], file: StateFile, options: Parameters<typeof opened>[0] = {}) {
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const market = new QuotedMarket();
  const keep = (changed: readonly StateRow[]): void => {
    rows.push(...changed);
    file.write(changed);
  };
  const state = file.read([account]);
  const gateway = await opened({ clock, market: market.open, keep, state, ...options });
  onTestFinished(() => gateway.close());
  market.quote(spy, price(100), price('100.02'));
  const client = new Desk(gateway.port, 1);
  onTestFinished(() => client.leave());
  await client.start();
  const tell = async (act: () => void): Promise<void> => {
    act();
    const asked = client.of('currentTime').length;
    client.api.reqCurrentTime();
    while (client.of('currentTime').length === asked) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(later(clock.now(), seconds(0.1)));
  };
  return { gateway, client, clock, market, tell };
}

const buy = (quantity: number) => limited({ totalQuantity: quantity, lmtPrice: 101 });

describe('the file of a gateway', () => {
  it('brings orders, executions, positions and numbers back as they were', async () => {
    const file = freshFile();
    const state = stateFile(file);
    const { gateway, client, tell } = await kept([], state);
    await tell(() => client.api.placeOrder(1, SPY, buy(100)));
    await client.status(1, 'Filled');
    await tell(() => client.api.placeOrder(2, SPY, limited({ lmtPrice: 90 })));
    await client.status(2, 'Submitted');
    await tell(() => client.api.placeOrder(3, SPY, limited({ lmtPrice: 91 })));
    await client.status(3, 'Submitted');
    await tell(() => client.api.cancelOrder(3));
    await client.status(3, 'Cancelled');
    const last = gateway.save();
    state.close();
    const read = stateFile(file).read([account]);
    expect(read).toEqual({
      ...last,
      accounts: last.accounts.map((each) => ({ ...each, book: { ...each.book, executions: [] } })),
    });
    expect(read?.orders.orders.map(({ status }) => status)).toEqual(['Filled', 'Submitted', 'Cancelled']);
  });

  it('holds nothing where there is none yet', () => {
    expect(stateFile(freshFile()).read([account])).toBeUndefined();
  });

  it('is not given to two gateways', () => {
    const file = freshFile();
    stateFile(file);
    expect(() => new StateFile(file)).toThrow(expect.objectContaining({ code: 'brokerStateBroken' }));
    expect(() => new StateFile(file)).toThrow(/another gateway has it/);
  });

  it('is refused when it is of something else, and left as it was', () => {
    const file = join(freshFolder(), 'broken.json');
    const text = `${'what '.repeat(40)}\n`;
    writeFileSync(file, text);
    expect(() => new StateFile(file)).toThrow(expect.objectContaining({ code: 'brokerStateBroken' }));
    const other = join(freshFolder(), 'other.db');
    changeDatabase(other, 'CREATE TABLE theirs (name TEXT)');
    expect(() => new StateFile(other)).toThrow(/of another kind or version/);
    expect(statSync(file).size).toBe(text.length);
  });

  it('is refused when it has an account that is not opened: its positions would be lost', async () => {
    const state = stateFile(freshFile());
    const { tell, client } = await kept([], state);
    await tell(() => client.api.placeOrder(1, SPY, buy(1)));
    expect(() => state.read(['DU7' as AccountId])).toThrow(/it has the account DU1234567 too/);
  });
});

describe('a gateway that ends at any moment', () => {
  it('tells nobody what it has not kept: where that fails it hangs up, and lets nobody in', async () => {
    const problems: unknown[] = [];
    const failure = new Error('the disk is full');
    const gateway = await opened({
      keep: (rows) => {
        if (rows.some(({ kind }) => kind === 'order')) throw failure;
      },
      failed: (error) => problems.push(error),
    });
    onTestFinished(() => gateway.close());
    const client = new Desk(gateway.port, 1);
    onTestFinished(() => client.leave());
    await client.start();
    client.api.placeOrder(1, SPY, buy(100));
    await client.until('disconnected');
    await new Raw(gateway.port).hello().ended;
    expect(client.of('orderStatus')).toEqual([]);
    expect(problems).toEqual([failure]);
  });

  it('forgets what nobody has been told of, and gives its numbers to nobody else', async () => {
    const file = freshFile();
    const first = stateFile(file);
    const { client, tell } = await kept([], first);
    await tell(() => client.api.placeOrder(1, SPY, limited({ lmtPrice: 90, transmit: false })));
    await tell(() => client.api.placeOrder(2, SPY, limited({ lmtPrice: 90 })));
    await client.status(2, 'Submitted');
    client.leave();
    first.close();
    const second = await kept([], stateFile(file));
    expect(second.gateway.save().orders.orders.map(({ orderId }) => orderId)).toEqual([2]);
    expect(await second.client.until('nextValidId')).toEqual(['nextValidId', 3]);
    await second.tell(() => second.client.api.placeOrder(1, SPY, limited({ lmtPrice: 90 })));
    await second.client.error(103);
  });

  it('takes back the sibling of what has filled, where its group had not heard of the fill', async () => {
    const file = freshFile();
    const state = stateFile(file);
    const { client, tell, clock, market, gateway } = await kept([], state, { latency: 20_000 });
    const group = { ocaGroup: 'exits', ocaType: 3, action: OrderAction.SELL } as const;
    await tell(() => client.api.placeOrder(1, SPY, limited({ ...group, lmtPrice: 101 })));
    await tell(() => client.api.placeOrder(2, SPY, limited({ ...group, orderType: OrderType.STP, auxPrice: 99 })));
    await client.status(2, 'PreSubmitted');
    market.quote(spy, price(101), price('101.02'));
    await client.status(1, 'Filled');
    state.close(); // nothing of later is kept: it is killed here
    await gateway.close();
    const second = await kept([], stateFile(file));
    second.clock.advance(later(clock.now(), seconds(1)));
    expect(second.gateway.save().orders.orders.map(({ status }) => status)).toEqual(['Filled', 'Cancelled']);
  });

  it('hears of what fills with the first quote of its next run', async () => {
    const file = freshFile();
    const state = stateFile(file);
    const { client, tell, gateway } = await kept([], state);
    await tell(() => client.api.placeOrder(1, SPY, limited({ lmtPrice: 99 })));
    await client.status(1, 'Submitted');
    state.close();
    await gateway.close();
    const market = new QuotedMarket();
    const quotedAtOnce: OpenMarket = (hear) => ({
      ...market.open(hear),
      begin: () => market.quote(spy, price('98.98'), price('98.99')),
    });
    const second = await kept([], stateFile(file), { market: quotedAtOnce });
    expect(second.gateway.save()).toMatchObject({
      orders: { orders: [{ status: 'Filled' }], executions: [{ told: { orderId: 1 } }] },
      accounts: [{ lines: [['SPY', { quantity: 10_000_000_000n }]] }],
    });
  });

  it('reduces the rest of a group once, not again with every restart', async () => {
    const file = freshFile();
    const state = stateFile(file);
    const { client, tell, market, clock, gateway } = await kept([], state, { latency: 20_000 });
    const group = { ocaGroup: 'exits', ocaType: 3, action: OrderAction.SELL, totalQuantity: 100 } as const;
    await tell(() => client.api.placeOrder(1, SPY, limited({ ...group, lmtPrice: 101 })));
    await tell(() => client.api.placeOrder(2, SPY, limited({ ...group, orderType: OrderType.STP, auxPrice: 99 })));
    await client.status(2, 'PreSubmitted');
    market.quote(spy, price(101), price('101.02'), 40);
    await client.until('execDetails');
    clock.advance(later(clock.now(), seconds(0.1)));
    const quantities = ({ orders }: ReturnType<typeof gateway.save>['orders']): readonly bigint[] =>
      orders.map(({ terms }) => terms.quantity);
    await new Promise((resolve) => setImmediate(resolve));
    const before = quantities(gateway.save().orders);
    state.close();
    await gateway.close();
    const second = await kept([], stateFile(file));
    second.clock.advance(later(clock.now(), minutes(1)));
    expect(before).toEqual([100n, 60n].map((each) => each * 100_000_000n));
    expect(quantities(second.gateway.save().orders)).toEqual(before);
  });

  it('forgets over night what no client could list any more, and keeps the parent of what still works', async () => {
    const rows: StateRow[] = [];
    const file = freshFile();
    const state = stateFile(file);
    const { client, clock, tell, gateway } = await kept(rows, state);
    await tell(() => client.api.placeOrder(1, SPY, buy(10)));
    await tell(() => client.api.placeOrder(2, SPY, { ...buy(10), transmit: false }));
    const child = { action: OrderAction.SELL, tif: 'GTC', parentId: 2, lmtPrice: 200, totalQuantity: 10 };
    await tell(() => client.api.placeOrder(3, SPY, limited(child as never)));
    await client.status(3, 'Submitted');
    const ids = (): readonly number[] => gateway.save().orders.orders.map(({ orderId }) => orderId);
    clock.advance(later(clock.now(), minutes(834)));
    expect([ids(), gateway.save().orders.executions.length]).toEqual([[1, 2, 3], 2]);
    clock.advance(later(clock.now(), minutes(12)));
    expect([ids(), gateway.save().orders.executions.length]).toEqual([[2, 3], 0]);
    expect(gateway.save().accounts[0]?.lines).toMatchObject([['SPY', { quantity: 2_000_000_000n }]]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.read([account])?.orders).toEqual(gateway.save().orders);
    await tell(() => client.api.placeOrder(1, SPY, buy(10)));
    await client.error(103);
  });
});
