/** What readers of the bus have written down goes on over restarts. */
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { minutes } from '../../src/identifiers.ts';
import type { Journal, ReaderChange } from '../../src/ports.ts';
import { all } from '../support/brokenOff.ts';
import { createDesk, START } from '../support/desk.ts';
import { createHand } from '../support/handBroker.ts';
import type { Lasting } from '../support/lastingBooks.ts';
import { createKillableJournal, heardWhole, lastingReport, reportOf, Tables } from '../support/lastingBooks.ts';

/** Two round trips over some minutes, one of them open at the end, with a checkpoint every so many inputs. */
function story(every: number, lasting: Lasting | null = lastingReport()) {
  const killable = createKillableJournal();
  const { journal } = killable;
  const desk = createDesk({ checkpointEvery: every, journal, ...(lasting === null ? {} : { lasting }) });
  desk.quote('100.00', '100.02');
  desk.open({ timeLimit: minutes(5) });
  desk.pass();
  desk.predict('BUY');
  desk.pass(70);
  desk.quote('100.30', '100.32');
  desk.quote('100.31', '100.33');
  desk.pass();
  desk.quote('100.29', '100.31');
  desk.pass(3);
  desk.pass(65);
  desk.quote('100.60', '100.62');
  desk.pass();
  desk.open();
  desk.pass(130);
  desk.quote('100.50', '100.52');
  desk.pass(2);
  return { ...killable, desk };
}

/** Another process on what is left of the journal and its tables. */
async function restart(journal: Journal, tables: Tables): Promise<Lasting & { readonly engine: Engine }> {
  const lasting = lastingReport(tables);
  const clock = createSimulatedClock({ start: START });
  const { bus, readers } = lasting;
  const desk = parseDesk('desk: test\nrules: {}');
  const engine = createEngine({ desk, broker: createHand().broker, clock, journal, bus, readers });
  await engine.recover();
  return { ...lasting, engine };
}

describe('a report and tables that go on over restarts', () => {
  it.each([
    ['from the beginning of the record', 1_000_000],
    ['from a checkpoint', 7],
    ['from a checkpoint behind every second input', 2],
  ])('tell the same as without a break, wherever the desk was killed: %s', async (_, every) => {
    const { journal, leftAt, desk } = story(every);
    for (let upTo = 1; upTo <= desk.engine.sequence(); upTo++) {
      const left = await leftAt(upTo);
      const whole = await heardWhole(journal, upTo);
      // Rows of behind the last checkpoint may be lost; here all of them are that were not written by then.
      const written = await heardWhole(journal, Math.max(1, upTo - (upTo % every)));
      const { books, tables, engine } = await restart(left, new Tables(written.tables.rows));
      expect(reportOf(books, engine), `killed at ${upTo}`).toEqual(whole.report);
      expect(tables.all(), `killed at ${upTo}`).toEqual(whole.tables.all());
    }
  });

  it('are no state of the engine: with them and without it comes to the same record and the same hash', async () => {
    const [one, other] = [story(7), story(7, null)];
    expect(one.desk.engine.hash()).toBe(other.desk.engine.hash());
    expect(await all(one.journal.read(1))).toEqual(await all(other.journal.read(1)));
  });

  it('hear nothing twice where the newest checkpoint is passed over, since their books are newer than the one before it', async () => {
    const { journal, leftAt, desk } = story(7);
    for (let upTo = 14; upTo <= desk.engine.sequence(); upTo += 7) {
      const left = await leftAt(upTo);
      async function* oneBroken() {
        const [newest, ...others] = await all(left.checkpoints?.() ?? none());
        yield { sequence: newest?.sequence ?? 0, problem: 'it is not as it was written' };
        yield* others;
      }
      const whole = await heardWhole(journal, upTo);
      const { books, tables, engine } = await restart({ ...left, checkpoints: oneBroken }, whole.tables);
      expect(reportOf(books, engine), `killed at ${upTo}`).toEqual(whole.report);
      expect(tables.all()).toEqual((await heardWhole(journal, upTo)).tables.all());
    }
  });

  it('hear nothing twice, and other readers nothing of before', async () => {
    const { leftAt, desk } = story(7);
    const { bus, readers, books } = lastingReport();
    const heard: string[] = [];
    bus.subscribe('*', ({ type }) => heard.push(type));
    const clock = createSimulatedClock({ start: START });
    const journal = await leftAt(desk.engine.sequence());
    const document = parseDesk('desk: test\nrules: {}');
    const engine = createEngine({ desk: document, broker: createHand().broker, clock, journal, bus, readers });
    await engine.recover();
    expect(heard).toEqual([]);
    const { fills } = books.recorder.recording;
    expect(new Set(fills.map(({ order, execution }) => `${order}/${execution}`)).size).toBe(fills.length);
  });
});

