/** What is expected and what is, both as the same exact texts: so that comparing is comparing texts, and a difference can be read. */

import type { Event, EventType } from '../../events.ts';
import { alphabet } from '../../events.ts';
import type { Fields as EventFields } from '../../fields.ts';
import { hint } from '../../hints.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { amount, amountText, decimalText, price } from '../../money.ts';
import { newYorkClock, newYorkTime } from '../calendar/newYork.ts';
import { durationOf, durationText } from '../documents/durations.ts';
import { clockOf } from './texts.ts';

/** Named texts in the order in which people read them. */
export type Fields = Readonly<Record<string, string>>;

/** How people call the field of an event where that differs. */
const aliases: Readonly<Record<string, string>> = { symbol: 'instrument' };
const shownAs = (name: string): string => (name === 'instrument' ? 'symbol' : name);

const fieldsOf = (type: EventType): EventFields => alphabet[type].fields;

/** The fields that may be named for a fact of this type. */
export const fieldNames = (type: EventType): readonly string[] => Object.keys(fieldsOf(type)).map(shownAs);

/** An event's fields as texts; what a structure holds is named `terms.limit`. */
export function eventFields(event: Event): Fields {
  const { type, ...values } = event as { readonly type: EventType } & Readonly<Record<string, unknown>>;
  const known = fieldsOf(type);
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => textsOf(shownAs(name), value, known[name]?.kind ?? '')),
  );
}

function textsOf(name: string, value: unknown, kind: string): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => textsOf(`${name}.${key}`, inner, ''));
  return [[name, actualText(value, kind)]];
}

function actualText(value: unknown, kind: string): string {
  if (kind === 'amount') return amountText(value as Amount);
  if (kind === 'time') return newYorkClock(value as Timestamp);
  if (kind === 'duration') return durationText(value as Duration);
  return typeof value === 'bigint' ? decimalText(value as Price | Quantity) : String(value);
}

/** Hears what should have been written at a place. */
type Wrong = (path: readonly string[], message: string) => void;

/** Reads what is expected of a fact's fields; `wrong` hears of every mistake. */
export function expectedFields(type: EventType, given: Readonly<Record<string, unknown>>, wrong: Wrong): Fields {
  const known = fieldsOf(type);
  const texts: Record<string, string> = {};
  const read = (path: readonly string[], value: unknown, kind: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) read([...path, key], inner, '');
      return;
    }
    const text = expectedText(value, kind);
    if (text === undefined) wrong(path, `expected ${expectations[kind] ?? oneOf(kind)}, found ${value}`);
    else texts[path.join('.')] = text;
  };
  for (const [name, value] of Object.entries(given)) {
    const field = known[aliases[name] ?? name];
    if (field === undefined) wrong([name], `there is no such field of ${type}${hint(name, fieldNames(type))}`);
    else read([shownAs(aliases[name] ?? name)], value, field.kind);
  }
  return texts;
}

const oneOf = (kind: string): string => (kind === '' ? 'a value' : `one of ${kind.split(' | ').join(', ')}`);

const expectations: Readonly<Record<string, string>> = {
  price: 'a price such as 100.02',
  quantity: 'a quantity such as 100',
  size: 'a quantity such as 100',
  'signed quantity': 'a quantity: long above zero, short below',
  amount: 'an amount such as 49.30',
  time: 'a time such as 10:31:05',
  duration: 'a duration such as 90s',
  count: 'a whole number',
  float: 'a number',
  share: 'a number from 0 to 1',
  flag: 'true or false',
  text: 'a text',
};

/** What is expected, in the very form in which {@link eventFields} writes it. */
function expectedText(value: unknown, kind: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = String(value).trim();
  switch (kind) {
    case 'price':
    case 'quantity':
    case 'size':
    case 'signed quantity':
      return attempt(() => decimalText(price(text)));
    case 'amount':
      return attempt(() => amountText(amount(text)));
    case 'time':
      return clockText(text);
    case 'duration': {
      const duration = durationOf(text);
      return duration === undefined ? undefined : durationText(duration);
    }
    case 'count':
    case 'float':
    case 'share':
      return Number.isFinite(Number(text)) ? String(Number(text)) : undefined;
    case 'flag':
      return text === 'true' || text === 'false' ? text : undefined;
    case '':
      return attempt(() => decimalText(price(text))) ?? text;
    default:
      return kind.includes(' | ') && !kind.split(' | ').includes(text) ? undefined : text;
  }
}

function clockText(text: string): string | undefined {
  const clock = clockOf(text);
  return clock === undefined ? undefined : newYorkClock(later(newYorkTime(ANY_DAY), clock));
}
/** A day without a change of the clocks: any will do, since only the time of the day is looked at. */
const ANY_DAY = '2025-03-03';

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined; // the caller says what was expected
  }
}
