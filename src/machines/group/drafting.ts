/** A group as somebody wishes it and as it is drafted: what the planning of every kind shares. Pure. */
import type { BookId, GroupId, OrderId, PositionId } from '../../identifiers.ts';
import type { Price, Quantity, Ratio } from '../../money.ts';
import type { OrderTerms, Role } from '../../orders.ts';
import type { GroupKind, LegPlan } from '../../plans.ts';

export interface GroupWish {
  readonly group: GroupId;
  readonly book: BookId;
  readonly kind: GroupKind;
  readonly position?: PositionId;
  readonly orders: readonly OrderTerms[];
  readonly lot: Quantity;
  /** One for each order, and as many again: a stop is divided among the targets. */
  readonly names: readonly OrderId[];
  /** What the book holds in the instrument. */
  readonly held: Quantity;
}
export interface GroupDraft {
  readonly legs: readonly LegPlan[];
  readonly parts: readonly Ratio[];
  readonly held: Quantity;
  /** How many of the orders enter. */
  readonly entries: number;
  readonly levels: { readonly stop?: Price; readonly targets?: readonly Price[] };
}

/** A leg with the given terms, less what would tie it to orders outside the group. */
export function legOf(wish: GroupWish, order: OrderId, role: Role, given: OrderTerms): LegPlan {
  const { book, group, position } = wish;
  const { parent: _parent, ...terms } = given;
  return { order, terms, links: { book, group, role, ...(position === undefined ? {} : { position }) } };
}
/** The names of the orders, one by one. */
export const nameOf = ({ names }: GroupWish, index: number): OrderId => names[index] as OrderId;

/** Whether a price sets the order off. */
export const isStop = ({ type }: OrderTerms): boolean =>
  type === 'stop' || type === 'stopLimit' || type === 'trailingStop';
