/** The rules of the paper broker that the user may choose; `docs/reference/fill-model.md` states each with its test. */
import type { Amount, Price, Ratio } from '../../money.ts';
import { amount, price, ratio } from '../../money.ts';
import type { CommissionPlan } from './commissions.ts';
import { tieredUsStocks } from './commissions.ts';

export interface PaperRules {
  /** The order in which a bar is taken to have visited its high and its low. */
  readonly barPath: 'nearestFirst' | 'highFirst' | 'lowFirst';
  /** Children of a bracket: active for what the parent has filled so far, or only once it has filled whole. */
  readonly children: 'proportional' | 'whenComplete';
  /** From a command to its arrival at the venue: microseconds. */
  readonly latency: number;
  readonly commission: CommissionPlan;
  /** Share of a position's value that must be covered by equity: 0.25 lets an account of 1,000,000 hold 4,000,000. */
  readonly marginRate: Ratio;
  readonly startingCash: Amount;
  readonly currency: string;
  /** The grid of trailing stops. */
  readonly tick: Price;
}

export const defaultRules: PaperRules = {
  barPath: 'nearestFirst',
  children: 'proportional',
  latency: 20_000,
  commission: tieredUsStocks(),
  marginRate: ratio('0.25'),
  startingCash: amount(1_000_000),
  currency: 'USD',
  tick: price('0.01'),
};
