/** What is examined, and what the checks so far have learned of it. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import type { Clock } from '../../ports.ts';
import type { NyseCalendar } from '../calendar/nyseCalendar.ts';
import type { Consultation, Failed } from './consultation.ts';

export interface Patient {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  /** Absent where neither the desk document nor anybody else names one. */
  readonly account?: string;
  readonly desk?: DeskConfiguration;
  readonly symbols: readonly InstrumentId[];
  /** Delayed quotes may decide. */
  readonly allowDelayed: boolean;
  readonly clock: Clock;
  readonly calendar: NyseCalendar;
  /** What is not known by then is not checked. */
  readonly deadline: Timestamp;
}

/** An order as large as the desk may make it, and what it would come to. */
export interface Largest {
  readonly instrument: InstrumentId;
  readonly text: string;
}

export interface Round extends Patient {
  readonly consultation: Consultation;
  /** Those that the login manages. */
  readonly managed: readonly string[];
  /** Learned on the way: what each symbol costs, the largest orders, and what was refused. */
  readonly prices: Map<InstrumentId, Price>;
  readonly largest: Largest[];
  readonly refusals: { readonly instrument: InstrumentId; readonly failed: Failed }[];
}

/** The account that previews are for: one that the login manages, and the only one where nobody has named any. */
export function accountOf({ account, managed }: Round): string | undefined {
  const [first, ...others] = managed;
  if (account === undefined) return others.length === 0 ? first : undefined;
  return managed.includes(account) ? account : undefined;
}
