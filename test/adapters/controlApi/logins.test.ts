/** How the page is opened, and by whom it is not. */
import { describe, expect, it } from 'vitest';
import { IDLE, INVITED, LONGEST, Logins } from '../../../src/adapters/controlApi/logins.ts';
import { bearer, servedDesk } from '../../support/servedDesk.ts';

/** A clock that the test sets. */
function loginsAt() {
  const clock = { now: 0 };
  return { clock, logins: new Logins(() => clock.now) };
}

describe('a login', () => {
  it('is for who has an address that was not used', () => {
    const { logins } = loginsAt();
    const invitation = logins.invite();
    const token = logins.login(invitation);
    expect([logins.knows(token), logins.knows(invitation), logins.knows('')]).toEqual([true, false, false]);
    expect(() => logins.login(invitation)).toThrow('used already');
  });

  it('is not for who comes too late', () => {
    const { logins, clock } = loginsAt();
    const invitation = logins.invite();
    clock.now = INVITED + 1;
    expect(() => logins.login(invitation)).toThrow('too old');
  });

  it.each([
    ['nothing was asked with it for half an hour', [IDLE + 1]],
    ['it is twelve hours old, however often it is used', [...Array(LONGEST / IDLE + 1)].map(() => IDLE)],
  ])('ends when %s', (_, pauses) => {
    const { logins, clock } = loginsAt();
    const token = logins.login(logins.invite());
    let holds = true;
    for (const pause of pauses) {
      clock.now += pause;
      holds = logins.knows(token);
    }
    expect(holds).toBe(false);
  });

  it('can not be guessed at length: after ten tries a minute nobody is let in', () => {
    const { logins, clock } = loginsAt();
    for (let guess = 0; guess < 10; guess++) expect(() => logins.login(`guess ${guess}`)).toThrow('used already');
    expect(() => logins.login(logins.invite())).toThrow(expect.objectContaining({ code: 'apiRateExceeded' }));
    clock.now += 60_001;
    expect(logins.knows(logins.login(logins.invite()))).toBe(true);
  });

  it('is one of eight: the oldest gives way', () => {
    const { logins, clock } = loginsAt();
    const tokens: string[] = [];
    for (let each = 0; each < 9; each++) {
      clock.now += 60_000;
      tokens.push(logins.login(logins.invite()));
    }
    expect(tokens.map((token) => logins.knows(token))).toEqual([false, ...Array(8).fill(true)]);
  });
});

describe('over the socket', () => {
  it('an invitation is for who has the token, and opens everything that it opens', async () => {
    const { ask } = await servedDesk();
    expect(await ask('/api/v1/invitations', { method: 'POST', headers: {} })).toMatchObject({ status: 401 });
    const { told } = await ask('/api/v1/invitations', { method: 'POST' });
    const [, invitation = ''] = String(told.address).split('#');
    const login = await ask('/api/v1/logins', { method: 'POST', headers: {}, body: { token: invitation } });
    const authorization = `Bearer ${String(login.told.token)}`;
    expect(await ask('/api/v1/status', { headers: { authorization } })).toMatchObject({ status: 200 });
    expect(await ask('/api/v1/logins', { method: 'POST', headers: {}, body: { token: invitation } })).toMatchObject({
      status: 401,
    });
  });

  it.each(['null', '{"token":1}', '{}', '[]', '{"token":"short"}'])('%s is no invitation', async (body) => {
    const { ask } = await servedDesk();
    expect(await ask('/api/v1/logins', { method: 'POST', headers: {}, body })).toMatchObject({ status: 400 });
  });

  it('the page is told to run its own script alone, and comes to who names this machine', async () => {
    const { ask } = await servedDesk();
    const page = await ask('/', { headers: {} });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style|style=/);
    expect(await ask('/', { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 });
    expect(await ask('/', { headers: { origin: 'http://evil.example' } })).toMatchObject({ status: 403 });
  });

  it.each([
    '/../package.json',
    '/charts/../../package.json',
    '/charts/%2e%2e/%2e%2e/package.json',
    '/page.js/..',
    '//',
    '/built/page.js',
  ])('%s is no file of the page', async (path) => {
    const { ask } = await servedDesk();
    const { status, text } = await ask(path, { headers: bearer });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('"dependencies"');
  });

  it('an actor is shown with all that it holds, exactly, and with accounts masked', async () => {
    const { ask, desk } = await servedDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    const { told } = await ask('/api/v1/actors');
    const list = told.actors as { kind: string; id: string; states: string[] }[];
    const position = list.find(({ kind }) => kind === 'position');
    const one = await ask(`/api/v1/actors/position/${position?.id}`);
    expect(one.told).toMatchObject({
      actor: { kind: 'position', says: ['open', 'protected'], parent: null },
      context: { quantity: '100', cost: '10002', fees: expect.stringMatching(/^\d/) },
    });
    const order = list.find(({ kind }) => kind === 'order');
    expect(order).toMatchObject({ parent: position?.id });
    expect(JSON.stringify([told, one.told])).not.toContain('PAPER');
    expect(await ask('/api/v1/actors/position/nobody')).toMatchObject({ status: 404 });
    expect(await ask('/api/v1/actors/nothing/nobody')).toMatchObject({ status: 404 });
    const holding = list.find(({ kind }) => kind === 'holding');
    expect(await ask(`/api/v1/actors/holding/${encodeURIComponent(String(holding?.id))}`)).toMatchObject({
      status: 200,
    });
  });
});
