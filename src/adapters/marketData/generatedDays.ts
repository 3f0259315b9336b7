/** What all generators ask for, and the trading days they generate. */
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import type { RegularSession } from '../../ports.ts';
import { createNyseCalendar } from '../calendar/nyseCalendar.ts';

/** What to generate. The same options give the same events, on any machine. */
export interface GeneratedDaysOptions {
  /** Any whole number: what comes of it looks like no other seed's. */
  readonly seed: number;
  /** Tickers in any case. What one symbol does does not depend on which others there are. */
  readonly symbols: readonly string[];
  /** How many trading days; 1 unless told. */
  readonly days?: number;
  /** The first day, `YYYY-MM-DD` in exchange time, or the first trading day after it; 2025-03-03 unless told. */
  readonly from?: string;
}

const FIRST_DAY = '2025-03-03';

/** @throws `badArgument` unless the seed is a whole number */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed)) throw bad('seed', `${seed} is no whole number`);
}

/** @throws `badArgument` unless the number is a whole one above zero */
export function checkCount(argument: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 1) throw bad(argument, `${count} is no whole number above zero`);
}

/** The symbols in the order given, each once. @throws `badArgument` when there is none, `badIdentifier` */
export function instrumentsOf(symbols: readonly string[]): readonly InstrumentId[] {
  if (symbols.length === 0) throw bad('symbols', 'there is none');
  return [...new Set(symbols.map(instrumentId))];
}

/** The sessions from a day on, without end. @throws `badArgument` if it is no date */
export const sessionsFrom = (from = FIRST_DAY): Iterable<RegularSession> => createNyseCalendar().sessions(from);

/** The first sessions from a day on. @throws `badArgument` */
export function someSessions({
  from,
  days = 1,
}: Pick<GeneratedDaysOptions, 'from' | 'days'>): readonly RegularSession[] {
  checkCount('days', days);
  const sessions: RegularSession[] = [];
  for (const session of sessionsFrom(from)) {
    sessions.push(session);
    if (sessions.length === days) break;
  }
  return sessions;
}

function bad(argument: string, problem: string): OrdermatonError {
  return new OrdermatonError('badArgument', { argument, problem });
}
