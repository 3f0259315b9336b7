/** Moves stop, trail and targets of what a book holds to where a rule wants them, settled at the moment of the decision. */
import type { LevelAction } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, InstrumentId } from '../../identifiers.ts';
import type { Circumstances } from '../../machines/position/distances.ts';
import { distanceOf, indicatorsOf } from '../../machines/position/distances.ts';
import { averageOf, loosens } from '../../machines/position/levels.ts';
import type { PositionContext } from '../../machines/position/position.ts';
import type { Price } from '../../money.ts';
import { decimalText, midpoint } from '../../money.ts';
import type { Role, Trail } from '../../orders.ts';
import type { Distance } from '../../plans.ts';
import { onStep } from '../../priceSteps.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Books } from '../desk/books.ts';
import type { Registry } from '../desk/registry.ts';

export interface LevelParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly book: BookId;
  readonly circumstances: (book: BookId, instrument: InstrumentId) => Circumstances;
}

type Protect = Event<'position.protect'>;
export type Levelling = (action: LevelAction, instrument: InstrumentId) => Protect | Refusal;

export function createLevelling({ registry, books, book, circumstances }: LevelParts): Levelling {
  /** The pairs of exits that a group leads. */
  const exitsOf = (group: PositionContext['group']) =>
    (group === null ? undefined : registry.snapshot('group', group))?.context.legs ?? [];

  return (action, instrument) => {
    const position = books.positionsOf(book, instrument).at(-1);
    const snapshot = position === undefined ? undefined : registry.snapshot('position', position);
    if (position === undefined || snapshot === undefined || snapshot.context.quantity === 0n)
      return refuse('noPosition');
    if (!snapshot.hasTag('isOpen')) return refuse('positionBusy');
    const { context } = snapshot;
    const lacking = lackingExit(action, exitsOf(context.group));
    if (lacking !== null) return lacking;
    const wish = wishOf(action, context, circumstances(book, instrument));
    if ('code' in wish) return wish;
    return loosens(context, wish) ? refuse('wouldLoosen', priceText(context.levels.stop), priceText(wish.stop)) : wish;
  };
}

/** A level without an order that stands there would be a word and nothing else. */
function lackingExit(action: LevelAction, legs: readonly { readonly role: Role; readonly pair: number }[]) {
  const [role, wanted] =
    action.do === 'moveTargets' ? (['target', action.distances.length] as const) : (['stop', 1] as const);
  const pairs = legs.reduce((most, leg) => (leg.role === role ? Math.max(most, leg.pair + 1) : most), 0);
  return pairs >= wanted ? null : refuse('noExit', `${pairs} ${role}s`, String(wanted));
}

function wishOf(action: LevelAction, context: PositionContext, seen: Circumstances): Protect | Refusal {
  if (action.do === 'moveStop') return movedStop(action, context, seen);
  if (action.do === 'trail') return trailed(action.distance, context, seen);
  const average = averageOf(context);
  const targets = action.distances.map((distance) => distanceOf(distance, average, seen));
  if (!targets.every(isSettled)) return refuse('indicatorNotReady', indicatorsOf(action.distances));
  const { position } = context;
  return { type: 'position.protect', position, targets: targets.map((by) => leveled(average, context, seen, by)) };
}

const priceText = (price: Price | undefined): string => (price === undefined ? '' : decimalText(price));

const isSettled = (distance: Price | null | undefined): distance is Price =>
  distance !== null && distance !== undefined;

/** So far the way of the position, on the nearest step of its prices. */
const leveled = (from: Price, { quantity }: PositionContext, { tick }: Circumstances, by: bigint): Price =>
  onStep((quantity > 0n ? from + by : from - by) as Price, tick, 'nearest');

function movedStop(
  { to, loosen }: Extract<LevelAction, { do: 'moveStop' }>,
  context: PositionContext,
  seen: Circumstances,
): Protect | Refusal {
  const may = loosen === true ? { loosen } : {};
  const head = { type: 'position.protect', position: context.position, ...may } as const;
  if (to === 'average') return { ...head, stop: leveled(averageOf(context), context, seen, 0n) };
  if (seen.quote === undefined) return refuse('noQuote');
  const mid = midpoint(seen.quote.bid, seen.quote.ask);
  const distance = distanceOf(to, mid, seen);
  if (!isSettled(distance)) return refuse('indicatorNotReady', indicatorsOf([to]));
  return { ...head, stop: leveled(mid, context, seen, -distance) };
}

function trailed(distance: Distance, context: PositionContext, seen: Circumstances): Protect | Refusal {
  const trail = trailOf(distance, seen);
  if (trail === null) return refuse('indicatorNotReady', indicatorsOf([distance]));
  return { type: 'position.protect', position: context.position, trail };
}

/** A share stays a share of the best price; everything else is an amount from now on. */
function trailOf(distance: Distance, seen: Circumstances): Trail | null {
  if (distance.by === 'ratio') return { by: 'percent', ratio: distance.ratio };
  const amount = distanceOf(distance, 0n as Price, seen);
  return isSettled(amount) ? { by: 'amount', amount } : null;
}
