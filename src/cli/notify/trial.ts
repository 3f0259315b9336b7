/** The command `notify`: a trial notice on each way, and how each did. */
import { loadDesk } from '../../adapters/deskFile/deskFile.ts';
import { hint } from '../../hints.ts';
import type { Timestamp } from '../../identifiers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { wrongWord } from '../values.ts';
import { readyNotifications } from './notifications.ts';

export interface TrialOptions {
  readonly desk: string;
  readonly way?: string;
  readonly text: string;
  readonly json?: boolean;
}

interface Trial {
  readonly way: string;
  readonly arrived: boolean;
  readonly code: string | null;
  readonly problem: string | null;
}

/** @throws `badArgument`, `missingFile`, `deskFileWrong` */
export async function sendTrial(
  { desk, way, text, json = false }: TrialOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ExitCode> {
  const { name } = await loadDesk(desk);
  const ways = (await readyNotifications(desk, environment))?.ways ?? [];
  const names = ways.map(({ notifier }) => notifier.name);
  if (names.length === 0) throw wrongWord('--desk', `names nobody to tell: ${desk} has no notifications.ways`);
  if (way !== undefined && !names.includes(way))
    throw wrongWord('--way', `there is no way ${way}${hint(way, names)}; there are ${names.join(', ')}`);
  const at = (Date.now() * 1_000) as Timestamp;
  const notice = { desk: name, topic: 'desk', weight: 'news', subject: 'a trial', text: `${text}\n`, at } as const;
  const chosen = ways.filter(({ notifier }) => way === undefined || notifier.name === way);
  const trials = await Promise.all(
    chosen.map(
      ({ notifier }): Promise<Trial> =>
        notifier.send(notice).then(
          () => ({ way: notifier.name, arrived: true, code: null, problem: null }),
          (error: Error & { code?: string }) => ({
            ...{ way: notifier.name, arrived: false, code: error.code ?? null, problem: error.message },
          }),
        ),
    ),
  );
  await print(json ? JSON.stringify({ trials }, null, 2) : trials.map(lineOf).join('\n'));
  return trials.every(({ arrived }) => arrived) ? exitCodes.done : exitCodes.data;
}

const lineOf = ({ way, arrived, problem }: Trial): string => `${way}: ${arrived ? 'taken' : `FAILED: ${problem}`}`;
