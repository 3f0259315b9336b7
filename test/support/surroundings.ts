/** What limits look at, with nothing around the order, for tables of single limits. */

import type { InstrumentId } from '../../src/identifiers.ts';
import type { Exposure, LimitScope, Surroundings } from '../../src/machines/risk/surroundings.ts';
import { amount, zero } from '../../src/money.ts';
import type { OrderLimits } from '../../src/orderLimits.ts';

export const nothing: Exposure = { long: zero, short: zero, buying: zero, selling: zero };

export const exposure = (over: { readonly [K in keyof Exposure]?: number }): Exposure => ({
  ...nothing,
  ...Object.fromEntries(Object.entries(over).map(([side, value]) => [side, amount(value)])),
});

export const scope = (limits: OrderLimits, over: Partial<LimitScope> = {}): LimitScope => ({
  name: 'desk',
  limits,
  exposure: nothing,
  ofInstrument: { name: 'SPY' as InstrumentId, exposure: nothing },
  ofSectors: [],
  openPositions: 1,
  openOrders: 0,
  passedAfter: () => 0,
  ...over,
});

export const around = (over: Partial<Surroundings> = {}): Surroundings => ({
  scopes: [],
  isRestricted: false,
  isTradingHalted: false,
  shortSupply: undefined,
  closes: undefined,
  likeIt: undefined,
  opposing: [],
  activeOrders: 0,
  oppositeBook: undefined,
  equity: amount(10_000),
  account: undefined,
  settledCash: undefined,
  ...over,
});
