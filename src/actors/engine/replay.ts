/**
 * Runs a record again through the same core. Nothing is asked of the world: deadlines, marks and the broker's answers are in the record.
 * What the passes emit is compared with what the record kept, and the first difference stops the replay.
 */
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { Checkpoint, JournalRecord } from '../../ports.ts';
import type { EventBus } from '../bus/eventBus.ts';
import { createEventBus } from '../bus/eventBus.ts';
import { differenceOf } from '../outbox.ts';
import type { Judged } from '../rules/rules.ts';
import type { Core, CoreOptions, DeskDocument } from './core.ts';
import { createCore } from './core.ts';
import { Heard } from './heard.ts';
import { publishOn } from './publishing.ts';
import type { EngineViews } from './views.ts';
import { createViews } from './views.ts';

export interface ReplayOptions {
  /** The version that recorded, for messages. */
  readonly version?: string;
  /** Hears everything that happens, as in a live run. */
  readonly bus?: EventBus;
  /** The last sequence to be heard; the whole record unless told. */
  readonly to?: number;
  /** Nothing that is later is heard; the whole record unless told. */
  readonly until?: Timestamp;
  /** What the state was behind some sequences: compared with what it is now. */
  readonly checkpoints?: readonly Pick<Checkpoint, 'sequence' | 'hash'>[];
  /** Where it begins; at the beginning of the record unless told. Its core publishes on the same bus. */
  readonly beginning?: Beginning | undefined;
  /** Hears once the desk is configured what can be watched from then on. */
  readonly begun?: (watched: Watched) => void;
  /** What is awaited before the record moves to a moment; it goes as fast as the work is done unless told. */
  readonly pace?: (to: Timestamp) => Promise<void> | undefined;
}

/** What can be watched while a record is heard: what happens, and what is. */
export interface Watched {
  readonly bus: EventBus;
  readonly views: EngineViews;
}

export interface Replayed {
  /** The last sequence that was heard. */
  readonly sequence: number;
  readonly at: Timestamp;
  readonly views: EngineViews;
  /** With how many checkpoints the state was compared. */
  readonly compared: number;
  hash(): string;
}

/**
 * Replays a record, which begins where the replay does.
 * @throws `journalGap` when a sequence is missing, `replayDiffers` at the first difference
 */
export async function replay(records: AsyncIterable<JournalRecord>, options: ReplayOptions = {}): Promise<Replayed> {
  const { version = 'unknown', bus = createEventBus(), to, until, checkpoints, pace, begun, beginning } = options;
  const publish = publishOn(bus);
  const replayer: Replayer = new Replayer(
    { version, publish, ...(pace === undefined ? {} : { pace }), begun: () => begun?.(watching(replayer, bus)) },
    beginning,
    checkpoints,
  );
  await replayer.run(records, to, until);
  await bus.drained();
  const { core, sequence, at, compared } = replayer;
  if (core === undefined) throw new OrdermatonError('journalGap', { journal: 'the record', from: 0, to: 1 });
  return { sequence, at, compared, views: createViews(core, { now: () => at }), hash: () => core.owners.hash() };
}

/** The views of a desk that is configured otherwise on the way are those of what it has become. */
function watching(replayer: Replayer, bus: EventBus): Watched {
  const clock = { now: () => replayer.at };
  let of: Core | undefined;
  let views: EngineViews | undefined;
  return {
    bus,
    get views() {
      if (views === undefined || of !== replayer.core) {
        of = replayer.core as Core;
        views = createViews(of, clock);
      }
      return views;
    },
  };
}

/** Where a replay begins: behind a checkpoint. */
export interface Beginning {
  readonly core: Core;
  readonly sequence: number;
  readonly at: Timestamp;
  readonly heard: Heard;
}

/** What differs from the record, and where. */
export interface Difference {
  readonly sequence: number;
  readonly problem: string;
}

export interface ReplayerOptions extends Pick<CoreOptions, 'publish'> {
  /** The version that recorded, for messages. */
  readonly version: string;
  /** Hears what differs, and the replay goes on; without it the first difference ends it. */
  readonly differs?: (difference: Difference) => void;
  readonly pace?: ReplayOptions['pace'];
  /** There is a core to look at, for the first time. */
  readonly begun?: () => void;
  /** Hears how rules are judged. */
  readonly judged?: (judged: Judged) => void;
}

/** A core that hears a record. */
export class Replayer {
  core: Core | undefined;
  sequence: number;
  at: Timestamp;
  compared = 0;
  readonly heard: Heard;
  readonly #version: string;
  readonly #publish: CoreOptions['publish'];
  readonly #onDifference: ReplayerOptions['differs'];
  readonly #pace: ReplayOptions['pace'];
  readonly #judged: ReplayerOptions['judged'];
  #begun: (() => void) | undefined;
  readonly #hashes: ReadonlyMap<number, string>;

