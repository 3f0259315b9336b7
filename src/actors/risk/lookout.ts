/** What the limits look at around an order, read from those who keep it: each figure when a limit asks for it, and only then. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { BookId, OrderId, PositionId, Timestamp } from '../../identifiers.ts';
import type { NamedLimits, Place } from '../../machines/risk/limitScopes.ts';
import { isWithin, limitsAt, sectorsOf } from '../../machines/risk/limitScopes.ts';
import type { Exposed, Exposure, LimitScope, Opposing, Surroundings } from '../../machines/risk/surroundings.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { magnitude, signOf, times, zero } from '../../money.ts';
import type { OrderLinks, OrderTerms } from '../../orders.ts';
import { opposite } from '../../orders.ts';
import type { Books } from '../desk/books.ts';
import type { Registry } from '../desk/registry.ts';
import type { MarketConditions } from '../market/conditions.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Portfolio } from '../portfolio.ts';
import { equityOf } from '../portfolio.ts';
import type { Promotion } from '../promotion.ts';
import type { AccountFiguresStation } from './accountFigures.ts';
import type { OrderFlow } from './orderFlow.ts';
import type { OrdersOut } from './ordersOut.ts';

export interface LookoutParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly portfolio: Portfolio;
  readonly out: OrdersOut;
  readonly flow: OrderFlow;
  readonly conditions: MarketConditions;
  readonly accountFigures: AccountFiguresStation;
  readonly sessions: Pick<Sessions, 'current'>;
  readonly configuration: DeskConfiguration;
  /** The limits of the stage that the desk stands at. */
  readonly stage: Pick<Promotion, 'limits'>;
}

/** An order before the gate. */
export interface Looked {
  readonly order: OrderId;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  /** It has passed already, and is judged once more. */
  readonly again: boolean;
}

export function createLookout(parts: LookoutParts): (looked: Looked) => Surroundings {
  return (looked) => new Around(parts, looked);
}

/** The figures of one scope. */
class Scope implements LimitScope {
  readonly name: string;
  readonly limits: LimitScope['limits'];
  readonly #parts: LookoutParts;
  readonly #looked: Looked;
  readonly #scope: NamedLimits;
  readonly #place: Place;
  #exposure: Exposure | undefined;

  constructor(parts: LookoutParts, looked: Looked, scope: NamedLimits) {
    this.name = scope.name;
    this.limits = scope.limits;
    this.#parts = parts;
    this.#looked = looked;
    this.#scope = scope;
    this.#place = placeOf(looked);
  }

  get exposure(): Exposure {
    this.#exposure ??= exposureIn(this.#scope, this.#parts, this.#looked);
    return this.#exposure;
  }

  get ofInstrument(): Exposed {
    const { instrument } = this.#place;
    return this.#narrowed({ name: instrument, instruments: [instrument], limits: {} });
  }

