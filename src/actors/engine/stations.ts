/** Makes the stations and gives each what it needs. The order of making is the order in which they depend on each other. */
import { encode } from '../../codec.ts';
import type { DeskConfiguration, Marks } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { OrderId } from '../../identifiers.ts';
import type { LegSource } from '../../machines/group/legFacts.ts';
import { legFact } from '../../machines/group/legFacts.ts';
import { isLower } from '../../machines/promotion/promotion.ts';
import type { BrokerAbilities, FeedFact, MarketEvent } from '../../ports.ts';
import { areSame } from '../../priceSteps.ts';
import type { DayStart } from '../dayStart.ts';
import { createDayStart } from '../dayStart.ts';
import type { Absences } from '../desk/absences.ts';
import { createAbsences } from '../desk/absences.ts';
import type { Adoptions } from '../desk/adoptions.ts';
import { createAdoptions } from '../desk/adoptions.ts';
import type { Books } from '../desk/books.ts';
import { createBooks } from '../desk/books.ts';
import type { ActorKind } from '../desk/charts.ts';
import type { Claims } from '../desk/claims.ts';
import { createClaims } from '../desk/claims.ts';
import type { CorporateActions } from '../desk/corporateActions.ts';
import { createCorporateActions } from '../desk/corporateActions.ts';
import type { Externals } from '../desk/externals.ts';
import { createExternals } from '../desk/externals.ts';
import { createFractions } from '../desk/fractions.ts';
import { spares } from '../desk/groups.ts';
import type { HeldOver } from '../desk/heldOver.ts';
import { createHeldOver } from '../desk/heldOver.ts';
import type { Holdings } from '../desk/holdings.ts';
import { createHoldings } from '../desk/holdings.ts';
import type { KillSwitch } from '../desk/killSwitch.ts';
import { createKillSwitch } from '../desk/killSwitch.ts';
import type { Lacking } from '../desk/lacking.ts';
import { createLacking } from '../desk/lacking.ts';
import { createLackingShares } from '../desk/lackingShares.ts';
import type { Lateness } from '../desk/lateness.ts';
import { createLateness } from '../desk/lateness.ts';
import { createLooseExits } from '../desk/looseExits.ts';
import type { NotedOrders } from '../desk/noted.ts';
import { createNotedOrders } from '../desk/noted.ts';
import type { Origins } from '../desk/origins.ts';
import { createOrigins } from '../desk/origins.ts';
import type { OthersTrades } from '../desk/othersTrades.ts';
import { createOthersTrades } from '../desk/othersTrades.ts';
import type { Planner } from '../desk/planner.ts';
import { createPlanner } from '../desk/planner.ts';
import type { Registry } from '../desk/registry.ts';
import { createRegistry } from '../desk/registry.ts';
import type { Retirement } from '../desk/retirement.ts';
import { createRetirement } from '../desk/retirement.ts';
import type { SessionEnd } from '../desk/sessionEnd.ts';
import { createSessionEnd } from '../desk/sessionEnd.ts';
import type { StatementMoney } from '../desk/statementMoney.ts';
import { createStatementMoney } from '../desk/statementMoney.ts';
import type { Statements } from '../desk/statements.ts';
import { createStatements } from '../desk/statements.ts';
import type { Takings } from '../desk/takings.ts';
import { createTakings } from '../desk/takings.ts';
import type { ToldTrades } from '../desk/toldTrades.ts';
import { createToldTrades } from '../desk/toldTrades.ts';
import type { WaitingExits } from '../desk/waitingExits.ts';
import { createWaitingExits } from '../desk/waitingExits.ts';
import type { WholeAccount } from '../desk/wholeAccount.ts';
import { createWholeAccount } from '../desk/wholeAccount.ts';
import type { Excursions } from '../excursions.ts';
import { createExcursions } from '../excursions.ts';
import type { MarketConditions } from '../market/conditions.ts';
import { createMarketConditions } from '../market/conditions.ts';
import type { Contracts } from '../market/contracts.ts';
import { createContracts } from '../market/contracts.ts';
import type { DataStates } from '../market/dataStates.ts';
import { createDataStates } from '../market/dataStates.ts';
import type { Indicators } from '../market/indicators.ts';
import { createIndicators } from '../market/indicators.ts';
import type { PriceIndex } from '../market/priceIndex.ts';
import { createPriceIndex, worthOf } from '../market/priceIndex.ts';
import type { Sessions } from '../market/sessions.ts';
import { createSessions } from '../market/sessions.ts';
import type { Outbox } from '../outbox.ts';
import { createOutbox } from '../outbox.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Portfolio } from '../portfolio.ts';
import { createPortfolio, equityOf } from '../portfolio.ts';
import type { Promotion } from '../promotion.ts';
import { createPromotion } from '../promotion.ts';
import type { AccountFiguresStation } from '../risk/accountFigures.ts';
import { createAccountFigures } from '../risk/accountFigures.ts';
import type { Gate } from '../risk/gate.ts';
import { createGate } from '../risk/gate.ts';
import type { Losses } from '../risk/losses.ts';
import { createLosses } from '../risk/losses.ts';
import { DESK_SCOPE, isScope } from '../risk/scopes.ts';
import { createActing } from '../rules/acting.ts';
import { createClearance } from '../rules/clearance.ts';
import { createConflicts } from '../rules/conflicts.ts';
import type { Halts } from '../rules/halts.ts';
import { createHalts } from '../rules/halts.ts';
import type { Reversals } from '../rules/reversals.ts';
import { createReversals } from '../rules/reversals.ts';
import type { RuleHistory } from '../rules/ruleHistory.ts';
import { createRuleHistory } from '../rules/ruleHistory.ts';
import type { Rules } from '../rules/rules.ts';
import { createRules } from '../rules/rules.ts';
import { createScopes } from '../scopes.ts';
import { createSignals } from '../signals.ts';
import type { Timers } from '../timers.ts';
import { createTimers } from '../timers.ts';

