/** The admin interface of a gateway: JSON over HTTP, on this machine, for who knows the token. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ErrorCode } from '../../errors.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Switchboard, Told } from './switchboard.ts';

export interface AdminOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** What every request carries: `Authorization: Bearer <token>`. */
  readonly token: string;
}

export interface Admin {
  readonly port: number;
  close(): Promise<void>;
}

export interface AdminParts {
  readonly host: string;
  readonly switchboard: Switchboard;
  readonly log: (line: string) => void;
}

type Answer = (parts: AdminParts, request: { readonly path: string; readonly body: unknown }) => Told | Promise<Told>;

/** The whole of it: method, path, and what answers. */
const routes: readonly (readonly [method: string, path: RegExp, answer: Answer])[] = [
  ['GET', /^\/$/, ({ switchboard }) => switchboard.state()],
  ['POST', /^\/faults$/, ({ switchboard }, { body }) => switchboard.switchOn(body)],
  ['POST', /^\/time$/, ({ switchboard }, { body }) => switchboard.advance(body)],
  ['DELETE', /^\/faults$/, ({ switchboard }) => switchboard.switchOff()],
  ['DELETE', /^\/faults\/\d{1,9}$/, ({ switchboard }, { path }) => switchboard.switchOff(Number(path.slice(8)))],
];

/** Statuses of errors; every other error of ours is 400. */
const statuses: Partial<Record<ErrorCode, number>> = { adminTokenWrong: 401, adminPathUnknown: 404 };
/** No request is longer: bytes. */
const LONGEST_BODY = 65_536;

/** Opens the interface. @throws Error of the system, when it can not listen there */
export async function openAdmin({ port, token }: AdminOptions, parts: AdminParts): Promise<Admin> {
  const server = createServer((request, response) => void serve({ token, parts }, request, response));
  // Who keeps a line for the next request ends it: one that we ended could meet that request on its way, and nobody would know of it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, parts.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Served {
  readonly token: string;
  readonly parts: AdminParts;
}

async function serve(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let [status, told]: [number, unknown] = [200, {}];
  try {
    told = await answered(served, request);
  } catch (error) {
    if (!(error instanceof OrdermatonError)) throw error;
    const { code, message, remedy } = error;
    [status, told] = [statuses[code] ?? 400, { error: { code, message, remedy } }];
    served.parts.log(`admin: ${request.method} ${request.url} is refused: ${message}`);
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(told)}\n`);
}

async function answered({ token, parts }: Served, request: IncomingMessage): Promise<Told> {
  const { method = '', url: path = '', headers } = request;
  if (!isSame(headers.authorization ?? '', `Bearer ${token}`)) throw new OrdermatonError('adminTokenWrong');
  const route = routes.find(([of, pattern]) => of === method && pattern.test(path));
  if (route === undefined) throw new OrdermatonError('adminPathUnknown', { method, path });
  const [, , answer] = route;
  return answer(parts, { path, body: method === 'POST' ? await bodyOf(request) : undefined });
}

/** Takes as long for a wrong text as for the right one. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** @throws `adminRequestBroken`, also when who sends it hangs up on the way */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > LONGEST_BODY) throw new Error(`it is longer than ${LONGEST_BODY} bytes`);
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    throw new OrdermatonError('adminRequestBroken', { problem: (error as Error).message });
  }
}
