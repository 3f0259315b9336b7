/** Reads what is to be otherwise in a what-if: one JSON object a line, each an input that is added, dropped or replaced. */
import { readFile } from 'node:fs/promises';
import { decode } from '../../codec.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import { eventProblem, eventTypes, fieldKind } from '../../events.ts';
import { hint } from '../../hints.ts';
import type { Timestamp } from '../../identifiers.ts';
import { timestamp } from '../../identifiers.ts';
import { amount, price, quantity, ratio } from '../../money.ts';
import { fileProblem } from '../documents/fileProblem.ts';

/** One thing that is to be otherwise, and the line that says so. */
export type Change = { readonly line: number } & (
  | { readonly does: 'at'; readonly at: Timestamp; readonly event: Event }
  | { readonly does: 'after'; readonly sequence: number; readonly event: Event }
  | { readonly does: 'drop'; readonly sequence: number }
  | { readonly does: 'replace'; readonly sequence: number; readonly event: Event }
);

/** What is wrong with a line of the file. */
export const badLine = (file: string, line: number, problem: string): OrdermatonError =>
  new OrdermatonError('badWhatIfLine', { file, line, problem });

/**
 * All lines of the file; empty ones are nothing, and so is an empty file.
 * @throws `missingFile`, `badWhatIfLine` with the line, also for an event that does not come from outside
 */
export async function readChanges(file: string, isFromOutside: (type: string) => boolean): Promise<readonly Change[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  });
  return text.split('\n').flatMap((row, index) => {
    if (row.trim() === '') return [];
    try {
      return [changeOf(index + 1, row, isFromOutside)];
    } catch (error) {
      if (error instanceof Wrong) throw badLine(file, index + 1, error.message);
      throw error;
    }
  });
}

class Wrong extends Error {}

/** What a line does, and what else must stand in it. */
const forms = { at: true, after: true, replace: true, drop: false } as const satisfies Record<Change['does'], boolean>;
const FORMS =
  'expected {"at": <moment>, "event": {…}}, {"after": <input>, "event": {…}}, {"drop": <input>} or {"replace": <input>, "event": {…}}';

function changeOf(line: number, row: string, isFromOutside: (type: string) => boolean): Change {
  const value = objectIn(row);
  const named = (Object.keys(forms) as Change['does'][]).filter((each) => each in value);
  const [does] = named;
  if (does === undefined || named.length > 1) throw new Wrong(FORMS);
  const other = Object.keys(value).find((name) => name !== does && !(forms[does] && name === 'event'));
  if (other !== undefined) throw new Wrong(`${other} has no meaning beside ${does}; ${FORMS}`);
  if (does === 'drop') return { line, does, sequence: sequenceIn(value.drop) };
  const event = eventIn(value.event, isFromOutside);
  if (does === 'at') return { line, does, at: momentIn(value.at), event };
  return { line, does, sequence: sequenceIn(value[does]), event };
}

function objectIn(row: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = decode(row);
  } catch {
    throw new Wrong(`this is no JSON object; ${FORMS}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong(FORMS);
  return value as Readonly<Record<string, unknown>>;
}

function sequenceIn(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new Wrong(`expected the number of an input, found ${JSON.stringify(value)}`);
}

/** Microseconds as the record has them, or ISO 8601. */
function momentIn(value: unknown): Timestamp {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as Timestamp;
  return understood(() => timestamp(String(value)));
}

function eventIn(value: unknown, isFromOutside: (type: string) => boolean): Event {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong('expected an event');
  const { type } = value as { readonly type?: unknown };
  if (typeof type !== 'string' || !(eventTypes as readonly string[]).includes(type))
    throw new Wrong(`there is no event ${String(type)}${hint(String(type), eventTypes.filter(isFromOutside))}`);
  if (!isFromOutside(type))
    throw new Wrong(
      `${type} does not come from outside: market events, sessions, signals and commands of a user may stand here, and the paper broker answers`,
    );
  const event = withExactNumbers(type as Event['type'], value);
  const problem = eventProblem(event);
  if (problem !== undefined) throw new Wrong(`${type}: ${problem}`);
  return event as Event;
}

const readers: Readonly<Record<string, (value: string | number) => unknown>> = {
  price,
  quantity,
  size: quantity,
  'signed quantity': quantity,
  ratio,
  amount,
  time: (value) => (typeof value === 'string' ? timestamp(value) : value),
};

/** Decimals and moments as people write them; as the record has them they are left alone. */
function withExactNumbers(type: Event['type'], value: object): { readonly type: string } {
  const fields = Object.entries(value).map(([name, given]: [string, unknown]) => {
    const read = readers[fieldKind(type, name) ?? ''];
    const isPlain = typeof given === 'string' || typeof given === 'number';
    return [name, read !== undefined && isPlain ? understood(() => read(given)) : given];
  });
  return { ...Object.fromEntries(fields), type };
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof OrdermatonError) throw new Wrong(error.message.replace(/\.$/, ''));
    throw error;
  }
}
