/** When an instrument was traded, as a client asks for it: a request for bars of the kind SCHEDULE. */
import type { BarSizeSetting } from '@stoqey/ib';
import { WhatToShow } from '@stoqey/ib';
import type { HistoricalSession } from '@stoqey/ib/dist/api/historical/HistoricalSession.js';
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import type { Desk } from '../../support/gateway.ts';
import { Raw } from '../../support/gateway.ts';
import { SPY } from '../../support/plainOrders.ts';
import { steppedGateway } from '../../support/steppedGateway.ts';

interface Wish {
  readonly end: string;
  readonly duration: string;
  readonly size: string;
  readonly rth: number;
  readonly keep: boolean;
}
function ask(client: Desk, wish: Partial<Wish> = {}): void {
  const { end, duration, size, rth, keep } = {
    ...{ end: '', duration: '3 D', size: '1 day', rth: 1, keep: false },
    ...wish,
  };
  const show = WhatToShow.SCHEDULE;
  client.api.reqHistoricalData(7, SPY, end, duration, size as BarSizeSetting, show, rth, 1, keep);
}
/** From when until when all of it is, in which zone, and each session in one line. */
async function told(client: Desk) {
  const [, , start, end, zone, sessions] = await client.until('historicalSchedule', (id: number) => id === 7);
  const lines = (sessions as readonly HistoricalSession[]).map(
    ({ startDateTime, endDateTime, refDate }) => `${refDate}: ${startDateTime} to ${endDateTime}`,
  );
  return { start, end, zone, lines };
}
/** A gateway with the hours of New York; it is Monday, 23 November 2026, ten o'clock there. */
const withHours = () => steppedGateway({ hours: createNyseCalendar() });

describe('the schedule of an instrument', () => {
  it('is one session for each of so many days of trading, today included once it has begun', async () => {
    const client = await (await withHours()).desk(1);
    ask(client);
    expect(await told(client)).toEqual({
      ...{ start: '20261119-09:30:00', end: '20261123-16:00:00', zone: 'US/Eastern' },
      lines: [
        '20261119: 20261119-09:30:00 to 20261119-16:00:00',
        '20261120: 20261120-09:30:00 to 20261120-16:00:00',
        '20261123: 20261123-09:30:00 to 20261123-16:00:00',
      ],
    });
  });

  it('has the hours before and after where they are asked for', async () => {
    const client = await (await withHours()).desk(1);
    ask(client, { rth: 0, duration: '1 D' });
    expect((await told(client)).lines).toEqual(['20261123: 20261123-04:00:00 to 20261123-20:00:00']);
  });

  it('knows half days and holidays', async () => {
    const client = await (await withHours()).desk(1);
    ask(client, { end: '20251129 00:00:00 US/Eastern', duration: '1 W' });
    const { lines } = await told(client);
    expect(lines.map((line) => line.slice(0, 8))).toEqual(['20251124', '20251125', '20251126', '20251128']);
    expect(lines.at(-1)).toBe('20251128: 20251128-09:30:00 to 20251128-13:00:00');
  });

  it('is of weekdays, round the clock, where the gateway has no hours', async () => {
    const client = await (await steppedGateway()).desk(1);
    ask(client, { duration: '2 D' });
    expect((await told(client)).lines).toEqual([
      '20261120: 20261120-00:00:00 to 20261120-23:59:00',
      '20261123: 20261123-00:00:00 to 20261123-23:59:00',
    ]);
  });

  it.each<readonly [string, Partial<Wish>, number, RegExp]>([
    ['by anything but the day', { size: '1 hour' }, 321, /only supported with a bar size of 1 day/],
    ['kept up to date', { keep: true }, 321, /can not be kept up to date/],
    ['of a time that can not be read', { end: 'yesterday' }, 10314, /is invalid/],
    ['of a length that there is not', { duration: '3 X' }, 321, /duration is invalid/],
    ['of a weekend', { end: '20261122 12:00:00 US/Eastern', duration: '3600 S' }, 162, /no data/],
  ])('is not told %s', async (_, wish, code, problem) => {
    const client = await (await withHours()).desk(1);
    ask(client, wish);
    const [, error] = await client.error(code);
    expect(String(error)).toMatch(problem);
  });

  it('is none for a client that could not read it', async () => {
    const { gateway } = await withHours();
    const raw = new Raw(gateway.port);
    raw.hello('v157..164').send(71, 2, 1, '');
    const contract = [0, 'SPY', 'STK', '', 0, '', '', 'SMART', '', 'USD', '', ''];
    raw.send(20, 7, ...contract, 0, '', '1 day', '3 D', 1, 'SCHEDULE', 1, 0, '');
    await raw.until('4', '2', '7', '162');
    raw.socket.destroy();
  });
});

describe('a request that is not served', () => {
  it('without a name has its number', async () => {
    const { gateway } = await steppedGateway();
    const raw = new Raw(gateway.port);
    raw.hello().send(71, 2, 1, '');
    raw.send(999, 1);
    await raw.until('4', '2', '-1', '505', 'Unknown message: this gateway does not serve message 999.');
    raw.socket.destroy();
  });

  it.each<readonly [string, number, (client: Desk) => void]>([
    ['reqScannerParameters', 24, ({ api }) => api.reqScannerParameters()],
    ['reqNewsBulletins', 12, ({ api }) => api.reqNewsBulletins(true)],
    ['reqFundamentalData', 52, ({ api }) => api.reqFundamentalData(9, SPY, 'ReportSnapshot')],
    ['calculateOptionPrice', 55, ({ api }) => api.calculateOptionPrice(9, SPY, 0.2, 100)],
    ['queryDisplayGroups', 67, ({ api }) => api.queryDisplayGroups(9)],
    ['reqSecDefOptParams', 78, ({ api }) => api.reqSecDefOptParams(9, 'SPY', '', 'STK' as never, 756733)],
    ['reqSoftDollarTiers', 79, ({ api }) => api.reqSoftDollarTiers(9)],
    ['reqNewsArticle', 84, ({ api }) => api.reqNewsArticle(9, 'BZ', 'BZ$1')],
    ['reqHistogramData', 88, ({ api }) => api.reqHistogramData(9, SPY, true, 3, 'day' as never)],
    ['reqWshMetaData', 100, ({ api }) => api.reqWshMetaData(9)],
    ['reqUserInfo', 104, ({ api }) => api.reqUserInfo(9)],
  ])('is named in error 505, and its number: %s', async (name, number, send) => {
    const client = await (await steppedGateway()).desk(1);
    send(client);
    // An error that names no request comes as information.
    const [, words] = await Promise.race([
      client.until('info', (_text: string, code: number) => code === 505),
      client.error(505),
    ]);
    expect(String(words)).toContain(`this gateway does not serve ${name} (message ${number}).`);
  });
});
