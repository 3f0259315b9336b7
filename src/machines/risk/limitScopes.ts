/** Which sets of limits an order falls under: that of the desk, of its book, of its symbol and of the sectors that is in. */
import type { BookId, InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import type { LimitSet, OrderLimits } from '../../orderLimits.ts';
import type { Refusal } from '../../refusals.ts';
import { sizeProblem } from './sizeChecks.ts';

/** Where an order would hold something. */
export interface Place {
  readonly book: BookId;
  readonly instrument: InstrumentId;
}

/** A scope by its name, what it covers, and its limits. */
export interface NamedLimits {
  readonly name: string;
  readonly limits: LimitSet;
  /** `undefined`: every book, every instrument. */
  readonly book?: BookId;
  readonly instruments?: readonly InstrumentId[];
}

/** Whether a place lies within the scope. */
export const isWithin = ({ book, instruments }: NamedLimits, place: Place): boolean =>
  (book === undefined || book === place.book) && (instruments === undefined || instruments.includes(place.instrument));

/** The sectors that the instrument is in. */
export const sectorsOf = ({ sectors = {} }: OrderLimits, instrument: InstrumentId): readonly NamedLimits[] =>
  Object.entries(sectors).flatMap(([name, { symbols, limits }]) =>
    symbols.includes(instrument) ? [{ name: `sector/${name}`, limits, instruments: symbols }] : [],
  );

/** The scopes that have limits, the widest first. */
export function limitsAt(risk: OrderLimits, { book, instrument }: Place): readonly NamedLimits[] {
  const ofBook = risk.books?.[book];
  const ofSymbol = risk.symbols?.[instrument];
  return [
    { name: 'desk', limits: risk },
    ...(ofBook === undefined ? [] : [{ name: `book/${book}`, limits: ofBook, book }]),
    ...(ofSymbol === undefined
      ? []
      : [{ name: `instrument/${instrument}`, limits: ofSymbol, instruments: [instrument] }]),
    ...sectorsOf(risk, instrument),
  ];
}

/** The first limit of the size of an order that so much is above. */
export function oversized(quantity: Quantity, risk: OrderLimits, place: Place): Refusal | null {
  for (const scope of limitsAt(risk, place)) {
    const problem = sizeProblem(quantity, scope.limits.maxOrderQuantity, scope);
    if (problem !== null) return problem;
  }
  return null;
}
