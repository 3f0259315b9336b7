/** A small peer that speaks the protocol of TWS over a real socket: what it has is set by the test, and so is what it says when. */
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import {
  accountDownloadEndFields,
  accountValueFields,
  positionEndFields,
  positionFields,
} from '../../src/adapters/twsGateway/wire/accountMessages.ts';
import type { CompletedOrder } from '../../src/adapters/twsGateway/wire/completedOrder.ts';
import { completedOrderFields } from '../../src/adapters/twsGateway/wire/completedOrder.ts';
import type { KnownContract } from '../../src/adapters/twsGateway/wire/contracts.ts';
import { encodeFrame, FrameReader, splitFields } from '../../src/adapters/twsGateway/wire/frames.ts';
import { negotiate, readHello, versionFields } from '../../src/adapters/twsGateway/wire/hello.ts';
import type { OpenOrder } from '../../src/adapters/twsGateway/wire/openOrder.ts';
import { openOrderFields } from '../../src/adapters/twsGateway/wire/openOrder.ts';
import type { CommissionReport, Execution, OrderStatus } from '../../src/adapters/twsGateway/wire/orderMessages.ts';
import {
  commissionReportFields,
  completedOrdersEndFields,
  executionFields,
  executionsEndFields,
  openOrderEndFields,
  orderStatusFields,
} from '../../src/adapters/twsGateway/wire/orderMessages.ts';
import type { PlaceOrder } from '../../src/adapters/twsGateway/wire/placeOrder.ts';
import type { Request } from '../../src/adapters/twsGateway/wire/requests.ts';
import { readRequest } from '../../src/adapters/twsGateway/wire/requests.ts';
import {
  currentTimeFields,
  errorFields,
  managedAccountsFields,
  nextValidIdFields,
} from '../../src/adapters/twsGateway/wire/sessionMessages.ts';
import type { Quantity } from '../../src/money.ts';
import { price, quantity } from '../../src/money.ts';

const VERSION = 178;
type Kind = Request['kind'];
type Of<K extends Kind> = Extract<Request, { kind: K }>;

/** An order as the peer has it. */
export interface PeerOrder extends OpenOrder {
  readonly filled: Quantity;
  readonly whyHeld: string;
}

/** What the peer tells every client that connects. */
export interface PeerState {
  accounts: readonly string[];
  nextId: number;
  orders: PeerOrder[];
  executions: Execution[];
  fees: CommissionReport[];
  completed: CompletedOrder[];
  positions: { readonly symbol: string; readonly quantity: number; readonly account?: string }[];
  money: Readonly<Record<string, string>>;
}

export interface TwsPeer {
  readonly port: number;
  readonly state: PeerState;
  /** All that was asked, in order, over all connections. */
  readonly requests: readonly Request[];
  /** How many connections there have been. */
  readonly connections: () => number;
  asked<K extends Kind>(kind: K): readonly Of<K>[];
  /** Does that instead of what is usual; without a function nothing is done. */
  on<K extends Kind>(kind: K, answer?: (request: Of<K>) => void): void;
  /** Answers as usual again. */
  off(kind: Kind): void;
  /** Says something to whoever is connected. */
  say(fields: readonly string[]): void;
  error(id: number, code: number, text: string): void;
  /** An order as it is now: both messages that a server sends; it stays in the list until it ends. */
  tell(order: PeerOrder): void;
  status(over: Partial<OrderStatus> & { readonly status: string }): void;
  executed(execution: Partial<Execution>): void;
  fee(report: CommissionReport): void;
  /** Ends the connections without a word. */
  drop(): void;
  close(): Promise<void>;
}

export const contract = (symbol: string, over: Partial<KnownContract> = {}): KnownContract => ({
  ...{ conId: 756733, symbol, secType: 'STK', lastTradeDateOrContractMonth: '', strike: price(0), right: '' },
  ...{ multiplier: '', exchange: 'SMART', currency: 'USD', localSymbol: symbol, tradingClass: symbol },
  ...over,
});

/** The order of a request as the peer has it. */
export const placed = (
  { orderId, order, contract: { symbol } }: PlaceOrder,
  over: Partial<PeerOrder> = {},
): PeerOrder => ({
  ...{ orderId, clientId: 1, permId: 1_000 + orderId, contract: contract(symbol), order },
  ...{ status: 'Submitted', filled: quantity(0), whyHeld: '' },
  ...over,
});

const ended = ['Cancelled', 'ApiCancelled', 'Filled', 'Inactive'];
const freshState = (): PeerState => ({
  ...{ accounts: ['DU1'], nextId: 1, orders: [], executions: [], fees: [], completed: [], positions: [] },
  money: { TotalCashValue: '1000000.5', NetLiquidation: '1000500', BuyingPower: '4000000' },
});

