/** The values of options: from the text that was typed to what it means, or what was expected. */
import { InvalidArgumentError } from 'commander';
import { OrdermatonError } from '../errors.ts';
import type { Timestamp } from '../identifiers.ts';
import { timestamp } from '../identifiers.ts';
import type { Amount, Quantity, Ratio } from '../money.ts';
import { amount, quantity, ratio } from '../money.ts';

/** Longer than this nothing takes to arrive: milliseconds. */
const LONGEST_LATENCY = 60_000;
/** Longer than this nobody waits: seconds. */
const LONGEST_TIMEOUT = 3_600;

/** What is wrong with a word that was typed. */
export const wrongWord = (argument: string, problem: string): OrdermatonError =>
  new OrdermatonError('badArgument', { argument, problem });

/** Tickers separated by commas, in capitals. */
export function list(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim().toUpperCase());
  if (parts.some((part) => !/^[A-Z][A-Z0-9.]{0,11}$/.test(part)))
    throw new InvalidArgumentError('Expected tickers separated by commas, such as SPY,IBM.');
  return parts;
}

/** A date that exists. */
export function date(text: string): string {
  const parsed = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('Expected a date such as 2013-10-07.');
}

/** Simulated accounts, as Interactive Brokers names them. */
export function accountNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  if (names.every((name) => /^DU\d{1,12}$/.test(name)) && new Set(names).size === names.length) return names;
  throw new InvalidArgumentError('Expected simulated accounts separated by commas, such as DU1234567,DU1234568.');
}

/** An option that may be given several times. */
export const collected = (text: string, before: readonly string[]): readonly string[] => [...before, text];

export function portNumber(text: string): number {
  const value = wholeNumber(text);
  if (value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a port, from 0 to 65535.');
}

export function wholeNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a whole number of zero or more.');
}

export function sequenceNumber(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected the number of an input, 1 or more.');
}

/** A place in a record: the number of an input, or a moment that is not passed. */
export interface PlaceInRecord {
  readonly to?: number;
  readonly until?: Timestamp;
}

export function placeInRecord(text: string): PlaceInRecord {
  if (/^\d+$/.test(text)) return { to: sequenceNumber(text) };
  try {
    return { until: timestamp(text) };
  } catch {
    throw new InvalidArgumentError('Expected the number of an input, or a moment such as 2013-10-07T13:45:02Z.');
  }
}

export function moment(text: string): Timestamp {
  try {
    return timestamp(text);
  } catch {
    throw new InvalidArgumentError('Expected a moment such as 2013-10-07T13:45:02Z.');
  }
}

export function minutesOption(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected minutes, above zero.');
}

/** A time that a person waits for. */
export function secondsOption(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= LONGEST_TIMEOUT) return value;
  throw new InvalidArgumentError(`Expected seconds, from 1 to ${LONGEST_TIMEOUT}.`);
}

/** A time zone of the IANA tables. */
export function timeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidArgumentError('Expected a time zone such as America/New_York.');
  }
}

/** A time of day as minutes after midnight. */
export function timeOfDay(text: string): number {
  const [, hour = '', minute = ''] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour !== '') return Number(hour) * 60 + Number(minute);
  throw new InvalidArgumentError('Expected a time of day such as 23:45.');
}

export function milliseconds(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value <= LONGEST_LATENCY) return value;
  throw new InvalidArgumentError(`Expected milliseconds, from 0 to ${LONGEST_LATENCY}.`);
}

export function speed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above zero, or max.');
}

/** A speed of what has clients: it can not be as fast as the work is done. */
export function pace(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above zero.');
}

/** Per cent as a share: `3` is 0.03. */
export const perCent = (text: string): Ratio => (limitOf(text, ratio) / 100n) as Ratio;
export const sizeLimit = (text: string): Quantity => limitOf(text, quantity);
export const valueLimit = (text: string): Amount => limitOf(text, amount);

function limitOf<D extends bigint>(text: string, read: (text: string) => D): D {
  try {
    const limit = read(text);
    if (limit >= 0n) return limit;
  } catch {
    // It is no number: said below, as everything that is none.
  }
  throw new InvalidArgumentError('Expected a number of zero or more; zero is no limit.');
}
