import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newYorkDate } from '../../../src/adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import type { Duration, Timestamp } from '../../../src/identifiers.ts';
import { isoTime, minutes, timestamp } from '../../../src/identifiers.ts';
import type { RegularSession } from '../../../src/ports.ts';

const calendar = createNyseCalendar();
const hoursOf = (date: string): string => {
  const session = calendar.session(date);
  return session === undefined ? 'closed' : `${isoTime(session.opens)} to ${isoTime(session.closes)}`;
};

/** Weekdays without a session, as the exchange's calendars of these years list them. */
const closedWeekdays: Readonly<Record<number, readonly string[]>> = {
  2001: [
    '01-01',
    '01-15',
    '02-19',
    '04-13',
    '05-28',
    '07-04',
    '09-03',
    '09-11',
    '09-12',
    '09-13',
    '09-14',
    '11-22',
    '12-25',
  ],
  2004: ['01-01', '01-19', '02-16', '04-09', '05-31', '06-11', '07-05', '09-06', '11-25', '12-24'],
  2007: ['01-01', '01-02', '01-15', '02-19', '04-06', '05-28', '07-04', '09-03', '11-22', '12-25'],
  2010: ['01-01', '01-18', '02-15', '04-02', '05-31', '07-05', '09-06', '11-25', '12-24'],
  2011: ['01-17', '02-21', '04-22', '05-30', '07-04', '09-05', '11-24', '12-26'],
  2012: ['01-02', '01-16', '02-20', '04-06', '05-28', '07-04', '09-03', '10-29', '10-30', '11-22', '12-25'],
  2013: ['01-01', '01-21', '02-18', '03-29', '05-27', '07-04', '09-02', '11-28', '12-25'],
  2015: ['01-01', '01-19', '02-16', '04-03', '05-25', '07-03', '09-07', '11-26', '12-25'],
  2018: ['01-01', '01-15', '02-19', '03-30', '05-28', '07-04', '09-03', '11-22', '12-05', '12-25'],
  2021: ['01-01', '01-18', '02-15', '04-02', '05-31', '07-05', '09-06', '11-25', '12-24'],
  2022: ['01-17', '02-21', '04-15', '05-30', '06-20', '07-04', '09-05', '11-24', '12-26'],
  2025: ['01-01', '01-09', '01-20', '02-17', '04-18', '05-26', '06-19', '07-04', '09-01', '11-27', '12-25'],
  2026: ['01-01', '01-19', '02-16', '04-03', '05-25', '06-19', '07-03', '09-07', '11-26', '12-25'],
};

/** Sessions that end at 13:00, from the same calendars. */
const earlyCloses: Readonly<Record<number, readonly string[]>> = {
  1996: ['07-05', '11-29', '12-24'],
  2001: ['07-03', '11-23', '12-24'],
  2002: ['07-05', '11-29', '12-24'],
  2003: ['07-03', '11-28', '12-24', '12-26'],
  2004: ['11-26'],
  2008: ['07-03', '11-28', '12-24'],
  2009: ['11-27', '12-24'],
  2010: ['11-26'],
  2012: ['07-03', '11-23', '12-24'],
  2013: ['07-03', '11-29', '12-24'],
  2014: ['07-03', '11-28', '12-24'],
  2015: ['11-27', '12-24'],
  2016: ['11-25'],
  2019: ['07-03', '11-29', '12-24'],
  2020: ['11-27', '12-24'],
  2021: ['11-26'],
  2022: ['11-25'],
  2023: ['07-03', '11-24'],
  2024: ['07-03', '11-29', '12-24'],
  2025: ['07-03', '11-28', '12-24'],
  2026: ['11-27', '12-24'],
};

