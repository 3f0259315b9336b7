/** Clients that are none, or do harm: refused or dropped with a line in the log, and the others never notice. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { Desk, opened, Raw } from '../../support/gateway.ts';
import { quotedGateway } from '../../support/quotedGateway.ts';

async function setting() {
  const gateway = await opened();
  onTestFinished(() => gateway.close());
  const other = new Desk(gateway.port, 9);
  onTestFinished(() => other.leave());
  await other.start();
  const raw = new Raw(gateway.port);
  onTestFinished(() => void raw.socket.destroy());
  return { gateway, other, raw };
}

/** The other client is served as before. */
async function isUnharmed(other: Desk): Promise<void> {
  const before = other.of('currentTime').length;
  other.api.reqCurrentTime();
  await other.until('currentTime', () => other.of('currentTime').length > before);
}

const frame = (length: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
};

describe('a client is dropped', () => {
  it.each<[string, RegExp, (raw: Raw) => unknown]>([
    ['speaks HTTP', /not begun by API/, (raw) => raw.socket.write('GET / HTTP/1.1\r\n\r\n')],
    ['offers versions that are too old', /v100\.\.150/, (raw) => raw.hello('v100..150')],
    ['offers versions that are too new', /v201\.\.225/, (raw) => raw.hello('v201..225')],
    ['announces a frame of 16 MB', /longer than/, (raw) => raw.hello().socket.write(frame(0xffffff))],
    ['announces a frame of nothing', /empty/, (raw) => raw.hello().socket.write(frame(0))],
    ['sends a frame without its last zero byte', /ended by a zero byte/, (raw) => raw.hello().bytes('71')],
    ['asks before it says who it is', /before it said/, (raw) => raw.hello().send(49, 1)],
  ])('when it %s', async (_what, why, act) => {
    const { gateway, other, raw } = await setting();
    act(raw);
    await raw.ended;
    expect(gateway.lines.join('\n')).toMatch(why);
    await isUnharmed(other);
  });

  it.each([
    ['nothing at all', (raw: Raw) => raw],
    ['its versions and no more', (raw: Raw) => raw.hello()],
    ['half a beginning', (raw: Raw) => raw.socket.write('AP')],
  ])('when it has said %s for ten seconds', async (_what, act) => {
    const { gateway, pass, desk } = await quotedGateway();
    const other = await desk(9);
    const raw = new Raw(gateway.port);
    onTestFinished(() => void raw.socket.destroy());
    act(raw);
    await new Promise((resolve) => raw.socket.once('connect', resolve));
    await isUnharmed(other);
    pass(9);
    await isUnharmed(other);
    expect(gateway.lines.join()).not.toMatch(/dropped/);
    pass(1);
    await gateway.logged(/did not say who it is/);
    await raw.ended;
    await isUnharmed(other);
  });

  it('when it never reads what it is sent', async () => {
    const { gateway, other, raw } = await setting();
    raw.hello().send(71, 2, 1, '');
    await raw.until('9');
    raw.socket.pause();
    // Far more than the buffers of both ends: each refusal names the account that was asked for.
    const text = 'x'.repeat(900_000);
    for (let count = 0; count < 40; count++) raw.send(74, 1, count, text, '');
    await gateway.logged(/does not read/);
    await isUnharmed(other);
  });
});

describe('what waits for a client that does not read', () => {
  it('is bounded, however much there is to tell: the client is dropped, and the others are served', async () => {
    const { gateway, quote, trade, pass, desk } = await quotedGateway();
    const other = await desk(9);
    const raw = new Raw(gateway.port);
    onTestFinished(() => void raw.socket.destroy());
    raw.hello().send(71, 2, 1, '');
    raw.send(1, 11, 7, 756733, 'SPY', 'STK', '', 0, '', '', 'SMART', '', 'USD', 'SPY', 'SPY', 0, '', 0, 0, '');
    await raw.until('81', '7');
    raw.socket.pause();
    const isDropped = (): boolean => gateway.lines.some((line) => /does not read/.test(line));
    const before = process.memoryUsage().arrayBuffers;
    let told = 0;
    for (; !isDropped() && told < 100_000; told++) {
      quote(100, 100.02);
      trade(100 + (told % 10));
      if (told % 2_000 !== 0) continue;
      pass(1);
      await isUnharmed(other);
    }
    expect(told).toBeLessThan(100_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64_000_000);
    await isUnharmed(other);
  });
});

describe('the 33rd client', () => {
  it('is turned away with a line, and the others stay', async () => {
    const { gateway, other } = await setting();
    const crowd = Array.from({ length: 31 }, () => new Raw(gateway.port));
    onTestFinished(() => {
      for (const { socket } of crowd) socket.destroy();
    });
    await gateway.logged(/turned away: 32 are here/);
    await isUnharmed(other);
  });
});

describe('a request is answered by an error, and the connection stays', () => {
  it.each<[string, readonly (string | number)[], readonly string[]]>([
    ['with a field too many', [4, 1, 7, '', 'more'], ['4', '2', '7', '320']],
    ['with text for a number', [4, 1, 'seven', ''], ['4', '2', '-1', '320']],
    ['with half an order', [3, 8, 0, 'SPY'], ['4', '2', '8', '320']],
    ['of a number that is not served', [23, 1, 44], ['4', '2', '44', '505']],
    ['of no number', ['what'], ['4', '2', '-1', '505']],
  ])('%s', async (_what, fields, answered) => {
    const { raw, other } = await setting();
    raw.hello().send(71, 2, 1, '');
    raw.send(...fields);
    await raw.until(...answered);
    raw.send(49, 1);
    await raw.until('49');
    await isUnharmed(other);
  });

  it('beyond 50 in a second: code 100, and what was beyond is not done', async () => {
    const { raw } = await setting();
    raw.hello().send(71, 2, 1, '');
    for (let count = 0; count < 60; count++) raw.send(17, 1);
    await raw.until('4', '2', '-1', '100');
    expect(raw.messages.filter(([id]) => id === '15').length).toBeLessThanOrEqual(51);
  });
});

describe('a client in pieces', () => {
  it('is heard when its bytes come one by one', async () => {
    const { raw } = await setting();
    const start = ['71', '2', '1', '', ''].join('\0');
    const hello = 'v157..178';
    const parts = ['API\0', frame(hello.length), hello, frame(start.length), start];
    const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
    for (const byte of bytes) raw.socket.write(Buffer.from([byte]));
    await raw.until('9', '1', '1');
  });

  it('that leaves in the middle of a frame leaves nothing behind', async () => {
    const { other, raw } = await setting();
    raw.hello().send(71, 2, 1, '');
    await raw.until('9');
    raw.socket.write(frame(100));
    raw.socket.end('half');
    await raw.ended;
    await isUnharmed(other);
  });
});

describe('a gateway does not open', () => {
  it.each([
    ['for other machines', { host: '0.0.0.0' }],
    ['where TWS listens', { port: 7497 }],
    ['where IB Gateway listens', { port: 4001 }],
  ])('%s', async (_where, options) => {
    await expect(opened(options)).rejects.toMatchObject({ code: 'gatewayRefused' });
  });

  it('where somebody listens already', async () => {
    const { gateway } = await setting();
    await expect(opened({ port: gateway.port })).rejects.toMatchObject({ code: 'gatewayRefused' });
  });
});
