/** What may happen to the disk and to the clock, and what comes of it: each fault has one outcome, and the guide says the same. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { openEmergencyNotes } from '../../../src/adapters/documents/emergencyNotes.ts';
import { openHaltMarks } from '../../../src/adapters/documents/haltMarks.ts';
import { openJournal } from '../../../src/adapters/journal/journalFile.ts';
import { notedBeside } from '../../../src/adapters/journal/journalMark.ts';
import { createPaperBroker } from '../../../src/adapters/paperBroker/paperBroker.ts';
import { exitCodes } from '../../../src/cli/exit.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import type { Event, EventType } from '../../../src/events.ts';
import type { Duration } from '../../../src/identifiers.ts';
import { minutes } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import type { JournalRecord } from '../../../src/ports.ts';
import { ended, ordermatonHere as here, root } from '../../support/commandLine.ts';
import { createDesk, marketOrder, SPY } from '../../support/desk.ts';
import { freshFolder, openFreshJournal, openJournalAt } from '../../support/journals.ts';
import { createSleepyClock } from '../../support/liveClock.ts';

interface Fault {
  readonly fault: string;
  /** As the guide has it. */
  readonly outcome: string;
  readonly check: () => Promise<void>;
}

const day = ['run', '--speed', 'max', '--json'] as const;
let undisturbed: string;
beforeAll(async () => {
  undisturbed = (await here(...day, '--no-journal')).stdout;
});

/** A run whose journal fails on the way, in a process of its own; then the same run once more, on a disk that works. */
async function failing(how: {
  readonly disk?: string;
  readonly limit?: number;
  readonly problem: string;
}): Promise<void> {
  const folder = freshFolder();
  const [journal, state] = [join(folder, 'day.db'), join(folder, 'state')];
  const limit = how.limit === undefined ? '' : `trap '' XFSZ; ulimit -f ${how.limit};`;
  const disk = how.disk === undefined ? '' : '--import ./test/support/faultyDisk.ts';
  const command = `${limit} exec "$0" ${disk} src/cli/main.ts ${day.join(' ')} --journal "$1" --state-dir "$2"`;
  const env = { ...process.env, FAULT: how.disk };
  const broke = await ended(spawn('bash', ['-c', command, process.execPath, journal, state], { cwd: root, env }));
  expect(broke.code).toBe(exitCodes.emergency);
  const [, after = '', left = ''] = /from input (\d+): (\d+) command/.exec(broke.stderr) ?? [];
  const notes = join(state, 'simulated/PAPER/reference/emergency.json');
  const end = 'flat, by the count of the broker';
  const error = new OrdermatonError('emergencyEnded', { journal, problem: how.problem, after, left, end, notes });
  expect(broke.stderr).toContain(`${error.message}\n${error.remedy}`);
  const told = JSON.parse(broke.stdout) as { alarms: { text: string }[]; counts: Record<string, number> };
  const alarm = `the journal failed (${how.problem}): nothing beyond input ${after} is on record`;
  expect(told.alarms.map(({ text }) => text)).toContain(alarm);
  expect(told.counts['declined.emergency'] ?? 0).toBeGreaterThan(0);
  expect(existsSync(notes)).toBe(Number(left) > 0);
  // What was acknowledged is there and whole; of what was not, there may be more than anybody knew.
  const [, inputs = ''] = /is whole: (\d+) inputs/.exec((await here('journal', 'verify', journal)).stdout) ?? [];
  const isMore = Number(inputs) > Number(after);
  expect(isMore).toBe(how.disk === 'syncLate');
  const database = new DatabaseSync(journal, { readOnly: true });
  const shown = database.prepare('SELECT max(sequence) AS newest FROM equity').get()?.newest;
  database.close();
  expect(shown).toBeLessThanOrEqual(Number(inputs));
  const again = await here(...day, '--journal', journal, '--state-dir', state);
  expect([again.code, again.stdout]).toEqual([exitCodes.done, undisturbed]);
  expect(again.stderr.includes(`the notes lie in ${notes}.reconciled-1`)).toBe(Number(left) > 0);
}

