/** What the broker says of orders while it is heard, as facts: each once, under our name, whatever the order in which it comes. */
import type { CommissionReport, Contract, Execution, Order, OrderState } from '@stoqey/ib';
import type { OrderId } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { greater } from '../../money.ts';
import type { BrokerFact, Clock, TradingHours } from '../../ports.ts';
import type { Book, Entry } from './book.ts';
import { answered, differing, rejectOldest } from './changes.ts';
import { amountOf, quantityOf } from './figures.ts';
import { amendableTermsOf } from './listing.ts';
import type { Effect, RequestKind } from './messageCodes.ts';
import { effectOf } from './messageCodes.ts';
import type { Standing } from './reports.ts';
import { executionName, executionOf, standingOf } from './reports.ts';

export interface HearingParts {
  readonly book: Book;
  readonly clock: Clock;
  readonly hours: TradingHours | undefined;
  readonly say: (fact: BrokerFact) => void;
  /** Finds out what became of an order. */
  readonly ask: (order: OrderId) => void;
}

/** A status as the broker tells it. */
export interface ToldStatus {
  readonly orderId: number;
  readonly clientId: number;
  readonly permId: number;
  readonly status: string;
  readonly filled: number | undefined;
  readonly whyHeld: string;
}

/** An execution that is taken back has no price, and needs none: this one is multiplied by nothing. */
const NO_PRICE = 1n as Price;

export class Hearing {
  readonly #parts: HearingParts;
  /** While all is being listed: orders that are met for the first time, and that the listing will tell of in one piece. */
  #met: Set<Entry> | undefined;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** All orders are being listed, or have been. */
  listing(isOn: boolean): void {
    this.#met = isOn ? new Set() : undefined;
  }

  openOrder(orderId: number, contract: Contract, order: Order, { status }: OrderState): void {
    const { book, say } = this.#parts;
    const { clientId = 0, permId = 0, orderRef = '' } = order;
    const name = book.nameOf({ clientId, permId, orderRef });
    const isNew = name !== undefined && book.get(name) === undefined;
    const entry = book.listed(orderId, contract, order);
    if (entry === undefined) return;
    if (isNew) this.#met?.add(entry);
    if (isNew && !entry.isOurs && this.#met === undefined)
      say({ type: 'broker.externalOrder', order: entry.order, brokerId: `${permId}`, terms: entry.terms });
    this.#terms(entry, order, permId);
    // The list gives no reason why an order is held, and no count: where the status has been told, that says more.
    const isTold = entry.told.get(permId)?.startsWith(`${status} `) === true;
    if (!isTold && status !== 'Inactive' && status !== 'Filled') this.#stand(entry, permId, { status, whyHeld: '' });
  }

  orderStatus(told: ToldStatus): void {
    const entry = this.#ofStatus(told);
    if (entry !== undefined) this.#stand(entry, told.permId, told);
  }

  /** An execution that has just happened, or one that was missed. */
  execution(contract: Contract, told: Execution): void {
    const { book, clock, say } = this.#parts;
    const executed = executionOf(contract, told, clock.now());
    const order = book.nameOfExecuted(told);
    if (executed === undefined || order === undefined) return;
    const { execution, revision, quantity } = executed;
    const before = book.execution(execution);
    if (before !== undefined && before.revision >= revision) return;
    const price = executed.price ?? before?.price ?? NO_PRICE;
    book.executes(execution, { order, revision, quantity, price });
    say({
      type: 'broker.execution',
      ...{ order, ...brokerId(told.permId), ...executed, price, ...book.strangerOf(told) },
    });
    const fee = before === undefined ? book.fees.get(execution) : undefined;
    if (fee !== undefined) say({ type: 'broker.commission', order, execution, ...fee });
  }

  /** A fee that is not told is no fee of zero: it is still to come. */
  commission({ execId = '', commission, currency = '' }: CommissionReport): void {
    const fee = amountOf(commission);
    if (fee === undefined || currency === '' || execId === '') return;
    const { book, say } = this.#parts;
    const { execution } = executionName(execId);
    const before = book.fees.get(execution);
    if (before?.fee === fee && before.currency === currency) return;
    book.fees.set(execution, { fee, currency });
    const order = book.execution(execution)?.order;
    if (order !== undefined) say({ type: 'broker.commission', order, execution, fee, currency });
  }

  /** A code about an order. */
  failed(entry: Entry, code: number, text: string): void {
    this.#act(entry, effectOf(code, kindOf(entry, code)), code, `${code}: ${text}`);
  }

  /** What the broker's list of terms says beyond what is known: it took a change, or changed something by itself. */
  #terms(entry: Entry, order: Order, permId: number): void {
    const { say } = this.#parts;
    const listed = amendableTermsOf(entry.terms.type, order);
    const count = answered(entry, listed);
    for (let taken = 0; taken < count; taken++) say({ type: 'broker.amended', order: entry.order, ...listed });
    if (count > 0) return;
    const changed = differing(entry.terms, listed);
    if (changed === undefined) return;
    entry.terms = { ...entry.terms, ...changed };
    say({ type: 'broker.orderRestated', order: entry.order, ...brokerId(permId), ...changed });
  }

