/** The gateway: a server that speaks the TWS protocol for a paper broker, so that any client of Interactive Brokers can trade with it. */
import type { Socket } from 'node:net';
import { OrdermatonError } from '../../errors.ts';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { midpoint } from '../../money.ts';
import type { Clock, MarketEvent } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { PaperRules } from '../paperBroker/rules.ts';
import { AccountTeller } from './accountMessages.ts';
import type { Admin, AdminOptions } from './admin.ts';
import { openAdmin } from './admin.ts';
import type { Floor } from './answers.ts';
import { answer } from './answers.ts';
import { BrokerLine } from './brokerLine.ts';
import type { StateRow } from './changedState.ts';
import { Client } from './client.ts';
import { Connection } from './connection.ts';
import { Door } from './door.ts';
import type { GatewayState } from './gatewayBroker.ts';
import { GatewayBroker } from './gatewayBroker.ts';
import { GeneratedMarket } from './generatedMarket.ts';
import { instruments } from './instruments.ts';
import type { GatewayMarket, OpenMarket } from './market.ts';
import { noticeTexts, openingNotices } from './notices.ts';
import type { Precautions } from './precautions.ts';
import { usualPrecautions } from './precautions.ts';
import { ticksFor } from './quoteMessages.ts';
import { StandingFaults } from './standingFaults.ts';
import { Switchboard } from './switchboard.ts';
import { managedAccountsFields, nextValidIdFields } from './wire/sessionMessages.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly accounts: readonly AccountId[];
  /** A loopback address. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly seed: number;
  /** What is traded; the generated market of the seed unless told. */
  readonly market?: OpenMarket;
  /** From a request to its arrival at the paper broker: microseconds. */
  readonly latency: number;
  /** The client that hears of everybody's orders. */
  readonly master?: number | undefined;
  /** Children of a bracket: dormant until the parent has filled whole, as unless told, or active for what it has filled so far. */
  readonly children?: PaperRules['children'];
  /** Against mistyped orders; those of TWS unless told, `{}` for none. */
  readonly precautions?: Precautions;
  readonly state?: GatewayState | undefined;
  /** Keeps what has changed, so that it outlives the process: called before any client is told of it. */
  readonly keep?: (rows: readonly StateRow[]) => void;
  /** Hears that it could not be kept: the gateway has gone, and nobody was told. */
  readonly failed?: (error: unknown) => void;
  /** Faults from the start, as the guide writes them. */
  readonly faults?: readonly unknown[];
  /** Nobody can switch anything while it runs unless told. */
  readonly admin?: AdminOptions;
  readonly log: (line: string) => void;
}

export interface Gateway {
  readonly port: number;
  /** Of the admin interface, where there is one. */
  readonly adminPort: number | undefined;
  save(): GatewayState;
  /** Drops every client; orders stay in the book. */
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** Where TWS and IB Gateway listen: a client that means this one must never reach a real account, nor the other way round. */
const PORTS_OF_IB = [4001, 4002, 7496, 7497];
/** Profit is told so often, and who has not said who it is looked for. */
const BEAT = seconds(1);

/** Opens a gateway. @throws `gatewayRefused` for another host than loopback, a port of TWS, or one that is in use; `faultRefused` */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { host, port } = options;
  if (!LOOPBACK.includes(host)) throw refused(options, 'the protocol has no password, so only this machine is served');
  if (PORTS_OF_IB.includes(port)) throw refused(options, 'TWS and IB Gateway listen there');
  const door = new Door(options, (socket) => rooms.enter(socket));
  const rooms = new Rooms(options, door);
  await door.open().catch((error: unknown) => {
    throw unheard(options, error);
  });
  const closed = (): Promise<void> => {
    const hasClosed = door.close();
    rooms.close();
    return hasClosed;
  };
  const admin = await opening(rooms, options).catch(async (error: unknown) => {
    await closed();
    throw error;
  });
  return {
    port: door.port,
    adminPort: admin?.port,
    save: () => rooms.save(),
    close: async () => {
      await admin?.close();
      await closed();
    },
  };
}

/** Begins, with the faults that there are from the start; the admin interface is opened last. */
async function opening(rooms: Rooms, options: GatewayOptions): Promise<Admin | undefined> {
  const { admin, faults = [], host, log } = options;
  rooms.begin();
  for (const fault of faults) rooms.switchboard.switchOn(fault);
  if (admin === undefined) return undefined;
  return openAdmin(admin, { host, log, switchboard: rooms.switchboard }).catch((error: unknown) => {
    throw unheard({ host, port: admin.port }, error);
  });
}

/** The clients, the broker behind them, and the market. */
class Rooms {
  readonly #options: GatewayOptions;
  readonly #faults: StandingFaults;
  readonly #line = new BrokerLine();
  readonly #clients = new Map<Connection, Client>();
  readonly #connections = new Set<Connection>();
  readonly #broker: GatewayBroker;
  readonly #market: GatewayMarket;
  readonly #teller: AccountTeller;
  readonly #floor: Floor;
  readonly switchboard: Switchboard;
  #isOver = false;
  #willKeep = false;

