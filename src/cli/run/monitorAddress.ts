/** Where a monitor is and by which key it is asked: from the command line, the desk document and the environment. */
import { loadSignals } from '../../adapters/deskFile/deskFile.ts';
import type { SignalsPlan } from '../../adapters/deskFile/signalsSchema.ts';
import type { MonitorAddress } from '../../adapters/signals/monitor/request.ts';
import { monitorUrlProblem } from '../../adapters/signals/monitor/request.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';

/** What the desk document says of signals; nothing without one. */
export const signalsPlanOf = ({ desk }: Pick<RunOptions, 'desk'>): Promise<SignalsPlan> =>
  desk === undefined ? Promise.resolve({}) : loadSignals(desk);

/** @throws `badArgument` when nobody says where it is, or what is said is no address */
export async function monitorAddress(
  options: Pick<RunOptions, 'desk' | 'monitor'>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<MonitorAddress> {
  const { monitor } = await signalsPlanOf(options);
  const url = options.monitor ?? monitor?.url ?? environment.ORDERMATON_MONITOR_URL;
  if (url === undefined)
    throw wrong('monitor', 'is needed: neither it, nor the desk document, nor ORDERMATON_MONITOR_URL says where it is');
  const problem = monitorUrlProblem(url);
  if (problem !== undefined) throw wrong('monitor', problem);
  const key = environment.ORDERMATON_MONITOR_KEY || monitor?.key;
  return {
    url,
    ...(key === undefined ? {} : { key }),
    ...(monitor === undefined ? {} : { timeout: monitor.timeout / MICROSECONDS.millisecond }),
  };
}