function datesOf(year: number): readonly string[] {
  const dates: string[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}

const isWeekend = (date: string): boolean => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

describe('the days on which the New York exchanges trade', () => {
  it.each(Object.entries(closedWeekdays))('%s: closed on weekends, holidays and special days only', (year, days) => {
    const closed = datesOf(Number(year)).filter((date) => !isWeekend(date) && !calendar.isSession(date));
    expect(closed.map((date) => date.slice(5))).toEqual(days);
  });

  it('never on a weekend', () => {
    const weekends = [1999, 2011, 2022].flatMap(datesOf).filter(isWeekend);
    expect(weekends.filter((date) => calendar.isSession(date))).toEqual([]);
  });

  it.each(Object.entries(earlyCloses))('%s: closed at 13:00 on the days the exchange said', (year, days) => {
    const sessions = [...calendar.sessions(`${year}-01-01`, `${year}-12-31`)];
    const early = sessions.filter(({ opens, closes }) => closes - opens === minutes(210));
    expect(early.map(({ session }) => session.slice(5))).toEqual(days);
    expect(
      sessions.every(({ closes }) => ['20:00', '21:00', '17:00', '18:00'].includes(isoTime(closes).slice(11, 16))),
    ).toBe(true);
  });

  /** How many trading days the years had is widely published. */
  it.each([
    [2001, 248],
    [2002, 252],
    [2011, 252],
    [2012, 250],
    [2013, 252],
    [2014, 252],
    [2015, 252],
    [2016, 252],
    [2017, 251],
    [2018, 251],
    [2019, 252],
    [2020, 253],
    [2021, 252],
    [2022, 251],
    [2023, 250],
    [2024, 252],
    [2025, 250],
  ])('%s had %s sessions', (year, count) => {
    expect([...calendar.sessions(`${year}-01-01`, `${year}-12-31`)]).toHaveLength(count);
  });
});

describe('the hours of a session', () => {
  it.each([
    ['a day in winter', '2013-03-08', '2013-03-08T14:30:00Z to 2013-03-08T21:00:00Z'],
    ['the first day of summer time', '2013-03-11', '2013-03-11T13:30:00Z to 2013-03-11T20:00:00Z'],
    ['a day in summer', '2013-10-07', '2013-10-07T13:30:00Z to 2013-10-07T20:00:00Z'],
    ['the first day of winter time', '2013-11-04', '2013-11-04T14:30:00Z to 2013-11-04T21:00:00Z'],
    ['the day after Thanksgiving', '2013-11-29', '2013-11-29T14:30:00Z to 2013-11-29T18:00:00Z'],
    ['the day before Independence Day', '2013-07-03', '2013-07-03T13:30:00Z to 2013-07-03T17:00:00Z'],
    ['Christmas Eve', '2012-12-24', '2012-12-24T14:30:00Z to 2012-12-24T18:00:00Z'],
    [
      'a Wednesday before Independence Day of the years before 2013',
      '2002-07-03',
      '2002-07-03T13:30:00Z to 2002-07-03T20:00:00Z',
    ],
    ['the late opening a year after the attack', '2002-09-11', '2002-09-11T16:00:00Z to 2002-09-11T20:00:00Z'],
    ['when summer time began in April', '2006-03-31', '2006-03-31T14:30:00Z to 2006-03-31T21:00:00Z'],
    [
      'a Friday that ends a year before a New Year on Saturday',
      '2010-12-31',
      '2010-12-31T14:30:00Z to 2010-12-31T21:00:00Z',
    ],
    ['New Year on a Sunday is kept on Monday', '2023-01-02', 'closed'],
    ['a Friday before an Independence Day on Saturday', '2020-07-03', 'closed'],
    ['Christmas Eve before a Christmas on Saturday', '2021-12-24', 'closed'],
    ['Juneteenth of the year before it was kept', '2021-06-18', '2021-06-18T13:30:00Z to 2021-06-18T20:00:00Z'],
    ['a Saturday', '2013-10-05', 'closed'],
  ])('%s, %s: %s', (_, date, hours) => {
    expect(hoursOf(date)).toBe(hours);
  });
});

describe('the session that is on, or the next to open', () => {
  it.each([
    ['before the opening', '2013-10-07T13:29:59Z', '2013-10-07'],
    ['at the opening', '2013-10-07T13:30:00Z', '2013-10-07'],
    ['during the session', '2013-10-07T17:00:00Z', '2013-10-07'],
    ['a moment before the close', '2013-10-07T19:59:59.999999Z', '2013-10-07'],
    ['at the close', '2013-10-07T20:00:00Z', '2013-10-08'],
    ['at an early close', '2013-11-29T18:00:00Z', '2013-12-02'],
    ['after the close, the next day in UTC', '2013-10-08T01:00:00Z', '2013-10-08'],
    ['on a Friday evening', '2013-03-08T21:00:00Z', '2013-03-11'],
    ['on a Sunday', '2013-10-06T12:00:00Z', '2013-10-07'],
    ['during what would be a session', '2012-10-29T15:00:00Z', '2012-10-31'],
    ['after the last session of a year', '2013-12-31T21:00:00Z', '2014-01-02'],
    ['in the first hours of a year', '2014-01-01T02:00:00Z', '2014-01-02'],
    ['at the beginning of time', '1970-01-01T00:00:00Z', '1970-01-02'],
  ])('%s, %s: that of %s', (_, at, session) => {
    expect(createNyseCalendar().sessionAt(timestamp(at)).session).toBe(session);
  });

  it.each([
    [
      'from four in the morning until eight in the evening',
      '2013-10-07',
      '2013-10-07T08:00:00Z',
      '2013-10-08T00:00:00Z',
    ],
    ['in winter an hour later in UTC', '2013-12-02', '2013-12-02T09:00:00Z', '2013-12-03T01:00:00Z'],
    ['until five after an early close', '2013-11-29', '2013-11-29T09:00:00Z', '2013-11-29T22:00:00Z'],
    ['from four on the day of a late opening', '2002-09-11', '2002-09-11T08:00:00Z', '2002-09-12T00:00:00Z'],
  ])('around it one can trade %s: %s', (_, date, opens, closes) => {
    const session = calendar.session(date) as RegularSession;
    expect(calendar.extendedHours(session)).toEqual({ opens: timestamp(opens), closes: timestamp(closes) });
  });

  it('it is the first that has not closed, in whatever order one asks', () => {
    const all = [...calendar.sessions('2011-12-01', '2014-02-01')];
    const [from, to] = [timestamp('2011-12-02T00:00:00Z'), timestamp('2014-01-30T00:00:00Z')];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: from, max: to })), (moments) => {
        const asked = createNyseCalendar();
        for (const at of moments) {
          expect(asked.sessionAt(at as Timestamp)).toEqual(all.find(({ closes }) => closes > at));
        }
      }),
    );
  });

  it('its date is that of New York when it opens and when it closes', () => {
    for (const { session, opens, closes } of calendar.sessions('2013-01-01', '2013-12-31')) {
      expect([newYorkDate(opens), newYorkDate(closes)]).toEqual([session, session]);
    }
  });
});

