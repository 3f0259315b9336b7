/** Reads the fields of one message in order and knows where it ends; a field too many or too few is an error. */
import { OrdermatonError } from '../../../errors.ts';
import type { Amount, Price, Quantity, Ratio } from '../../../money.ts';
import { decimalOf, integerOf } from './numbers.ts';

const SCALE = 8;
const AMOUNT_SCALE = 16;

/** A pair of texts, as in algorithm and routing parameters. */
export interface TagValue {
  readonly tag: string;
  readonly value: string;
}

/**
 * A cursor over the fields of a message. `undefined` is what the client left unset. Every reading method
 * @throws `messageUnreadable` with the number of the field when there is none left or it is not of that kind.
 */
export class FieldReader {
  /** The server version of the connection; it decides which fields there are. */
  readonly version: number;
  readonly #message: string;
  readonly #fields: readonly string[];
  #next = 0;

  constructor(message: string, fields: readonly string[], version: number) {
    this.#message = message;
    this.#fields = fields;
    this.version = version;
  }

  text(): string {
    const field = this.#fields[this.#next];
    if (field === undefined) throw this.#unreadable('the message ends before it');
    this.#next += 1;
    return field;
  }

  /** Passes over fields that carry nothing: version numbers that differ between clients, dead fields. */
  skip(count = 1): void {
    for (let passed = 0; passed < count; passed += 1) this.text();
  }

  integer(): number | undefined {
    const value = integerOf(this.text());
    if (value === 'unreadable') throw this.#wrong('an integer');
    return value === 'unset' ? undefined : value;
  }

  /** An integer that must be there, such as the id of a request. */
  id(): number {
    const value = this.integer();
    if (value === undefined) throw this.#wrong('an id');
    return value;
  }

  /** How many of something follow; unset is none. */
  count(): number {
    const value = this.integer() ?? 0;
    if (value < 0) throw this.#wrong('a count');
    return value;
  }

  /** Yes or no; unset reads as no. */
  flag(): boolean {
    return this.optionalFlag() ?? false;
  }

  optionalFlag(): boolean | undefined {
    const value = integerOf(this.text());
    if (value === 'unset') return undefined;
    if (value === 0 || value === 1) return value === 1;
    throw this.#wrong('1 or 0');
  }

  price(): Price | undefined {
    return this.#decimal(SCALE) as Price | undefined;
  }

  quantity(): Quantity | undefined {
    return this.#decimal(SCALE) as Quantity | undefined;
  }

  ratio(): Ratio | undefined {
    return this.#decimal(SCALE) as Ratio | undefined;
  }

  amount(): Amount | undefined {
    return this.#decimal(AMOUNT_SCALE) as Amount | undefined;
  }

  /** A price that may be infinite: an offset that goes as far as the midpoint. */
  boundlessPrice(): Price | 'infinite' | undefined {
    const value = decimalOf(this.text(), SCALE);
    if (value === 'unreadable') throw this.#wrong('a number');
    return value === 'unset' ? undefined : value === 'infinite' ? value : (value as Price);
  }

  /** One of the numbers that the protocol has for something. */
  oneOf<const N extends number>(known: readonly N[], what: string): N {
    const value = this.integer();
    const found = known.find((number) => number === value);
    if (found === undefined) throw this.#wrong(what);
    return found;
  }

  /** One of the words that the protocol has for something. */
  word<const W extends string>(known: readonly W[], what: string): W {
    const value = this.text();
    const found = known.find((word) => word === value);
    if (found === undefined) throw this.#wrong(what);
    return found;
  }

  /** What was just read, when it must be there. */
  given<T>(value: T | undefined): T {
    if (value === undefined) throw this.#wrong('given');
    return value;
  }

  list<T>(read: () => T): readonly T[] {
    const items: T[] = [];
    for (let left = this.count(); left > 0; left -= 1) items.push(read());
    return items;
  }

  tagValues(): readonly TagValue[] {
    return this.list(() => ({ tag: this.text(), value: this.text() }));
  }

  /** A field that is there only from a version on. */
  since<T>(version: number, read: () => T): T | undefined {
    return this.version >= version ? read() : undefined;
  }

  /** Nothing may be left: one field that was read wrongly shows here. @throws `messageUnreadable` */
  end(): void {
    const left = this.#fields.length - this.#next;
    if (left > 0) throw this.#unreadable(`${left} more than the message has`, this.#next);
  }

  #decimal(scale: number): bigint | undefined {
    const value = decimalOf(this.text(), scale);
    if (value === 'unreadable' || value === 'infinite') throw this.#wrong('a number');
    return value === 'unset' ? undefined : value;
  }

  #wrong(expected: string): OrdermatonError {
    const last = this.#next - 1;
    return this.#unreadable(`${JSON.stringify(this.#fields[last]?.slice(0, 40))} is not ${expected}`, last);
  }

  #unreadable(problem: string, field = this.#next): OrdermatonError {
    return new OrdermatonError('messageUnreadable', { message: this.#message, field, problem });
  }
}
