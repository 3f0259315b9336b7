/** What a market is like beside its prices: who is halted, what can be borrowed, and what data clients may have. */
import type { InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { quantity } from '../../money.ts';
import type { Refusal } from './refusal.ts';

/** How the data of an instrument are to be had. */
export const dataStates = ['live', 'frozen', 'delayed', 'unsubscribed', 'none', 'competing'] as const;
export type DataState = (typeof dataStates)[number];

/** What a client asked for: 1 live, 2 frozen, 3 delayed, 4 delayed and frozen. */
export type DataType = 1 | 2 | 3 | 4;

/** How clients are served in a state: a type of data, a refusal, or both, where it is a warning. */
export interface Served {
  readonly type?: DataType;
  readonly told?: Refusal;
}

/** Nobody has to be asked for fewer. */
const PLENTY = quantity(10_000_000);
/** Of so many a broker has shares to lend without looking for them. Source: Interactive Brokers, TWS API, "Shortable". */
const EASY = quantity(1_000);

const NOT_SUBSCRIBED: Refusal = { code: 354, text: 'Requested market data is not subscribed.' };
const COMPETING: Refusal = { code: 10197, text: 'No market data during competing live session' };
const DELAYED: Refusal = {
  code: 10167,
  text: 'Requested market data is not subscribed. Displaying delayed market data.',
};
const DELAYED_OFF: Refusal = {
  code: 10168,
  text: 'Requested market data is not subscribed. Delayed market data is not enabled.',
};
const API_ONLY: Refusal = {
  code: 10089,
  text: "Requested market data requires additional subscription for API. See link in 'Market Data Connections' dialog for more details.Delayed market data is available.",
};

export class MarketConditions {
  readonly #halted = new Map<InstrumentId, 1 | 2>();
  readonly #supply = new Map<InstrumentId, Quantity>();
  readonly #data = new Map<InstrumentId, DataState>();
  #usual: DataState = 'live';

  /** 0 not halted, 1 halted, 2 halted for its volatility. */
  haltOf(instrument: InstrumentId): 0 | 1 | 2 {
    return this.#halted.get(instrument) ?? 0;
  }

  setHalt(instrument: InstrumentId, halt: 0 | 1 | 2): void {
    if (halt === 0) this.#halted.delete(instrument);
    else this.#halted.set(instrument, halt);
  }

  /** How many shares can be borrowed. */
  supplyOf(instrument: InstrumentId): Quantity {
    return this.#supply.get(instrument) ?? PLENTY;
  }

  setSupply(instrument: InstrumentId, shares: Quantity): void {
    this.#supply.set(instrument, shares);
  }

  /** 3: a thousand shares and more; 2: they have to be located; 1: there are none. */
  shortableOf(instrument: InstrumentId): 1 | 2 | 3 {
    const supply = this.supplyOf(instrument);
    return supply >= EASY ? 3 : supply > 0n ? 2 : 1;
  }

  /** Of one instrument, or of all. */
  setData(instrument: InstrumentId | undefined, state: DataState): void {
    if (instrument !== undefined) return void this.#data.set(instrument, state);
    this.#data.clear();
    this.#usual = state;
  }

  dataOf(instrument: InstrumentId): DataState {
    return this.#data.get(instrument) ?? this.#usual;
  }

  /** How who asked for a type of quotes is served. */
  served(instrument: InstrumentId, asked: DataType): Served {
    const maybeDelayed = (otherwise: Refusal): Served =>
      asked >= 3 ? { type: 3, told: DELAYED } : { told: otherwise };
    switch (this.dataOf(instrument)) {
      case 'live':
        return { type: 1 };
      case 'frozen':
        return { type: asked === 2 || asked === 4 ? 2 : 1 };
      case 'delayed':
        return maybeDelayed(DELAYED_OFF);
      case 'unsubscribed':
        return maybeDelayed(API_ONLY);
      case 'none':
        return { told: NOT_SUBSCRIBED };
      case 'competing':
        return { told: COMPETING };
    }
  }

  /** Why data that are never delayed can not be had: single ticks, bars as they come; `undefined` when they can. */
  withheld(instrument: InstrumentId): Refusal | undefined {
    const state = this.dataOf(instrument);
    if (state === 'live' || state === 'frozen') return undefined;
    return state === 'competing' ? COMPETING : NOT_SUBSCRIBED;
  }
}
