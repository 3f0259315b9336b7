/** Where a run trades: the market it hears, the broker it speaks to, and the clock by which both move. */
import type { Engine } from '../../actors/engine/engine.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import type { SkippedRows } from '../../adapters/marketData/rows.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { OrdermatonError } from '../../errors.ts';
import type {
  Broker,
  Clock,
  EmergencyNotes,
  FeedFact,
  MarketData,
  MarketItem,
  SessionSchedule,
  SignalEvent,
  SignalSource,
} from '../../ports.ts';
import type { RunJournal } from './journals.ts';

/** All of it, ready for an engine. */
export interface Venue {
  readonly clock: Clock;
  readonly broker: Broker;
  readonly market: MarketData<MarketItem>;
  readonly signals: SignalSource<SignalEvent | FeedFact> | undefined;
  readonly sessions: SessionSchedule;
  readonly emergency: EmergencyNotes | undefined;
  /** What is about to happen, in a line. */
  readonly about: string;
  /** Hears how the engine fares, and may stop it. */
  watch(engine: Engine): void;
  /** Why it was stopped from here; nothing when it was not. */
  failure(): OrdermatonError | undefined;
  /** Hears nothing more. */
  close(): void;
  /** Keeps what outlives the run. @throws `notWritable` */
  keep(): Promise<void>;
}

/** What has been read and checked for it before anything is opened for writing. */
export interface VenuePlan {
  readonly desk: DeskConfiguration;
  readonly owner: JournalOwner;
  /** What was left out of what was read. */
  readonly skipped: readonly SkippedRows[];
  /** @throws `notWritable`, `journalLocked`, `journalForeign`, `journalForm`, `journalBroken` */
  openJournal(version: string): Promise<RunJournal>;
  open(record: RunJournal): Promise<Venue>;
  /** What the document comes to when it is written anew while the desk runs; absent where a run is played as it began. @throws what is wrong with it here */
  readonly reread?: (desk: DeskConfiguration) => DeskConfiguration;
}
