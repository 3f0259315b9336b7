/**
 * Interactive Brokers, through TWS or IB Gateway: the port of a broker, over one connection after another. What is told survives them; what
 * was only on its way out does not.
 */
import type { OrdermatonError } from '../../errors.ts';
import type { CommandId, OrderId } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { OrderTerms } from '../../orders.ts';
import { orderTypes, timesInForce } from '../../orders.ts';
import type { ApprovedAmendment, ApprovedOrder, Broker, BrokerFact, TradingHours } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { Account } from './account.ts';
import type { BackOffOptions } from './backOff.ts';
import { BackOff } from './backOff.ts';
import type { Entry } from './book.ts';
import { Book } from './book.ts';
import { Contracts } from './contracts.ts';
import { FirstOrder, isAdvisor } from './firstOrder.ts';
import { Hearing } from './hearing.ts';
import { HistoryPacer } from './historyPacer.ts';
import type { Traffic } from './link.ts';
import type { Lane } from './pacer.ts';
import { ibOrder, lacking } from './placing.ts';
import type { LiveQuotes, QuotesOptions } from './quotes.ts';
import { Quotes } from './quotes.ts';
import type { DailyRestart, NextRestart } from './restarts.ts';
import { AS_ANNOUNCED, nextRestart } from './restarts.ts';
import type { SessionOptions } from './session.ts';
import { Session } from './session.ts';
import type { SocketIdStore } from './socketIds.ts';
import { SocketIds } from './socketIds.ts';

export interface InteractiveBrokersOptions extends Omit<SessionOptions, 'name'>, BackOffOptions {
  readonly ids: SocketIdStore;
  /** Tells which day orders have expired; without it, only those that the broker says it of. */
  readonly hours?: TradingHours;
  /** Hears what a person can do something about, once an outage; `isFinal`: it is not tried again. */
  readonly onProblem?: (problem: OrdermatonError, isFinal: boolean) => void;
  /** A restart of the other end that is known ahead: what adds risk is refused meanwhile, and exits are decided anew after it. */
  readonly restart?: DailyRestart;
  /** The first order leaves alone (B28.2); for accounts of advisors unless told. */
  readonly firstOrderAlone?: boolean;
}

/** The broker, and its quotes over the same connections. */
export interface InteractiveBrokersBroker extends Broker {
  /** Quotes of these instruments, from the next connection on. */
  quotes(options: QuotesOptions): LiveQuotes;
  /** What has gone each way on the socket of now; for who moves the time of both ends. */
  traffic(): Traffic | undefined;
}

const NAME = 'interactiveBrokers';
/** So long others wait for evidence of the first order. */
const FIRST_ORDER = seconds(10);

/** Makes the broker; nothing is connected before `connect`. */
export const createInteractiveBrokers = (options: InteractiveBrokersOptions): InteractiveBrokersBroker =>
  new InteractiveBrokers(options);

class InteractiveBrokers implements InteractiveBrokersBroker {
  readonly abilities = { name: NAME, orderTypes, timesInForce, activation: false, parents: true, oca: true };
  readonly #options: InteractiveBrokersOptions;
  readonly #ids: SocketIds;
  readonly #book: Book;
  readonly #account: Account;
  readonly #hearing: Hearing;
  readonly #contracts = new Contracts();
  readonly #historyPacer: HistoryPacer;
  readonly #backOff: BackOff;
  readonly #firstOrder: FirstOrder;
  #isFirstAlone: boolean;
  #quotes: Quotes | undefined;
  #session: Session | undefined;
  #hear: ((fact: BrokerFact) => void) | undefined;
  /** Which call of `connect` holds: what an earlier one has waiting is void. */
  #generation = 0;
  /** Whether the loss of the line has been said, and the problem that was told last. */
  #isLossSaid = false;
  /** Whether the other end speaks as TWS does, on the connection of now. */
  #isOpened = false;
  #told: string | undefined;
  #messages = 0;

