/**
 * One connection to TWS or IB Gateway, from its beginning to its end. Each has a client of its own, so that nothing that was queued for an
 * old socket leaves on a new one. It is there once the broker has named its accounts and the next order id; a socket alone proves nothing.
 */
import type { Socket } from 'node:net';
import { EventName, IBApi } from '@stoqey/ib';
import { OrdermatonError } from '../../errors.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { effectOf } from './messageCodes.ts';
import { Pacer } from './pacer.ts';

/** Where the broker's program listens, and who we are to it. */
export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  readonly clock: Clock;
  /** Messages in any second; see {@link Pacer}. */
  readonly limit?: number;
  /** How long the handshake may take; ten seconds unless told. */
  readonly handshake?: Duration;
  /** How long the broker may be silent before it is asked the time, and again before it is taken as gone; ten seconds unless told. */
  readonly silence?: Duration;
}

/** What has gone each way on one socket, in bytes. */
export interface Traffic {
  readonly isConnecting: boolean;
  readonly written: number;
  readonly read: number;
}

export interface LinkEvents {
  opened(): void;
  /** The broker has taken us. */
  ready(accounts: readonly string[], nextId: number): void;
  /** Said once; `unsent` are the keys of what had not been written, `problem` where a person can do something about it. */
  lost(detail: string, unsent: readonly string[], problem?: OrdermatonError): void;
  /** A code about no request at all. */
  told(code: number, text: string): void;
  /** A code about an order or a request. */
  failed(id: number, code: number, text: string): void;
}

/** The library types each event by itself; here they are heard through one door. */
interface Listening {
  on(event: string, hear: (...args: unknown[]) => void): unknown;
}

/** The library is left no part in pacing: above this it only gets in the way. */
const UNPACED = 1_000_000;
const NO_ID = -1;
const ERROR_MESSAGE = '4';

export class Link {
  readonly api: IBApi;
  readonly pacer: Pacer;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  #accounts: readonly string[] | undefined;
  #nextId: number | undefined;
  #isReady = false;
  #isOver = false;
  #hasHeard = true;
  /** The fields of the message that is being read. */
  #received: readonly string[] = [];

