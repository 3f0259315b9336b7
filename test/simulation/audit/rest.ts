/** At rest everything has become known: what the engine believes is what the broker has, and what it holds is protected or says not. */
import type { EngineViews, OrderView, PositionView } from '../../../src/actors/engine/views.ts';
import type { PaperState } from '../../../src/adapters/paperBroker/book.ts';
import type { InstrumentId, OrderId, PositionId } from '../../../src/identifiers.ts';
import type { BrokerRecord } from '../brokerRecord.ts';
import { dividendsOf, executedOf, netOf, tradedBy, tradedByOthers } from '../brokerRecord.ts';
import type { Report } from './findings.ts';
import { lackedIn } from './lacking.ts';
import type { Notebook } from './notebook.ts';

type PaperOrder = PaperState['orders'][number];

export interface RestParts {
  readonly views: EngineViews;
  readonly paper: PaperState;
  readonly record: BrokerRecord;
  readonly book: Notebook;
  readonly instruments: readonly InstrumentId[];
  /** The last word on the holding of an instrument. */
  readonly holdings: ReadonlyMap<InstrumentId, string>;
  /** Instruments whose difference a person took as foreign. */
  readonly reconciled: ReadonlySet<InstrumentId>;
}

const LIVE: readonly string[] = ['working', 'waiting', 'held', 'partially filled'];
const ENDED: readonly string[] = ['filled', 'cancelled', 'rejected', 'expired', 'refused', 'absent', 'doneForDay'];
const isOpen = ({ state }: PaperOrder): boolean => !ENDED.includes(state);
/** A child that has filled all its parent let go so far: filled for us, and open at the broker while the parent works. */
const isEmptied = (order: PaperOrder | undefined): boolean =>
  order !== undefined && isOpen(order) && order.filled === order.terms.quantity;
/** It would fill by itself. */
const isActive = ({ state }: PaperOrder): boolean => state === 'working' || state === 'waitingForTrigger';
const openOf = ({ terms, filled }: PaperOrder): bigint => (terms.side === 'buy' ? 1n : -1n) * (terms.quantity - filled);

export function auditRest(parts: RestParts, report: Report): void {
  const known = new Map(parts.paper.orders.map((order) => [order.order, order]));
  for (const view of parts.views.orders()) auditOrder(view, known.get(view.order), parts, report);
  for (const view of parts.views.openPositions()) auditPosition(view, parts, report);
  auditOrphans(parts, report);
  auditResidues(parts, report);
  for (const instrument of parts.instruments) auditHolding(instrument, parts, report);
  const [paid, owed] = [parts.views.account().dividends, dividendsOf(parts.record) + parts.book.othersIncome];
  if (paid !== owed)
    report('dividends are paid on what was held on the ex-date, whenever it was told', `${paid} against ${owed}`);
}

function auditOrder(view: OrderView, truth: PaperOrder | undefined, { record }: RestParts, report: Report): void {
  const { order, status, role } = view;
  const name = `${role} ${order}`;
  const isLive = LIVE.includes(status);
  if (!isLive && !ENDED.includes(status))
    report('at rest every question about an order is answered', `${name} is ${status}`);
  else if (!isEmptied(truth) && isLive !== (truth !== undefined && isOpen(truth)))
    report(
      'the orders that are open are those of the broker',
      `${name} is ${status}, at the broker ${truth?.state ?? 'unknown'}`,
    );
  if (view.filled !== executedOf(record, order))
    report(
      'an order has filled what the broker has executed',
      `${name}: ${view.filled} against ${executedOf(record, order)}`,
    );
  if (!isLive || truth === undefined || !isOpen(truth)) return;
  for (const term of ['quantity', 'limit', 'stop'] as const) {
    if (view.terms[term] !== truth.terms[term])
      report(
        'the terms of an open order are those of the broker',
        `${name}: ${term} ${view.terms[term]} against ${truth.terms[term]}`,
      );
  }
}

