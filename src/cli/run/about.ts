/** One line that says what a run is about to do. */
import type { MarketData } from '../../ports.ts';

/** How many symbols are named. */
const NAMED = 6;

/** What is traded, when, and how fast time moves; `speed` is undefined when it is not held back. */
export function aboutRun({ name, instruments, days }: MarketData, speed: number | undefined): string {
  const more = instruments.length > NAMED ? ` and ${instruments.length - NAMED} more` : '';
  const range = days.from === days.to ? days.from : `${days.from} to ${days.to}`;
  const pace = speed === undefined ? 'as fast as it goes' : `${speed} times as fast as the market`;
  return `${name}, ${instruments.slice(0, NAMED).join(' ')}${more}, ${range}, ${pace}; Ctrl-C stops in order`;
}