/** A position that is opened and closed, in commits of a few inputs each. */
async function recorded(file: string, leave: 'open' | 'closed') {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('101.00', '101.02');
  desk.pass();
  const records: JournalRecord[] = [];
  for await (const record of desk.journal.read(1)) records.push(record);
  const journal = await openJournalAt(file);
  const commits: number[] = [];
  for (let from = 0; from < records.length; from += 5) {
    const on = records.slice(from, from + 5);
    const durable = new Promise<void>((resolve) => {
      journal.onDurable(() => {
        if (journal.durable() === from + on.length) resolve();
      });
    });
    for (const { envelope, commands } of on) {
      journal.append(envelope);
      if (commands.length > 0) journal.note(() => commands);
    }
    await durable;
    commits.push(journal.durable());
  }
  if (leave === 'closed') await journal.close();
  return { records, commits, journal };
}

/** What can be read of a journal, or the error that it is refused with. */
function read(file: string): readonly JournalRecord[] | OrdermatonError {
  try {
    const reader = openJournal(file);
    try {
      return [...reader.recordsNow()];
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof OrdermatonError) return error;
    throw error;
  }
}

/** A refusal names what is wrong, and who must do what. */
async function refused(start: () => Promise<unknown>, codes: readonly string[], named: string): Promise<void> {
  const error = await start().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OrdermatonError);
  const { code, message, remedy } = error as OrdermatonError;
  expect(codes).toContain(code);
  expect(message).toContain(named);
  expect(remedy).not.toBe('');
}

async function tornLog(): Promise<void> {
  const folder = freshFolder();
  const { records, commits, journal } = await recorded(join(folder, 'live.db'), 'open');
  // It is noted behind the commit that it tells of.
  await expect.poll(() => notedBeside(join(folder, 'live.db'))).toBe(records.length);
  // By its index: behind the last page that counts there is only the room that was made at the start.
  const pages = readFileSync(join(folder, 'live.db-shm')).readUInt32LE(16);
  const log = readFileSync(join(folder, 'live.db-wal')).subarray(0, 32 + pages * (24 + 4_096));
  const main = readFileSync(join(folder, 'live.db'));
  const mark = readFileSync(join(folder, 'live.db.mark'));
  await journal.close();
  const found = new Set<number>();
  let place = 0;
  const after = async (changed: Buffer | undefined): Promise<void> => {
    const file = join(folder, `${++place}.db`);
    writeFileSync(file, main);
    if (changed !== undefined) writeFileSync(`${file}-wal`, changed);
    writeFileSync(`${file}.mark`, mark);
    const left = read(file);
    // Before the first commit there is no journal yet.
    if (left instanceof OrdermatonError) return expect(left.code).toBe('journalBroken');
    expect([0, ...commits]).toContain(left.length);
    expect(left).toEqual(records.slice(0, left.length));
    found.add(left.length);
    const next = records[left.length];
    if (place % 8 !== 0 || next === undefined) return;
    await refused(() => openJournalAt(file), ['journalShort'], `ends at input ${left.length}`);
    expect(await here('journal', 'verify', file)).toMatchObject({
      code: exitCodes.data,
      stderr: expect.stringContaining(`up to ${records.length}`),
    });
    rmSync(`${file}.mark`);
    const goesOn = await openJournalAt(file);
    expect(goesOn.durable()).toBe(left.length);
    goesOn.append(next.envelope);
    await goesOn.close();
    expect(read(file)).toHaveLength(left.length + 1);
  };
  await after(undefined);
  for (let part = 0; part <= 40; part++) {
    const at = Math.floor((log.length * part) / 40);
    await after(log.subarray(0, at));
    const flipped = Buffer.from(log);
    if (at < log.length) flipped[at] = (flipped[at] ?? 0) ^ 0x10;
    await after(flipped);
  }
  expect(found.size).toBeGreaterThan(3);
  expect([...found]).toContain(records.length);
}

/** Nothing is left in the file, and the mark beside it tells that there was. */
async function emptied(): Promise<void> {
  const file = join(freshFolder(), 'day.db');
  const { records } = await recorded(file, 'closed');
  truncateSync(file, 0);
  await refused(() => openJournalAt(file), ['journalShort'], `up to ${records.length}`);
  rmSync(file); // a journal that was taken away is not missed
  await (await openJournalAt(file)).close();
}

