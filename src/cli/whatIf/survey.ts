/** Goes through a record once: what it came to, what its run was begun with, and what is needed to play it again. */

import { createEventBus } from '../../actors/bus/eventBus.ts';
import type { DeskDocument } from '../../actors/engine/core.ts';
import type { Door } from '../../actors/engine/doors.ts';
import { replay } from '../../actors/engine/replay.ts';
import { recordedDoor } from '../../actors/engine/retelling.ts';
import { fingerprintOf } from '../../adapters/journal/branchedJournal.ts';
import type { RecordSource } from '../../adapters/journal/recordSource.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import type { Report } from '../../adapters/reports/report.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { OrderId, Timestamp } from '../../identifiers.ts';
import type { BrokerSnapshot } from '../../plans.ts';
import type { JournalRecord } from '../../ports.ts';

/** What a record has at one of its inputs. */
export interface Place {
  readonly at: Timestamp;
  readonly type: string;
  readonly door: Door | undefined;
}

/** A command that a person gave, where the record has it. */
export interface RecordedWord {
  readonly sequence: number;
  readonly at: Timestamp;
  readonly event: Event;
}

export interface Survey {
  readonly report: Report;
  readonly sequence: number;
  /** When the run began. */
  readonly startedAt: Timestamp;
  /** One for each record, in sequence. */
  readonly fingerprints: readonly string[];
  /** The desk that the run was begun with. */
  readonly document: DeskDocument;
  readonly halts: readonly Event<'risk.halt'>[];
  /** What the broker said it had, first of all. */
  readonly snapshot: BrokerSnapshot | undefined;
  /** From a command to the first that the broker said of it, at the least: microseconds. */
  readonly latency: number | undefined;
  readonly words: readonly RecordedWord[];
  /** The inputs that were asked for. */
  readonly places: ReadonlyMap<number, Place>;
}

/** @throws what `replay` does */
export async function surveyOf(source: RecordSource, asked: ReadonlySet<number>, isPartial: boolean): Promise<Survey> {
  const notes = new Notes(asked);
  async function* noted(): AsyncGenerator<JournalRecord> {
    for await (const record of source.records({ isPartial })) {
      notes.take(record);
      yield record;
    }
  }
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  const { version } = source;
  const replayed = await replay(noted(), { version, bus, checkpoints: source.checkpoints() });
  recorder.finish();
  const { name, currency } = notes.begun().configuration;
  const report = buildReport({
    recording: recorder.recording,
    desk: name,
    currency,
    account: replayed.views.account(),
    openPositions: replayed.views.openPositions(),
    stateHash: replayed.hash(),
    sequence: replayed.sequence,
    version,
  });
  const { fingerprints, words, places, halts, snapshot, latency, startedAt } = notes;
  const document = notes.begun();
  return {
    report,
    sequence: replayed.sequence,
    fingerprints,
    words,
    places,
    halts,
    snapshot,
    latency,
    startedAt,
    document,
  };
}

class Notes {
  readonly #asked: ReadonlySet<number>;
  readonly fingerprints: string[] = [];
  readonly words: RecordedWord[] = [];
  readonly places = new Map<number, Place>();
  readonly halts: Event<'risk.halt'>[] = [];
  startedAt = 0 as Timestamp;
  snapshot: BrokerSnapshot | undefined;
  latency: number | undefined;
  #document: DeskDocument | undefined;
  #isConnected = false;
  /** Orders on their way to the broker, and since when. */
  readonly #sent = new Map<OrderId, Timestamp>();

  constructor(asked: ReadonlySet<number>) {
    this.#asked = asked;
  }

  /** The first document. A record without one has been refused by the replay. */
  begun(): DeskDocument {
    return this.#document as DeskDocument;
  }

  take(record: JournalRecord): void {
    const { envelope } = record;
    const { sequence, at, type } = envelope;
    this.fingerprints.push(fingerprintOf(record));
    const door = recordedDoor(envelope);
    if (sequence === 1) this.startedAt = at;
    if (door === 'user') this.words.push({ sequence, at, event: envelope.data });
    if (this.#asked.has(sequence)) this.places.set(sequence, { at, type, door });
    this.#takeBeginning(envelope);
    this.#takeTimes(envelope);
  }

  #takeBeginning({ data, source }: Envelope): void {
    if (data.type === 'desk.configured') this.#document ??= data.document as DeskDocument;
    if (data.type === 'connection.connect') this.#isConnected = true;
    if (data.type === 'risk.halt' && source === 'engine' && !this.#isConnected) this.halts.push(data);
    if (data.type === 'broker.snapshot') this.snapshot ??= data.snapshot;
  }

  /** What is not recorded of the paper broker's rules is told by how long it took. */
  #takeTimes({ data, source, at }: Envelope): void {
    if (data.type === 'outbox.releasing' && data.kind === 'place') this.#sent.set(data.order, at);
    if (source !== 'broker' || !('order' in data)) return;
    const since = this.#sent.get(data.order as OrderId);
    if (since === undefined) return;
    this.#sent.delete(data.order as OrderId);
    this.latency = Math.min(this.latency ?? Number.POSITIVE_INFINITY, at - since);
  }
}
