/** The doors to the world. Actors know these and nothing behind them; every adapter that implements one passes its contract test. */
import type { Envelope } from './envelope.ts';
import type { Event, EventUnder, Topic } from './events.ts';
import type { ApprovalId, CommandId, Duration, InstrumentId, OrderId, Timestamp } from './identifiers.ts';
import type { NoticeTopic } from './noticeTopics.ts';
import type { Amendment, OrderLinks, OrderTerms, OrderType, TimeInForce } from './orders.ts';

declare const gate: unique symbol;
/** An order that the risk gate let pass. Nothing else makes one, and a broker takes nothing else. */
export interface ApprovedOrder {
  readonly [gate]: 'order';
  readonly order: OrderId;
  readonly approval: ApprovalId;
  readonly terms: OrderTerms;
}
/** A change of terms that the risk gate let pass. */
export interface ApprovedAmendment {
  readonly [gate]: 'amendment';
  readonly order: OrderId;
  readonly approval: ApprovalId;
  readonly change: Amendment;
}

/** What a broker may say: facts about orders, holdings, the account, and the connection itself. */
export type BrokerFact = Extract<Event, { type: `broker.${string}` | `connection.${string}` | 'outbox.dropped' }>;
/** What can be quoted or traded; the events of a market feed. */
export type MarketEvent = Event<'market.quote' | 'market.trade' | 'market.bar' | 'market.quoteBar'>;
/** What an issuer does to its shares; heard before anything trades on its ex-date. */
export type CorporateAction = Event<'market.split' | 'market.dividend'>;
/** What a live feed says about itself and its contracts: what its data is, and the past of what it tells. Nobody trades on it. */
export type FeedNews = Event<
  | 'market.history'
  | 'market.historyAwaited'
  | 'market.historyFailed'
  | 'market.dataState'
  | 'market.contract'
  | 'market.tradingHalted'
  | 'market.tradingResumed'
  | 'market.shortSupply'
>;
/** What a simulated broker matches against. */
export type MarketFact = MarketEvent | CorporateAction;
/** All that a market feed may hold. */
export type MarketItem = MarketFact | FeedNews;
/** What happens to trading sessions. */
export type SessionEvent = Event<'clock.sessionOpened' | 'clock.beforeClose' | 'clock.sessionClosed'>;
/** What somebody believes. */
export type SignalEvent = Extract<Event, { type: `signal.${string}` }>;
/** What a source of signals says of itself. */
export type FeedFact = Event<'feed.opened' | 'feed.answered' | 'feed.failed' | 'feed.refused' | 'feed.closed'>;

/** What a broker can do; the gate refuses the rest before it leaves. */
export interface BrokerAbilities {
  readonly name: string;
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  /** False when it knows no level at which a trailing stop begins to follow; it does unless told. */
  readonly activation?: boolean;
  /** Whether the broker itself keeps children until their parent fills. */
  readonly parents: boolean;
  /** Whether the broker itself cancels one order when another fills. */
  readonly oca: boolean;
}

/**
 * A broker. Its methods return at once; what comes of them arrives as facts, in any order, perhaps never.
 * It keeps its own book: it knows nothing of our state and we assume nothing of its.
 */
export interface Broker {
  readonly abilities: BrokerAbilities;
  /** Opens the connection; says `connection.opened`, `connection.handshaken` and then one `broker.snapshot`. */
  connect(hear: (fact: BrokerFact) => void): void;
  place(order: ApprovedOrder, command: CommandId): void;
  amend(amendment: ApprovedAmendment, command: CommandId): void;
  cancel(order: OrderId, command: CommandId): void;
  /**
   * Asks what became of an order; answered by its executions, the terms that stand, and where it stands: `broker.orderFound` or what it
   * waits for, how far it has filled, how it ended, or `broker.orderAbsent`.
   */
  ask(order: OrderId, command: CommandId): void;
  /** Closes the connection; orders live on at the broker. */
  disconnect(): void;
  /**
   * A simulated broker matches against the same market as the engine sees: of quotes and trades it is told first, of corporate actions
   * behind the engine.
   */
  hearMarket?(event: MarketFact): void;
}

/** Ranks at equal time: broker facts, then the market, deadlines, signals, and last what a user asks for. */
export const rank = { broker: 0, market: 1, deadline: 2, signal: 3, user: 4 } as const;
export type Rank = (typeof rank)[keyof typeof rank];

