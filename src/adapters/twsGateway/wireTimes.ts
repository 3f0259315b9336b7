/** Moments as the protocol writes and reads them. */
import { DateTime } from 'luxon';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';

const ZONE = 'America/New_York';
/** The zone of an exchange, by the name that contracts have for it. */
export const EXCHANGE_ZONE = 'US/Eastern';

const inNewYork = (at: Timestamp): DateTime =>
  DateTime.fromMillis(Math.floor(at / MICROSECONDS.millisecond), { zone: ZONE });

/** `20260824 09:30:00 America/New_York`: a zone that clients can look up. */
export const wireTime = (at: Timestamp): string => `${inNewYork(at).toFormat('yyyyMMdd HH:mm:ss')} ${ZONE}`;
/** `20260824-09:30:00` in New York. */
export const wireLocalTime = (at: Timestamp): string => inNewYork(at).toFormat('yyyyMMdd-HH:mm:ss');
/** `HH:MM` in New York. */
export const wireClock = (at: Timestamp): string => inNewYork(at).toFormat('HH:mm');
/** `HHMM` in New York. */
export const wireHour = (at: Timestamp): string => inNewYork(at).toFormat('HHmm');
/** `20260824` in New York. */
export const wireDate = (at: Timestamp): string => inNewYork(at).toFormat('yyyyMMdd');
/** `20260824-13:30:00`, in UTC, of so many seconds since 1970. */
export const utcTime = (seconds: number): string =>
  DateTime.fromSeconds(seconds, { zone: 'UTC' }).toFormat('yyyyMMdd-HH:mm:ss');
export const epochSeconds = (at: Timestamp): number => Math.floor(at / MICROSECONDS.second);

/** `20260824 09:30:00 America/New_York`, without a zone in New York; `20260824-13:30:00` is UTC. `undefined` for anything else. */
export function readWireTime(text: string): Timestamp | undefined {
  const match = /^(\d{8})([ -])(\d{2}:\d{2}:\d{2})(?: (\S+))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, day = '', between, time = '', zone = between === '-' ? 'UTC' : ZONE] = match;
  const read = DateTime.fromFormat(`${day} ${time}`, 'yyyyMMdd HH:mm:ss', { zone });
  return read.isValid ? ((read.toMillis() * MICROSECONDS.millisecond) as Timestamp) : undefined;
}