  constructor(
    { version, publish, differs, pace, begun, judged }: ReplayerOptions,
    beginning?: Beginning,
    checkpoints: readonly Pick<Checkpoint, 'sequence' | 'hash'>[] = [],
  ) {
    this.core = beginning?.core;
    this.sequence = beginning?.sequence ?? 0;
    this.at = beginning?.at ?? (0 as Timestamp);
    this.heard = beginning?.heard ?? new Heard();
    this.#version = version;
    this.#publish = publish;
    this.#onDifference = differs;
    this.#pace = pace;
    this.#begun = begun;
    this.#judged = judged;
    this.#watch();
    this.#hashes = new Map(checkpoints.map(({ sequence, hash }) => [sequence, hash]));
  }

  async run(
    records: AsyncIterable<JournalRecord>,
    to = Number.POSITIVE_INFINITY,
    until: number = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    for await (const group of withFindings(records)) {
      const [first, ...rest] = group;
      if (first === undefined || first.envelope.sequence > to || first.envelope.at > until) return;
      const waiting = this.#pace?.(first.envelope.at);
      if (waiting !== undefined) await waiting;
      for (const { envelope } of group) {
        if (envelope.sequence !== this.sequence + 1)
          throw new OrdermatonError('journalGap', {
            journal: 'the record',
            from: this.sequence,
            to: envelope.sequence,
          });
        this.sequence = envelope.sequence;
      }
      this.#hear(first, rest);
      for (const record of rest) this.#process(record, []);
      this.#compareState();
      this.#begun?.();
      this.#begun = undefined;
    }
  }

  #hear(record: JournalRecord, findings: readonly JournalRecord[]): void {
    const found = findings.map(({ envelope }) => envelope.data);
    const apart = found.filter((data) => data.type === 'desk.quarantined');
    const isGivenUp = found.some(({ type }) => type === 'desk.inputGivenUp');
    this.#process(record, apart, isGivenUp);
  }

  #process(
    { envelope, commands }: JournalRecord,
    apart: readonly Event<'desk.quarantined'>[],
    isGivenUp = false,
  ): void {
    const core = this.#coreFor(envelope.data);
    this.at = envelope.at;
    this.heard.count(envelope);
    if (isGivenUp) return core.passOver(envelope, apart);
    const emitted = core.process(envelope, apart);
    const difference = differenceOf(commands, emitted.commands?.() ?? []);
    if (difference !== null) this.#differs(difference);
    core.stations.timers.takeArmed(); // armed as in the live run, fired only by the record
    const [failure] = emitted.failures;
    if (failure === undefined && emitted.givenUp === null) return;
    const what = failure === undefined ? 'it' : `${failure.kind}/${failure.id}`;
    this.#differs(`${what} fails here and did not in the record: ${failure?.message ?? emitted.givenUp}`);
  }

  /** A desk that is configured goes on as one made of the new document, where the old one was. */
  #coreFor(event: Event): Core {
    if (event.type !== 'desk.configured') {
      if (this.core !== undefined) return this.core;
      throw new OrdermatonError('journalGap', { journal: 'the record', from: 0, to: 1 });
    }
    const core = createCore({ ...(event.document as DeskDocument), publish: this.#publish });
    if (this.core !== undefined) core.takeOver(this.core.owners.save());
    this.core = core;
    this.#watch();
    return core;
  }

  #watch(): void {
    if (this.#judged !== undefined) this.core?.stations.rules.watch(this.#judged);
  }

  #compareState(): void {
    const recorded = this.#hashes.get(this.sequence);
    if (recorded === undefined) return;
    const found = this.core?.owners.hash();
    if (found !== recorded) this.#differs(`the state is ${found}, and was ${recorded}`);
    this.compared++;
  }

  #differs(problem: string): void {
    const { sequence } = this;
    if (this.#onDifference === undefined)
      throw new OrdermatonError('replayDiffers', { sequence, version: this.#version, problem });
    this.#onDifference({ sequence, problem });
  }
}

/** Each record with what its pass found out: an actor that failed on an input is set apart before the input is heard. */
async function* withFindings(records: AsyncIterable<JournalRecord>): AsyncGenerator<readonly JournalRecord[]> {
  let group: JournalRecord[] = [];
  for await (const record of records) {
    const { data } = record.envelope;
    const first = group[0];
    const isFinding = data.type === 'desk.quarantined' || data.type === 'desk.inputGivenUp';
    if (isFinding && data.sequence === first?.envelope.sequence) {
      group.push(record);
      continue;
    }
    if (first !== undefined) yield group;
    group = [record];
  }
  if (group.length > 0) yield group;
}