/** The orders of a position that are open at the broker: those placed for it, and those of the group that leads it now. */
const ordersOf = ({ paper, book }: RestParts, { position, group }: PositionView): readonly PaperOrder[] =>
  paper.orders.filter((order) => {
    const links = book.orders.get(order.order)?.links;
    return isOpen(order) && (links?.position === position || (group !== null && links?.group === group));
  });

function auditPosition(view: PositionView, parts: RestParts, report: Report): void {
  const { position, state, quantity, protection } = view;
  const led = ledTogether(view, parts);
  const orders = ordersOf(parts, view);
  const sumOf = (role: string): bigint =>
    orders.reduce(
      (sum, order) =>
        parts.book.orders.get(order.order)?.links.role === role && isActive(order) ? sum + openOf(order) : sum,
      0n,
    );
  const isUnderWay = state === 'planned' || state === 'opening' || state === 'adjusting' || state === 'closing';
  if (state === 'closing' && orders.length === 0 && isLacked(view, parts)) return;
  if (isUnderWay && orders.length === 0)
    report('a position that is on its way has an order at the broker', `${position} is ${state} and holds ${quantity}`);
  if (state === 'closing')
    report('an exit has filled by the time of rest', `${position} is closing and holds ${quantity}`);
  if (wholeOf(quantity) === 0n) return;
  if (protection !== 'protected' && protection !== 'naked')
    report('at rest an open position is protected or naked', `${position} is ${state} and ${protection}`);
  if (protection === 'protected' && sumOf('stop') !== -wholeOf(led))
    report(
      'the stops at the broker add up to the whole shares that are held',
      `${position} holds ${quantity} of ${led}, its stops trade ${sumOf('stop')}`,
    );
  auditTargets(position, led, sumOf('target'), report);
}

/** What a group leads: a fill behind the end opens another position under the group of its order, and the first may be open again. */
const ledTogether = ({ position, group, quantity }: PositionView, { views }: RestParts): bigint =>
  views
    .openPositions()
    .filter((other) => other.position !== position && group !== null && other.group === group)
    .reduce<bigint>((sum, other) => sum + other.quantity, quantity);

/** All that it holds others have sold unheard. */
const isLacked = ({ instrument, quantity }: PositionView, parts: RestParts): boolean =>
  quantity !== 0n && (quantity < 0n ? -quantity : quantity) <= lackedIn(instrument, parts);

/** An order is for whole shares, as at an exchange: what is less than one has no stop, and needs none. */
const wholeOf = (quantity: bigint): bigint => quantity - (quantity % SHARE);
const SHARE = 10n ** 8n;

function auditTargets(position: PositionId, quantity: bigint, targets: bigint, report: Report): void {
  const isSameSide = targets !== 0n && targets > 0n === quantity > 0n;
  if (isSameSide || (targets < 0n ? -targets : targets) > (quantity < 0n ? -quantity : quantity))
    report(
      'the targets at the broker add up to no more than what is held',
      `${position} holds ${quantity}, its targets trade ${targets}`,
    );
}

/** No order of a position that is over works on in silence. */
function auditOrphans({ views, paper, book }: RestParts, report: Report): void {
  const open = new Set(views.openPositions().flatMap(({ position, group }) => [position, group]));
  // The alarm may be that of the one that goes on for it under the same group.
  const alarms = views.positions().filter(({ isAlarm }) => isAlarm);
  const alarmed = new Set(alarms.flatMap(({ position, group }) => [position, ...(group === null ? [] : [group])]));
  for (const order of paper.orders) {
    const { position, group } = book.orders.get(order.order as OrderId)?.links ?? {};
    if (!isOpen(order) || position === undefined || open.has(position) || alarmed.has(position)) continue;
    if (group !== undefined && (open.has(group) || alarmed.has(group))) continue;
    report(
      'no order of a position that is over works on',
      `${book.orders.get(order.order)?.links.role} ${order.order} of ${position} is ${order.state}`,
    );
  }
}