const UNREADABLE = ['journalBroken', 'journalForm', 'journalGap', 'journalRecordChanged', 'journalForeign'];

async function cutOff(): Promise<void> {
  const folder = freshFolder();
  const whole = join(folder, 'whole.db');
  await recorded(whole, 'closed');
  const size = readFileSync(whole).length;
  for (const part of [0.02, 0.3, 0.5, 0.7, 0.9, 0.99]) {
    const file = join(folder, `${part}.db`);
    copyFileSync(whole, file);
    truncateSync(file, Math.floor(size * part));
    const left = readFileSync(file);
    await refused(() => openJournalAt(file), ['journalBroken'], file);
    expect(read(file)).toBeInstanceOf(OrdermatonError);
    expect(readFileSync(file)).toEqual(left);
  }
}

async function changedByte(): Promise<void> {
  const folder = freshFolder();
  const whole = join(folder, 'whole.db');
  const { records } = await recorded(whole, 'closed');
  const bytes = readFileSync(whole);
  const codes = new Set<string>();
  for (let part = 0; part < 400; part++) {
    const file = join(folder, 'changed.db');
    const changed = Buffer.from(bytes);
    const at = Math.floor((bytes.length * part) / 400);
    changed[at] = (changed[at] ?? 0) ^ (1 << (part % 8));
    writeFileSync(file, changed);
    const found = read(file);
    if (found instanceof OrdermatonError) codes.add(found.code);
    else expect(found).toEqual(records);
    for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
  }
  expect([...codes].filter((code) => !UNREADABLE.includes(code))).toEqual([]);
  expect([...codes]).toEqual(expect.arrayContaining(['journalRecordChanged', 'journalBroken']));
}

/** As somebody for whom permissions hold. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  const user = process.geteuid?.();
  if (user === 0) process.seteuid?.(65_534);
  try {
    return await act();
  } finally {
    if (user === 0) process.seteuid?.(0);
  }
}

function readOnlyFolder(): string {
  const folder = freshFolder();
  mkdirSync(join(folder, 'kept'));
  chmodSync(join(folder, 'kept'), 0o555);
  chmodSync(folder, 0o555);
  return join(folder, 'kept');
}

/** An engine with a journal on disk, on a clock that jumps. */
async function jump(by: Duration): Promise<void> {
  const { clock, sleep } = createSleepyClock();
  const journal = await openFreshJournal();
  const broker = createPaperBroker({ clock });
  const engine = createEngine({ desk: parseDesk('desk: desk\nrules: {}\n'), broker, clock, journal });
  const facts: Event[] = [];
  const heard = (type: EventType): Promise<void> =>
    new Promise((resolve) => {
      const { unsubscribe } = engine.bus.subscribe(type, () => {
        unsubscribe();
        resolve();
      });
    });
  engine.bus.subscribe('*', (event) => facts.push(event));
  const quote = (): void =>
    engine.hear(
      {
        type: 'market.quote',
        instrument: SPY,
        bid: price('100.00'),
        ask: price('100.02'),
        bidSize: quantity(500),
        askSize: quantity(500),
      },
      'market',
    );
  const ready = heard('connection.ready');
  engine.start();
  await ready;
  quote();
  const bought = heard('position.opened');
  engine.send(marketOrder('buy', 100));
  await bought;
  const again = heard('connection.ready');
  sleep(by);
  quote();
  await again;
  expect(facts.filter(({ type }) => type === 'clock.jumped')).toHaveLength(1);
  expect(engine.views.openPositions()).toHaveLength(1);
  const sold = heard('position.closed');
  engine.send(marketOrder('sell', 100));
  await sold;
  const times: number[] = [];
  for await (const { envelope } of journal.read(1)) times.push(envelope.at);
  expect(times).toEqual([...times].sort((one, other) => one - other));
}

