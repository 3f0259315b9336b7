/** The paper broker behind the gateway: what clients ask becomes its orders, what it says becomes their messages, in IB's order. */
import type { Event } from '../../events.ts';
import type { AccountId, InstrumentId, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { averagePrice, minus, negate, plus, times, zero } from '../../money.ts';
import { amendmentOf, signed } from '../../orders.ts';
import type { BrokerFact, Clock, MarketEvent, MarketFact, TradingHours } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import { BEYOND_MEANS } from '../paperBroker/acceptance.ts';
import type { PaperState } from '../paperBroker/book.ts';
import type { PaperVenue } from '../paperBroker/paperBroker.ts';
import { createPaperVenue } from '../paperBroker/paperBroker.ts';
import type { PaperRules } from '../paperBroker/rules.ts';
import type { StateRow } from './changedState.ts';
import { ChangedState } from './changedState.ts';
import { isConditional } from './conditions.ts';
import { ConditionWatch } from './conditionWatch.ts';
import type { Message } from './connection.ts';
import type { Correction } from './correction.ts';
import { corrected } from './correction.ts';
import type { FaultOf } from './faults.ts';
import type { GatewayExecution, GatewayOrder, Judge, OrdersState } from './gatewayOrders.ts';
import { GatewayOrders, hasEnded, numberOf, remainingOf } from './gatewayOrders.ts';
import type { Catalogue, ListedInstrument } from './instruments.ts';
import type { Line } from './ledger.ts';
import { Ledger } from './ledger.ts';
import type { Margins } from './margins.ts';
import { beyondMeans, marginsOf, previewFields } from './margins.ts';
import type { Shown } from './market.ts';
import type { Precautions } from './precautions.ts';
import { breached } from './precautions.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';
import { openOrderFields } from './wire/openOrder.ts';
import type { CommissionReport, OrderStatus } from './wire/orderMessages.ts';
import { commissionReportFields, executionFields, orderBoundFields, orderStatusFields } from './wire/orderMessages.ts';
import type { PlaceOrder, WireOrder } from './wire/placeOrder.ts';
import { errorFields } from './wire/sessionMessages.ts';
import { wireTime } from './wireTimes.ts';

/** What is kept from one run of a gateway to the next. */
export interface GatewayState {
  readonly orders: OrdersState;
  readonly accounts: readonly {
    readonly account: AccountId;
    readonly book: PaperState;
    readonly lines: readonly (readonly [InstrumentId, Line])[];
  }[];
}

/** Who is told. */
export interface BrokerListener {
  /** A message about an order, to its owner and the master. */
  ofOrder(order: Pick<GatewayOrder, 'clientId'>, message: Message): void;
  /** What names an order by its owner's number alone: that of another order to anybody else. */
  toOwner(order: Pick<GatewayOrder, 'clientId'>, message: Message): void;
  /** What an account holds of an instrument is another. */
  holdingChanged(account: AccountId, listed: ListedInstrument): void;
  /** Something that is to be kept has changed. */
  changed(): void;
}

export interface BrokerParts {
  readonly clock: Clock;
  readonly accounts: readonly AccountId[];
  readonly catalogue: Catalogue;
  /** Round the clock, without auctions, unless told. */
  readonly hours: TradingHours | undefined;
  /** From a request to its arrival at the paper broker: microseconds. */
  readonly latency: number;
  readonly children: PaperRules['children'];
  readonly state: GatewayState | undefined;
  /** What changes is asked for, and to be kept. */
  readonly isKept: boolean;
  readonly precautions: Precautions;
  readonly shownOf: (instrument: InstrumentId) => Pick<Shown, 'bid' | 'ask'> | undefined;
  readonly markOf: (instrument: InstrumentId) => Price | undefined;
  readonly isHalted: (instrument: InstrumentId) => boolean;
  /** How many shares can be borrowed. */
  readonly supplyOf: (instrument: InstrumentId) => Quantity;
  /** What befalls the commission of the execution that was told just before. */
  readonly commissionFault?: () => FaultOf<'commission'> | undefined;
}

type Fact<T extends BrokerFact['type']> = Event<T>;

export class GatewayBroker {
  readonly #parts: BrokerParts;
  readonly #listener: BrokerListener;
  readonly #venues = new Map<AccountId, PaperVenue>();
  readonly #ledgers = new Map<AccountId, Ledger>();
  readonly #startingEquity = new Map<AccountId, Amount>();
  readonly #conditions: ConditionWatch;
  readonly #changes: ChangedState | undefined;
  /** What was done before is not listed any more. */
  #listedSince = 0 as Timestamp;
  readonly orders: GatewayOrders;

  constructor(parts: BrokerParts, listener: BrokerListener) {
    this.#parts = parts;
    this.#listener = listener;
    const { clock, accounts, catalogue, hours, latency, children, state, isKept, isHalted } = parts;
    this.orders = new GatewayOrders({ accounts, catalogue }, state?.orders);
    const [venue, ledger] = [(account: AccountId) => this.venue(account), (account: AccountId) => this.ledger(account)];
    this.#changes = isKept ? new ChangedState({ accounts, orders: this.orders, venue, ledger }) : undefined;
    this.#conditions = new ConditionWatch(parts, {
      release: (order) => this.#release(order),
      cancel: (order) => this.venue(order.account).withdraw(order.paper),
    });
    for (const account of accounts) {
      const saved = state?.accounts.find((each) => each.account === account);
      this.#ledgers.set(account, new Ledger(saved?.lines));
      const venue = createPaperVenue(
        {
          ...{ clock, account, isHalted, rules: { latency, children, ocaType3: 'afterLatency' } },
          ...(hours === undefined ? {} : { hours }),
          ...(saved === undefined ? {} : { state: saved.book }),
        },
        (fact) => this.#hear(fact),
      );
      this.#venues.set(account, venue);
      this.#startingEquity.set(account, venue.figures().equity);
    }
    for (const order of this.orders.open()) this.#conditions.watch(order);
  }

  save(): GatewayState {
    const accounts = this.#parts.accounts.map((account) => ({
      account,
      book: this.venue(account).save(),
      lines: this.ledger(account).lines(),
    }));
    return { orders: this.orders.save(), accounts };
  }

  /** What is to be kept of what has changed since this was asked last. */
  changes(): readonly StateRow[] {
    return this.#changes?.take() ?? [];
  }

  /** Now and then: what moves without a word, such as the level of a trailing stop, is kept, and what is of another day is forgotten. */
  look(): void {
    const now = this.#parts.clock.now();
    const since = Math.max(0, newYorkTime(newYorkDate(now))) as Timestamp;
    if (since !== this.#listedSince) {
      this.#listedSince = since;
      const { orders, executions } = this.orders.forgetBefore(since);
      for (const venue of this.#venues.values()) venue.forget(since);
      this.#changes?.forgotten(orders, executions);
    }
    for (const order of this.orders.open()) this.#changes?.order(order);
    this.#listener.changed();
  }

  #changed(order?: GatewayOrder): void {
    if (order !== undefined) this.#changes?.order(order);
    this.#listener.changed();
  }

  /** @throws Error for an account that the gateway was not given */
  venue(account: AccountId): PaperVenue {
    return known(this.#venues.get(account));
  }

  ledger(account: AccountId): Ledger {
    return known(this.#ledgers.get(account));
  }

  /** All that is held, in every account. */
  held() {
    return this.#parts.accounts.flatMap((account) =>
      this.ledger(account)
        .lines()
        .filter(([, { quantity }]) => quantity !== 0n)
        .map(([instrument, { quantity }]) => ({ account, instrument, quantity })),
    );
  }

  /** What the account was worth when this run began. */
  startingEquity(account: AccountId): Amount {
    return known(this.#startingEquity.get(account));
  }

  hearMarket(event: MarketFact): void {
    for (const venue of this.#venues.values()) venue.hearMarket(event);
    if (event.type === 'market.split') this.#split(event);
    else if (event.type !== 'market.dividend') this.#conditions.hear(event);
  }

  /** The venue cancels the orders and restates what is held; so is what clients are told of it. */
  #split({ instrument, newShares, oldShares }: Event<'market.split'>): void {
    for (const [account, ledger] of this.#ledgers)
      if (ledger.split(instrument, { newShares, oldShares }))
        this.#listener.holdingChanged(account, this.#parts.catalogue.listed(instrument));
    this.#listener.changed();
  }

  /** Places, changes or previews; what is refused at once is the answer. */
  place(clientId: number, request: PlaceOrder): { readonly code: number; readonly text: string } | undefined {
    const answer = this.orders.place(clientId, request, this.#judge);
    if (isRefusal(answer)) return answer;
    const { order } = answer;
    if (answer.do === 'preview') this.#preview(order);
    else if (answer.do === 'take') this.#take(order);
    else if (Object.keys(answer.change).length > 0) {
      order.asked = [...order.asked, answer.wanted];
      this.venue(order.account).change(order.paper, answer.change);
    } else {
      this.#stands(order, answer.wanted);
      this.#tell(order);
    }
    this.#changed(order);
    return undefined;
  }

  #take(order: GatewayOrder): void {
    order.isLocating = this.#lacksShares(order);
    order.isBlocked ||= order.isLocating;
    this.venue(order.account).take(order.paper, order.terms, order.isBlocked);
  }

  /** Whether it sells more than is held and can be borrowed; a child sells what its parent buys. */
  #lacksShares({ account, terms }: GatewayOrder): boolean {
    if (terms.side !== 'sell' || terms.parent !== undefined) return false;
    const { quantity: held } = this.ledger(account).line(terms.instrument);
    const short = terms.quantity - (held > 0n ? held : 0n);
    return short > 0n && short > this.#parts.supplyOf(terms.instrument);
  }

  /** More shares can be borrowed, or fewer: orders that wait for them may go. */
  located(instrument: InstrumentId): void {
    for (const order of this.orders.open()) {
      if (!order.isLocating || order.terms.instrument !== instrument || this.#lacksShares(order)) continue;
      order.isLocating = false;
      this.#changed(order);
      if (isConditional(order.order)) this.#conditions.watch(order);
      else this.#release(order);
    }
  }

  /** Nothing is to be had at what is shown, until something new is. */
  hideQuote(instrument: InstrumentId, { bid, ask, isOfTrades }: Pick<Shown, 'bid' | 'ask' | 'isOfTrades'>): void {
    const nothing = { bidSize: zero, askSize: zero };
    // Where there are no quotes, trades stand for them, and go on doing so.
    const event: MarketEvent =
      isOfTrades === true
        ? { type: 'market.trade', instrument, price: bid, size: zero }
        : { type: 'market.quote', instrument, bid, ask, ...nothing };
    for (const venue of this.#venues.values()) venue.hearMarket(event);
  }

  readonly #judge: Judge = ({ orderId, order }, terms, before) => {
    const { precautions, shownOf } = this.#parts;
    const quote = shownOf(terms.instrument);
    const touch = quote && (terms.side === 'buy' ? quote.ask : quote.bid);
    const isPriceMeant = order.overridePercentageConstraints;
    return breached(precautions, { orderId, terms, before, touch, isPriceMeant });
  };

  /** Takes an order back; what can not be is answered at once. */
  cancel(clientId: number, orderId: number): { readonly code: number; readonly text: string } | undefined {
    const order = this.orders.own(clientId, orderId);
    if (order === undefined)
      return { code: 10147, text: `OrderId ${orderId} that needs to be cancelled is not found.` };
    if (hasEnded(order)) return notCancellable(order);
    this.venue(order.account).withdraw(order.paper);
    return undefined;
  }

  /** A person enters an order at the broker; what is wrong with it is the answer. */
  enter(request: PlaceOrder, how: Pick<GatewayOrder, 'isLiquidation' | 'isBound'>): GatewayOrder | Refusal {
    const answer = this.orders.enter(request, how);
    if (isRefusal(answer)) return answer;
    const { order } = answer;
    this.venue(order.account).take(order.paper, order.terms);
    if (order.isBound) this.#tellBound(order);
    this.#changed(order);
    return order;
  }

  /** The client 0 has numbers of all that was entered by hand from now on. */
  bind(): void {
    for (const order of this.orders.unbound()) {
      order.isBound = true;
      this.#tellBound(order);
      this.#tell(order);
      this.#changed(order);
    }
  }

  /** A person takes an order back, whoever placed it; `undefined` when it has ended, or never was. */
  withdraw(permId: number): GatewayOrder | undefined {
    const order = this.orders.open().find((each) => each.permId === permId);
    if (order !== undefined) this.venue(order.account).withdraw(order.paper);
    return order;
  }

  cancelAll(): void {
    for (const order of this.orders.all()) if (!hasEnded(order)) this.venue(order.account).withdraw(order.paper);
  }

  /** An execution, the last one unless told, was for other shares or at another price; `undefined` when there is none. */
  correct(execId: string | undefined, by: Correction): GatewayExecution | undefined {
    const { executions } = this.orders;
    const done = executions.findLast(({ told }) => execId === undefined || told.execId === execId);
    const order = done === undefined ? undefined : this.orders.byPaper(done.paper);
    if (done === undefined || order === undefined) return undefined;
    const { execution, held, value } = corrected(done, by);
    executions[executions.indexOf(done)] = execution;
    order.filled = plus(order.filled, minus(execution.told.shares, done.told.shares));
    order.value = plus(order.value, value);
    // It is not at the market any more: what is taken back of it is not done again.
    if (hasEnded(order)) order.status = remainingOf(order) === 0n ? 'Filled' : 'Cancelled';
    const { instrument } = order.listed;
    const { side } = order.terms;
    const [before, after] = [done.told, execution.told];
    this.ledger(order.account).book(instrument, signed(side, negate(before.shares)), before.price);
    if (after.shares !== 0n) this.ledger(order.account).book(instrument, signed(side, after.shares), after.price);
    this.venue(order.account).correct(instrument, held, (side === 'buy' ? negate(value) : value) as Amount);
    this.#listener.ofOrder(order, (version) => executionFields(version, after));
    this.#tell(order);
    if (execution.report !== undefined) this.#listener.ofOrder(order, commissionReportFields(execution.report));
    this.#listener.holdingChanged(order.account, order.listed);
    this.#changes?.execution(execution);
    this.#changed(order);
    return execution;
  }

  /** openOrder, then its status. */
  describe(order: GatewayOrder): readonly Message[] {
    return [
      (version) =>
        openOrderFields(version, {
          orderId: numberOf(order),
          clientId: order.clientId,
          permId: order.permId,
          contract: order.listed.contract,
          order: shown(order),
          status: order.status,
        }),
      orderStatusFields(statusOf(order, this.#parentIdOf(order))),
    ];
  }

  #parentIdOf({ order }: GatewayOrder): number {
    return order.parentId ?? 0;
  }

  #tellBound({ permId, clientId, orderId }: GatewayOrder): void {
    const order = { permId, clientId, orderId };
    this.#listener.ofOrder(order, orderBoundFields(order));
  }

  #tell(order: GatewayOrder): void {
    for (const message of this.describe(order)) this.#listener.ofOrder(order, message);
  }

  /** Of an order that no client has a number of there is nobody to tell an error to. */
  #error(order: GatewayOrder, code: number, text: string): void {
    if (numberOf(order) === 0) return;
    this.#listener.toOwner(order, (version) => errorFields(version, { id: order.orderId, code, text }));
  }

  #hear(fact: BrokerFact): void {
    if (!('order' in fact)) return;
    const order = this.orders.byPaper(fact.order as GatewayOrder['paper']);
    if (order === undefined) return;
    this.#hearOf(order, fact);
    this.#changed(order);
  }

  #hearOf(order: GatewayOrder, fact: BrokerFact): void {
    switch (fact.type) {
      case 'broker.orderWorking':
        return this.#stand(order, 'Submitted', '');
      case 'broker.orderWaiting':
        return this.#stand(order, 'PreSubmitted', fact.for === 'parent' ? 'child' : 'trigger');
      case 'broker.orderDormant':
        return this.#wait(order);
      case 'broker.orderRestated':
        return this.#restate(order, fact);
      case 'broker.amended':
        return this.#amend(order, fact);
      case 'broker.execution':
        return this.#execute(order, fact);
      case 'broker.commission':
        return this.#charge(order, fact);
      case 'broker.orderCancelled':
        return this.#cancelled(order, fact.detail ?? '');
      case 'broker.orderExpired':
        return this.#cancelled(order, 'it has expired');
      default:
        return this.#refusedByVenue(order, fact);
    }
  }

  #refusedByVenue(order: GatewayOrder, fact: BrokerFact): void {
    if (fact.type === 'broker.orderRejected') return this.#reject(order, fact.detail);
    if (fact.type === 'broker.amendRejected') {
      this.#answered(order);
      const { code, text } = codeIn(fact.detail, 201);
      return this.#error(order, code, text);
    }
    if (fact.type === 'broker.cancelRejected') {
      const { code, text } = hasEnded(order) ? notCancellable(order) : codeIn(fact.detail, 161);
      this.#error(order, code, text);
    }
  }

  #stand(order: GatewayOrder, status: 'Submitted' | 'PreSubmitted', whyHeld: string): void {
    const isNew = order.status === 'held';
    order.status = status;
    order.whyHeld = whyHeld;
    this.#tell(order);
    if (isNew) this.#conditions.watch(order);
  }

  /** It sleeps until its time or its conditions come, or its shares are found. */
  #wait(order: GatewayOrder): void {
    this.#stand(order, 'PreSubmitted', order.isLocating ? 'locate' : '');
    if (order.isLocating) this.#error(order, 404, 'Order held while securities are located.');
  }

  #release(order: GatewayOrder): void {
    if (order.isLocating) return;
    order.isBlocked = false;
    this.venue(order.account).release(order.paper);
    this.#changed(order);
  }

  /** A change has been taken: from now on the order is this. */
  #stands(order: GatewayOrder, wanted: WireOrder): void {
    order.order = wanted;
    if (order.isBlocked && !isConditional(wanted)) this.#release(order);
    this.#conditions.watch(order);
  }

  /** The oldest change that is on its way has been answered. */
  #answered(order: GatewayOrder): WireOrder | undefined {
    const [first, ...others] = order.asked;
    order.asked = others;
    return first;
  }

  #restate(order: GatewayOrder, fact: Fact<'broker.orderRestated'>): void {
    order.terms = { ...order.terms, ...amendmentOf(fact as Parameters<typeof amendmentOf>[0]) };
    if (order.status !== 'held') this.#tell(order);
  }

  #amend(order: GatewayOrder, fact: Fact<'broker.amended'>): void {
    order.terms = { ...order.terms, ...amendmentOf(fact as Parameters<typeof amendmentOf>[0]) };
    const wanted = this.#answered(order);
    if (wanted !== undefined) this.#stands(order, wanted);
    this.#tell(order);
  }

  #execute(order: GatewayOrder, fact: Fact<'broker.execution'>): void {
    const { quantity, price, executedAt } = fact;
    order.filled = plus(order.filled, quantity);
    order.value = plus(order.value, times(price, quantity));
    order.lastPrice = price;
    order.executions++;
    if (remainingOf(order) === 0n) this.#end(order, 'Filled');
    const { contract, primaryExch } = order.listed;
    const done = this.orders.executed({
      paper: order.paper,
      at: executedAt,
      told: {
        requestId: -1,
        orderId: numberOf(order),
        contract,
        execId: executionName(order),
        time: wireTime(executedAt),
        account: order.account,
        exchange: primaryExch,
        side: order.terms.side === 'buy' ? 'BOT' : 'SLD',
        shares: quantity,
        price,
        permId: order.permId,
        clientId: order.clientId,
        liquidation: order.isLiquidation ? 1 : 0,
        cumQty: order.filled,
        avgPrice: averagePrice(order.value, order.filled),
        orderRef: order.order.orderRef,
        modelCode: '',
        lastLiquidity: 0,
      },
    });
    this.#changes?.execution(done);
    this.#listener.ofOrder(order, (version) => executionFields(version, done.told));
    this.#tell(order);
  }

  /** The cost of the execution that was told just before. */
  #charge(order: GatewayOrder, { fee, currency }: Fact<'broker.commission'>): void {
    const done = this.orders.executions.findLast(({ paper }) => paper === order.paper);
    if (done === undefined) return;
    const { shares, price, execId } = done.told;
    const ledger = this.ledger(order.account);
    const realizedPnl = ledger.book(order.listed.instrument, signed(order.terms.side, shares), price, fee);
    const realized = realizedPnl === undefined ? {} : { realizedPnl };
    this.#report(order, done, { execId, commission: fee, currency, ...realized });
    this.#listener.holdingChanged(order.account, order.listed);
  }

  /** Tells what an execution cost, at once unless a fault has it otherwise. */
  #report(order: GatewayOrder, done: GatewayExecution, report: CommissionReport): void {
    const { clock, commissionFault } = this.#parts;
    const fault = commissionFault?.();
    const tell = (told: CommissionReport): void => {
      const current = this.orders.executions.findLast(({ place }) => place === done.place) ?? done;
      current.report = told;
      this.#changes?.execution(current);
      this.#listener.ofOrder(order, commissionReportFields(told));
    };
    if (fault === undefined) return tell(report);
    if (fault.how === 'sentinel') tell({ execId: report.execId, currency: report.currency });
    if (fault.by === undefined) return;
    clock.schedule(later(clock.now(), fault.by), rank.broker, () => {
      tell(report);
      this.#changed();
    });
  }

  #cancelled(order: GatewayOrder, detail: string): void {
    const wasHeld = order.status === 'held';
    this.#end(order, 'Cancelled');
    this.#error(order, 202, `Order Canceled - reason:${detail}`);
    if (!wasHeld) this.#tell(order);
  }

  /** Of what is wrong in itself there is no order; what the account can not bear was one. */
  #reject(order: GatewayOrder, detail: string): void {
    const { code, text } = codeIn(detail, 201);
    if (code === 201) {
      this.#end(order, 'Inactive');
      this.#tell(order);
      const reason = detail === BEYOND_MEANS ? beyondMeans(this.#margins(order)) : text;
      return this.#error(order, 201, `Order rejected - reason:${reason}`);
    }
    this.orders.forget(order);
    this.#error(order, code, text);
  }

  #end(order: GatewayOrder, status: 'Filled' | 'Cancelled' | 'Inactive'): void {
    order.status = status;
    order.whyHeld = '';
    order.endedAt = this.#parts.clock.now();
  }

  #margins({ account, terms }: GatewayOrder): Margins {
    const { markOf } = this.#parts;
    const ledger = this.ledger(account);
    return marginsOf(terms, {
      equity: this.venue(account).figures().equity,
      gross: ledger.totals(markOf).gross,
      held: ledger.line(terms.instrument).quantity,
      mark: markOf(terms.instrument),
    });
  }

  /** Margin and commission of an order that is never placed. */
  #preview(order: GatewayOrder): void {
    const margins = this.#margins(order);
    this.#listener.toOwner(order, (version) => previewFields(version, order, margins));
  }
}

