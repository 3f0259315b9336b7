/** What is done to the market on command: prices move, trading halts, shares to borrow run out, data are withheld. */
import type { Clock } from '../../ports.ts';
import type { BrokerLine } from './brokerLine.ts';
import type { Client } from './client.ts';
import type { FaultOf } from './faults.ts';
import { refused } from './faults.ts';
import type { GatewayBroker } from './gatewayBroker.ts';
import type { Catalogue, ListedInstrument } from './instruments.ts';
import type { GatewayMarket } from './market.ts';
import type { MarketConditions } from './marketConditions.ts';
import { minimumTick } from './marketRules.ts';
import { dataTypeTicks, haltTick, openingTicks, supplyTicks } from './quoteMessages.ts';

export interface MarketActsParts {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly market: GatewayMarket;
  readonly conditions: MarketConditions;
  readonly broker: GatewayBroker;
  readonly line: BrokerLine;
  clients(): readonly Client[];
}

export class MarketActs {
  readonly #parts: MarketActsParts;

  constructor(parts: MarketActsParts) {
    this.#parts = parts;
  }

  /** @throws `faultRefused` where prices are recorded, and for a symbol that is not listed */
  move({ fault, symbol, percent }: FaultOf<'market.move'>): Readonly<Record<string, unknown>> {
    const { market } = this.#parts;
    if (market.move === undefined) throw refused(fault, 'recorded prices are what they are');
    const moved = symbol === undefined ? this.#parts.catalogue.all : [this.#listed(fault, symbol)];
    for (const { instrument } of moved) market.move(instrument, percent);
    return { moved: moved.length };
  }

  /** Nothing trades until it is resumed. @throws `faultRefused` for a symbol that is not listed */
  halt({ fault, symbol, volatility }: FaultOf<'market.halt'>): Readonly<Record<string, unknown>> {
    const { conditions, broker, market } = this.#parts;
    const { instrument } = this.#listed(fault, symbol);
    conditions.setHalt(instrument, volatility ? 2 : 1);
    const shown = market.shown(instrument);
    if (shown !== undefined) broker.hideQuote(instrument, shown);
    this.#tellHalt(instrument);
    return { halted: instrument };
  }

  /** What the market says next is traded again. @throws `faultRefused` for a symbol that is not listed */
  resume({ fault, symbol }: FaultOf<'market.resume'>): Readonly<Record<string, unknown>> {
    const { instrument } = this.#listed(fault, symbol);
    this.#parts.conditions.setHalt(instrument, 0);
    this.#tellHalt(instrument);
    return { resumed: instrument };
  }

  /** So many shares can be borrowed. @throws `faultRefused` for a symbol that is not listed */
  supply({ fault, symbol, shares }: FaultOf<'market.supply'>): Readonly<Record<string, unknown>> {
    const { conditions, broker } = this.#parts;
    const { instrument } = this.#listed(fault, symbol);
    conditions.setSupply(instrument, shares);
    this.#toStreams(instrument, (client, id) => client.send(...supplyTicks(id, conditions, instrument)), true);
    broker.located(instrument);
    return { supply: instrument };
  }

  /** @throws `faultRefused` for a symbol that is not listed */
  data({ fault, symbol, state }: FaultOf<'market.data'>): Readonly<Record<string, unknown>> {
    const { catalogue, conditions } = this.#parts;
    const changed = symbol === undefined ? catalogue.all : [this.#listed(fault, symbol)];
    conditions.setData(symbol === undefined ? undefined : changed[0]?.instrument, state);
    for (const { instrument } of changed) this.#toStreams(instrument, (client, id) => this.#serve(client, id));
    return { data: state };
  }

  /** A stream that is there goes on otherwise, or stands. */
  #serve(client: Client, id: number): void {
    const { catalogue, conditions, market, clock } = this.#parts;
    const stream = client.subscriptions.get(id);
    if (stream?.instrument === undefined) return;
    const { type, told } = conditions.served(stream.instrument, client.dataType);
    if (told !== undefined) client.connection.tell(id, told.code, told.text);
    client.subscriptions.set(id, { ...stream, isDelayed: type === 3 });
    if (type === undefined) return;
    const { instrument, genericTicks } = stream;
    const shown = market.shown(instrument);
    if (type !== 1 || conditions.dataOf(instrument) !== 'live') return client.send(...dataTypeTicks(id, type));
    const minTick = minimumTick(catalogue.listed(instrument).marketRule);
    client.send(...openingTicks(id, { minTick, instrument, conditions, type, shown, genericTicks, at: clock.now() }));
  }

  #tellHalt(instrument: ListedInstrument['instrument']): void {
    const { conditions } = this.#parts;
    this.#toStreams(instrument, (client, id) => client.send(haltTick(id, conditions, instrument)));
  }

  /** Does it to every stream of quotes; to those that want to know of shares to borrow, or to all. */
  #toStreams(
    instrument: ListedInstrument['instrument'],
    act: (client: Client, requestId: number) => void,
    isOfSupply = false,
  ): void {
    if (this.#parts.line.isCut) return;
    for (const client of this.#parts.clients())
      for (const [id, { kind, instrument: of, genericTicks = '' }] of client.subscriptions)
        if (kind === 'marketData' && of === instrument && (!isOfSupply || genericTicks.split(',').includes('236')))
          act(client, id);
  }

  #listed(fault: string, symbol: string): ListedInstrument {
    const found = this.#parts.catalogue.traded({ symbol, secType: 'STK', currency: 'USD' });
    if ('code' in found) throw refused(fault, `${symbol} is not listed`);
    return found;
  }
}
