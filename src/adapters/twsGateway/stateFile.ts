/** What a gateway keeps from one run to the next, in a file of its own: an SQLite database of rows, each change of them whole or not at all. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { DatabaseSync } from 'node:sqlite';
import { decode } from '../../codec.ts';
import { OrdermatonError } from '../../errors.ts';
import type { AccountId } from '../../identifiers.ts';
import { notWritable } from '../documents/outputs.ts';
import type { PaperSummary } from '../paperBroker/book.ts';
import type { PaperOrder } from '../paperBroker/paperOrder.ts';
import type { StateRow } from './changedState.ts';
import type { GatewayState } from './gatewayBroker.ts';
import type { GatewayExecution, GatewayOrder, NumbersState } from './gatewayOrders.ts';

/** The form of the rows. */
const FORM = 1;
/** SQLite's codes for a file that somebody else has, for one that is malformed, and for one that is none of its own. */
const BUSY = 5;
const DAMAGED: readonly number[] = [11, 26];

type KeptOrder = GatewayOrder & { readonly book?: PaperOrder };
type KeptAccount = Pick<GatewayState['accounts'][number], 'account' | 'lines'> & { readonly book: PaperSummary };

export class StateFile {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;

  /** Opens the file, or makes it; nobody else has it meanwhile. @throws `brokerStateBroken`, `notWritable` */
  constructor(file: string) {
    this.#file = file;
    this.#database = opened(file);
    this.#put = this.#database.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?, ?)');
    this.#drop = this.#database.prepare('DELETE FROM kept WHERE kind = ? AND name = ?');
  }

  /** What was kept; `undefined` where nothing was yet. @throws `brokerStateBroken` for other accounts */
  read(accounts: readonly AccountId[]): GatewayState | undefined {
    const kept = this.#rows<KeptAccount>('account');
    const [numbers] = this.#rows<NumbersState>('ids');
    if (numbers === undefined) return undefined;
    const lost = kept.find(({ account }) => !accounts.includes(account));
    if (lost !== undefined) throw broken(this.#file, `it has the account ${lost.account} too`);
    const rows = this.#rows<KeptOrder>('order').sort((a, b) => a.permId - b.permId);
    const books = rows.flatMap(({ account, book }) => (book === undefined ? [] : [{ account, book }]));
    return {
      orders: {
        ...numbers,
        orders: rows.map(({ book: _, ...order }) => order),
        executions: this.#rows<GatewayExecution>('execution').sort((a, b) => a.place - b.place),
      },
      accounts: kept.map(({ account, book, lines }) => ({
        account,
        lines,
        book: {
          ...book,
          orders: books
            .flatMap((each) => (each.account === account ? [each.book] : []))
            .sort((a, b) => a.place - b.place),
          // The gateway lists its own.
          executions: [],
        },
      })),
    };
  }

  /** All rows or none; no end of this process undoes them once this returns. @throws `notWritable` */
  write(rows: readonly StateRow[]): void {
    try {
      this.#database.exec('BEGIN');
      for (const { kind, name, text } of rows) {
        if (text === null) this.#drop.run(kind, name);
        else this.#put.run(kind, name, text);
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw notWritable(this.#file, (error as Error).message);
    }
  }

  close(): void {
    this.#database.close();
  }

  #rows<T>(kind: StateRow['kind']): T[] {
    const found = this.#database.prepare('SELECT text FROM kept WHERE kind = ?').all(kind);
    return found.map(({ text }) => decode(String(text)) as T);
  }
}

function opened(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('BEGIN IMMEDIATE');
    const form = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    const isFresh = database.prepare('SELECT name FROM sqlite_schema').get() === undefined;
    if (!isFresh && form !== FORM) throw broken(file, 'it is of another kind or version');
    database.exec(`CREATE TABLE IF NOT EXISTS kept (
      kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID; PRAGMA user_version = ${FORM}; COMMIT`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof OrdermatonError) throw error;
    const { errcode = 0, message } = error as Error & { errcode?: number };
    if ((errcode & 0xff) === BUSY) throw broken(file, 'another gateway has it');
    if (DAMAGED.includes(errcode & 0xff)) throw broken(file, message);
    throw notWritable(file, message);
  }
}

const broken = (file: string, problem: string): OrdermatonError =>
  new OrdermatonError('brokerStateBroken', { file, problem });
