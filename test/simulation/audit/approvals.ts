/** No order leaves without an approval, and nothing that adds risk is approved beyond a limit or against the trading state. */
import type { RiskLimits } from '../../../src/configuration.ts';
import type { Event } from '../../../src/events.ts';
import type { ApprovalId, GroupId, InstrumentId, OrderId, PositionId } from '../../../src/identifiers.ts';
import type { Amendment, OrderTerms } from '../../../src/orders.ts';
import { amendedTerms } from '../../../src/orders.ts';
import type { Report } from './findings.ts';
import type { KnownOrder, Notebook } from './notebook.ts';

/** Room that an order may take: each of the terms that may come to stand. */
interface Room {
  standing: OrderTerms;
  asked: OrderTerms[];
}

export class ApprovalAudit {
  readonly #book: Notebook;
  readonly #limits: RiskLimits;
  readonly #approved = new Map<ApprovalId, OrderId>();
  readonly #rooms = new Map<OrderId, Room>();
  readonly #open = new Map<PositionId, string>();
  readonly #asked = new Map<OrderId, OrderTerms>();
  /** As placed, and as the broker last confirmed. */
  readonly #standing = new Map<OrderId, OrderTerms>();
  readonly #overfilled = new Set<GroupId>();
  /** What the broker last said that the account holds. */
  readonly #reported = new Map<InstrumentId, bigint>();
  readonly #restrained = new Map<string, 'reducing' | 'halted'>();
  #way: 'down' | 'open' | 'agreed' | 'ready' = 'down';

  constructor(book: Notebook, limits: RiskLimits) {
    this.#book = book;
    this.#limits = limits;
  }

