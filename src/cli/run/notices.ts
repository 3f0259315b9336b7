/** Whether and how a run tells people what happens: at a broker as its document says, in a simulated run only where it is asked for. */
import type { Logger } from 'pino';
import type { Engine } from '../../actors/engine/engine.ts';
import type { RunRecorder } from '../../adapters/reports/recorder.ts';
import type { LatestAlarms } from '../control/latestAlarms.ts';
import { readinessOf } from '../control/shownDesk.ts';
import type { Notifications, NotificationsReady } from '../notify/notifications.ts';
import { openNotifications, readyNotifications } from '../notify/notifications.ts';
import type { RunJournal } from './journals.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';
import type { Venue, VenuePlan } from './venue.ts';

/** @throws `badArgument` for a secret that is missing, or where it is asked for and the document names nobody */
export async function toBeTold(
  { desk, notify }: RunOptions,
  { owner }: Pick<VenuePlan, 'owner'>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NotificationsReady | undefined> {
  if (!(notify ?? owner.mode !== 'simulated')) return undefined;
  const ready = await readyNotifications(desk, environment);
  if (ready === undefined && notify === true)
    throw wrong('notify', 'needs notifications in the desk document: docs/guides/notifications.md has them');
  return ready;
}

export interface Tellers {
  readonly told: NotificationsReady | undefined;
  readonly engine: Engine;
  readonly venue: Pick<Venue, 'clock'>;
  readonly alarms: LatestAlarms;
  readonly plan: Pick<VenuePlan, 'desk' | 'owner'>;
  readonly record: Pick<RunJournal, 'journal'>;
  readonly recorder: Pick<RunRecorder, 'recording'>;
  readonly log: Logger;
}

export function tellOf(parts: Tellers): Notifications | undefined {
  const { told, engine, alarms, log, venue, recorder, record } = parts;
  const { desk, owner } = parts.plan;
  if (told === undefined) return undefined;
  const { clock } = venue;
  // A simulated day is over in seconds: nobody waits for a sign of life of it.
  const switched = owner.mode === 'simulated' ? {} : { obstacle };
  function obstacle(): string | undefined {
    const answers = readinessOf(engine, desk, record.journal);
    const missing = Object.entries(answers).filter(([, holds]) => !holds);
    return missing.length === 0 ? undefined : `the desk is not ${missing.map(([name]) => name).join(', not ')}`;
  }
  return openNotifications(told, { engine, clock, desk, alarms, recording: recorder.recording, log, ...switched });
}
