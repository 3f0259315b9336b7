import { EventName, OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { later, seconds, timestamp } from '../../../src/identifiers.ts';
import { AdminClient, TOKEN } from '../../support/adminClient.ts';
import { Desk, opened, Raw, trafficOf } from '../../support/gateway.ts';
import { stepTo } from '../../support/lockStep.ts';
import { SPY } from '../../support/plainOrders.ts';
import { QuotedMarket } from '../../support/quotedMarket.ts';
import { resting, steppedGateway } from '../../support/steppedGateway.ts';

const START = timestamp('2026-11-23T15:00:00Z');

async function setting(seed = 7) {
  const clock = createSimulatedClock({ start: START });
  const made = await opened({ clock, seed, latency: 20_000, admin: { port: 0, token: TOKEN } });
  onTestFinished(() => made.close());
  const client = new Desk(made.port, 1);
  onTestFinished(() => client.leave());
  let text = '';
  client.api.on(EventName.all, (event: string, [, message]: readonly unknown[]) => {
    if (event === EventName.received) text += message;
  });
  await client.start();
  const admin = new AdminClient(made);
  const inStep = [{ id: 1, traffic: () => client.traffic() }];
  return {
    ...{ made, admin, client, text: () => text },
    step: (count: number) => stepTo(admin, later(clock.now(), seconds(count)), inStep),
  };
}

/** Half a minute in which a client buys at the bid, sells at the market and changes its mind, by what it hears. */
async function halfMinute(seed: number): Promise<{ readonly text: string; readonly executions: number }> {
  const { client, step, text } = await setting(seed);
  const order = { tif: TimeInForce.DAY, transmit: true, totalQuantity: 100 };
  client.api.reqMktData(900, SPY, '', false, false);
  for (let second = 1; second <= 30; second++) {
    await step(1);
    const bid = client.of('tickPrice').findLast(([, , type]) => type === 1)?.[3] as number;
    if (second % 5 === 1)
      client.api.placeOrder(second, SPY, {
        ...order,
        action: OrderAction.BUY,
        orderType: OrderType.LMT,
        lmtPrice: bid,
      });
    if (second % 5 === 3)
      client.api.placeOrder(second, SPY, { ...order, action: OrderAction.SELL, orderType: OrderType.MKT });
    if (second % 5 === 4) client.api.cancelOrder(second - 3, '');
  }
  await step(1);
  return { text: text(), executions: client.of('execDetails').length };
}

describe('time at the gateway', () => {
  it('makes the same run of the same requests and seed, byte for byte, and another of another seed', async () => {
    const [first, again, other] = [await halfMinute(7), await halfMinute(7), await halfMinute(8)];
    expect(first.executions).toBeGreaterThan(6);
    expect(again.text).toBe(first.text);
    expect(other.text).not.toBe(first.text);
  });

  it('stands still until it is moved, and everything that is due has been heard when it has', async () => {
    const { client, step, admin, made } = await setting();
    client.api.reqMktData(900, SPY, '', false, false);
    client.api.reqCurrentTime();
    expect((await client.until('currentTime'))[1]).toBe(START / 1_000_000);
    const prices = () => client.of('tickPrice').filter(([, , type]) => type === 1).length;
    expect(prices()).toBe(1);
    await step(10);
    expect(prices()).toBe(1 + 40);
    const { clients = [], now } = await admin.state();
    expect(now).toBe('2026-11-23T15:00:10Z');
    expect(clients[0]?.bytes).toBe(client.traffic()?.read);
    expect(made.lines.filter((line) => line.startsWith('time: '))).toEqual(['time: 2026-11-23T15:00:10Z']);
  });

  it('counts the requests of a second, not those of a moment of the machine', async () => {
    const { made, admin } = await setting();
    const raw = new Raw(made.port).hello();
    onTestFinished(() => void raw.socket.destroy());
    raw.send(71, 2, 2, '');
    await raw.until('9');
    const inStep = [{ id: 2, traffic: () => trafficOf(raw.socket) }];
    const refusals = () => raw.messages.filter(([id, , , code]) => id === '4' && code === '100').length;
    for (let count = 0; count < 50; count++) raw.send(49, 1);
    await stepTo(admin, later(START, seconds(0.5)), inStep);
    expect(refusals()).toBe(0);
    raw.send(49, 1);
    await stepTo(admin, later(START, seconds(1)), inStep);
    expect(refusals()).toBe(1);
    raw.send(49, 1);
    await stepTo(admin, later(START, seconds(1)), inStep);
    expect(refusals()).toBe(1);
  });

  it('says when the next thing is due: an order on its way, and not the beat of the gateway itself', async () => {
    const market = new QuotedMarket();
    const { desk, step, admin } = await steppedGateway({ latency: 20_000, market: market.open });
    const client = await desk(1);
    await step();
    expect((await admin.state()).nextDue).toBe(undefined);
    client.api.placeOrder(1, SPY, resting);
    await step();
    expect((await admin.state()).nextDue).toBe('2026-11-23T15:00:00.02Z');
    await step(0.02);
    expect((await admin.state()).nextDue).toBe(undefined);
    await client.status(1, 'Submitted');
  });

  it('is not held up by a client that goes', async () => {
    const { admin, client } = await setting();
    const step = admin.time({ by: '1s', read: { 1: 1_000_000 } });
    client.leave();
    expect((await step).now).toBe('2026-11-23T15:00:01Z');
  });

  it.each([
    ['backwards', { to: '2026-11-23T14:00:00Z' }, 'timeRefused'],
    ['nowhere', {}, 'timeRefused'],
    ['in two ways', { to: '2026-11-23T16:00:00Z', by: '1h' }, 'timeRefused'],
    ['to what is no moment', { to: 'noon' }, 'badTime'],
    ['once more has been read than can be', { by: '1s', read: { one: 1 } }, 'timeRefused'],
  ])('is not moved %s', async (_where, step, code) => {
    const { admin } = await setting();
    const { status, told } = await admin.ask('POST', '/time', JSON.stringify(step));
    expect([status, told.error?.code]).toEqual([400, code]);
    expect((await admin.state()).now).toBe('2026-11-23T15:00:00Z');
  });

  it('is not moved where it is that of the machine', async () => {
    const made = await opened({ admin: { port: 0, token: TOKEN } });
    onTestFinished(() => made.close());
    const { told } = await new AdminClient(made).ask('POST', '/time', '{"by":"1s"}');
    expect(told.error).toMatchObject({ code: 'timeRefused', message: expect.stringMatching(/clock of the machine/) });
  });
});