  get ofSectors(): readonly Exposed[] {
    return sectorsOf(this.#parts.configuration.risk, this.#place.instrument).map((sector) => this.#narrowed(sector));
  }

  get openPositions(): number {
    const { books, out } = this.#parts;
    let count = 0;
    for (const list of books.lists(false)) for (const place of list) if (isWithin(this.#scope, place)) count++;
    let isCounted = books.positionsOf(this.#place.book, this.#place.instrument).length > 0;
    for (const place of out.places()) {
      if (place.adding === 0 || !isWithin(this.#scope, place)) continue;
      if (books.positionsOf(place.book, place.instrument).length > 0) continue;
      count++;
      isCounted ||= place.book === this.#place.book && place.instrument === this.#place.instrument;
    }
    return isCounted ? count : count + 1;
  }

  get openOrders(): number {
    const { out } = this.#parts;
    let count = out.own(this.#looked.order) === undefined ? 0 : -1;
    for (const place of out.places()) if (isWithin(this.#scope, place)) count += place.orders;
    return count;
  }

  passedAfter(moment: Timestamp): number {
    return this.#parts.flow.passedAfter(moment, this.#scope, this.#looked.again ? this.#looked.order : undefined);
  }

  /** The part of a narrower scope that lies within this one; of a sector within another one, all of it. */
  #narrowed({ name, instruments }: NamedLimits): Exposed {
    const { book } = this.#scope;
    const scope = { name, limits: {}, ...(book === undefined ? {} : { book }), ...(instruments && { instruments }) };
    return { name, exposure: exposureIn(scope, this.#parts, this.#looked) };
  }
}

class Around implements Surroundings {
  readonly #parts: LookoutParts;
  readonly #looked: Looked;
  readonly scopes: readonly LimitScope[];

  constructor(parts: LookoutParts, looked: Looked) {
    this.#parts = parts;
    this.#looked = looked;
    this.scopes = limitsAt(parts.stage.limits(), placeOf(looked)).map((scope) => new Scope(parts, looked, scope));
  }

  get isRestricted(): boolean {
    return this.#parts.configuration.risk.restricted?.includes(this.#looked.terms.instrument) === true;
  }
  get isTradingHalted(): boolean {
    return this.#parts.conditions.isHalted(this.#looked.terms.instrument);
  }
  get shortSupply(): Surroundings['shortSupply'] {
    return this.#parts.conditions.supplyOf(this.#looked.terms.instrument);
  }
  get closes(): Timestamp | undefined {
    const session = this.#parts.sessions.current();
    return session?.isOpen === true ? session.closes : undefined;
  }
  get likeIt(): Timestamp | undefined {
    const { order, terms, links, again } = this.#looked;
    return this.#parts.flow.likeIt(terms, links.book, again ? order : undefined);
  }
  get opposing(): readonly Opposing[] {
    const { order, terms } = this.#looked;
    return this.#others()
      .filter((other) => other.terms.side === opposite(terms.side))
      .filter((other) => other.terms.parent !== order && !this.#isAsleep(other.terms) && isInMarket(other.terms))
      .map((other) => ({ order: other.order, price: other.terms.limit }))
      .sort((a, b) => (a.order < b.order ? -1 : 1));
  }
  get activeOrders(): number {
    const { side } = this.#looked.terms;
    return this.#others().filter((other) => other.terms.side === side).length;
  }
  get oppositeBook(): BookId | undefined {
    const { configuration, out } = this.#parts;
    if (configuration.risk.oppositeBooks === 'allow') return undefined;
    const { terms, links } = this.#looked;
    const holding = [...this.#holdingAgainst()];
    for (const other of out.in(terms.instrument)) {
      const known = out.own(other);
      if (known !== undefined && known.side !== terms.side && known.worth > 0n) holding.push(known.book);
    }
    return holding.filter((book) => book !== links.book).sort()[0];
  }
  get equity(): Amount {
    return equityOf(this.#parts.portfolio.totals());
  }
  get account(): Surroundings['account'] {
    return this.#parts.accountFigures.of(this.#looked.terms.account);
  }
  get settledCash(): Amount | undefined {
    const { configuration, accountFigures, portfolio } = this.#parts;
    if (configuration.risk.settledCash === undefined) return undefined;
    const { buying } = outIn({ name: 'desk', limits: {} }, this.#parts, this.#looked);
    return (accountFigures.settled(this.#looked.terms.account, portfolio.totals().cash) - buying) as Amount;
  }

  /** Our other orders in the instrument and account. */
  #others(): readonly { readonly order: OrderId; readonly terms: OrderTerms }[] {
    const { registry, out } = this.#parts;
    const { order, terms } = this.#looked;
    return [...out.in(terms.instrument)].flatMap((other) => {
      const context = other === order ? undefined : registry.snapshot('order', other)?.context;
      return context === undefined || context.terms.account !== terms.account ? [] : [context];
    });
  }

  /** It waits at the broker until its parent has filled. */
  #isAsleep({ parent }: OrderTerms): boolean {
    return parent !== undefined && this.#parts.registry.snapshot('order', parent)?.context.filled === 0n;
  }

  /** Books that hold the other side. */
  #holdingAgainst(): readonly BookId[] {
    const { books, portfolio, registry } = this.#parts;
    const { instrument, side } = this.#looked.terms;
    const { long, short } = portfolio.heldIn(instrument);
    const [against, sign] = side === 'buy' ? [short, -1] : [long, 1];
    if (against === 0n) return [];
    const held = (position: PositionId): Quantity => registry.snapshot('position', position)?.context.quantity ?? zero;
    return [...books.lists(false)]
      .flat()
      .filter((place) => place.instrument === instrument && signOf(held(place.position)) === sign)
      .map(({ book }) => book);
  }
}

const placeOf = ({ links, terms }: Looked): Place => ({ book: links.book, instrument: terms.instrument });

/** It can trade as it stands: what a price must set off first can not. */
const isInMarket = ({ type, stop }: OrderTerms): boolean => stop === undefined && !type.startsWith('trailing');

/** Of a scope, without the order itself. */
function exposureIn(scope: NamedLimits, parts: LookoutParts, looked: Looked): Exposure {
  return { ...heldIn(scope, parts), ...outIn(scope, parts, looked) };
}

/** At the marks. */
function heldIn(scope: NamedLimits, parts: LookoutParts): Pick<Exposure, 'long' | 'short'> {
  const { portfolio } = parts;
  const { book, instruments } = scope;
  if (book !== undefined) return heldByBook(scope, parts);
  if (instruments === undefined) {
    const { grossExposure, netExposure } = portfolio.totals();
    const long = ((grossExposure + netExposure) / 2n) as Amount;
    return { long, short: (grossExposure - long) as Amount };
  }
  const sums = { long: 0n, short: 0n };
  for (const instrument of instruments) {
    const held = portfolio.heldIn(instrument);
    sums.long += held.long;
    sums.short += held.short;
  }
  return { long: sums.long as Amount, short: sums.short as Amount };
}

function heldByBook(
  scope: NamedLimits,
  { books, registry, portfolio }: LookoutParts,
): Pick<Exposure, 'long' | 'short'> {
  const sums = { long: 0n, short: 0n };
  for (const list of books.lists(true))
    for (const place of list) {
      if (!isWithin(scope, place)) continue;
      const held = registry.snapshot('position', place.position)?.context.quantity;
      if (held === undefined || held === 0n) continue;
      const mark: Price = portfolio.markOf(place.instrument, held > 0n);
      if (held > 0n) sums.long += times(mark, held);
      else sums.short += times(mark, magnitude(held));
    }
  return { long: sums.long as Amount, short: sums.short as Amount };
}

/** What orders that are out may add. */
function outIn(scope: NamedLimits, { out }: LookoutParts, { order }: Looked): Pick<Exposure, 'buying' | 'selling'> {
  const sums = { buying: 0n, selling: 0n };
  for (const place of out.places()) {
    if (!isWithin(scope, place)) continue;
    sums.buying += place.buying;
    sums.selling += place.selling;
  }
  const own = out.own(order);
  if (own?.side === 'buy') sums.buying -= own.worth;
  else if (own?.side === 'sell') sums.selling -= own.worth;
  return { buying: sums.buying as Amount, selling: sums.selling as Amount };
}