  /** A status has no reference: it is found by its permanent id, else by a number under which no other permanent id is known. */
  #ofStatus({ orderId, clientId, permId }: ToldStatus): Entry | undefined {
    const { book, ask } = this.#parts;
    const known = book.byPermId(permId);
    if (known !== undefined) return known;
    const entry = clientId === book.clientId ? book.bySocketId(orderId) : undefined;
    if (entry === undefined) return undefined;
    if (permId > 0 && entry.incarnations.size > 0) {
      ask(entry.order); // perhaps a second live order of ours: its listing carries the reference
      return undefined;
    }
    book.identify(entry, permId, orderId);
    return entry;
  }

  #stand(
    entry: Entry,
    permId: number,
    told: { readonly status: string; readonly whyHeld: string; readonly filled?: number | undefined },
  ): void {
    const { book } = this.#parts;
    const { status, whyHeld } = told;
    const isChild = book.liveParent(entry) !== undefined;
    const standing = standingOf(status, { type: entry.terms.type, whyHeld, isChild });
    const filled = quantityOf(told.filled) ?? entry.filled;
    const word = `${status} ${standing} ${filled}`;
    if (entry.told.get(permId) === word) return;
    entry.told.set(permId, word);
    const isMore = filled > entry.filled;
    entry.filled = greater(filled, entry.filled);
    if (this.#met?.has(entry) && standing !== 'cancelled' && standing !== 'filled') return;
    this.#sayStanding(entry, permId, standing, whyHeld);
    if (isMore && standing !== 'filled' && standing !== 'cancelled')
      this.#parts.say({ type: 'broker.orderStatus', order: entry.order, ...brokerId(permId), filled });
  }

  #sayStanding(entry: Entry, permId: number, standing: Standing, whyHeld: string): void {
    const { say, ask } = this.#parts;
    const at = { order: entry.order, ...brokerId(permId) };
    switch (standing) {
      case 'received':
        return say({ type: 'broker.orderReceived', ...at });
      case 'working':
        return say({ type: 'broker.orderWorking', ...at });
      case 'dormant':
        return say({ type: 'broker.orderDormant', ...at, until: 'overnight' });
      case 'waitingForTrigger':
        return say({ type: 'broker.orderWaiting', ...at, for: 'trigger' });
      case 'waitingForParent':
        return say({ type: 'broker.orderWaiting', ...at, for: 'parent' });
      case 'held':
        return say({ type: 'broker.orderHeld', ...at, detail: whyHeld });
      case 'cancelPending':
        if (entry.isCancelling) say({ type: 'broker.cancelPending', order: entry.order });
        return;
      case 'filled':
        entry.ended = 'filled';
        return say({ type: 'broker.orderStatus', ...at, filled: entry.filled });
      case 'cancelled':
        return this.#cancelled(entry, permId, '');
      case 'inactive': // it ends nothing by itself: rejected, held, or asked about
        if (entry.ended !== undefined) return;
        say({ type: 'broker.orderHeld', ...at, detail: 'inactive' });
        return ask(entry.order);
      case 'untold':
        return ask(entry.order);
    }
  }

  #cancelled(entry: Entry, permId: number, detail: string): void {
    const { book, say } = this.#parts;
    if (entry.ended === 'rejected') return; // the rejection has been said, this is its status
    const filled = greater(entry.filled, book.executed(entry.order));
    const before = entry.over.get(permId);
    if (before !== undefined && filled <= before) return; // a code and a status tell of one end
    entry.over.set(permId, filled);
    const at = { order: entry.order, ...brokerId(permId) };
    const hasExpired = entry.ended === 'expired' || (entry.ended === undefined && this.#hasExpired(entry, detail));
    entry.ended = hasExpired ? 'expired' : 'cancelled';
    entry.isCancelling = false;
    if (hasExpired) return say({ type: 'broker.orderExpired', ...at });
    say({ type: 'broker.orderCancelled', ...at, filled, ...(detail === '' ? {} : { detail }) });
  }

  /** The broker cancels what expires: nobody asked for it, and its time is over. */
  #hasExpired({ isCancelling, terms }: Entry, detail: string): boolean {
    if (isCancelling) return false;
    if (/expir/i.test(detail)) return true;
    const { clock, hours } = this.#parts;
    const now = clock.now();
    const { timeInForce, goodTill, outsideRegularHours } = terms;
    if (timeInForce === 'gtd') return goodTill !== undefined && goodTill <= now;
    return timeInForce === 'day' && !outsideRegularHours && hours !== undefined && hours.sessionAt(now).opens > now;
  }

  #act(entry: Entry, effect: Effect, code: number, detail: string): void {
    const { say, ask } = this.#parts;
    const { order } = entry;
    switch (effect) {
      case 'rejected':
        if (entry.ended !== undefined) return;
        entry.ended = 'rejected';
        return say({ type: 'broker.orderRejected', order, ...only(entry), detail });
      case 'cancelled':
        return this.#cancelled(entry, onlyPermId(entry), detail);
      case 'held':
        return say({ type: 'broker.orderHeld', order, ...only(entry), detail });
      case 'amendRejected':
        return rejectOldest(entry, () => say({ type: 'broker.amendRejected', order, detail }));
      case 'cancelRejected':
        entry.isCancelling = false;
        return say({ type: 'broker.cancelRejected', order, detail });
      case 'orderUnknown':
        entry.isCancelling = false;
        say({ type: 'broker.orderUnknown', order });
        return ask(order);
      case 'ask':
        say({ type: 'broker.notice', code: `${code}`, detail: `${order}: ${detail}` });
        return ask(order);
      default:
        return say({ type: 'broker.notice', code: `${code}`, detail: `${order}: ${detail}` });
    }
  }
}

/** What a code about an order is about: a cancel only where it can be, then a change that is out, then the order itself. */
function kindOf({ isCancelling, changes }: Entry, code: number): RequestKind {
  const aboutCancel: readonly Effect[] = ['cancelRejected', 'orderUnknown', 'cancelled'];
  if (isCancelling && aboutCancel.includes(effectOf(code, 'cancel'))) return 'cancel';
  return changes.some(({ isWritten }) => isWritten) ? 'amend' : 'place';
}

const brokerId = (permId: number | undefined): { readonly brokerId?: string } =>
  permId === undefined || permId <= 0 ? {} : { brokerId: `${permId}` };
/** Of two orders at the broker it is not known which one a code is about. */
const onlyPermId = ({ incarnations }: Entry): number => {
  const [permId = 0] = incarnations.keys();
  return incarnations.size === 1 ? permId : 0;
};
const only = (entry: Entry): { readonly brokerId?: string } => brokerId(onlyPermId(entry));
