/** Lets a connection become a stream, or says why not: by the same checks as any request, before anything is agreed. */
import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { OrdermatonError } from '../../errors.ts';
import type { Topic } from '../../events.ts';
import type { Answering } from './answering.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { LONGEST_BODY, shaped } from './reading.ts';
import { openStream, topicsShape, usualTopics } from './stream.ts';
import { STREAM_PATH } from './streamRoute.ts';
import { asError, problemOf } from './writing.ts';

/** More readers are not served at once. */
const MOST_STREAMS = 8;
/** So long a reader may take to say goodbye: milliseconds. */
const FAREWELL = 500;

export interface Streams {
  /** Ends every stream. */
  close(): void;
}

export function serveStreams(server: Server, answering: Answering): Streams {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_BODY, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy()); // who asked has hung up
    try {
      const { desk, topics } = admitted(request);
      sockets.handleUpgrade(request, socket, head, (stream) => {
        stream.on('error', () => stream.terminate());
        attempt(
          () => openStream(stream, desk, topics),
          () => stream.terminate(),
        );
      });
    } catch (error) {
      refuse(request, socket, error);
    }
  });

  function admitted(request: IncomingMessage): { readonly desk: ControlledDesk; readonly topics: readonly Topic[] } {
    const { path, search } = answering.admitUpgrade(request);
    if (path !== STREAM_PATH) throw new OrdermatonError('apiPathUnknown', { path });
    if (String(request.headers.upgrade).toLowerCase() !== 'websocket')
      throw new OrdermatonError('apiUnreadable', { problem: 'a stream is a WebSocket' });
    if (sockets.clients.size >= MOST_STREAMS) throw new OrdermatonError('apiStreamsTaken', { limit: MOST_STREAMS });
    const asked = new URLSearchParams(search).get('topics');
    return { desk: answering.desk(), topics: shaped(topicsShape, asked === null ? usualTopics : asked.split(',')) };
  }

  function refuse(request: IncomingMessage, socket: Duplex, error: unknown): void {
    const { status = 500, body } = problemOf(answering.told(asError(error, request.method, request.url)));
    const text = `${JSON.stringify(body)}\n`;
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    );
  }

  return {
    close() {
      for (const stream of sockets.clients) stream.close(1001, 'the desk has ended');
      // Who does not take leave is not waited for.
      setTimeout(() => {
        for (const stream of sockets.clients) stream.terminate();
      }, FAREWELL).unref();
      sockets.close();
    },
  };
}

function attempt(act: () => void, otherwise: () => void): void {
  try {
    act();
  } catch {
    otherwise();
  }
}
