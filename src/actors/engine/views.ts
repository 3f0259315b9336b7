/** What readers may ask of the engine: copies of what is, never the thing itself. */
import type { FeedName, FeedState } from '../../feedNames.ts';
import type {
  AccountId,
  BookId,
  GroupId,
  InstrumentId,
  OrderId,
  PositionId,
  RuleId,
  Timestamp,
} from '../../identifiers.ts';
import { isDone, printedStatus } from '../../machines/order/selectors.ts';
import { averageOf } from '../../machines/position/levels.ts';
import { printedProtection, printedState } from '../../machines/position/selectors.ts';
import type { Comparison, Period } from '../../machines/reconciliation/statement.ts';
import type { CashComparison } from '../../machines/reconciliation/statementCash.ts';
import type { DataState } from '../../marketStates.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { OrderTerms, Role } from '../../orders.ts';
import type { StatementTrade } from '../../plans.ts';
import type { Clock } from '../../ports.ts';
import type { StatedMoney } from '../desk/statements.ts';
import type { Quote } from '../market/priceIndex.ts';
import { worthOf } from '../market/priceIndex.ts';
import type { Session } from '../market/sessions.ts';
import type { Totals } from '../portfolio.ts';
import { equityOf, residueOf, unrealisedOf } from '../portfolio.ts';
import type { StageView } from '../promotion.ts';
import type { ScopeLosses } from '../risk/losses.ts';
import type { ActorViews } from './actorViews.ts';
import { createActorViews } from './actorViews.ts';
import type { Core } from './core.ts';

export interface OrderView {
  readonly order: OrderId;
  readonly position: PositionId | null;
  readonly role: Role;
  readonly status: string;
  readonly terms: OrderTerms;
  readonly filled: Quantity;
  /** Σ price × quantity of the executions. */
  readonly notional: Amount;
  /** Over, with nothing of it pending. */
  readonly isDone: boolean;
  /** What is left of it may add risk: to take it back only reduces. */
  readonly addsRisk: boolean;
}
export interface PositionView {
  readonly position: PositionId;
  /** The group whose exits are for it; `null` when nobody planned any. */
  readonly group: GroupId | null;
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly state: string;
  readonly protection: string;
  readonly isAlarm: boolean;
  /** Long above zero, short below. */
  readonly quantity: Quantity;
  readonly average: Price;
  readonly stop: Price | null;
  readonly target: Price | null;
  readonly realised: Amount;
  readonly unrealised: Amount;
  readonly fees: Amount;
  /** By currency: fees in another one than the desk's. */
  readonly foreignFees: Readonly<Record<string, Amount>>;
  /** What dividends have brought it; below zero for one that was short. */
  readonly dividends: Amount;
  /** Since when it is held; `null` when it is not. */
  readonly openedAt: Timestamp | null;
  /** Its best and its worst profit so far, at the marks and before fees. */
  readonly favourable: Amount | null;
  readonly adverse: Amount | null;
}
export interface HoldingView {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  readonly state: string;
  readonly isAlarm: boolean;
  /** What the broker last said that the account holds; `null` while it has said nothing. */
  readonly reported: Quantity | null;
  /** Σ of our books. */
  readonly booked: Quantity;
  /** What we did not open. */
  readonly foreign: Quantity;
  /** What of our books the account has no more. */
  readonly lacking: Quantity;
}
export interface AccountView extends Totals {
  readonly equity: Amount;
  readonly unrealised: Amount;
  /** Zero to the last digit: equity change less (realised + unrealised + dividends − fees). */
  readonly residue: Amount;
  /** Room taken by open orders that add risk. */
  readonly reserved: Amount;
}

export interface FeedView {
  readonly feed: FeedName;
  readonly state: FeedState;
  readonly isAlarm: boolean;
}

/** A rule where it has been heard so far. */
export interface RuleView {
  readonly rule: RuleId;
  readonly instrument: InstrumentId;
  readonly state: string;
  /** How often it has acted. */
  readonly acted: number;
}
export interface ConnectionView {
  readonly broker: string;
  readonly state: string;
  /** Orders may leave. */
  readonly isReady: boolean;
}

export interface EngineViews extends ActorViews {
  /** Live and lately ended orders, in the order in which they were made. */
  orders(): readonly OrderView[];
  /** Live and lately ended positions, in the order in which they were made. */
  positions(): readonly PositionView[];
  /** The positions that are planned or held, sorted by book and instrument. */
  openPositions(): readonly PositionView[];
  /** What the broker says the account holds beside what our books say, sorted by instrument. */
  holdings(): readonly HoldingView[];
  account(): AccountView;
  quote(instrument: InstrumentId): Quote | undefined;
  /** What the market data of the instrument is; `undefined` where the feed does not tell. */
  dataState(instrument: InstrumentId): DataState | undefined;
  /** Whether an order may add risk by the market data of the instrument; so where no feed tells of itself. */
  isDataUsable(instrument: InstrumentId): boolean;
  session(): Session | null;
  /** The scopes in which trading is not as free as it can be: halted, or only reducing; sorted. */
  /** How the desk and its books stand against their limits on losses; nothing where the document has none. */
  losses(): readonly ScopeLosses[];
  restrictions(): readonly { readonly scope: string; readonly state: string }[];
  /** A statement of the broker beside our executions; nothing is changed. It covers its first trade to its last unless told. */
  compareStatement(trades: readonly StatementTrade[], period?: Period): Comparison;
  /** The money and the splits of a statement beside ours; nothing is changed. */
  compareMoney(money: StatedMoney): CashComparison;
  /** The ways by which signals come, sorted by name. */
  feeds(): readonly FeedView[];
  /** The rules that have an actor, sorted by name and instrument: one is made when its rule is first needed for an instrument. */
  rules(): readonly RuleView[];
  /** The ways to brokers, sorted by name. */
  connections(): readonly ConnectionView[];
  desk(): string;
  /** At which stage the desk stands; `null` where its document has none. */
  stage(): StageView | null;
  now(): Timestamp;
}

