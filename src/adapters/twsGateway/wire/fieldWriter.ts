/** Values as the text of fields: plain decimals without exponents, escapes where clients expect them, several ways of unset. */
import type { Amount, Price, Quantity, Ratio } from '../../../money.ts';
import { amountText, decimalText } from '../../../money.ts';
import type { TagValue } from './fieldReader.ts';

/** How a number that is not given is written where the clients look for it. */
export const UNSET = '1.7976931348623157E308';

/** A whole number. @throws RangeError for anything else; an exponent never leaves */
export const integer = (value: number): string => BigInt(value).toString();

/** A whole number or an empty field; not for messages that clients read by a fixed signature. */
export const optionalInteger = (value: number | undefined): string => (value === undefined ? '' : integer(value));

export const flag = (value: boolean): string => (value ? '1' : '0');

export const optionalFlag = (value: boolean | undefined): string => (value === undefined ? '' : flag(value));

/** A price, quantity or ratio; an empty field, or `unset`, when there is none. */
export const decimal = (value: Price | Quantity | Ratio | undefined, unset = ''): string =>
  value === undefined ? unset : decimalText(value);

export const money = (value: Amount | undefined, unset = ''): string =>
  value === undefined ? unset : amountText(value);

/** An offset that may go as far as the midpoint. */
export const boundless = (value: Price | 'infinite' | undefined): string =>
  value === 'infinite' ? 'Infinity' : decimal(value);

/** Text as it is; a zero byte would end the field, so it is left out. */
export const text = (value: string): string => value.replaceAll('\0', '');

/**
 * Text that clients read through their escapes (error texts, long names): seven bits, `\uXXXX` for the rest.
 * The backslash is escaped too: Python's reading of a raw one fails or changes the text.
 */
export const escaped = (value: string): string =>
  text(value).replace(/[^ -[\]-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** How many there are, then the fields of each. */
export const list = <T>(items: readonly T[], write: (item: T) => readonly string[]): readonly string[] => [
  integer(items.length),
  ...items.flatMap(write),
];

export const tagValues = (items: readonly TagValue[]): readonly string[] =>
  list(items, ({ tag, value }) => [text(tag), text(value)]);
