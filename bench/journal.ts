/**
 * Inputs brought to the disk in commits of 1, 64 and 512, each awaited before the next begins: the journal, with its columns, checksums, digests
 * and the way to its other thread and back, and a bare loop over SQLite in one thread that writes the whole envelope as one text.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSqliteJournal } from '../src/adapters/journal/sqliteJournal.ts';
import { encode } from '../src/codec.ts';
import type { Envelope } from '../src/envelope.ts';
import type { ExecutionId, OrderId, Timestamp } from '../src/identifiers.ts';
import { price, quantity } from '../src/money.ts';
import type { Case, Variant } from './measure.ts';

const owner = { account: 'PAPER', mode: 'simulated', desk: 'bench' } as const;
const hundred = quantity(100);
const ten = price('10.01');

const input = (sequence: number): Envelope => ({
  v: 1,
  sequence,
  index: 0,
  at: (1e15 + sequence) as Timestamp,
  type: 'broker.execution',
  source: 'broker',
  cause: 0,
  correlation: sequence,
  data: {
    type: 'broker.execution',
    order: `bench-${sequence}.3` as OrderId,
    execution: `px${sequence}` as ExecutionId,
    revision: 1,
    quantity: hundred,
    price: ten,
    executedAt: (1e15 + sequence) as Timestamp,
  },
});

/** A folder that is gone with the process. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ordermaton-bench-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

const journal =
  (batch: number, commits: number): Variant =>
  async () => {
    const file = await createSqliteJournal({ file: join(folder(), 'journal.db'), owner, version: '0' });
    let grown = (): void => undefined;
    file.onDurable(() => grown());
    let sequence = 0;
    async function commit(): Promise<void> {
      const last = sequence + batch;
      const durable = new Promise<void>((resolve) => {
        grown = () => file.durable() >= last && resolve();
      });
      while (sequence < last) file.append(input(++sequence));
      await durable;
    }
    for (let warm = 0; warm < commits / 4; warm++) await commit();
    return async () => {
      for (let each = 0; each < commits; each++) await commit();
      await file.close();
      return { result: `${batch * commits} on the disk`, operations: batch * commits };
    };
  };

const bare =
  (batch: number, commits: number): Variant =>
  async () => {
    const database = new DatabaseSync(join(folder(), 'bare.db'));
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE records (sequence INTEGER PRIMARY KEY, text TEXT)',
    );
    const insert = database.prepare('INSERT INTO records VALUES (?, ?)');
    let sequence = 0;
    function commit(): void {
      database.exec('BEGIN');
      for (let count = 0; count < batch; count++) {
        const envelope = input(++sequence);
        insert.run(envelope.sequence, encode(envelope));
      }
      database.exec('COMMIT');
    }
    for (let warm = 0; warm < commits / 4; warm++) commit();
    return async () => {
      for (let each = 0; each < commits; each++) commit();
      database.close();
      return { result: `${batch * commits} on the disk`, operations: batch * commits };
    };
  };

const durable = (batch: number, commits: number): Case => ({
  name: `durable inputs, ${batch} a commit`,
  variants: { 'the journal': journal(batch, commits), 'a bare loop over SQLite': bare(batch, commits) },
});

export const cases: readonly Case[] = [durable(1, 2_000), durable(64, 400), durable(512, 200)];