const faults: readonly Fault[] = [
  {
    fault: 'a write that is cut short',
    outcome: 'emergency',
    // The shell sets how large a file of the process may become, in units of 1,024 bytes; the write beyond it fails.
    check: () => failing({ limit: 400, problem: 'disk I/O error' }),
  },
  {
    fault: 'a disk that is full',
    outcome: 'emergency; there is room kept for its notes',
    check: () => failing({ disk: 'full', problem: 'database or disk is full' }),
  },
  {
    fault: 'a disk that fails once',
    outcome: 'emergency to the end; nothing more is written',
    check: () => failing({ disk: 'once', problem: 'disk I/O error' }),
  },
  {
    fault: 'an error at the wait for the disk',
    outcome: 'emergency',
    check: () => failing({ disk: 'sync', problem: 'disk I/O error' }),
  },
  {
    fault: 'the same, though what was written is there',
    outcome: 'emergency; the next start knows more than was acknowledged, and does nothing twice',
    check: () => failing({ disk: 'syncLate', problem: 'disk I/O error' }),
  },
  {
    fault: 'a write-ahead log that is torn, changed or gone',
    outcome:
      'refused while what was on the disk is missing: `journalShort`; without its mark it goes on from the last commit that is whole',
    check: tornLog,
  },
  {
    fault: 'a journal that is empty, and was not',
    outcome: 'refused: `journalShort`',
    check: emptied,
  },
  { fault: 'a journal that is cut off', outcome: 'refused: `journalBroken`; the file is left as it is', check: cutOff },
  {
    fault: 'a changed byte',
    outcome:
      'refused: `journalRecordChanged` with the input, `journalGap`, `journalBroken`; or it is none of the record',
    check: changedByte,
  },
  {
    fault: 'a folder that can only be read',
    outcome: 'refused: `notWritable`',
    check: () =>
      asNobody(() => {
        const file = join(readOnlyFolder(), 'journal.db');
        return refused(() => openJournalAt(file), ['notWritable'], file);
      }),
  },
  {
    fault: 'a state folder that takes no notes',
    outcome: 'refused: `notWritable`',
    check: () =>
      asNobody(async () => {
        const folder = readOnlyFolder();
        await refused(async () => openEmergencyNotes(folder), ['notWritable'], folder);
      }),
  },
  {
    fault: 'two engines at once',
    outcome: 'the second is refused: `journalLocked` with the process that has it',
    check: async () => {
      const journal = await openFreshJournal();
      await refused(() => openJournalAt(journal.name), ['journalLocked'], `process ${process.pid}`);
    },
  },
  {
    fault: 'a clock that jumps ahead',
    outcome: 'goes on: the broker is read anew before anything is decided',
    check: () => jump(minutes(60)),
  },
  {
    fault: 'a clock that is set back',
    outcome: 'goes on likewise; times on record never decrease',
    check: () => jump(minutes(-60) as Duration),
  },
  {
    fault: 'a halt mark that is broken',
    outcome: 'goes on halted; the mark is set aside',
    check: async () => {
      const folder = freshFolder();
      writeFileSync(join(folder, 'halt.json'), '{"form":1,"ma');
      const marks = openHaltMarks(folder);
      expect(marks.marks()).toMatchObject([{ scope: 'desk' }]);
      expect(marks.setAside).toBe(join(folder, 'halt.json.broken-1'));
    },
  },
  {
    fault: 'emergency notes that are broken',
    outcome: 'goes on; they are set aside, and what they noted is external under a name with the mark',
    check: async () => {
      const folder = freshFolder();
      writeFileSync(join(folder, 'emergency.json'), '{"form":1,"le');
      const notes = openEmergencyNotes(folder);
      expect([notes.pending(), notes.broken]).toEqual([[], join(folder, 'emergency.json.broken-1')]);
    },
  },
];

describe('a fault has one outcome', () => {
  it.each(faults)('$fault: $outcome', ({ check }) => check());

  it('and the guide says which', () => {
    const guide = readFileSync(join(root, 'docs/guides/journal.md'), 'utf8');
    const rows = faults.map(({ fault, outcome }) => `| ${fault} | ${outcome} |`);
    const [, table = ''] =
      /\| what happens \| what comes of it \|\n\| --- \| --- \|\n((?:\|.*\|\n)+)/.exec(guide) ?? [];
    expect(table.trim().split('\n')).toEqual(rows);
  });
});
