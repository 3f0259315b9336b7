/** What no message of the API tells, and what it should be beside what the desk does. */
import { DateTime } from 'luxon';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { newYorkDate } from '../calendar/newYork.ts';
import type { Finding } from './finding.ts';
import { unseen } from './finding.ts';
import type { Round } from './round.ts';

const SESSIONS = 3;

export const masterClient = ({ clientId }: Round): readonly Finding[] => [
  unseen('masterClient', `it should be empty, and not ${clientId}, the client id of the desk`),
];

export function autoRestart({ calendar, clock }: Round): readonly Finding[] {
  const coming: string[] = [];
  for (const { opens, closes } of calendar.sessions(newYorkDate(clock.now()))) {
    if (closes > clock.now())
      coming.push(`${inNewYork(opens, 'ccc yyyy-LL-dd HH:mm')} to ${inNewYork(closes, 'HH:mm')}`);
    if (coming.length >= SESSIONS) break;
  }
  return [
    unseen(
      'autoRestart',
      `its time must be outside of the sessions, which are in New York ${coming.join(', ')}; 23:45 there is usual`,
    ),
  ];
}

const inNewYork = (at: Timestamp, format: string): string =>
  DateTime.fromMillis(at / MICROSECONDS.millisecond, { zone: 'America/New_York', locale: 'en-US' }).toFormat(format);
