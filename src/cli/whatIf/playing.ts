/**
 * Plays a recorded run again from its beginning, with a paper broker of its own, and otherwise from a branch on. Up to there every input
 * and every command must be as recorded: so engine, broker and clock are at the branch where they were. No broker is given from outside.
 */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import type { OtherWords } from '../../actors/engine/retelling.ts';
import { retold } from '../../actors/engine/retelling.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import { withWordsInPlace } from '../../adapters/clock/wordsInPlace.ts';
import { createBranchedJournal } from '../../adapters/journal/branchedJournal.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { defaultRules } from '../../adapters/paperBroker/rules.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import type { Report } from '../../adapters/reports/report.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Clock, JournalRecord, TradingHours } from '../../ports.ts';
import { createCounterparts } from './counterparts.ts';
import { putIn } from './puttingIn.ts';
import type { RecordedWord, Survey } from './survey.ts';

export interface PlayingOptions {
  /** The record from its beginning, as often as it is asked for. */
  readonly records: () => AsyncIterable<JournalRecord>;
  readonly survey: Survey;
  readonly otherWords: OtherWords;
  /** The branch: the last input that stays as it was. */
  readonly from: number;
  readonly hours: TradingHours;
  readonly version: string;
}

/** As the paper broker calls itself. */
const PAPER = 'paper';

/** What came of it, and where it left the record. */
export interface Played {
  readonly report: Report;
  /** The first input that is another one than in the record, or has other commands; `undefined` when there is none. */
  readonly firstDifference: number | undefined;
  /** What came there; `undefined` where nothing came any more. */
  readonly otherInput: Envelope | undefined;
}

/** Why a run does not come to the branch. */
export class Unlike extends Error {
  readonly sequence: number;

  constructor(sequence: number, problem: string) {
    super(problem);
    this.sequence = sequence;
  }
}

/** @throws `Unlike` when it does not come to the branch */
export async function playAgain(options: PlayingOptions): Promise<Played> {
  const { records, survey, otherWords, from, version } = options;
  const { configuration: desk, abilities } = survey.document;
  const unlike = (sequence: number, problem: string): Error => new Unlike(sequence, problem);
  if (abilities.name !== PAPER) throw unlike(1, `the record has the broker ${abilities.name}`);
  const journal = createBranchedJournal({
    fingerprints: survey.fingerprints,
    branch: from,
    unlike: (sequence, { type }) => unlike(sequence, `the run has ${type}, or commands, that the record has not`),
  });
  const counterparts = createCounterparts({
    desk: desk.name,
    journal,
    firstDifference: () => journal.firstDifference(),
  });
  const said = new Set<number>();
  const clock = withWordsInPlace<RecordedWord>(createSimulatedClock({ start: survey.startedAt }), {
    words: survey.words.filter(({ sequence }) => !otherWords.instead.has(sequence)),
    isNext: ({ sequence }) => engine.sequence() + 1 === sequence && journal.isAsRecorded(),
    say: ({ sequence, event }) => {
      said.add(sequence);
      hear(event, sequence);
    },
  });
  const hear = (event: Event, sequence?: number): void => putIn(engine, counterparts.of(event, sequence));
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  const feeds = retold({ records, otherWords, hear, isHeard: (sequence) => said.has(sequence) });
  const broker = seededBroker(survey, clock, options.hours);
  const engine: Engine = createEngine({
    desk,
    broker,
    clock,
    journal: counterparts.journal,
    bus,
    feeds,
    halts: survey.halts,
  });
  await engine.run();
  journal.finish();
  recorder.finish();
  const report = buildReport({
    recording: recorder.recording,
    desk: desk.name,
    currency: desk.currency,
    account: engine.views.account(),
    openPositions: engine.views.openPositions(),
    stateHash: engine.hash(),
    sequence: engine.sequence(),
    version,
  });
  return { report, firstDifference: journal.firstDifference(), otherInput: journal.otherInput() };
}

/** By the rules of `run`, with what the account held before anything was traded, and as quick as it was. */
function seededBroker({ document, snapshot, latency }: Survey, clock: Clock, hours: TradingHours) {
  const { account, tick } = document.configuration;
  return createPaperBroker({
    clock,
    account,
    hours,
    rules: {
      tick,
      startingCash: snapshot?.cash ?? defaultRules.startingCash,
      ...(latency === undefined ? {} : { latency }),
    },
    positions: (snapshot?.positions ?? []).map(({ instrument, quantity }) => [instrument, quantity] as const),
  });
}
