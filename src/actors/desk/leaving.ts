/** Leaving a position, whole or in part, at a price that fills: by the group that protects it, or where it has none by an order of its own. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import { heldOf } from '../../machines/group/legs.ts';
import type { Circumstances } from '../../machines/position/distances.ts';
import { sizeProblem } from '../../machines/position/distances.ts';
import { planAddition, planExit } from '../../machines/position/plan.ts';
import type { PositionContext } from '../../machines/position/position.ts';
import { fullSizeOf } from '../../machines/position/selectors.ts';
import type { Quantity, Ratio } from '../../money.ts';
import { lesser, magnitude, minus, plus, scaled, zero } from '../../money.ts';
import type { OrderLinks } from '../../orders.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts } from '../market/contracts.ts';
import type { Pass } from '../pass.ts';
import type { Books } from './books.ts';
import type { LackingShares } from './lackingShares.ts';
import type { Registry } from './registry.ts';

export interface LeavingParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly lackingShares: LackingShares;
  readonly gridOf: Contracts['gridOf'];
  readonly configuration: DeskConfiguration;
  readonly circumstances: (book: BookId, instrument: InstrumentId) => Circumstances;
}

/** A position, and how much of it stays. */
export interface Remainder {
  readonly position: PositionId;
  readonly remains: Quantity;
}

export interface Leaving {
  close(position: PositionId, why: string, pass: Pass): Refusal | null;
  /** Closes every position of a book in an instrument. */
  closeAll(book: BookId, instrument: InstrumentId, why: string, pass: Pass): Refusal | null;
  reduce(wish: Event<'desk.reduce'>, pass: Pass): Refusal | null;
  /** What a part would be of, and what would remain of it. */
  remainderOf(wish: Event<'desk.reduce'>): Remainder | Refusal;
  /** Sells what is held beyond that: what has been sold meanwhile counts. */
  reduceTo(remainder: Remainder, why: string, pass: Pass): Refusal | null;
  /** Sells the next part of the plan of a position. */
  scaleOut(position: PositionId, pass: Pass): Refusal | null;
  reprice(position: PositionId, pass: Pass): Refusal | null;
  /** Tells groups by hand that what they hold leaves another way; answers which orders belong to no position. */
  disband(pass: Pass): (links: OrderLinks) => boolean;
}