/** What could be sold is open: a round trip that is over holds less than a share. */
function auditResidues({ views }: RestParts, report: Report): void {
  const open = new Set(views.openPositions().map(({ position }) => position));
  for (const { position, state, quantity } of views.positions()) {
    if (!open.has(position) && wholeOf(quantity) !== 0n)
      report('a round trip that is over holds less than a share', `${position} is ${state} and holds ${quantity}`);
  }
}

function auditHolding(instrument: InstrumentId, parts: RestParts, report: Report): void {
  const { views, record, book, holdings, reconciled } = parts;
  const traded = tradedBy(record, instrument);
  if (book.traded(instrument) !== traded)
    report('every execution has been told', `${instrument}: ${book.traded(instrument)} against ${traded}`);
  const ours = book.net(instrument);
  auditForeign(instrument, parts, report);
  // A residue of less than a share is held by a round trip that is over.
  const booked = views
    .positions()
    .reduce((sum, view) => (view.instrument === instrument ? sum + view.quantity : sum), 0n);
  if (booked !== ours)
    report(
      'the books hold what our orders have traded less what others closed',
      `${instrument}: ${booked} against ${ours}`,
    );
  if (reconciled.has(instrument)) return;
  auditThere(instrument, parts, report);
  const expected =
    netOf(record, instrument) === ours + book.others.foreign(instrument)
      ? ['holding.agreed', undefined]
      : ['holding.drifted'];
  const said = holdings.get(instrument);
  if (!expected.includes(said))
    report(
      'the holding says whether books and broker agree',
      `${instrument}: ${said ?? 'nothing'}; books ${ours}, broker ${netOf(record, instrument)}`,
    );
}

/** The stops of all positions together are for no more than the account has of what those on the side of our books hold. */
function auditThere(instrument: InstrumentId, parts: RestParts, report: Report): void {
  const { views, paper, book } = parts;
  const isLong = book.net(instrument) > 0n;
  const held = views
    .openPositions()
    .filter((view) => view.instrument === instrument && view.quantity > 0n === isLong)
    .reduce((sum, { quantity }) => sum + (isLong ? quantity : -quantity), 0n);
  const isOurs = ({ order }: PaperOrder): boolean => {
    const links = book.orders.get(order)?.links;
    return links?.role === 'stop' && links.position !== undefined;
  };
  const stops = paper.orders
    .filter((order) => order.terms.instrument === instrument && isActive(order) && isOurs(order))
    .filter(({ terms }) => (terms.side === 'sell') === isLong)
    .reduce((sum, { terms, filled }) => sum + terms.quantity - filled, 0n);
  const there = held - lackedIn(instrument, parts);
  // Less than a share has no stop, and may be what is lacking.
  if (stops > 0n && stops > there)
    report('stops are for no more than the account has of ours', `${instrument}: ${stops} where ${there} are there`);
}

/** What is foreign is what others have traded and not closed of ours; by what others trade it never comes to lie against ours. */
function auditForeign(instrument: InstrumentId, { views, record, book, reconciled }: RestParts, report: Report): void {
  const { others } = book;
  const view = views.holdings().find((each) => each.instrument === instrument);
  const [foreign, booked] = [view?.foreign ?? 0n, view?.booked ?? 0n];
  if (foreign !== others.foreign(instrument) || booked !== book.net(instrument))
    report(
      'what others trade closes what is foreign, then what is ours',
      `${instrument}: foreign ${foreign} against ${others.foreign(instrument)}, ours ${booked} against ${book.net(instrument)}`,
    );
  const told = tradedByOthers(record, instrument);
  if (!reconciled.has(instrument) && told !== others.foreign(instrument) + others.taken(instrument))
    report('every execution of others has been told', `${instrument}: ${told}`);
  // What round trips that are over have left is no order's to close, whoever trades.
  const open = others.open(instrument);
  const size = (of: bigint): bigint => (of < 0n ? -of : of);
  const opposed = foreign * open < 0n ? (size(foreign) < size(open) ? size(foreign) : size(open)) : 0n;
  if (opposed > others.allowed(instrument))
    report(
      'what is foreign does not lie against what is ours by what others trade',
      `${instrument}: foreign ${foreign}, ours ${booked}`,
    );
}
