/** What an account lacks of ours, shared out: the position that was opened first lacks it first, as it would have been sold first. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { BookId, InstrumentId, PositionId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { lesser, magnitude, minus, plus, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { Books } from './books.ts';
import type { Part } from './parts.ts';
import { sizeOf } from './parts.ts';
import type { Registry } from './registry.ts';

export interface LackingShares {
  /** Position by position, where something is lacking. */
  in(instrument: InstrumentId): readonly Part[];
  /** Of one position, without a sign. */
  of(position: PositionId): Quantity;
  /** What a book holds and the account has. */
  there(book: BookId, instrument: InstrumentId): Quantity;
}

export interface LackingShareParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly configuration: Pick<DeskConfiguration, 'account'>;
}

export function createLackingShares({ registry, books, configuration }: LackingShareParts): LackingShares {
  const contextOf = (position: PositionId) => registry.snapshot('position', position)?.context;

  function shares(instrument: InstrumentId): readonly Part[] {
    const holding = registry.snapshot('holding', `${configuration.account}/${instrument}`)?.context;
    if (holding === undefined || holding.lacking === 0n) return [];
    let left = holding.lacking; // not state: counted down within the call
    return books.holdersOf(instrument, holding.booked > 0n ? 'long' : 'short').flatMap((position) => {
      const quantity = lesser(magnitude(contextOf(position)?.quantity ?? zero), left);
      left = minus(left, quantity);
      return quantity > 0n ? [{ position, quantity }] : [];
    });
  }

  return {
    in: shares,
    of(position) {
      const context = contextOf(position);
      const own = context === undefined ? [] : shares(context.instrument).filter((part) => part.position === position);
      return sizeOf(own);
    },
    there(book, instrument) {
      const held = books.held(book, instrument);
      const lacking = sizeOf(shares(instrument).filter(({ position }) => contextOf(position)?.book === book));
      return plus(held, signed(held > 0n ? 'sell' : 'buy', lesser(lacking, magnitude(held))));
    },
  };
}
