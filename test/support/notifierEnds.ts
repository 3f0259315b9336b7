/** The other ends of notifiers: a server of the web, a mail server, a program; each behaves as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { Behaviour } from '../contracts/notifierContract.ts';

export interface WebEnd {
  readonly url: string;
  readonly requests: {
    readonly path: string;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: string;
  }[];
  /** From here on. */
  behave(behaviour: Behaviour, headers?: Readonly<Record<string, string>>): void;
}

const statuses: Partial<Record<Behaviour, number>> = { takes: 200, 'fails for now': 503, refuses: 400 };

/** A server of the web at a free port; what it refuses it repeats, as some do. */
export async function webEnd(first: Behaviour = 'takes'): Promise<WebEnd> {
  const requests: WebEnd['requests'] = [];
  let behaviour = first;
  let extra: Readonly<Record<string, string>> = {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    const status = statuses[behaviour];
    if (status === undefined) return;
    response.writeHead(status, extra);
    response.end(status === 200 ? 'ok' : `no such thing: ${request.url} ${request.headers.authorization ?? ''}`);
  });
  const port = await portOf(server);
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  if (first === 'is not there') await new Promise((done) => server.close(done));
  return {
    ...{ url: `http://127.0.0.1:${port}`, requests },
    behave(next, headers = {}) {
      behaviour = next;
      extra = headers;
    },
  };
}

interface Listens {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}
const portOf = (server: Listens): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** A mail server that knows one user. */
export async function mailEnd(behaviour: Behaviour, password: string) {
  const mails: string[] = [];
  const refusal = (code: number): Error => Object.assign(new Error(`not now: ${password}`), { responseCode: code });
  const server = new SMTPServer({
    ...{ allowInsecureAuth: true, authOptional: true, disabledCommands: ['STARTTLS'], disableReverseLookup: true },
    onAuth: ({ username, password: given }, _session, done) =>
      given === password ? done(null, { user: username ?? '' }) : done(refusal(535)),
    onRcptTo(_address, _session, done) {
      if (behaviour === 'says nothing') return;
      if (behaviour === 'fails for now') return done(refusal(451));
      done(behaviour === 'refuses' ? refusal(550) : null);
    },
    onData(stream, _session, done) {
      void text(stream).then((mail) => {
        mails.push(mail);
        done(null);
      });
    },
  });
  server.on('error', () => undefined); // clients that give up
  const port = await portOf({ listen: (...given) => server.listen(...given), address: () => server.server.address() });
  const close = () => new Promise<void>((done) => server.close(() => done()));
  if (behaviour === 'is not there') await close();
  else
    onTestFinished(() => {
      for (const connection of server.connections) connection.close();
      void close();
    });
  return { server: `smtp://127.0.0.1:${port}`, mails };
}
