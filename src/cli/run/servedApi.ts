/** Whether and where a run is served to those who watch and command it; a live desk is, a simulated run where it is asked for. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Engine } from '../../actors/engine/engine.ts';
import { removeToken, writeToken } from '../../adapters/controlApi/accessFile.ts';
import { openControlApi } from '../../adapters/controlApi/controlApi.ts';
import { makeFolder } from '../../adapters/documents/outputs.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import { VERSION } from '../../version.ts';
import { controlledDesk } from '../control/controlledDesk.ts';
import type { ShownParts } from '../control/shownDesk.ts';
import type { RunJournal } from './journals.ts';
import { stateFolder } from './journals.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';
import type { VenuePlan } from './venue.ts';

/** Where a desk is served unless told. */
export const API_PORT = 4180;

export interface ServedApi {
  /** For people: where it is served, where it is. */
  readonly about: string | undefined;
  /** Serves this engine once it has started. */
  watch(engine: Engine, record: RunJournal, told: Pick<ShownParts, 'alarms' | 'notifications'>): void;
  close(): Promise<void>;
}

/** @throws `apiAddressRefused` before anything trades, `badArgument`, `notWritable` */
export async function openServedApi(
  options: RunOptions,
  { desk, owner }: Pick<VenuePlan, 'desk' | 'owner'>,
  log: Logger,
): Promise<ServedApi> {
  const wanted = portOf(options, owner.mode !== 'simulated');
  if (wanted === undefined) return { about: undefined, watch: () => undefined, close: () => Promise.resolve() };
  const control = controlOf(options, owner.mode);
  const folder = stateFolder(options);
  await makeFolder(folder);
  const token = randomBytes(32).toString('base64url');
  const api = await openControlApi({
    ...{ port: wanted, token, control, now: () => performance.now() },
    onFault: (problem) => log.error(problem),
  });
  let file: string;
  try {
    file = writeToken(folder, api.port, token);
  } catch (error) {
    await api.close();
    throw error;
  }
  return {
    about: `served at 127.0.0.1:${api.port}; the page, to be opened once: ${api.invite()}`,
    watch(engine, { journal }, told) {
      // Before it has been rebuilt from its record and started, an engine is nobody to ask.
      const first = engine.bus.subscribe('desk.start', () => {
        first.unsubscribe();
        api.serve(controlledDesk({ engine, desk, owner, journal, version: VERSION, ...told }));
      });
    },
    async close() {
      removeToken(file, token);
      await api.close();
    },
  };
}

/** A port that is named holds; unless told a live desk is served at the usual one, and a simulated run not at all. */
function portOf(
  { api }: RunOptions,
  isLive: boolean,
  { ORDERMATON_API_PORT: usual }: NodeJS.ProcessEnv = process.env,
): number | undefined {
  if (api === false || (api === undefined && !isLive)) return undefined;
  if (typeof api === 'number') return api;
  if (usual === undefined || usual === '') return API_PORT;
  const port = Number(usual);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw wrong('api', `$ORDERMATON_API_PORT is ${usual}, which is no port`);
}

/** The shortest control token that is one: what arms is not to be guessed. */
const SHORTEST = 12;

/** By what is armed what adds or loosens risk. Real money takes an option of its own: a token may be left over from a paper account. */
export function controlOf(
  { liveControl = false }: RunOptions,
  mode: JournalOwner['mode'],
  { ORDERMATON_CONTROL_TOKEN: token }: NodeJS.ProcessEnv = process.env,
): { readonly token?: string; readonly why?: string } {
  if (liveControl && mode !== 'live') throw wrong('liveControl', 'is for an account with money in it');
  if (token === undefined || token === '') return {};
  if (token.length < SHORTEST)
    throw wrong('api', `$ORDERMATON_CONTROL_TOKEN is shorter than ${SHORTEST} letters, and could be guessed`);
  if (mode === 'live' && !liveControl) return { why: 'the account holds money, and --live-control was not given' };
  return { token };
}
