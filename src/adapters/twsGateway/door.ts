/** Where the gateway listens: opened, closed for a time, and opened again at the same port. */
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Duration } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';

export interface DoorOptions {
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Clients at a time. Source: Interactive Brokers, TWS API, "Connection". */
const MOST_CLIENTS = 32;
/** How long after somebody else was found at the port it is tried again. */
const AGAIN = seconds(1);

export class Door {
  readonly #options: DoorOptions;
  readonly #server: Server;
  #port: number;
  #isOver = false;
  #opening: Promise<void> = Promise.resolve();

  constructor(options: DoorOptions, enter: (socket: Socket) => void) {
    this.#options = options;
    this.#port = options.port;
    this.#server = createServer(enter);
    this.#server.maxConnections = MOST_CLIENTS;
    this.#server.on('drop', () => options.log(`a client is turned away: ${MOST_CLIENTS} are here already`));
  }

  get port(): number {
    return this.#port;
  }

  get isOpen(): boolean {
    return this.#server.listening;
  }

  /** @throws Error of the system, when it can not listen there */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#options.host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Nobody is let in for so long; who is in stays. */
  closeFor(duration: Duration): void {
    this.#server.close();
    this.#reopenIn(duration);
  }

  /** Whatever is being opened is open. */
  settled(): Promise<void> {
    return this.#opening;
  }

  /** Resolves when everybody has left. */
  close(): Promise<void> {
    this.#isOver = true;
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #reopenIn(duration: Duration): void {
    const { clock, log } = this.#options;
    clock.schedule(later(clock.now(), duration), rank.user, () => {
      if (this.#isOver) return;
      this.#opening = this.open().catch((error: Error) => {
        log(`the port ${this.#port} can not be opened again: ${error.message}`);
        this.#reopenIn(AGAIN);
      });
    });
  }
}
