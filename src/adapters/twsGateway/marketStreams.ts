/** Tells every stream of a client what has happened to its instrument, now or a quarter of an hour late. */
import type { Timestamp } from '../../identifiers.ts';
import { later, minutes } from '../../identifiers.ts';
import type { Clock, MarketEvent } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { BrokerLine } from './brokerLine.ts';
import type { Client } from './client.ts';
import type { GatewayMarket } from './market.ts';
import type { MarketConditions } from './marketConditions.ts';
import type { Happened } from './quoteMessages.ts';
import { delayed, ticksFor } from './quoteMessages.ts';

export interface MarketStreamsParts {
  readonly clock: Clock;
  readonly line: BrokerLine;
  readonly market: Pick<GatewayMarket, 'shown'>;
  readonly conditions: MarketConditions;
  clients(): readonly Client[];
}

/** Data that are delayed are so late. */
const LATE = minutes(15);

export class MarketStreams {
  readonly #parts: MarketStreamsParts;

  constructor(parts: MarketStreamsParts) {
    this.#parts = parts;
  }

  tell(event: MarketEvent, at: Timestamp): void {
    const { line, market, clients } = this.#parts;
    const shown = market.shown(event.instrument);
    if (shown === undefined || line.isCut) return;
    for (const client of clients()) this.#tellOne(client, { event, shown, at });
  }

  #tellOne(client: Client, happened: Happened): void {
    const { instrument } = happened.event;
    const isLive = this.#parts.conditions.dataOf(instrument) === 'live';
    for (const [requestId, subscription] of client.subscriptions) {
      if (subscription.instrument !== instrument) continue;
      if (subscription.isDelayed) this.#later(client, requestId, ticksFor(requestId, subscription, happened));
      else if (isLive) client.send(...ticksFor(requestId, subscription, happened));
    }
  }

  /** If the stream is there by then. */
  #later(client: Client, requestId: number, ticks: readonly (readonly string[])[]): void {
    const { clock, line } = this.#parts;
    clock.schedule(later(clock.now(), LATE), rank.user, () => {
      if (client.subscriptions.get(requestId)?.isDelayed && !line.isCut) client.send(...ticks.map(delayed));
    });
  }
}
