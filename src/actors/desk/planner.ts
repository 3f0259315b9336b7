/** Turns what is asked of the desk into positions, groups and orders: names and circumstances in, the pure plans of the machines out. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Sizes } from '../../machines/group/shares.ts';
import { divide } from '../../machines/group/shares.ts';
import type { OrderContext } from '../../machines/order/order.ts';
import { partsOf } from '../../machines/position/bracket.ts';
import type { Circumstances } from '../../machines/position/distances.ts';
import { sizeOf, sizeProblem } from '../../machines/position/distances.ts';
import { planAddition, planOpening } from '../../machines/position/plan.ts';
import { entrySizeOf } from '../../machines/position/selectors.ts';
import type { Amount, Price, Ratio } from '../../money.ts';
import { decimalText, midpoint, zero } from '../../money.ts';
import type { OrderLinks } from '../../orders.ts';
import type { LegPlan, OpenIntent, Sizing } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts } from '../market/contracts.ts';
import type { DataStates } from '../market/dataStates.ts';
import type { Indicators } from '../market/indicators.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import { midOf } from '../market/priceIndex.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Pass, Station } from '../pass.ts';
import type { Gate } from '../risk/gate.ts';
import { isScope, scopesOf } from '../risk/scopes.ts';
import type { BookHands, Rehearsal } from '../rules/hands.ts';
import { createLevelling } from '../rules/levels.ts';
import type { Books } from './books.ts';
import { spares, startGroup } from './groups.ts';
import type { LackingShares } from './lackingShares.ts';
import { createLeaving } from './leaving.ts';
import type { Registry } from './registry.ts';
import type { WaitingExits } from './waitingExits.ts';

export interface PlannerParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly lackingShares: LackingShares;
  readonly gate: Gate;
  readonly prices: PriceIndex;
  readonly dataStates: Pick<DataStates, 'objection'>;
  readonly indicators: Indicators;
  readonly sessions: Sessions;
  readonly waiting: WaitingExits;
  readonly gridOf: Contracts['gridOf'];
  /** What the account holds; `undefined` while the broker has not said it. */
  readonly equity: () => Amount | undefined;
  readonly configuration: DeskConfiguration;
}

export interface Planner {
  /** What rules may ask for. */
  readonly hands: BookHands;
  readonly open: Station<Event<'desk.open'>>;
  readonly close: Station<Event<'desk.close'>>;
  readonly flatten: Station<Event<'desk.flatten'>>;
  readonly add: Station<Event<'desk.add'>>;
  readonly reduce: Station<Event<'desk.reduce'>>;
  readonly reprice: Station<Event<'desk.reprice'>>;
  /** Leaves what has waited for the way to the broker. */
  readonly resumeExits: Station<Event<'desk.resumeExits'>>;
  readonly exitRefused: Station<Event<'order.refused'>>;
  readonly crossed: Station<Event<'market.levelCrossed'>>;
  readonly place: Station<Event<'desk.place'>>;
  readonly group: Station<Event<'desk.group'>>;
  readonly cancelEntries: Station<Event<'risk.halt' | 'desk.drain' | 'desk.emergency' | 'desk.stageChanged'>>;
}

