/** Turns what is asked of the desk into positions, groups and orders: names and circumstances in, the pure plans of the machines out. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { OrderContext } from '../../machines/order/order.ts';
import type { Circumstances } from '../../machines/position/plan.ts';
import { planAddition, planExit, planOpening } from '../../machines/position/plan.ts';
import { entrySizeOf } from '../../machines/position/selectors.ts';
import { magnitude, zero } from '../../money.ts';
import type { OrderLinks } from '../../orders.ts';
import type { OpenIntent } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Indicators } from '../market/indicators.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import { midOf } from '../market/priceIndex.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Pass, Station } from '../pass.ts';
import type { Gate } from '../risk/gate.ts';
import { isScope, scopesOf } from '../risk/scopes.ts';
import type { Books } from './books.ts';
import type { Registry } from './registry.ts';

export interface PlannerParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly gate: Gate;
  readonly prices: PriceIndex;
  readonly indicators: Indicators;
  readonly sessions: Sessions;
  readonly configuration: DeskConfiguration;
}

export interface Planner {
  readonly triggered: Station<Event<'rule.triggered'>>;
  readonly open: Station<Event<'desk.open'>>;
  readonly close: Station<Event<'desk.close'>>;
  readonly flatten: Station<Event<'desk.flatten'>>;
  readonly crossed: Station<Event<'market.levelCrossed'>>;
  readonly place: Station<Event<'desk.place'>>;
  readonly group: Station<Event<'desk.group'>>;
  readonly cancelEntries: Station<Event<'risk.halt' | 'desk.drain' | 'desk.emergency'>>;
}

export function createPlanner({
  registry,
  books,
  gate,
  prices,
  indicators,
  sessions,
  configuration,
}: PlannerParts): Planner {
  const circumstances = (book: BookId, instrument: InstrumentId): Circumstances => ({
    account: configuration.account,
    book,
    instrument,
    quote: prices.quote(instrument),
    indicator: (name) => indicators.value(instrument, name),
    tick: configuration.tick,
    lot: configuration.lot,
  });

  function openPosition(book: BookId, instrument: InstrumentId, intent: OpenIntent, pass: Pass): Refusal | null {
    const hindrance = whyNotOpen(book, instrument);
    if (hindrance !== null) return hindrance;
    const names = {
      position: pass.name<PositionId>(),
      group: pass.name<GroupId>(),
      entry: pass.name<OrderId>(),
      target: pass.name<OrderId>(),
      stop: pass.name<OrderId>(),
    };
    const opening = planOpening(intent, circumstances(book, instrument), names);
    if ('code' in opening) return opening;
    const { patience, account } = configuration;
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
      patience,
    });
    registry.create('group', group, {
      group,
      kind: 'bracket',
      position,
      legs,
      held: zero,
      spares: spares(pass),
      patience,
    });
    books.plan(book, instrument, position);
    pass.say({ type: 'position.open', position });
    return null;
  }

  function whyNotOpen(book: BookId, instrument: InstrumentId): Refusal | null {
    if (!registry.desk().getSnapshot().hasTag('isRunning')) return refuse('notRunning');
    const { instruments } = configuration;
    if (instruments !== null && !instruments.includes(instrument))
      return refuse('instrumentUnknown', instruments.join(' '), instrument);
    const session = sessions.current();
    if (session?.isOpen === false) return refuse('sessionClosed');
    const quote = prices.quote(instrument);
    if (session !== null && quote !== undefined && quote.at < session.opens)
      return refuse('quoteStale', isoTime(session.opens), isoTime(quote.at));
    return books.positionsOf(book, instrument).length === 0 ? null : refuse('positionOpen');
  }

  /** Closes every position of a book in an instrument. */
  function closePositions(book: BookId, instrument: InstrumentId, why: string, pass: Pass): Refusal | null {
    const positions = books.positionsOf(book, instrument);
    if (positions.length === 0) return refuse('noPosition');
    let refusal: Refusal | null = null;
    for (const position of positions) refusal ??= closePosition(position, why, pass);
    return refusal;
  }

  function closePosition(position: PositionId, why: string, pass: Pass): Refusal | null {
    const context = registry.snapshot('position', position)?.context;
    if (context === undefined) return refuse('noPosition');
    const { book, instrument } = context;
    const where = circumstances(book, instrument);
    const exit = planExit(where, context.quantity, configuration.exitThrough, pass.name<OrderId>());
    if ('code' in exit) return exit;
    pass.say({ type: 'position.close', position, exit, why });
    if (context.group !== null) return null;
    // Nobody planned this position, so no group can leave it: an exit order of its own does.
    const { terms, links } = planAddition(
      where,
      { position, group: '' as GroupId },
      {
        side: context.quantity > 0n ? 'short' : 'long',
        quantity: magnitude(context.quantity),
      },
    );
    const { group: _group, ...own } = links;
    pass.say({ type: 'order.place', order: exit.order, terms, links: { ...own, role: 'exit' } });
    return null;
  }

  function flattenAll(why: string, pass: Pass): null {
    for (const { position } of books.open()) declined('desk.flatten', closePosition(position, why, pass), pass);
    cancelWorking(({ links }) => links.role === 'manual', why, pass);
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
  function cancelEntries(event: Event<'risk.halt' | 'desk.drain' | 'desk.emergency'>, pass: Pass): void {
    const scope = event.type === 'risk.halt' && isScope(event.scope) ? event.scope : null;
    if (event.type === 'risk.halt' && scope === null) return;
    const isWithin = ({ links: { book }, terms: { account, instrument } }: OrderContext): boolean =>
      scope === null || scopesOf({ account, book, instrument }).includes(scope);
    cancelWorking((order) => gate.addsRisk(order.order) && isWithin(order), event.why, pass);
  }

  function act(event: Event<'rule.triggered'>, pass: Pass): Refusal | null {
    const plan = configuration.rules.find((each) => each.rule === event.rule);
    for (const action of plan?.actions ?? []) {
      const refusal =
        action.do === 'open'
          ? openPosition(configuration.book, event.instrument, action.intent, pass)
          : action.do === 'close'
            ? closePositions(configuration.book, event.instrument, event.rule, pass)
            : flattenAll(event.rule, pass);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  return {
    triggered(event: Event<'rule.triggered'>, pass: Pass) {
      const refusal = act(event, pass);
      const { rule, instrument, signal } = event;
      pass.say({ type: 'rule.answered', rule, instrument, accepted: refusal === null, code: refusal?.code ?? '' });
      if (refusal === null) return;
      const detail = refusal.limit === '' ? refusal.value : `${refusal.value} against ${refusal.limit}`;
      pass.say({
        type: 'rule.declined',
        rule,
        instrument,
        code: refusal.code,
        detail,
        ...(signal === undefined ? {} : { signal }),
      });
    },
    open({ book, instrument, intent }: Event<'desk.open'>, pass: Pass) {
      declined('desk.open', openPosition(book, instrument, intent, pass), pass);
    },
    close({ book, instrument, why }: Event<'desk.close'>, pass: Pass) {
      declined('desk.close', closePositions(book, instrument, why, pass), pass);
    },
    flatten: ({ why }: Event<'desk.flatten'>, pass: Pass) => void flattenAll(why, pass),
    cancelEntries,
    crossed({ position }: Event<'market.levelCrossed'>, pass: Pass) {
      const snapshot = registry.snapshot('position', position);
      if (snapshot === undefined || snapshot.context.group === null || !snapshot.hasTag('isOpen')) return;
      const { book, instrument, group, side } = snapshot.context;
      const addition = planAddition(
        circumstances(book, instrument),
        { position, group },
        { side, quantity: entrySizeOf(snapshot.context) },
      );
      const order = pass.name<OrderId>();
      pass.say({ type: 'position.adjust', position, order, ...addition });
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
    group({ legs }: Event<'desk.group'>, pass: Pass) {
      const group = pass.name<GroupId>();
      const quantity = legs[0]?.terms.quantity ?? zero;
      const named = legs.map((leg) => ({
        ...leg,
        order: pass.name<OrderId>(),
        terms: { ...leg.terms, oca: { name: group, type: 2 as const } },
        links: { ...leg.links, group },
      }));
      const { patience } = configuration;
      registry.create('group', group, {
        group,
        kind: 'oco',
        legs: named,
        held: quantity,
        spares: spares(pass),
        patience,
      });
      pass.say({ type: 'group.start', group });
    },
  };
}

const spares = (pass: Pass): readonly OrderId[] => [pass.name<OrderId>(), pass.name<OrderId>()];

function declined(what: string, refusal: Refusal | null, pass: Pass): void {
  if (refusal === null) return;
  pass.say({ type: 'desk.declined', event: what, code: refusal.code, detail: refusal.value });
}
