/** Signals that are sent by HTTP, to a desk that runs: what each is answered, and who is turned away. */
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SignalDoor, SignalDoorOptions } from '../../../src/adapters/signals/http/signalDoor.ts';
import { openSignalDoor } from '../../../src/adapters/signals/http/signalDoor.ts';
import { listenTo } from '../../../src/adapters/signals/listening.ts';
import type { Duration, Timestamp } from '../../../src/identifiers.ts';
import { isoTime, later, minutes, seconds } from '../../../src/identifiers.ts';
import type { Desk } from '../../support/desk.ts';
import { createDesk } from '../../support/desk.ts';

const TOKEN = 'a-token-of-enough-letters';
const SECRET = 'a-secret-of-enough-letters';
const bearer = { authorization: `Bearer ${TOKEN}` };
const yaml = `
symbols: [SPY]
rules:
  follow:
    when: signal.prediction
    if: signal.signal == "BUY" && signal.source == "http" && feeds.http == "live"
    then: [{ open: { side: long, quantity: 10, stop: { amount: 1 } } }]
`;

interface Answer {
  readonly status: number | undefined;
  readonly told: { readonly [name: string]: unknown };
}
interface Rig {
  readonly desk: Desk;
  readonly door: SignalDoor;
  readonly problems: readonly string[];
  send(
    body: unknown,
    headers?: Readonly<Record<string, string>>,
    to?: { method?: string; path?: string },
  ): Promise<Answer>;
}

