/** A gateway on a port of its own, clients of it, and what they hear. */
import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { EventName, IBApi } from '@stoqey/ib';
import { onTestFinished } from 'vitest';
import { createLiveClock } from '../../src/adapters/clock/liveClock.ts';
import type { Gateway, GatewayOptions } from '../../src/adapters/twsGateway/gateway.ts';
import { openGateway } from '../../src/adapters/twsGateway/gateway.ts';
import { accountId } from '../../src/identifiers.ts';

export interface Opened extends Gateway {
  readonly lines: readonly string[];
  /** Waits for a line of the log. */
  logged(pattern: RegExp): Promise<void>;
}

export async function opened(options: Partial<GatewayOptions> = {}): Promise<Opened> {
  const lines: string[] = [];
  const news = new EventEmitter();
  const gateway = await openGateway({
    clock: createLiveClock(),
    accounts: [accountId('DU1234567')],
    host: '127.0.0.1',
    port: 0,
    seed: 7,
    latency: 0,
    precautions: {},
    log: (line) => {
      lines.push(line);
      news.emit('line');
    },
    ...options,
  });
  const logged = async (pattern: RegExp): Promise<void> => {
    while (!lines.some((line) => pattern.test(line))) await once(news, 'line');
  };
  return { ...gateway, lines, logged };
}

/** One that ends with the test. */
export async function gatewayHere(options: Partial<GatewayOptions> = {}): Promise<Opened> {
  const gateway = await opened(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A client that has started, and leaves with the test. */
export async function deskHere(port: number, clientId = 1): Promise<Desk> {
  const desk = new Desk(port, clientId);
  onTestFinished(() => desk.leave());
  await desk.start();
  return desk;
}

export const trafficOf = (socket: Socket) => ({
  ...{ isConnecting: socket.connecting, written: socket.bytesWritten, read: socket.bytesRead },
});

type Heard = readonly [event: string, ...values: readonly unknown[]];

/** A client of the library, and all it hears in order. */
export class Desk {
  readonly api: IBApi;
  readonly heard: Heard[] = [];
  #waiting: (() => void)[] = [];

  constructor(port: number, clientId: number) {
    this.api = new IBApi({ host: '127.0.0.1', port, clientId, maxReqPerSec: 1_000 });
    this.api.on(EventName.all, (event: string, values: unknown[]) => {
      if (event === 'sent' || event === 'received') return;
      this.heard.push([event, ...values]);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const look of waiting) look();
    });
  }

  /** Connects, and waits for the sign that it is accepted. */
  async start(): Promise<number> {
    this.api.connect();
    const [, id] = await this.until('nextValidId');
    return id as number;
  }

  of(event: string): readonly Heard[] {
    return this.heard.filter(([name]) => name === event);
  }

  /** The first of these that fits, heard already or to come. */
  async until(event: string, fits: (...values: never[]) => boolean = () => true): Promise<Heard> {
    for (;;) {
      const found = this.heard.find(([name, ...values]) => name === event && fits(...(values as never[])));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  status(orderId: number, status: string): Promise<Heard> {
    return this.until('orderStatus', (id: number, told: string) => id === orderId && told === status);
  }

  error(code: number): Promise<Heard> {
    return this.until('error', (_error: Error, told: number) => told === code);
  }

  /** What has gone each way on the socket that it has now. */
  traffic(): { readonly isConnecting: boolean; readonly written: number; readonly read: number } | undefined {
    const { client } = (this.api as unknown as { controller: { socket: { client?: Socket } } }).controller.socket;
    return client === undefined || client.destroyed ? undefined : trafficOf(client);
  }

  leave(): void {
    this.api.disconnect();
  }
}

/** A socket without a library: what it is sent, as fields, and its end. */
export class Raw {
  readonly socket: Socket;
  readonly ended: Promise<void>;
  #text = Buffer.alloc(0);
  readonly messages: string[][] = [];
  #waiting: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => this.#hear(chunk));
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve()));
  }

  hello(versions = 'v157..178'): this {
    this.socket.write('API\0');
    return this.bytes(versions);
  }

  send(...fields: readonly (string | number)[]): this {
    return this.bytes(fields.map((field) => `${field}\0`).join(''));
  }

  bytes(payload: string): this {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(payload.length);
    this.socket.write(Buffer.concat([length, Buffer.from(payload)]));
    return this;
  }

  async until(...head: readonly string[]): Promise<readonly string[]> {
    for (;;) {
      const found = this.messages.find((fields) =>
        head.every((field, place) => field === '*' || fields[place] === field),
      );
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #hear(chunk: Buffer): void {
    this.#text = Buffer.concat([this.#text, chunk]);
    while (this.#text.length >= 4 && this.#text.length >= 4 + this.#text.readUInt32BE()) {
      const end = 4 + this.#text.readUInt32BE();
      this.messages.push(
        this.#text
          .subarray(4, end - 1)
          .toString()
          .split('\0'),
      );
      this.#text = this.#text.subarray(end);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }
}
