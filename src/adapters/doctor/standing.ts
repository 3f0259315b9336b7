/** How the login stands: its clock, its line to the broker, and whose accounts it manages. */
import { EventName } from '@stoqey/ib';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS, seconds } from '../../identifiers.ts';
import { modeOf } from '../interactiveBrokers/accountNumbers.ts';
import { SOON } from './consultation.ts';
import type { Finding } from './finding.ts';
import { found } from './finding.ts';
import type { Round } from './round.ts';

/** The time is told in whole seconds. */
const CLOSE = seconds(2);
/** Beyond it a desk takes things for late. */
const APART = seconds(5);

export async function clockDifference({ consultation, clock }: Round): Promise<readonly Finding[]> {
  const { value } = await consultation.ask<number>({
    ask: (api) => api.reqCurrentTime(),
    hear: { [EventName.currentTime]: (time: number) => time },
    isNumbered: false,
    within: SOON,
  });
  if (value === undefined) return [found('clock', 'notChecked', 'the time was asked for, and not told')];
  // Whole seconds: the middle of the second that was told is the best guess.
  const ahead = value * MICROSECONDS.second + MICROSECONDS.second / 2 - clock.now();
  const apart = Math.abs(ahead) as Duration;
  const mark = apart <= CLOSE ? 'ok' : apart <= APART ? 'warn' : 'fail';
  const text = `${(apart / MICROSECONDS.second).toFixed(1)} s`;
  const side = ahead > 0 ? 'ahead of' : 'behind';
  return [
    found('clock', mark, mark === 'ok' ? 'both clocks agree to two seconds' : `its clock is ${text} ${side} this one`),
  ];
}

const BROKEN_LINE = [1100, 2110];
const MENDED_LINE = [1101, 1102];
const BROKEN_FARMS = [2103, 2105, 2157];
const FARMS = [...BROKEN_FARMS, 2104, 2106, 2107, 2108, 2158];

/** What it was told of the line and the farms when it began; of each the last word counts. */
export function lineToTheBroker({ consultation: { notices } }: Round): readonly Finding[] {
  const line = notices.findLast(({ code }) => [...BROKEN_LINE, ...MENDED_LINE].includes(code));
  if (line !== undefined && BROKEN_LINE.includes(line.code))
    return [found('brokerLine', 'fail', `${line.code}: ${line.text}`)];
  const farms = new Map(
    notices
      .filter(({ code }) => FARMS.includes(code))
      .map((notice) => [kindOf(notice.code) + farmOf(notice.text), notice]),
  );
  const broken = [...farms.values()].filter(({ code }) => BROKEN_FARMS.includes(code));
  if (broken.length > 0)
    return [found('brokerLine', 'warn', broken.map(({ code, text }) => `${code}: ${text}`).join(' '))];
  if (farms.size === 0) return [found('brokerLine', 'notChecked', 'nothing was said of it')];
  return [found('brokerLine', 'ok', `${farms.size} data farm(s) said to be well`)];
}

/** Market data, past data, definitions: each has farms of its own. */
const kindOf = (code: number): string =>
  [2105, 2106, 2107].includes(code) ? 'past' : code >= 2157 ? 'definitions' : 'market';
const farmOf = (text: string): string => text.split(':').at(-1) ?? '';

export function managedAccount({ account, managed }: Round): readonly Finding[] {
  const names = managed.map((name) => `${name} (${modeOf(name)})`).join(', ');
  if (account === undefined)
    return [
      found(
        'account',
        'warn',
        `the login manages ${names}, and nobody has named one: a run wants --account or the document to`,
      ),
    ];
  if (!managed.includes(account)) return [found('account', 'fail', `the login manages ${names}, and not ${account}`)];
  if (modeOf(account) === 'paper')
    return [found('account', 'ok', `${account} is managed by this login, a paper account`)];
  return [
    found(
      'account',
      'ok',
      `${account} is managed by this login, an account with money in it: a run wants --live as well`,
    ),
  ];
}
