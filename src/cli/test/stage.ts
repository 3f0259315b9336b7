/** The stage of one scenario: an engine with its desk, a broker and a clock that stands still, and the session that is on. */
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import { createNyseCalendar } from '../../adapters/calendar/nyseCalendar.ts';
import type { SimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import { createHeardJournal } from '../../adapters/journal/heardJournal.ts';
import { createMemoryJournal } from '../../adapters/journal/memoryJournal.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { defaultRules } from '../../adapters/paperBroker/rules.ts';
import type { ScenarioPlan } from '../../adapters/scenarios/plan.ts';
import type { ScriptedBroker } from '../../adapters/scenarios/scriptedBroker.ts';
import { createScriptedBroker } from '../../adapters/scenarios/scriptedBroker.ts';
import type { Timestamp } from '../../identifiers.ts';
import { instrumentId, later, minutes } from '../../identifiers.ts';
import type { Broker, JournalRecord, TradingHours } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { Observer } from './observing.ts';
import { createObserver } from './observing.ts';

export interface Stage {
  readonly plan: ScenarioPlan;
  readonly engine: Engine;
  readonly clock: SimulatedClock;
  /** Absent where the paper broker answers. */
  readonly scripted: ScriptedBroker | undefined;
  readonly observer: Observer;
  /** Lets so much time pass. */
  pass(duration: number): void;
  /** Completes the journal. */
  close(): void;
}

/** Why a scenario can not be played as it is written. */
export class Unplayable extends Error {}

const calendar = createNyseCalendar();

/** Sets the stage: the engine has started and the broker is connected. `hear` gets the journal. */
export function createStage(plan: ScenarioPlan, hear: (record: JournalRecord) => void = () => undefined): Stage {
  const { desk } = plan;
  const clock = createSimulatedClock({ start: beginningOf(plan) });
  const cash = plan.cash ?? defaultRules.startingCash;
  const positions = Object.entries(plan.given.foreign ?? {}).map(
    ([symbol, quantity]) => [instrumentId(symbol), quantity] as const,
  );
  const scripted =
    plan.broker === 'scripted'
      ? createScriptedBroker({ clock, account: desk.account, cash, currency: desk.currency, positions })
      : undefined;
  const broker: Broker =
    scripted ??
    createPaperBroker({
      clock,
      account: desk.account,
      hours: hoursOf(plan),
      rules: { startingCash: cash },
      positions,
    });
  const journal = createHeardJournal(createMemoryJournal({ forget: true }), hear);
  const engine = createEngine({ desk, broker, clock, journal });
  const observer = createObserver(engine);
  engine.start();
  clock.advance(clock.now());
  scheduleSession(plan, engine, clock);
  return {
    plan,
    engine,
    clock,
    scripted,
    observer,
    pass: (duration) => clock.advance(later(clock.now(), duration)),
    close: () => journal.flush(),
  };
}

/** A minute before the opening, or before the first of the bars. */
function beginningOf({ given, session }: ScenarioPlan): Timestamp {
  const counts = Object.values(given.bars ?? {}).map((bars) => bars.reduce((sum, { count }) => sum + count, 0));
  const bars = Math.max(0, ...counts) * given.barLength;
  return later(Math.min(session.opens, given.at - bars) as Timestamp, -minutes(1));
}

/** The hours of the scenario's session, then those of the exchange. */
const hoursOf = ({ session }: ScenarioPlan): TradingHours => ({
  name: 'scenario',
  sessionAt: (at) => (at < session.closes ? session : calendar.sessionAt(at)),
});

function scheduleSession({ session, desk }: ScenarioPlan, engine: Engine, clock: SimulatedClock): void {
  const { opens, closes } = session;
  const before = desk.beforeClose;
  clock.schedule(opens, rank.deadline, () => engine.hear({ type: 'clock.sessionOpened', ...session }, 'clock'));
  clock.schedule(Math.max(opens, closes - before) as Timestamp, rank.deadline, () =>
    engine.hear({ type: 'clock.beforeClose', session: session.session, closes, before }, 'clock'),
  );
  clock.schedule(closes, rank.deadline, () =>
    engine.hear({ type: 'clock.sessionClosed', session: session.session, closes }, 'clock'),
  );
}
