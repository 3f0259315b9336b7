/** A desk whose report and tables go on over restarts, and what is left of its journal wherever it is killed. */
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import type { Engine } from '../../src/actors/engine/engine.ts';
import { LastingReaders } from '../../src/actors/engine/readers.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import type { ViewRow } from '../../src/adapters/journal/journalWriter.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { buildReport } from '../../src/adapters/reports/report.ts';
import type { RunBooks } from '../../src/cli/run/books.ts';
import { lastingBooks, openBooks } from '../../src/cli/run/books.ts';
import type { CheckpointChange, Journal, ReaderChange } from '../../src/ports.ts';

/** Tables of rows by their names, as a journal file keeps them. */
export class Tables {
  readonly rows: Map<string, ViewRow[1]>;
  constructor(rows: Iterable<readonly [string, ViewRow[1]]> = []) {
    this.rows = new Map(rows);
  }
  show(row: ViewRow): void {
    const [table, columns] = row;
    const { order, execution, position, at } = columns;
    const name = { orders: [order], fills: [order, execution], positions: [position], equity: [at] }[table];
    this.rows.set(JSON.stringify([table, ...name]), columns);
  }
  /** In an order that does not depend on when they were written. */
  all(): readonly (readonly [string, ViewRow[1]])[] {
    return [...this.rows].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

export interface Lasting {
  readonly bus: ReturnType<typeof createEventBus>;
  readonly readers: LastingReaders;
  readonly books: RunBooks;
  readonly tables: Tables;
}

/** A report and tables that go on; `tables` as an earlier process left them. */
export function lastingReport(tables = new Tables()): Lasting {
  const bus = createEventBus();
  const readers = new LastingReaders(bus);
  const books = readers.add(lastingBooks(tables));
  return { bus, readers, books, tables };
}

type Read = Pick<Engine, 'views' | 'hash' | 'sequence'>;

/** What a report says now. */
export function reportOf({ recorder }: RunBooks, { views, hash, sequence }: Read) {
  return buildReport({
    ...{ recording: recorder.recording, desk: 'test', currency: 'USD', version: '0' },
    ...{ account: views.account(), openPositions: views.openPositions(), stateHash: hash(), sequence: sequence() },
  });
}

/** What somebody writes down who hears a whole record without a break. */
export async function heardWhole(journal: Pick<Journal, 'read'>, to?: number) {
  const bus = createEventBus();
  const tables = new Tables();
  const books = openBooks(bus, tables);
  const replayed = await replay(journal.read(1), { bus, ...(to === undefined ? {} : { to }) });
  return { report: reportOf(books, { ...replayed, sequence: () => replayed.sequence }), tables };
}

/** A journal that remembers what was kept in it, and leaves what a process that is killed would. */
export function createKillableJournal() {
  const journal = createMemoryJournal();
  const kept: (readonly [CheckpointChange, readonly ReaderChange[]])[] = [];
  return {
    journal: {
      ...journal,
      keep(checkpoint: CheckpointChange, books: readonly ReaderChange[] = []) {
        kept.push([checkpoint, books]);
        journal.keep?.(checkpoint, books);
      },
    },
    /** So many of its inputs, and what was kept by then; `others` changes the books. */
    async leftAt(upTo: number, others: (book: ReaderChange) => ReaderChange | undefined = (book) => book) {
      const left = createMemoryJournal();
      for await (const { envelope, commands } of journal.read(1)) {
        if (envelope.sequence > upTo) break;
        left.append(envelope);
        left.note(() => commands);
      }
      for (const [checkpoint, books] of kept)
        if (checkpoint.sequence <= upTo)
          left.keep?.(
            checkpoint,
            books.map(others).filter((book) => book !== undefined),
          );
      return left;
    },
  };
}
