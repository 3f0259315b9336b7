/** Where a run keeps its record: a journal of its own in the state folder, the one that was named, or none. */
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../adapters/documents/outputs.ts';
import { modeOf } from '../../adapters/interactiveBrokers/accountNumbers.ts';
import type { JournalEnd, JournalOwner } from '../../adapters/journal/form.ts';
import type { JournalReader } from '../../adapters/journal/journalFile.ts';
import { openJournal } from '../../adapters/journal/journalFile.ts';
import { createMemoryJournal } from '../../adapters/journal/memoryJournal.ts';
import { createResumedJournal } from '../../adapters/journal/resumedJournal.ts';
import type { SqliteJournal } from '../../adapters/journal/sqliteJournal.ts';
import { createSqliteJournal } from '../../adapters/journal/sqliteJournal.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { Journal } from '../../ports.ts';
import type { RunOptions } from './options.ts';

/** The record of one run. */
export interface RunJournal {
  readonly journal: Journal;
  /** The file, and the rows for people in it; none for a run that leaves nothing behind. */
  readonly file: SqliteJournal | undefined;
  /** The moment up to which the run was played before it broke off. */
  readonly playedTo: Timestamp | undefined;
  /** With which halts a run that broke off had begun; it can not be played again with others. */
  readonly begunWith: readonly Event<'risk.halt'>[] | undefined;
  /** Writes all that is left; with how it ended, when it ended well. @throws `journalFailed` */
  close(end?: JournalEnd): Promise<void>;
}

/** The folder of the engine's own files. */
export function stateFolder({ stateDir }: Pick<RunOptions, 'stateDir'>, env: NodeJS.ProcessEnv = process.env): string {
  if (stateDir !== undefined) return stateDir;
  if (env.ORDERMATON_STATE_DIR) return env.ORDERMATON_STATE_DIR;
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'ordermaton');
}

/** The journal of a run that was named and has ended already: there is nothing to do but to report. @throws `journalBroken`, `journalForm` */
export function endedJournal({ journal }: RunOptions): string | undefined {
  if (typeof journal !== 'string' || !existsSync(journal) || statSync(journal).size === 0) return undefined;
  const reader = openJournal(journal);
  reader.close();
  return reader.about.end === null ? undefined : journal;
}

/**
 * Opens the journal of a run; one that broke off is gone through again.
 * @throws `notWritable`, `journalLocked`, `journalForeign`, `journalForm`, `journalBroken`, `journalRecordChanged`
 */
export async function openRunJournal(
  options: RunOptions,
  desk: DeskConfiguration,
  version: string,
): Promise<RunJournal> {
  if (options.journal === false) {
    const journal = createMemoryJournal({ forget: true });
    return { journal, file: undefined, ...freshRun, close: () => Promise.resolve() };
  }
  const owner = ownerOf(desk);
  const file = await createSqliteJournal({ file: options.journal ?? (await freshFile(options, desk)), owner, version });
  if (file.durable() === 0) return { journal: file, file, ...freshRun, close: (end) => file.close(end) };
  try {
    return resumed(file, openJournal(file.name));
  } catch (error) {
    await file.close().catch(() => undefined); // what failed first is told
    throw error;
  }
}

/** A run that broke off. @throws the error of what can not be read of it */
function resumed(file: SqliteJournal, reader: JournalReader): RunJournal {
  try {
    return {
      journal: createResumedJournal(file, reader),
      file,
      playedTo: reader.recordsNow(file.durable()).next().value?.envelope.at,
      begunWith: haltsAtBeginning(reader),
      close: (end) => {
        reader.close();
        return file.close(end);
      },
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

/**
 * Opens the journal of an account: the one in the state folder, or the one that was named. What it holds is where the desk goes on from.
 * @throws `notWritable`, `journalLocked`, `journalForeign`, `journalForm`, `journalBroken`
 */
export async function openLiveJournal(options: RunOptions, owner: JournalOwner, version: string): Promise<RunJournal> {
  const folder = stateFolder(options);
  const named = typeof options.journal === 'string' ? options.journal : undefined;
  if (named === undefined) await makeFolder(folder);
  const file = await createSqliteJournal({
    ...{ file: named ?? join(folder, `${owner.account}.db`), owner, version },
  });
  return { journal: file, file, ...freshRun, close: (end) => file.close(end) };
}

const freshRun = { playedTo: undefined, begunWith: undefined } as const;

/** Whose journals and documents the run's are. */
export const ownerOf = (
  { account, name }: DeskConfiguration,
  mode: JournalOwner['mode'] = 'simulated',
): JournalOwner => ({
  account,
  mode,
  desk: name,
});

/** Whose they are for a desk at a broker. */
export const liveOwnerOf = (desk: DeskConfiguration): JournalOwner => ownerOf(desk, modeOf(desk.account));

/** What the engine entered before it connected. */
function haltsAtBeginning(reader: JournalReader): readonly Event<'risk.halt'>[] {
  const halts: Event<'risk.halt'>[] = [];
  for (const { envelope } of reader.recordsNow()) {
    if (envelope.type === 'connection.connect') break;
    if (envelope.data.type === 'risk.halt') halts.push(envelope.data);
  }
  return halts;
}

/** A name that no other run has: the desk, the moment, the process. */
async function freshFile(options: RunOptions, { name }: DeskConfiguration): Promise<string> {
  const folder = stateFolder(options);
  await makeFolder(folder);
  const moment = new Date().toISOString().replace(/[:.]/g, '');
  return join(folder, `${name}-${moment}-${process.pid}.db`);
}
