/** Lines of comma separated numbers, read from bytes without making texts of them: most rows of market data are only digits. */

/** Stands for a field with nothing in it; smaller than any price, so that "above zero" turns it away. */
export const EMPTY = Number.NEGATIVE_INFINITY;

const COMMA = 0x2c;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ZERO = 0x30;
/** Digits that a float holds exactly. */
const MOST_DIGITS = 15;
/** Fields beyond these are counted but not read. */
const MOST_FIELDS = 16;

/** Walks through the lines; after `next()` the numbers of the line are in `fields`, `EMPTY` or NaN where there is none. */
export class NumberLines {
  readonly fields = new Float64Array(MOST_FIELDS);
  /** How many fields the line has. */
  count = 0;
  /** The number of the line, from 1. */
  line = 0;
  readonly #bytes: Uint8Array;
  #start = 0;
  #next = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Reads the next line that is not blank; false at the end. */
  next(): boolean {
    while (this.#next < this.#bytes.length) {
      this.#start = this.#next;
      this.line++;
      this.#read();
      if (this.count > 1 || this.fields[0] !== EMPTY) return true;
    }
    return false;
  }

  /** The text of a field of this line, for what is no number and for messages. */
  text(field: number): string {
    return new TextDecoder().decode(this.#bytes.subarray(this.#start, this.#next)).trimEnd().split(',')[field] ?? '';
  }

  #read(): void {
    const bytes = this.#bytes;
    let at = this.#start;
    let from = at;
    let value = 0;
    let isPlain = true;
    this.count = 0;
    for (; ; at++) {
      const byte = at < bytes.length ? (bytes[at] as number) : NEWLINE;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        continue;
      }
      if (byte !== COMMA && byte !== NEWLINE) {
        isPlain = false;
        continue;
      }
      this.fields[this.count++] = isPlain && at > from && at - from <= MOST_DIGITS ? value : this.#odd(from, at);
      if (byte === NEWLINE) break;
      [from, value, isPlain] = [at + 1, 0, true];
    }
    this.#next = at + 1;
  }

  /** A field that is not a few digits: a decimal, nothing, or no number. */
  #odd(from: number, to: number): number {
    const end = to > from && this.#bytes[to - 1] === RETURN ? to - 1 : to;
    if (end === from) return EMPTY;
    const text = new TextDecoder().decode(this.#bytes.subarray(from, end));
    return /^-?\d{1,15}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
  }
}
