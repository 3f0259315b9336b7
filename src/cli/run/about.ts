/** One line that says what a run, or a replay that is watched, is about to do. */
import type { MarketData } from '../../ports.ts';

/** How many symbols are named. */
const NAMED = 6;

/** What is traded, when, and how fast time moves; `speed` is undefined when it is not held back. */
export function aboutRun({ name, instruments, days }: MarketData, speed: number | undefined): string {
  const range = days.from === days.to ? days.from : `${days.from} to ${days.to}`;
  return `${name}, ${namedOf(instruments)}, ${range}, ${paceText(speed)}; Ctrl-C stops in order`;
}

/** Whose account is traded, through what, and what in it. */
export function aboutLive(of: {
  readonly account: string;
  readonly mode: 'paper' | 'live';
  readonly place: string;
  readonly clientId: number;
  readonly instruments: readonly string[];
  /** Where signals come from. */
  readonly signals: readonly string[];
}): string {
  const { account, mode, place, clientId, instruments, signals } = of;
  const money = mode === 'live' ? 'LIVE account, real money' : 'paper account';
  const heard = signals.length === 0 ? '' : `, signals from ${signals.join(', ')}`;
  return `${account} (${money}) at ${place} as client ${clientId}, ${namedOf(instruments)}${heard}; Ctrl-C stops in order`;
}

/** Which record is heard again, and how fast. */
export const aboutReplay = (file: string, speed: number | undefined): string =>
  `${file} as it was recorded, ${paceText(speed)}; Ctrl-C ends it`;

const namedOf = (instruments: readonly string[]): string =>
  `${instruments.slice(0, NAMED).join(' ')}${instruments.length > NAMED ? ` and ${instruments.length - NAMED} more` : ''}`;
const paceText = (speed: number | undefined): string =>
  speed === undefined ? 'as fast as it goes' : `${speed} times as fast as the market`;
