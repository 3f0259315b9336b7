/** A client of a gateway that works on it, by the library alone, and says how long each answer took. */
import { EventName, IBApi, OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';

export const SPY = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
export const LIBRARY = { host: '127.0.0.1', maxReqPerSec: 1_000_000 };
const RESTING = {
  ...{ action: OrderAction.BUY, orderType: OrderType.LMT, lmtPrice: 1, totalQuantity: 1 },
  ...{ tif: TimeInForce.DAY, transmit: true },
};
const AT_MARKET = { orderType: OrderType.MKT, totalQuantity: 1, tif: TimeInForce.DAY, transmit: true };

/** One client: in turn it asks the time, places, changes and takes back, and waits for nothing. */
export class Load {
  readonly #api: IBApi;
  readonly #asked = new Map<string, number[]>();
  readonly #answer: (delay: number) => void;
  #id = 0;
  #turn = 0;

  constructor(port: number, clientId: number, answer: (delay: number) => void) {
    this.#answer = answer;
    this.#api = new IBApi({ ...LIBRARY, port, clientId });
    this.#api.on(EventName.error, (_error: Error, code: number, id: number) => {
      if (code === 202) this.#answered(`cancel ${id}`);
    });
    this.#api.on(EventName.currentTime, () => this.#answered('time'));
    this.#api.on(EventName.orderStatus, (id: number, status: string) => {
      if (status === 'Filled') this.#answered(`filled ${id}`);
    });
    this.#api.on(EventName.openOrder, (id: number) => this.#answered(`order ${id}`));
  }

  async start(): Promise<void> {
    const started = new Promise<void>((resolve) =>
      this.#api.on(EventName.nextValidId, (id: number) => {
        this.#id = id;
        resolve();
      }),
    );
    this.#api.connect();
    await started;
  }

  act(): void {
    const turn = this.#turn++ % 4;
    const id = this.#id;
    if (turn === 0) this.#ask('time', () => this.#api.reqCurrentTime());
    else if (turn === 3) this.#ask(`cancel ${this.#id++}`, () => this.#api.cancelOrder(id));
    else this.#ask(`order ${id}`, () => this.#api.placeOrder(id, SPY, { ...RESTING, lmtPrice: turn }));
  }

  /** Buys or sells what there is to be had at once. */
  trade(side: OrderAction): void {
    const id = this.#id++;
    this.#ask(`filled ${id}`, () => this.#api.placeOrder(id, SPY, { ...AT_MARKET, action: side }));
  }

  /** Hears of SPY from now on. */
  watch(): void {
    this.#api.reqMktData(1, SPY, '', false, false);
  }

  leave(): void {
    this.#api.disconnect();
  }

  #ask(key: string, act: () => void): void {
    this.#asked.set(key, [...(this.#asked.get(key) ?? []), performance.now()]);
    act();
  }

  #answered(key: string): void {
    const waiting = this.#asked.get(key);
    const began = waiting?.shift();
    if (waiting?.length === 0) this.#asked.delete(key);
    if (began !== undefined) this.#answer(performance.now() - began);
  }
}
