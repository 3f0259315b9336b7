/** One connection and what is done on it: it is agreed upon whose account it is, all is read, orders are heard, and what is asked is found out. */
import type { CommissionReport, Contract, Execution, Order, OrderState } from '@stoqey/ib';
import { EventName } from '@stoqey/ib';
import { OrdermatonError } from '../../errors.ts';
import type { AccountId, Duration, OrderId } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import type { BrokerFact } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { Account } from './account.ts';
import { modeOf } from './accountNumbers.ts';
import type { Reading } from './answers.ts';
import { answerAbout, listedEnds, listedExecutions, listedOrders, snapshotOf } from './answers.ts';
import type { Book } from './book.ts';
import type { Hearing } from './hearing.ts';
import type { LinkOptions } from './link.ts';
import { Link } from './link.ts';
import { amendableTermsOf } from './listing.ts';
import { effectOf } from './messageCodes.ts';
import type { Quotes } from './quotes.ts';
import type { Findings, Part } from './survey.ts';
import { isAlive, Survey } from './survey.ts';

export interface SessionOptions extends LinkOptions {
  readonly name: string;
  readonly account: AccountId;
  readonly mode: 'paper' | 'live';
  /** How long a reading may take; fifteen seconds unless told. */
  readonly patience?: Duration;
  /** How often all orders that live are listed; every sixty seconds unless told. */
  readonly look?: Duration;
}

export interface SessionParts {
  readonly book: Book;
  readonly account: Account;
  readonly hearing: Hearing;
  readonly quotes: Quotes | undefined;
  readonly say: (fact: BrokerFact) => void;
  /** The broker has taken us, and it is our account; ids go on from there. */
  readonly agreed: (nextId: number, accounts: readonly string[]) => void;
  /** `isFinal`: to try again would change nothing. */
  readonly lost: (
    detail: string,
    unsent: readonly string[],
    problem: OrdermatonError | undefined,
    isFinal: boolean,
  ) => void;
}

const everything: readonly Part[] = ['orders', 'executions', 'completed', 'positions', 'account'];
const aboutOrders: readonly Part[] = ['orders', 'executions', 'completed'];
/** Requests have numbers of their own, far from those of orders: an error names only the number. */
const FIRST_REQUEST = 10_000_000;
/** How long after a reading that failed it is tried again. */
const AGAIN = seconds(5);

export class Session {
  readonly link: Link;
  readonly #options: SessionOptions;
  readonly #parts: SessionParts;
  readonly #asked = new Set<OrderId>();
  #request = FIRST_REQUEST;
  #survey: Survey | undefined;
  #wantsAll = false;
  #isAgreed = false;
  #isDegraded = false;
  #hasMoney = false;

  constructor(options: SessionOptions, parts: SessionParts) {
    const { name } = options;
    this.#options = options;
    this.#parts = parts;
    this.link = new Link(options, {
      opened: () => parts.say({ type: 'connection.opened', broker: name }),
      ready: (accounts, nextId) => this.#agree(accounts, nextId),
      lost: (detail, unsent, problem) => this.#lost(detail, unsent, problem),
      told: (code, text) => this.#told(code, text),
      failed: (id, code, text) => this.#failed(id, code, text),
    });
    this.#hearOrders();
    this.#hearAccount();
    parts.quotes?.hear(this.link);
  }

  /** Whether anything may be written. */
  get isReady(): boolean {
    return this.#isAgreed && this.link.isReady;
  }

  open(): void {
    this.link.open();
  }

  /** Returns the keys of what had not been written. */
  close(): readonly string[] {
    this.#stop();
    const unsent = this.link.pacer.close();
    this.link.close();
    return unsent;
  }

