/** What answers to requests are made from, and how clients subscribe. */
import type { AccountId } from '../../identifiers.ts';
import type { Clock, TradingHours } from '../../ports.ts';
import type { AccountTeller } from './accountMessages.ts';
import type { Client, Subscription } from './client.ts';
import type { GatewayBroker } from './gatewayBroker.ts';
import type { HistoryPacing } from './historyPacing.ts';
import type { Catalogue } from './instruments.ts';
import type { GatewayMarket } from './market.ts';
import type { MarketConditions } from './marketConditions.ts';
import type { Tape } from './tape.ts';
import type { Request } from './wire/requests.ts';

/** What answers are made from. */
export interface Floor {
  readonly clock: Clock;
  readonly accounts: readonly AccountId[];
  readonly broker: GatewayBroker;
  readonly teller: AccountTeller;
  readonly market: GatewayMarket;
  readonly catalogue: Catalogue;
  readonly conditions: MarketConditions;
  /** When one trades; round the clock unless told. */
  readonly hours: TradingHours | undefined;
  /** Of the generated market. */
  readonly seed: number;
  /** What a recorded market has told. */
  readonly tape: Tape;
  readonly pacing: HistoryPacing;
  /** Nothing is told of the market: the line to the broker is cut. */
  readonly isCut: () => boolean;
}

export type Kind = Exclude<Request['kind'], 'unknown'>;
export type RequestOf<K extends Kind> = Extract<Request, { readonly kind: K }>;
export type Answers = {
  readonly [K in Kind]: ((floor: Floor, client: Client, request: RequestOf<K>) => void) | 'notServed';
};

/** Lines of market data at a time. Source: Interactive Brokers, TWS API, "Market data lines". */
const MOST_LINES = 100;

/** False when the id is taken, or there are too many lines; the client is told. */
export function subscribe(client: Client, requestId: number, subscription: Subscription): boolean {
  const { subscriptions, connection } = client;
  if (subscriptions.has(requestId)) {
    connection.tell(requestId, 322, 'Duplicate ticker id.');
    return false;
  }
  if (subscriptions.size >= MOST_LINES) {
    connection.tell(requestId, 101, 'Max number of tickers has been reached.');
    return false;
  }
  subscriptions.set(requestId, subscription);
  return true;
}

/** Ends a subscription; of one that is not there clients are told 300. */
export function end(_floor: Floor, client: Client, { requestId }: { readonly requestId: number }): void {
  if (!client.subscriptions.delete(requestId))
    client.connection.tell(requestId, 300, `Can't find EId with tickerId:${requestId}`);
}
