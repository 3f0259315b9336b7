/** The orders of all clients, each with its owner: what a client asks of them, and what the paper broker says of them. */
import type { AccountId, OrderId, Timestamp } from '../../identifiers.ts';
import { named } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { minus } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendableTerms } from '../../orders.ts';
import { areSame, isConditional } from './conditions.ts';
import type { Catalogue, ListedInstrument } from './instruments.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';
import type { UsedIdsState } from './usedIds.ts';
import { UsedIds } from './usedIds.ts';
import type { CommissionReport, Execution } from './wire/orderMessages.ts';
import type { PlaceOrder, WireOrder } from './wire/placeOrder.ts';
import { termsOf, USUAL_OCA_TYPE } from './wireTerms.ts';

/** An order as the gateway keeps it. */
export interface GatewayOrder {
  readonly paper: OrderId;
  readonly clientId: number;
  readonly orderId: number;
  readonly permId: number;
  readonly account: AccountId;
  readonly listed: ListedInstrument;
  /** Entered by hand, and the client 0 has its number: until then clients are told 0. */
  isBound?: boolean;
  /** The broker closes what is held. */
  readonly isLiquidation?: boolean;
  order: WireOrder;
  /** What it is to be once the paper broker has taken each change that is on its way, the oldest first. */
  asked: readonly WireOrder[];
  terms: OrderTerms;
  /** Its conditions or its time have not come yet. */
  isBlocked: boolean;
  /** The shares that it sells short are looked for. */
  isLocating?: boolean;
  /** `held` has not been told to anybody: the rest of its bracket is awaited. */
  status: 'held' | 'PreSubmitted' | 'Submitted' | 'Filled' | 'Cancelled' | 'Inactive';
  whyHeld: string;
  filled: Quantity;
  value: Amount;
  lastPrice: Price;
  executions: number;
  endedAt: Timestamp | undefined;
}

/** An execution with what it cost, once that is known. */
export interface GatewayExecution {
  /** How many there had been with it. */
  readonly place: number;
  readonly paper: OrderId;
  readonly at: Timestamp;
  readonly told: Execution;
  report?: CommissionReport;
}

/** The numbers that have been given out: none is given out again. */
export interface NumbersState extends UsedIdsState {
  readonly lastPermId: number;
  readonly lastExecution: number;
  /** Of orders entered by hand. */
  readonly lowestId: number;
}

/** What is kept of all orders beside the paper broker's own book. */
export interface OrdersState extends NumbersState {
  readonly orders: readonly GatewayOrder[];
  readonly executions: readonly GatewayExecution[];
}

/** What the paper broker is asked, or what the client is told at once. */
export type Answer =
  | { readonly do: 'take'; readonly order: GatewayOrder }
  | { readonly do: 'change'; readonly order: GatewayOrder; readonly wanted: WireOrder; readonly change: Amendment }
  | { readonly do: 'preview'; readonly order: GatewayOrder }
  | Refusal;

/** What the terms of an order are refused by, and what stood before where they are a change; `undefined` when they pass. */
export type Judge = (request: PlaceOrder, terms: OrderTerms, before?: OrderTerms) => Refusal | undefined;

const FIRST_PERM_ID = 1_000_000_000;
export const hasEnded = ({ status }: GatewayOrder): boolean =>
  status === 'Filled' || status === 'Cancelled' || status === 'Inactive';

/** The number that clients are told; numbers of orders entered by hand are below zero. */
export const numberOf = ({ orderId, isBound = false }: GatewayOrder): number => (orderId < 0 && !isBound ? 0 : orderId);
/** In errors this number is that of no order at all: none has it. */
const NO_ORDER = -1;
/** Whose orders those are that a person enters. */
export const BY_HAND = 0;

export class GatewayOrders {
  readonly #accounts: readonly AccountId[];
  readonly #catalogue: Catalogue;
  readonly #orders: Map<OrderId, GatewayOrder>;
  readonly #ids: UsedIds;
  executions: GatewayExecution[];
  #lastPermId: number;
  #lastExecution: number;
  #lowestId: number;

  constructor(
    { accounts, catalogue }: { readonly accounts: readonly AccountId[]; readonly catalogue: Catalogue },
    state?: OrdersState,
  ) {
    this.#accounts = accounts;
    this.#catalogue = catalogue;
    this.#orders = new Map(state?.orders.map((order) => [order.paper, { ...order }]));
    this.#ids = new UsedIds(state);
    this.executions = [...(state?.executions ?? [])];
    this.#lastPermId = state?.lastPermId ?? FIRST_PERM_ID;
    this.#lastExecution = state?.lastExecution ?? 0;
    this.#lowestId = state?.lowestId ?? NO_ORDER;
  }

