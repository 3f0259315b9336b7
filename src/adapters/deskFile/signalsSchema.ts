/** The part of a desk document that says where signals come from. It is for whoever starts the desk: nothing of it is in the record. */
import * as z from 'zod';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS, seconds } from '../../identifiers.ts';
import { amountField, durationField, durationWithin, nameField, tickerField } from '../documents/fields.ts';
import { monitorUrlProblem } from '../signals/monitor/request.ts';

/** A number with more digits than a double keeps arrives as its text. */
const asNumber = (given: unknown): unknown =>
  typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
const number = z.preprocess(asNumber, z.number('expected a number'));
const zeroOrMore = z.preprocess(asNumber, z.number('expected a number').min(0, 'expected zero or more'));
const PORT = 'expected a port, 0 to 65535';
const LONG_ENOUGH = 'expected text of 16 characters or more';
const secretField = z.string(LONG_ENOUGH).min(16, LONG_ENOUGH);
const ONE_OR_MORE = 'expected a whole number, 1 or more';
const everyField = durationWithin('at least 1s, such as 5s', MICROSECONDS.second);
const timeoutField = durationWithin('100ms to 60s, such as 5s', 100 * MICROSECONDS.millisecond, MICROSECONDS.minute);

const limits = { silence: durationField.optional(), goodFor: durationField.optional() };

const monitor = z.strictObject({
  url: z
    .string('expected an address')
    .refine((url) => monitorUrlProblem(url) === undefined, { error: ({ input }) => monitorUrlProblem(String(input)) })
    .optional(),
  key: z.string('expected text').min(1, 'expected text').optional(),
  symbols: z.array(tickerField).min(1, 'expected at least one ticker').optional(),
  ...limits,
  silence: durationField.default(seconds(60)),
  timeout: timeoutField.default(seconds(5)),
  every: z
    .strictObject({
      prediction: everyField.optional(),
      trades: everyField.optional(),
      divergence: everyField.optional(),
      minuteData: everyField.optional(),
    })
    .default({ prediction: seconds(5) as Duration }),
  minPremium: amountField.optional(),
  divergenceStep: zeroOrMore.default(0),
  thresholds: z
    .record(
      nameField,
      z.strictObject({
        value: z.string('expected the name of a value'),
        level: number,
        hysteresis: zeroOrMore.default(0),
      }),
    )
    .default({}),
});

const http = z.strictObject({
  port: z.int(PORT).min(0, PORT).max(65_535, PORT).default(8791),
  token: secretField.optional(),
  secret: secretField.optional(),
  maxPerMinute: z.int(ONE_OR_MORE).min(1, ONE_OR_MORE).optional(),
  ...limits,
});

const folder = z.strictObject({ path: z.string('expected the path of a folder').min(1, 'expected a path'), ...limits });

export const signalsSchema = z.strictObject({
  monitor: monitor.optional(),
  http: http.optional(),
  folder: folder.optional(),
});
export type SignalsPlan = z.output<typeof signalsSchema>;
export type MonitorPlan = z.output<typeof monitor>;

/** A monitor that stands in no document. */
export const plainMonitor = (): MonitorPlan => monitor.parse({});
