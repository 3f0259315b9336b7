/** Moments as Interactive Brokers writes them: `20261123-20:59:00` is UTC, `20261123 15:59:00 US/Eastern` names its zone. */
import { DateTime } from 'luxon';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime, later, MICROSECONDS, seconds } from '../../identifiers.ts';

const NEW_YORK = 'America/New_York';
/** Names that time zone tables do not have everywhere. */
const zones: Readonly<Record<string, string>> = { 'US/Eastern': NEW_YORK, EST: NEW_YORK, EDT: NEW_YORK, GMT: 'UTC' };
const TEXT = /^(\d{8})(-| +)(\d\d:\d\d):([0-5]\d)(?: +(\S.*))?$/;

/** The moment a text names; without a zone it is New York's, where the exchanges are. `undefined` when it names none. */
export function momentOf(text: string | undefined): Timestamp | undefined {
  const match = TEXT.exec(text ?? '');
  if (match === null) return undefined;
  const [, day = '', separator, clock = '', second = '', named] = match;
  const zone = separator === '-' && named === undefined ? 'UTC' : (zones[named ?? ''] ?? named ?? NEW_YORK);
  const minute = minuteOf(`${day} ${clock}`, zone);
  return minute === undefined ? undefined : later(minute, seconds(Number(second)));
}

/** Minutes that have been looked up, by their text and zone: what is executed together is told together, and a zone is slow to look up. */
const minutes = new Map<string, Timestamp>();
const MOST_MINUTES = 1_000;

function minuteOf(text: string, zone: string): Timestamp | undefined {
  const key = `${text} ${zone}`;
  const known = minutes.get(key);
  if (known !== undefined) return known;
  const moment = DateTime.fromFormat(text, 'yyyyMMdd HH:mm', { zone });
  if (!moment.isValid) return undefined;
  const found = (moment.toMillis() * MICROSECONDS.millisecond) as Timestamp;
  if (minutes.size >= MOST_MINUTES) minutes.clear();
  minutes.set(key, found);
  return found;
}

/** The moment in UTC, to the second. Source: TWS API, goodTillDate: `yyyymmdd-hh:mm:ss` is UTC in every setting of the client. */
export const momentText = (at: Timestamp): string => isoTime(at).slice(0, 19).replaceAll('-', '').replace('T', '-');