  save(): OrdersState {
    return {
      orders: this.all().map((order) => ({ ...order })),
      executions: [...this.executions],
      ...this.numbers(),
    };
  }

  numbers(): NumbersState {
    const [lastPermId, lastExecution, lowestId] = [this.#lastPermId, this.#lastExecution, this.#lowestId];
    return { ...this.#ids.save(), lastPermId, lastExecution, lowestId };
  }

  executed(execution: Omit<GatewayExecution, 'place'>): GatewayExecution {
    const done = { ...execution, place: ++this.#lastExecution };
    this.executions.push(done);
    return done;
  }

  /** Forgets what ended and what was executed before a moment; an order that has an open child is still named. */
  forgetBefore(since: Timestamp): { readonly orders: readonly OrderId[]; readonly executions: readonly number[] } {
    const isLive = (order: GatewayOrder): boolean => !hasEnded(order) || (order.endedAt ?? 0) >= since;
    const named = new Set(this.all().flatMap((order) => (hasEnded(order) ? [] : [order.terms.parent])));
    const orders = this.all().flatMap((order) => (isLive(order) || named.has(order.paper) ? [] : [order.paper]));
    for (const order of orders) this.#orders.delete(order);
    const executions = this.executions.filter(({ at }) => at < since).map(({ place }) => place);
    if (executions.length > 0) this.executions = this.executions.filter(({ at }) => at >= since);
    return { orders, executions };
  }

  all(): readonly GatewayOrder[] {
    return [...this.#orders.values()];
  }

  /** Those that clients are told of as open. */
  open(): readonly GatewayOrder[] {
    return this.all().filter((order) => !hasEnded(order) && order.status !== 'held');
  }

  byPaper(paper: OrderId): GatewayOrder | undefined {
    return this.#orders.get(paper);
  }

  own(clientId: number, orderId: number): GatewayOrder | undefined {
    const order = this.#orders.get(paperName(clientId, orderId));
    return order === undefined || numberOf(order) !== orderId ? undefined : order;
  }

  /** Those entered by hand that no client has a number of. */
  unbound(): readonly GatewayOrder[] {
    return this.open().filter((order) => numberOf(order) === 0);
  }

  /** The next id that the client is told; it may be one that it has used. */
  setNext(clientId: number, id: number): void {
    this.#ids.setNext(clientId, id);
  }

  /** An order that a person enters: its number is the next one below zero. */
  enter(request: PlaceOrder, { isLiquidation, isBound }: Pick<GatewayOrder, 'isLiquidation' | 'isBound'>): Answer {
    const made = this.#made(BY_HAND, { ...request, orderId: this.#lowestId - 1 });
    if (isRefusal(made)) return made;
    this.#lowestId = made.orderId;
    const order = { ...made, ...(isLiquidation ? { isLiquidation } : {}), ...(isBound ? { isBound } : {}) };
    this.#lastPermId = order.permId;
    this.#orders.set(order.paper, order);
    return { do: 'take', order };
  }

  /** Above every id that the client has ever used. */
  nextId(clientId: number): number {
    return this.#ids.next(clientId);
  }

  /** It was refused on arrival: no such order exists. */
  forget({ paper, clientId, orderId }: GatewayOrder): void {
    this.#orders.delete(paper);
    this.#ids.release(clientId, orderId);
  }

  place(clientId: number, request: PlaceOrder, judge: Judge): Answer {
    const known = this.own(clientId, request.orderId);
    if (known !== undefined && !request.order.whatIf) return this.#change(known, request, judge);
    if (!request.order.whatIf && this.#ids.isUsed(clientId, request.orderId))
      return { code: 103, text: 'Duplicate order id' };
    const made = this.#made(clientId, request);
    if (isRefusal(made)) return made;
    if (request.order.whatIf) return { do: 'preview', order: made };
    const refusal = judge(request, made.terms);
    if (refusal !== undefined) return refusal;
    this.#lastPermId = made.permId;
    this.#ids.use(clientId, request.orderId);
    this.#orders.set(made.paper, made);
    return { do: 'take', order: made };
  }

  #made(clientId: number, { orderId, contract, order }: PlaceOrder): GatewayOrder | Refusal {
    const listed = this.#catalogue.traded(contract);
    if (isRefusal(listed)) return listed;
    const account = this.#accountOf(order.account);
    if (account === undefined) return { code: 435, text: `You must specify an account: ${this.#accounts.join(', ')}.` };
    const parent = order.parentId ? this.own(clientId, order.parentId) : undefined;
    if (order.parentId && parent === undefined)
      return { code: 135, text: `Can't find order with id =${order.parentId}` };
    if (parent !== undefined && parent.account !== account)
      return { code: 201, text: 'Order rejected - reason:its parent is in another account' };
    const terms = termsOf(order, {
      ...{ account, instrument: listed.instrument, parent: parent?.paper },
      catalogue: this.#catalogue,
    });
    if (isRefusal(terms)) return terms;
    return {
      paper: paperName(clientId, orderId),
      clientId,
      orderId,
      permId: this.#lastPermId + 1,
      account,
      listed,
      order: { ...order, account },
      asked: [],
      terms,
      isBlocked: isConditional(order),
      status: 'held',
      whyHeld: '',
      filled: 0n as Quantity,
      value: 0n as Amount,
      lastPrice: 0n as Price,
      executions: 0,
      endedAt: undefined,
    };
  }

  #accountOf(name: string): AccountId | undefined {
    if (name === '') return this.#accounts.length === 1 ? this.#accounts[0] : undefined;
    return this.#accounts.find((account) => account === name);
  }

  /** The same id from the same client is a change of what stands. */
  #change(known: GatewayOrder, request: PlaceOrder, judge: Judge): Answer {
    if (known.status === 'Filled') return { code: 104, text: 'Cannot modify a filled order.' };
    if (hasEnded(known)) return { code: 161, text: `Cannot change an order that is ${known.status}.` };
    if (isRegrouped(known.order, request.order)) return { code: 10326, text: 'OCA group revision is not allowed.' };
    // A child whose parent has filled is changed without naming it.
    const parentId = request.order.parentId || known.order.parentId;
    const made = this.#made(known.clientId, { ...request, order: { ...request.order, parentId } });
    if (isRefusal(made)) return made;
    const { terms } = made;
    const isOther = (['instrument', 'account', 'side', 'type', 'timeInForce', 'parent'] as const).some(
      (name) => terms[name] !== known.terms[name],
    );
    if (isOther || this.#isSetOffAnew(known, made.order))
      return { code: 105, text: 'Order being modified does not match original order.' };
    const refusal = judge(request, terms, known.terms);
    if (refusal !== undefined) return refusal;
    const change = Object.fromEntries(
      amendableTerms.flatMap((name) =>
        terms[name] === undefined || isSame(terms[name], known.terms[name]) ? [] : [[name, terms[name]]],
      ),
    ) as Amendment;
    if (known.status !== 'held') return { do: 'change', order: known, wanted: made.order, change };
    // Nobody has been told of it yet: it is taken anew, in its place.
    known.order = made.order;
    known.terms = terms;
    known.isBlocked = made.isBlocked;
    return { do: 'take', order: known };
  }

  /** What works already can not be made to wait again. */
  #isSetOffAnew({ isBlocked, status, order }: GatewayOrder, wanted: WireOrder): boolean {
    if (isBlocked || status === 'held' || !isConditional(wanted)) return false;
    return !areSame(order.conditions, wanted.conditions) || order.goodAfterTime !== wanted.goodAfterTime;
  }
}

/** Whether a change names another group or another type of it; without a group the type means nothing. */
const isRegrouped = (before: WireOrder, wanted: WireOrder): boolean =>
  before.ocaGroup !== wanted.ocaGroup ||
  (wanted.ocaGroup !== '' && (before.ocaType || USUAL_OCA_TYPE) !== (wanted.ocaType || USUAL_OCA_TYPE));
const isSame = (a: unknown, b: unknown): boolean =>
  typeof a === 'object' && typeof b === 'object' && a !== null && b !== null
    ? Object.entries(a).every(([name, value]) => value === (b as Record<string, unknown>)[name])
    : a === b;

const paperName = (clientId: number, orderId: number): OrderId => named<OrderId>(`${clientId}.${orderId}`);

export const remainingOf = (order: GatewayOrder): Quantity => minus(order.terms.quantity, order.filled);
