/** The rules of the paper broker that the user may choose; `docs/reference/fill-model.md` states each with its test. */
import type { Duration } from '../../identifiers.ts';
import { minutes } from '../../identifiers.ts';
import type { Amount, Price, Ratio } from '../../money.ts';
import { amount, price, ratio } from '../../money.ts';
import type { CommissionPlan } from './commissions.ts';
import { tieredUsStocks } from './commissions.ts';

export interface PaperRules {
  /** The order in which a bar is taken to have visited its extremes: O-H-L-C is `highFirst`, O-L-H-C is `lowFirst`. */
  readonly barPath: 'nearestFirst' | 'highFirst' | 'lowFirst';
  /** A bar that reaches both a stop and a target of one OCA group: by its path, or the worse first, or the better. */
  readonly sameBar: 'path' | 'pessimistic' | 'optimistic';
  /** A bar that opens beyond a level fills at the open, or at the level as if the price had walked there. */
  readonly gap: 'open' | 'level';
  /** A resting limit fills once the other side of the quote touches it, or only once it goes through. */
  readonly limitFill: 'touch' | 'through';
  /** Where there are quotes, trades only set orders off, or also fill the limits that rest at their price or beyond. */
  readonly trades: 'setOff' | 'fill';
  /** Where trades fill: a limit is the first at its price, or stands behind the size that is shown when it comes there. */
  readonly queue: 'front' | 'back';
  /** A resting iceberg shows its next slice with the next quote, or at once. */
  readonly icebergRefresh: 'nextQuote' | 'atOnce';
  /** A midprice order rests in the middle until somebody comes to it, or fills there at once. */
  readonly midprice: 'rests' | 'atOnce';
  /** Which side of the quote sets a stop off: the one that would fill it, or its own (Interactive Brokers). */
  readonly triggerSide: 'filling' | 'resting';
  /** An auction's price: the first or last trade, or the side of the quote that would fill the order. */
  readonly auctionPrice: 'trade' | 'quote';
  /** How long before the open an order for the opening is no longer taken, changed or cancelled. */
  readonly openCutoff: Duration;
  /** How long before the close an order for the close is no longer taken, changed or cancelled. */
  readonly closeCutoff: Duration;
  /** Children of a bracket: active for what the parent has filled so far, or only once it has filled whole. */
  readonly children: 'proportional' | 'whenComplete';
  /** A fill in a group without block (type 3) reaches the others at once, or after the latency: until then they may fill as well. */
  readonly ocaType3: 'atOnce' | 'afterLatency';
  /** How many days, counted in New York and today among them, executions and ended orders are listed (Interactive Brokers: one; TWS: up to seven). */
  readonly daysListed: number;
  /** From a command to its arrival at the venue: microseconds. */
  readonly latency: number;
  readonly commission: CommissionPlan;
  /** Share of a position's value that must be covered by equity: 0.25 lets an account of 1,000,000 hold 4,000,000. */
  readonly marginRate: Ratio;
  readonly startingCash: Amount;
  readonly currency: string;
  /** The grid of prices: what is not on it is rejected, and what follows the market is brought onto it. */
  readonly tick: Price;
}

/** Cut-offs: NYSE, "Opening and Closing Auctions" (MOC and LOC until 15:50; the opening until its last two minutes, as Nasdaq has it). */
export const defaultRules: PaperRules = {
  barPath: 'nearestFirst',
  sameBar: 'path',
  gap: 'open',
  limitFill: 'touch',
  trades: 'setOff',
  queue: 'front',
  icebergRefresh: 'nextQuote',
  midprice: 'rests',
  triggerSide: 'filling',
  auctionPrice: 'trade',
  openCutoff: minutes(2),
  closeCutoff: minutes(10),
  children: 'proportional',
  ocaType3: 'atOnce',
  daysListed: 1,
  latency: 20_000,
  commission: tieredUsStocks(),
  marginRate: ratio('0.25'),
  startingCash: amount(1_000_000),
  currency: 'USD',
  tick: price('0.01'),
};
