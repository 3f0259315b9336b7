/** What happens, over a WebSocket: who may read it, what comes, and that nobody who reads it can slow or end the desk. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Fact } from '../../../src/adapters/controlApi/answers.ts';
import * as answers from '../../../src/adapters/controlApi/answers.ts';
import { later, minutes } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import { plainIntent, SPY, START } from '../../support/desk.ts';
import { apiOf, bearer, servedDesk } from '../../support/servedDesk.ts';

interface Reader {
  readonly socket: WebSocket;
  readonly facts: Fact[];
  readonly hello: readonly answers.Hello[];
  skipped(): number;
  /** Waits until what has come is as it should be. */
  until(holds: () => boolean): Promise<void>;
  /** How the stream ends. */
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>;
}

async function reading(port: number, query = ''): Promise<Reader> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream${query}`, { headers: bearer });
  onTestFinished(() => socket.terminate());
  const [facts, hello]: [Fact[], answers.Hello[]] = [[], []];
  let skipped = 0;
  const waiting: { holds: () => boolean; resolve: () => void }[] = [];
  socket.on('message', (said) => {
    const message: unknown = JSON.parse(String(said));
    const frame = answers.frame.safeParse(message);
    if (frame.success) facts.push(...frame.data.facts);
    if (frame.success) skipped += frame.data.skipped;
    else hello.push(answers.hello.parse(message));
    for (const each of waiting) if (each.holds()) each.resolve();
  });
  const until = (holds: () => boolean) =>
    holds() ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ holds, resolve }));
  const ended = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  await until(() => hello.length > 0);
  return { socket, facts, hello, skipped: () => skipped, until, ended };
}

/** Asks to become a stream and hears why not. */
const upgrade = (port: number, headers: Readonly<Record<string, string>>, path = '/api/v1/stream') =>
  new Promise<{ status: number | undefined; code: string }>((resolve, reject) => {
    const asked = request({
      ...{ port, host: '127.0.0.1', path },
      headers: {
        ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
        ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
      },
    });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, code: '' });
    });
    asked.on('response', async (response) => {
      const { error } = JSON.parse(await text(response)) as { error: { code: string } };
      resolve({ status: response.statusCode, code: error.code });
    });
    asked.on('error', reject).end();
  });

const yaml = 'symbols: [SPY]';

describe('a stream', () => {
  it('tells what happens in the order of the record, with exact decimals and without the market', async () => {
    const { desk, api } = await servedDesk(yaml);
    const { facts, until, hello } = await reading(api.port);
    expect(hello[0]?.topics).toContain('order');
    expect(hello[0]?.topics).not.toContain('market');
    desk.quote('100.00', '100.02');
    desk.open(plainIntent);
    desk.pass(1);
    await until(() => facts.some(({ type }) => type === 'position.protected'));
    expect(facts.some(({ type }) => type.startsWith('market.'))).toBe(false);
    const recorded = desk.facts.filter(({ event }) => event.type === 'order.filled');
    expect(facts.filter(({ type }) => type === 'order.filled')).toMatchObject([
      {
        place: `${recorded[0]?.envelope.sequence}.${recorded[0]?.envelope.index}`,
        fields: { price: '100.02', quantity: '100', side: 'buy', account: '•••ER' },
      },
    ]);
    expect(facts.find(({ type }) => type === 'order.commission')?.fields).toMatchObject({ fee: '0.35' });
    const places = facts.map(({ place }) => place.split('.').map(Number)).map(([at = 0, in_ = 0]) => at * 1e4 + in_);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const placed = facts.find(({ type }) => type === 'order.place')?.fields.terms;
    expect(placed).toMatchObject({ quantity: '100', account: '•••ER' });
  });

  it('tells the topics that are asked for, each fact once, and others when they are asked for', async () => {
    const { desk, api } = await servedDesk(yaml);
    const { facts, until, hello, socket } = await reading(api.port, '?topics=market.quote,market,position.opened');
    expect(hello).toMatchObject([{ topics: ['market', 'position.opened'] }]);
    desk.quote('100.00', '100.02');
    desk.open(plainIntent);
    desk.pass(1);
    await until(() => facts.some(({ type }) => type === 'position.opened'));
    const types = facts.map(({ type }) => type);
    expect(types.filter((type) => type === 'market.quote')).toHaveLength(1);
    expect(new Set(types.map((type) => type.split('.')[0]))).toEqual(new Set(['market', 'position']));
    socket.send(JSON.stringify({ op: 'subscribe', topics: ['risk'] }));
    await until(() => hello.length === 2);
    facts.length = 0;
    desk.quote('100.00', '100.03');
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'lunch' });
    await until(() => facts.some(({ type }) => type === 'risk.stateChanged'));
    expect(facts.map(({ type }) => type)).toEqual(['risk.halt', 'risk.stateChanged']);
  });

  it('costs the desk nothing once nobody reads it any more', async () => {
    const { desk, api } = await servedDesk(yaml);
    const before = desk.engine.bus.counters().length;
    const { socket, ended } = await reading(api.port);
    expect(desk.engine.bus.counters().length).toBeGreaterThan(before);
    socket.close();
    await ended;
    expect(desk.engine.bus.counters()).toHaveLength(before);
  });

  it('loses what is not read in time and says how much: the desk waits for nobody', async () => {
    const { desk, api } = await servedDesk(yaml);
    const { facts, until, skipped } = await reading(api.port, '?topics=market.quote');
    const count = 10_000;
    for (let each = 0; each < count; each++) desk.quote('100.00', `100.${10 + (each % 80)}`);
    await until(() => facts.length + skipped() === count);
    expect(skipped()).toBeGreaterThan(0);
    expect(facts.at(-1)?.sequence).toBe(desk.engine.sequence());
    expect(desk.engine.bus.counters().every(({ pending, failures }) => pending === 0 && failures === 0)).toBe(true);
  });

  it('to a reader who does not read at all stays bounded, and goes on when they do', async () => {
    const { desk, api } = await servedDesk(yaml);
    const [slow, other] = await Promise.all([1, 2].map(() => reading(api.port, '?topics=market.history,risk')));
    slow?.socket.pause();
    const one = { open: price(1), high: price(1), low: price(1), close: price(1), volume: quantity(1) };
    const bars = Array.from({ length: 450 }, (_bar, index) => ({ start: later(START, index * 60e6), ...one }));
    const history = {
      type: 'market.history',
      instrument: SPY,
      period: minutes(1),
      until: desk.clock.now(),
      bars,
    } as const;
    const count = 600; // of some 50 kB each: more than sockets keep for anybody
    for (let each = 0; each < count; each++) desk.engine.hear(history, 'market');
    await other?.until(() => other.facts.length === count);
    slow?.socket.resume();
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'lunch' });
    await slow?.until(() => slow.facts.length + slow.skipped() >= count + 2);
    expect(slow?.skipped()).toBeGreaterThan(0);
    desk.send({ type: 'risk.reduce', scope: 'book/main', operator: 'ada', why: 'lunch' });
    await slow?.until(() => slow.facts.some(({ type }) => type === 'risk.reduce'));
    expect(other?.skipped()).toBe(0);
  });

  it('ends when the desk does', async () => {
    const { api } = await servedDesk(yaml);
    const { ended } = await reading(api.port);
    await api.close();
    expect(await ended).toEqual({ code: 1001, reason: 'the desk has ended' });
  });
});

describe('who may not read', () => {
  it.each([
    ['apiTokenWrong', 401, { authorization: 'Bearer another' }],
    ['apiHostRefused', 421, { ...bearer, host: 'example.com' }],
    ['apiOriginRefused', 403, { ...bearer, origin: 'http://example.com' }],
    ['apiOriginRefused', 403, { ...bearer, origin: 'null' }],
    ['apiUnreadable', 400, { ...bearer, upgrade: 'h2c' }],
  ])('%s (%i)', async (code, status, headers) => {
    const { api } = await servedDesk(yaml);
    expect(await upgrade(api.port, headers)).toEqual({ status, code });
    expect((await upgrade(api.port, bearer)).status).toBe(101);
  });

  it.each([
    ['apiPathUnknown', 404, '/api/v1/other'],
    ['apiPathUnknown', 404, '//'],
    ['apiUnreadable', 400, '/api/v1/stream?topics=nothing'],
    ['apiUnreadable', 400, '/api/v1/stream?topics='],
    ['apiUnreadable', 400, '/api/v1/stream?topics=*'],
  ])('%s (%i): %s', async (code, status, path) => {
    const { api } = await servedDesk(yaml);
    expect(await upgrade(api.port, bearer, path)).toEqual({ status, code });
  });

  it('apiNotReady, apiUpgradeRequired, apiStreamsTaken', async () => {
    const { api } = await apiOf();
    expect(await upgrade(api.port, bearer)).toEqual({ status: 503, code: 'apiNotReady' });
    const served = await servedDesk(yaml);
    expect(await served.ask('/api/v1/stream')).toMatchObject({
      status: 426,
      told: { error: { code: 'apiUpgradeRequired' } },
    });
    const readers = await Promise.all(Array.from({ length: 8 }, () => reading(served.api.port)));
    expect(await upgrade(served.api.port, bearer)).toEqual({ status: 503, code: 'apiStreamsTaken' });
    const [first] = readers;
    first?.socket.close();
    await first?.ended;
    await reading(served.api.port);
  });
});

describe('what a reader says', () => {
  it.each([
    ['null', 'null', 1008],
    ['no JSON', '{', 1008],
    ['a wish to arm, with a number', '{"op":"arm","token":1}', 1008],
    ['a raw event', '{"op":"send","event":null}', 1008],
    ['a topic that is none', '{"op":"subscribe","topics":["nothing"]}', 1008],
    ['topics that are no list', '{"op":"subscribe","topics":"order"}', 1008],
    ['bytes', Buffer.from('{"op":"subscribe","topics":["order"]}'), 1008],
    ['more than may be', 'x'.repeat(20_000), 1009],
  ])('%s ends their stream, and nothing else', async (_what, said, code) => {
    const { desk, api, ask, faults } = await servedDesk(yaml);
    const [rude, other] = await Promise.all([reading(api.port), reading(api.port)]);
    rude.socket.send(said);
    expect((await rude.ended).code).toBe(code);
    desk.send({ type: 'risk.halt', scope: 'desk', operator: 'ada', why: 'lunch' });
    await other.until(() => other.facts.some(({ type }) => type === 'risk.halt'));
    expect((await ask('/api/v1/status')).status).toBe(200);
    expect(faults).toEqual([]);
  });

  it('too much of it ends their stream', async () => {
    const { api } = await servedDesk(yaml);
    const { socket, ended } = await reading(api.port);
    for (let count = 0; count < 40; count++) socket.send('{"op":"subscribe","topics":["order"]}');
    expect((await ended).code).toBe(1008);
  });

  it('a frame that is none ends their stream', async () => {
    const { api, ask } = await servedDesk(yaml);
    const { socket, ended } = await reading(api.port);
    (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from([0xff, 0xff, 0xff]));
    expect((await ended).code).toBe(1002);
    expect((await ask('/api/v1/status')).status).toBe(200);
  });
});
