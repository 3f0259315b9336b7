/** What a gateway needs of a market: it tells of what happens, and shows what is quoted now. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { MarketFact } from '../../ports.ts';

/** What is shown of an instrument now; what was never told is not shown. */
export interface Shown {
  readonly bid: Price;
  readonly ask: Price;
  readonly bidSize: Quantity;
  readonly askSize: Quantity;
  readonly last?: Price | undefined;
  readonly lastSize?: Quantity | undefined;
  readonly volume: Quantity;
  /** The price of the day before, or the one it began with. */
  readonly close?: Price | undefined;
  /** No quote was told: the last trade stands for it. */
  readonly isOfTrades?: boolean | undefined;
}

export interface GatewayMarket {
  begin(): void;
  end(): void;
  /** What is shown of an instrument; `undefined` where nothing is. */
  shown(instrument: InstrumentId): Shown | undefined;
  /** Resolves once all that happens until then is at hand: time may move there. At once, unless it is read from somewhere. */
  ready?(to: Timestamp): Promise<void>;
  /** When the next thing happens, as far as that is known. */
  next?(): Timestamp | undefined;
  /** Prices are so many per cent other from now on; recorded ones can not be moved. */
  move?(instrument: InstrumentId, percent: number): void;
  /** Its past is made by the seed: it has none of its own unless told. */
  readonly hasGeneratedPast?: boolean;
}

/** Opens a market that tells all it has to tell to `hear`. */
export type OpenMarket = (hear: (event: MarketFact) => void) => GatewayMarket;
