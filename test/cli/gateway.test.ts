/** The command `gateway` as a process: what its options do, and what outlives it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import { expect, it, onTestFinished } from 'vitest';
import { Desk } from '../support/gateway.ts';

/** A gateway on a port of its own; it ends with the test. */
async function started(...options: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'gateway', '--port', '0', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return (JSON.parse(line) as { port: number }).port;
}

it('measures orders by the limits it is given', async () => {
  const port = await started('--size-limit', '50', '--value-limit', '0');
  const client = new Desk(port, 1);
  onTestFinished(() => client.leave());
  await client.start();
  const SPY = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
  const order = { action: OrderAction.BUY, orderType: OrderType.MKT, tif: TimeInForce.DAY, transmit: true };
  client.api.placeOrder(1, SPY, { ...order, totalQuantity: 51 });
  const [, error] = await client.error(383);
  expect(String(error)).toMatch(/Size Limit of 50\./);
  client.api.placeOrder(1, SPY, { ...order, totalQuantity: 50 });
  await client.status(1, 'Filled');
});
