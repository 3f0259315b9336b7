/** What feeds say of an instrument beside its prices: whether trading is halted, and what can be borrowed to be sold short. */
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { ShortSupply } from '../../machines/risk/surroundings.ts';
import type { Owners } from '../owners.ts';
import type { Station } from '../pass.ts';

export interface MarketConditions {
  readonly halt: Station<Event<'market.tradingHalted'>>;
  readonly resume: Station<Event<'market.tradingResumed'>>;
  readonly supply: Station<Event<'market.shortSupply'>>;
  isHalted(instrument: InstrumentId): boolean;
  /** `undefined` where no feed has told. */
  supplyOf(instrument: InstrumentId): ShortSupply | undefined;
}

export function createMarketConditions(owners: Owners): MarketConditions {
  const own = owners.register('marketConditions', 1);
  const halted = own.records<InstrumentId, true>('halted');
  const supplies = own.records<InstrumentId, ShortSupply>('supplies');
  return {
    halt: ({ instrument }: Event<'market.tradingHalted'>) => halted.set(instrument, true),
    resume: ({ instrument }: Event<'market.tradingResumed'>) => halted.delete(instrument),
    supply: ({ instrument, state, shares }: Event<'market.shortSupply'>) => supplies.set(instrument, { state, shares }),
    isHalted: (instrument) => halted.has(instrument),
    supplyOf: (instrument) => supplies.get(instrument),
  };
}
