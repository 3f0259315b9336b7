/** How what is held is divided among the pairs of exits. Pure. */
import type { Quantity, Ratio } from '../../money.ts';
import { greater, minus, negate, scaled, zero } from '../../money.ts';
import type { GroupContext, Leg } from './group.ts';
import { isEntryRole } from './group.ts';
import { closableOf, isEnded } from './legs.ts';

/** The whole in parts: whole lots for each, and what is left for the last. */
export function divide(whole: Quantity, parts: readonly Ratio[], lot: Quantity): readonly Quantity[] {
  let left: bigint = whole;
  return parts.map((part, index) => {
    const share = index === parts.length - 1 ? left : inLots(scaled(whole, part), lot);
    const taken = share < left ? share : left;
    left -= taken;
    return taken as Quantity;
  });
}
const inLots = (size: Quantity, lot: Quantity): Quantity => (size - (size % lot)) as Quantity;

/** Whether the leg is an exit of a pair, and not an order of its own on the way out. */
export const isPaired = ({ role }: Leg): boolean => !isEntryRole(role) && role !== 'exit';
/** What of the leg has not filled. */
export const openOf = ({ terms, filled }: Leg): Quantity => greater((terms.quantity - filled) as Quantity, zero);
/** What the cut has still to sell. */
export function cutOpen({ cut, legs }: Pick<GroupContext, 'cut' | 'legs'>): Quantity {
  if (cut === null) return zero;
  const filled = legs.find(({ order }) => order === cut.order)?.filled ?? zero;
  return greater((cut.quantity - filled) as Quantity, zero);
}

/**
 * What each pair is to close. A pair that has filled whole is over; the others take their parts of all that came in, less what they
 * have closed already. What does not add up, since a part was sold elsewhere, is taken from the last pairs first. What the
 * account has no more, and less than a lot, is for no exit.
 */
export function portionsOf(context: GroupContext): readonly Quantity[] {
  const { parts, lot } = context;
  const held = inLots(greater(minus(closableOf(context), cutOpen(context)), zero), lot);
  const closed = parts.map((_, pair) => closedBy(context, pair));
  const came = (held + closed.reduce<bigint>((sum, each) => sum + each, 0n)) as Quantity;
  const over = parts.map((_, pair) => isOver(context, pair));
  if (over.every(Boolean)) over[over.length - 1] = false;
  const portions: bigint[] = divide(came, parts, lot).map((part, pair) =>
    over[pair] ? 0n : greater((part - (closed[pair] ?? 0n)) as Quantity, zero),
  );
  let missing = held - portions.reduce((sum, each) => sum + each, 0n);
  for (let pair = portions.length - 1; pair >= 0; pair--) {
    if (over[pair]) continue;
    const portion = (portions[pair] ?? 0n) as Quantity;
    const change = greater(missing as Quantity, negate(portion));
    portions[pair] = portion + change;
    missing -= change;
  }
  return portions as Quantity[];
}

const closedBy = ({ legs }: GroupContext, pair: number): bigint =>
  legs.reduce((sum, leg) => (isPaired(leg) && leg.pair === pair ? sum + leg.filled : sum), 0n);
const isOver = ({ legs }: GroupContext, pair: number): boolean =>
  legs.some(
    (leg) => isPaired(leg) && leg.pair === pair && isEnded(leg) && leg.filled > 0n && leg.filled >= leg.terms.quantity,
  );

/** What no leg of a pair can close: the portions of those whose legs have all ended. */
export function uncoveredOf(context: GroupContext): Quantity {
  const isDead = (pair: number): boolean =>
    context.legs.every((leg) => !isPaired(leg) || leg.pair !== pair || isEnded(leg));
  return portionsOf(context).reduce<bigint>((sum, each, pair) => (isDead(pair) ? sum + each : sum), 0n) as Quantity;
}
