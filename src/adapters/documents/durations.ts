/** Durations as people write them: 500ms, 90s, 3m, 1h, 1d. */
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';

/** From the longest to the shortest. */
const UNITS = {
  d: MICROSECONDS.day,
  h: MICROSECONDS.hour,
  m: MICROSECONDS.minute,
  s: MICROSECONDS.second,
  ms: MICROSECONDS.millisecond,
} as const;

/** The duration that a text means; `undefined` for one that means none. */
export function durationOf(text: string): Duration | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]) as Duration;
}

/** A duration in the longest unit that it is a whole number of. */
export function durationText(duration: Duration): string {
  if (duration === 0) return '0s';
  const [unit, length] = Object.entries(UNITS).find(([, each]) => duration % each === 0) ?? ['ms', UNITS.ms];
  return `${duration / length}${unit}`;
}
