/** Sessions by the word of the broker: half days and holidays that no calendar knows, decided once, and the same for an engine that goes on. */
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { daysTold } from '../../../src/adapters/interactiveBrokers/liquidHours.ts';
import type { DayStore } from '../../../src/adapters/interactiveBrokers/sessionDays.ts';
import {
  createMemoryDayStore,
  openDayStore,
  SessionDays,
} from '../../../src/adapters/interactiveBrokers/sessionDays.ts';
import { isoTime, later, minutes, seconds, timestamp } from '../../../src/identifiers.ts';
import type { SessionEvent, Timed } from '../../../src/ports.ts';
import { turns } from '../../support/ibRig.ts';
import { freshFolder } from '../../support/journals.ts';

const at = (text: string) => timestamp(`2026-11-${text}Z`);
const EASTERN = 'US/Eastern';

describe('hours as the broker writes them', () => {
  it.each([
    [
      'two days',
      '20261123:0930-20261123:1600;20261124:0930-20261124:1300',
      EASTERN,
      [
        ['23T14:30', '23T21:00'],
        ['24T14:30', '24T18:00'],
      ],
    ],
    ['a day without a session', '20261126:CLOSED', EASTERN, [null]],
    ['the older form', '20261123:0930-1600', EASTERN, [['23T14:30', '23T21:00']]],
    [
      'a zone with its name spelt out',
      '20261123:0930-20261123:1600',
      'EST (Eastern Standard Time)',
      [['23T14:30', '23T21:00']],
    ],
    ['another zone', '20261123:0930-20261123:1600', 'America/Chicago', [['23T15:30', '23T22:00']]],
    [
      'a pause',
      '20261123:0930-20261123:1200,1300-1600'.replace(',', ';20261123:'),
      EASTERN,
      [['23T14:30', '23T21:00']],
    ],
    ['nothing', '', EASTERN, []],
  ])('%s', (_name, text, zone, expected) => {
    const days = [...(daysTold(text, zone)?.values() ?? [])];
    expect(days.map((day) => day && [day.opens, day.closes].map((each) => isoTime(each).slice(8, 16)))).toEqual(
      expected,
    );
  });

  it.each([
    ['a day that there is not', '20261131:CLOSED', EASTERN],
    ['a zone that there is not', '20261123:0930-20261123:1600', 'Mars/Olympus'],
    ['an end before its beginning', '20261123:1600-20261123:0930', EASTERN],
    ['something else', 'soon', EASTERN],
    ['a part of it', '20261123:0930-20261123:1600;soon', EASTERN],
  ])('%s: nothing of it holds', (_name, text, zone) => {
    expect(daysTold(text, zone)).toBeUndefined();
  });
});

function rig(store: DayStore = createMemoryDayStore(), start = at('23T15:00:00')) {
  const clock = createSimulatedClock({ start });
  const differences: string[] = [];
  const days = new SessionDays({
    ...{ clock, store, calendar: createNyseCalendar() },
    onDifference: (day, calendar, broker) => differences.push(`${day}: ${calendar}, ${broker}`),
  });
  const heard: Timed<SessionEvent>[] = [];
  void (async () => {
    for await (const batch of days.schedule({ from: '2026-11-23', beforeClose: minutes(1) }).batches())
      heard.push(...batch);
  })();
  return {
    ...{ days, differences },
    tell: (text: string) => days.learn(daysTold(text, EASTERN) ?? new Map()),
    async to(moment: string) {
      clock.advance(at(moment));
      await turns(4);
    },
    async wait(count: number) {
      clock.advance(later(clock.now(), seconds(count)));
      await turns(4);
    },
    told: () => heard.map(({ at: when, event }) => `${isoTime(when).slice(8, 16)} ${event.type.slice(13)}`),
  };
}
const monday = ['23T14:30 Opened', '23T20:59 ', '23T21:00 Closed'];

describe('sessions by the word of the broker', () => {
  it('the first day waits for it, and goes by the calendar when none comes', async () => {
    const { told, wait } = rig();
    await wait(2);
    expect(told()).toEqual([]);
    await wait(1);
    expect(told()).toHaveLength(3);
  });

  it('a half day and a holiday that the calendar lacks are said once, each when it is decided', async () => {
    const { told, tell, to, differences } = rig();
    tell('20261123:0930-20261123:1600;20261124:0930-20261124:1300;20261125:CLOSED');
    await turns(4);
    expect(told()).toHaveLength(3);
    expect(differences).toEqual([]);
    await to('24T05:00:00');
    expect(told().slice(3)).toEqual(
      ['24T14:30 Opened', '24T17:59 eClose', '24T18:00 Closed'].map((each) =>
        expect.stringContaining(each.slice(0, 8)),
      ),
    );
    await to('25T06:00:00');
    await to('27T06:00:00');
    // Thanksgiving is known, and so is the early close behind it.
    expect(
      told()
        .slice(6)
        .map((each) => each.slice(0, 8)),
    ).toEqual(['27T14:30', '27T17:59', '27T18:00']);
    expect(differences).toEqual([
      '2026-11-24: 2026-11-24T14:30:00Z to 2026-11-24T21:00:00Z, 2026-11-24T14:30:00Z to 2026-11-24T18:00:00Z',
      '2026-11-25: 2026-11-25T14:30:00Z to 2026-11-25T21:00:00Z, no session',
    ]);
  });

  it('a word that changes before its day comes counts; behind it, it changes nothing', async () => {
    const { told, tell, to, days } = rig();
    tell('20261124:CLOSED');
    tell('20261124:0930-20261124:1600');
    await to('24T15:00:00');
    expect(told()).toHaveLength(6);
    tell('20261124:CLOSED');
    expect(days.sessionAt(at('24T15:00:00')).session).toBe('2026-11-24');
  });

  it('an engine that goes on hears the same sessions, whatever is told by then', async () => {
    const folder = freshFolder();
    const store = () => openDayStore(`${folder}/session-days.json`, '');
    const first = rig(store());
    first.tell('20261123:0930-20261123:1200;20261124:CLOSED');
    await first.to('24T15:00:00');
    const before = first.told();
    expect(before.at(-1)).toContain('23T17:00');
    const second = rig(store(), at('24T15:00:00'));
    await second.wait(3);
    second.tell('20261123:0930-20261123:1600;20261124:0930-20261124:1600');
    await turns(4);
    expect(second.told()).toEqual(before);
    expect(second.differences).toEqual([]);
  });

  it('a record of before days were kept has heard the calendar', async () => {
    const { told, tell } = rig(createMemoryDayStore('2026-11-23'));
    tell('20261123:CLOSED');
    await turns(4);
    expect(told().map((each) => each.slice(0, 8))).toEqual(monday.map((each) => each.slice(0, 8)));
  });

  it('the session that is on, or the next one, is by it as well', () => {
    const { days, tell } = rig();
    tell('20261123:0930-20261123:1200;20261124:CLOSED');
    expect(days.sessionAt(at('23T15:00:00'))).toMatchObject({ session: '2026-11-23', closes: at('23T17:00:00') });
    expect(days.sessionAt(at('23T18:00:00')).session).toBe('2026-11-25');
    expect(days.extendedHours(days.sessionAt(at('23T15:00:00'))).closes).toBe(at('23T21:00:00'));
  });
});
