/** Makes the notifiers that a desk document names, with the secrets that the environment has for them. */
import { OrdermatonError } from '../../errors.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { NoticeTopic } from '../../noticeTopics.ts';
import { noticeTopicNames } from '../../noticeTopics.ts';
import type { Notifier } from '../../ports.ts';
import type { NotificationsPlan, WayPlan } from '../deskFile/notificationsSchema.ts';
import { mailServerProblem, webAddressProblem } from '../deskFile/notificationsSchema.ts';
import { createCommand } from './command.ts';
import { missingVariables, variablesIn, withEnvironment } from './secrets.ts';
import { createWebhook } from './webhook.ts';

/** A way, and what is told on it. */
export interface OpenWay {
  readonly notifier: Notifier;
  readonly tells: ReadonlySet<NoticeTopic>;
}

/** @throws `badArgument` for a variable that the environment lacks, or that gives no address */
export function openWays(
  { ways, tell = [...noticeTopicNames] }: NotificationsPlan,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<readonly OpenWay[]> {
  return Promise.all(
    Object.entries(ways).map(async ([name, plan]) => ({
      notifier: await openWay(name, plan, environment),
      tells: new Set((plan.tell ?? tell) as readonly NoticeTopic[]),
    })),
  );
}

/** The address that a dead man's switch pings. @throws `badArgument` */
export function deadManAddress(url: string, environment: NodeJS.ProcessEnv = process.env): string {
  const filled = filledIn('notifications.deadMan', url, environment);
  assertAddress('notifications.deadMan', webAddressProblem(filled));
  return filled;
}

async function openWay(name: string, plan: WayPlan, environment: NodeJS.ProcessEnv): Promise<Notifier> {
  const place = `notifications.ways.${name}`;
  const secrets = variablesIn(plan, environment);
  const { webhook, email, command } = filledIn(place, plan, environment);
  const head = { name, secrets };
  if (webhook !== undefined) {
    assertAddress(place, webAddressProblem(webhook.url));
    return createWebhook({ ...webhook, ...head, ...limitOf(webhook) });
  }
  if (email !== undefined) {
    assertAddress(place, mailServerProblem(email.server));
    const { createEmail } = await import('./email.ts'); // its library takes a while to load
    return createEmail({ ...email, ...head, ...limitOf(email) });
  }
  return createCommand({ run: command?.run ?? [], ...head, ...limitOf(command ?? {}) });
}

function filledIn<T>(place: string, part: T, environment: NodeJS.ProcessEnv): T {
  const [missing] = missingVariables(part, environment);
  if (missing === undefined) return withEnvironment(part, environment);
  throw new OrdermatonError('badArgument', { argument: place, problem: `needs $${missing}, which is not set` });
}

function assertAddress(place: string, problem: string | undefined): void {
  if (problem !== undefined) throw new OrdermatonError('badArgument', { argument: place, problem });
}

const limitOf = ({ timeout }: { readonly timeout?: number | undefined }): { readonly timeout: number | undefined } => ({
  timeout: timeout === undefined ? undefined : timeout / MICROSECONDS.millisecond,
});
