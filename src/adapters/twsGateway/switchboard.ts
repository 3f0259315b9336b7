/** Where the faults of a gateway are switched on and off, from the start or by the admin interface; what happens once is done here. */
import { isoTime, later } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import * as byHand from './actsByHand.ts';
import type { BrokerLine } from './brokerLine.ts';
import type { Client } from './client.ts';
import type { Door } from './door.ts';
import type { Act, Fault, FaultOf } from './faults.ts';
import { isStanding, readFault, refused } from './faults.ts';
import type { GatewayBroker } from './gatewayBroker.ts';
import { isSimulated, LockStep } from './lockStep.ts';
import type { GatewayMarket } from './market.ts';
import type { MarketActs } from './marketActs.ts';
import { effects, noticeTexts } from './notices.ts';
import type { StandingFaults } from './standingFaults.ts';

export interface SwitchboardParts {
  readonly clock: Clock;
  readonly accounts: readonly string[];
  clients(): readonly Client[];
  readonly faults: StandingFaults;
  readonly broker: GatewayBroker;
  readonly line: BrokerLine;
  readonly door: Door;
  readonly market: GatewayMarket;
  readonly acts: MarketActs;
  /** Time is not moved: it goes. */
  readonly goesByItself: boolean;
  /** Ends every connection. */
  readonly endAll: () => void;
  readonly log: (line: string) => void;
}

/** What is answered to whoever switched: JSON. */
export type Told = Readonly<Record<string, unknown>>;

export class Switchboard {
  readonly #parts: SwitchboardParts;
  readonly #lockStep: LockStep;
  #isOver = false;

  constructor(parts: SwitchboardParts) {
    this.#parts = parts;
    this.#lockStep = new LockStep({ ...parts, settled: () => parts.door.settled() });
  }

  /** Nothing that was to happen later happens any more. */
  end(): void {
    this.#isOver = true;
  }

  /** The gateway as it is. */
  state(): Told {
    const { accounts, faults } = this.#parts;
    return {
      ...this.#moment(),
      accounts,
      faults: faults.list().map(({ id, raw }) => ({ id, ...(raw as object) })),
    };
  }

  /** Moves the time of a gateway whose time stands; answers what had been sent by then. @throws `timeRefused` */
  async advance(raw: unknown): Promise<Told> {
    const to = await this.#lockStep.advance(raw);
    this.#parts.log(`time: ${isoTime(to)}`);
    return this.#moment();
  }

  #moment(): Told {
    const { clock, clients, market } = this.#parts;
    const next = market.next?.();
    // What is of the gateway itself, such as its beat, is nothing that a client must be told of at its time.
    const due = isSimulated(clock) ? clock.due(rank.signal) : undefined;
    return {
      now: isoTime(clock.now()),
      ...(next === undefined ? {} : { nextOfMarket: isoTime(next) }),
      ...(due === undefined ? {} : { nextDue: isoTime(due) }),
      clients: clients().map(({ id, connection: { version, outgoing } }) => {
        const { messages, bytes } = outgoing;
        return { client: id, version, messages, bytes };
      }),
    };
  }

  /** Switches off a fault that stands, or all. What it holds back still leaves. @throws `faultRefused` for one that there is not */
  switchOff(id?: number): Told {
    const { faults, log } = this.#parts;
    const ids = id === undefined ? faults.list().map((each) => each.id) : [id];
    for (const each of ids) if (!faults.remove(each)) throw refused(`${each}`, 'there is none of that number');
    log(`fault: off ${ids.join(', ')}`);
    return { off: ids };
  }

  /** Switches a fault on as it is written in JSON. @throws `faultRefused` */
  switchOn(raw: unknown): Told {
    const fault = readFault(raw);
    const { clock, log } = this.#parts;
    if (fault.in === undefined) return this.#do(fault, raw);
    clock.schedule(later(clock.now(), fault.in), rank.user, () => {
      if (this.#isOver) return;
      try {
        this.#do(fault, raw);
      } catch (error) {
        log(`fault: ${(error as Error).message}`);
      }
    });
    return { at: isoTime(later(clock.now(), fault.in)) };
  }

  #do(fault: Fault, raw: unknown): Told {
    const told = isStanding(fault) ? { id: this.#parts.faults.add(fault, raw) } : this.#act(fault);
    this.#parts.log(`fault: ${JSON.stringify(raw)}`);
    return told;
  }

  #act(fault: Act): Told {
    switch (fault.fault) {
      case 'cancel':
        return byHand.cancel(this.#parts.broker, fault);
      case 'liquidate':
        return byHand.liquidate(this.#parts.broker, fault, this.#binds());
      case 'place':
        return byHand.place(this.#parts.broker, fault, this.#binds());
      case 'nextId':
        this.#parts.broker.orders.setNext(fault.client, fault.id);
        return { client: fault.client, id: fault.id };
      case 'correct':
        return this.#correct(fault);
      case 'hangUp':
        return this.#toClients(fault, (client) => client.connection.drop('it is hung up on'));
      case 'notice':
        return this.#notice(fault);
      case 'market.move':
        return this.#parts.acts.move(fault);
      case 'market.halt':
        return this.#parts.acts.halt(fault);
      case 'market.resume':
        return this.#parts.acts.resume(fault);
      case 'market.supply':
        return this.#parts.acts.supply(fault);
      case 'market.data':
        return this.#parts.acts.data(fault);
      case 'restart':
        return this.#restart(fault);
    }
  }

  /** Whether what is entered by hand has a number of the client 0 at once. */
  #binds(): boolean {
    return this.#parts.clients().some(({ bindsOrders }) => bindsOrders);
  }

  #correct({ fault, execution, price, shares }: FaultOf<'correct'>): Told {
    const found = this.#parts.broker.correct(execution, { price, shares });
    if (found === undefined) throw refused(fault, `there is no execution ${execution ?? 'yet'}`);
    return { execution: found.told.execId };
  }

  /** Everybody is hung up on and nobody let in for a time; orders live on. */
  #restart({ fault, for: duration }: FaultOf<'restart'>): Told {
    const { clock, door, endAll } = this.#parts;
    if (!door.isOpen) throw refused(fault, 'the gateway is restarting already');
    door.closeFor(duration);
    endAll();
    return { until: isoTime(later(clock.now(), duration)) };
  }

  #notice(fault: FaultOf<'notice'>): Told {
    const { code, text = noticeTexts.get(code) ?? '' } = fault;
    const told = this.#toClients(fault, (client) => client.connection.tell(-1, code, text));
    if (fault.client === undefined) this.#connectivity(code);
    return told;
  }

  /** What is told to all about the line to the broker is so. */
  #connectivity(code: number): void {
    const { line, clients } = this.#parts;
    const effect = effects.get(code);
    if (effect === 'cut') line.cut();
    if (effect === 'restoredWithoutData') for (const client of clients()) client.forgetMarket();
    if (effect === 'restored' || effect === 'restoredWithoutData') line.restore();
  }

  /** Does it to one client, or to all. @throws `faultRefused` when that one is not here */
  #toClients({ fault, client: id }: FaultOf<'hangUp' | 'notice'>, act: (client: Client) => void): Told {
    const clients = this.#parts.clients().filter((client) => id === undefined || client.id === id);
    if (id !== undefined && clients.length === 0) throw refused(fault, `the client ${id} is not here`);
    for (const client of clients) act(client);
    return { clients: clients.map((client) => client.id) };
  }
}