export function createLeaving({
  registry,
  books,
  lackingShares,
  gridOf,
  configuration,
  circumstances,
}: LeavingParts): Leaving {
  const { exitThrough } = configuration;

  const exitOf = (book: BookId, instrument: InstrumentId, held: Quantity, pass: Pass) =>
    planExit(circumstances(book, instrument), held, exitThrough, pass.name<OrderId>());

  function closeAll(book: BookId, instrument: InstrumentId, why: string, pass: Pass): Refusal | null {
    const positions = books.positionsOf(book, instrument);
    if (positions.length === 0) return refuse('noPosition');
    let refusal: Refusal | null = null;
    for (const position of positions) refusal = close(position, why, pass) ?? refusal;
    return refusal;
  }

  function close(position: PositionId, why: string, pass: Pass): Refusal | null {
    const context = registry.snapshot('position', position)?.context;
    if (context === undefined) return refuse('noPosition');
    const { book, instrument, quantity, group } = context;
    // Nobody planned this position, or its group is done, as with two of opposite sides: an exit order of its own leaves it, one at a time.
    const isLed = group !== null && registry.snapshot('group', group)?.hasTag('isDone') === false;
    if (!isLed && isNothingThere(context)) return refuse('drifted', '', instrument);
    const exit = exitOf(book, instrument, quantity, pass);
    pass.say({ type: 'position.close', position, exit, why });
    if (!isLed) exitOnce(context, exit.order, why, pass);
    return null;
  }

  /** An exit of its own for everything, or the one that is out already brought to it (B20.2). */
  function exitOnce(of: PositionContext, order: OrderId, why: string, pass: Pass): void {
    const [out, ...others] = exitsOf(of.position);
    const taken = others.reduce<bigint>((sum, { terms, filled }) => sum + terms.quantity - filled, 0n);
    const left = minus(soldWhole(of), taken as Quantity);
    if (out === undefined) exitAlone(of, order, left, pass);
    else if (left > out.terms.quantity - out.filled)
      pass.say({ type: 'order.change', order: out.order, change: { quantity: plus(out.filled, left) }, why });
  }

  const thereOf = ({ position, quantity: held }: PositionContext): Quantity =>
    minus(magnitude(held), lackingShares.of(position));

  const isNothingThere = (of: PositionContext): boolean => of.quantity !== 0n && thereOf(of) === 0n;

  /** What is less than a lot beside whole ones can not be sold: it stays as a residue. What the account lacks is not sold either. */
  function soldWhole(of: PositionContext): Quantity {
    const { lot } = gridOf(of.instrument);
    const size = thereOf(of);
    return size > lot ? minus(size, (size % lot) as Quantity) : size;
  }

  function exitAlone(
    of: { book: BookId; instrument: InstrumentId; position: PositionId; quantity: Quantity },
    order: OrderId,
    quantity: Quantity,
    pass: Pass,
  ): void {
    const { book, instrument, position } = of;
    const side = of.quantity > 0n ? 'short' : 'long';
    const names = { position, group: '' as GroupId };
    const { terms, links } = planAddition(circumstances(book, instrument), names, { side, quantity });
    const { group: _group, ...own } = links;
    pass.say({ type: 'order.place', order, terms, links: { ...own, role: 'exit' } });
  }

  /** The orders of its own by which a position is on its way out. */
  const exitsOf = (position: PositionId) =>
    registry.list('order').flatMap(([, order]) => {
      const { role, position: of } = order.context.links;
      const isOut = order.hasTag('isLive') || order.hasTag('isSubmitting');
      return of === position && role === 'exit' && isOut ? [order.context] : [];
    });

  /** A part, unless it is everything, or leaves less than a lot. */
  function part(position: PositionId, wanted: Quantity, why: string, byPlan: boolean, pass: Pass): Refusal | null {
    const snapshot = registry.snapshot('position', position);
    if (snapshot === undefined) return refuse('noPosition');
    const { book, instrument, quantity, group } = snapshot.context;
    const isBusy = !snapshot.hasTag('isOpen') || snapshot.hasTag('isAdjusting');
    if (isBusy || exitsOf(position).length > 0) return refuse('positionBusy');
    const { lot, least } = gridOf(instrument);
    const size = lesser((wanted - (wanted % lot)) as Quantity, magnitude(quantity));
    const left = magnitude(quantity) - size;
    const problem = sizeProblem(size, { lot, least });
    if (size > 0n && left < lot) return close(position, why, pass);
    if (problem !== null) return problem;
    // What would be left must be enough for an order of its own.
    if (left < least) return close(position, why, pass);
    const exit = exitOf(book, instrument, quantity, pass);
    if (group === null) return partAlone(snapshot.context, exit.order, size, pass);
    pass.say({ type: 'position.reduce', position, exit, quantity: size, why, byPlan });
    return null;
  }

  function partAlone(of: PositionContext, order: OrderId, size: Quantity, pass: Pass): Refusal | null {
    if (isNothingThere(of)) return refuse('drifted', '', of.instrument);
    exitAlone(of, order, lesser(size, thereOf(of)), pass);
    return null;
  }

  /** The position that a part is of, and the part. */
  function partOf({ book, instrument, quantity, share }: Event<'desk.reduce'>) {
    const position = books.positionsOf(book, instrument).at(-1);
    const context = position === undefined ? undefined : registry.snapshot('position', position)?.context;
    if (context === undefined) return undefined;
    const held = magnitude(context.quantity);
    return { position: context.position, held, wanted: quantity ?? (share === undefined ? zero : scaled(held, share)) };
  }

  return {
    close,
    closeAll,
    reduce(wish, pass) {
      const found = partOf(wish);
      return found === undefined ? refuse('noPosition') : part(found.position, found.wanted, wish.why, false, pass);
    },
    remainderOf(wish) {
      const found = partOf(wish);
      if (found === undefined) return refuse('noPosition');
      const { position, held, wanted } = found;
      return { position, remains: wanted < held ? minus(held, wanted) : zero };
    },
    reduceTo({ position, remains }, why, pass) {
      const held = magnitude(registry.snapshot('position', position)?.context.quantity ?? zero);
      return held > remains ? part(position, minus(held, remains), why, false, pass) : null;
    },
    scaleOut(position, pass) {
      const context = registry.snapshot('position', position)?.context;
      const next: Ratio | undefined = context?.plan.scaleOut?.[context.scaledOut]?.part;
      if (context === undefined || next === undefined) return null;
      const quantity = scaled(fullSizeOf(context), next);
      const refusal = part(position, quantity, 'a part by plan', true, pass);
      if (refusal?.code !== 'sizeZero' && refusal?.code !== 'sizeBelowMinimum') return refusal;
      const { least } = gridOf(context.instrument);
      pass.say({ type: 'position.partSkipped', position, quantity, least });
      return null;
    },
    reprice(position, pass) {
      const context = registry.snapshot('position', position)?.context;
      if (context === undefined || context.group === null) return refuse('noPosition');
      const exit = exitOf(context.book, context.instrument, context.quantity, pass);
      pass.say({ type: 'group.reduce', group: context.group, exit });
      return null;
    },
    disband(pass) {
      const leading = new Set(
        books.open().map(({ position }) => registry.snapshot('position', position)?.context.group),
      );
      for (const [, { context }] of registry.list('group')) {
        const { group, position, side } = context;
        const held = heldOf(context);
        if (position !== null || leading.has(group) || held === 0n) continue;
        pass.say({ type: 'group.traded', group, quantity: (side === 'buy' ? -held : held) as Quantity });
      }
      return ({ position, group }) => position === undefined && (group === undefined || !leading.has(group));
    },
  };
}