describe('the sessions of some days', () => {
  it('run across the end of a year', () => {
    const sessions = [...calendar.sessions('2013-12-28', '2014-01-03')].map(({ session }) => session);
    expect(sessions).toEqual(['2013-12-30', '2013-12-31', '2014-01-02', '2014-01-03']);
  });

  it('never end when no last day is told', () => {
    const some = Iterator.from(calendar.sessions('2024-12-30')).take(300).toArray();
    expect(some).toHaveLength(300);
    expect(some.at(-1)?.session.slice(0, 4)).toBe('2026');
  });
});

describe('what happens to sessions', () => {
  const happenings = async (from: string, to: string, before: number): Promise<string[]> => {
    const told: string[] = [];
    for await (const batch of calendar.schedule({ from, to, beforeClose: before as Duration }).batches()) {
      told.push(...batch.map(({ at, event }) => `${isoTime(at)} ${event.type.slice(6)} ${event.session}`));
    }
    return told;
  };

  it('each opens, is about to close, and closes; weekends say nothing', async () => {
    expect(await happenings('2013-11-29', '2013-12-02', minutes(1))).toEqual([
      '2013-11-29T14:30:00Z sessionOpened 2013-11-29',
      '2013-11-29T17:59:00Z beforeClose 2013-11-29',
      '2013-11-29T18:00:00Z sessionClosed 2013-11-29',
      '2013-12-02T14:30:00Z sessionOpened 2013-12-02',
      '2013-12-02T20:59:00Z beforeClose 2013-12-02',
      '2013-12-02T21:00:00Z sessionClosed 2013-12-02',
    ]);
  });

  it.each([
    ['longer than a session, it comes with the opening', minutes(500), '2013-10-07T13:30:00Z beforeClose 2013-10-07'],
    ['nothing, it comes with the close', 0, '2013-10-07T20:00:00Z beforeClose 2013-10-07'],
  ])('where the time before the close is %s', async (_, before, second) => {
    expect((await happenings('2013-10-07', '2013-10-07', before))[1]).toBe(second);
  });

  it('the events carry the hours and the time before the close', async () => {
    const schedule = calendar.schedule({ from: '2013-10-07', to: '2013-10-07', beforeClose: minutes(5) });
    const [opens, closes] = [timestamp('2013-10-07T13:30:00Z'), timestamp('2013-10-07T20:00:00Z')];
    const { value } = await schedule.batches()[Symbol.asyncIterator]().next();
    expect(value).toEqual([
      { at: opens, event: { type: 'clock.sessionOpened', session: '2013-10-07', opens, closes } },
      {
        at: closes - minutes(5),
        event: { type: 'clock.beforeClose', session: '2013-10-07', closes, before: minutes(5) },
      },
      { at: closes, event: { type: 'clock.sessionClosed', session: '2013-10-07', closes } },
    ]);
  });

  it('days without a session say nothing', async () => {
    expect(await happenings('2013-10-05', '2013-10-06', 0)).toEqual([]);
  });

  it.each([
    ['a date that is none', { from: '2013-02-30', to: '2013-03-01', beforeClose: 0 }, "from: '2013-02-30' is no date"],
    ['days the wrong way round', { from: '2013-10-08', to: '2013-10-07', beforeClose: 0 }, 'is after the last day'],
    ['a time below zero', { from: '2013-10-07', to: '2013-10-07', beforeClose: -1 }, 'beforeClose: -1 is no number'],
  ])('%s: badArgument', (_, options, says) => {
    const attempt = () => calendar.schedule(options as Parameters<typeof calendar.schedule>[0]);
    expect(attempt).toThrow(OrdermatonError);
    expect(attempt).toThrow(says);
  });
});

it('a date that is none is refused everywhere', () => {
  for (const attempt of [
    () => calendar.isSession('7 October'),
    () => calendar.session('2013-13-01'),
    () => calendar.sessions('20131007'),
  ]) {
    expect(attempt).toThrow('is no date such as 2013-10-07');
  }
});

describe('the time zone of the machine', () => {
  const source = new URL('../../../src/adapters/calendar/nyseCalendar.ts', import.meta.url).href;
  const program = `
    import { createNyseCalendar } from ${JSON.stringify(source)};
    process.stdout.write(JSON.stringify([...createNyseCalendar().sessions('1993-01-01', '2035-12-31')]));
  `;
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const expected = hash(JSON.stringify([...calendar.sessions('1993-01-01', '2035-12-31')]));

  it.each([
    'America/New_York',
    'Asia/Tokyo',
    'Pacific/Kiritimati',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Europe/London',
  ])('%s: the sessions are the same', (zone) => {
    const text = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
      maxBuffer: 10_000_000,
    });
    expect(hash(text)).toBe(expected);
  });
});