  constructor(options: InteractiveBrokersOptions) {
    const { clientId, ids, clock, hours, account } = options;
    const say = (fact: BrokerFact): void => this.#say(fact);
    this.#backOff = new BackOff(options);
    this.#isFirstAlone = options.firstOrderAlone === true;
    this.#firstOrder = new FirstOrder({
      ...{ clock, patience: FIRST_ORDER },
      drop: (order, detail) => this.#hear?.({ type: 'outbox.dropped', order, kind: 'place', detail }),
    });
    this.#options = options;
    this.#ids = new SocketIds(ids);
    this.#historyPacer = new HistoryPacer(clock);
    this.#book = new Book(clientId);
    this.#account = new Account(account, say);
    this.#hearing = new Hearing({ book: this.#book, clock, hours, say, ask: (order) => this.#session?.ask(order) });
  }

  connect(hear: (fact: BrokerFact) => void): void {
    this.disconnect();
    this.#hear = hear;
    this.#backOff.reset();
    this.#isLossSaid = false;
    this.#told = undefined;
    this.#awaitRestart();
    this.#attempt();
  }

  quotes(options: QuotesOptions): LiveQuotes {
    const { clock } = this.#options;
    this.#quotes = new Quotes(options, { clock, contracts: this.#contracts, pacer: this.#historyPacer });
    return this.#quotes;
  }

  traffic(): Traffic | undefined {
    return this.#session?.link.traffic;
  }

  disconnect(): void {
    this.#generation++;
    this.#session?.close();
    this.#session = undefined;
    this.#hear = undefined;
  }

  place({ order, terms }: ApprovedOrder, _command: CommandId): void {
    const problem = this.#session?.isReady === true ? lacking(terms) : 'there is no connection';
    if (problem !== undefined) return this.#later({ type: 'outbox.dropped', order, kind: 'place', detail: problem });
    const send = (): void => this.#place(order, terms);
    if (this.#isFirstAlone && this.#firstOrder.holds(order, terms, this.#account.reduces(terms), send)) return;
    send();
  }

  #place(order: OrderId, terms: OrderTerms): void {
    const entry = this.#book.place(order, terms, this.#ids.take());
    // A parent alone would stay at the other end, told to nobody, for a person to let go without its stop.
    const family = { name: terms.parent ?? order, isLast: terms.transmit };
    this.#session?.link.pacer.send(this.#laneOf(terms), () => this.#write(entry), { key: `place ${order}`, family });
  }

  /** A change repeats the whole order; changes that wait together leave as one message. */
  amend({ order, change }: ApprovedAmendment, _command: CommandId): void {
    const entry = this.#book.get(order);
    const problem =
      entry === undefined
        ? 'the broker has no such order'
        : this.#unable(entry, lacking({ ...entry.terms, ...change }));
    if (entry === undefined || problem !== undefined)
      return this.#later({ type: 'outbox.dropped', order, kind: 'amend', detail: problem ?? '' });
    const waiting = [`place ${order}`, `amend ${order}`].find(
      (key) => this.#session?.link.pacer.laneOf(key) !== undefined,
    );
    if (waiting === undefined) this.#messages++;
    const message = waiting === undefined ? this.#messages : (entry.changes.at(-1)?.message ?? ++this.#messages);
    entry.changes.push({ change, isWritten: false, message });
    if (waiting?.startsWith('place')) return;
    this.#send(this.#laneOf(this.#book.wanted(entry)), `amend ${order}`, () => this.#write(entry));
  }

  /** Takes back every order that the broker has for ours; one that has not left yet does not leave. */
  cancel(order: OrderId, _command: CommandId): void {
    if (this.#firstOrder.withdraw(order)) return this.#later(takenBack(order));
    const entry = this.#book.get(order);
    const problem = entry === undefined ? undefined : this.#unable(entry, undefined);
    if (problem !== undefined) return this.#later({ type: 'outbox.dropped', order, kind: 'cancel', detail: problem });
    if (entry === undefined) {
      this.#later({ type: 'broker.orderUnknown', order });
      return this.#session?.ask(order);
    }
    if (this.#session?.link.pacer.withdraw(`place ${order}`)) {
      this.#book.forget(entry);
      return this.#later(takenBack(order));
    }
    if (this.#session?.link.pacer.withdraw(`amend ${order}`)) this.#unwrittenDropped(entry, 'a cancel takes its place');
    entry.isCancelling = true;
    this.#send('urgent', `cancel ${order}`, () => {
      for (const id of socketIdsOf(entry)) this.#session?.link.api.cancelOrder(id);
    });
  }

  /** One that still waits to be written does not leave any more: nobody could say afterwards that it was listed nowhere. */
  ask(order: OrderId, _command: CommandId): void {
    const entry = this.#book.get(order);
    if (entry !== undefined && this.#session?.link.pacer.withdraw(`place ${order}`) === true) this.#book.forget(entry);
    this.#session?.ask(order);
  }

  #write(entry: Entry): void {
    const { order, changes, socketId, oca } = entry;
    if (socketId === undefined) return;
    for (const change of changes) change.isWritten = true;
    if (entry.terms.transmit) this.#book.transmitted(entry);
    // What a bracket has let go is not held back by a change.
    const terms = { ...this.#book.wanted(entry), transmit: entry.isTransmitted };
    const parentId = this.#book.liveParent(entry)?.socketId;
    const placing = {
      ...{ order, terms },
      ...(parentId === undefined ? {} : { parentId }),
      ...(oca === undefined ? {} : { oca }),
    };
    this.#session?.link.api.placeOrder(socketId, this.#contracts.of(terms.instrument), ibOrder(placing));
  }

  /** Why nothing can be written about an order; `undefined` when it can. */
  #unable({ order, socketId }: Entry, lacks: string | undefined): string | undefined {
    if (this.#session?.isReady !== true) return 'there is no connection';
    if (socketId === undefined) return `${order} was placed by another client: only that one can touch it`;
    return lacks;
  }

  /** Protection, and what makes less of what is held, goes first; within a bracket, which leaves whole, nothing overtakes. */
  #laneOf(terms: OrderTerms): Lane {
    const isProtection = terms.oca !== undefined || (terms.parent !== undefined && terms.stop !== undefined);
    return isProtection || this.#account.reduces(terms) ? 'urgent' : 'order';
  }

  #send(lane: Lane, key: string, write: () => void): void {
    this.#session?.link.pacer.send(lane, write, { key });
  }

  #attempt(): void {
    const session = new Session(
      { ...this.#options, name: NAME },
      {
        book: this.#book,
        account: this.#account,
        hearing: this.#hearing,
        quotes: this.#quotes,
        say: (fact) => {
          if (fact.type === 'connection.opened') this.#isOpened = true;
          if (fact.type === 'connection.opened') this.#isLossSaid = false;
          this.#say(fact);
        },
        agreed: (nextId, accounts) => {
          this.#isFirstAlone = this.#options.firstOrderAlone ?? isAdvisor(accounts);
          this.#ids.raise(nextId);
          this.#backOff.reset();
          this.#told = undefined;
        },
        lost: (detail, unsent, problem, isFinal) => this.#lost(detail, unsent, problem, isFinal),
      },
    );
    this.#session = session;
    this.#isOpened = false;
    session.open();
  }

  /** Of what had not been written it is certain that nothing was: it is said before the loss, behind which nothing would be. */
  #lost(detail: string, unsent: readonly string[], problem: OrdermatonError | undefined, isFinal: boolean): void {
    this.#session = undefined;
    this.#firstOrder.giveBack(detail);
    for (const key of unsent) this.#dropped(key);
    // It takes the connection and names no account: most likely a login waits for a person.
    if (this.#isOpened && problem?.code === 'brokerSilent')
      this.#hear?.({ type: 'connection.secondFactorAwaited', broker: NAME });
    else if (!this.#isLossSaid) this.#hear?.({ type: 'connection.lost', broker: NAME, detail });
    this.#isLossSaid = true;
    if (problem !== undefined && problem.code !== this.#told) this.#options.onProblem?.(problem, isFinal);
    this.#told = problem?.code;
    if (isFinal) return;
    const { clock } = this.#options;
    const generation = this.#generation;
    clock.schedule(later(clock.now(), this.#backOff.next()), rank.broker, () => {
      if (generation === this.#generation) this.#attempt();
    });
  }

  #awaitRestart(): void {
    const { restart, clock } = this.#options;
    const next = nextRestart(restart, clock.now());
    const generation = this.#generation;
    clock.schedule(next.begins, rank.broker, () => {
      if (generation !== this.#generation) return;
      if (this.#session?.isReady === true) this.#leaveFor(next);
      this.#awaitRestart();
    });
  }

  /** The line is given up before it breaks: stops at the broker stay, and whatever else is decided anew. */
  #leaveFor({ backAt, endsLogin }: NextRestart): void {
    const unsent = this.#session?.close() ?? [];
    this.#hear?.({ type: 'connection.restartAnnounced', broker: NAME, backAt, ...(endsLogin ? { endsLogin } : {}) });
    this.#session = undefined;
    this.#firstOrder.giveBack(AS_ANNOUNCED);
    for (const key of unsent) this.#dropped(key);
    this.#hear?.({ type: 'connection.lost', broker: NAME, detail: AS_ANNOUNCED });
    this.#isLossSaid = true;
    const generation = this.#generation;
    this.#options.clock.schedule(backAt, rank.broker, () => {
      if (generation === this.#generation) this.#attempt();
    });
  }

  #say(fact: BrokerFact): void {
    this.#hear?.(fact);
    this.#firstOrder.heard(fact);
  }

  #dropped(key: string): void {
    const [kind, order] = key.split(' ') as ['place' | 'amend' | 'cancel', OrderId];
    const entry = this.#book.get(order);
    if (entry === undefined) return;
    const detail = 'the connection was lost before it left';
    if (kind === 'place') {
      this.#book.forget(entry);
      this.#hear?.({ type: 'outbox.dropped', order, kind, detail });
    } else if (kind === 'cancel') {
      entry.isCancelling = false;
      this.#hear?.({ type: 'outbox.dropped', order, kind, detail });
    } else {
      this.#unwrittenDropped(entry, detail);
    }
  }

  #unwrittenDropped(entry: Entry, detail: string): void {
    const { order, changes } = entry;
    entry.changes = changes.filter(({ isWritten }) => isWritten);
    for (const { isWritten } of changes)
      if (!isWritten) this.#later({ type: 'outbox.dropped', order, kind: 'amend', detail });
  }

  /** What is answered without the broker still comes later, as its words do. */
  #later(fact: BrokerFact): void {
    const { clock } = this.#options;
    clock.schedule(clock.now(), rank.broker, () => this.#hear?.(fact));
  }
}

const takenBack = (order: OrderId): BrokerFact => ({
  ...{ type: 'outbox.dropped', order, kind: 'place' },
  detail: 'taken back before it left',
});

/** The numbers of all that the broker has for an order of ours. */
const socketIdsOf = ({ incarnations, socketId }: Entry): readonly number[] => [
  ...new Set([...incarnations.values(), ...(socketId === undefined ? [] : [socketId])]),
];