export function createPlanner({
  registry,
  books,
  lackingShares,
  gate,
  prices,
  dataStates,
  indicators,
  sessions,
  waiting,
  gridOf,
  equity,
  configuration,
}: PlannerParts): Planner {
  const { book: ownBook } = configuration;
  const circumstances = (book: BookId, instrument: InstrumentId): Circumstances => ({
    account: configuration.account,
    book,
    instrument,
    quote: prices.quote(instrument),
    indicator: (name) => indicators.value(instrument, name),
    equity: equity(),
    ...gridOf(instrument),
  });

  const leaving = createLeaving({ registry, books, lackingShares, gridOf, configuration, circumstances });

  /** A bracket with its names, or why there is none. */
  function drawUp(book: BookId, instrument: InstrumentId, intent: OpenIntent, pass: Pass) {
    const hindrance = whyNotOpen(book, instrument);
    if (hindrance !== null) return hindrance;
    const parts = partsOf(intent);
    const head = {
      position: pass.name<PositionId>(),
      group: pass.name<GroupId>(),
      entry: pass.name<OrderId>(),
    };
    const pairs = parts.map(() => ({ target: pass.name<OrderId>(), stop: pass.name<OrderId>() }));
    const names = { ...head, targets: pairs.map(({ target }) => target), stops: pairs.map(({ stop }) => stop) };
    const opening = planOpening(intent, circumstances(book, instrument), names);
    return 'code' in opening ? opening : { parts, names, opening };
  }

  /** What opening would send, and what is against it: sizes, levels, and the word of the gate. */
  function rehearseOpening(instrument: InstrumentId, intent: OpenIntent, pass: Pass): Rehearsal {
    const drawn = drawUp(configuration.book, instrument, intent, pass);
    if ('code' in drawn) return { words: `open ${intent.side}`, refusal: drawn };
    const { legs } = drawn.opening;
    const entry = legs.find(({ links }) => links.role === 'entry');
    const refusal = entry === undefined ? null : gate.preview(entry.terms, entry.links, pass.at);
    return { words: `open ${intent.side}: ${legs.map(legWords).join(', ')}`, refusal };
  }

  function openPosition(book: BookId, instrument: InstrumentId, intent: OpenIntent, pass: Pass): Refusal | null {
    const drawn = drawUp(book, instrument, intent, pass);
    if ('code' in drawn) return drawn;
    const { parts, names, opening } = drawn;
    const { patience, account, accounting, currency } = configuration;
    const { position, group } = names;
    const { plan, levels, legs } = opening;
    registry.create('position', position, {
      position,
      book,
      account,
      instrument,
      side: intent.side,
      plan,
      levels,
      group,
      accounting,
      currency,
      patience,
    });
    registry.create('group', group, {
      group,
      kind: 'bracket',
      position,
      legs,
      held: zero,
      parts,
      ...sizesIn(instrument),
      spares: spares(parts.length, pass),
      patience,
    });
    books.plan(book, instrument, position);
    tellMerged(position, instrument, { legs, parts }, pass);
    pass.say({ type: 'position.open', position });
    return null;
  }

  function sizesIn(instrument: InstrumentId): Sizes {
    const { lot, least } = gridOf(instrument);
    return { lot, least };
  }

  /** Which targets come to less than the broker takes: what they were for goes with another. */
  function tellMerged(
    position: PositionId,
    instrument: InstrumentId,
    { legs, parts }: { readonly legs: readonly LegPlan[]; readonly parts: readonly Ratio[] },
    pass: Pass,
  ): void {
    const { lot, least } = sizesIn(instrument);
    const whole = legs.find(({ links }) => links.role === 'entry')?.terms.quantity ?? zero;
    const wanted = divide(whole, parts, { lot, least: lot });
    const got = divide(whole, parts, { lot, least });
    for (const [pair, quantity] of wanted.entries()) {
      if (quantity > 0n && got[pair] === 0n) pass.say({ type: 'position.partMerged', position, quantity, least });
    }
  }

  function whyNotOpen(book: BookId, instrument: InstrumentId): Refusal | null {
    const desk = registry.desk().getSnapshot();
    if (!desk.hasTag('isRunning')) return refuse(desk.hasTag('isEmergency') ? 'emergency' : 'notRunning');
    const { instruments } = configuration;
    if (instruments !== null && !instruments.includes(instrument))
      return refuse('instrumentUnknown', instruments.join(' '), instrument);
    const hindrance = hindranceOfMarket(instrument);
    if (hindrance !== null) return hindrance;
    return books.positionsOf(book, instrument).length === 0 ? null : refuse('positionOpen');
  }

  function hindranceOfMarket(instrument: InstrumentId): Refusal | null {
    const session = sessions.current();
    if (session?.isOpen === false) return refuse('sessionClosed');
    const objection = dataStates.objection(instrument);
    if (objection !== null) return objection;
    const quote = prices.quote(instrument);
    if (session !== null && quote !== undefined && quote.at < session.opens)
      return refuse('quoteStale', isoTime(session.opens), isoTime(quote.at));
    return null;
  }

  /** What an addition at the market would send, or why there is none. */
  function drawUpAddition(position: PositionId, sizing: Sizing) {
    const snapshot = registry.snapshot('position', position);
    if (snapshot === undefined || snapshot.context.group === null) return refuse('noPosition');
    if (!snapshot.hasTag('isOpen') || snapshot.hasTag('isAdjusting')) return refuse('positionBusy');
    const { book, instrument, group, side } = snapshot.context;
    const where = circumstances(book, instrument);
    if (sizing.by === 'allocation' && where.quote === undefined) return refuse('noQuote');
    const mid = where.quote === undefined ? zero : midpoint(where.quote.bid, where.quote.ask);
    const quantity = sizeOf(sizing, mid as Price, where.lot);
    return sizeProblem(quantity, where) ?? planAddition(where, { position, group }, { side, quantity });
  }

  /** An addition at the market, by the position's own plan, by a rule or by hand. */
  function addTo(position: PositionId, sizing: Sizing, byPlan: boolean, pass: Pass): Refusal | null {
    const addition = drawUpAddition(position, sizing);
    if ('code' in addition) return addition;
    pass.say({ type: 'position.adjust', position, order: pass.name<OrderId>(), ...addition, byPlan });
    return null;
  }

  /** What a rule adds is decided by the market of now, as what it opens. */
  function ofRule(instrument: InstrumentId): PositionId | Refusal {
    const position = books.positionsOf(ownBook, instrument).at(-1);
    return position === undefined ? refuse('noPosition') : (hindranceOfMarket(instrument) ?? position);
  }

  function addBy(instrument: InstrumentId, sizing: Sizing, pass: Pass): Refusal | null {
    const position = ofRule(instrument);
    return typeof position === 'string' ? addTo(position, sizing, false, pass) : position;
  }

  /** What adding would send, and what is against it. */
  function rehearseAddition(instrument: InstrumentId, sizing: Sizing, pass: Pass): Rehearsal {
    const position = ofRule(instrument);
    const addition = typeof position === 'string' ? drawUpAddition(position, sizing) : position;
    if ('code' in addition) return { words: 'scaleIn', refusal: addition };
    return { words: `scaleIn: ${legWords(addition)}`, refusal: gate.preview(addition.terms, addition.links, pass.at) };
  }

  /** Everything that the desk's own book holds. */
  function flattenBook(why: string, pass: Pass): null {
    for (const { position } of books.open()) {
      const context = registry.snapshot('position', position)?.context;
      if (context?.book !== configuration.book) continue;
      const { book, instrument } = context;
      declined('desk.close', close({ type: 'desk.close', book, instrument, position, why }, pass), pass);
    }
    return null;
  }

  function close(wish: Event<'desk.close'>, pass: Pass): Refusal | null {
    const { book, instrument, position, why } = wish;
    if (isHeld(wish) && waiting.keeps(wish, pass)) return null;
    return position === undefined ? leaving.closeAll(book, instrument, why, pass) : leaving.close(position, why, pass);
  }

  const isHeld = ({ book, instrument, position }: Event<'desk.close'>): boolean =>
    position === undefined
      ? books.positionsOf(book, instrument).length > 0
      : registry.snapshot('position', position)?.context.over === false;

  function reduce(wish: Event<'desk.reduce'>, pass: Pass): Refusal | null {
    const remainder = leaving.remainderOf(wish);
    if ('code' in remainder) return remainder;
    const kept = { type: wish.type, ...remainder, why: wish.why } as const;
    return waiting.keeps(kept, pass) ? null : leaving.reduce(wish, pass);
  }

  /** What has ended meanwhile is left already. */
  function resumeExits(_event: Event<'desk.resumeExits'>, pass: Pass): void {
    for (const wish of waiting.take()) {
      const { type, why } = wish;
      if (type === 'desk.flatten') flattenAll(why, pass);
      else if (type === 'desk.reduce') declined(type, leaving.reduceTo(wish, why, pass), pass);
      else if (isHeld(wish)) declined(type, close(wish, pass), pass);
    }
  }

  /** An exit that met a closed way after all: what it was to leave waits. */
  function exitRefused({ order, code }: Event<'order.refused'>, pass: Pass): void {
    const links = registry.snapshot('order', order)?.context.links;
    if (code !== 'notConnected' || links?.role !== 'exit' || links.position === undefined) return;
    const position = registry.snapshot('position', links.position);
    if (position?.hasTag('isClosing') !== true) return;
    const { book, instrument } = position.context;
    const why = 'the way to the broker was closed';
    waiting.keeps({ type: 'desk.close', book, instrument, position: links.position, why }, pass);
  }

  function flattenAll(why: string, pass: Pass): null {
    if (waiting.keeps({ type: 'desk.flatten', why }, pass)) return null;
    for (const { position } of books.open()) declined('desk.flatten', leaving.close(position, why, pass), pass);
    // What belongs to no position goes too: orders by hand, and the legs of groups by hand.
    const byHand = leaving.disband(pass);
    cancelWorking(({ links }) => links.role === 'manual' || (links.role !== 'foreign' && byHand(links)), why, pass);
    return null;
  }

  /** Takes back the orders of ours that are out and that `which` holds for. */
  function cancelWorking(which: (order: OrderContext) => boolean, why: string, pass: Pass): void {
    for (const [, snapshot] of registry.list('order')) {
      const { context } = snapshot;
      const isOut = snapshot.hasTag('isLive') || snapshot.hasTag('isSubmitting');
      if (isOut && context.links.role !== 'external' && which(context))
        pass.say({ type: 'order.cancel', order: context.order, why });
    }
  }

  /** What may add risk ends; protection and whatever else only reduces goes on (B23.5). */
  function cancelEntries(
    event: Event<'risk.halt' | 'desk.drain' | 'desk.emergency' | 'desk.stageChanged'>,
    pass: Pass,
  ): void {
    const scope = event.type === 'risk.halt' && isScope(event.scope) ? event.scope : null;
    if (event.type === 'risk.halt' && scope === null) return;
    const isWithin = ({ links: { book }, terms: { account, instrument } }: OrderContext): boolean =>
      scope === null || scopesOf({ account, book, instrument }).includes(scope);
    cancelWorking((order) => gate.addsRisk(order.order) && isWithin(order), event.why, pass);
  }

  const hands: BookHands = {
    open: (instrument, intent, pass) => openPosition(ownBook, instrument, intent, pass),
    rehearseOpening,
    close: (instrument, why, pass) => close({ type: 'desk.close', book: ownBook, instrument, why }, pass),
    isHeld: (instrument) => books.positionsOf(ownBook, instrument).length > 0,
    flatten: flattenAll,
    flattenBook,
    add: addBy,
    rehearseAddition,
    reduce: (instrument, part, why, pass) =>
      reduce({ type: 'desk.reduce', book: ownBook, instrument, ...part, why }, pass),
    cancelEntries(instrument, why, pass) {
      const isIn = ({ terms }: OrderContext): boolean => instrument === null || terms.instrument === instrument;
      cancelWorking((order) => gate.addsRisk(order.order) && isIn(order), why, pass);
    },
    levels: createLevelling({ registry, books, book: ownBook, circumstances }),
  };

  return {
    hands,
    open({ book, instrument, intent }: Event<'desk.open'>, pass: Pass) {
      declined('desk.open', openPosition(book, instrument, intent, pass), pass);
    },
    close: (event: Event<'desk.close'>, pass: Pass) => declined('desk.close', close(event, pass), pass),
    resumeExits,
    exitRefused,
    flatten: ({ why }: Event<'desk.flatten'>, pass: Pass) => void flattenAll(why, pass),
    cancelEntries,
    crossed({ position, level }: Event<'market.levelCrossed'>, pass: Pass) {
      const snapshot = registry.snapshot('position', position);
      if (snapshot === undefined || !snapshot.hasTag('isOpen') || snapshot.hasTag('isAdjusting')) return;
      if (level === 'addition')
        addTo(position, { by: 'quantity', quantity: entrySizeOf(snapshot.context) }, true, pass);
      if (level === 'scaleOut') leaving.scaleOut(position, pass);
    },
    add({ book, instrument, quantity }: Event<'desk.add'>, pass: Pass) {
      const position = books.positionsOf(book, instrument).at(-1);
      const sizing = { by: 'quantity', quantity } as const;
      const refusal = position === undefined ? refuse('noPosition') : addTo(position, sizing, false, pass);
      declined('desk.add', refusal, pass);
    },
    reduce: (event: Event<'desk.reduce'>, pass: Pass) => declined('desk.reduce', reduce(event, pass), pass),
    reprice({ position }: Event<'desk.reprice'>, pass: Pass) {
      declined('desk.reprice', leaving.reprice(position, pass), pass);
    },
    place({ terms, links: { book, position } }: Event<'desk.place'>, pass: Pass) {
      const order = pass.name<OrderId>();
      // What a person places by hand is no leg of any plan: only groups give orders other roles.
      const context = position === undefined ? undefined : registry.snapshot('position', position)?.context;
      const isItsOwn = context?.book === book && context.instrument === terms.instrument;
      const quote = prices.quote(terms.instrument);
      const links: OrderLinks = {
        book,
        role: 'manual',
        ...(isItsOwn && position !== undefined ? { position } : {}),
        ...(quote === undefined ? {} : { arrivalMid: midOf(quote) }),
      };
      pass.say({ type: 'order.place', order, terms, links });
    },
    group(event: Event<'desk.group'>, pass: Pass) {
      declined('desk.group', startGroup({ registry, books, gridOf, configuration, whyNotOpen }, event, pass), pass);
    },
  };
}

function declined(what: string, refusal: Refusal | null, pass: Pass): void {
  if (refusal === null) return;
  pass.say({ type: 'desk.declined', event: what, code: refusal.code, detail: refusal.value });
}

/** An order in short: `sell 100 stop at 99.01`. */
function legWords({
  terms: { side, quantity, type, limit, stop },
  links: { role },
}: Pick<LegPlan, 'terms' | 'links'>): string {
  const price = stop ?? limit;
  return `${role} ${side} ${decimalText(quantity)} ${type}${price === undefined ? '' : ` at ${decimalText(price)}`}`;
}
