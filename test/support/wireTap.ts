/** A tap between a client and a gateway: every request that passes, as the gateway reads it. */
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { FrameReader, splitFields } from '../../src/adapters/twsGateway/wire/frames.ts';
import type { Request } from '../../src/adapters/twsGateway/wire/requests.ts';
import { readRequest } from '../../src/adapters/twsGateway/wire/requests.ts';

export interface WireTap {
  readonly port: number;
  /** In order, from every connection. */
  readonly requests: readonly Request[];
}

const VERSION = 178;
const LONGEST = 1_048_576;

export async function wireTap(target: number): Promise<WireTap> {
  const requests: Request[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const frames = new FrameReader(LONGEST);
    const gateway = connect(target, '127.0.0.1');
    for (const socket of [client, gateway]) {
      open.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    }
    let isGreeting = true;
    client.on('data', (chunk) => {
      gateway.write(chunk);
      for (const payload of frames.push(chunk)) {
        if (isGreeting) isGreeting = false;
        else requests.push(readRequest(VERSION, splitFields(payload)));
      }
    });
    gateway.on('data', (chunk) => client.write(chunk));
    client.on('end', () => gateway.end());
    gateway.on('end', () => client.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, requests };
}
