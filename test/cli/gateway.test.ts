/** The command `gateway`: what it prints, and that its flags reach it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { AdminClient } from '../support/adminClient.ts';
import { ordermatonHere, start } from '../support/commandLine.ts';
import { Desk } from '../support/gateway.ts';
import { recordedDays } from '../support/recordedDays.ts';

it('a gateway tells where it listens and by which token its faults are switched, has those it was told of, and ends in order', async () => {
  const running = start(
    ...['gateway', '--port', '0', '--admin-port', '0', '--json', '--fault', 'notice:code=2103', '--fault', 'hangUp'],
  );
  const where = JSON.parse(await running.printed('}\n')) as { readonly adminPort: number; readonly adminToken: string };
  expect(where).toMatchObject({ host: '127.0.0.1', accounts: ['DU1234567'], simulated: true });
  const admin = new AdminClient(where, where.adminToken);
  expect(await admin.state()).toMatchObject({ accounts: ['DU1234567'], clients: [] });
  running.signal('SIGTERM');
  const { code, stderr } = await running.ended;
  expect([code, stderr.match(/^fault: .*$/gm)]).toEqual([
    0,
    ['fault: {"fault":"notice","code":2103}', 'fault: {"fault":"hangUp"}'],
  ]);
});

it.each([
  ['a fault that there is not', ['--fault', 'notize'], 2, /did you mean notice/],
  ['a file of faults that is not there', ['--faults', 'nowhere.json'], 3, /nowhere\.json/],
  ['a time that nobody could move', ['--time', '2026-11-23T15:00:00Z'], 2, /never move without --admin-port/],
  ['a speed without data', ['--speed', '5'], 2, /--speed: is for recorded data/],
  ['data that are not there', ['--data', 'nowhere'], 3, /nowhere/],
  ['no speed at all', ['--data', 'nowhere', '--speed', 'max'], 2, /Expected a number above zero/],
  ['a time that is none', ['--time', 'noon', '--admin-port', '0'], 2, /Expected a moment/],
])('%s ends it with a sentence', async (_what, flags, expected, sentence) => {
  const { code, stderr } = await ordermatonHere('gateway', '--port', '0', ...flags);
  expect(code).toBe(expected);
  expect(stderr).toMatch(sentence);
});

it('measures orders by the limits it is given', async () => {
  const running = start('gateway', '--port', '0', '--json', '--size-limit', '50', '--value-limit', '0');
  onTestFinished(async () => {
    running.signal('SIGTERM');
    await running.ended;
  });
  const { port } = JSON.parse(await running.printed('}\n')) as { readonly port: number };
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

describe('recorded data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const { data, symbols, from } = recordedDays(folder);

  it('are the market and the time of a gateway', async () => {
    const running = start(
      ...[
        'gateway',
        '--port',
        '0',
        '--json',
        '--data',
        data,
        '--from',
        from,
        '--to',
        from,
        '--instruments',
        symbols[0] ?? '',
      ],
      ...['--time', '2013-10-07T04:00:00Z', '--admin-port', '0'],
    );
    onTestFinished(async () => {
      running.signal('SIGTERM');
      await running.ended;
    });
    const where = JSON.parse(await running.printed('}\n')) as {
      readonly adminPort: number;
      readonly adminToken: string;
    };
    const admin = new AdminClient(where, where.adminToken);
    const { now, nextOfMarket = '' } = await admin.time({ to: '2013-10-07T13:31:00Z' });
    expect([now, nextOfMarket.slice(0, 16)]).toEqual(['2013-10-07T13:31:00Z', '2013-10-07T13:32']);
  });

  it.each([
    ['two kinds of time', ['--time', '2013-10-07T04:00:00Z', '--speed', '2'], /leave out --time/],
    ['a time behind their beginning', ['--time', '2013-10-07T15:00:00Z'], /begin them later with --from/],
  ])('can not have %s', async (_what, flags, sentence) => {
    const given = ['--data', data, '--from', from, '--to', from, '--admin-port', '0', ...flags];
    const { code, stderr } = await ordermatonHere('gateway', '--port', '0', ...given);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });
});
