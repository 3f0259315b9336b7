/**
 * The round trips of the books: which one a fill is for, which goes on for one that is over, and those that nobody planned. A fill that no
 * living position expects opens one of its own.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, InstrumentId, PositionId } from '../../identifiers.ts';
import type { PositionInput } from '../../machines/position/position.ts';
import { zero } from '../../money.ts';
import type { Contracts } from '../market/contracts.ts';
import type { Owner } from '../owners.ts';
import type { Pass } from '../pass.ts';
import type { Place, Places } from './places.ts';
import type { Registry } from './registry.ts';

/** What positions that nobody planned are made by. */
export interface RoundTripTerms {
  readonly configuration: DeskConfiguration;
  readonly gridOf: Contracts['gridOf'];
}

export interface RoundTripParts {
  /** Of the books. */
  readonly own: Owner;
  readonly registry: Registry;
  /** What is planned or held. */
  readonly places: Places;
}

export function createRoundTrips({ own, registry, places }: RoundTripParts, { configuration, gridOf }: RoundTripTerms) {
  /** Which position goes on for one that was over when a late fill came for it. */
  const heirs = own.records<PositionId, PositionId>('heirs');

  const contextOf = (position: PositionId) => registry.snapshot('position', position)?.context;
  const isAlive = (position: PositionId | undefined): position is PositionId =>
    position !== undefined && contextOf(position)?.over === false;

  /** A position that nobody planned: a late fill, a flip, an order by hand. It says of itself that it is naked. */
  function found(
    fill: Event<'order.filled'>,
    side: 'long' | 'short',
    pass: Pass,
    kept: Pick<PositionInput, 'group' | 'entries' | 'levels'> = { levels: {} },
  ): PositionId {
    const position = pass.name<PositionId>();
    const { book, account, instrument } = fill;
    const { tick, lot } = gridOf(instrument);
    registry.create('position', position, {
      position,
      book,
      account,
      instrument,
      side,
      plan: { tick, lot },
      ...kept,
      accounting: configuration.accounting,
      currency: configuration.currency,
      patience: configuration.patience,
    });
    plan(book, instrument, position);
    return position;
  }

  function placeOf(position: PositionId): Place | undefined {
    const context = contextOf(position);
    return context === undefined ? undefined : { book: context.book, instrument: context.instrument, position };
  }

  function plan(book: BookId, instrument: InstrumentId, position: PositionId): void {
    places.enter({ book, instrument, position });
  }

  /** It goes on for a round trip that is over: the group whose fill came late protects it, and leaves with it. */
  function foundFor(of: PositionId, fill: Event<'order.filled'>, side: 'long' | 'short', pass: Pass): PositionId {
    const { group = null, levels = {}, side: before } = contextOf(of) ?? {};
    const isItsGroup = group !== null && group === fill.group;
    const kept = isItsGroup ? { group, entries: 0, levels: side === before ? levels : {} } : { levels: {} };
    const heir = found(fill, side, pass, kept);
    if (isItsGroup || of === fill.position) heirs.set(of, heir);
    return heir;
  }

  /** The position itself while it lives, else the one that goes on for it. */
  function livingOf(position: PositionId): PositionId {
    let found = position;
    for (let next = heirs.get(found); next !== undefined && !isAlive(found); next = heirs.get(found)) found = next;
    return found;
  }

  /** The stops that still work for a round trip that is over cover what goes on for it. */
  function handCover(position: PositionId, heir: PositionId): void {
    const { group = null, cover = zero } = contextOf(position) ?? {};
    if (cover === 0n || group === null || contextOf(heir)?.group !== group) return;
    registry.hear('position', position, { type: 'protection.settled', position });
    registry.hear('position', heir, { type: 'protection.confirmed', position: heir, cover });
  }

  const isFor = (
    position: PositionId | undefined,
    { book, instrument }: Event<'order.filled'>,
  ): position is PositionId => {
    const context = position === undefined ? undefined : contextOf(position);
    return context?.book === book && context.instrument === instrument;
  };

  /**
   * The position that a fill is for: the one it was ordered for, or what goes on for that; without an order for one, the newest in the
   * book that holds something or is to hold it on this side; else a new one. A round trip that is over takes no fill: what comes late for
   * it opens another (B39.2).
   */
  function ownerOf(fill: Event<'order.filled'>, pass: Pass): PositionId {
    const side = fill.side === 'buy' ? 'long' : 'short';
    if (isFor(fill.position, fill)) {
      const living = livingOf(fill.position);
      if (isAlive(living)) return living;
      return foundFor(fill.position, fill, side, pass);
    }
    const takes = (position: PositionId): boolean =>
      isAlive(position) && (contextOf(position)?.quantity !== 0n || contextOf(position)?.side === side);
    return places.of(fill.book, fill.instrument).findLast(takes) ?? found(fill, side, pass);
  }

  return { contextOf, isAlive, placeOf, plan, foundFor, livingOf, ownerOf, handCover };
}
