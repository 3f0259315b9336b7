/** Who is turned away by the API, and that nothing that is sent ends it, blocks it or is obeyed. */
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { ControlApiOptions } from '../../../src/adapters/controlApi/controlApi.ts';
import { openControlApi } from '../../../src/adapters/controlApi/controlApi.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import { apiOf, bearer, servedDesk, TOKEN } from '../../support/servedDesk.ts';

const error = (code: string) => ({ error: { code, message: expect.any(String), remedy: expect.any(String) } });

describe('who is turned away', () => {
  it.each([
    ['apiTokenWrong', 401, 'no token', {}],
    ['apiTokenWrong', 401, 'another token', { authorization: 'Bearer another-token-of-letters' }],
    ['apiTokenWrong', 401, 'the token by another scheme', { authorization: `Basic ${TOKEN}` }],
    ['apiHostRefused', 421, 'a name that is led here', { ...bearer, host: 'example.com' }],
    ['apiHostRefused', 421, 'this machine by another port', { ...bearer, host: '127.0.0.1:1' }],
    ['apiOriginRefused', 403, 'a page of elsewhere', { ...bearer, origin: 'http://example.com' }],
    ['apiOriginRefused', 403, 'a page without an origin', { ...bearer, origin: 'null' }],
    ['apiOriginRefused', 403, 'a page of another port', { ...bearer, origin: 'http://127.0.0.1:1' }],
    ['apiOriginRefused', 403, 'what a browser says is of elsewhere', { ...bearer, 'sec-fetch-site': 'cross-site' }],
  ])('%s (%i): %s', async (code, status, _what, headers) => {
    const { ask } = await servedDesk();
    expect(await ask('/api/v1/status', { headers })).toMatchObject({ status, told: error(code) });
  });

  it('a page is not told what a probe asks either', async () => {
    const { ask } = await servedDesk();
    expect((await ask('/healthz', { headers: { host: 'example.com' } })).status).toBe(421);
    expect((await ask('/healthz', { headers: { origin: 'http://example.com' } })).status).toBe(403);
  });

  it('apiRateExceeded: more than so many within a minute, until a minute has passed', async () => {
    let now = 0;
    const { ask } = await servedDesk('', { maxPerMinute: 2, now: () => now });
    const asked = async () => (await ask('/api/v1/status')).status;
    expect([await asked(), await asked(), await asked()]).toEqual([200, 200, 429]);
    expect((await ask('/api/v1/status')).told).toMatchObject(error('apiRateExceeded'));
    expect((await ask('/api/v1/status', { headers: {} })).status).toBe(401); // who knows no token takes no room
    now = 60_001;
    expect(await asked()).toBe(200);
  });

  it('no machine but this one reaches the port', async () => {
    const { api } = await apiOf();
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .find((each) => each?.family === 'IPv4' && !each.internal);
    const addresses = ['127.0.0.2', ...(elsewhere === undefined ? [] : [elsewhere.address])];
    for (const host of addresses) {
      const outcome = await new Promise((resolve) => {
        const socket = connect({ port: api.port, host }, () => resolve('connected'));
        socket.on('error', (problem: NodeJS.ErrnoException) => resolve(problem.code));
      });
      expect(outcome).toBe('ECONNREFUSED');
    }
  });

  it('apiAddressRefused: a port that is taken is said, and no other is taken in its place', async () => {
    const { api } = await apiOf();
    const again: ControlApiOptions = { port: api.port, token: TOKEN, now: () => 0, onFault: () => undefined };
    await expect(openControlApi(again)).rejects.toEqual(
      new OrdermatonError('apiAddressRefused', { port: api.port, problem: 'another program listens there' }),
    );
  });
});