async function rig(options: Partial<SignalDoorOptions> = {}): Promise<Rig> {
  const desk = createDesk({ yaml });
  desk.quote('100.00', '100.02');
  const problems: string[] = [];
  const door = await openSignalDoor({
    ...{ port: 0, token: TOKEN, secret: SECRET, clock: desk.clock, patience: 5_000 },
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(() => door.close());
  door.watch(desk.engine.bus);
  const listening = listenTo([{ feed: 'http', source: door, close: () => door.close() }], desk.clock);
  void (async () => {
    for await (const batch of listening.batches()) for (const { event } of batch) desk.engine.hear(event, 'signal');
  })();
  return {
    ...{ desk, door, problems },
    send: (body, headers = bearer, { method = 'POST', path = '/api/v1/signals' } = {}) =>
      new Promise((resolve, reject) => {
        const sent = request({ port: door.port, host: '127.0.0.1', method, path, headers }, async (response) => {
          resolve({ status: response.statusCode, told: JSON.parse(await text(response)) as Answer['told'] });
        });
        sent.on('error', reject);
        sent.end(typeof body === 'string' ? body : JSON.stringify(body));
      }),
  };
}
const alertAt = (at: Timestamp, rest: object = {}) => ({
  ...{ ticker: 'NASDAQ:SPY', action: 'buy', price: '100.01', time: isoTime(at) },
  ...rest,
});
const ago = ({ clock }: Desk, by: Duration): Timestamp => later(clock.now(), -by);

describe('a signal that is sent', () => {
  it('is accepted, acted on once, and a duplicate when it comes again', async () => {
    const { desk, send } = await rig();
    const alert = alertAt(desk.clock.now());
    const first = await send(alert);
    expect(first).toMatchObject({ status: 200, told: { became: 'accepted' } });
    expect(await send(alert)).toEqual({
      status: 200,
      told: { became: 'duplicate', signal: first.told.signal, code: 'signalKnown' },
    });
    expect(desk.said('rule.triggered')).toHaveLength(1);
    expect(desk.said('signal.prediction')[0]).toMatchObject({ instrument: 'SPY', signal: 'BUY', confidence: 1 });
  });

  it('may be a prediction, alone or in an envelope', async () => {
    const { desk, send } = await rig();
    const prediction = (id: string) => ({
      ticker: 'SPY',
      prediction: {
        ...{ id, timestamp: isoTime(desk.clock.now()), signal: 'NEUTRAL', numeric: 0, confidence: 0.4 },
        ...{ probabilities: [], feature_values: { gamma: 1 } },
      },
      model_info: { name: 'm', version: '1', horizon_minutes: 30 },
    });
    expect((await send(prediction('p1'))).told).toEqual({ became: 'accepted', signal: 'p1' });
    expect((await send({ data: prediction('p2') })).told).toEqual({ became: 'accepted', signal: 'p2' });
  });

  it('takes moments as charting programs write them', async () => {
    const { desk, send } = await rig();
    const at = desk.clock.now();
    for (const time of [at / 1_000, String(at / 1_000), at / 1_000_000])
      expect(await send(alertAt(at, { time, id: `t-${typeof time}-${time}` }))).toMatchObject({ status: 200 });
    expect(new Set(desk.said('signal.prediction').map(({ observedAt }) => observedAt))).toEqual(new Set([at]));
  });

  it.each([
    ['signalStale', (desk: Desk) => alertAt(ago(desk, minutes(6)))],
    ['signalAhead', (desk: Desk) => alertAt(later(desk.clock.now(), seconds(6)))],
    ['signalExpired', (desk: Desk) => alertAt(ago(desk, minutes(3)), { horizon_minutes: 2 })],
    ['instrumentUnknown', (desk: Desk) => alertAt(desk.clock.now(), { ticker: 'IBM' })],
  ] as const)('%s: the answer says why the desk does not act on it', async (code, alert) => {
    const { desk, send } = await rig();
    expect(await send(alert(desk))).toMatchObject({ status: 422, told: { became: 'refused', code } });
    expect(desk.said('desk.signalRefused')).toMatchObject([{ code }]);
    expect(desk.said('rule.triggered')).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['a list', [], 'expected a prediction, or an alert'],
    ['no action that is known', { ...alertAt(0 as Timestamp), action: 'hodl' }, 'action: expected one of buy'],
    ['no moment', { ticker: 'SPY', action: 'buy' }, 'time: expected a moment'],
    ['a confidence above one', { ...alertAt(0 as Timestamp), confidence: 1.01 }, 'confidence: expected a number'],
    ['a prediction with another field wrong', { prediction: {} }, 'ticker: expected a ticker'],
  ])('signalUnreadable: %s', async (_what, body, says) => {
    const { desk, send } = await rig();
    expect(await send(body)).toMatchObject({ status: 400, told: { error: { code: 'signalUnreadable' } } });
    await send(alertAt(desk.clock.now()));
    expect(desk.said('feed.refused')).toMatchObject([
      { feed: 'http', code: 'signalUnreadable', detail: expect.stringContaining(says) as string },
    ]);
  });

  it('signalUnheard: a desk that says nothing is no desk that has taken it', async () => {
    const { send, desk } = await rig();
    const unheard = await openSignalDoor({
      ...{ port: 0, token: TOKEN, clock: desk.clock, patience: 20, onProblem: () => undefined },
    });
    onTestFinished(() => unheard.close());
    const answer = await fetch(`http://127.0.0.1:${unheard.port}/api/v1/signals`, {
      ...{ method: 'POST', headers: bearer, body: JSON.stringify(alertAt(desk.clock.now())) },
    });
    expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: 'signalUnheard' } }]);
    expect((await send(alertAt(desk.clock.now()))).status).toBe(200);
  });
});