/** The only source of time. */
export interface Clock {
  now(): Timestamp;
  /** Wakes once `at` has come, in order of time, rank and call. A moment in the past is now. */
  schedule(at: Timestamp, rank: Rank, wake: () => void): void;
  /**
   * Hears of a jump, before anything that happens after it: the wall clock has left the time that has passed by more than five seconds,
   * below zero when it was set back. The machine slept, or the clock was set.
   */
  onJump(hear: (by: Duration) => void): void;
  /**
   * Delivers what the feeds hold, each item at its time, and all that was scheduled meanwhile, until the feeds have ended or `stop`
   * says so. `settle` is awaited before time moves. @throws `timeRunsBackwards` when a feed is not in order.
   */
  play(feeds: readonly Feed[], settle: () => undefined | Promise<void>, stop: () => boolean): Promise<void>;
}

/** An event with the time at which it is to be heard. */
export interface Timed<E extends Event = Event> {
  readonly at: Timestamp;
  readonly event: E;
}

/** Something that is read in time order, a batch at a time, so that memory does not grow with its length. */
export interface Feed<E extends Event = Event> {
  readonly name: string;
  readonly rank: Rank;
  batches(): AsyncIterable<readonly Timed<E>[]>;
  /** Where the item goes. */
  readonly deliver: (item: Timed<E>) => void;
}

/** Quotes, trades, bars and corporate actions of some instruments, merged in time order. */
export interface MarketData<E extends MarketItem = MarketFact> {
  readonly name: string;
  readonly instruments: readonly InstrumentId[];
  /** It comes as it happens: what has been heard is gone, and a restart passes nothing over. */
  readonly isLive?: boolean;
  /** The lengths of its bars of trades; not known unless told. */
  readonly bars?: readonly Duration[];
  /** Its first and last day in exchange time, `YYYY-MM-DD`: the sessions a run needs to know. */
  readonly days: { readonly from: string; readonly to: string };
  batches(): AsyncIterable<readonly Timed<E>[]>;
}

/** Signals in time order; a live source may say how it fares as well. */
export interface SignalSource<E extends SignalEvent | FeedFact = SignalEvent> {
  readonly name: string;
  /** It comes as it happens: a restart passes nothing over, and what comes again is known by its name. */
  readonly isLive?: boolean;
  batches(): AsyncIterable<readonly Timed<E>[]>;
}

/** A regular trading session of an exchange. */
export interface RegularSession {
  /** Its date in exchange time, such as 2013-10-07. */
  readonly session: string;
  readonly opens: Timestamp;
  readonly closes: Timestamp;
}

/** When an exchange trades. */
export interface TradingHours {
  readonly name: string;
  /** The session that is on at a moment, or the next one to open. */
  sessionAt(at: Timestamp): RegularSession;
  /** From when until when one can trade around a regular session; without it, at any time. */
  extendedHours?(session: RegularSession): Pick<RegularSession, 'opens' | 'closes'>;
}

/** What happens to trading sessions, in time order. */
export interface SessionSchedule {
  readonly name: string;
  batches(): AsyncIterable<readonly Timed<SessionEvent>[]>;
}

/** A command that left a pass, as the journal keeps it: a replay compares. */
export interface CommandRecord {
  readonly command: CommandId;
  readonly cause: number;
  readonly hash: string;
}

/** What one sequence left behind. */
export interface JournalRecord {
  readonly envelope: Envelope;
  readonly commands: readonly CommandRecord[];
}

/** A stretch of a journal that one version of the engine wrote. */
export interface JournalSegment {
  readonly first: number;
  readonly version: string;
}

/** One value of the state that the engine decides by, in the canonical encoding; `null` when it is gone. */
export interface StateEntry {
  readonly owner: string;
  /** The version of the owner's shape. */
  readonly version: number;
  readonly part: string;
  /** Within the part; empty for a part that is one value. */
  readonly key: string;
  readonly text: string | null;
}

/** What the state was behind one sequence: a restart begins there. */
export interface Checkpoint {
  readonly sequence: number;
  readonly at: Timestamp;
  /** Of the engine that made it. */
  readonly version: string;
  /** How many items of each feed had been heard. */
  readonly heard: Readonly<Record<string, number>>;
  /** The shape of each chart. */
  readonly machines: Readonly<Record<string, string>>;
  /** The hash of all state. */
  readonly hash: string;
  readonly entries: readonly StateEntry[];
}

/** A checkpoint on its way into the journal: what has changed since the one before it, of sequence `base`; all of it when that is 0. */
export interface CheckpointChange extends Checkpoint {
  readonly base: number;
}

/** One value of what a reader of the bus has written down, in the canonical encoding. */
export interface ReaderEntry {
  readonly part: string;
  readonly key: string;
  readonly text: string;
}