  constructor(options: LinkOptions, events: LinkEvents) {
    const { host, port, clientId, clock, limit } = options;
    this.#options = options;
    this.#events = events;
    this.pacer = new Pacer({ clock, ...(limit === undefined ? {} : { limit }) });
    this.api = new IBApi({ host, port, clientId, maxReqPerSec: UNPACED });
    guard(this.api, (problem) => this.#unread(problem));
    this.on(EventName.connected, () => this.#opened());
    this.on(EventName.managedAccounts, (accounts: string) => {
      this.#accounts = accounts.split(',').filter((account) => account !== '');
      this.#agree();
    });
    this.on(EventName.nextValidId, (id: number) => {
      this.#nextId = id;
      this.#agree();
    });
    this.on(EventName.received, (fields: readonly string[]) => {
      this.#hasHeard = true;
      this.#received = fields;
    });
    this.on(EventName.info, (text: string, code: number) => this.#told(code, text));
    this.on(EventName.error, (error: Error, code: number, id: number) => this.#failed(id, code, error.message));
    this.on(EventName.disconnected, () => this.#lose('the connection has closed'));
  }

  get isReady(): boolean {
    return this.#isReady && !this.#isOver;
  }

  get traffic(): Traffic | undefined {
    const { client } = (this.api as unknown as Inside).controller.socket;
    if (client === undefined || this.#isOver) return undefined;
    return { isConnecting: client.connecting, written: client.bytesWritten, read: client.bytesRead };
  }

  open(): void {
    const { handshake = seconds(10) } = this.#options;
    this.api.connect();
    this.#after(handshake, () => {
      if (!this.#isReady) this.#lose('no answer', this.#problem('brokerSilent'));
    });
  }

  /** Hears an event as long as the connection lasts; what goes wrong there is told, and never reaches the socket. */
  on<A extends readonly unknown[]>(event: EventName, hear: (...args: A) => void): void {
    const source = this.api as unknown as Listening;
    source.on(event, (...args) => {
      if (this.#isOver) return;
      try {
        hear(...(args as unknown as A));
      } catch (error) {
        this.#events.told(505, `${event}: ${String(error)}`);
      }
    });
  }

  /** Ends it without a word. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.pacer.close();
    this.api.disconnect();
  }

  #opened(): void {
    // An order does not wait for the acknowledgement of what was written before it.
    (this.api as unknown as Inside).controller.socket.client?.setNoDelay(true);
    this.pacer.count(); // the versions, and who we are
    this.pacer.count();
    this.#events.opened();
  }

  #agree(): void {
    if (this.#accounts === undefined || this.#nextId === undefined || this.#isReady) return;
    this.#isReady = true;
    this.#beat();
    this.#events.ready(this.#accounts, this.#nextId);
  }

  /** In silence the time is asked for; an answer to that is a sign of life as any other message is. */
  #beat(): void {
    const { silence = seconds(10) } = this.#options;
    this.#hasHeard = false;
    this.#after(silence, () => {
      if (this.#hasHeard) return this.#beat();
      this.pacer.send('order', () => this.api.reqCurrentTime());
      this.#after(silence, () => {
        if (this.#hasHeard) this.#beat();
        else this.#lose('the broker is silent');
      });
    });
  }

  /** Of a rejection whose reason can not be read, the code and the text can. */
  #unread(problem: string): void {
    const [message, , id = '', code = '', text = ''] = this.#received;
    if (message === ERROR_MESSAGE) this.#failed(Number(id), Number(code), text);
    else this.#events.told(505, `a message could not be read: ${problem}`);
  }

  #told(code: number, text: string): void {
    if (effectOf(code, 'none') === 'clientIdTaken') this.#lose(text, this.#problem('clientIdTaken'));
    else this.#events.told(code, text);
  }

  #failed(id: number, code: number, text: string): void {
    if (id !== NO_ID) return this.#events.failed(id, code, text);
    const effect = effectOf(code, 'none');
    if (effect === 'unreachable' && !this.#isReady) this.#lose(text, this.#problem('brokerUnreachable', text));
    else if (effect === 'outdated') this.#lose(text, this.#problem('brokerOutdated', text));
    else this.#events.told(code, text);
  }

  #problem(
    code: 'brokerOutdated' | 'brokerSilent' | 'brokerUnreachable' | 'clientIdTaken',
    problem = '',
  ): OrdermatonError {
    const { host, port, clientId } = this.#options;
    return new OrdermatonError(code, { place: `${host}:${port}`, clientId, problem });
  }

  #lose(detail: string, problem?: OrdermatonError): void {
    if (this.#isOver) return;
    const unsent = this.pacer.close();
    this.close();
    this.#events.lost(detail, unsent, problem);
  }

  #after(duration: Duration, then: () => void): void {
    const { clock } = this.#options;
    const at: Timestamp = later(clock.now(), duration);
    clock.schedule(at, rank.broker, () => {
      if (!this.#isOver) then();
    });
  }
}

/** What of the library is reached behind its door; a test holds that it is there. */
interface Inside {
  readonly controller: {
    processIngressQueue(): void;
    readonly decoder: { drainQueue(): void };
    readonly socket: { readonly client: Socket | undefined };
  };
}

/**
 * The library parses the reason of a rejection as JSON without a guard, inside the handler of the socket: what is no JSON would end the
 * process, and what is left of the message would swallow the next one. Its reader is wrapped, and the rest of the message passed over.
 */
function guard(api: IBApi, unread: (problem: string) => void): void {
  const { controller } = api as unknown as Inside;
  const read = controller.processIngressQueue.bind(controller);
  controller.processIngressQueue = () => {
    try {
      read();
    } catch (error) {
      controller.decoder.drainQueue();
      unread(String(error));
    }
  };
}
