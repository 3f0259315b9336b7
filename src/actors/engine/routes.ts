/**
 * The path of every event: at which stations it stops, in order. What is not in this table changes nothing and is only published.
 * Stations are grouped by who speaks: the market, signals and rules, orders, groups, positions, the broker, time, the desk.
 */
import type { EventType, EventUnder, Topic } from '../../events.ts';
import type { Station } from '../pass.ts';
import type { Stations } from './stations.ts';

type Routes = { readonly [T in Topic]?: readonly Station<EventUnder<T>>[] };

export const routesOf = (
  s: Stations,
  { ours } = s.externals,
  { rightful } = s.claims,
  { inNewShares, withDividends } = s.corporateActions,
): Routes => ({
  // pass 1: from the market and a signal to an order in the outbox
  'market.quote': [s.prices.hear, s.mark, s.indicators.passed],
  'market.trade': [s.prices.hear, s.mark, s.indicators.passed],
  'market.quoteBar': [s.prices.hear, s.mark, s.indicators.passed],
  'market.bar': [s.prices.hear, s.mark, s.indicators.hear],
  'market.watch': [s.prices.watch],
  'market.check': [s.prices.check],
  'market.unwatch': [s.prices.unwatch],
  'market.levelCrossed': [s.toPosition, s.planner.crossed],
  'rule.arm': [s.toRule],
  'rule.disarm': [s.toRule],
  'rule.matched': [s.toRule],
  'rule.triggered': [s.planner.triggered],
  'rule.answered': [s.toRule],
  'position.open': [s.toPosition],
  'group.start': [s.toGroup],
  'group.spoke': [s.unpack],
  'order.place': [s.makeOrder, s.gate.judgeOrder],
  'order.submit': [s.toOrder],
  'order.refuse': [s.toOrder],
  'outbox.place': [s.outbox.hold],
  'outbox.releasing': [s.outbox.releasing, s.toOrder],

  // pass 2: from an execution to profit and protection
  'broker.execution': [s.corporateActions.executed, s.externals.executed, rightful(s.toOrder)],
  'broker.commission': [rightful(s.toOrder)],
  'order.filled': [
    inNewShares(s.externals.filled),
    s.gate.filled,
    ours(s.portfolio.filled),
    ours(withDividends(inNewShares(s.books.filled))),
    inNewShares(s.toLeg),
  ],
  'order.revised': [
    inNewShares(s.externals.revised),
    s.gate.changed,
    ours(s.portfolio.revised),
    ours(withDividends(inNewShares(s.books.revised))),
    inNewShares(s.toLeg),
  ],
  'order.commission': [ours(s.portfolio.charged), ours(s.books.charged)],
  'desk.charged': [s.portfolio.chargedAlone],
  'position.changed': [s.portfolio.changed, s.excursions.changed],
  leg: [s.toGroup],
  protection: [s.books.covered],

  // orders: changes, cancels, endings
  'order.change': [s.gate.judgeChange],
  'order.amend': [s.toOrder],
  'order.cancel': [s.toOrder],
  'order.adopt': [s.toOrder],
  'order.noted': [s.noted.noted],
  'order.recognised': [s.gate.recognised],
  'order.refused': [s.planner.exitRefused],
  'order.working': [s.gate.changed, s.toLeg],
  'order.held': [s.toLeg],
  'order.unconfirmed': [s.toLeg],
  'order.unanswered': [s.toLeg],
  'order.amended': [s.gate.changed, s.toLeg],
  'order.amendRefused': [s.gate.changed, s.toLeg],
  'order.amendRejected': [s.gate.changed, s.toLeg],
  'order.cancelRejected': [s.toLeg],
  'order.settled': [s.gate.settled, s.books.settled, s.toLeg, s.retirement.orderEnded],
  'order.reopened': [s.gate.reopened, s.books.settled, s.toLeg, s.retirement.orderReopened],
  'outbox.amend': [s.outbox.hold],
  'outbox.cancel': [s.outbox.hold],
  'outbox.ask': [s.outbox.hold],
  'outbox.withdraw': [s.outbox.withdraw],
  'outbox.dropped': [s.toOrder],
  'outbox.failed': [s.toOrder],

  // groups and positions: levels, additions, the way out
  'group.extend': [s.toGroup],
  'group.protect': [s.toGroup],
  'group.reduce': [s.toGroup],
  'group.retry': [s.toGroup],
  'group.supply': [s.toGroup],
  'group.wantsNames': [s.supplyNames],
  'group.close': [s.toGroup],
  'group.traded': [s.toGroup],
  'group.done': [s.protectionSettled, s.retirement.groupEnded],
  'position.spoke': [s.unpack],
  'position.adjust': [s.toPosition],
  'position.reduce': [s.toPosition],
  'position.close': [s.toPosition],
  'position.protect': [s.toPosition],
  'position.closing': [s.sessionEnd.closing],
  'position.protected': [s.noted.protected],
  'position.closed': [s.books.ended, s.excursions.closed, s.rules.positionClosed, s.retirement.positionEnded],
  'position.abandoned': [s.books.ended, s.excursions.abandoned, s.retirement.positionEnded],
  'position.reopened': [s.books.reopened, s.retirement.positionReopened],
  'holding.booked': [s.holdings.hear],
  'holding.external': [s.holdings.hear],
  'holding.reconcile': [s.holdings.hear],
  'holding.adopt': [s.adoptions.adopt],
  'holding.release': [s.adoptions.release],
  'holding.adopted': [s.holdings.hear, s.portfolio.adopted],
  'holding.released': [s.holdings.hear, s.portfolio.adopted],
  'position.adopted': [s.toPosition],
  'position.released': [s.toPosition],

  // corporate actions: to everything that counts shares or prices
  'market.split': [s.corporateActions.split],
  'market.dividend': [s.corporateActions.dividend],
  'broker.split': [s.corporateActions.split],
  'broker.dividend': [s.corporateActions.dividend],
  'holding.split': [s.prices.split, s.remark, s.indicators.split, s.gate.split, s.books.split, s.holdings.hear],
  'holding.dividend': [s.portfolio.paid],
  'position.split': [s.toPosition],
  'position.dividend': [s.toPosition],
  'group.split': [s.toGroup],

  // the broker and the way to it
  'broker.orderReceived': [s.toOrder],
  'broker.orderWorking': [s.toOrder],
  'broker.orderWaiting': [s.toOrder],
  'broker.orderHeld': [s.toOrder],
  'broker.orderDormant': [s.toOrder],
  'broker.orderRestated': [s.toOrder],
  'broker.orderStatus': [s.toOrder],
  'broker.orderRejected': [s.toOrder],
  'broker.orderCancelled': [s.toOrder],
  'broker.orderExpired': [s.toOrder],
  'broker.amendPending': [s.toOrder],
  'broker.amended': [s.toOrder],
  'broker.amendRejected': [s.toOrder],
  'broker.cancelPending': [s.toOrder],
  'broker.cancelRejected': [s.toOrder],
  'broker.orderFound': [s.toOrder],
  'broker.orderAbsent': [s.toOrder],
  'broker.orderUnknown': [s.toOrder],
  'broker.position': [s.holdings.hear],
  'broker.externalOrder': [s.externals.listed],
  'broker.snapshot': [
    s.ofOurAccount(s.portfolio.snapshot),
    s.ofOurAccount(s.externals.enumerated),
    s.ofOurAccount(s.holdings.enumerated),
    s.toConnection,
  ],
  'connection.connect': [s.toConnection],
  'connection.disconnect': [s.toConnection],
  'connection.opened': [s.toConnection],
  'connection.handshaken': [s.handshaken],
  'connection.lost': [s.toConnection, s.toOrdersOut],
  'connection.degraded': [s.toConnection],
  'connection.restored': [s.toConnection],
  'connection.secondFactorAwaited': [s.toConnection],
  'connection.restartAnnounced': [s.toConnection],
  'connection.ready': [s.heldOver.ready, s.toDesk, s.lateness.ready, s.retryGroups, s.rules.ready, s.waiting.wake],
  'connection.stateChanged': [s.toDesk],

  // time
  'clock.arm': [s.timers.arm],
  'clock.disarm': [s.timers.disarm],
  'clock.deadline': [s.expire],
  'clock.deadlineMissed': [s.lateness.missed],
  'clock.jumped': [s.lateness.jumped],
  'clock.sessionOpened': [s.sessions.opened, s.retirement.sessionOpened, s.lateness.opened, s.waiting.wake],
  'clock.beforeClose': [s.lateness.near, s.sessionEnd.near],
  'clock.sessionClosed': [s.sessions.closed, s.sessionEnd.closed],

  // the desk and those who command it
  'risk.reduce': [s.toRisk],
  'risk.halt': [s.toRisk, s.planner.cancelEntries],
  'risk.resume': [s.toRisk],
  'desk.resumed': [s.lateness.resumed, s.heldOver.resumed],
  'desk.start': [s.toDesk],
  'desk.open': [s.planner.open],
  'desk.close': [s.planner.close, s.sessionEnd.again],
  'desk.add': [s.planner.add],
  'desk.reduce': [s.planner.reduce],
  'desk.reprice': [s.planner.reprice],
  'desk.flatten': [s.planner.flatten],
  'desk.resumeExits': [s.planner.resumeExits],
  'desk.place': [s.planner.place],
  'desk.group': [s.planner.group],
  'desk.convert': [s.portfolio.converted],
  'desk.amend': [s.change],
  'desk.cancel': [s.cancel],
  'desk.drain': [s.toDesk, s.planner.cancelEntries],
  'desk.emergency': [s.toDesk, s.planner.cancelEntries],
  'desk.recordFailed': [s.recordFailed],
  'desk.recover': [s.toDesk],
  'desk.stop': [s.toDesk],
  'desk.quarantined': [s.toDesk],
});

/** The stations of one type: those of its ancestors first, then its own, then the rules that wait for it. */
export function stationsOf(type: EventType, routes: Routes, s: Stations): readonly Station[] {
  const found: Station[] = [];
  for (let dot = type.indexOf('.'); dot > 0; dot = type.indexOf('.', dot + 1)) {
    found.push(...(routes[type.slice(0, dot) as Topic] ?? []));
  }
  found.push(...(routes[type] ?? []));
  if (s.rules.waitsFor(type)) found.push(s.rules.hear);
  return found;
}