/** What a reader has written down by a sequence. Nothing that the engine decides by, and in no hash. */
export interface ReaderBook {
  readonly reader: string;
  /** The version of its shape. */
  readonly version: number;
  /** It has heard everything up to here. */
  readonly sequence: number;
  /** Each once, in the order in which they came. */
  readonly entries: readonly ReaderEntry[];
}

/** A book on its way into the journal: what has changed since it was last kept; all of it, in the place of what was kept, when `isWhole`. */
export interface ReaderChange extends ReaderBook {
  readonly isWhole: boolean;
}

/** A book that can not be read, and why. */
export interface BrokenReaderBook {
  readonly reader: string;
  readonly problem: string;
}

/** A checkpoint that can not be read, and why. */
export interface BrokenCheckpoint {
  readonly sequence: number;
  readonly problem: string;
}

/** The record of everything, in sequence. It acknowledges only what is durable. */
export interface Journal {
  readonly name: string;
  /** Takes the envelope of the next sequence. @throws `journalGap` when it is not the next one. */
  append(envelope: Envelope): void;
  /** Notes the commands that the pass of this sequence emitted; a journal that keeps nothing need not ask for them. */
  note(commands: () => readonly CommandRecord[]): void;
  /** The highest sequence that is durable. */
  durable(): number;
  /** Calls back whenever `durable()` has grown, and when it will not grow any more; the engine sets this once. */
  onDurable(grown: () => void): void;
  /** Why nothing can be taken any more. */
  failure?(): Error | undefined;
  /** So much waits for the disk that simulated time should wait as well. */
  readonly isCongested?: boolean;
  /** Everything from a sequence on. */
  read(from: number): AsyncIterable<JournalRecord>;
  /**
   * Keeps a checkpoint behind the last envelope taken, and beside it, at once or not at all, what readers have written down by then: it is
   * durable when the next envelope is, or sooner. A journal that keeps none lacks this.
   */
  keep?(checkpoint: CheckpointChange, books?: readonly ReaderChange[]): void;
  /** The checkpoints, each whole, the newest first. */
  checkpoints?(): AsyncIterable<Checkpoint | BrokenCheckpoint>;
  /** What readers had written down when they were last kept. A journal that keeps no such thing lacks this. */
  readerBooks?(): Promise<readonly (ReaderBook | BrokenReaderBook)[]>;
  /** From which sequence on which version of the engine wrote, the oldest first; a journal that does not outlive its process lacks this. */
  segments?(): readonly JournalSegment[];
}

/** A command that leaves while the record can not be kept. */
export interface EmergencyNote {
  readonly at: Timestamp;
  readonly kind: 'place' | 'amend' | 'cancel';
  /** As the broker knows it: the reference of what is placed in an emergency ends with a mark, `!20250303T150000Z`. */
  readonly order: OrderId;
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  readonly change?: Amendment;
  /** The last input that is on record. */
  readonly after: number;
}

/** Where is noted what leaves in an emergency. It takes nothing away from what the journal says. */
export interface EmergencyNotes {
  readonly name: string;
  /** On the disk when this returns. @throws when it can not be: what reduces does not leave then */
  note(note: EmergencyNote): void;
  /** What left in earlier emergencies, and has not been reconciled with the broker yet. */
  pending(): readonly EmergencyNote[];
  /** All that was pending has been reconciled, and that is on record. */
  setAside(): void;
}

/** How much a notice weighs: it happened; somebody must look at it; it is told again until somebody has seen it. */
export const noticeWeights = ['news', 'alarm', 'critical'] as const;
export type NoticeWeight = (typeof noticeWeights)[number];

/** A message to people. */
export interface Notice {
  readonly desk: string;
  readonly topic: NoticeTopic;
  readonly weight: NoticeWeight;
  /** One line. */
  readonly subject: string;
  /** All that is told; its lines end with a line feed. */
  readonly text: string;
  /** By the clock of the desk. */
  readonly at: Timestamp;
}

/** A way by which people are told. It keeps nothing: a notice is one attempt, and whoever sends it decides about another. */
export interface Notifier {
  /** As the desk document has it. */
  readonly name: string;
  /**
   * Resolves once the other end has taken it; `end` gives it up.
   * @throws `notifierUnreachable`, `notifierSilent`, `notifierFails`, `notifierRefuses` (another attempt would end alike); no error names what is secret
   */
  send(notice: Notice, end?: AbortSignal): Promise<void>;
}

/** Where a reader hears facts: the engine's bus, live or in a replay. */
export interface FactSource {
  subscribe<T extends Topic>(
    topic: T,
    reader: (event: EventUnder<T>, envelope: Envelope<EventUnder<T>> | undefined) => unknown,
  ): { unsubscribe(): void };
}