describe('what is asked wrongly', () => {
  it.each([
    ['apiPathUnknown', 404, 'GET', '/nowhere'],
    ['apiPathUnknown', 404, 'GET', '//'],
    ['apiPathUnknown', 404, 'GET', '/api/v2/status'],
    ['apiPathUnknown', 404, 'GET', '/api/v1/status/'],
    ['apiPathUnknown', 404, 'GET', '/api/v1/../v1/status'],
    ['apiPathUnknown', 404, 'GET', '/api/v1/%2e%2e/status'],
    ['apiUnreadable', 400, 'GET', '/api/v1/%'],
    ['apiUnreadable', 400, 'GET', '/api/v1/%c0%ae/status'],
    ['apiUnreadable', 400, 'GET', '/api/v1/orders?which=some'],
    ['apiUnreadable', 400, 'GET', '/api/v1/orders?which=all&which=live'],
    ['apiUnreadable', 400, 'GET', '/api/v1/orders?__proto__=all'],
    ['apiUnreadable', 400, 'GET', '/api/v1/status?fields=all'],
    ['apiMethodUnknown', 405, 'POST', '/api/v1/status'],
    ['apiMethodUnknown', 405, 'DELETE', '/api/v1/orders'],
    ['apiMethodUnknown', 405, 'PROPFIND', '/api/v1/orders'],
  ])('%s (%i): %s %s', async (code, status, method, path) => {
    const { ask } = await servedDesk();
    expect(await ask(path, { method })).toMatchObject({ status, told: error(code) });
    expect((await ask('/api/v1/status')).status).toBe(200);
  });

  it('a refusal says what would be allowed', async () => {
    const { ask } = await servedDesk();
    expect((await ask('/api/v1/orders', { method: 'PUT' })).told).toMatchObject({
      error: { remedy: 'It takes GET, POST.' },
    });
    expect((await ask('/api/v1/orders?which=some')).told).toMatchObject({
      error: { message: expect.stringContaining('expected one of "live"|"all"') as string },
    });
  });

  it.each([
    ['no HTTP at all', '\u0000\u0001\u0002 nothing\r\n\r\n'],
    ['half a request', 'GET /api/v1/sta'],
    ['a header without an end', `GET / HTTP/1.1\r\nhost: ${'x'.repeat(20_000)}`],
    ['two lengths', 'POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    [
      'a wish to speak another protocol',
      'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n'],
    ['a wait for leave', 'GET / HTTP/1.1\r\nhost: x\r\nexpect: something\r\n\r\n'],
  ])('%s ends nothing', async (_what, bytes) => {
    const { ask, api, faults } = await servedDesk();
    const socket = connect({ port: api.port, host: '127.0.0.1' }, () => socket.write(bytes));
    const closed = new Promise<void>((resolve) => {
      socket.on('error', () => undefined).on('close', () => resolve());
      socket.resume();
    });
    expect((await ask('/api/v1/status')).status).toBe(200); // beside it
    socket.destroy();
    await closed;
    expect((await ask('/api/v1/status')).status).toBe(200); // and behind it
    expect(faults).toEqual([]);
  });

  it('who hangs up on the way ends nothing', async () => {
    const { ask, api } = await servedDesk();
    const request = `GET /api/v1/status HTTP/1.1\r\nhost: 127.0.0.1:${api.port}\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`;
    for (let count = 0; count < 20; count++) {
      const socket = connect({ port: api.port, host: '127.0.0.1' }, () => {
        socket.write(request);
        socket.resetAndDestroy();
      });
      await new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
    }
    expect((await ask('/api/v1/status')).status).toBe(200);
  });

  it('apiFault: a fault of ours is answered and told, and nothing more comes of it', async () => {
    const { ask, api, faults, desk } = await servedDesk();
    api.serve({
      ...({} as Parameters<typeof api.serve>[0]),
      orders() {
        throw new TypeError('nobody thought of it');
      },
    });
    expect(await ask('/api/v1/orders')).toMatchObject({ status: 500, told: error('apiFault') });
    expect(faults).toEqual([expect.stringContaining('nobody thought of it')]);
    expect((await ask('/healthz')).status).toBe(200);
    expect(desk.engine.views.desk()).toBe('running');
  });

  it('no answer is kept, framed, or guessed at', async () => {
    const { ask } = await servedDesk();
    for (const path of ['/api/v1/status', '/api/v1/nothing', '/metrics'])
      expect((await ask(path)).headers).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
    expect((await ask('/api/v1/status')).headers['access-control-allow-origin']).toBeUndefined();
  });
});