export interface Stations {
  readonly registry: Registry;
  readonly prices: PriceIndex;
  readonly indicators: Indicators;
  readonly dataStates: DataStates;
  readonly conditions: MarketConditions;
  readonly accountFigures: AccountFiguresStation;
  readonly contracts: Contracts;
  readonly sessions: Sessions;
  readonly portfolio: Portfolio;
  readonly excursions: Excursions;
  readonly marks: Marks;
  readonly books: Books;
  readonly holdings: Holdings;
  readonly adoptions: Adoptions;
  readonly fractions: ReturnType<typeof createFractions>;
  readonly absences: Absences;
  readonly externals: Externals;
  readonly othersTrades: OthersTrades;
  readonly takings: Takings;
  readonly toldTrades: ToldTrades;
  readonly lacking: Lacking;
  readonly noted: NotedOrders;
  readonly claims: Claims;
  readonly statements: Statements;
  readonly statementMoney: StatementMoney;
  readonly corporateActions: CorporateActions;
  readonly gate: Gate;
  readonly losses: Losses;
  readonly killSwitch: KillSwitch;
  readonly promotion: Promotion;
  /** At a lower stage what may add risk is taken back. */
  readonly demoted: Station<Event<'desk.stageChanged'>>;
  readonly outbox: Outbox;
  readonly heldOver: HeldOver;
  readonly timers: Timers;
  readonly planner: Planner;
  readonly waiting: WaitingExits;
  readonly wholeAccount: WholeAccount;
  readonly dayStart: DayStart;
  readonly rules: Rules;
  /** What is kept of what was decided under another document. */
  readonly carriedOver: (before: DeskConfiguration, now: DeskConfiguration) => void;
  readonly ruleHistory: RuleHistory;
  readonly halts: Halts;
  readonly reversals: Reversals;
  /** A rule acts. */
  readonly triggered: Station<Event<'rule.triggered'>>;
  readonly lateness: Lateness;
  readonly retirement: Retirement;
  readonly origins: Origins;
  readonly sessionEnd: SessionEnd;
  readonly refusedForData: Station<Event<'risk.refused'>>;
  readonly mark: Station<MarketEvent>;
  /** What is held is valued in new shares at once; how it went before is measured already. */
  readonly remark: Station<Event<'holding.split'>>;
  /** Open positions go on by the steps of the broker. */
  readonly stepPositions: Station<Event<'market.contract'>>;
  readonly makeOrder: Station<Event<'order.place'>>;
  readonly toOrder: Station;
  readonly toOrdersOut: Station;
  readonly toGroup: Station;
  readonly toLeg: Station<LegSource>;
  readonly toPosition: Station;
  readonly toRule: Station;
  readonly toRisk: Station;
  readonly toConnection: Station;
  readonly toFeed: Station<FeedFact>;
  /** Which sources are listened to is said anew by an engine that goes on. */
  readonly toFeeds: Station<Event<'desk.resumed'>>;
  /** The same station, deaf to what another account holds. */
  ofOurAccount(station: Station<Event<'broker.snapshot'>>): Station<Event<'broker.snapshot'>>;
  readonly handshaken: Station<Event<'connection.handshaken'>>;
  readonly toDesk: Station;
  readonly unpack: Station<Event<'group.spoke' | 'position.spoke'>>;
  readonly protectionSettled: Station<Event<'group.done'>>;
  readonly supplyNames: Station<Event<'group.wantsNames'>>;
  readonly retryGroups: Station<Event<'connection.ready'>>;
  readonly expire: Station<Event<'clock.deadline'>>;
  readonly recordFailed: Station<Event<'desk.recordFailed'>>;
  readonly change: Station<Event<'desk.amend'>>;
  readonly cancel: Station<Event<'desk.cancel'>>;
}

