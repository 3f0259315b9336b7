/** The limits of the gate, order by order: one set for the desk, a book, a symbol or a sector. */
import type { BookId, Duration, InstrumentId } from './identifiers.ts';
import type { Amount, Quantity, Ratio } from './money.ts';

/** So many within so long. */
export interface OrderRate {
  readonly count: number;
  readonly per: Duration;
}

/** The limits of one scope; one that is absent does not bind. What only makes a position smaller passes all of them. */
export interface LimitSet {
  readonly maxOrderQuantity?: Quantity;
  /** What has not filled of an order, at the worst price that it allows. */
  readonly maxOrderNotional?: Amount;
  /** How far a limit price may be from the quote: 0.05 is 5 %. */
  readonly priceCollar?: Ratio;
  /** How large an order may be beside the size that is displayed on the side that it takes from. */
  readonly maxParticipation?: Ratio;
  /** A quote that is older is none. */
  readonly maxQuoteAge?: Duration;
  /** For how long before the close nothing may be added. */
  readonly noRiskBeforeClose?: Duration;
  /** `supplied`: only what is known to be easily borrowed may be sold short. */
  readonly shorts?: 'refuse' | 'supplied';
  /** For how long an order like one that has passed is a slip. */
  readonly duplicateWindow?: Duration;
  /** No order may trade with another one of ours. */
  readonly selfCrossing?: 'refuse';
  /** Orders and changes that pass, those that only reduce among them. */
  readonly maxOrderRate?: OrderRate;
  /** Orders that are out, exits among them. */
  readonly maxOpenOrders?: number;
  /** Orders that are out on one side of one contract in the account. Interactive Brokers takes 20. */
  readonly maxActiveOrders?: number;
  /** Positions planned or held, and those that orders may make. */
  readonly maxOpenPositions?: number;
  /** Long and short together. */
  readonly maxGrossExposure?: Amount;
  /** Long less short, on either side. */
  readonly maxNetExposure?: Amount;
  readonly maxLongExposure?: Amount;
  readonly maxShortExposure?: Amount;
  /** Long and short together in any one symbol. */
  readonly maxSymbolExposure?: Amount;
  /** The same as a share of the equity. */
  readonly maxSymbolShare?: Ratio;
  /** Long and short together in any one sector. */
  readonly maxSectorExposure?: Amount;
  /** The same as a share of the equity. */
  readonly maxSectorShare?: Ratio;
  /** How much of the buying power orders that are out may take. */
  readonly maxBuyingPowerShare?: Ratio;
}

/** Symbols that move together, by the word of the desk document. */
export interface Sector {
  readonly symbols: readonly InstrumentId[];
  readonly limits: LimitSet;
}

/** The limits of all orders, those of narrower scopes, and what is said of the desk alone. */
export interface OrderLimits extends LimitSet {
  readonly books?: Readonly<Record<BookId, LimitSet>>;
  readonly symbols?: Readonly<Record<InstrumentId, LimitSet>>;
  readonly sectors?: Readonly<Record<string, Sector>>;
  /** Nothing is opened in them. */
  readonly restricted?: readonly InstrumentId[];
  /** Books may hold one instrument on opposite sides; not unless told. */
  readonly oppositeBooks?: 'allow';
  /** The account is a cash account: only settled cash buys, and nothing is sold short. */
  readonly settledCash?: 'only';
  /** What the broker says of the account counts for so long. */
  readonly maxAccountAge?: Duration;
}