export async function startPeer(over: Partial<PeerState> = {}, port = 0): Promise<TwsPeer> {
  const state = { ...freshState(), ...over };
  const requests: Request[] = [];
  const answers = new Map<Kind, (request: Request) => void>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const say = (fields: readonly string[]): void => {
    for (const socket of sockets) if (socket.writable) socket.write(encodeFrame(fields));
  };
  const statusOf = ({ orderId, status, filled, permId, clientId, whyHeld, order }: PeerOrder): readonly string[] =>
    orderStatusFields({
      ...{ orderId, status, filled, permId, clientId, whyHeld, avgFillPrice: price(0), parentId: order.parentId ?? 0 },
      ...{ remaining: quantity(0), lastFillPrice: price(0), mktCapPrice: price(0) },
    });
  const usual: { readonly [K in Kind]?: (request: Of<K>) => void } = {
    startApi() {
      say(managedAccountsFields(state.accounts));
      say(nextValidIdFields(state.nextId));
    },
    reqAllOpenOrders() {
      for (const order of state.orders) {
        say(openOrderFields(VERSION, order));
        say(statusOf(order));
      }
      say(openOrderEndFields());
    },
    reqExecutions({ requestId }) {
      for (const execution of state.executions) say(executionFields(VERSION, { ...execution, requestId }));
      for (const fee of state.fees) say(commissionReportFields(fee));
      say(executionsEndFields(requestId));
    },
    reqCompletedOrders() {
      for (const order of state.completed) say(completedOrderFields(VERSION, order));
      say(completedOrdersEndFields());
    },
    reqPositions() {
      for (const { symbol, quantity: held, account = state.accounts[0] ?? '' } of state.positions)
        say(positionFields({ account, contract: contract(symbol), position: quantity(held), averageCost: price(10) }));
      say(positionEndFields());
    },
    reqAccountUpdates({ account }) {
      for (const [key, value] of Object.entries(state.money))
        say(accountValueFields({ account, key, value, currency: 'USD' }));
      say(accountDownloadEndFields(account));
    },
    reqCurrentTime: () => say(currentTimeFields(1_800_000_000)),
  };
  const server = createServer((socket) => {
    const reader = new FrameReader();
    let greeted = false;
    connections++;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      for (const payload of reader.push(chunk)) {
        if (!greeted) {
          greeted = true;
          sockets.add(socket);
          if (answers.has('unknown')) continue; // a server that takes the connection and says nothing
          negotiate(readHello(payload));
          socket.write(encodeFrame(versionFields(VERSION, '20261123 10:00:00 EST')));
          continue;
        }
        const request = readRequest(VERSION, splitFields(payload));
        requests.push(request);
        const answer = answers.get(request.kind) ?? (usual[request.kind] as ((request: Request) => void) | undefined);
        answer?.(request);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    state,
    requests,
    connections: () => connections,
    asked: <K extends Kind>(kind: K) => requests.filter((request): request is Of<K> => request.kind === kind),
    on: (kind, answer = () => undefined) => void answers.set(kind, answer as (request: Request) => void),
    off: (kind) => void answers.delete(kind),
    say,
    error: (id, code, text) => say(errorFields(VERSION, { id, code, text })),
    tell(order) {
      state.orders = state.orders.filter(({ permId }) => permId !== order.permId);
      if (!ended.includes(order.status)) state.orders.push(order);
      say(openOrderFields(VERSION, order));
      say(statusOf(order));
    },
    status(told) {
      if (ended.includes(told.status)) state.orders = state.orders.filter(({ permId }) => permId !== told.permId);
      say(
        orderStatusFields({
          ...{
            orderId: 1,
            filled: quantity(0),
            remaining: quantity(0),
            avgFillPrice: price(0),
            permId: 0,
            parentId: 0,
          },
          ...{ lastFillPrice: price(0), clientId: 1, whyHeld: '', mktCapPrice: price(0) },
          ...told,
        }),
      );
    },
    executed(over) {
      const execution: Execution = {
        ...{ requestId: -1, orderId: 1, contract: contract('SPY'), execId: 'e.01', account: 'DU1', exchange: 'ARCA' },
        ...{ time: '20261123 09:59:58 America/New_York', side: 'BOT', shares: quantity(100), price: price(10) },
        ...{ permId: 1_001, clientId: 1, liquidation: 0, cumQty: quantity(100), avgPrice: price(10), orderRef: 'o1' },
        ...{ modelCode: '', lastLiquidity: 1 },
        ...over,
      };
      state.executions.push(execution);
      say(executionFields(VERSION, execution));
    },
    fee(report) {
      state.fees.push(report);
      say(commissionReportFields(report));
    },
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