export function createStations(
  owners: Owners,
  configuration: DeskConfiguration,
  abilities: BrokerAbilities,
  say: (message: Event) => void,
): Stations {
  const registry = createRegistry(owners, say);
  const prices = createPriceIndex(owners);
  const sessions = createSessions(owners);
  const indicators = createIndicators(owners, configuration.indicators, sessions);
  const portfolio = createPortfolio(owners, configuration);
  const excursions = createExcursions(
    owners,
    prices.quote,
    (quote, quantity) => worthOf(quote, quantity, configuration.marks),
    (position) => registry.snapshot('position', position)?.context.over === true,
  );
  const timers = createTimers(owners);
  const contracts = createContracts(owners, configuration);
  const { gridOf } = contracts;
  const books = createBooks(owners, registry, { configuration, gridOf });
  const holdings = createHoldings({ owners, registry, configuration, isConnected: () => gate.isConnected() });
  const adoptions = createAdoptions({ owners, registry, books, gridOf, configuration });
  const absences = createAbsences(owners, registry);
  const noted = createNotedOrders(owners, registry, configuration);
  const externals = createExternals({ owners, registry, absences, recognise: noted.recognise, configuration });
  const fractions = createFractions({ registry, gridOf, configuration });
  const claims = createClaims(owners);
  const statementMoney = createStatementMoney(owners);
  const statements = createStatements({ registry, claims, money: statementMoney, configuration });
  const corporateActions = createCorporateActions({
    owners,
    registry,
    books,
    gridOf,
    configuration,
    quotedAt: (instrument) => prices.quote(instrument)?.at,
  });
  const dataStates = createDataStates(owners, {
    isConnected: () => gate.isConnected(),
    held: () => books.open().map(({ instrument }) => instrument),
  });
  const conditions = createMarketConditions(owners);
  const accountFigures = createAccountFigures(owners, configuration);
  const lackingShares = createLackingShares({ registry, books, configuration });
  const losses = createLosses({
    ...{ owners, registry, books, portfolio, prices, dataStates, configuration },
    tradesComing: (book, instrument) => gate.tradesComing(book, instrument),
  });
  const promotion = createPromotion(owners, portfolio, configuration);
  const gate = createGate({
    stage: promotion,
    owners,
    registry,
    books,
    lackingShares,
    portfolio,
    prices,
    dataStates,
    losses,
    conditions,
    accountFigures,
    sessions,
    configuration,
    abilities,
  });
  const looseExits = createLooseExits({ registry, gate, lackingShares });
  const lacking = createLacking({ registry, shares: lackingShares, looseExits });
  const takings = createTakings({ owners, registry, books, holdings, portfolio, looseExits, lackingShares });
  const { inNewShares } = corporateActions;
  const isOfOthers = externals.has;
  const toldTrades = createToldTrades({ owners, registry, configuration });
  const othersTrades = createOthersTrades({
    registry,
    books,
    takings,
    toldTrades,
    inNewShares,
    isOfOthers,
    configuration,
  });
  const outbox = createOutbox(owners, gate);
  const heldOver = createHeldOver(outbox, gate);
  const waiting = createWaitingExits(owners, sessions, () => gate.isConnected());
  const halts = createHalts(owners, registry);
  const history = createRuleHistory(owners, sessions);
  const planner = createPlanner({
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
    equity: () => (portfolio.isFunded() ? equityOf(portfolio.totals()) : undefined),
    configuration,
  });
  const { open, close } = planner.hands;
  const reversals = createReversals({ owners, registry, books, configuration, open, close });
  const triggered = createActing({
    planOf: (rule) => rules.planOf(rule),
    isObserving: () => promotion.isObserving(),
    clearance: createClearance(history, createConflicts(owners)),
    hands: {
      ...planner.hands,
      ...{ halts, reversals },
      scopeOf: (scope, instrument) =>
        ({ desk: DESK_SCOPE, book: `book/${configuration.book}`, symbol: `instrument/${instrument}` })[scope],
    },
  });
  const wholeAccount = createWholeAccount({ owners, registry, books, gate, prices, sessions, gridOf, configuration });
  const killSwitch = createKillSwitch({ owners, registry, books, configuration });
  const dayStart = createDayStart(owners, portfolio);
  const scopes = createScopes({
    ...{ registry, books, prices, dataStates, indicators, sessions, portfolio, dayStart, configuration },
    stateOf: gate.tradingState,
  });
  const lateness = createLateness({ owners, registry, timers, sessions, configuration, broker: abilities.name });
  const rules = createRules({
    ...{ configuration, registry, scopes, lateness, history },
    signals: createSignals(owners, configuration),
  });
  /** Values of an indicator that is another one now are of no use; a rule that failed and is another one now may try again. */
  function carriedOver(before: DeskConfiguration, now: DeskConfiguration): void {
    indicators.use(now.indicators, before.indicators);
    losses.carriedOver(before.losses, now.losses);
    registry.releaseRules((actor) => {
      const rule = actor.slice(0, actor.lastIndexOf('/'));
      const planIn = ({ rules: all }: DeskConfiguration) => encode(all.find((plan) => plan.rule === rule) ?? null);
      return planIn(before) !== planIn(now);
    });
  }
  const retirement = createRetirement(owners, registry, sessions);
  const origins = createOrigins(owners);
  const sessionEnd = createSessionEnd({ registry, books, sessions, configuration });

  registry.create('connection', abilities.name, { broker: abilities.name });
  registry.create('risk', DESK_SCOPE, { scope: DESK_SCOPE });
  owners.commit();

  const byField =
    (kind: ActorKind, field: string): Station =>
    (event: Event) =>
      registry.hear(kind, (event as unknown as Record<string, string>)[field] ?? '', event);

  return {
    registry,
    prices,
    indicators,
    dataStates,
    conditions,
    accountFigures,
    contracts,
    sessions,
    portfolio,
    excursions,
    marks: configuration.marks,
    books,
    holdings,
    adoptions,
    fractions,
    absences,
    externals,
    othersTrades,
    takings,
    toldTrades,
    lacking,
    noted,
    claims,
    statements,
    statementMoney,
    corporateActions,
    gate,
    losses,
    killSwitch,
    promotion,
    demoted(event: Event<'desk.stageChanged'>, pass: Pass) {
      if (isLower(event.to, event.from)) planner.cancelEntries(event, pass);
    },
    outbox,
    heldOver,
    timers,
    planner,
    waiting,
    wholeAccount,
    dayStart,
    carriedOver,
    rules,
    ruleHistory: history,
    halts,
    reversals,
    triggered,
    lateness,
    retirement,
    origins,
    sessionEnd,
    refusedForData({ order, code }: Event<'risk.refused'>, pass: Pass) {
      const instrument = registry.snapshot('order', order)?.context.terms.instrument;
      if (code === 'dataNotLive' && instrument !== undefined) dataStates.missed(instrument, pass);
    },
    mark({ instrument }: MarketEvent) {
      const quote = prices.quote(instrument);
      if (quote === undefined) return;
      portfolio.mark(instrument, quote);
      losses.mark(instrument, quote);
      promotion.measure();
      excursions.mark(instrument, quote);
    },
    remark({ instrument }: Event<'holding.split'>) {
      const quote = prices.quote(instrument);
      if (quote === undefined) return;
      portfolio.mark(instrument, quote);
      losses.mark(instrument, quote);
    },
    stepPositions({ instrument }: Event<'market.contract'>, pass: Pass) {
      const { tick } = gridOf(instrument);
      for (const [, { context }] of registry.list('position')) {
        const { position, over, plan } = context;
        if (over || context.instrument !== instrument || areSame(plan.tick, tick)) continue;
        pass.say({ type: 'position.stepped', position, tick });
      }
    },
    makeOrder({ order, terms, links }: Event<'order.place'>, pass: Pass) {
      origins.note(order, pass);
      registry.create('order', order, { order, terms, links, patience: configuration.patience });
    },
    toOrder: byField('order', 'order'),
    toOrdersOut(event: Event) {
      for (const [order, snapshot] of registry.list('order')) {
        if (snapshot.hasTag('isLive') || snapshot.hasTag('isSubmitting')) registry.hear('order', order, event);
      }
    },
    toGroup: byField('group', 'group'),
    toLeg(event: LegSource, pass: Pass) {
      const fact = legFact(event);
      if (fact !== undefined) pass.say(fact);
    },
    toPosition: byField('position', 'position'),
    toRule: (event) => registry.hear('rule', `${event.rule}/${event.instrument}`, event),
    toRisk(event: Event<'risk.reduce' | 'risk.halt' | 'risk.resume'>, pass: Pass) {
      const { scope, type } = event;
      if (!isScope(scope)) {
        pass.say({ type: 'desk.declined', event: type, code: 'scopeUnknown', detail: scope });
        return;
      }
      if (!registry.has('risk', scope)) registry.create('risk', scope, { scope });
      registry.hear('risk', scope, event);
    },
    toConnection: (event) => registry.hear('connection', abilities.name, event),
    toFeed(event: FeedFact) {
      const { feed } = event;
      if (!registry.has('feed', feed)) registry.create('feed', feed, { feed });
      registry.hear('feed', feed, event);
    },
    toFeeds(event: Event<'desk.resumed'>) {
      for (const [feed] of registry.list('feed')) registry.hear('feed', feed, event);
    },
    ofOurAccount: (station) => (event, pass) => {
      if (event.snapshot.account === configuration.account) station(event, pass);
    },
    /** What account it is the broker says, never the port: with another one nothing is read and nothing leaves (B37). */
    handshaken(event: Event<'connection.handshaken'>, pass: Pass) {
      const { broker, account } = event;
      const expected = configuration.account;
      if (account === expected) registry.hear('connection', abilities.name, event);
      else {
        pass.say({ type: 'connection.accountWrong', broker, account, expected });
        pass.say({ type: 'connection.disconnect', broker, why: `it is logged in to ${account}` });
      }
    },
    toDesk: (event) => registry.tellDesk(event),
    unpack({ messages }: Event<'group.spoke' | 'position.spoke'>, pass: Pass) {
      for (const message of messages) pass.say(message as Event);
    },
    protectionSettled({ group }: Event<'group.done'>, pass: Pass) {
      const position = registry.snapshot('group', group)?.context.position ?? null;
      if (position !== null) pass.say({ type: 'protection.settled', position });
    },
    supplyNames: ({ group }: Event<'group.wantsNames'>, pass: Pass) =>
      pass.say({ type: 'group.supply', group, spares: spares(1, pass) }),
    /** What was turned down while the line was away is asked for as soon as it is back. */
    retryGroups(_event: Event<'connection.ready'>, pass: Pass) {
      for (const [, { context }] of registry.list('group'))
        if (context.legs.some(({ stuck }) => stuck)) pass.say({ type: 'group.retry', group: context.group });
    },
    expire(event: Event<'clock.deadline'>, pass: Pass) {
      if (!timers.expire(event)) return;
      if (event.owner === 'noted') noted.review(event, pass);
      else if (event.owner === 'losses') losses.expired(event, pass);
      else if (event.owner === 'kill') killSwitch.expired(event, pass);
      else registry.hear(event.owner as ActorKind, event.id, event);
    },
    recordFailed: ({ detail }: Event<'desk.recordFailed'>, pass: Pass) =>
      pass.say({ type: 'desk.emergency', why: `the journal can not be written: ${detail}` }),
    change: ({ order, change, why }: Event<'desk.amend'>, pass: Pass) =>
      pass.say({ type: 'order.change', order: order as OrderId, change, why }),
    cancel({ order, why }: Event<'desk.cancel'>, pass: Pass) {
      if (registry.has('order', order)) pass.say({ type: 'order.cancel', order, why });
      else pass.say({ type: 'desk.declined', event: 'desk.cancel', code: 'orderUnknown', detail: order });
    },
  };
}
