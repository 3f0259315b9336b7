/** What a request may bring along: no longer than it may be, and in the shape of its route. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { LONGEST_BODY, read } from '../../../src/adapters/controlApi/reading.ts';
import type { Route } from '../../../src/adapters/controlApi/routes.ts';
import { asError, problemOf, write } from '../../../src/adapters/controlApi/writing.ts';
import { asking } from '../../support/servedDesk.ts';

const route: Route<undefined> = {
  method: 'POST',
  path: '/',
  summary: 'Says what it was given.',
  body: z.strictObject({ why: z.string().max(10), count: z.int().optional() }),
  tell: (_parts, { body }) => ({ body }),
};

/** A server of that one route. */
async function served() {
  const server = createServer((request, response) => {
    void read(route, request, '')
      .then((asked) => route.tell(undefined, { names: {}, ...asked }))
      .catch((error: unknown) => problemOf(asError(error)))
      .then((told) => write(request, response, told));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return asking((server.address() as AddressInfo).port);
}
const json = { 'content-type': 'application/json' };

describe('the body of a request', () => {
  it('is taken in the shape of its route', async () => {
    const ask = await served();
    for (const type of ['application/json', 'application/json; charset=utf-8'])
      expect(await ask('/', { method: 'POST', headers: { 'content-type': type }, body: { why: 'so' } })).toMatchObject({
        status: 200,
        told: { why: 'so' },
      });
  });

  it.each([
    ['apiUnreadable', 400, 'no JSON', '{'],
    ['apiUnreadable', 400, 'nothing', ''],
    ['apiUnreadable', 400, 'null', 'null'],
    ['apiUnreadable', 400, 'a list', '[]'],
    ['apiUnreadable', 400, 'a wrong type', '{"why":1}'],
    ['apiUnreadable', 400, 'a field that is not known', '{"why":"so","fill":"1000"}'],
    ['apiUnreadable', 400, 'a prototype', '{"why":"so","__proto__":{"count":1}}'],
    ['apiUnreadable', 400, 'a text that is too long', '{"why":"so long that it is none"}'],
    ['apiTooLong', 413, 'more than may be', JSON.stringify({ why: 'x'.repeat(LONGEST_BODY) })],
  ])('%s (%i): %s', async (code, status, _what, body) => {
    const ask = await served();
    const headers = json;
    expect(await ask('/', { method: 'POST', headers, body })).toMatchObject({ status, told: { error: { code } } });
    expect((await ask('/', { method: 'POST', headers, body: '{"why":"so"}' })).status).toBe(200);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
  ])('apiMediaTypeWrong (415): %s, as a form of a page would send it', async (type) => {
    const ask = await served();
    expect(await ask('/', { method: 'POST', headers: { 'content-type': type }, body: '{"why":"so"}' })).toMatchObject({
      status: 415,
      told: { error: { code: 'apiMediaTypeWrong' } },
    });
  });

  it('that is broken off ends nothing', async () => {
    const ask = await served();
    const broken = ask('/', { method: 'POST', headers: { ...json, 'content-length': '100' }, body: '{"why"' });
    await expect(
      Promise.race([broken, ask('/', { method: 'POST', headers: json, body: '{"why":"so"}' })]),
    ).resolves.toMatchObject({
      status: 200,
    });
    void broken.catch(() => undefined);
  });
});
