/** Tells people what happens at a desk, on the ways that its document names; and that it lives. */
import type { Logger } from 'pino';
import type { Engine } from '../../actors/engine/engine.ts';
import { loadNotifications } from '../../adapters/deskFile/deskFile.ts';
import type { NotificationsPlan } from '../../adapters/deskFile/notificationsSchema.ts';
import type { DeadManState } from '../../adapters/notifications/deadMan.ts';
import { DeadMan } from '../../adapters/notifications/deadMan.ts';
import type { WayState } from '../../adapters/notifications/delivery.ts';
import { Delivery } from '../../adapters/notifications/delivery.ts';
import { Telling } from '../../adapters/notifications/telling.ts';
import type { OpenWay } from '../../adapters/notifications/ways.ts';
import { deadManAddress, openWays } from '../../adapters/notifications/ways.ts';
import { createWebhook } from '../../adapters/notifications/webhook.ts';
import type { Recording } from '../../adapters/reports/recording.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { Clock, Notice } from '../../ports.ts';
import type { LatestAlarms } from '../control/latestAlarms.ts';
import { dayText } from './dayText.ts';
import { noticeOf, textOf, toldTypes } from './wording.ts';

export interface NotificationsState {
  readonly ways: readonly (WayState & { readonly held: number })[];
  readonly deadMan: DeadManState | null;
}

/** What is ready to tell, before there is anything to tell of. */
export interface NotificationsReady {
  readonly plan: NotificationsPlan;
  readonly ways: readonly OpenWay[];
  /** The address of the dead man's switch. */
  readonly deadMan: string | undefined;
}

export interface NotificationsParts {
  readonly engine: Pick<Engine, 'bus' | 'views' | 'recorded'>;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly desk: Pick<DeskConfiguration, 'name' | 'currency'>;
  readonly alarms: LatestAlarms;
  readonly recording: Recording;
  readonly log: Pick<Logger, 'warn'>;
  /** What keeps the dead man's switch silent; without it there is none. */
  readonly obstacle?: () => string | undefined;
  readonly chance?: () => number;
}

export interface Notifications {
  state(): NotificationsState;
  /** Sums up what is held back, and gives what waits so many milliseconds to be delivered. */
  close(patience?: number): Promise<void>;
}

/** Reads the document and opens its ways; nothing where it has none. @throws `badArgument`, `missingFile`, `deskFileWrong` */
export async function readyNotifications(
  file: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NotificationsReady | undefined> {
  const plan = file === undefined ? undefined : await loadNotifications(file);
  if (plan === undefined) return undefined;
  const deadMan = plan.deadMan === undefined ? undefined : deadManAddress(plan.deadMan.url, environment);
  return { plan, ways: await openWays(plan, environment), deadMan };
}

/** Begins to tell. What was on record before is told nobody again but what is critical and unseen. */
export function openNotifications(ready: NotificationsReady, parts: NotificationsParts): Notifications {
  const { plan, ways } = ready;
  const { engine, clock, desk, alarms, recording, log, chance = Math.random } = parts;
  const deliveries = ways.map(({ notifier, tells }) => {
    const onProblem = (problem: string): void => log.warn({ way: notifier.name }, problem);
    return { tells, delivery: new Delivery({ notifier, chance, onProblem }) };
  });
  const telling = new Telling({
    ...{ desk: desk.name, clock, limit: plan.most, repeat: plan.repeat, unseen: () => alarms.unseen() },
    ways: deliveries.map(({ tells, delivery }) => ({
      ...{ name: delivery.state.way, tells },
      take: (notice: Notice) => delivery.take(notice),
    })),
  });
  const subscriptions = toldTypes.map((type) =>
    engine.bus.subscribe(type, (event, envelope) => {
      const notice = noticeOf(event);
      if (notice === undefined || envelope === undefined) return;
      const place = notice.weight === 'critical' ? alarms.unseen().at(-1)?.place : undefined;
      telling.tell({
        ...{ ...notice, text: textOf(event) },
        ...(place === undefined
          ? {}
          : { more: `It is told again until somebody has seen it: ordermaton acknowledge ${place}\n` }),
      });
    }),
  );
  subscriptions.push(
    engine.bus.subscribe('clock.sessionClosed', ({ session }) => {
      const unseen = alarms.unseen().length;
      const { subject, lines } = dayText({ session, currency: desk.currency, recording, views: engine.views, unseen });
      telling.tell({ topic: 'report', weight: 'news', text: subject, more: lines });
    }),
  );
  const deadMan = openDeadMan(ready, parts);
  return {
    state: () => ({
      ways: deliveries.map(({ delivery: { state } }) => ({ ...state, held: telling.held(state.way) })),
      deadMan: deadMan?.state ?? null,
    }),
    async close(patience = PATIENCE) {
      for (const each of subscriptions) each.unsubscribe();
      telling.close();
      deadMan?.close();
      const late = setTimeout(() => {
        for (const { delivery } of deliveries) delivery.close();
      }, patience);
      await Promise.all(deliveries.map(({ delivery }) => delivery.drained()));
      clearTimeout(late);
    },
  };
}

function openDeadMan(
  { plan, deadMan: url }: NotificationsReady,
  { engine, clock, desk, log, obstacle }: NotificationsParts,
): DeadMan | undefined {
  if (plan.deadMan === undefined || url === undefined || obstacle === undefined) return undefined;
  const switchOf = createWebhook({ name: 'deadMan', url, method: 'GET' });
  const ping = { desk: desk.name, topic: 'desk', weight: 'news', subject: 'alive', text: 'alive\n' } as const;
  return new DeadMan({
    ...{ clock, every: plan.deadMan.every, obstacle, recorded: () => engine.recorded() },
    ping: () => switchOf.send({ ...ping, at: clock.now() as Timestamp }),
    onProblem: (problem) => log.warn(problem),
  });
}

/** What waits at the end is given so many milliseconds. */
const PATIENCE = 5_000;
