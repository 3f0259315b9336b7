/** One client's socket: bytes become requests and messages become bytes, within the limits that keep the other clients unharmed. */
import type { Socket } from 'node:net';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rewritten } from './apiSettings.ts';
import { MessageFaults } from './messageFaults.ts';
import { Outgoing } from './outgoing.ts';
import type { StandingFaults } from './standingFaults.ts';
import { FrameReader, splitFields } from './wire/frames.ts';
import { negotiate, readHello, versionFields } from './wire/hello.ts';
import type { Request } from './wire/requests.ts';
import { readRequest, requestIdOf } from './wire/requests.ts';
import { errorFields } from './wire/sessionMessages.ts';
import { wireTime } from './wireTimes.ts';

/** No request is longer: a combination with hundreds of legs is not. */
const LONGEST_REQUEST = 1_048_576;
/** What a client has not read yet: beyond it the client is dropped, or, where it is a long answer, served no more until it has read it. */
const LARGEST_BACKLOG = 4_194_304;
/** Requests in a second. Source: Interactive Brokers, TWS API, "Pacing limitations". */
const REQUESTS_A_SECOND = 50;
const SECOND = seconds(1);
/** A connection that has not said who it is by then is dropped. */
const HELLO_WITHIN = seconds(10);

/** What a connection tells of. */
export interface ConnectionListener {
  /** The client has said who it is; false when it can not stay. */
  started(connection: Connection, clientId: number): boolean;
  requested(connection: Connection, request: Request, id: number): void;
  closed(connection: Connection): void;
  log(line: string): void;
}

export interface ConnectionParts {
  readonly clock: Clock;
  readonly faults: StandingFaults;
  /** Called before the client is told anything. */
  readonly keep: () => void;
}

/** A message, or one whose fields depend on the version of the client. */
export type Message = readonly string[] | ((version: number) => readonly string[]);

