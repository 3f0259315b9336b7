/** What befalls messages on their way to a client: each fault by itself, over a real socket, and the same for the same seed. */
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { messageNameOf } from '../../../src/adapters/twsGateway/wire/messageNames.ts';
import { later, MICROSECONDS, timestamp } from '../../../src/identifiers.ts';
import { AdminClient, TOKEN } from '../../support/adminClient.ts';
import { Desk, opened, Raw } from '../../support/gateway.ts';

/** Requests by the name of the message that answers each at once. */
const asks = { currentTime: [49, 1], managedAccounts: [17, 1], nextValidId: [8, 1, 1] } as const;
type Asked = keyof typeof asks;
const each: readonly Asked[] = ['currentTime', 'managedAccounts', 'nextValidId'];

async function setting(faults: readonly object[], seed = 7) {
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const made = await opened({ clock, seed, admin: { port: 0, token: TOKEN } });
  onTestFinished(() => made.close());
  const admin = new AdminClient(made);
  const client = await started(made.port, 1);
  for (const fault of faults) await admin.fault(fault as never);
  return {
    made,
    admin,
    client,
    pass: (milliseconds: number) => clock.advance(later(clock.now(), milliseconds * MICROSECONDS.millisecond)),
  };
}

async function started(port: number, id: number): Promise<Raw> {
  const client = new Raw(port).hello();
  onTestFinished(() => void client.socket.destroy());
  client.send(71, 2, id, '');
  await client.until('4', '2', '-1', '2158');
  client.messages.length = 0;
  return client;
}

/** What is heard of what is asked; a question about an instrument is answered by an error, which no fault here is about. */
async function heard(client: Raw, asked: readonly Asked[]): Promise<readonly (string | undefined)[]> {
  for (const name of asked) client.send(...asks[name]);
  const id = String(1_000 + client.messages.length);
  client.send(1, 11, id, 0, 'NOSUCH', 'STK', '', '', '', '', 'SMART', '', 'USD', '', '', 0, '', 0, 0, '');
  await client.until('4', '2', id);
  return names(client).filter((name) => name !== 'error');
}
const names = (client: Raw) => client.messages.map(messageNameOf);