describe('who may send one', () => {
  const signed = (body: string, at: Timestamp, secret = SECRET) => {
    const stamp = String(Math.floor(at / 1_000_000));
    const signature = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex');
    return { 'x-timestamp': stamp, 'x-signature': `sha256=${signature}` };
  };

  it('who signs it with the secret, at about the time that it is', async () => {
    const { desk, send } = await rig();
    const at = desk.clock.now();
    const body = JSON.stringify(alertAt(at));
    expect(await send(body, signed(body, at))).toMatchObject({ status: 200 });
    for (const headers of [
      signed(body, at, 'another secret altogether'),
      signed(`${body} `, at),
      signed(body, ago(desk, minutes(6))),
      signed(body, later(at, minutes(6))),
      { ...signed(body, at), 'x-timestamp': '17' },
    ])
      expect(await send(body, headers)).toMatchObject({ status: 401, told: { error: { code: 'signalTokenWrong' } } });
    expect(desk.said('signal.prediction')).toHaveLength(1);
  });

  it.each([
    ['signalTokenWrong', 401, {}, {}],
    ['signalTokenWrong', 401, { authorization: 'Bearer a-token-of-other-letters' }, {}],
    ['signalOriginRefused', 403, { ...bearer, origin: 'http://127.0.0.1' }, {}],
    ['signalOriginRefused', 403, { ...bearer, host: 'trap.example' }, {}],
    ['signalOriginRefused', 403, { ...bearer, host: '127.0.0.1:1' }, {}],
    ['signalPathUnknown', 404, bearer, { path: '/' }],
    ['signalPathUnknown', 404, bearer, { method: 'PUT' }],
  ] as const)('%s: %i for %j %j', async (code, status, headers, to) => {
    const { desk, send, problems } = await rig();
    const answer = await send(alertAt(desk.clock.now()), headers, to);
    expect(answer).toMatchObject({ status, told: { error: { code } } });
    expect(problems).toEqual([expect.stringContaining(code)]);
    expect(desk.said('signal.prediction')).toEqual([]);
    expect(JSON.stringify([answer, problems])).not.toContain(TOKEN);
  });

  it('without a token of ours, no token is right', async () => {
    const { desk, send } = await rig({ token: undefined });
    for (const authorization of ['Bearer undefined', 'Bearer ', bearer.authorization])
      expect(await send(alertAt(desk.clock.now()), { authorization })).toMatchObject({ status: 401 });
  });

  it('signalTooLong: nobody sends more than one signal needs', async () => {
    const { desk, send } = await rig();
    const answer = await send(alertAt(desk.clock.now(), { strategy: 'x'.repeat(70_000) }));
    expect(answer).toMatchObject({ status: 413, told: { error: { code: 'signalTooLong' } } });
  });

  it('signalTooLong: what is announced as longer is turned away before it has come', async () => {
    const { door } = await rig();
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(door.port, '127.0.0.1', () => {
        const head = `POST /api/v1/signals HTTP/1.1\r\nhost: 127.0.0.1:${door.port}\r\ncontent-length: 1000000\r\n\r\n`;
        socket.write(head + 'x'.repeat(70_000));
      });
      // the rest is never sent
      socket.once('data', (data) => resolve(data.toString()));
      socket.on('error', reject);
      onTestFinished(() => void socket.destroy());
    });
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toMatch(/connection: close/i);
  });

  it('signalRateExceeded: nobody sends more than so many a minute, and a minute later again', async () => {
    const { desk, send } = await rig({ maxPerMinute: 2 });
    const next = (id: string) => send(alertAt(desk.clock.now(), { id }));
    expect([(await next('a')).status, (await next('b')).status]).toEqual([200, 200]);
    expect(await next('c')).toMatchObject({ status: 429, told: { error: { code: 'signalRateExceeded' } } });
    desk.pass(60);
    expect(await next('c')).toMatchObject({ status: 200 });
  });

  it('who hangs up on the way harms nobody', async () => {
    const { desk, door, send, problems } = await rig();
    await new Promise<void>((resolve) => {
      const socket = createConnection(door.port, '127.0.0.1', () => {
        const head = `POST /api/v1/signals HTTP/1.1\r\nhost: 127.0.0.1:${door.port}\r\ncontent-length: 100\r\n\r\n{`;
        socket.write(head, () => setImmediate(() => socket.resetAndDestroy()));
      });
      socket.on('close', () => resolve());
    });
    expect(await send(alertAt(desk.clock.now()))).toMatchObject({ status: 200 });
    expect(problems.every((problem) => problem.includes('signalUnreadable'))).toBe(true);
  });
});

it('signalAddressRefused: a port that is taken', async () => {
  const { door, desk } = await rig();
  const second = openSignalDoor({ port: door.port, token: TOKEN, clock: desk.clock, onProblem: () => undefined });
  await expect(second).rejects.toMatchObject({ code: 'signalAddressRefused', details: { problem: 'EADDRINUSE' } });
});
