/** Which sessions there were in the time that is asked for: what a request for bars of the kind SCHEDULE is answered by. */
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { RegularSession, TradingHours } from '../../ports.ts';
import { dateAfter, newYorkDate, newYorkTime, weekdayOf } from '../calendar/newYork.ts';
import { beginOf } from './barGrid.ts';
import type { BarsAsked } from './barsAsked.ts';
import { barsAsked, DAY, FIRST_BAR, invalid, NO_DATA } from './barsAsked.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';
import type { WireSession } from './wire/historyMessages.ts';
import { wireDate, wireLocalTime } from './wireTimes.ts';

type Asked = Parameters<typeof barsAsked>[0];
type Window = Pick<RegularSession, 'opens' | 'closes'>;

export const isSchedule = ({ whatToShow }: Asked): boolean => whatToShow.toUpperCase() === 'SCHEDULE';

/** What is asked for, or what is wrong with it. It is told by the day, and once. Source: Interactive Brokers, TWS API, "Historical Schedule". */
export function scheduleAsked(asked: Asked, now: Timestamp): BarsAsked | Refusal {
  const days = barsAsked({ ...asked, whatToShow: 'TRADES' }, now);
  if (isRefusal(days)) return days;
  if (days.size !== DAY) return invalid('What to show value of SCHEDULE is only supported with a bar size of 1 day');
  return asked.keepUpToDate ? invalid('What to show value of SCHEDULE can not be kept up to date') : days;
}

/** Sessions of regular hours, or of all hours, from the oldest on. One that has not begun by the end is none of them. */
export function sessionsOf(asked: BarsAsked, hours: TradingHours | undefined): readonly WireSession[] | Refusal {
  const begin = Math.max(beginOf(asked, hours), FIRST_BAR) * MICROSECONDS.second;
  const found: WireSession[] = [];
  for (let day = newYorkDate(begin as Timestamp); day <= newYorkDate(asked.end); day = dateAfter(day)) {
    const window = windowOf(day, hours, asked.useRth);
    if (window === undefined || window.opens >= asked.end || window.closes <= begin) continue;
    const { opens, closes } = window;
    found.push({ start: wireLocalTime(opens), end: wireLocalTime(closes), refDate: wireDate(opens) });
  }
  return found.length === 0 ? NO_DATA : found;
}

function windowOf(day: string, hours: TradingHours | undefined, isRegular: boolean): Window | undefined {
  if (hours === undefined) return isWeekend(day) ? undefined : roundTheClock(day);
  const session = hours.sessionAt(newYorkTime(day));
  if (session.session !== day) return undefined;
  return isRegular ? session : (hours.extendedHours?.(session) ?? session);
}

const isWeekend = (day: string): boolean => [0, 6].includes(weekdayOf(day));
/** As the contract tells its hours. */
const roundTheClock = (day: string): Window => ({ opens: newYorkTime(day), closes: newYorkTime(day, 23 * 60 + 59) });
