/** The orders of a bracket: an entry, and for each target a pair of target and stop that the broker holds for it. Pure. */
import type { GroupId, OrderId, PositionId } from '../../identifiers.ts';
import type { Price, Quantity, Ratio } from '../../money.ts';
import { minus, ratio } from '../../money.ts';
import type { OrderLinks, OrderTerms, Role, Side } from '../../orders.ts';
import { opposite } from '../../orders.ts';
import type { LegPlan, OpenIntent, TargetPlan } from '../../plans.ts';
import { divide } from '../group/shares.ts';
import type { Circumstances } from './distances.ts';
import { entryTerms } from './distances.ts';
import type { Levels } from './position.ts';

/** Names made by the desk for what the plan will need: of targets and stops, one for each pair. */
export interface Names {
  readonly position: PositionId;
  readonly group: GroupId;
  readonly entry: OrderId;
  readonly targets: readonly OrderId[];
  readonly stops: readonly OrderId[];
}

const WHOLE = ratio(1);

/** The targets of an intent: one for everything, or several for parts. */
export const targetsOf = ({ target, targets }: OpenIntent): readonly TargetPlan[] =>
  targets ?? (target === undefined ? [] : [{ distance: target, part: WHOLE }]);

/** The parts that the pairs of exits are for; what no target is for is a part of its own. */
export function partsOf(intent: OpenIntent): readonly Ratio[] {
  const parts = targetsOf(intent).map(({ part }) => part);
  const left = minus(
    WHOLE,
    parts.reduce<Ratio>((sum, part) => (sum + part) as Ratio, ratio(0)),
  );
  return left > 0n ? [...parts, left] : parts;
}

export interface BracketParts {
  readonly intent: OpenIntent;
  readonly where: Circumstances;
  readonly names: Names;
  readonly base: OrderTerms;
  readonly levels: Levels;
  readonly mid: Price;
}

export function bracket({ intent, where, names, base, levels, mid }: BracketParts): readonly LegPlan[] {
  const links = (role: Role): OrderLinks => ({
    book: where.book,
    position: names.position,
    group: names.group,
    role,
    // Stop and target fill when the market comes to them: there is no moment of decision to measure them from.
    ...(role === 'entry' ? { arrivalMid: mid } : {}),
  });
  const { lot, least = lot } = where;
  const exits = divide(base.quantity, partsOf(intent), { lot, least }).flatMap((quantity, pair) =>
    quantity > 0n ? exitsOf({ names, levels, quantity, pair }) : [],
  );
  const entry: LegPlan = {
    order: names.entry,
    links: links('entry'),
    terms: { ...base, ...entryTerms(intent, where, base.side), transmit: exits.length === 0 },
  };
  const legs = exits.map(
    ({ order, role, pair, terms }, index): LegPlan => ({
      order,
      pair,
      links: links(role),
      terms: {
        ...base,
        ...terms,
        side: opposite(base.side),
        timeInForce: 'gtc',
        parent: names.entry,
        transmit: index === exits.length - 1,
      },
    }),
  );
  return [entry, ...legs];
}

interface Pair {
  readonly names: Omit<Names, 'entry'>;
  readonly levels: Levels;
  readonly quantity: Quantity;
  readonly pair: number;
}
interface Exit {
  readonly order: OrderId;
  readonly role: 'target' | 'stop';
  readonly pair: number;
  readonly terms: Partial<OrderTerms>;
}

/** Target and stop of one pair: the broker reduces one as the other fills. A stop alone is in no such group. */
export function exitsOf({ names, levels, quantity, pair }: Pair): readonly Exit[] {
  const limit = levels.targets?.[pair];
  const { stop } = levels;
  const [target, protective] = [names.targets[pair], names.stops[pair]];
  const isPair = limit !== undefined && stop !== undefined;
  const common = { quantity, ...(isPair ? { oca: ocaOf(names.group, pair) } : {}) };
  return [
    ...(limit === undefined || target === undefined
      ? []
      : [{ order: target, role: 'target' as const, pair, terms: { ...common, type: 'limit' as const, limit } }]),
    ...(stop === undefined || protective === undefined
      ? []
      : [{ order: protective, role: 'stop' as const, pair, terms: { ...common, type: 'stop' as const, stop } }]),
  ];
}

/** The first pair is named for its group, the others for their place in it. */
export const ocaOf = (group: GroupId, pair: number): NonNullable<OrderTerms['oca']> => ({
  name: pair === 0 ? group : `${group}/${pair + 1}`,
  type: 2,
});

/** The side of an entry. */
export const sideOf = (side: 'long' | 'short'): Side => (side === 'long' ? 'buy' : 'sell');
