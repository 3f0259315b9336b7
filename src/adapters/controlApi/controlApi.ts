/**
 * The API of a desk that runs: versioned HTTP on this machine alone, for who knows its token. It is bound before anything trades and
 * serves once there is a desk. No request ends or blocks the process: what fails is answered, and the desk goes on.
 */
import { createServer } from 'node:http';
import { OrdermatonError } from '../../errors.ts';
import { HOST } from './admission.ts';
import type { AnsweringOptions } from './answering.ts';
import { Answering } from './answering.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { serveStreams } from './upgrading.ts';

export interface ControlApiOptions extends AnsweringOptions {
  /** 0 takes any that is free. */
  readonly port: number;
}

export interface ControlApi {
  readonly port: number;
  /** An address of the page that opens it once, within five minutes. */
  invite(): string;
  /** Serves this desk from here on. */
  serve(desk: ControlledDesk): void;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 64;
/** A request must be whole within so many milliseconds. */
const LONGEST_REQUEST = 10_000;

/** @throws `apiAddressRefused` */
export async function openControlApi(options: ControlApiOptions): Promise<ControlApi> {
  const { port } = options;
  const answering = new Answering(options);

  const server = createServer((request, response) => {
    for (const each of [request, response]) each.on('error', () => undefined); // who asked has hung up
    void answering.serve(request, response);
  });
  const streams = serveStreams(server, answering);
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
  answering.reachedAt(bound);

  return {
    port: bound,
    invite: () => answering.invite(),
    serve: (desk) => answering.begin(desk),
    close: () =>
      new Promise((resolve) => {
        streams.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
