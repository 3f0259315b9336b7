/**
 * The one way in which state and events become text. Keys are sorted, so equal values have equal text; an exact decimal is
 * its whole count of units followed by `n` (a price of 13.91 is "1391000000n"); a text that looks like one is marked with `~`.
 */
import { createHash } from 'node:crypto';
import { OrdermatonError } from './errors.ts';

const EXACT = /^-?\d+n$/;
const MARKED = /^~+-?\d+n$/;

/** Canonical text of plain data: objects, arrays, texts, booleans, finite numbers, bigints and null. @throws `badArgument` */
export function encode(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(EXACT.test(value) || MARKED.test(value) ? `~${value}` : value);
    case 'bigint':
      return `"${value}n"`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
      throw unencodable(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `[${value.map(encodeElement).join(',')}]` : encodeObject(value);
    default:
      throw unencodable(value);
  }
}

/** The data that {@link encode} wrote. */
export function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (EXACT.test(value)) return BigInt(value.slice(0, -1));
    return MARKED.test(value) ? value.slice(1) : value;
  });
}

/** SHA-256 of the canonical text, in hexadecimal. */
export const hashOf = (value: unknown): string => createHash('sha256').update(encode(value)).digest('hex');

const encodeElement = (value: unknown): string => (value === undefined ? 'null' : encode(value));

function encodeObject(value: object): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw unencodable(value);
  const record = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(record).sort()) {
    const field = record[key];
    if (field !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${encode(field)}`;
  }
  return `{${text}}`;
}

function unencodable(value: unknown): OrdermatonError {
  const what = typeof value === 'object' ? (value?.constructor?.name ?? 'object') : String(value);
  return new OrdermatonError('badArgument', { argument: 'state', problem: `${what} has no canonical text` });
}