  #stop(): void {
    this.#survey?.abandon();
    this.#parts.hearing.listing(false);
    this.#parts.quotes?.lost();
  }

  /** Finds out what became of an order. One reading answers all who ask before it begins. */
  ask(order: OrderId): void {
    this.#asked.add(order);
    this.#read();
  }

  #agree(accounts: readonly string[], nextId: number): void {
    const { name, account, mode, host, port } = this.#options;
    const place = `${host}:${port}`;
    const isManaged = accounts.includes(account);
    const found = modeOf(account);
    if (!isManaged) {
      const [first = ''] = accounts;
      if (first !== '')
        this.#parts.say({
          ...{ type: 'connection.handshaken', broker: name },
          ...{ account: first as AccountId, simulated: modeOf(first) === 'paper' },
        });
      return this.#refuse(new OrdermatonError('accountNotManaged', { place, account, accounts: accounts.join(', ') }));
    }
    if (found !== mode)
      return this.#refuse(new OrdermatonError('accountMode', { place, account, found, expected: mode }));
    this.#isAgreed = true;
    this.#parts.book.beginDay(newYorkDate(this.#options.clock.now()));
    this.#parts.agreed(nextId, accounts);
    this.#parts.say({ type: 'connection.handshaken', broker: name, account, simulated: found === 'paper' });
    this.#readAll();
    this.#lookLater();
    this.#parts.quotes?.subscribe(this.link);
  }

  #refuse(problem: OrdermatonError): void {
    this.close();
    this.#parts.lost(`${problem.code}: ${problem.message}`, [], problem, true);
  }

  #lost(detail: string, unsent: readonly string[], problem: OrdermatonError | undefined): void {
    this.#stop();
    const said = problem === undefined ? detail : `${problem.code}: ${problem.message}`;
    this.#parts.lost(said, unsent, problem, problem?.code === 'brokerOutdated');
  }

  /** A word about no request: the broker's own connection comes and goes; the rest is noted. */
  #told(code: number, text: string): void {
    const { say } = this.#parts;
    const broker = this.#options.name;
    switch (effectOf(code, 'none')) {
      case 'degraded':
        this.#isDegraded = true;
        this.#parts.quotes?.degraded(`${code}: ${text}`);
        return say({ type: 'connection.degraded', broker, detail: `${code}: ${text}` });
      case 'restored':
      case 'restoredWithoutData':
        this.#isDegraded = false;
        if (effectOf(code, 'none') === 'restored') {
          say({ type: 'connection.restored', broker, dataLost: false });
          this.#parts.quotes?.restored();
          return this.#readAll();
        }
        say({ type: 'connection.restored', broker, dataLost: true });
        this.#hasMoney = false;
        this.#readAll();
        this.#parts.quotes?.subscribe(this.link);
        return;
      default:
        this.#parts.quotes?.told(code, text);
        return say({ type: 'broker.notice', code: `${code}`, detail: text });
    }
  }

  #failed(id: number, code: number, text: string): void {
    const { book, hearing, say } = this.#parts;
    if (this.#survey?.requestId === id && effectOf(code, 'account') === 'failed') this.#survey.fail('executions');
    if (this.#parts.quotes?.failed(id, code, text)) return;
    const entry = book.bySocketId(id);
    if (entry !== undefined) return hearing.failed(entry, code, text);
    say({ type: 'broker.notice', code: `${code}`, detail: `${id}: ${text}` });
  }

  #readAll(): void {
    this.#wantsAll = true;
    this.#read();
  }

  /** One reading at a time: the lists carry no number, and two of them could not be told apart. */
  #read(): void {
    if (this.#survey !== undefined || this.#isDegraded || !this.isReady) return;
    if (this.#wantsAll) {
      this.#wantsAll = false;
      this.#parts.account.list();
      this.#parts.hearing.listing(true);
      // The account goes on telling of its money once it has been asked.
      const parts = this.#hasMoney ? everything.filter((part) => part !== 'account') : everything;
      return this.#begin(parts, (findings) => this.#readWhole(findings));
    }
    if (this.#asked.size === 0) return;
    const asked = [...this.#asked];
    this.#asked.clear();
    this.#begin(aboutOrders, (findings) => this.#answer(asked, findings));
  }

  #begin(parts: readonly Part[], then: (findings: Findings) => void): void {
    const { clock, account, patience = seconds(15) } = this.#options;
    const done = (findings: Findings): void => {
      this.#survey = undefined;
      then(findings);
      this.#read();
    };
    this.#survey = new Survey(this.link, { clock, parts, requestId: this.#request++, account, patience, done });
  }

  #readWhole(findings: Findings): void {
    const { book, account, say } = this.#parts;
    const reading = this.#reading();
    const { cash, positions } = account;
    const snapshot = snapshotOf(findings, reading, { account: this.#options.account, cash, positions });
    this.#learn(findings, reading);
    this.#parts.hearing.listing(false);
    for (const { order, execution, revision, quantity, price } of snapshot.executions)
      book.executes(execution, { order, revision, quantity, price });
    say({ type: 'broker.snapshot', snapshot });
    account.told();
    if (!snapshot.complete) this.#after(AGAIN, () => this.#readAll());
  }

  /** A reading that failed is no answer: whoever asked asks again. */
  #answer(asked: readonly OrderId[], findings: Findings): void {
    const { book, hearing, say } = this.#parts;
    if (findings.failed.length > 0) {
      const detail = `${asked.join(' ')}: ${findings.failed.join(', ')} did not come to an end`;
      return say({ type: 'broker.notice', code: 'questionUnanswered', detail });
    }
    const reading = this.#reading();
    for (const { execution, revision, order, quantity, price } of listedExecutions(findings, reading))
      if (asked.includes(order)) book.executes(execution, { order, revision, quantity, price });
    for (const { contract, execution } of findings.executions) hearing.execution(contract, execution);
    this.#learn(findings, reading, asked);
    for (const order of asked) for (const fact of answerAbout(order, findings, reading)) say(fact);
  }

  /** Orders that others have entered are heard of as they are listed; what is listed and was said to have ended lives. */
  #lookLater(): void {
    this.#after(this.#options.look ?? seconds(60), () => {
      this.#lookLater();
      if (this.#survey === undefined && !this.#isDegraded && this.isReady) this.#look();
    });
  }

  /** What is held is asked for as well where the last word of it may be of before a trade: a word that came first comes but once. */
  #look(): void {
    const { account } = this.#parts;
    const isBehind = account.isBehind;
    if (isBehind) account.askAgain();
    this.#begin(isBehind ? ['orders', 'positions'] : ['orders'], (findings) => {
      if (isBehind && !findings.failed.includes('positions')) account.answered();
      this.#looked(findings);
    });
  }

  #looked(findings: Findings): void {
    const { book, say } = this.#parts;
    for (const { order, brokerId } of listedOrders(findings, this.#reading())) {
      const entry = book.get(order);
      if (entry?.ended === undefined) continue;
      book.revive(entry);
      say({ type: 'broker.orderFound', order, ...(brokerId === undefined ? {} : { brokerId }) });
    }
  }

  /** What is listed is how it is: of all orders, or of those that were asked about. */
  #learn(findings: Findings, reading: Reading, only?: readonly OrderId[]): void {
    const { book } = reading;
    const alive = new Set<OrderId>();
    for (const { contract, order, orderId, status } of findings.orders) {
      const entry = book.listed(orderId, contract, order);
      if (entry === undefined || only?.includes(entry.order) === false) continue;
      alive.add(entry.order);
      if (entry.ended !== undefined && isAlive(status)) book.revive(entry);
      book.settle(entry, amendableTermsOf(entry.terms.type, order));
    }
    for (const { order, outcome } of listedEnds(findings, reading)) {
      const entry = book.get(order);
      if (entry !== undefined && !alive.has(order) && only?.includes(order) !== false) entry.ended ??= outcome;
    }
  }

  #reading(): Reading {
    const now = this.#options.clock.now();
    // The lists of the broker begin with the day.
    return { book: this.#parts.book, now, since: newYorkTime(newYorkDate(now)) };
  }

  #after(duration: Duration, then: () => void): void {
    const { clock } = this.#options;
    clock.schedule(later(clock.now(), duration), rank.broker, () => {
      if (this.link.isReady) then();
    });
  }

  #hearOrders(): void {
    const { hearing } = this.#parts;
    this.link.on(EventName.openOrder, (id: number, contract: Contract, order: Order, state: OrderState) => {
      this.#survey?.openOrder(id, contract, order, state);
      hearing.openOrder(id, contract, order, state);
    });
    this.link.on(
      EventName.orderStatus,
      (
        ...[orderId, status, filled, , , permId = 0, , , clientId = 0, whyHeld = '']: readonly [
          ...[id: number, status: string, filled?: number, remaining?: number, average?: number, permId?: number],
          ...[parentId?: number, last?: number, clientId?: number, whyHeld?: string, cap?: number],
        ]
      ) => {
        const told = { orderId, clientId, permId, status, filled, whyHeld };
        this.#survey?.orderStatus(told);
        hearing.orderStatus(told);
      },
    );
    this.link.on(EventName.execDetails, (requestId: number, contract: Contract, execution: Execution) => {
      if (requestId === this.#survey?.requestId) this.#survey.execution(contract, execution);
      else {
        this.#parts.account.traded(contract, execution);
        hearing.execution(contract, execution);
      }
    });
    this.link.on(EventName.commissionReport, (report: CommissionReport) => hearing.commission(report));
    this.link.on(EventName.completedOrder, (contract: Contract, order: Order, state: OrderState) =>
      this.#survey?.completedOrder(contract, order, state),
    );
    this.link.on(EventName.openOrderEnd, () => this.#survey?.listed());
    this.link.on(EventName.completedOrdersEnd, () => this.#survey?.end('completed'));
    this.link.on(EventName.execDetailsEnd, (requestId: number) => {
      if (requestId === this.#survey?.requestId) this.#survey.end('executions');
    });
  }

  #hearAccount(): void {
    const { account } = this.#parts;
    this.link.on(EventName.position, (of: string, contract: Contract, size?: number, cost?: number) =>
      account.position(of, contract, size, cost),
    );
    this.link.on(EventName.positionEnd, () => {
      account.listed();
      this.#survey?.end('positions');
    });
    this.link.on(EventName.updateAccountValue, (key: string, value: string, currency: string, of: string) =>
      account.value(key, value, currency, of),
    );
    this.link.on(EventName.updateAccountTime, () => account.told());
    this.link.on(EventName.accountDownloadEnd, () => {
      this.#hasMoney = true;
      this.#survey?.end('account');
    });
  }
}
