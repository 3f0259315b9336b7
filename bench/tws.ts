/** The other end of a TWS socket for what is measured: it greets as a gateway does, plays what it is given, and says when bytes arrive. */
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Order } from '@stoqey/ib';
import { createSimulatedClock } from '../src/adapters/clock/simulatedClock.ts';
import type {
  InteractiveBrokersBroker,
  InteractiveBrokersOptions,
} from '../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createInteractiveBrokers } from '../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { ibOrder } from '../src/adapters/interactiveBrokers/placing.ts';
import { createMemoryIdStore } from '../src/adapters/interactiveBrokers/socketIds.ts';
import { openGateway } from '../src/adapters/twsGateway/gateway.ts';
import { encodeFrame } from '../src/adapters/twsGateway/wire/frames.ts';
import { versionFields } from '../src/adapters/twsGateway/wire/hello.ts';
import { managedAccountsFields, nextValidIdFields } from '../src/adapters/twsGateway/wire/sessionMessages.ts';
import type { CommandId, OrderId } from '../src/identifiers.ts';
import { accountId, instrumentId, later, seconds, timestamp } from '../src/identifiers.ts';
import { price, quantity } from '../src/money.ts';
import type { OrderTerms } from '../src/orders.ts';
import type { ApprovedOrder, BrokerFact } from '../src/ports.ts';

export const START = timestamp('2026-11-23T15:00:00Z');
export const account = accountId('DU1234567');
const VERSION = 178;
/** No pace: what is measured is the way, not the wait. */
const UNPACED = 1_000_000;

export class Greeter {
  readonly #server: Server;
  #clients: Socket[] = [];
  /** Called with every chunk of a client that has been greeted. */
  arrived: (bytes: number) => void = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#greet(socket));
  }

  static async open(): Promise<Greeter> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Greeter(server);
  }

  get port(): number {
    return portOf(this.#server);
  }

  /** To the client that came last. */
  play(bytes: Buffer): void {
    this.#clients.at(-1)?.write(bytes);
  }

  close(): void {
    for (const socket of this.#clients) socket.destroy();
    this.#server.close();
  }

  /** The hello is answered by the version, the start by the accounts and the next id; nothing else is answered. */
  #greet(socket: Socket): void {
    let heard = 0;
    socket.on('error', () => undefined);
    socket.on('data', ({ length }) => {
      heard++;
      if (heard === 1) socket.write(encodeFrame(versionFields(VERSION, '20261123 15:00:00 UTC')));
      if (heard === 2)
        socket.write(Buffer.concat([managedAccountsFields([account]), nextValidIdFields(1)].map(encodeFrame)));
      if (heard === 2) this.#clients.push(socket);
      if (heard > 2) this.arrived(length);
    });
  }
}

/** The adapter, at a port, by simulated time, and without a pace unless told. */
export function adapterAt(port: number, over: Partial<InteractiveBrokersOptions> = {}) {
  const clock = createSimulatedClock({ start: START });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port, clientId: 1, account, mode: 'paper', clock, limit: UNPACED },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
    ...over,
  });
  return { clock, broker };
}

/** Resolves once the adapter says that it is agreed whose account it is. */
export const agreed = (broker: InteractiveBrokersBroker, hear: (fact: BrokerFact) => void): Promise<void> =>
  new Promise((resolve) =>
    broker.connect((fact) => {
      hear(fact);
      if (fact.type === 'connection.handshaken') resolve();
    }),
  );

const terms: OrderTerms = {
  account,
  instrument: instrumentId('SPY'),
  side: 'buy',
  quantity: quantity(1),
  type: 'market',
  timeInForce: 'day',
  outsideRegularHours: false,
  trigger: 'quote',
  transmit: true,
};

/** Places an order as the engine does: bought and sold in turn, or resting far below the market. */
export function place(broker: InteractiveBrokersBroker, count: number, isResting = false): void {
  const side = count % 2 === 0 ? 'buy' : 'sell';
  const wanted = isResting ? { ...terms, type: 'limit' as const, limit: price(1) } : { ...terms, side };
  broker.place({ order: `bench-${count}` as OrderId, terms: wanted } as unknown as ApprovedOrder, 'c' as CommandId);
}

/** The resting order as the adapter writes it, for a client that has nothing else to do. */
export const sameOrder = (count: number): Order =>
  ibOrder({ order: `bench-${count}` as OrderId, terms: { ...terms, type: 'limit', limit: price(1) } });

/** What a gateway says to an adapter that places so many orders at the market: its bytes, from the first order on. */
export async function recordedOrders(count: number): Promise<Buffer> {
  const clock = createSimulatedClock({ start: START });
  const gateway = await openGateway({
    ...{ clock, accounts: [account], host: '127.0.0.1', port: 0, seed: 7, latency: 0, precautions: {} },
    log: () => undefined,
  });
  const chunks: Buffer[] = [];
  let isRecording = false;
  const between = createServer((client) => {
    const upstream = connect({ port: gateway.port, host: '127.0.0.1', noDelay: true });
    client.on('error', () => undefined).on('data', (chunk) => upstream.write(chunk));
    upstream
      .on('error', () => undefined)
      .on('data', (chunk) => {
        if (isRecording) chunks.push(chunk);
        client.write(chunk);
      });
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const { broker, clock: own } = adapterAt(portOf(between));
  let [isRead, charged] = [false, 0];
  await agreed(broker, (fact) => {
    if (fact.type === 'broker.snapshot') isRead = true;
    if (fact.type === 'broker.commission') charged++;
  });
  await until(() => isRead);
  isRecording = true;
  // As many in a second as a gateway takes.
  for (let placed = 0; placed < count; ) {
    for (let burst = 0; burst < 40 && placed < count; burst++) place(broker, placed++);
    await turns();
    for (const each of [own, clock]) each.advance(later(each.now(), seconds(1)));
    await until(() => {
      clock.advance(clock.now());
      return charged === placed;
    });
  }
  await turns();
  broker.disconnect();
  between.close();
  await gateway.close();
  return Buffer.concat(chunks);
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function turns(count = 20): Promise<void> {
  for (let done = 0; done < count; done++) await turn();
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