  constructor(options: GatewayOptions, door: Door) {
    const { clock, accounts, seed, latency, state } = options;
    const { precautions = usualPrecautions, children = 'whenComplete' } = options;
    this.#options = options;
    this.#faults = new StandingFaults(seed);
    const traded = instruments.map(({ instrument }) => instrument);
    const generated: OpenMarket = (hear) => new GeneratedMarket({ seed, clock, instruments: traded }, hear);
    this.#market = (options.market ?? generated)((event) => this.#hearMarket(event));
    const shownOf = (instrument: InstrumentId) => this.#market.shown(instrument);
    const markOf = (instrument: InstrumentId): Price | undefined => {
      const shown = shownOf(instrument);
      return shown === undefined ? undefined : midpoint(shown.bid, shown.ask);
    };
    this.#broker = new GatewayBroker(
      {
        ...{ clock, accounts, latency, children, state, precautions, shownOf, markOf },
        isKept: options.keep !== undefined,
        commissionFault: () => this.#faults.nextCommission(),
      },
      {
        ofOrder: (order, message) =>
          this.#line.tell(() => {
            for (const client of this.#clients.values()) if (client.mayHearOf(order)) client.send(message);
          }),
        holdingChanged: (account, { listed }) =>
          this.#line.tell(() => {
            for (const client of this.#clients.values()) this.#teller.changed(client, account, listed);
          }),
        changed: () => this.#keepSoon(),
      },
    );
    this.#teller = new AccountTeller(this.#broker, markOf);
    const clients = () => [...this.#clients.values()];
    this.switchboard = new Switchboard({
      ...{ clock, accounts, clients, door, broker: this.#broker, line: this.#line, faults: this.#faults },
      log: options.log,
      endAll: () => this.#endAll(),
    });
    this.#floor = { clock, accounts, broker: this.#broker, teller: this.#teller, market: this.#market, seed };
  }

  begin(): void {
    this.#broker.look();
    this.#market.begin();
    this.#beat();
  }

  /** Ends, and keeps what moves without a word. */
  close(): void {
    if (!this.#isOver) this.#broker.look();
    this.#keep();
    this.end();
  }

  end(): void {
    this.#isOver = true;
    this.switchboard.end();
    this.#market.end();
    this.#endAll();
  }

  #endAll(): void {
    for (const connection of this.#connections) connection.end();
  }

  save(): GatewayState {
    return this.#broker.save();
  }

  /** At the end of this turn of the process, whether or not anybody is told. */
  #keepSoon(): void {
    if (this.#willKeep || this.#options.keep === undefined) return;
    this.#willKeep = true;
    queueMicrotask(() => this.#keep());
  }

  #keep(): void {
    if (!this.#willKeep) return;
    this.#willKeep = false;
    if (this.#isOver) return;
    try {
      const rows = this.#broker.changes();
      if (rows.length > 0) this.#options.keep?.(rows);
    } catch (error) {
      this.#options.log(`the state can not be kept: ${(error as Error).message}`);
      this.#isOver = true;
      for (const connection of this.#connections) connection.drop('what it is to be told can not be kept');
      this.end();
      this.#options.failed?.(error);
    }
  }

  enter(socket: Socket): void {
    const { clock } = this.#options;
    if (this.#isOver) return void socket.destroy();
    const connection = new Connection(
      socket,
      { clock, faults: this.#faults, keep: () => this.#keep() },
      {
        started: (starting, clientId) => this.#start(starting, clientId),
        requested: (asking, request, id) => {
          const client = this.#clients.get(asking);
          if (client !== undefined) answer(this.#floor, client, { request, id });
        },
        closed: (gone) => {
          this.#connections.delete(gone);
          if (this.#clients.delete(gone)) this.#options.log(`${gone.name} has gone`);
        },
        log: this.#options.log,
      },
    );
    this.#connections.add(connection);
  }

  #start(connection: Connection, id: number): boolean {
    const isTaken = [...this.#clients.values()].some((client) => client.id === id);
    if (isTaken) {
      connection.tell(-1, 326, 'Unable to connect as the client id is already in use. Retry with a unique client id.');
      return false;
    }
    const client = new Client(connection, id, id === this.#options.master);
    this.#clients.set(connection, client);
    this.#options.log(`client ${id} is here, at version ${connection.version}`);
    client.send(managedAccountsFields(this.#options.accounts), nextValidIdFields(this.#broker.orders.nextId(id)));
    for (const code of openingNotices) connection.tell(-1, code, noticeTexts.get(code) ?? '');
    return true;
  }

  #hearMarket(event: MarketEvent): void {
    this.#broker.hearMarket(event);
    // A quote and a trade come together: clients are told once.
    const shown = event.type === 'market.trade' ? this.#market.shown(event.instrument) : undefined;
    if (shown === undefined || this.#line.isCut) return;
    const at = this.#options.clock.now();
    for (const client of this.#clients.values())
      for (const [requestId, { kind, instrument }] of client.subscriptions)
        if (instrument === event.instrument) client.send(...ticksFor(requestId, kind, { shown, at }));
  }

  #beat(): void {
    const { clock } = this.#options;
    clock.schedule(later(clock.now(), BEAT), rank.user, () => {
      if (this.#isOver) return;
      if (!this.#line.isCut) for (const client of this.#clients.values()) this.#teller.marked(client);
      for (const connection of this.#connections) connection.look();
      this.#broker.look();
      this.#beat();
    });
  }
}

type Address = Pick<GatewayOptions, 'host' | 'port'>;

const unheard = (address: Address, error: unknown): OrdermatonError => {
  const { code, message } = error as NodeJS.ErrnoException;
  return refused(address, code === 'EADDRINUSE' ? 'it is in use' : message);
};

const refused = ({ host, port }: Address, problem: string): OrdermatonError =>
  new OrdermatonError('gatewayRefused', { address: `${host}:${port}`, problem });
