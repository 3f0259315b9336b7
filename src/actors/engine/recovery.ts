/**
 * Rebuilds the state that a journal holds: the newest checkpoint that is whole and comes to its hash, and what the record has behind it.
 * What this version did not write it does not replay: there it begins at a checkpoint, through the migrations that are named.
 */
import { decode } from '../../codec.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { BrokenCheckpoint, Checkpoint, Journal } from '../../ports.ts';
import { chartShapes } from '../desk/charts.ts';
import type { SavedState } from '../owners.ts';
import type { Core, DeskDocument } from './core.ts';
import { createCore } from './core.ts';
import { Heard } from './heard.ts';
import type { Migration } from './migrations.ts';
import { migrated } from './migrations.ts';
import type { LastingReaders } from './readers.ts';
import type { Beginning } from './replay.ts';
import { Replayer } from './replay.ts';

/** How the state was rebuilt. */
export interface Recovery {
  /** The last sequence that is on record. */
  readonly sequence: number;
  readonly at: Timestamp;
  /** The checkpoint it began at; 0 for the beginning of the record. */
  readonly checkpoint: number;
  /** How many inputs it heard again from there. */
  readonly replayed: number;
  /** Newer checkpoints that could not be used, and why. */
  readonly passedOver: readonly BrokenCheckpoint[];
}

export interface Recovered extends Recovery {
  readonly core: Core;
  readonly heard: Heard;
  /** The checkpoint that the next one builds on; 0 when it has to be whole. */
  readonly base: number;
}

export interface Restored extends Beginning {
  readonly base: number;
}

export interface RecoverOptions {
  /** Of this engine. */
  readonly version: string;
  readonly publish: Parameters<typeof createCore>[0]['publish'];
  readonly migrations: readonly Migration[];
  /** They go on with the engine. */
  readonly readers?: LastingReaders | undefined;
}

/** @throws `journalVersion`, `replayDiffers`, and what the journal finds wrong with itself */
export async function recover(journal: Journal, options: RecoverOptions): Promise<Recovered> {
  const { version, publish } = options;
  const last = journal.durable();
  assertNotNewer(journal, version);
  const passedOver: BrokenCheckpoint[] = [];
  const beginning = await newestCheckpoint(journal, options, passedOver);
  const from = beginning?.sequence ?? 0;
  const writer = writersBehind(journal, from).find((each) => each !== version);
  if (writer !== undefined && from < last)
    throw new OrdermatonError('journalVersion', {
      journal: journal.name,
      found: writer,
      ours: version,
      remedy: remedyOf(writer, last, passedOver),
    });
  await options.readers?.goOn(journal, { beginning, last, version });
  const replayer = new Replayer({ version, publish }, beginning);
  await replayer.run(journal.read(from + 1));
  const { core, sequence, at, heard } = replayer;
  if (core === undefined || sequence !== last)
    throw new OrdermatonError('journalGap', { journal: journal.name, from: sequence, to: last });
  const base = beginning?.base ?? 0;
  return { core, heard, sequence, at, base, checkpoint: from, replayed: sequence - from, passedOver };
}

/** The newest checkpoint may be at the very end, and still be of no use here. */
function remedyOf(writer: string, last: number, passedOver: readonly BrokenCheckpoint[]): string {
  const atEnd = passedOver.find(({ sequence }) => sequence === last);
  return atEnd === undefined
    ? `start it once with ${writer} and stop it, so that it ends with a checkpoint`
    : `go on with ${writer}; the checkpoint it ends with can not be used, since ${atEnd.problem}`;
}

async function newestCheckpoint(
  journal: Journal,
  { publish, migrations }: RecoverOptions,
  passedOver: BrokenCheckpoint[],
): Promise<Restored | undefined> {
  for await (const found of journal.checkpoints?.() ?? []) {
    if (found.sequence > journal.durable())
      throw new OrdermatonError('journalGap', { journal: journal.name, from: journal.durable(), to: found.sequence });
    const restored = 'problem' in found ? found.problem : restore(found, publish, migrations);
    if (typeof restored !== 'string') return restored;
    passedOver.push({ sequence: found.sequence, problem: restored });
  }
  return undefined;
}

/** The core as it was, or what is wrong with the checkpoint. */
export function restore(
  found: Checkpoint,
  publish: RecoverOptions['publish'],
  migrations: readonly Migration[],
): Restored | string {
  const state = savedStateOf(found);
  const document = state.configuration?.state.document as DeskDocument | undefined;
  if (document === undefined) return 'it has no configuration';
  const changed = changedChart(found.machines);
  try {
    const core = createCore({ ...document, publish });
    const wanted = migrated(state, core.owners.versions, found.version, migrations);
    const isMigrated = wanted !== state;
    if (changed !== undefined && !isMigrated) return `the chart ${changed} has another shape now`;
    core.owners.restore(wanted);
    if (!isMigrated && core.owners.changes().hash !== found.hash) return 'the state does not come to its hash';
    const { sequence, at, heard } = found;
    return { core, sequence, at, heard: new Heard(heard), base: isMigrated ? 0 : sequence };
  } catch (error) {
    if (error instanceof OrdermatonError && error.code === 'unknownOwner') return error.message;
    if (error instanceof OrdermatonError) throw error;
    return (error as Error).message;
  }
}

function changedChart(machines: Checkpoint['machines']): string | undefined {
  const shapes: Readonly<Record<string, string>> = chartShapes();
  return Object.keys({ ...shapes, ...machines }).find((kind) => shapes[kind] !== machines[kind]);
}

/** The state that the entries of a checkpoint come to. */
export function savedStateOf({ entries }: Checkpoint): SavedState {
  const saved: Record<string, { version: number; state: Record<string, unknown> }> = {};
  for (const { owner, version, part, key, text } of entries) {
    if (text === null) continue;
    saved[owner] ??= { version, state: {} };
    const { state } = saved[owner];
    const value = decode(text);
    if (key === '') state[part] = value;
    else {
      state[part] ??= {};
      (state[part] as Record<string, unknown>)[key] = value;
    }
  }
  return saved;
}

/** The versions that wrote what is behind a sequence. */
function writersBehind(journal: Journal, sequence: number): readonly string[] {
  const segments = journal.segments?.() ?? [];
  return segments
    .filter((_, index) => (segments[index + 1]?.first ?? Number.POSITIVE_INFINITY) > sequence + 1)
    .map(({ version }) => version);
}

/** What a newer version wrote an older one does not understand. @throws `journalVersion` */
export function assertNotNewer(journal: Pick<Journal, 'name' | 'segments'>, version: string): void {
  const newest = journal.segments?.().at(-1)?.version;
  if (newest === undefined || newest === version || !isNewer(newest, version)) return;
  const remedy = `run ${newest} or newer`;
  throw new OrdermatonError('journalVersion', { journal: journal.name, found: newest, ours: version, remedy });
}

function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < 3; index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
