/**
 * Runs a record again through the same core. Nothing is asked of the world: deadlines, marks and the broker's answers are in the record.
 * What the passes emit is compared with what the record kept, and the first difference stops the replay.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { BrokerAbilities, JournalRecord } from '../../ports.ts';
import type { EventBus } from '../bus/eventBus.ts';
import { createEventBus } from '../bus/eventBus.ts';
import { compareCommands } from '../outbox.ts';
import type { Core } from './core.ts';
import { createCore } from './core.ts';
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
}

export interface Replayed {
  /** The last sequence that was heard. */
  readonly sequence: number;
  readonly at: Timestamp;
  readonly views: EngineViews;
  hash(): string;
}

interface Recording {
  readonly configuration: DeskConfiguration;
  readonly abilities: BrokerAbilities;
}

/**
 * Replays a record from its beginning.
 * @throws `journalGap` when a sequence is missing, `replayDiffers` at the first difference
 */
export async function replay(records: AsyncIterable<JournalRecord>, options: ReplayOptions = {}): Promise<Replayed> {
  const { version = 'unknown', bus = createEventBus() } = options;
  const { to = Number.POSITIVE_INFINITY, until = Number.POSITIVE_INFINITY } = options;
  let core: Core | undefined;
  let sequence = 0;
  let at = 0 as Timestamp;

  function process(
    { envelope, commands }: JournalRecord,
    apart: readonly Event<'desk.quarantined'>[],
    isGivenUp = false,
  ): void {
    core ??= coreOf(envelope.data, bus);
    at = envelope.at;
    if (isGivenUp) return core.passOver(envelope, apart);
    const emitted = core.process(envelope, apart);
    compareCommands(envelope.sequence, version, commands, emitted.commands?.() ?? []);
    core.stations.timers.takeArmed(); // armed as in the live run, fired only by the record
    const [failure] = emitted.failures;
    if (failure === undefined && emitted.givenUp === null) return;
    const what = failure === undefined ? 'it' : `${failure.kind}/${failure.id}`;
    const problem = `${what} fails here and did not in the record: ${failure?.message ?? emitted.givenUp}`;
    throw new OrdermatonError('replayDiffers', { sequence: envelope.sequence, version, problem });
  }

  for await (const group of withFindings(records)) {
    const [first, ...rest] = group;
    if (first === undefined || first.envelope.sequence > to || first.envelope.at > until) break;
    for (const { envelope } of group) {
      if (envelope.sequence !== sequence + 1)
        throw new OrdermatonError('journalGap', { journal: 'the record', from: sequence, to: envelope.sequence });
      sequence = envelope.sequence;
    }
    const found = rest.map(({ envelope }) => envelope.data);
    process(
      first,
      found.filter((data) => data.type === 'desk.quarantined'),
      found.some(({ type }) => type === 'desk.inputGivenUp'),
    );
    for (const record of rest) process(record, []);
  }
  await bus.drained();
  if (core === undefined) throw new OrdermatonError('journalGap', { journal: 'the record', from: 0, to: 1 });
  const replayed = core;
  return {
    sequence,
    at,
    views: createViews(replayed, { now: () => at }),
    hash: () => replayed.owners.hash(),
  };
}

function coreOf(first: Event, bus: EventBus): Core {
  if (first.type !== 'desk.configured')
    throw new OrdermatonError('journalGap', { journal: 'the record', from: 0, to: 1 });
  const { configuration, abilities } = first.document as Recording;
  return createCore({ configuration, abilities, publish: publishOn(bus) });
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
