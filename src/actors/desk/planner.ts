/** Turns what is asked of the desk into positions, groups and orders: names and circumstances in, the pure plans of the machines out. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import { partsOf } from '../../machines/position/bracket.ts';
import type { Circumstances } from '../../machines/position/distances.ts';
import { planAddition, planOpening } from '../../machines/position/plan.ts';
import { entrySizeOf } from '../../machines/position/selectors.ts';
import type { Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { OpenIntent } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Indicators } from '../market/indicators.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import type { Sessions } from '../market/sessions.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import { spares, startGroup } from './groups.ts';
import { createLeaving } from './leaving.ts';
import type { Registry } from './registry.ts';

export interface PlannerParts {
  readonly registry: Registry;
  readonly books: Books;
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
  readonly add: Station<Event<'desk.add'>>;
  readonly reduce: Station<Event<'desk.reduce'>>;
  readonly reprice: Station<Event<'desk.reprice'>>;
  readonly crossed: Station<Event<'market.levelCrossed'>>;
  readonly place: Station<Event<'desk.place'>>;
  readonly group: Station<Event<'desk.group'>>;
  readonly cancelEntries: Station;
}

export function createPlanner({ registry, books, prices, indicators, sessions, configuration }: PlannerParts): Planner {
  const circumstances = (book: BookId, instrument: InstrumentId): Circumstances => ({
    account: configuration.account,
    book,
    instrument,
    quote: prices.quote(instrument),
    indicator: (name) => indicators.value(instrument, name),
    tick: configuration.tick,
    lot: configuration.lot,
  });

  const leaving = createLeaving({ registry, books, configuration, circumstances });
  const closePosition = leaving.close;

  function openPosition(book: BookId, instrument: InstrumentId, intent: OpenIntent, pass: Pass): Refusal | null {
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
    if ('code' in opening) return opening;
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
      lot: configuration.lot,
      spares: spares(parts.length, pass),
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
    if (sessions.current()?.isOpen === false) return refuse('sessionClosed');
    return books.positionOf(book, instrument) === undefined ? null : refuse('positionOpen');
  }

  /** An addition at the market, by the position's own plan or by hand. */
  function addTo(position: PositionId, wanted: Quantity, byPlan: boolean, pass: Pass): Refusal | null {
    const snapshot = registry.snapshot('position', position);
    if (snapshot === undefined || snapshot.context.group === null) return refuse('noPosition');
    if (!snapshot.hasTag('isOpen') || snapshot.hasTag('isAdjusting')) return refuse('positionBusy');
    const { book, instrument, group, side } = snapshot.context;
    const quantity = (wanted - (wanted % configuration.lot)) as Quantity;
    if (quantity <= 0n) return refuse('sizeZero', 'one lot', 'less');
    const addition = planAddition(circumstances(book, instrument), { position, group }, { side, quantity });
    pass.say({ type: 'position.adjust', position, order: pass.name<OrderId>(), ...addition, byPlan });
    return null;
  }

  function flattenAll(why: string, pass: Pass): null {
    for (const { book, instrument } of books.open()) closePosition(book, instrument, why, pass);
    cancelWorking(['manual'], why, pass);
    return null;
  }

  function cancelWorking(roles: readonly string[], why: string, pass: Pass): void {
    for (const [, snapshot] of registry.list('order')) {
      const { order, links } = snapshot.context;
      const isOut = snapshot.hasTag('isLive') || snapshot.hasTag('isSubmitting');
      if (isOut && roles.includes(links.role)) pass.say({ type: 'order.cancel', order, why });
    }
  }

  function act(event: Event<'rule.triggered'>, pass: Pass): Refusal | null {
    const plan = configuration.rules.find((each) => each.rule === event.rule);
    for (const action of plan?.actions ?? []) {
      const refusal =
        action.do === 'open'
          ? openPosition(configuration.book, event.instrument, action.intent, pass)
          : action.do === 'close'
            ? closePosition(configuration.book, event.instrument, event.rule, pass)
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
      declined('desk.close', closePosition(book, instrument, why, pass), pass);
    },
    flatten: ({ why }: Event<'desk.flatten'>, pass: Pass) => void flattenAll(why, pass),
    cancelEntries: ({ why }: { why: string }, pass: Pass) => cancelWorking(['entry', 'adjust', 'manual'], why, pass),
    crossed({ position, level }: Event<'market.levelCrossed'>, pass: Pass) {
      const snapshot = registry.snapshot('position', position);
      if (snapshot === undefined || !snapshot.hasTag('isOpen') || snapshot.hasTag('isAdjusting')) return;
      if (level === 'addition') addTo(position, entrySizeOf(snapshot.context), true, pass);
      if (level === 'scaleOut') leaving.scaleOut(position, pass);
    },
    add({ book, instrument, quantity }: Event<'desk.add'>, pass: Pass) {
      const position = books.positionOf(book, instrument);
      const refusal = position === undefined ? refuse('noPosition') : addTo(position, quantity, false, pass);
      declined('desk.add', refusal, pass);
    },
    reduce(event: Event<'desk.reduce'>, pass: Pass) {
      declined('desk.reduce', leaving.reduce(event, pass), pass);
    },
    reprice({ book, instrument }: Event<'desk.reprice'>, pass: Pass) {
      declined('desk.reprice', leaving.reprice(book, instrument, pass), pass);
    },
    /** Whoever places by hand says for which book; what the order is for in a position's plan only a group may say. */
    place({ terms, links }: Event<'desk.place'>, pass: Pass) {
      const order = pass.name<OrderId>();
      const { book, arrivalMid } = links;
      const own = { book, role: 'manual', ...(arrivalMid === undefined ? {} : { arrivalMid }) } as const;
      pass.say({ type: 'order.place', order, terms, links: own });
    },
    group(event: Event<'desk.group'>, pass: Pass) {
      declined('desk.group', startGroup({ registry, books, configuration, whyNotOpen }, event, pass), pass);
    },
  };
}

function declined(what: string, refusal: Refusal | null, pass: Pass): void {
  if (refusal === null) return;
  pass.say({ type: 'desk.declined', event: what, code: refusal.code, detail: refusal.value });
}
