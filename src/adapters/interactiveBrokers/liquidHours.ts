/** The regular hours of the days to come as Interactive Brokers writes them: `20261127:0930-20261127:1300;20261128:CLOSED`, by a named zone. */
import type { RegularSession } from '../../ports.ts';
import { isDate } from '../calendar/newYork.ts';
import { momentOf } from './times.ts';

/** By date; `null` for a day without a session. */
export type DaysTold = ReadonlyMap<string, RegularSession | null>;

const PART = /^(\d{8}):(?:(CLOSED)|(\d{4})-(?:(\d{8}):)?(\d{4}))$/;

/** `undefined` when any of it can not be read: then nothing of it holds. */
export function daysTold(text: string, zoneId: string): DaysTold | undefined {
  const days = new Map<string, RegularSession | null>();
  // The zone may have its name spelt out behind it: `EST (Eastern Standard Time)`.
  const zone = zoneId.replace(/ *\(.*\)$/, '');
  for (const part of text.split(/[;,]/).filter((each) => each !== '')) {
    const [, day = '', closed, from = '', until = day, to = ''] = PART.exec(part) ?? [];
    const session = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
    if (!isDate(session)) return undefined;
    const before = days.get(session);
    if (closed !== undefined) {
      days.set(session, before ?? null);
      continue;
    }
    const [opens, closes] = [momentOf(wireText(day, from, zone)), momentOf(wireText(until, to, zone))];
    if (opens === undefined || closes === undefined || opens >= closes) return undefined;
    // A pause within a day is no end of its session.
    days.set(session, { session, opens: before?.opens ?? opens, closes });
  }
  return days;
}

const wireText = (day: string, time: string, zone: string): string =>
  `${day} ${time.slice(0, 2)}:${time.slice(2)}:00 ${zone}`;
