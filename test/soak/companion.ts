/** Another client of the same gateway, in an account of its own: it places, changes and takes back orders that never fill, and asks for the time. */
import type { Socket } from 'node:net';
import { EventName, IBApi } from '@stoqey/ib';
import { trafficOf } from '../support/gateway.ts';
import { limited } from '../support/plainOrders.ts';

const TSLA = { symbol: 'TSLA', secType: 'STK', exchange: 'SMART', currency: 'USD' } as never;

export class Companion {
  readonly id = 2;
  readonly #port: number;
  readonly #account: string;
  #api: IBApi | undefined;
  #nextId: number | undefined;
  /** The one that rests, and how often it has been changed. */
  #resting: { readonly id: number; changes: number } | undefined;
  messages = 0;

  constructor(port: number, account: string) {
    this.#port = port;
    this.#account = account;
  }

  /** What it sends in one step; where it is not connected it comes back instead. */
  act(count: number): void {
    if (this.traffic() === undefined) return this.#connect();
    if (this.#nextId === undefined) return;
    for (let done = 0; done < count; done++) this.#send(done);
    this.messages += count;
  }

  readonly traffic = (): ReturnType<typeof trafficOf> | undefined => {
    const client = socketOf(this.#api);
    return client === undefined || client.destroyed ? undefined : trafficOf(client);
  };

  leave(): void {
    this.#api?.disconnect();
  }

  #connect(): void {
    this.#api?.disconnect();
    const api = new IBApi({ host: '127.0.0.1', port: this.#port, clientId: this.id, maxReqPerSec: 1_000 });
    this.#api = api;
    this.#nextId = undefined;
    this.#resting = undefined;
    api.on(EventName.error, () => undefined); // nobody is there, or an answer to what a lost connection left
    // What it writes does not wait for the acknowledgement of what it wrote before: a step would last as long as that.
    api.on(EventName.connected, () => socketOf(api)?.setNoDelay(true));
    api.on(EventName.nextValidId, (id: number) => {
      if (this.#api === api) this.#nextId = id;
    });
    api.connect();
  }

  #send(done: number): void {
    if (done % 3 === 2) return void this.#api?.reqCurrentTime();
    if (this.#resting === undefined) this.#resting = { id: this.#nextId ?? 0, changes: 0 };
    const { id, changes } = this.#resting;
    if (changes === 3) {
      this.#api?.cancelOrder(id);
      this.#nextId = id + 1;
      this.#resting = undefined;
      return;
    }
    this.#resting.changes++;
    this.#api?.placeOrder(id, TSLA, limited({ account: this.#account, lmtPrice: 1 + changes, totalQuantity: 1 }));
  }
}

/** The library's own socket. */
const socketOf = (api: IBApi | undefined): Socket | undefined =>
  (api as unknown as { controller: { socket: { client?: Socket } } } | undefined)?.controller.socket.client;
