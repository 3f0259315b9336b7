/**
 * The engine: in what order things happen.
 *
 * 1. An input enters by the inbox: checked, stamped, numbered, journalled.
 * 2. The core hears it in one atomic pass; what follows from it is on the bus once the pass is through.
 * 3. Commands wait in the outbox until their cause is durable; their marks enter by the inbox.
 * 4. Once a mark is durable the command is written to the broker.
 * 5. What the broker answers enters by the inbox: back to 1.
 *
 * Time moves only when nothing of this is left to do. Now and then what the state has come to is kept beside the record; an engine that was
 * away is rebuilt from both, and asks the broker before anything leaves. When the journal can not be written any more, `emergency.ts` says
 * what may leave.
 */
import { encode, hashOf } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { Envelope, Source } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { loosenedLimits } from '../../machines/risk/loosening.ts';
import type {
  Broker,
  Clock,
  EmergencyNotes,
  Feed,
  FeedFact,
  Journal,
  MarketData,
  MarketFact,
  MarketItem,
  SessionEvent,
  SessionSchedule,
  SignalEvent,
  SignalSource,
} from '../../ports.ts';
import { rank } from '../../ports.ts';
import { VERSION } from '../../version.ts';
import type { EventBus } from '../bus/eventBus.ts';
import { createEventBus } from '../bus/eventBus.ts';
import type { Origin } from '../inbox.ts';
import { createInbox } from '../inbox.ts';
import { isFeedNews } from '../market/feedNews.ts';
import type { SavedState } from '../owners.ts';
import { Checkpoints } from './checkpoints.ts';
import type { DeskDocument, Prepared } from './core.ts';
import { createCore, prepared } from './core.ts';
import { createDocuments } from './documents.ts';
import type { Asked, ControlFact, UserCommand } from './doors.ts';
import { assertCommand, assertControl, assertFrom } from './doors.ts';
import type { Emergency } from './emergency.ts';
import { createEmergency } from './emergency.ts';
import { feedsOf } from './feeds.ts';
import { Heard } from './heard.ts';
import { migrations } from './migrations.ts';
import { publishOn } from './publishing.ts';
import type { LastingReaders } from './readers.ts';
import { createRecord } from './record.ts';
import type { Recovery } from './recovery.ts';
import { recover } from './recovery.ts';
import type { EngineViews } from './views.ts';
import { createViews } from './views.ts';

export interface EngineOptions {
  readonly desk: DeskConfiguration;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly market?: MarketData<MarketItem>;
  readonly signals?: SignalSource<SignalEvent | FeedFact>;
  readonly sessions?: SessionSchedule;
  /** What else is played, beside these: each delivers what it holds by itself. */
  readonly feeds?: readonly Feed[];
  readonly bus?: EventBus;
  /** Readers of this bus that go on over restarts; the others begin with the process. */
  readonly readers?: LastingReaders;
  /** After so many inputs the journal keeps a checkpoint; 5,000 unless told. */
  readonly checkpointEvery?: number;
  /** Where is noted what leaves once the journal has failed; without it nothing leaves then, and the engine stops. */
  readonly emergency?: EmergencyNotes;
  /** What is halted from the start, such as by the mark of an earlier run. */
  readonly halts?: readonly Omit<Event<'risk.halt'>, 'type'>[];
  /** The stage that the desk has come to by the word of an earlier run, of whatever account. */
  readonly stage?: Omit<Event<'desk.takeStage'>, 'type'>;
}

