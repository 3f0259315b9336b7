/** What a split makes of a position: quantities and prices are others, what it cost and what it has earned stays. Pure. */
import type { Split } from '../../corporateActions.ts';
import { levelAfter, priceAfter, sharedAfter, sharesAfter, trailAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { Price, Quantity } from '../../money.ts';
import { greater, minus, zero } from '../../money.ts';
import type { Ledger, Lot } from './accounting.ts';
import { amountOf } from './accounting.ts';
import type { PositionContext, PositionPlan } from './position.ts';

type Divided = Event<'position.split'>;

/** The ledger, its fills and its folded fills after the split: folded again they come to the same quantity. */
export function ledgerAfter(context: PositionContext, split: Divided) {
  const { fills, folded, lots } = context;
  const isFolded = fills.length === 0;
  return {
    quantity: split.quantity,
    fills: restated(fills, split, folded.quantity, split.quantity),
    folded: foldedAfter(folded, split, isFolded ? split.quantity : sharesAfter(folded.quantity, split)),
    ...(lots === undefined ? {} : { lots: restated(lots, split, zero, split.quantity) }),
  };
}

const foldedAfter = (folded: Ledger, split: Split, quantity: Quantity): Ledger => ({
  ...folded,
  quantity,
  ...(folded.lots === undefined ? {} : { lots: restated(folded.lots, split, zero, quantity) }),
});

/** Each keeps what it came to. The last takes what the whole was rounded by elsewhere. */
function restated<L extends Lot>(lots: readonly L[], split: Split, start: Quantity, whole: Quantity): readonly L[] {
  const quantities = sharedAfter(
    lots.map(({ quantity }) => quantity),
    split,
    start,
  );
  const sum = quantities.reduce((total, each) => (total + each) as Quantity, sharesAfter(start, split));
  return lots.map((lot, index) => ({
    ...lot,
    quantity: ((quantities[index] ?? zero) + (index === lots.length - 1 ? minus(whole, sum) : 0n)) as Quantity,
    price: greater(priceAfter(lot.price, split), SMALLEST),
    value: amountOf(lot),
  }));
}
const SMALLEST = 1n as Price;

/** Levels, distances and the best price, as prices of the new shares. */
export function levelsAfterSplit(
  context: PositionContext,
  split: Split,
): Pick<PositionContext, 'levels' | 'plan' | 'best' | 'trail'> {
  const { levels, plan, best, trail } = context;
  const level = (price: Price): Price => levelAfter(price, split, plan.tick);
  return {
    levels: {
      ...levels,
      ...(levels.stop === undefined ? {} : { stop: level(levels.stop) }),
      ...(levels.targets === undefined ? {} : { targets: levels.targets.map(level) }),
    },
    plan: planAfter(plan, split),
    best: best === null ? null : priceAfter(best, split),
    trail: trail === null ? null : trailAfter(trail, split),
  };
}

function planAfter(plan: PositionPlan, split: Split): PositionPlan {
  const { stopDistance, targetDistances, trail, breakeven, scaleOut, tick } = plan;
  const after = (price: Price): Price => priceAfter(price, split);
  return {
    ...plan,
    ...(stopDistance === undefined ? {} : { stopDistance: after(stopDistance) }),
    ...(targetDistances === undefined ? {} : { targetDistances: targetDistances.map(after) }),
    ...(trail === undefined
      ? {}
      : { trail: { by: trailAfter(trail.by, split), step: levelAfter(trail.step, split, tick) } }),
    ...(breakeven === undefined
      ? {}
      : { breakeven: { after: after(breakeven.after), offset: after(breakeven.offset) } }),
    ...(scaleOut === undefined
      ? {}
      : { scaleOut: scaleOut.map((each) => ({ ...each, distance: after(each.distance) })) }),
  };
}
