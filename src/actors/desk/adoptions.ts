/**
 * Quantity that is not ours, moved into a book on the word of a person, and back while nothing has been traded with it. It becomes a
 * position like any other, at what the person says it cost; no execution is invented for it.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AdoptionId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import type { Circumstances } from '../../machines/position/distances.ts';
import { planProtection } from '../../machines/position/plan.ts';
import type { Levels } from '../../machines/position/position.ts';
import type { Amount } from '../../money.ts';
import { decimalText, magnitude, negate, ratio, signOf } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts } from '../market/contracts.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import { spares } from './groups.ts';
import type { Registry } from './registry.ts';

type Wish = Event<'holding.adopt'>;

export interface Adoptions {
  readonly adopt: Station<Wish>;
  readonly release: Station<Event<'holding.release'>>;
}

export interface AdoptionParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly gridOf: Contracts['gridOf'];
  readonly configuration: DeskConfiguration;
}

/** What was moved, and what dividends its position had brought by then. */
interface Adopted {
  readonly fact: Omit<Event<'holding.adopted'>, 'type' | 'operator' | 'why'>;
  readonly dividends: Amount;
}

const WHOLE = ratio(1);

export function createAdoptions({ owners, registry, books, gridOf, configuration }: AdoptionParts): Adoptions {
  const adoptions = owners.register('adoptions', 1).records<AdoptionId, Adopted>('adoptions');
  const positionOf = (position: PositionId) => registry.snapshot('position', position);

  function adopt(wish: Wish, pass: Pass): Refusal | null {
    const { account, instrument, book, quantity, price, operator, why } = wish;
    const open = books.positionsOf(book, instrument).at(-1);
    const hindrance = whyNotOurs(wish) ?? whyNotHeld(wish) ?? whyNotInto(open, wish);
    if (hindrance !== null) return hindrance;
    const position = open ?? pass.name<PositionId>();
    const adoption = pass.name<AdoptionId>();
    const fact = { account, instrument, book, position, adoption, quantity, price };
    adoptions.set(adoption, { fact, dividends: positionOf(position)?.context.dividends ?? (0n as Amount) });
    pass.say({ type: 'holding.adopted', ...fact, operator, why });
    const group = open === undefined ? found(position, wish, pass) : undefined;
    pass.say({ type: 'position.adopted', position, adoption, quantity, price });
    if (group !== undefined) pass.say({ type: 'group.start', group });
    else tellGroup(position, quantity, pass);
    return null;
  }

  function whyNotOurs({ account, instrument }: Wish): Refusal | null {
    const { instruments } = configuration;
    if (account !== configuration.account) return refuse('accountUnknown', configuration.account, account);
    const isTraded = instruments === null || instruments.includes(instrument);
    return isTraded ? null : refuse('instrumentUnknown', instruments.join(' '), instrument);
  }

  /** While broker and books differ nobody knows what is not ours. */
  function whyNotHeld({ account, instrument, quantity }: Wish): Refusal | null {
    const holding = registry.snapshot('holding', `${account}/${instrument}`);
    if (magnitude(quantity) < gridOf(instrument).lot) return refuse('sizeZero', 'one lot', 'less');
    const { foreign } = holding?.context ?? { foreign: 0n as typeof quantity };
    if (holding !== undefined && !holding.hasTag('isInSync')) return refuse('drifted', '', instrument);
    const isThere = signOf(foreign) === signOf(quantity) && magnitude(quantity) <= magnitude(foreign);
    return isThere ? null : refuse('foreignLess', decimalText(foreign), decimalText(quantity));
  }

  /** It may join a position of its side at rest, whose levels stay; one of its own has levels on the right sides. */
  function whyNotInto(open: PositionId | undefined, { quantity, stop, target }: Wish): Refusal | null {
    if (open === undefined) {
      const isWrong = stop !== undefined && target !== undefined && stop < target !== quantity > 0n;
      return isWrong ? refuse('termsContradict', 'a stop on the other side of the target', 'none') : null;
    }
    const snapshot = positionOf(open);
    if (snapshot?.hasTag('isOpen') !== true || snapshot.hasTag('isAdjusting')) return refuse('positionBusy', '', open);
    const isItsSide = (snapshot.context.side === 'long') === quantity > 0n;
    return isItsSide && stop === undefined && target === undefined ? null : refuse('positionOpen', '', open);
  }

  /** A position of its own; with a stop or a target a group leads it, without it says that it is naked. */
  function found(position: PositionId, wish: Wish, pass: Pass): GroupId | undefined {
    const { book, instrument, quantity, stop, target } = wish;
    const { account, accounting, currency, patience } = configuration;
    const { tick, lot } = gridOf(instrument);
    const levels: Levels = {
      ...(stop === undefined ? {} : { stop }),
      ...(target === undefined ? {} : { targets: [target] }),
    };
    const names = {
      position,
      group: pass.name<GroupId>(),
      targets: [pass.name<OrderId>()],
      stops: [pass.name<OrderId>()],
    };
    const legs = planProtection(whereOf(wish), names, { levels, held: quantity });
    const group = legs.length === 0 ? {} : { group: names.group };
    const side = quantity > 0n ? 'long' : 'short';
    const head = { position, book, account, instrument, side, levels, ...group } as const;
    registry.create('position', position, {
      ...head,
      plan: { tick, lot },
      entries: 0,
      accounting,
      currency,
      patience,
    });
    books.plan(book, instrument, position);
    if (legs.length === 0) return undefined;
    registry.create('group', names.group, {
      group: names.group,
      kind: 'bracket',
      position,
      legs,
      held: magnitude(quantity),
      parts: [WHOLE],
      lot,
      spares: spares(1, pass),
      patience,
    });
    return names.group;
  }

  const whereOf = ({ book, instrument }: { book: Wish['book']; instrument: InstrumentId }): Circumstances => ({
    account: configuration.account,
    book,
    instrument,
    quote: undefined,
    indicator: () => undefined,
    ...gridOf(instrument),
  });

  function release({ adoption, operator, why }: Event<'holding.release'>, pass: Pass): Refusal | null {
    const adopted = adoptions.get(adoption);
    if (adopted === undefined) return refuse('adoptionUnknown', '', adoption);
    const { position, quantity, price } = adopted.fact;
    const snapshot = positionOf(position);
    if (snapshot === undefined || isUsed(adopted)) return refuse('adoptionUsed', '', adoption);
    if (!snapshot.hasTag('isOpen') || snapshot.hasTag('isAdjusting')) return refuse('positionBusy', '', position);
    adoptions.delete(adoption);
    pass.say({ type: 'holding.released', ...adopted.fact, operator, why });
    pass.say({ type: 'position.released', position, adoption, quantity, price });
    tellGroup(position, negate(quantity), pass);
    return null;
  }

  /** Whether anything but another adoption came behind it, or a split or a dividend has changed what it is. */
  function isUsed({ fact: { position, adoption, quantity, price }, dividends }: Adopted): boolean {
    const context = positionOf(position)?.context;
    const place = context?.fills.findIndex(({ execution }) => (execution as string) === adoption) ?? -1;
    const [lot, ...later] = place < 0 ? [] : (context?.fills.slice(place) ?? []);
    const isAdoption = (name: string): boolean => adoptions.get(name as AdoptionId) !== undefined;
    const isAsItWas = lot?.quantity === quantity && lot.price === price && context?.dividends === dividends;
    return !isAsItWas || !later.every(({ execution }) => isAdoption(execution));
  }

  /** Its exits are for all that is held. */
  function tellGroup(position: PositionId, quantity: Wish['quantity'], pass: Pass): void {
    const group = positionOf(position)?.context.group ?? null;
    if (group !== null) pass.say({ type: 'group.traded', group, quantity });
  }

  return {
    adopt: (wish: Wish, pass: Pass) => declined('holding.adopt', adopt(wish, pass), pass),
    release: (wish: Event<'holding.release'>, pass: Pass) => declined('holding.release', release(wish, pass), pass),
  };
}

function declined(event: 'holding.adopt' | 'holding.release', refusal: Refusal | null, pass: Pass): void {
  if (refusal === null) return;
  const { code, limit, value } = refusal;
  pass.say({ type: 'desk.declined', event, code, detail: limit === '' ? value : `${value} against ${limit}` });
}
