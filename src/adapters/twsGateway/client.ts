/** One client and what it has subscribed to. */
import type { InstrumentId } from '../../identifiers.ts';
import type { Connection, Message } from './connection.ts';
import type { FiveSeconds } from './fiveSeconds.ts';
import type { GatewayOrder } from './gatewayOrders.ts';
import type { LiveBars } from './liveBars.ts';
import type { DataType } from './marketConditions.ts';

/** Something that a client hears of until it cancels, or for one answer only. */
export interface Subscription {
  readonly kind:
    | 'marketData'
    | 'bidAsk'
    | 'last'
    | 'allLast'
    | 'midPoint'
    | 'bars'
    | 'realTimeBars'
    | 'accountSummary'
    | 'positionsMulti'
    | 'accountMulti'
    | 'pnl'
    | 'pnlSingle';
  readonly instrument?: InstrumentId;
  readonly account?: string;
  readonly modelCode?: string;
  readonly tags?: readonly string[];
  /** Numbers of ticks that are wanted beside the usual ones. */
  readonly genericTicks?: string;
  /** It is told of everything a quarter of an hour late. */
  readonly isDelayed?: boolean;
  /** Of bars that are kept up to date. */
  readonly live?: LiveBars;
  /** Of bars of five seconds. */
  readonly stream?: FiveSeconds;
}

const ofAccounts: readonly Subscription['kind'][] = [
  'accountSummary',
  'positionsMulti',
  'accountMulti',
  'pnl',
  'pnlSingle',
];

export class Client {
  readonly connection: Connection;
  readonly id: number;
  readonly #isMaster: boolean;
  readonly subscriptions = new Map<number, Subscription>();
  /** Subscriptions that have no id. */
  hearsPositions = false;
  accountUpdates: string | undefined;
  /** It is given a number of every order that is entered by hand. */
  bindsOrders = false;
  /** The quotes it asked for: live, frozen, delayed, or both. */
  dataType: DataType = 1;

  constructor(connection: Connection, id: number, isMaster: boolean) {
    this.connection = connection;
    this.id = id;
    this.#isMaster = isMaster;
  }

  send(...messages: readonly Message[]): void {
    for (const message of messages) this.connection.send(message);
  }

  /** Nothing of the market is streamed any more; what is told of accounts goes on. */
  forgetMarket(): void {
    for (const [requestId, { kind }] of this.subscriptions)
      if (!ofAccounts.includes(kind)) this.subscriptions.delete(requestId);
  }

  /** The master hears of every order, everybody else of their own. */
  mayHearOf(order: Pick<GatewayOrder, 'clientId'>): boolean {
    return this.#isMaster || order.clientId === this.id;
  }
}