/** What the client asked for, with the quantity that stands: a group may have reduced it. */
const shown = ({ order, terms }: GatewayOrder) => ({ ...order, totalQuantity: terms.quantity });

const statusOf = (order: GatewayOrder, parentId: number): OrderStatus => ({
  orderId: numberOf(order),
  status: order.status,
  filled: order.filled,
  remaining: order.status === 'Filled' ? zero : remainingOf(order),
  avgFillPrice: averagePrice(order.value, order.filled),
  permId: order.permId,
  parentId,
  lastFillPrice: order.lastPrice,
  clientId: order.clientId,
  whyHeld: order.whyHeld,
  mktCapPrice: zero,
});

const executionName = ({ permId, executions }: GatewayOrder): string =>
  `0000e0d5.${permId.toString(16).padStart(8, '0')}.${String(executions).padStart(2, '0')}.01`;

const notCancellable = ({ orderId, status }: GatewayOrder) => ({
  code: 10148,
  text: `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${status}.`,
});

/** The paper broker begins its reasons with the code of Interactive Brokers: `110: limit 1.001 does not …`. */
function codeIn(detail: string, otherwise: number): { readonly code: number; readonly text: string } {
  const match = /^(\d+): (.*)$/.exec(detail);
  return match === null ? { code: otherwise, text: detail } : { code: Number(match[1]), text: match[2] ?? '' };
}

function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('an account that the gateway was not given');
  return found;
}
