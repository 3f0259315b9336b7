/** A recorded or generated market, the embedded paper broker, and a clock that stands still between what happens. */
import { newYorkTime } from '../../adapters/calendar/newYork.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import type { SkippedRows } from '../../adapters/marketData/rows.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { readPaperState } from '../../adapters/paperBroker/stateFile.ts';
import { isoTime } from '../../identifiers.ts';
import { aboutRun } from './about.ts';
import { openEmergency } from './emergency.ts';
import type { RunJournal } from './journals.ts';
import { openRunJournal, ownerOf } from './journals.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';
import { keepBook } from './outputs.ts';
import type { Sources } from './sources.ts';
import { openSources } from './sources.ts';
import type { Venue, VenuePlan } from './venue.ts';

/** What only a broker elsewhere needs to be told. */
const brokerOnly = ['host', 'port', 'clientId', 'account', 'live', 'allowDelayed', 'restart', 'statement'] as const;

/** @throws the error of whatever is missing or wrong */
export async function planSimulated(options: RunOptions): Promise<VenuePlan> {
  const surplus = brokerOnly.find((name) => options[name] !== undefined);
  if (surplus !== undefined) throw wrong(surplus, 'is for --broker ib');
  const skipped: SkippedRows[] = [];
  const sources = await openSources(options, (rows) => skipped.push(rows));
  const { desk } = sources;
  return {
    desk,
    owner: ownerOf(desk),
    skipped,
    openJournal: (version) => openRunJournal(options, desk, version),
    open: (record) => openVenue(options, sources, record),
  };
}

async function openVenue(options: RunOptions, sources: Sources, { journal, playedTo }: RunJournal): Promise<Venue> {
  const { desk, market, signals, calendar, sessions, speed } = sources;
  const { brokerState, latency } = options;
  const state = brokerState === undefined ? undefined : await readPaperState(brokerState);
  const start = newYorkTime(market.days.from);
  const pace = speed === undefined ? {} : { speed, hours: calendar };
  const clock = createSimulatedClock({ start, ...pace, ...(playedTo === undefined ? {} : { from: playedTo }) });
  const broker = createPaperBroker({
    clock,
    account: desk.account,
    hours: calendar,
    rules: { tick: desk.tick, ...(latency === undefined ? {} : { latency: Math.round(latency * 1_000) }) },
    ...(state === undefined ? {} : { state }),
  });
  if (playedTo !== undefined)
    process.stderr.write(`${journal.name} broke off at ${isoTime(playedTo)}; the run goes on from there.\n`);
  return {
    ...{ clock, broker, market, signals, sessions },
    emergency: openEmergency(options, ownerOf(desk)),
    about: aboutRun(market, speed),
    watch: () => undefined,
    failure: () => undefined,
    close: () => undefined,
    keep: () => keepBook(brokerState, broker),
  };
}