export class Connection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #listener: ConnectionListener;
  readonly #frames = new FrameReader(LONGEST_REQUEST);
  readonly #recent: number[] = [];
  /** What the client asks for while a long answer waits for it to read. */
  #requests: string[] = [];
  /** Bytes of the client that have come, and are not all answered. */
  #arrived = 0;
  readonly outgoing: Outgoing;
  readonly #messages: MessageFaults;
  readonly #faults: StandingFaults;
  /** Bytes of the client that have been read, and who waits until more have. */
  #read = 0;
  #readers: { readonly bytes: number; readonly resolve: () => void }[] = [];
  readonly #since: Timestamp;
  #isAnswering = false;
  #state: 'hello' | 'start' | 'ready' | 'closed' = 'hello';
  version = 0;
  name = 'a client';

  constructor(socket: Socket, { clock, faults, keep }: ConnectionParts, listener: ConnectionListener) {
    this.#socket = socket;
    this.#clock = clock;
    this.#listener = listener;
    this.#faults = faults;
    const outgoing = new Outgoing(socket, keep);
    this.outgoing = outgoing;
    this.#messages = new MessageFaults({
      ...{ faults, clock, outgoing, log: listener.log },
      brokenOff: () => this.#closed(),
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#hear(chunk));
    socket.on('error', (error) => this.drop(error.message));
    socket.on('close', () => this.#closed());
    this.#since = clock.now();
  }

  /** Drops it when it has not said who it is in time: asked now and then, so that no timer outlives a gateway that is closed. */
  look(): void {
    const isUnknown = this.#state === 'hello' || this.#state === 'start';
    if (isUnknown && this.#clock.now() >= later(this.#since, HELLO_WITHIN)) this.drop('it did not say who it is');
  }

  send(message: Message): void {
    if (this.#state === 'closed') return;
    const fields = typeof message === 'function' ? message(this.version) : message;
    this.#messages.send(rewritten(this.#faults, this.#messages.client, fields));
    if (!this.#isAnswering && this.outgoing.unread > LARGEST_BACKLOG) this.drop('it does not read what it is sent');
  }

  /** What is sent by this is one long answer, as long as it has to be: whoever reads it is not dropped for its length. */
  answering(tell: () => void): void {
    this.#isAnswering = true;
    this.outgoing.answering(tell);
    this.#isAnswering = false;
  }

  /** An error or a notice; -1 for what belongs to no order and no request. */
  tell(id: number, code: number, text: string): void {
    this.send((version) => errorFields(version, { id, code, text }));
  }

  /** Closes once what was sent has left. */
  end(): void {
    if (this.#state === 'closed') return;
    this.outgoing.end();
    this.#closed();
  }

  /** Closes at once. */
  drop(why: string): void {
    if (this.#state === 'closed') return;
    this.#listener.log(`${this.name} is dropped: ${why}`);
    this.outgoing.destroy();
    this.#closed();
  }

  /** Resolves once so many bytes of the client have been read, and answered as far as that is done at once; or when it is gone. */
  readThrough(bytes: number): Promise<void> {
    if (this.#state === 'closed' || this.#read >= bytes) return Promise.resolve();
    return new Promise((resolve) => this.#readers.push({ bytes, resolve }));
  }

  #hear(chunk: Uint8Array): void {
    if (this.#state === 'closed') return;
    this.#arrived += chunk.length;
    this.#guarded(() => this.#requests.push(...this.#frames.push(chunk)));
    this.#serve();
  }

  /** Answers what has been asked, as long as the client takes what it is told. */
  #serve(): void {
    this.#guarded(() => {
      while (this.#requests.length > 0 && this.outgoing.backlog <= LARGEST_BACKLOG)
        this.#take(this.#requests.shift() ?? '');
    });
    if (this.#requests.length > 0) return this.#await();
    this.#read = this.#arrived;
    this.#tellReaders((bytes) => bytes <= this.#read);
  }

  /** Nothing more is asked before the client has read. */
  #await(): void {
    if (this.#socket.isPaused()) return;
    this.#socket.pause();
    void this.outgoing.taken().then(() => {
      this.#socket.resume();
      this.#serve();
    });
  }

  /** Does it; a client that does not keep to the protocol is dropped. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof OrdermatonError)) throw error;
      this.drop(error.message);
    }
  }

  #tellReaders(isDone: (bytes: number) => boolean): void {
    const done = this.#readers.filter(({ bytes }) => isDone(bytes));
    this.#readers = this.#readers.filter((each) => !done.includes(each));
    for (const { resolve } of done) resolve();
  }

  #take(payload: string): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'hello') return this.#greet(payload);
    const fields = splitFields(payload);
    if (this.#state === 'start') return this.#start(fields);
    if (!this.#isPaced()) return this.tell(-1, 100, 'Max rate of messages per second has been exceeded.');
    const id = requestIdOf(fields);
    try {
      this.#listener.requested(this, readRequest(this.version, fields), id);
    } catch (error) {
      if (!(error instanceof OrdermatonError) || error.code !== 'messageUnreadable') throw error;
      this.#listener.log(`${this.name}: ${error.message}`);
      this.tell(id, 320, `Error reading request. ${error.message}`);
    }
  }

  #greet(payload: string): void {
    this.version = negotiate(readHello(payload));
    this.#state = 'start';
    this.send(versionFields(this.version, wireTime(this.#clock.now())));
  }

  #start(fields: readonly string[]): void {
    const request = readRequest(this.version, fields);
    if (request.kind !== 'startApi') return this.drop('it asked for something before it said who it is');
    this.#messages.client = request.clientId;
    this.name = `client ${request.clientId}`;
    this.#state = 'ready';
    if (!this.#listener.started(this, request.clientId)) this.end();
  }

  #isPaced(): boolean {
    const now = this.#clock.now();
    while ((this.#recent[0] ?? now) <= now - SECOND) this.#recent.shift();
    if (this.#recent.length >= REQUESTS_A_SECOND) return false;
    this.#recent.push(now);
    return true;
  }

  #closed(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#requests = [];
    this.#messages.end();
    this.#tellReaders(() => true);
    this.#listener.closed(this);
  }
}