export interface Engine {
  /** What happens, for readers. */
  readonly bus: EventBus;
  /** What is, for readers. */
  readonly views: EngineViews;
  /**
   * Rebuilds the state that the journal holds, so that the engine goes on where it was. To be awaited before `start` when the journal is
   * not empty; of the readers of the bus, those hear it that go on over restarts and have not heard it yet.
   * @throws `journalVersion` for a journal of another version, `replayDiffers`, and what the journal finds wrong with itself
   */
  recover(): Promise<Recovery>;
  /**
   * Configures the desk and connects the broker.
   * @throws `alreadyRunning`, `notRecovered`; `limitsLoosened` where it goes on under looser limits without a reason
   */
  start(): void;
  /**
   * Recovers if there is anything to recover, starts, plays everything that the feeds hold, and stops. Resolves when all is settled.
   * @throws `alreadyRunning`; `emergencyEnded` when the journal failed on the way, and everything was left or somebody gave up; what the
   * journal says where nothing may be noted
   */
  run(): Promise<void>;
  /**
   * Gives a command; with who asked for it and why, that is on record right before it, and what follows has it for its beginning.
   * @throws `badEvent` when it is not as the alphabet has it
   */
  send(command: UserCommand, asked?: Asked): void;
  /** Puts on record what became of a wish to command, where no command came of it. @throws `badEvent` for any other fact */
  note(fact: ControlFact): void;
  /** Whether all that has entered so far is on the disk: answered once it is, or once it can not be any more. */
  recorded(): Promise<boolean>;
  /**
   * Goes on under another document, from the next input on: rules, indicators and limits may differ. What rules have done, and how they
   * rest, stays by their names. Answers whether it is another document at all.
   * To be called while the engine runs. @throws `deskFixed` for one that differs in anything else, `limitsLoosened` for one
   * that loosens a limit and gives no new reason (`limitsWhy`); nothing has changed then
   */
  reload(desk: DeskConfiguration): Promise<boolean>;
  /**
   * Puts in a signal, what a source of signals says of itself, a market event, a corporate action or a session of the clock by hand; a simulated broker hears the market first,
   * and of a corporate action behind the engine.
   * @throws `badEvent` for any other event
   */
  hear(event: SignalEvent | FeedFact | MarketItem | SessionEvent, source: 'signal' | 'market' | 'clock'): void;
  /** Takes no more signals, cancels working entries, keeps protection, and ends the run; `flatten` closes every position first. */
  stop(options?: { readonly flatten?: boolean; readonly why?: string }): void;
  /** One hash of everything that the engine decides by. */
  hash(): string;
  save(): SavedState;
  /** The sequence of the last input. */
  sequence(): number;
}

