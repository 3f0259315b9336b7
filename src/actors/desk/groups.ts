/** Orders that somebody places together by hand: the group says what each is for, whatever links came with it. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import type { GroupDraft } from '../../machines/group/drafting.ts';
import type { GroupInput } from '../../machines/group/group.ts';
import { planGroup } from '../../machines/group/planning.ts';
import type { OrderTerms } from '../../orders.ts';
import type { GroupKind } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts, Grid } from '../market/contracts.ts';
import type { Pass } from '../pass.ts';
import type { Books } from './books.ts';
import type { Registry } from './registry.ts';

export interface GroupPlannerParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly gridOf: Contracts['gridOf'];
  readonly configuration: DeskConfiguration;
  /** Why no position may be opened now. */
  readonly whyNotOpen: (book: BookId, instrument: InstrumentId) => Refusal | null;
}

/** Names for what may have to be put in the place of legs that are lost, and for flattening an excess. */
export const spares = (pairs: number, pass: Pass): readonly OrderId[] =>
  Array.from({ length: 2 + 2 * pairs }, () => pass.name<OrderId>());

/** Starts a group as asked, or says why not. */
export function startGroup(
  { registry, books, gridOf, configuration, whyNotOpen }: GroupPlannerParts,
  { book, kind = 'oco', triggersOn, legs }: Event<'desk.group'>,
  pass: Pass,
): Refusal | null {
  const orders = legs.map(({ terms }) => terms);
  const [first] = orders;
  if (first === undefined) return refuse('groupWrong', 'at least two orders', 'none');
  const opens = kind === 'bracket' || kind === 'ladder';
  const hindrance = opens ? whyNotOpen(book, first.instrument) : null;
  if (hindrance !== null) return hindrance;
  const group = pass.name<GroupId>();
  const position = opens ? pass.name<PositionId>() : undefined;
  const held = books.held(book, first.instrument);
  const names = [...orders, ...orders].map(() => pass.name<OrderId>());
  const grid = gridOf(first.instrument);
  const { lot } = grid;
  const draft = planGroup({
    group,
    book,
    kind,
    orders,
    names,
    held,
    lot,
    ...(position === undefined ? {} : { position }),
  });
  if ('code' in draft) return draft;
  if (position !== undefined) createPosition(registry, configuration, { book, first, position, group, draft, grid });
  if (position !== undefined) books.plan(book, first.instrument, position);
  registry.create('group', group, {
    ...groupInput(group, kind, draft, { ...configuration, lot }),
    ...(position === undefined ? {} : { position }),
    ...(triggersOn === undefined ? {} : { triggersOn }),
    spares: spares(draft.parts.length, pass),
  });
  pass.say(position === undefined ? { type: 'group.start', group } : { type: 'position.open', position });
  return null;
}

const groupInput = (
  group: GroupId,
  kind: GroupKind,
  { legs, parts, held }: GroupDraft,
  { lot, patience }: Pick<DeskConfiguration, 'lot' | 'patience'>,
): Omit<GroupInput, 'spares'> => ({ group, kind, legs, parts, lot, held, patience });

/** A position whose levels are the prices that were given: none of them is a distance. */
function createPosition(
  registry: Registry,
  { account, accounting, currency, patience }: DeskConfiguration,
  of: { book: BookId; first: OrderTerms; position: PositionId; group: GroupId; draft: GroupDraft; grid: Grid },
): void {
  const { book, first, position, group, draft, grid } = of;
  registry.create('position', position, {
    position,
    book,
    account,
    instrument: first.instrument,
    side: first.side === 'buy' ? 'long' : 'short',
    plan: { tick: grid.tick, lot: grid.lot },
    levels: draft.levels,
    group,
    entries: draft.entries,
    accounting,
    currency,
    patience,
  });
}
