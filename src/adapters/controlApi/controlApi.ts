/**
 * The API of a desk that runs: versioned HTTP on this machine alone, for who knows its token. It is bound before anything trades and
 * serves once there is a desk. No request ends or blocks the process: what fails is answered, and the desk goes on.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { OrdermatonError } from '../../errors.ts';
import { assertFromHere, assertKnows, HOST, Pace } from './admission.ts';
import { asError, problemOf, write } from './answering.ts';
import { apiRoutes } from './apiRoutes.ts';
import { read } from './reading.ts';
import type { Told } from './routes.ts';
import { findRoute } from './routes.ts';
import type { ShownDesk } from './shownDesk.ts';
import { Traffic } from './traffic.ts';

export interface ControlApiOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** What every request carries: `Authorization: Bearer <token>`. */
  readonly token: string;
  /** A clock that nobody sets: milliseconds. */
  readonly now: () => number;
  /** Of requests with the token; 1,200 unless told. */
  readonly maxPerMinute?: number;
  /** Hears of faults of ours. */
  readonly onFault: (problem: string) => void;
}

export interface ControlApi {
  readonly port: number;
  /** Serves this desk from here on. */
  serve(desk: ShownDesk): void;
  close(): Promise<void>;
}

const MOST_PER_MINUTE = 1_200;
const MOST_CONNECTIONS = 64;
/** A request must be whole within so many milliseconds. */
const LONGEST_REQUEST = 10_000;

/** @throws `apiAddressRefused` */
export async function openControlApi(options: ControlApiOptions): Promise<ControlApi> {
  const { port, now, token } = options;
  const traffic = new Traffic();
  const pace = new Pace(options.maxPerMinute ?? MOST_PER_MINUTE, now);
  let desk: ShownDesk | undefined;

  async function answered(request: IncomingMessage): Promise<Told> {
    const { method = '', url = '', headers } = request;
    assertFromHere(headers, bound);
    const cut = url.indexOf('?');
    const path = cut < 0 ? url : url.slice(0, cut);
    const isOpen = apiRoutes.some((each) => each.isOpen === true && each.path === path);
    if (!isOpen) {
      assertKnows(headers, token);
      pace.count();
    }
    const { route, names } = findRoute(apiRoutes, method, path);
    const asked = await read(route, request, cut < 0 ? '' : url.slice(cut + 1));
    return route.tell({ desk, traffic }, { names, ...asked });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let told: Told;
    try {
      told = await answered(request);
    } catch (error) {
      const known = asError(error, request.method, request.url);
      if (known.code === 'apiFault') options.onFault(known.message);
      told = problemOf(known);
    }
    traffic.count(told.status ?? 200);
    try {
      write(request, response, told);
    } catch (error) {
      options.onFault(asError(error).message);
      response.destroy();
    }
  }

  const server = createServer((request, response) => {
    for (const each of [request, response]) each.on('error', () => undefined); // who asked has hung up
    void serve(request, response);
  });
  server.requestTimeout = LONGEST_REQUEST;
  server.headersTimeout = LONGEST_REQUEST;
  server.maxConnections = MOST_CONNECTIONS;
  // What is no HTTP is told so and let go of.
  server.on('clientError', (_error, socket) => {
    socket.on('error', () => undefined);
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    else socket.destroy();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === 'EADDRINUSE' ? 'another program listens there' : (code ?? message);
    throw new OrdermatonError('apiAddressRefused', { port, problem });
  });
  server.on('error', (error) => options.onFault(error.message));
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;

  return {
    port: bound,
    serve(served) {
      desk = served;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
