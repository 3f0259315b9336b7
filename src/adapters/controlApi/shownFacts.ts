/** Facts as the API shows them: decimals as exact texts, moments as ISO 8601, accounts masked, nothing that opens a door. */
import type { Envelope } from '../../envelope.ts';
import { citation } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import { fieldOf } from '../../events.ts';
import type { Field } from '../../fields.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { amountText, decimalText } from '../../money.ts';
import { durationText } from '../documents/durations.ts';
import type { Fact } from './answers.ts';

export function shownFact({ type, ...fields }: Event, envelope: Envelope): Fact {
  const { sequence, at, source, cause, correlation } = envelope;
  return {
    ...{ place: citation(envelope), sequence, at: isoTime(at), type, source, cause, correlation },
    fields: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) =>
        value === undefined || opensDoors.test(name) ? [] : [[name, shownValue(value, fieldOf(type, name))]],
      ),
    ),
  };
}

/** Of an account its last two characters are enough to tell it from another. */
export const masked = (account: string): string =>
  account.length <= 2 ? account : `${'•'.repeat(account.length - 2)}${account.slice(-2)}`;

const opensDoors = /secret|api_?key|passphrase|signature|password/i;
/** Accounts at Interactive Brokers, wherever a text names one. */
const accounts = /\b(?:DU|DF|U|F)\d{5,12}\b/g;
/** Neither a depth nor a length without an end is written out. */
const [DEEPEST, LONGEST_LIST, LONGEST_TEXT] = [8, 500, 2_000];

function shownValue(value: unknown, field: Field<unknown> | undefined, depth = 0): unknown {
  switch (typeof value) {
    case 'bigint':
      return field?.kind === 'amount' ? amountText(value as Amount) : decimalText(value as Quantity);
    case 'number':
      if (field?.kind === 'time') return isoTime(value as Timestamp);
      return field?.kind === 'duration' ? durationText(value as Duration) : value;
    case 'string':
      return shownText(value, field?.kind === 'account');
    case 'object':
      return value === null ? null : within(value, field, depth + 1);
    default:
      return value;
  }
}

function shownText(text: string, isAccount: boolean): string {
  const clean = isAccount ? masked(text) : text.replace(accounts, masked);
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}…` : clean;
}

/** What only TypeScript knows the inside of is told by its kind alone: a number in it could be anything. */
function within(value: object, field: Field<unknown> | undefined, depth: number): unknown {
  const { inner } = field ?? {};
  if (depth > DEEPEST || (inner === undefined && field?.kind !== 'named floats')) return `(${field?.kind ?? 'more'})`;
  const of = (name: string): Field<unknown> | undefined => inner?.(value, name);
  if (Array.isArray(value))
    return value.slice(0, LONGEST_LIST).map((each, index) => shownValue(each, of(String(index)), depth));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) =>
      each === undefined || opensDoors.test(name) ? [] : [[name, shownValue(each, of(name), depth)]],
    ),
  );
}
