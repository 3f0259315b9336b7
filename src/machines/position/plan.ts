/** From an intent to orders: sizes, levels and terms, settled once at the time of the decision. Pure. */
import type { GroupId, OrderId, PositionId } from '../../identifiers.ts';
import type { Price, Quantity, Ratio } from '../../money.ts';
import { magnitude, midpoint, zero } from '../../money.ts';
import type { OrderTerms, Side, Trail } from '../../orders.ts';
import type { Distance, ExitPlan, LegPlan, OpenIntent } from '../../plans.ts';
import { stepAt } from '../../priceSteps.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { openingSize } from '../sizing/sizing.ts';
import type { Names } from './bracket.ts';
import { bracket, exitsOf, sideOf, targetsOf } from './bracket.ts';
import type { Circumstances } from './distances.ts';
import { distanceOf, entryTerms, indicatorsOf, sizeProblem, through } from './distances.ts';
import { levelsAt } from './levels.ts';
import type { Levels, PositionPlan } from './position.ts';

export interface Opening {
  readonly plan: PositionPlan;
  readonly levels: Levels;
  readonly legs: readonly LegPlan[];
}

/** Plans a bracket: an entry, and where the intent asks for them targets and stops that the broker holds for it. */
export function planOpening(intent: OpenIntent, where: Circumstances, names: Names): Opening | Refusal {
  if (where.quote === undefined) return refuse('noQuote');
  const mid = midpoint(where.quote.bid, where.quote.ask);
  const planned = planDistances(intent, where, mid);
  if ('code' in planned) return planned;
  const { lot, equity, indicator } = where;
  const quantity = openingSize(intent.sizing, { mid, lot, equity, indicator, stopDistance: planned.stopDistance });
  if (typeof quantity !== 'bigint') return quantity;
  const problem = sizeProblem(quantity, where);
  if (problem !== null) return problem;
  const side = sideOf(intent.side);
  // What waits for a price of its own is measured from there: the stop of a limit must not be above the limit.
  const { limit, stop } = entryTerms(intent, where, side);
  const levels = levelsAt(planned, intent.side, stop ?? limit ?? mid);
  const base = baseTerms(where, side, quantity);
  return { plan: planned, levels, legs: bracket({ intent, where, names, base, levels, mid }) };
}

function planDistances(intent: OpenIntent, where: Circumstances, mid: Price): PositionPlan | Refusal {
  const targets = targetsOf(intent).map(({ distance }) => distance);
  const wanted = { trail: intent.trail?.distance, breakeven: intent.breakeven?.after };
  const stopDistance = distanceOf(intent.stop ?? wanted.trail, mid, where);
  const targetDistances = targets.map((distance) => distanceOf(distance, mid, where) ?? null);
  const trail = trailOf(intent, mid, where);
  const after = distanceOf(wanted.breakeven, mid, where);
  const scaleOut = (intent.scaleOut ?? []).map(({ distance, part }) => ({
    distance: distanceOf(distance, mid, where) ?? null,
    part,
  }));
  const isReady = (distance: Price | null): distance is Price => distance !== null;
  const isPartReady = (each: { distance: Price | null; part: Ratio }): each is { distance: Price; part: Ratio } =>
    isReady(each.distance);
  const areReady = targetDistances.every(isReady) && scaleOut.every(isPartReady);
  if (stopDistance === null || trail === null || after === null || !areReady)
    return refuse('indicatorNotReady', indicatorsOf(distancesOf(intent)));
  return {
    tick: where.tick,
    lot: where.lot,
    ...(stopDistance === undefined ? {} : { stopDistance }),
    ...(targetDistances.length === 0 ? {} : { targetDistances }),
    ...(intent.doubleDown === undefined ? {} : { doubleDown: intent.doubleDown }),
    ...(trail === undefined ? {} : { trail: { by: trail, step: intent.trail?.step ?? stepAt(where.tick, mid) } }),
    ...(after === undefined ? {} : { breakeven: { after, offset: intent.breakeven?.offset ?? zero } }),
    ...(scaleOut.length === 0 ? {} : { scaleOut }),
    ...(intent.timeLimit === undefined ? {} : { timeLimit: intent.timeLimit }),
  };
}

const distancesOf = (intent: OpenIntent): readonly (Distance | undefined)[] => [
  intent.stop,
  intent.trail?.distance,
  intent.breakeven?.after,
  ...[...targetsOf(intent), ...(intent.scaleOut ?? [])].map(({ distance }) => distance),
];

/** A share stays a share of the best price; everything else is an amount from now on. */
function trailOf({ trail }: OpenIntent, mid: Price, where: Circumstances): Trail | undefined | null {
  if (trail?.distance.by === 'ratio') return { by: 'percent', ratio: trail.distance.ratio };
  const amount = distanceOf(trail?.distance, mid, where);
  return amount === undefined || amount === null ? amount : { by: 'amount', amount };
}

/** Target and stop for what is held already: nothing holds them back. */
export function planProtection(
  where: Circumstances,
  names: Omit<Names, 'entry'>,
  { levels, held }: { readonly levels: Levels; readonly held: Quantity },
): readonly LegPlan[] {
  const { book } = where;
  const { position, group } = names;
  const base = baseTerms(where, held > 0n ? 'sell' : 'buy', magnitude(held));
  return exitsOf({ names, levels, quantity: base.quantity, pair: 0 }).map(({ order, role, pair, terms }) => ({
    order,
    pair,
    links: { book, position, group, role },
    terms: { ...base, ...terms, timeInForce: 'gtc' },
  }));
}

/** An addition of the size of the entry, at the market. */
export function planAddition(
  where: Circumstances,
  names: { readonly position: PositionId; readonly group: GroupId },
  of: { readonly side: 'long' | 'short'; readonly quantity: Quantity },
): Pick<LegPlan, 'terms' | 'links'> {
  const mid = where.quote === undefined ? undefined : midpoint(where.quote.bid, where.quote.ask);
  return {
    terms: baseTerms(where, sideOf(of.side), of.quantity),
    links: {
      book: where.book,
      position: names.position,
      group: names.group,
      role: 'adjust',
      ...(mid === undefined ? {} : { arrivalMid: mid }),
    },
  };
}

/** How to leave at once: a limit so far through the quote that it fills, and a stop so far through that it is set off. */
export function planExit(where: Circumstances, held: Quantity, by: Ratio, order: OrderId): ExitPlan {
  if (where.quote === undefined) return { order };
  const { bid, ask } = where.quote;
  return held > 0n
    ? { order, limit: through(bid, by, where.tick, 'down'), stop: through(ask, by, where.tick, 'up') }
    : { order, limit: through(ask, by, where.tick, 'up'), stop: through(bid, by, where.tick, 'down') };
}

export function baseTerms(where: Circumstances, side: Side, quantity: Quantity): OrderTerms {
  return {
    account: where.account,
    instrument: where.instrument,
    side,
    quantity,
    type: 'market',
    timeInForce: 'day',
    outsideRegularHours: false,
    trigger: 'quote',
    transmit: true,
  };
}
