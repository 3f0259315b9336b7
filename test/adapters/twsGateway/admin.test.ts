/** The admin interface of the gateway: who may ask, what it serves, and that all of it is in the log. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { AdminClient, TOKEN } from '../../support/adminClient.ts';
import { deskHere, gatewayHere, opened } from '../../support/gateway.ts';

const gateway = (options: Parameters<typeof opened>[0] = {}) =>
  gatewayHere({ admin: { port: 0, token: TOKEN }, ...options });

describe('the admin interface', () => {
  it('is not there unless it is asked for', async () => {
    const made = await gateway({ admin: undefined } as never);
    expect(made.adminPort).toBeUndefined();
  });

  it('tells who is here', async () => {
    const made = await gateway();
    await deskHere(made.port, 4);
    const { clients, accounts, now } = await new AdminClient(made).state();
    expect(clients).toMatchObject([{ client: 4, version: 178 }]);
    expect(accounts).toEqual(['DU1234567']);
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it.each([
    ['without the token', 401, 'adminTokenWrong', 'GET', '/', undefined, 'wrong'],
    ['with another token of the same length', 401, 'adminTokenWrong', 'GET', '/', undefined, 'A token of the test'],
    ['for what there is not', 404, 'adminPathUnknown', 'GET', '/orders', undefined, TOKEN],
    ['by a method that there is not', 404, 'adminPathUnknown', 'PUT', '/faults', '{}', TOKEN],
    ['with what is no JSON', 400, 'adminRequestBroken', 'POST', '/faults', '{', TOKEN],
    ['with more than fits', 400, 'adminRequestBroken', 'POST', '/faults', `"${'x'.repeat(70_000)}"`, TOKEN],
    ['for a fault without a name', 400, 'faultRefused', 'POST', '/faults', '{}', TOKEN],
    ['for a fault that there is not', 400, 'faultRefused', 'POST', '/faults', '{"fault":"notize"}', TOKEN],
    ['for a notice that there is not', 400, 'faultRefused', 'POST', '/faults', '{"fault":"notice","code":7}', TOKEN],
    ['for a client that is not here', 400, 'faultRefused', 'POST', '/faults', '{"fault":"hangUp","client":9}', TOKEN],
  ])('refuses whoever asks %s: %i %s', async (_how, status, code, method, path, body, token) => {
    const made = await gateway();
    const answer = await new AdminClient(made, token).ask(method, path, body);
    expect([answer.status, answer.told.error]).toMatchObject([status, { code }]);
    expect(made.lines).toHaveLength(1);
    expect(made.lines[0]).toMatch(/^admin: .* is refused/);
  });

  it('leaves it to whoever asks when a line that is kept for the next request ends', async () => {
    const made = await gateway();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`http://127.0.0.1:${made.adminPort}/`, { headers });
    await answer.arrayBuffer();
    expect(answer.headers.get('connection')).toBe('keep-alive');
    expect(answer.headers.get('keep-alive')).toBeNull(); // no time within which the next has to come
  });

  it('says what is meant by a name that is misspelt, and what a fault takes', async () => {
    const made = await gateway();
    const problem = async (fault: object) =>
      (await new AdminClient(made).ask('POST', '/faults', JSON.stringify(fault))).told.error?.message;
    expect(await problem({ fault: 'notize' })).toMatch(/did you mean notice\?/);
    expect(await problem({ fault: 'notice' })).toMatch(/code: is missing/);
    expect(await problem({ fault: 'hangUp', cleint: 3 })).toMatch(
      /cleint: there is no such field; did you mean client\?/,
    );
  });

  it('does not open where somebody listens, and leaves the port of the clients free', async () => {
    const first = await gateway();
    const taken = { port: first.adminPort ?? 0, token: TOKEN };
    await expect(opened({ admin: taken })).rejects.toMatchObject({ code: 'gatewayRefused' });
    await deskHere(first.port);
  });
});

it('a request that is broken off is a line in the log, and nobody else notices', async () => {
  const made = await gateway();
  const client = await deskHere(made.port);
  const socket = connect(made.adminPort ?? 0, '127.0.0.1');
  const head = ['POST /faults HTTP/1.1', 'Host: here', `Authorization: Bearer ${TOKEN}`, 'Content-Length: 100'];
  socket.write(`${head.join('\r\n')}\r\n\r\n{"fault"`, () => socket.destroy());
  await made.logged(/^admin: POST \/faults is refused/);
  client.api.reqCurrentTime();
  await client.until('currentTime');
});

describe('a notice', () => {
  it('is told to all clients, or to one, and is in the log', async () => {
    const made = await gateway();
    const admin = new AdminClient(made);
    const [one, two] = [await deskHere(made.port, 1), await deskHere(made.port, 2)];
    expect(await admin.fault({ fault: 'notice', code: 2103 })).toEqual({ clients: [1, 2] });
    expect(await admin.fault({ fault: 'notice', code: 2105, text: 'as you like it', client: 2 })).toEqual({
      clients: [2],
    });
    await one.until('info', (_text: string, code: number) => code === 2103);
    await two.until('info', (text: string, code: number) => code === 2105 && text === 'as you like it');
    one.api.reqCurrentTime();
    await one.until('currentTime');
    expect(one.of('info').filter(([, , code]) => code === 2105)).toEqual([]);
    expect(made.lines.filter((line) => line.startsWith('fault: '))).toHaveLength(2);
  });

  it('may be asked for from the start; one that can not be done then is a line in the log', async () => {
    const made = await gateway({
      faults: [
        { fault: 'notice', code: 2103, in: '10ms' },
        { fault: 'notice', code: 2103, client: 7, in: '10ms' },
      ],
    });
    await made.logged(/^fault: \{"fault":"notice","code":2103,"in"/);
    await made.logged(/^fault: .*the client 7 is not here/);
    await expect(opened({ faults: [{ fault: 'notice' }] })).rejects.toMatchObject({ code: 'faultRefused' });
  });

  it('comes later when it is asked to', async () => {
    const made = await gateway();
    const client = await deskHere(made.port);
    await new AdminClient(made).fault({ fault: 'notice', code: 2103, in: '10ms' });
    expect(made.lines.filter((line) => line.startsWith('fault: '))).toEqual([]);
    await client.until('info', (_text: string, code: number) => code === 2103);
  });
});

describe('a client that is hung up on', () => {
  it('is gone, and the others stay', async () => {
    const made = await gateway();
    const [one, two] = [await deskHere(made.port, 1), await deskHere(made.port, 2)];
    expect(await new AdminClient(made).fault({ fault: 'hangUp', client: 1 })).toEqual({ clients: [1] });
    await one.until('disconnected');
    two.api.reqCurrentTime();
    await two.until('currentTime');
    expect(await new AdminClient(made).state()).toMatchObject({ clients: [{ client: 2 }] });
  });
});
