/** How many an opening is for, by the kind of its size. Always whole lots, rounded down, and never below zero. Pure. */
import type { Amount, Price, Quantity } from '../../money.ts';
import { lotsFor, zero } from '../../money.ts';
import type { OpenSizing } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { equitySize } from './equitySize.ts';
import { riskSize } from './riskSize.ts';
import { volatilitySize } from './volatilitySize.ts';

/** What is known when a size is settled. */
export interface SizingFacts {
  /** The middle of the quote. */
  readonly mid: Price;
  readonly lot: Quantity;
  /** What the account holds; `undefined` while the broker has not said it. */
  readonly equity: Amount | undefined;
  /** From the entry to the stop; `undefined` without one. */
  readonly stopDistance: Price | undefined;
  readonly indicator: (name: string) => number | undefined;
}

/** The quantity, or why it can not be told: what is missing never becomes a size. */
export function openingSize(sizing: OpenSizing, facts: SizingFacts): Quantity | Refusal {
  switch (sizing.by) {
    case 'quantity':
      return inLots(sizing.quantity, facts.lot);
    case 'allocation':
      return lotsFor(sizing.allocation, facts.mid, facts.lot);
    case 'equity':
      return ofEquity(facts, (equity) => equitySize(equity, sizing.share, facts));
    case 'risk': {
      const distance = facts.stopDistance;
      if (distance === undefined || distance <= 0n) return refuse('sizeNeedsStop');
      return ofEquity(facts, (equity) => riskSize(equity, sizing.share, { distance, lot: facts.lot }));
    }
    case 'volatility': {
      const value = facts.indicator(sizing.indicator);
      if (value === undefined || !(value > 0)) return refuse('indicatorNotReady', sizing.indicator);
      return ofEquity(facts, (equity) => volatilitySize(equity, sizing, { value, lot: facts.lot }));
    }
  }
}

function ofEquity({ equity }: SizingFacts, size: (equity: Amount) => Quantity): Quantity | Refusal {
  if (equity === undefined) return refuse('equityUnknown');
  return equity <= zero ? zero : size(equity);
}

const inLots = (quantity: Quantity, lot: Quantity): Quantity => (quantity - (quantity % lot)) as Quantity;
