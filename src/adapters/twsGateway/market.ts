/** What a gateway needs of a market: it tells of quotes and trades, and shows what is quoted now. */
import type { InstrumentId } from '../../identifiers.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Shown } from './generatedMarket.ts';

export interface GatewayMarket {
  begin(): void;
  end(): void;
  /** What is shown of an instrument; `undefined` where nothing is. */
  shown(instrument: InstrumentId): Shown | undefined;
}

/** Opens a market that tells all it has to tell to `hear`. */
export type OpenMarket = (hear: (event: MarketEvent) => void) => GatewayMarket;
