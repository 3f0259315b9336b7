/** What becomes of the rows of a file that are not as they should be: they stop the reading, or are left out, counted and reported. */
import { OrdermatonError } from '../../errors.ts';

/** What a bad row does: `stop` ends the reading with an error at its place, `skip` leaves it out and counts it. */
export type OnBadRow = 'stop' | 'skip';

/** How much of a source was left out. */
export interface SkippedRows {
  /** The file, or the folder of files. */
  readonly source: string;
  readonly rows: number;
  /** What each of them is: a row unless told. */
  readonly what?: string;
  /** Place and fault of the first one: `file:line: problem`. */
  readonly first: string;
}

/** How a reader treats bad rows. */
export interface BadRowOptions {
  /** `stop` unless told. */
  readonly onBadRow?: OnBadRow;
  /** Hears of the rows left out, once for each file that had any, when its reading has ended. */
  readonly onSkipped?: (skipped: SkippedRows) => void;
}

type RowCode = 'badCsvRow' | 'badSignalRow' | 'badStatementRow';

/** The bad rows of one file. */
export class BadRows {
  readonly #file: string;
  readonly #code: RowCode;
  readonly #options: BadRowOptions;
  readonly #what: string | undefined;
  #rows = 0;
  #first = '';

  /** `what` each of them is in a report: a row unless told. */
  constructor(file: string, code: RowCode, options: BadRowOptions, what?: string) {
    this.#file = file;
    this.#code = code;
    this.#options = options;
    this.#what = what;
  }

  /** Whether bad rows are left out and counted. */
  get skips(): boolean {
    return this.#options.onBadRow === 'skip';
  }

  /** Counts the row at a line of the file. @throws the code of this file's rows, unless they are skipped */
  add(line: number, problem: string): void {
    if (!this.skips) throw new OrdermatonError(this.#code, { file: this.#file, line, problem });
    if (this.#rows++ === 0) this.#first = `${this.#file}:${line}: ${problem}`;
  }

  /** Says what was left out, if anything was. */
  report(): void {
    if (this.#rows === 0) return;
    const what = this.#what === undefined ? {} : { what: this.#what };
    this.#options.onSkipped?.({ source: this.#file, rows: this.#rows, ...what, first: this.#first });
  }
}
