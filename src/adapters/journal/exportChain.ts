/** The seal of each line of an export: a digest of the line and of the seal before it, so that the first changed line is known. */
import { hash } from 'node:crypto';

/** Digits of a seal: 64 bits are enough against accidents and careless hands. It is no signature. */
const DIGITS = 16;
const KEY = ',"seal":"';
/** What a seal adds to a line. */
const LENGTH = KEY.length + DIGITS + '"}'.length;

const sealOf = (previous: string, body: string): string => hash('sha256', previous + body, 'hex').slice(0, DIGITS);

/** A line taken apart. */
export interface SealedLine {
  /** The line without its seal. */
  readonly body: string;
  /** Whether the seal is that of this line after those before it. */
  readonly isIntact: boolean;
}

/** Seals or opens one line after the other. */
export class ExportChain {
  #last = '';

  /** The line with its seal as its last field. `body` is the text of an object with at least one field. */
  seal(body: string): string {
    this.#last = sealOf(this.#last, body);
    return `${body.slice(0, -1)}${KEY}${this.#last}"}`;
  }

  /** Takes a line apart; `undefined` when it has no seal. */
  open(line: string): SealedLine | undefined {
    const cut = line.length - LENGTH;
    if (cut < 1 || !line.startsWith(KEY, cut) || !line.endsWith('"}')) return undefined;
    const body = `${line.slice(0, cut)}}`;
    const seal = line.slice(cut + KEY.length, -'"}'.length);
    this.#last = sealOf(this.#last, body);
    return { body, isIntact: seal === this.#last };
  }
}
