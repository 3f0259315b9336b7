/** What the API needs of a desk that runs: what it shows. It knows nothing of the engine behind it. */
import type {
  Actor,
  Alarm,
  Feed,
  Instrument,
  Limit,
  OneActor,
  Order,
  Position,
  Readiness,
  Rule,
  Signal,
  Status,
} from './answers.ts';

/** Everything is worked out when it is asked for: a desk that nobody asks pays nothing. */
export interface ShownDesk {
  readonly sequence: () => number;
  /** By its clock, ISO 8601. */
  readonly now: () => string;
  status(): Omit<Status, 'control'>;
  readiness(): Readiness;
  /** Live and lately ended orders, in the order in which they were made. */
  orders(): readonly Order[];
  /** Live and lately ended positions, in the order in which they were made. */
  positions(): readonly Position[];
  rules(): readonly Rule[];
  /** Limits that have a use, and how much of each is used. */
  limits(): readonly Limit[];
  feeds(): readonly Feed[];
  /** The latest signals, the newest last. */
  signals(): readonly Signal[];
  /** Every actor, by kind, the desk itself first. */
  actors(): readonly Actor[];
  actor(kind: Actor['kind'], id: string): OneActor | undefined;
  /** The latest alarms, the newest last. */
  alarms(): readonly Alarm[];
  /** Nothing for one that the desk does not trade. */
  instrument(name: string): Omit<Instrument, 'sequence' | 'now'> | undefined;
}
