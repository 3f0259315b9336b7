/** What the API shows of an engine: its views in the shapes of the answers. Nothing is kept but the latest signals. */
import { createHash } from 'node:crypto';
import type { ActorView } from '../../actors/engine/actorViews.ts';
import type { DeskDocument } from '../../actors/engine/core.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import type { OrderView, PositionView } from '../../actors/engine/views.ts';
import type { Quote } from '../../actors/market/priceIndex.ts';
import type { Instrument, Order, Position, Readiness, Rule, Status } from '../../adapters/controlApi/answers.ts';
import type { ShownDesk } from '../../adapters/controlApi/shownDesk.ts';
import { masked } from '../../adapters/controlApi/shownFacts.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import { encode } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { amountText, decimalText } from '../../money.ts';
import type { Journal } from '../../ports.ts';
import { topicsOf } from '../../ruleTopics.ts';
import type { NotificationsState } from '../notify/notifications.ts';
import type { LatestAlarms } from './latestAlarms.ts';
import { createLatestAlarms } from './latestAlarms.ts';
import { createLatestSignals } from './latestSignals.ts';
import { actorOf, oneActorOf } from './shownActors.ts';
import { limitsOf } from './shownLimits.ts';

export interface ShownParts {
  readonly engine: Engine;
  readonly desk: DeskConfiguration;
  readonly owner: JournalOwner;
  readonly journal: Pick<Journal, 'durable' | 'failure'>;
  readonly version: string;
  /** Kept by whoever keeps them over restarts; from here on, in memory, unless given. */
  readonly alarms?: LatestAlarms;
  /** How people are told. */
  readonly notifications?: (() => NotificationsState) | undefined;
}

export function shownDesk(parts: ShownParts): ShownDesk {
  const { engine, desk, owner, journal, version } = parts;
  const signals = createLatestSignals(engine.bus);
  /** A desk that runs may go on under another document. */
  let document = desk;
  engine.bus.subscribe('desk.configured', (event) => {
    document = (event.document as DeskDocument).configuration;
  });
  const alarms = parts.alarms ?? createLatestAlarms(engine.bus);
  const shownOf = (what: unknown): string => `${engine.sequence()}-${digest(what)}`;

  const feeds = () => engine.views.feeds().map(({ feed, state, isAlarm }) => ({ feed, state, isAlarm }));

  const readiness = (): Readiness => readinessOf(engine, document, journal);

  function status(): Omit<Status, 'control'> {
    const { views } = engine;
    const account = views.account();
    const [connection] = views.connections();
    const session = views.session();
    const { ready, fed } = readiness();
    const restrictions = views.restrictions();
    const open = views.openPositions();
    const alarmed = [...open, ...views.holdings(), ...views.feeds()].filter(({ isAlarm }) => isAlarm);
    return {
      version,
      desk: desk.name,
      account: masked(desk.account),
      mode: owner.mode,
      state: views.desk(),
      now: isoTime(views.now()),
      sequence: engine.sequence(),
      durable: journal.durable(),
      ...{ ready, fed },
      connection: connection === undefined ? null : { broker: connection.broker, state: connection.state },
      session:
        session === null
          ? null
          : {
              session: session.session,
              opens: isoTime(session.opens),
              closes: isoTime(session.closes),
              isOpen: session.isOpen,
            },
      restrictions: restrictions.map(({ scope, state }) => ({
        scope: scope.replace(desk.account, masked(desk.account)),
        state: state === 'halted' ? 'halted' : 'reducing',
        shown: shownOf([scope, state]),
      })),
      figures: {
        equity: amountText(account.equity),
        realised: amountText(account.realised),
        unrealised: amountText(account.unrealised),
        fees: amountText(account.fees),
        dividends: amountText(account.dividends),
        reserved: amountText(account.reserved),
      },
      currency: desk.currency,
      openPositions: open.length,
      workingOrders: views.orders().filter(({ isDone }) => !isDone).length,
      alarms: alarmed.length,
      feeds: feeds(),
      stage: stageShown(views.stage()),
      notifications: notificationsShown(parts.notifications?.()),
      shown: shownOf([views.desk(), restrictions, ...(views.stage() === null ? [] : [views.stage()?.stage])]),
    };
  }

  /** A name that holds an account is shown masked, and asked for so. */
  const shownId = (actor: ActorView): string => actorOf(actor, desk.account).id;

  return {
    sequence: () => engine.sequence(),
    now: () => isoTime(engine.views.now()),
    status,
    readiness,
    orders: () => engine.views.orders().map((order) => orderOf(order, shownOf)),
    positions: () => engine.views.positions().map((position) => positionOf(position, shownOf)),
    rules: () => rulesOf(engine, document, shownOf),
    limits: () => limitsOf(engine, document),
    feeds,
    signals: () => signals.list(),
    actors: () => engine.views.actors().map((actor) => actorOf(actor, desk.account)),
    actor(kind, id) {
      const { views } = engine;
      const found = views.actor(kind, id) ?? views.actors().find((each) => each.kind === kind && shownId(each) === id);
      return found === undefined ? undefined : oneActorOf(found, desk.account);
    },
    alarms: () => alarms.list(),
    instrument: (symbol) => instrumentOf(engine, desk, symbol, shownOf),
  };
}

