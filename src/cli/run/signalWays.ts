/** The ways by which a live desk hears signals: those that its document names, and those that the command line adds. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { SignalsPlan } from '../../adapters/deskFile/signalsSchema.ts';
import { plainMonitor } from '../../adapters/deskFile/signalsSchema.ts';
import { createFollowedFile } from '../../adapters/signals/followedFile.ts';
import type { SignalDoor } from '../../adapters/signals/http/signalDoor.ts';
import { openSignalDoor } from '../../adapters/signals/http/signalDoor.ts';
import type { Listening, Way } from '../../adapters/signals/listening.ts';
import { listenTo } from '../../adapters/signals/listening.ts';
import { createMonitor } from '../../adapters/signals/monitor/monitor.ts';
import { isReadByOthers } from '../../adapters/signals/monitor/request.ts';
import { createWatchedFolder } from '../../adapters/signals/watchedFolder.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Duration, InstrumentId } from '../../identifiers.ts';
import { instrumentId } from '../../identifiers.ts';
import type { Clock, FactSource } from '../../ports.ts';
import { monitorAddress, signalsPlanOf } from './monitorAddress.ts';
import type { RunOptions } from './options.ts';

export interface SignalWays {
  readonly source: Listening | undefined;
  /** Each for people. */
  readonly names: readonly string[];
  /** Hears what the desk says of signals. */
  watch(facts: FactSource): void;
  close(): void;
}

export interface SignalWayParts {
  readonly desk: DeskConfiguration;
  readonly instruments: readonly InstrumentId[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Of the small documents of the desk. */
  readonly folder: string;
}

/** @throws `badArgument`, `missingFile`, `notWritable`, `signalAddressRefused` */
export async function openSignalWays(
  options: RunOptions,
  parts: SignalWayParts,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SignalWays> {
  const { clock } = parts;
  const plan = await signalsPlanOf(options);
  const ways: Way[] = [];
  const names: string[] = [];
  const add = (name: string, way: Way): void => {
    ways.push(way);
    names.push(name);
  };
  const isAsked = plan.monitor !== undefined || options.monitor !== undefined;
  if (isAsked || environment.ORDERMATON_MONITOR_URL) {
    const address = await monitorAddress(options, environment);
    add(`the monitor at ${address.url}`, openMonitor(plan, address, parts));
  }
  if (options.signals !== undefined) add(options.signals, await followFile(options.signals, parts));
  if (plan.folder !== undefined) add(`the folder ${plan.folder.path}`, watchFolder(plan.folder, parts));
  // what listens is opened last: nothing else can fail behind it
  const door = plan.http === undefined ? undefined : await openDoor(plan.http, parts, environment);
  if (plan.http !== undefined && door !== undefined)
    add(`HTTP at port ${door.port}`, { feed: 'http', source: door, close: () => door.close(), ...limitsOf(plan.http) });
  const source = ways.length === 0 ? undefined : listenTo(ways, clock);
  return {
    ...{ source, names },
    watch: (facts) => door?.watch(facts),
    close: () => source?.close(),
  };
}

type Limits = Pick<Way, 'silence' | 'goodFor'>;
const limitsOf = ({
  silence,
  goodFor,
}: {
  readonly silence?: Duration | undefined;
  readonly goodFor?: Duration | undefined;
}): Limits => ({
  ...(silence === undefined ? {} : { silence }),
  ...(goodFor === undefined ? {} : { goodFor }),
});

function openMonitor(
  { monitor: plan = plainMonitor() }: SignalsPlan,
  address: Awaited<ReturnType<typeof monitorAddress>>,
  { desk, instruments, clock, log }: SignalWayParts,
): Way {
  const { every, silence, minPremium, divergenceStep: step, thresholds, symbols } = plan;
  if (address.key !== undefined && isReadByOthers(address.url))
    log.warn({ url: address.url }, 'the key of the monitor travels without encryption');
  const source = createMonitor({
    ...{ ...address, clock, chance: Math.random, silence, step, oldest: plan.goodFor ?? desk.signalAge },
    tickers: symbols?.map(instrumentId) ?? instruments,
    every: Object.fromEntries(Object.entries(every).filter(([, pace]) => pace !== undefined)),
    ...(minPremium === undefined ? {} : { minPremium }),
    thresholds: Object.entries(thresholds).map(([name, threshold]) => ({ name, ...threshold })),
    onProblem: (problem) => log.warn(problem),
  });
  return { feed: 'monitor', source, isOutspoken: true, close: () => source.close(), ...limitsOf(plan) };
}

async function followFile(file: string, { desk, instruments, clock, log }: SignalWayParts): Promise<Way> {
  const source = await createFollowedFile({
    ...{ file, clock, oldest: desk.signalAge, symbols: instruments },
    onProblem: (problem) => log.warn(problem),
  });
  return { feed: 'file', source, close: () => source.close() };
}

function watchFolder(plan: NonNullable<SignalsPlan['folder']>, { desk, clock, log, folder }: SignalWayParts): Way {
  const source = createWatchedFolder({
    ...{ folder: plan.path, clock, oldest: plan.goodFor ?? desk.signalAge },
    marks: join(folder, 'signals-folder.json'),
    onProblem: (problem) => log.warn(problem),
  });
  return { feed: 'folder', source, close: () => source.close(), ...limitsOf(plan) };
}

function openDoor(
  { port, maxPerMinute, ...inDocument }: NonNullable<SignalsPlan['http']>,
  { clock, log }: SignalWayParts,
  environment: NodeJS.ProcessEnv,
): Promise<SignalDoor> {
  const token = environment.ORDERMATON_SIGNALS_TOKEN || inDocument.token;
  const secret = environment.ORDERMATON_SIGNALS_SECRET || inDocument.secret;
  if (token === undefined && secret === undefined)
    throw new OrdermatonError('badArgument', {
      argument: 'signals.http',
      problem: 'needs a token or a secret: in the desk document, ORDERMATON_SIGNALS_TOKEN or ORDERMATON_SIGNALS_SECRET',
    });
  return openSignalDoor({ port, maxPerMinute, token, secret, clock, onProblem: (problem) => log.warn(problem) });
}