export function createViews({ stations, document }: Core, clock: Pick<Clock, 'now'>): EngineViews {
  const { registry, portfolio, prices, dataStates, sessions, books, gate, excursions, marks, statements } = stations;

  function orders(): readonly OrderView[] {
    return inOrder(registry.list('order')).map(([, snapshot]) => {
      const { order, links, terms, filled, notional } = snapshot.context;
      return {
        order,
        position: links.position ?? null,
        role: links.role,
        status: printedStatus(snapshot),
        terms,
        filled,
        notional,
        isDone: isDone(snapshot),
        addsRisk: gate.addsRisk(order),
      };
    });
  }

  function positionView(id: string): PositionView | undefined {
    const snapshot = registry.snapshot('position', id);
    if (snapshot === undefined) return undefined;
    const { context } = snapshot;
    const quote = prices.quote(context.instrument);
    const value = quote === undefined ? context.cost : worthOf(quote, context.quantity, marks);
    const excursion = excursions.of(context.position);
    return {
      position: context.position,
      group: context.group,
      book: context.book,
      instrument: context.instrument,
      state: printedState(snapshot),
      protection: printedProtection(snapshot),
      isAlarm: snapshot.hasTag('isAlarm'),
      quantity: context.quantity,
      average: averageOf(context),
      stop: context.levels.stop ?? null,
      target: context.levels.targets?.[0] ?? null,
      realised: context.realised,
      unrealised: context.quantity === 0n ? zero : ((value - context.cost) as Amount),
      fees: context.fees,
      foreignFees: context.foreignFees,
      dividends: context.dividends,
      openedAt: excursion?.openedAt ?? null,
      favourable: excursion?.favourable ?? null,
      adverse: excursion?.adverse ?? null,
    };
  }
  const isThere = (view: PositionView | undefined): view is PositionView => view !== undefined;

  return {
    ...createActorViews(registry, document.configuration.name),
    orders,
    positions: () =>
      inOrder(registry.list('position'))
        .map(([id]) => positionView(id))
        .filter(isThere),
    openPositions: () =>
      books
        .open()
        .map(({ position }) => positionView(position))
        .filter(isThere),
    holdings: () =>
      registry.list('holding').map(([, snapshot]) => {
        const { account, instrument, reported, booked, foreign, lacking } = snapshot.context;
        return {
          account,
          instrument,
          state: String(snapshot.value),
          isAlarm: snapshot.hasTag('isAlarm'),
          reported,
          booked,
          foreign,
          lacking,
        };
      }),
    account() {
      const totals = portfolio.totals();
      return {
        ...totals,
        equity: equityOf(totals),
        unrealised: unrealisedOf(totals),
        residue: residueOf(totals),
        reserved: gate.reserved(),
      };
    },
    quote: (instrument) => prices.quote(instrument),
    dataState: (instrument) => dataStates.of(instrument),
    isDataUsable: (instrument) => dataStates.objection(instrument) === null,
    session: () => sessions.current(),
    losses: () => stations.losses.uses(),
    restrictions: () =>
      registry
        .list('risk')
        .filter(([, snapshot]) => !snapshot.hasTag('isActive'))
        .map(([scope, snapshot]) => ({ scope, state: String(snapshot.value) })),
    compareStatement: (trades, period) => statements.compare(trades, period),
    compareMoney: (money) => statements.compareMoney(money),
    feeds: () =>
      registry.list('feed').map(([feed, snapshot]) => ({
        ...{ feed: feed as FeedName, state: snapshot.value as FeedState, isAlarm: snapshot.hasTag('isAlarm') },
      })),
    rules: () =>
      registry.list('rule').map(([, snapshot]) => {
        const { rule, instrument, acted } = snapshot.context;
        return { rule, instrument, state: String(snapshot.value), acted };
      }),
    connections: () =>
      registry.list('connection').map(([broker, snapshot]) => ({
        ...{ broker, state: String(snapshot.value), isReady: snapshot.hasTag('isReady') },
      })),
    stage: () => stations.promotion.view(),
    desk: () => String(registry.desk().getSnapshot().value),
    now: () => clock.now(),
  };
}

/** Names carry the sequence that made them: `desk-20.1` comes behind `desk-8.2`. */
const inOrder = <T>(list: readonly (readonly [id: string, snapshot: T])[]): readonly (readonly [string, T])[] =>
  list
    .map((each) => ({ each, place: placeOf(each[0]) }))
    .sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1])
    .map(({ each }) => each);
function placeOf(id: string): readonly [number, number] {
  const [, sequence = '0', index = '0'] = /-(\d+)\.(\d+)$/.exec(id) ?? [];
  return [Number(sequence), Number(index)];
}