describe('a book that can not be used', () => {
  const say = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const broken = (change: Partial<ReaderChange> | undefined) => (book: ReaderChange) =>
    change === undefined ? undefined : { ...book, ...change };

  it.each([
    ['was never kept', undefined],
    ['is of another version', { version: 999 }],
    ['goes beyond the record', { sequence: 1_000_000 }],
    ['ends before the checkpoint', { sequence: 1 }],
    ['can not be read', { isWhole: true, entries: [{ part: 'orders', key: 'x', text: '{' }] }],
  ])('that %s is written anew from the beginning of the record', async (_, change) => {
    const { journal, leftAt, desk } = story(7);
    const stderr = say();
    const upTo = desk.engine.sequence();
    const { books, tables, engine, readers } = await restart(await leftAt(upTo, broken(change)), new Tables());
    const whole = await heardWhole(journal);
    expect(reportOf(books, engine)).toEqual(whole.report);
    expect(tables.all()).toEqual(whole.tables.all());
    expect(stderr).not.toHaveBeenCalled();
    stderr.mockRestore();
    // What is kept next takes the place of the old one.
    const next = readers.changes(upTo);
    expect(next).toMatchObject([{ isWhole: true, sequence: upTo }]);
    const again = { ...(await leftAt(upTo)), readerBooks: () => Promise.resolve(next) };
    const kept = await restart(again, new Tables());
    expect(reportOf(kept.books, kept.engine)).toEqual(whole.report);
  });

  it.each([
    [
      'another version wrote a part of it',
      {
        segments: () => [
          { first: 1, version: '0.0.1' },
          { first: 8, version: '0.1.0' },
        ],
      },
      'version 0.0.1 wrote a part of the record',
    ],
    [
      'its beginning is elsewhere',
      { read: readFrom },
      'the record can not be heard from its beginning (the day is elsewhere)',
    ],
  ])('begins where the desk does when the record can not be heard from its beginning, since %s, and says so once', async (_, other, why) => {
    const { leftAt, desk } = story(7);
    const stderr = say();
    const left = await leftAt(desk.engine.sequence(), () => undefined);
    const read = 'read' in other ? { read: other.read(left) } : other;
    const { books, engine } = await restart({ ...left, ...read }, new Tables());
    const said = stderr.mock.calls.map(([text]) => String(text));
    stderr.mockRestore();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(why);
    const { since, account, openPositions } = reportOf(books, engine);
    expect(since).toMatchObject({ sequence: desk.engine.sequence() - (desk.engine.sequence() % 7) });
    expect(said[0]).toContain(`since input ${since?.sequence} (${since?.at})`);
    expect(reportOf(books, engine).equityCurve.length).toBeLessThan(desk.engine.sequence());
    expect([account.residue, openPositions.length]).toEqual(['0', 1]);
  });
});

async function* none(): AsyncGenerator<never> {}

/** A record whose first days can not be had. */
function readFrom(journal: Journal): Journal['read'] {
  return (from) => {
    if (from === 1) throw new Error('the day is elsewhere');
    return journal.read(from);
  };
}
