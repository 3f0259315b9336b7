/** Answers that are longer than what may wait for a client that does not read: whoever reads gets them whole, whoever does not is served no more. */
import { EventName } from '@stoqey/ib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deskHere, gatewayHere, Raw } from '../../support/gateway.ts';
import { limited, SPY } from '../../support/plainOrders.ts';

/** Their references alone are half as much again as the gateway keeps for a client that does not read. */
const ORDERS = 20;
const REFERENCE = 'x'.repeat(320_000);
const COMPLETED = [99, 0] as const;
const COMPLETED_END = '102';
const ONE = 2;

/** A gateway at which so many orders have ended. */
async function setting() {
  const gateway = await gatewayHere({ master: ONE });
  const desk = await deskHere(gateway.port, 9);
  const { api } = desk;
  for (let id = 1; id <= ORDERS; id++) {
    api.placeOrder(id, SPY, limited({ lmtPrice: 1, totalQuantity: 1, orderRef: `${REFERENCE}${id}` }));
    api.cancelOrder(id);
    await desk.status(id, 'Cancelled');
  }
  const raw = new Raw(gateway.port);
  onTestFinished(() => void raw.socket.destroy());
  raw.hello().send(71, 2, ONE, '');
  await raw.until('9');
  return { gateway, desk, raw };
}

describe('a list of what has ended, longer than what may wait', () => {
  it('is told whole and in order to a client that reads, and what it asks for behind it too', async () => {
    const { gateway, desk } = await setting();
    desk.api.reqCompletedOrders(false);
    desk.api.reqCurrentTime();
    await desk.until('currentTime');
    const lists = [EventName.completedOrder, EventName.completedOrdersEnd, EventName.currentTime] as string[];
    const told = desk.heard.flatMap(([name]) => (lists.includes(name) ? [name] : []));
    expect(told).toEqual([
      ...Array.from({ length: ORDERS }, () => 'completedOrder'),
      'completedOrdersEnd',
      'currentTime',
    ]);
    expect(gateway.lines.join()).not.toMatch(/dropped/);
  });

  it('waits for a client that does not read: it is asked no more, and served on when it reads', async () => {
    const { gateway, raw } = await setting();
    const other = await deskHere(gateway.port, 8);
    raw.socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 10; count++) raw.send(...COMPLETED);
    raw.send(49, 1);
    for (let count = 0; count < 5; count++) {
      const heard = other.of('currentTime').length;
      other.api.reqCurrentTime();
      await other.until('currentTime', () => other.of('currentTime').length > heard);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000);
    expect(gateway.lines.join()).not.toMatch(/dropped/);
    raw.socket.resume();
    await raw.until('49');
    expect(raw.messages.filter(([name]) => name === COMPLETED_END)).toHaveLength(10);
  });

  it('does not shelter a client that reads nothing of what is told behind it', async () => {
    const { gateway, raw } = await setting();
    raw.socket.pause();
    raw.send(...COMPLETED);
    const other = await deskHere(gateway.port, 8);
    for (let id = 1; !gateway.lines.some((line) => /client 2 is dropped: it does not read/.test(line)); id++) {
      expect(id).toBeLessThan(45);
      other.api.placeOrder(id, SPY, limited({ lmtPrice: 1, totalQuantity: 1, orderRef: `${REFERENCE}${id}` }));
      await other.until('openOrder', (told: number) => told === id);
    }
    raw.socket.resume();
    await raw.ended;
  });
});