describe('messages on their way to a client', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['as they are without a fault', [], each],
    [
      'twice',
      [{ fault: 'duplicate', messages: ['managedAccounts'] }],
      ['currentTime', 'managedAccounts', 'managedAccounts', 'nextValidId'],
    ],
    ['never', [{ fault: 'drop', messages: ['currentTime', 'nextValidId'] }], ['managedAccounts']],
    [
      'behind the next one',
      [{ fault: 'delay', messages: ['currentTime'], behind: 1 }],
      ['managedAccounts', 'currentTime', 'nextValidId'],
    ],
    [
      'behind the next two',
      [{ fault: 'delay', messages: ['currentTime'], behind: 2 }],
      ['managedAccounts', 'nextValidId', 'currentTime'],
    ],
    ['not when they are for another client', [{ fault: 'drop', client: 2 }], each],
    [
      'by the first of two faults',
      [
        { fault: 'duplicate', messages: ['currentTime'] },
        { fault: 'drop', messages: ['currentTime'] },
      ],
      ['currentTime', ...each],
    ],
  ])('come %s', async (_how, faults, expected) => {
    const { client } = await setting(faults);
    expect(await heard(client, each)).toEqual(expected);
  });

  it.each<[string, object, number]>([
    ['from the third on', { after: 2 }, 2],
    ['twice and no more', { times: 2 }, 2],
    ['one, behind the first three', { after: 3, times: 1 }, 3],
  ])('are dropped %s', async (_how, limits, left) => {
    const { client } = await setting([{ fault: 'drop', messages: ['currentTime'], ...limits }]);
    const asked = Array.from({ length: 4 }, () => 'currentTime' as const);
    expect(await heard(client, asked)).toHaveLength(left);
  });

  it('are dropped as often as told, and the same ones for the same seed', async () => {
    const dropped = async (seed: number) => {
      const { client } = await setting([{ fault: 'drop', messages: ['currentTime'], percent: 50 }], seed);
      const asked = Array.from({ length: 40 }, (_, place) => (place % 2 === 0 ? 'currentTime' : 'nextValidId'));
      return (await heard(client, asked as Asked[])).join(' ');
    };
    const [first, again, other] = [await dropped(1), await dropped(1), await dropped(2)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    const count = first.match(/currentTime/g)?.length ?? 0;
    expect(count > 3 && count < 17).toBe(true);
  });

  it('come late by a time, and not before it', async () => {
    const { client, pass } = await setting([{ fault: 'delay', messages: ['currentTime'], by: '2s' }]);
    expect(await heard(client, each)).toEqual(['managedAccounts', 'nextValidId']);
    pass(1_999);
    expect(await heard(client, ['nextValidId'])).not.toContain('currentTime');
    pass(1);
    await client.until('49');
  });

  it('of one moment come in another order, none lost, the same one for the same seed', async () => {
    const order = async () => {
      const { client, pass } = await setting([{ fault: 'reorder', messages: [...each] }]);
      expect(await heard(client, each)).toEqual([]);
      pass(0);
      await client.until('9');
      return await heard(client, []);
    };
    const first = await order();
    expect([...first].sort()).toEqual(each);
    expect(first).not.toEqual(each);
    expect(await order()).toEqual(first);
  });

  it('are as before once the fault is switched off', async () => {
    const { client, admin } = await setting([{ fault: 'drop' }, { fault: 'bytes' }]);
    const { faults = [] } = await admin.state();
    expect(faults).toEqual([
      { id: 1, fault: 'drop' },
      { id: 2, fault: 'bytes' },
    ]);
    expect((await admin.ask('DELETE', '/faults/1')).told).toEqual({ off: [1] });
    expect(await heard(client, each)).toEqual(each);
    expect((await admin.ask('DELETE', '/faults')).told).toEqual({ off: [2] });
    expect((await admin.ask('DELETE', '/faults/1')).told.error?.code).toBe('faultRefused');
  });

  it('and each that a fault befalls is in the log', async () => {
    const { client, made } = await setting([{ fault: 'duplicate', messages: ['currentTime'] }]);
    await heard(client, ['currentTime', 'nextValidId']);
    expect(made.lines.filter((line) => line.startsWith('client 1: '))).toEqual(['client 1: duplicate of currentTime']);
  });

  it.each([
    [
      'a message that there is not',
      { fault: 'drop', messages: ['execDetail'] },
      /no message execDetail; did you mean execDetails\?/,
    ],
    ['a delay of nothing', { fault: 'delay' }, /expected either by/],
    ['a delay of two kinds', { fault: 'delay', by: '1s', behind: 2 }, /expected either by/],
    ['more than always', { fault: 'drop', percent: 101 }, /100 or less/],
  ])('are not changed by %s', async (_what, fault, problem) => {
    const { admin } = await setting([]);
    const { status, told } = await admin.ask('POST', '/faults', JSON.stringify(fault));
    expect([status, told.error]).toMatchObject([
      400,
      { code: 'faultRefused', message: expect.stringMatching(problem) },
    ]);
  });
});

describe('frames', () => {
  /** The sizes of what arrives at once. */
  function sizes(socket: Socket): number[] {
    const list: number[] = [];
    socket.on('data', (chunk) => list.push(chunk.length));
    return list;
  }

  it('that are cut into single bytes are put together by a client, the version of the gateway too', async () => {
    const made = await opened({ faults: [{ fault: 'bytes' }] });
    onTestFinished(() => made.close());
    const client = new Desk(made.port, 3);
    onTestFinished(() => client.leave());
    expect(await client.start()).toBe(1);
    const raw = new Raw(made.port);
    onTestFinished(() => void raw.socket.destroy());
    const chunks = sizes(raw.socket);
    raw.hello().send(71, 2, 1, '');
    await raw.until('4', '2', '-1', '2158');
    const bytes = chunks.reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(200);
    expect(chunks.filter((size) => size === 1).length).toBeGreaterThan(bytes / 2);
  });

  it('that end in the middle end the socket there: what came before is whole, and who comes again keeps it', async () => {
    const { client, made } = await setting([{ fault: 'kill', messages: ['nextValidId'], client: 1 }]);
    const other = await started(made.port, 2);
    const chunks = sizes(client.socket);
    for (const name of each) client.send(...asks[name]);
    await client.ended;
    expect(names(client)).toEqual(['currentTime', 'managedAccounts']);
    const whole = client.messages.reduce((sum, fields) => sum + 4 + fields.join('\0').length + 1, 0);
    const [heardBytes, frame] = [chunks.reduce((sum, size) => sum + size, 0), 10];
    expect(heardBytes).toBe(whole + frame / 2);
    expect(await heard(other, ['currentTime'])).toEqual(['currentTime']);
    const again = await started(made.port, 1);
    expect(await heard(again, each)).toEqual(each);
  });
});
