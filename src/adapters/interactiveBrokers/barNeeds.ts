/** Which bars of trades a desk needs of each of its instruments, and how they are asked for. */
import type { DeskConfiguration, IndicatorPlan } from '../../configuration.ts';
import { barsKept } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS, minutes } from '../../identifiers.ts';
import { topicsOf } from '../../ruleTopics.ts';
import { durationText } from '../documents/durations.ts';

/** Bars of one length. */
export interface BarNeed {
  readonly period: Duration;
  /** Of regular sessions alone, or of all hours. */
  readonly regularOnly: boolean;
  /** So many past ones at least, and all of today. */
  readonly count: number;
}

/** Source: TWS API, Historical Bar Sizes. Of shorter ones a request reaches back too little to begin with a session. */
const sizes: ReadonlyMap<number, string> = new Map([
  [MICROSECONDS.minute, '1 min'],
  ...([2, 3, 5, 10, 15, 20, 30] as const).map((count) => [count * MICROSECONDS.minute, `${count} mins`] as const),
  [MICROSECONDS.hour, '1 hour'],
  ...([2, 3, 4, 8] as const).map((count) => [count * MICROSECONDS.hour, `${count} hours`] as const),
  [MICROSECONDS.day, '1 day'],
]);
/** Requests that stay open at a time. Source: TWS API, Historical Data Limitations. */
const MOST_OPEN = 50;
const REGULAR_SESSION = 6.5 * MICROSECONDS.hour;

/** The bars that indicators are fed by; for rules about bars alone, those of a minute. */
export function barNeeds({ indicators, rules }: Pick<DeskConfiguration, 'indicators' | 'rules'>): readonly BarNeed[] {
  const byPeriod = Map.groupBy(indicators, ({ period }) => period);
  const needs = [...byPeriod].map(([period, plans]) => needOf(period, plans));
  const isHeard = rules.some(({ when }) => topicsOf(when).includes('market.bar'));
  return needs.length === 0 && isHeard ? [{ period: minutes(1), regularOnly: true, count: 0 }] : needs;
}

function needOf(period: Duration, plans: readonly IndicatorPlan[]): BarNeed {
  const kept = plans.map(barsKept).filter(Number.isFinite);
  // Bars of days are those of their sessions, as everywhere.
  const regularOnly = period === MICROSECONDS.day || plans.every(({ session }) => session === 'regular');
  return { period, regularOnly, count: Math.max(0, ...kept) };
}

/** @throws `barSizeUnknown`, `barsTooMany` for what this broker does not tell */
export function checkBarNeeds(desk: Pick<DeskConfiguration, 'indicators' | 'rules'>, instruments: number): void {
  const unknown = desk.indicators.find(({ period }) => !sizes.has(period));
  if (unknown !== undefined)
    throw new OrdermatonError('barSizeUnknown', { indicator: unknown.name, needed: durationText(unknown.period) });
  const count = barNeeds(desk).length * instruments;
  if (count > MOST_OPEN) throw new OrdermatonError('barsTooMany', { count, most: MOST_OPEN });
}

export const barSizeOf = ({ period }: BarNeed): string => sizes.get(period) ?? '';

/** A stretch that has so many bars, whatever part of the day trades: whole days, today's among them. Source: TWS API, Historical Data Duration. */
export function durationOf({ period, count }: BarNeed): string {
  const days = Math.ceil((count * period) / (period === MICROSECONDS.day ? MICROSECONDS.day : REGULAR_SESSION)) + 1;
  return days <= 365 ? `${days} D` : `${Math.ceil(days / 250)} Y`;
}