  hear(event: Event, report: Report): void {
    switch (event.type) {
      case 'broker.orderRestated':
        this.#restated(event);
        break;
      case 'broker.position':
        this.#reported.set(event.instrument, event.quantity);
        break;
      case 'order.place':
      case 'order.noted':
        this.#asked.set(event.order, event.terms);
        this.#standing.set(event.order, event.terms);
        break;
      case 'order.change':
        this.#changing(event);
        break;
      case 'risk.approved':
        this.#approve(event, report);
        break;
      case 'outbox.place':
      case 'outbox.amend':
        if (this.#approved.get(event.approval) !== event.order)
          report('no order leaves without an approval', `${event.type} of ${event.order} under ${event.approval}`);
        break;
      case 'order.amended':
      case 'order.amendRejected':
      case 'order.amendRefused':
      case 'order.settled':
        this.#answered(event);
        break;
      case 'position.planned':
        this.#open.set(event.position, event.instrument);
        break;
      case 'position.closed':
      case 'position.abandoned':
        this.#open.delete(event.position);
        break;
      case 'group.overfilled':
        this.#overfilled.add(event.group);
        break;
      case 'group.active':
      case 'group.standalone':
      case 'group.winding':
      case 'group.done':
        this.#overfilled.delete(event.group);
        break;
      default:
        this.#stateOf(event);
    }
  }

  /** The room of everything that is out and adds risk. */
  get reserved(): bigint {
    let sum = 0n;
    for (const [order, room] of this.#rooms) sum += this.#worth(order, room);
    return sum;
  }

  #stateOf(event: Event): void {
    if (event.type === 'risk.halt') this.#restrained.set(event.scope, 'halted');
    else if (event.type === 'risk.resume') this.#restrained.delete(event.scope);
    else if (event.type === 'risk.reduce' && !this.#restrained.has(event.scope))
      this.#restrained.set(event.scope, 'reducing');
    else if (event.type === 'connection.lost' || event.type === 'connection.degraded') this.#way = 'down';
    else if (event.type === 'connection.opened') this.#way = 'open';
    else if (event.type === 'connection.handshaken' || event.type === 'connection.restored') this.#way = 'agreed';
    else if (event.type === 'broker.snapshot' && this.#way === 'agreed') this.#way = 'ready';
    else if (event.type === 'position.reopened') this.#open.set(event.position, event.instrument);
  }

  #restated({ order, quantity, limit, stop }: Event<'broker.orderRestated'>): void {
    const change: Amendment = {
      ...(quantity === undefined ? {} : { quantity }),
      ...(limit === undefined ? {} : { limit }),
      ...(stop === undefined ? {} : { stop }),
    };
    for (const terms of [this.#asked, this.#standing]) {
      const known = terms.get(order);
      if (known !== undefined) terms.set(order, amendedTerms(known, change));
    }
    const room = this.#rooms.get(order);
    if (room !== undefined) room.standing = amendedTerms(room.standing, change);
  }

  #changing({ order, change }: Event<'order.change'>): void {
    const known = this.#book.orders.get(order);
    const standing = this.#standing.get(order) ?? known?.terms;
    if (standing !== undefined) this.#asked.set(order, amendedTerms(standing, change));
  }

  #approve({ order, approval, reducing }: Event<'risk.approved'>, report: Report): void {
    this.#approved.set(approval, order);
    const known = this.#book.orders.get(order);
    const terms = this.#asked.get(order);
    if (known === undefined || terms === undefined)
      return report('an approval is of an order that was asked for', order);
    if (this.#way !== 'ready')
      report('nothing is approved while the connection is not ready', `${order} while ${this.#way}`);
    if (reducing) {
      if (!this.#mayReduce(known, terms, order))
        report('what passes as reducing can not add risk', `${order} against ${this.#book.net(terms.instrument)}`);
      return;
    }
    const [restrained] = this.#restrained.values();
    if (restrained !== undefined) report(`nothing that adds risk is approved while ${restrained}`, order);
    const room = this.#rooms.get(order);
    if (room === undefined) this.#rooms.set(order, { standing: terms, asked: [] });
    else room.asked.push(terms);
    this.#withinLimits(order, known, terms, report);
  }

  /**
   * A child of an entry, or no more than is held against it: by the position it is for, by one that goes on for it, or by the book. What
   * leaves what is not ours is measured by what the broker holds beside our books.
   */
  #mayReduce({ links }: KnownOrder, terms: OrderTerms, order: OrderId): boolean {
    if (terms.parent !== undefined && ['stop', 'target', 'exit'].includes(links.role)) return true;
    if (links.role === 'entry' && links.position !== undefined) return false;
    const open = terms.quantity - this.#book.filled(order);
    const takes = (held: bigint): boolean =>
      terms.side === 'buy' ? held < 0n && open <= -held : held > 0n && open <= held;
    if (links.role === 'foreign') {
      const reported = this.#reported.get(terms.instrument) ?? 0n;
      return takes(reported) && takes(reported - this.#book.net(terms.instrument));
    }
    const own = this.#ownOf(links.position);
    const here = [...this.#open].filter(([, instrument]) => instrument === terms.instrument);
    const others = here.map(([position]) => this.#book.held(position));
    const against = others.filter((each) => (terms.side === 'buy' ? each < 0n : each > 0n));
    const isExit = links.position !== undefined && ['stop', 'target', 'exit'].includes(links.role);
    // A group that has closed too much trades it back by an adjustment.
    const isBack = links.role === 'adjust' && links.group !== undefined && this.#overfilled.has(links.group);
    // What goes on for a position under the same group is left by the same orders: the book may hold less, with what others have left.
    const goesOn = isExit && (here.length > 1 || own === 0n);
    const held = [
      own === 0n ? this.#book.net(terms.instrument) : own,
      ...(isBack || goesOn ? [against.reduce((sum, each) => sum + each, 0n)] : []),
    ];
    return held.some(takes);
  }

  /** What a position holds; the part of a share that one has kept which has ended is left by nobody. */
  #ownOf(position: PositionId | undefined): bigint {
    return position !== undefined && this.#open.has(position) ? this.#book.held(position) : 0n;
  }

  #withinLimits(order: OrderId, { links }: KnownOrder, terms: OrderTerms, report: Report): void {
    const { maxOrderQuantity, maxOrderNotional, maxOpenPositions, maxGrossExposure } = this.#limits;
    const beyond = (what: string, limit: bigint | number | undefined, value: bigint | number): void => {
      if (limit !== undefined && value > limit)
        report(`no order that adds risk passes ${what}`, `${order}: ${value} beyond ${limit}`);
    };
    beyond('maxOrderQuantity', maxOrderQuantity, terms.quantity);
    beyond(
      'maxOrderNotional',
      maxOrderNotional,
      this.#priceOf(terms, order) * (terms.quantity - this.#book.filled(order)),
    );
    const own = links.position !== undefined && this.#open.has(links.position);
    const isHeld = [...this.#open.values()].includes(terms.instrument);
    beyond('maxOpenPositions', maxOpenPositions, this.#open.size + (own || isHeld ? 0 : 1));
    beyond('maxGrossExposure', maxGrossExposure, this.#book.exposure + this.reserved);
  }

  /** A market order is valued at the middle of the quote here: less than the gate's touch, so that nothing is reported by a tick. */
  #priceOf(terms: OrderTerms, order: OrderId): bigint {
    const known = this.#book.orders.get(order);
    const market = known === undefined ? this.#book.mark(terms.instrument) : this.#book.markThen(known);
    return (terms.type === 'stop' ? terms.stop : terms.limit) ?? market;
  }

  #worth(order: OrderId, { standing, asked }: Room): bigint {
    const filled = this.#book.filled(order);
    let most = 0n;
    for (const terms of [standing, ...asked]) {
      const open = terms.quantity - filled;
      const worth = open > 0n ? open * this.#priceOf(terms, order) : 0n;
      if (worth > most) most = worth;
    }
    return most;
  }

  #answered(event: Event<'order.amended' | 'order.amendRejected' | 'order.amendRefused' | 'order.settled'>): void {
    if (event.type === 'order.settled') {
      this.#rooms.delete(event.order);
      this.#standing.delete(event.order);
      return;
    }
    const room = this.#rooms.get(event.order);
    if (event.type === 'order.amended') {
      this.#asked.set(event.order, event.terms);
      this.#standing.set(event.order, event.terms);
      if (room !== undefined) room.standing = event.terms;
    } else {
      const standing = this.#standing.get(event.order);
      if (standing !== undefined) this.#asked.set(event.order, standing);
    }
    room?.asked.shift();
  }
}
