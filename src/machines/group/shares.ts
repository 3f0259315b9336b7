/** How what is held is divided among the pairs of exits. Pure. */
import type { Quantity, Ratio } from '../../money.ts';
import { greater, lesser, minus, negate, plus, scaled, zero } from '../../money.ts';
import type { GroupContext, Leg } from './group.ts';
import { isEntryRole } from './group.ts';
import { closableOf, isEnded } from './legs.ts';

/** What orders may be for: so far apart, and so much at least. */
export interface Sizes {
  readonly lot: Quantity;
  readonly least: Quantity;
}

/** The whole in parts: whole lots for each that comes to enough for an order, and what is left for the last of them. */
export function divide(whole: Quantity, parts: readonly Ratio[], { lot, least }: Sizes): readonly Quantity[] {
  let left: bigint = whole;
  const shares = parts.map((part, index) => {
    if (index === parts.length - 1) return left as Quantity;
    const share = lesser(inLots(scaled(whole, part), lot), left as Quantity);
    const taken = share < least ? zero : share;
    left -= taken;
    return taken;
  });
  return least > lot && left < least ? mergedLast(shares) : shares;
}
/** What is left comes to too little for an order of its own: it goes with the last that does not. */
function mergedLast(shares: readonly Quantity[]): readonly Quantity[] {
  const [last, before] = [
    shares.length - 1,
    shares.findLastIndex((share, index) => share > 0n && index < shares.length - 1),
  ];
  if (before < 0) return shares;
  return shares.map((share, index) =>
    index === last ? zero : index === before ? plus(share, shares[last] ?? zero) : share,
  );
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
  const portions: bigint[] = divide(came, parts, context).map((part, pair) =>
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