export function createEngine(options: EngineOptions): Engine {
  const { desk, broker, clock, journal, readers } = options;
  const bus = options.bus ?? createEventBus();
  const document: DeskDocument = { configuration: desk, abilities: broker.abilities };
  /** Documents that have entered and have not been heard yet. */
  const reloads = new Map<Event, Prepared>();
  const onBus = publishOn(bus);
  let isRecovering = false;
  const publish: typeof onBus = (message, envelope, index) => {
    if (isRecovering) readers?.hear(message, envelope, index);
    else onBus(message, envelope, index);
  };
  let core = createCore({ ...document, publish });
  let views = createViews(core, clock);
  const record = createRecord(journal, options.emergency !== undefined);
  let inbox = createInbox(clock, record, { sequence: 0, at: 0 as Timestamp });
  let heard = new Heard();
  let recovered: Recovery | undefined;
  const checkpoints = new Checkpoints({ journal, version: VERSION, every: options.checkpointEvery ?? 5_000, readers });
  let isWorking = false;
  let isPlaying = false;
  let isStarted = false;
  let isOver = false;
  let stopping: { readonly flatten: boolean } | undefined;
  let failure: unknown;
  let emergency: Emergency | undefined;
  const documents = createDocuments(options, bus);

  /** The journal has failed: what may leave from here on leaves without it. @throws what it says, where nothing may be noted */
  function recordFailed(problem: Error): void {
    const notes = options.emergency;
    if (notes === undefined) throw problem;
    const after = record.last();
    record.end();
    const detail = problem instanceof OrdermatonError ? String(problem.details.problem) : problem.message;
    const parts = { stations: () => core.stations, broker, notes, at: clock.now(), now: () => clock.now() };
    emergency = createEmergency({ ...parts, after, journal: journal.name, problem: detail });
    const origin = { cause: 0, correlation: inbox.sequence + 1 };
    inbox.interject({ type: 'desk.recordFailed', journal: journal.name, after, detail }, origin);
  }

  function accept(event: Event, source: Source, origin?: Origin): void {
    clock.now(); // a jump of the clock is heard before what comes behind it
    inbox.accept(event, source, origin);
    work();
  }

  /**
   * Hears what has entered, and what follows, until nothing is left that could move without time or the disk. While a clock plays, what is
   * due leaves only between two things that happen: so a run is the same whether the disk is awaited or not.
   */
  function work(mayLeave = !isPlaying): void {
    if (isWorking) return;
    isWorking = true;
    try {
      for (let next = nextEnvelope(mayLeave); next !== undefined; next = nextEnvelope(mayLeave)) {
        hear(next);
        if (checkpoints.isDue(next.sequence) && !inbox.isInterjected) keepCheckpoint();
      }
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      isWorking = false;
    }
  }

  /** Of what is on record: what happens in an emergency is not. */
  function keepCheckpoint(): void {
    if (emergency === undefined)
      checkpoints.keep({ owners: core.owners, sequence: inbox.sequence, at: inbox.at, heard });
  }

  function nextEnvelope(mayLeave: boolean): Envelope | undefined {
    const { outbox } = core.stations;
    if (failure !== undefined) throw failure;
    const problem = record.problem();
    if (problem !== undefined) recordFailed(problem);
    else if (mayLeave) {
      const { exit = broker, judge } = emergency ?? {};
      outbox.transmit(exit, record.durable(), (fact, origin) => inbox.accept(fact, 'outbox', origin), judge);
      for (const { event, origin } of outbox.takeDue(record.durable(), judge)) inbox.accept(event, 'outbox', origin);
    }
    if (emergency === undefined) documents.settle(record.last());
    return inbox.next();
  }

  function hear(envelope: Envelope): void {
    const reloaded = reloads.get(envelope.data);
    if (reloaded !== undefined) {
      reloads.delete(envelope.data);
      core.reconfigure(reloaded);
    }
    const { commands, failures, givenUp } = core.process(envelope);
    heard.count(envelope);
    if (commands !== null) record.note(commands);
    for (const { kind, id, message } of failures) {
      const { sequence, correlation } = envelope;
      inbox.interject(
        { type: 'desk.quarantined', owner: kind, id, sequence, code: 'actorFailed', detail: message },
        { cause: sequence, correlation },
      );
    }
    if (givenUp !== null) {
      const { sequence, correlation, type } = envelope;
      const origin = { cause: sequence, correlation };
      inbox.interject({ type: 'desk.inputGivenUp', sequence, event: type, detail: givenUp }, origin);
    }
    scheduleDeadlines();
  }

  function scheduleDeadlines(): void {
    const { timers } = core.stations;
    for (const { due, timer, generation } of timers.takeArmed()) {
      clock.schedule(due, rank.deadline, () => {
        const deadline = timers.deadline(timer, generation, clock.now());
        if (deadline !== undefined) accept(deadline.event, 'clock', deadline.origin);
      });
    }
  }

  journal.onDurable(() => {
    try {
      work(true);
    } catch {
      // What failed is kept, and thrown to whoever waits for the run.
    }
    tellRecorded();
  });

  let awaited: { readonly sequence: number; readonly tell: (isRecorded: boolean) => void }[] = [];
  function tellRecorded(): void {
    if (awaited.length === 0) return;
    const hasFailed = emergency !== undefined || record.problem() !== undefined;
    const last = record.last();
    const done = awaited.filter(({ sequence }) => hasFailed || sequence <= last);
    awaited = awaited.filter((each) => !done.includes(each));
    for (const { sequence, tell } of done) tell(sequence <= last);
  }

  /** What must be through before time may move. */
  function settle(): undefined | Promise<void> {
    const { outbox } = core.stations;
    if (!outbox.isEmpty) work(true);
    if (failure !== undefined) throw failure;
    if (inbox.isEmpty && outbox.isEmpty && !record.isHeldUp() && !bus.isCongested) return undefined;
    return unsettled();
  }
  async function unsettled(): Promise<void> {
    while (!(inbox.isEmpty && core.stations.outbox.isEmpty) || record.isHeldUp()) {
      await turn();
      if (failure !== undefined) throw failure;
    }
    if (bus.isCongested) await bus.drained();
  }

  /**
   * A simulated broker sees the market before the engine does: what it fills at a price is known when the price is. A split is known of
   * before a broker acts on it.
   */
  function hearFrom(kind: Source, event: Event): void {
    // What the border refuses nobody trades on, the simulated broker neither.
    const isForBroker = kind === 'market' && !isFeedNews(event.type) && inbox.problem(event) === undefined;
    const comesLater = event.type === 'market.split' || event.type === 'market.dividend';
    if (isForBroker && !comesLater) broker.hearMarket?.(event as MarketFact);
    accept(event, kind);
    if (isForBroker && comesLater) broker.hearMarket?.(event as MarketFact);
  }

  /** Asked to stop, and flat if that was asked for; without a record there is nothing to stay for once the broker says that all is left. */
  const hasStopped = (): boolean =>
    emergency?.isFlat() === true ||
    (stopping !== undefined && (!stopping.flatten || core.stations.books.openCount() === 0));

  function start(): void {
    if (isStarted) throw new OrdermatonError('alreadyRunning');
    if (recovered === undefined && holdsMore()) {
      const sequence = journal.durable();
      throw new OrdermatonError('notRecovered', { journal: journal.name, sequence });
    }
    isStarted = true;
    const isNew = inbox.sequence === 0;
    if (!isNew) goOn();
    if (isNew || encode(core.document) !== encode(document)) configure();
    accept({ type: 'desk.start', account: desk.account }, 'engine');
    documents.enter((event) => accept(event, 'engine'));
    if (isNew) accept({ type: 'connection.connect', broker: broker.abilities.name }, 'engine');
    connect();
    clock.onJump((by) => {
      if (!isOver) reconnect(by);
    });
  }

  /** A journal that can be recovered from, and has something in it. */
  const holdsMore = (): boolean => journal.checkpoints !== undefined && journal.durable() > 0;

  /** The first that is heard is that the engine was away: before that nothing leaves. */
  function goOn(): void {
    inbox.accept({ type: 'desk.resumed', version: VERSION }, 'engine');
    const resumed = inbox.next();
    if (resumed !== undefined) hear(resumed);
  }

  /** A desk that was configured otherwise goes on under the new document, where it was. */
  function configure(): void {
    if (inbox.sequence > 0) {
      assertReasoned(core.document.configuration, desk);
      const before = core.owners.save();
      core = createCore({ ...document, publish });
      core.takeOver(before);
      views = createViews(core, clock);
      checkpoints.goOnFrom(0);
    }
    accept({ type: 'desk.configured', name: desk.name, hash: hashOf(document), document }, 'engine');
  }

  async function recoverFromJournal(): Promise<Recovery> {
    if (isStarted) throw new OrdermatonError('alreadyRunning');
    if (!holdsMore()) return { sequence: 0, at: 0 as Timestamp, checkpoint: 0, replayed: 0, passedOver: [] };
    isRecovering = true; // it was on the bus before the engine went away
    const found = await recover(journal, { version: VERSION, publish, migrations, readers }).finally(() => {
      isRecovering = false;
    });
    core = found.core;
    core.stations.outbox.resume();
    core.stations.timers.rearm();
    views = createViews(core, clock);
    heard = found.heard;
    inbox = createInbox(clock, record, found);
    checkpoints.goOnFrom(found.base);
    const { sequence, at, checkpoint, replayed, passedOver } = found;
    recovered = { sequence, at, checkpoint, replayed, passedOver };
    return recovered;
  }

  const connect = (): void =>
    broker.connect((told) => {
      const fact = emergency?.translate(told) ?? told;
      accept(fact, 'broker', 'order' in fact ? core.stations.origins.of(fact.order) : undefined);
    });

  /** Nobody knows what has happened meanwhile: the line is taken as lost. */
  function reconnect(by: Duration): void {
    broker.disconnect();
    accept({ type: 'clock.jumped', by }, 'clock');
    connect();
  }

  return {
    bus,
    get views() {
      return views;
    },
    recover: recoverFromJournal,
    start,
    async run() {
      if (isStarted) throw new OrdermatonError('alreadyRunning');
      if (recovered === undefined) await recoverFromJournal();
      const begun = heard.counts();
      start();
      const feeds = [...feedsOf(options, begun, hearFrom), ...(options.feeds ?? [])];
      isPlaying = true;
      await clock.play(feeds, settle, hasStopped);
      isPlaying = false;
      await settle();
      const end = emergency?.ended(stopping !== undefined);
      accept({ type: 'desk.stop', why: 'the run is over' }, 'engine');
      isOver = true;
      broker.disconnect();
      await settle();
      keepCheckpoint();
      await bus.drained();
      if (end !== undefined) throw end;
    },
    send(command, asked) {
      assertCommand(command);
      if (asked === undefined) return accept(command, 'user');
      clock.now();
      inbox.acceptBoth({ type: 'control.asked', event: command.type, ...asked }, command, 'user');
      work();
    },
    note(fact) {
      assertControl(fact);
      accept(fact, 'user');
    },
    async reload(next) {
      const fields = fixedFields(desk, next);
      if (fields.length > 0) throw new OrdermatonError('deskFixed', { desk: desk.name, fields: fields.join(', ') });
      // A long document is written out three times: in turns, so that what comes in meanwhile is heard.
      const changed = { ...document, configuration: next };
      if (encode(changed) === encode(core.document)) return false;
      assertReasoned(core.document.configuration, next);
      await turn();
      const hash = hashOf(changed);
      const ready = await prepared(next);
      await turn();
      const event = { type: 'desk.configured', name: desk.name, hash, document: changed } as const;
      reloads.set(event, ready);
      accept(event, 'user');
      return true;
    },
    recorded: () =>
      new Promise((tell) => {
        awaited.push({ sequence: inbox.sequence, tell });
        tellRecorded();
      }),
    hear(event, source) {
      assertFrom(event, source);
      hearFrom(source, event);
    },
    stop({ flatten = false, why = 'stopped' } = {}) {
      accept({ type: 'desk.drain', why }, 'user');
      if (flatten) accept({ type: 'desk.flatten', why }, 'user');
      stopping = { flatten };
    },
    hash: () => core.owners.hash(),
    save: () => core.owners.save(),
    sequence: () => inbox.sequence,
  };
}

/** Lets what waits have its turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What may be configured otherwise while the desk runs. */
const changeable: readonly string[] = [
  'rules',
  'indicators',
  'risk',
  'losses',
  'limitsWhy',
] satisfies readonly (keyof DeskConfiguration)[];

/** A limit may be loosened only for a reason that is on record with it: the document says it, and not the one of before. @throws `limitsLoosened` */
function assertReasoned(before: DeskConfiguration, after: DeskConfiguration): void {
  const looser = loosenedLimits(before, after);
  if (looser.length === 0 || (after.limitsWhy !== undefined && after.limitsWhy !== before.limitsWhy)) return;
  throw new OrdermatonError('limitsLoosened', { desk: after.name, limits: looser.join(', ') });
}

/** In which other fields two documents differ. */
const fixedFields = (before: DeskConfiguration, after: DeskConfiguration): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => {
    const name = field as keyof DeskConfiguration;
    return !changeable.includes(field) && encode(after[name] ?? null) !== encode(before[name] ?? null);
  });
