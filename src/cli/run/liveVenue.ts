/** Interactive Brokers, paper or live: the market as it happens, an account that outlives the run, and the time of day. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { newYorkDate } from '../../adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../adapters/calendar/nyseCalendar.ts';
import { createLiveClock } from '../../adapters/clock/liveClock.ts';
import { loadDesk } from '../../adapters/deskFile/deskFile.ts';
import { documentFolder } from '../../adapters/documents/smallDocument.ts';
import { modeOf } from '../../adapters/interactiveBrokers/accountNumbers.ts';
import { barNeeds, checkBarNeeds } from '../../adapters/interactiveBrokers/barNeeds.ts';
import { createInteractiveBrokers } from '../../adapters/interactiveBrokers/interactiveBrokers.ts';
import { openDayStore, SessionDays } from '../../adapters/interactiveBrokers/sessionDays.ts';
import { openIdStore } from '../../adapters/interactiveBrokers/socketIds.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import { openJournal } from '../../adapters/journal/journalFile.ts';
import { encode } from '../../codec.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Duration, InstrumentId } from '../../identifiers.ts';
import { instrumentId, minutes, seconds } from '../../identifiers.ts';
import { aboutLive } from './about.ts';
import { openEmergency } from './emergency.ts';
import type { RunJournal } from './journals.ts';
import { liveOwnerOf, openLiveJournal, stateFolder } from './journals.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';
import { openSignalWays } from './signalWays.ts';
import { chosenSymbols } from './sources.ts';
import { withAccount } from './tradedAccount.ts';
import type { Venue, VenuePlan } from './venue.ts';

/** Where IB Gateway listens for paper trading, and which client a desk is, unless told. */
const HOST = '127.0.0.1';
const PORT = 4002;
const CLIENT = 1;
/** So long a restart of the other end takes. */
const RESTART = minutes(5);
/** Sessions are told of for ever. */
const LAST_DAY = '9999-12-31';
/** So long what is on its way may still arrive after somebody has asked to stop. */
const AFTERMATH = seconds(5);

/** What only a simulated market knows. */
const simulatedOnly = [
  ...(['demo', 'data', 'from', 'to', 'resolution', 'period', 'speed', 'corporateActions', 'latency'] as const),
  ...(['brokerState', 'export', 'seed', 'onBadRow', 'onMissingDay'] as const),
];

/** @throws `badArgument`, `barSizeUnknown`, `barsTooMany`, and the error of whatever is missing or wrong */
export async function planLive(options: RunOptions, log: Logger): Promise<VenuePlan> {
  refuseSimulated(options);
  if (options.desk === undefined)
    throw wrong('desk', 'is needed for a desk that trades an account: the reference desk is for the simulated market');
  const desk = withAccount(options, await loadDesk(options.desk));
  const instruments = instrumentsOf(options, desk);
  checkBarNeeds(desk, instruments.length);
  const owner = liveOwnerOf(desk);
  return {
    desk,
    owner,
    skipped: [],
    openJournal: (version) => openLiveJournal(options, owner, version),
    open: (record) => openVenue(options, { desk, owner, instruments, log }, record),
    reread(written) {
      const next = withAccount(options, written);
      // Bars are asked for once, when the feed begins.
      if (encode(barNeeds(next)) !== encode(barNeeds(desk)))
        throw new OrdermatonError('deskFixed', { desk: desk.name, fields: 'the lengths of bars that indicators need' });
      return next;
    },
  };
}

interface Parts {
  readonly desk: DeskConfiguration;
  readonly owner: JournalOwner;
  readonly instruments: readonly InstrumentId[];
  readonly log: Logger;
}

async function openVenue(
  options: RunOptions,
  { desk, owner, instruments, log }: Parts,
  record: RunJournal,
): Promise<Venue> {
  const { host = HOST, port = PORT, clientId = CLIENT, allowDelayed = false, restart } = options;
  const mode = modeOf(desk.account);
  let failure: OrdermatonError | undefined;
  const clock = createLiveClock({ aftermath: () => (failure === undefined ? AFTERMATH : (0 as Duration)) });
  const today = newYorkDate(clock.now());
  const firstDay = firstDayOf(record);
  const folder = documentFolder(stateFolder(options), owner);
  const sessionDays = new SessionDays({
    ...{ clock, calendar: createNyseCalendar() },
    // A record of before days were kept has heard the calendar up to today.
    store: openDayStore(join(folder, 'session-days.json'), firstDay === undefined ? '' : today),
    onDifference: (day, calendar, broker) => log.warn({ day, calendar, broker }, 'the broker has other hours'),
  });
  let stop: ((problem: OrdermatonError) => void) | undefined;
  let hasBeenReady = false;
  const broker = createInteractiveBrokers({
    ...{ host, port, clientId, account: desk.account, mode, clock, hours: sessionDays },
    ids: openIdStore(join(folder, `socket-ids-${clientId}.json`)),
    chance: Math.random,
    ...(restart === undefined ? {} : { restart: { at: restart, lasts: RESTART } }),
    onProblem(problem, isFinal) {
      // Whoever starts a desk wants to know that it does not reach the broker; one that has traded waits for it to come back.
      if (isFinal || !hasBeenReady) stop?.(problem);
      else process.stderr.write(`${problem.message}\n${problem.remedy}\nIt is tried again.\n`);
    },
  });
  const market = broker.quotes({
    ...{ instruments, days: { from: today, to: LAST_DAY }, allowDelayed, bars: barNeeds(desk) },
    onHours: (days) => sessionDays.learn(days),
  });
  const emergency = openEmergency(options, owner);
  const signals = await openSignalWays(options, { desk, instruments, clock, log, folder });
  return {
    ...{ clock, broker, market, signals: signals.source },
    sessions: sessionDays.schedule({ from: firstDay ?? today, beforeClose: desk.beforeClose }),
    emergency,
    about: aboutLive({
      account: desk.account,
      mode,
      place: `${host}:${port}`,
      clientId,
      instruments,
      signals: signals.names,
    }),
    watch(engine) {
      signals.watch(engine.bus);
      engine.bus.subscribe('connection.ready', () => {
        hasBeenReady = true;
      });
      stop = (problem) => {
        failure = problem;
        engine.stop({ why: problem.code });
      };
    },
    failure: () => failure,
    close() {
      signals.close();
      market.close();
    },
    keep: () => Promise.resolve(),
  };
}

function refuseSimulated(options: RunOptions): void {
  const name = simulatedOnly.find((each) => options[each] !== undefined);
  if (name !== undefined) throw wrong(name, 'is for the simulated market, and --broker ib trades a real one');
  if (options.journal === false) throw wrong('noJournal', 'is for backtests: a desk on a live feed keeps its journal');
}

function instrumentsOf(options: RunOptions, desk: DeskConfiguration): readonly InstrumentId[] {
  const chosen = chosenSymbols(options, desk);
  if (chosen !== undefined) return chosen.map(instrumentId);
  throw wrong('symbols', `is needed: the desk document of ${desk.name} lists none, and a broker has too many`);
}

/** The day its record begins with: the sessions are counted from there. */
function firstDayOf({ file }: RunJournal): string | undefined {
  if (file === undefined || file.durable() === 0) return undefined;
  const reader = openJournal(file.name);
  try {
    const [archive] = reader.archives();
    const first = reader.recordsNow(1, 'here').next().value;
    return archive?.day ?? (first === undefined ? undefined : newYorkDate(first.envelope.at));
  } finally {
    reader.close();
  }
}
