/** The gateway: a server that speaks the TWS protocol for a paper broker, so that any client of Interactive Brokers can trade with it. */
import type { Socket } from 'node:net';
import { OrdermatonError } from '../../errors.ts';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { midpoint } from '../../money.ts';
import type { Clock, MarketFact, TradingHours } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { PaperRules } from '../paperBroker/rules.ts';
import { AccountTeller } from './accountMessages.ts';
import type { Admin, AdminOptions } from './admin.ts';
import { openAdmin } from './admin.ts';
import { answer } from './answers.ts';
import { distrust, refusalOf } from './apiSettings.ts';
import { BrokerLine } from './brokerLine.ts';
import type { StateRow } from './changedState.ts';
import { Client } from './client.ts';
import { Connection } from './connection.ts';
import { Door } from './door.ts';
import type { Floor } from './floor.ts';
import type { GatewayState } from './gatewayBroker.ts';
import { GatewayBroker } from './gatewayBroker.ts';
import { GeneratedMarket } from './generatedMarket.ts';
import { HistoryPacing } from './historyPacing.ts';
import { Catalogue } from './instruments.ts';
import { isSimulated } from './lockStep.ts';
import type { GatewayMarket, OpenMarket } from './market.ts';
import { MarketActs } from './marketActs.ts';
import { MarketConditions } from './marketConditions.ts';
import { MarketStreams } from './marketStreams.ts';
import { noticeTexts, openingNotices } from './notices.ts';
import { PacedTime } from './pacedTime.ts';
import type { Precautions } from './precautions.ts';
import { usualPrecautions } from './precautions.ts';
import { StandingFaults } from './standingFaults.ts';
import { Switchboard } from './switchboard.ts';
import { Tape } from './tape.ts';
import { managedAccountsFields, nextValidIdFields } from './wire/sessionMessages.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly accounts: readonly AccountId[];
  /** A loopback address. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly seed: number;
  /** What is listed, by symbol; some forty stocks and funds unless told. */
  readonly instruments?: readonly string[];
  /** What happens to them; the generated market of the seed unless told. */
  readonly market?: OpenMarket;
  /** When one trades; round the clock, without auctions, unless told. */
  readonly hours?: TradingHours | undefined;
  /** Simulated time goes by itself from the first client on: so many seconds in one. It stands unless told. */
  readonly speed?: number | undefined;
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
  await rooms.begin();
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
  /** Sockets of addresses that are not trusted. */
  readonly #strangers = new Set<Socket>();
  readonly #broker: GatewayBroker;
  readonly #market: GatewayMarket;
  readonly #catalogue: Catalogue;
  readonly #tape = new Tape();
  readonly #conditions = new MarketConditions();
  readonly #streams: MarketStreams;
  readonly #pace: PacedTime | undefined;
  readonly #teller: AccountTeller;
  readonly #floor: Floor;
  readonly switchboard: Switchboard;
  #isOver = false;
  #willKeep = false;

  constructor(options: GatewayOptions, door: Door) {
    const { clock, accounts, seed, latency, state, hours, instruments, speed } = options;
    const { precautions = usualPrecautions, children = 'whenComplete' } = options;
    this.#options = options;
    this.#faults = new StandingFaults(seed);
    this.#catalogue = catalogueOf(instruments, state);
    const traded = this.#catalogue.all.map(({ instrument }) => instrument);
    const generated: OpenMarket = (hear) => new GeneratedMarket({ seed, clock, instruments: traded }, hear);
    this.#market = (options.market ?? generated)((event) => this.#hearMarket(event));
    const shownOf = (instrument: InstrumentId) => this.#market.shown(instrument);
    const markOf = (instrument: InstrumentId): Price | undefined => {
      const shown = shownOf(instrument);
      return shown === undefined ? undefined : midpoint(shown.bid, shown.ask);
    };
    this.#broker = new GatewayBroker(
      {
        ...{ clock, accounts, latency, children, state, precautions, shownOf, markOf, hours },
        isKept: options.keep !== undefined,
        catalogue: this.#catalogue,
        isHalted: (instrument) => this.#conditions.haltOf(instrument) !== 0,
        supplyOf: (instrument) => this.#conditions.supplyOf(instrument),
        commissionFault: () => this.#faults.nextCommission(),
      },
      {
        ofOrder: (order, message) =>
          this.#line.tell(() => {
            for (const client of this.#clients.values()) if (client.mayHearOf(order)) client.send(message);
          }),
        toOwner: ({ clientId }, message) =>
          this.#line.tell(() => {
            for (const client of this.#clients.values()) if (client.id === clientId) client.send(message);
          }),
        holdingChanged: (account, listed) =>
          this.#line.tell(() => {
            for (const client of this.#clients.values()) this.#teller.changed(client, account, listed);
          }),
        changed: () => this.#keepSoon(),
      },
    );
    this.#teller = new AccountTeller(this.#broker, this.#catalogue, markOf);
    const clients = () => [...this.#clients.values()];
    this.#streams = new MarketStreams({
      ...{ clock, clients, line: this.#line, market: this.#market, conditions: this.#conditions },
    });
    const market = this.#market;
    if (speed !== undefined && isSimulated(clock))
      this.#pace = new PacedTime({ clock, speed, hours, market, log: options.log });
    this.switchboard = new Switchboard({
      ...{ clock, accounts, clients, door, market, broker: this.#broker, line: this.#line, faults: this.#faults },
      acts: new MarketActs({
        ...{ clock, clients, market, broker: this.#broker, line: this.#line },
        ...{ catalogue: this.#catalogue, conditions: this.#conditions },
      }),
      goesByItself: this.#pace !== undefined,
      log: options.log,
      endAll: () => this.#endAll(),
    });
    this.#floor = {
      ...{ clock, accounts, market, seed, hours, broker: this.#broker, teller: this.#teller },
      catalogue: this.#catalogue,
      ...{ tape: this.#tape, pacing: new HistoryPacing(), isCut: () => this.#line.isCut },
      conditions: this.#conditions,
    };
  }

  async begin(): Promise<void> {
    await this.#market.ready?.(this.#options.clock.now());
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
    this.#pace?.end();
    this.switchboard.end();
    this.#market.end();
    this.#endAll();
  }

  #endAll(): void {
    for (const connection of this.#connections) connection.end();
    for (const socket of this.#strangers) socket.destroy();
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
    const how = distrust(this.#faults);
    if (how !== undefined) return this.#distrust(socket, how);
    const connection = new Connection(
      socket,
      { clock, faults: this.#faults, keep: () => this.#keep() },
      {
        started: (starting, clientId) => this.#start(starting, clientId),
        requested: (asking, request, id) => {
          const client = this.#clients.get(asking);
          if (client === undefined) return;
          const refusal = refusalOf(this.#faults, client.id, request);
          if (refusal === undefined) answer(this.#floor, client, { request, id });
          else client.connection.tell(id, refusal.code, refusal.text);
        },
        closed: (gone) => {
          this.#connections.delete(gone);
          this.#clients.get(gone)?.subscriptions.clear();
          if (this.#clients.delete(gone)) this.#options.log(`${gone.name} has gone`);
        },
        log: this.#options.log,
      },
    );
    this.#connections.add(connection);
  }

  /** TWS ends the socket, or asks a person who is not there. */
  #distrust(socket: Socket, how: 'closed' | 'silent'): void {
    this.#options.log(`an address that is not trusted is ${how === 'closed' ? 'turned away' : 'kept waiting'}`);
    socket.on('error', () => socket.destroy());
    if (how === 'closed') return void socket.destroy();
    this.#strangers.add(socket);
    socket.on('close', () => this.#strangers.delete(socket)).resume();
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
    this.#pace?.begin();
    client.send(managedAccountsFields(this.#options.accounts), nextValidIdFields(this.#broker.orders.nextId(id)));
    for (const code of openingNotices) connection.tell(-1, code, noticeTexts.get(code) ?? '');
    return true;
  }

  #hearMarket(event: MarketFact): void {
    const isAction = event.type === 'market.split' || event.type === 'market.dividend';
    // What would have happened while trading is halted does not.
    if (!isAction && this.#conditions.haltOf(event.instrument) !== 0) return;
    this.#broker.hearMarket(event);
    const at = this.#options.clock.now();
    if (this.#market.hasGeneratedPast !== true) this.#tape.hear(event, at);
    if (!isAction) this.#streams.tell(event, at);
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

/** What is listed, and what is held from before: a book outlives a change of the list. */
function catalogueOf(symbols: readonly string[] | undefined, state: GatewayState | undefined): Catalogue {
  if (symbols === undefined) return new Catalogue();
  const held = state?.accounts.flatMap(({ lines }) => lines.map(([instrument]) => instrument)) ?? [];
  return new Catalogue([...new Set([...symbols, ...held])]);
}

type Address = Pick<GatewayOptions, 'host' | 'port'>;

const unheard = (address: Address, error: unknown): OrdermatonError => {
  const { code, message } = error as NodeJS.ErrnoException;
  return refused(address, code === 'EADDRINUSE' ? 'it is in use' : message);
};

const refused = ({ host, port }: Address, problem: string): OrdermatonError =>
  new OrdermatonError('gatewayRefused', { address: `${host}:${port}`, problem });
