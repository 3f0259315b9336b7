/** The part of a desk document that says who is told what, and how. It is for whoever starts the desk: nothing of it is in the record. */
import * as z from 'zod';
import { hint } from '../../hints.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS, minutes } from '../../identifiers.ts';
import { noticeTopicNames } from '../../noticeTopics.ts';
import { durationWithin, nameField } from '../documents/fields.ts';
import { placeholderProblem } from '../notifications/placeholders.ts';

const ONE_OR_MORE = 'expected a whole number, 1 or more';
const TEXT = 'expected text';

const wordsField = z
  .string(TEXT)
  .min(1, TEXT)
  .refine((text) => placeholderProblem(text) === undefined, {
    error: ({ input }) => placeholderProblem(String(input)),
  });
const jsonField: z.ZodType = z.lazy(() =>
  z.union(
    [wordsField, z.number(), z.boolean(), z.null(), z.array(jsonField), z.record(z.string(), jsonField)],
    'expected text, or fields that are sent as JSON',
  ),
);

/** What a variable of the environment gives is looked at when it is put in. */
const withVariables = (text: string): string => text.replace(/\$\{[A-Za-z_][A-Za-z0-9_]*\}/g, 'x');
const isAllVariable = (text: string): boolean => /^\$\{[A-Za-z_][A-Za-z0-9_]*\}/.test(text);

/** What is wrong with the address of a webhook, if anything is. */
export function webAddressProblem(url: string): string | undefined {
  if (isAllVariable(url)) return undefined;
  const text = withVariables(url);
  const isWeb = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  return isWeb ? undefined : 'expected an address such as https://ntfy.sh/my-topic';
}

/** What is wrong with the address of a mail server, if anything is; a password in it would be told with it. */
export function mailServerProblem(server: string): string | undefined {
  if (isAllVariable(server)) return undefined;
  const text = withVariables(server);
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === '')
    return 'expected a mail server such as smtps://mail.example.com:465';
  const isBare = parsed.username === '' && parsed.password === '' && /^\/?$/.test(parsed.pathname);
  return isBare ? undefined : 'expected a mail server alone: user and password are fields beside it';
}

const addressField = (problemOf: (text: string) => string | undefined) =>
  wordsField.refine((text) => problemOf(text) === undefined, { error: ({ input }) => problemOf(String(input)) });
const timeoutField = durationWithin(
  '100ms to 2m, such as 10s',
  100 * MICROSECONDS.millisecond,
  2 * MICROSECONDS.minute,
);
const priorityField = z.int('expected a whole number');
const TOPICS = `expected some of ${noticeTopicNames.join(', ')}`;
const topicField = z.enum(noticeTopicNames as [string, ...string[]], {
  error: ({ input }) => TOPICS + (typeof input === 'string' ? hint(input, noticeTopicNames) : ''),
});
const topicsField = z.array(topicField, TOPICS).min(1, TOPICS);

const webhook = z.strictObject({
  url: addressField(webAddressProblem),
  method: z.enum(['POST', 'PUT', 'GET'], 'expected POST, PUT or GET').optional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header'), wordsField).optional(),
  body: z
    .union([wordsField, z.record(z.string(), jsonField)], 'expected text, or fields that are sent as JSON')
    .optional(),
  priorities: z.strictObject({ news: priorityField, alarm: priorityField, critical: priorityField }).optional(),
  timeout: timeoutField.optional(),
});

const mailField = z.string('expected a mail address').regex(/@/, 'expected a mail address such as me@example.com');
const email = z
  .strictObject({
    server: addressField(mailServerProblem),
    user: z.string(TEXT).min(1, TEXT).optional(),
    password: z.string(TEXT).min(1, TEXT).optional(),
    from: mailField,
    to: z.union([z.array(mailField).min(1, 'expected at least one'), mailField.transform((one) => [one])], {
      error: 'expected a mail address, or a list of them',
    }),
    timeout: timeoutField.optional(),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    message: 'expected user and password, or neither',
    path: ['user'],
  });

const command = z.strictObject({
  run: z.array(wordsField, 'expected a program and its arguments, as a list').min(1, 'expected a program'),
  timeout: timeoutField.optional(),
});

const way = z
  .strictObject({
    webhook: webhook.optional(),
    email: email.optional(),
    command: command.optional(),
    tell: topicsField.optional(),
  })
  .refine((given) => [given.webhook, given.email, given.command].filter((each) => each !== undefined).length === 1, {
    message: 'expected one of webhook, email and command',
  });

export const notificationsSchema = z.strictObject({
  ways: z.record(nameField, way).default({}),
  /** What is told on a way that does not say; everything unless told. */
  tell: topicsField.optional(),
  most: z
    .strictObject({
      count: z.int(ONE_OR_MORE).min(1, ONE_OR_MORE),
      within: durationWithin('at least 10s, such as 10m', 10 * MICROSECONDS.second),
    })
    .default({ count: 20, within: minutes(10) }),
  repeat: durationWithin('at least 30s, such as 5m', 30 * MICROSECONDS.second).default(minutes(5)),
  deadMan: z
    .strictObject({
      url: addressField(webAddressProblem),
      every: durationWithin('10s to 1h, such as 1m', 10 * MICROSECONDS.second, MICROSECONDS.hour).default(
        MICROSECONDS.minute as Duration,
      ),
    })
    .optional(),
});
export type NotificationsPlan = z.output<typeof notificationsSchema>;
export type WayPlan = z.output<typeof way>;