/** Three questions: may orders leave, is all that is decided by there, and does the record reach the disk. */
export function readinessOf(
  engine: Pick<Engine, 'views'>,
  document: DeskConfiguration,
  journal: ShownParts['journal'],
): Readiness {
  const { views } = engine;
  const connections = views.connections();
  const isConnected = connections.length > 0 && connections.every(({ isReady }) => isReady);
  return {
    ready: isConnected && views.desk() === 'running',
    fed: isFed(engine, document),
    durable: journal.failure?.() === undefined,
  };
}

type ShownOf = (what: unknown) => string;

const stageShown = (view: ReturnType<Engine['views']['stage']>): Status['stage'] =>
  view === null
    ? null
    : { ...view, since: view.since === null ? null : isoTime(view.since), lacking: [...view.lacking] };

const notificationsShown = (state: NotificationsState | undefined): Status['notifications'] =>
  state === undefined ? null : { ways: [...state.ways], deadMan: state.deadMan };

/** What is shown, in short: what differs in it is another state. */
const digest = (what: unknown): string => createHash('sha256').update(encode(what)).digest('hex').slice(0, 16);

function isFed({ views }: Pick<Engine, 'views'>, { instruments }: DeskConfiguration): boolean {
  const hasData = (instruments ?? []).every((instrument) => views.isDataUsable(instrument));
  return hasData && views.feeds().every(({ isAlarm }) => !isAlarm);
}

const textOf = (price: Price | null | undefined): string | null =>
  price === null || price === undefined ? null : decimalText(price);

function orderOf(view: OrderView, shownOf: ShownOf): Order {
  const { order, terms, role, status, position, filled, isDone, addsRisk } = view;
  return {
    order,
    instrument: terms.instrument,
    side: terms.side,
    quantity: decimalText(terms.quantity),
    filled: decimalText(filled),
    type: terms.type,
    limit: textOf(terms.limit),
    stop: textOf(terms.stop),
    timeInForce: terms.timeInForce,
    ...{ role, status, position, isDone, addsRisk },
    shown: shownOf([order, terms, status, filled]),
  };
}

function positionOf(view: PositionView, shownOf: ShownOf): Position {
  const { position, book, instrument, state, protection, isAlarm, quantity, average, stop, target, openedAt } = view;
  return {
    ...{ position, book, instrument, state, protection, isAlarm },
    quantity: decimalText(quantity),
    average: decimalText(average),
    stop: textOf(stop),
    target: textOf(target),
    realised: amountText(view.realised),
    unrealised: amountText(view.unrealised),
    fees: amountText(view.fees),
    dividends: amountText(view.dividends),
    openedAt: openedAt === null ? null : isoTime(openedAt),
    shown: shownOf([position, state, protection, quantity, stop, target]),
  };
}

function instrumentOf(
  { views }: Engine,
  { instruments }: DeskConfiguration,
  symbol: string,
  shownOf: ShownOf,
): ReturnType<ShownDesk['instrument']> {
  const quote = views.quote(symbol as InstrumentId);
  if (instruments === null ? quote === undefined : !instruments.includes(symbol as InstrumentId)) return undefined;
  const orders = views.orders().filter(({ terms, isDone }) => terms.instrument === symbol && !isDone);
  const positions = views.openPositions().filter(({ instrument }) => instrument === symbol);
  const rows = {
    orders: orders.map((order) => orderOf(order, shownOf)),
    positions: positions.map((position) => positionOf(position, shownOf)),
  };
  return {
    instrument: symbol,
    quote: quote === undefined ? null : quoteOf(quote),
    isDataUsable: views.isDataUsable(symbol as InstrumentId),
    ...rows,
    // quotes come and go: an order is decided on what is held and what is out
    shown: shownOf([symbol, views.desk(), views.restrictions(), ...Object.values(rows).flat().map(stateOf)]),
  };
}

const stateOf = ({ shown }: { readonly shown: string }): string => shown.slice(shown.indexOf('-'));

const quoteOf = ({ bid, ask, last, bidSize, askSize, at }: Quote): NonNullable<Instrument['quote']> => ({
  ...{ bid: decimalText(bid), ask: decimalText(ask), last: decimalText(last) },
  ...{ bidSize: decimalText(bidSize), askSize: decimalText(askSize), at: isoTime(at) },
});

function rulesOf({ views }: Engine, { rules }: DeskConfiguration, shownOf: ShownOf): readonly Rule[] {
  const heard = views.rules();
  return rules.map(({ rule, when, condition, priority = 0, enabled = true, times }) => ({
    ...{ rule, condition, priority, enabled, times },
    when: [...topicsOf(when)],
    instruments: heard
      .filter((each) => each.rule === rule)
      .map(({ instrument, state, acted }) => ({
        ...{ instrument, state, acted },
        shown: shownOf([rule, instrument, state]),
      })),
  }));
}
