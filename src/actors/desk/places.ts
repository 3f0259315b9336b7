/** Which positions a book has in an instrument: usually one, two where a late fact has opened another beside it. */
import type { BookId, InstrumentId, PositionId } from '../../identifiers.ts';
import type { Owners } from '../owners.ts';

/** A position and where it is kept. */
export interface Place {
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly position: PositionId;
}

export interface Places {
  enter(place: Place): void;
  leave(place: Place): void;
  /** The positions in a book and instrument, the newest last. */
  of(book: BookId, instrument: InstrumentId): readonly PositionId[];
  /** All, sorted by book and instrument. */
  all(): readonly Place[];
  count(): number;
  /** All, in no order that may be decided by: for sums and counts. */
  lists(): Iterable<readonly Place[]>;
}

const keyOf = ({ book, instrument }: Omit<Place, 'position'>): string => `${book}/${instrument}`;
const NONE: readonly Place[] = [];

/** `name` says which positions they are: those that are planned or held, those that are over and hold a residue. */
export function createPlaces(owners: Owners, name: 'places' | 'residues'): Places {
  const own = owners.register(name, 1);
  const places = own.records<string, readonly Place[]>('byBookAndInstrument');
  const count = own.cell('count', 0);

  return {
    enter(place) {
      const known = places.get(keyOf(place)) ?? NONE;
      if (known.some(({ position }) => position === place.position)) return;
      places.set(keyOf(place), [...known, place]);
      count.set(count.get() + 1);
    },
    leave(place) {
      const known = places.get(keyOf(place)) ?? NONE;
      const left = known.filter(({ position }) => position !== place.position);
      if (left.length === known.length) return;
      if (left.length === 0) places.delete(keyOf(place));
      else places.set(keyOf(place), left);
      count.set(count.get() - 1);
    },
    of: (book, instrument) => (places.get(keyOf({ book, instrument })) ?? NONE).map(({ position }) => position),
    all: () => places.ordered().flatMap(([, list]) => list),
    count: () => count.get(),
    lists: () => places.values(),
  };
}
