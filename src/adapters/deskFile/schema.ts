/** The desk document as people write it: which fields there are, what each expects, and what it becomes. */
import * as z from 'zod';
import { indicatorKinds } from '../../configuration.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import {
  amountField,
  durationField,
  durationWithin,
  multipleField,
  nameField,
  priceField,
  quantityField,
  shareField,
  tickerField,
} from '../documents/fields.ts';

/** The shortest session lasts three and a half hours. */
const beforeCloseField = durationWithin('1s to 3h, such as 1m', MICROSECONDS.second, 3 * MICROSECONDS.hour);
/** Less than this is over before anybody could answer. */
const patienceField = durationWithin('at least 100ms, such as 10s', 100 * MICROSECONDS.millisecond);
const ONE_OR_MORE = 'expected a whole number, 1 or more';
const ONE_TO_TEN = 'expected a whole number from 1 to 10';
const BARS = 'expected a whole number of bars, 1 to 10000';

const distance = z.union(
  [
    z.strictObject({ amount: priceField }),
    z.strictObject({ share: shareField }),
    z.strictObject({ indicator: nameField, times: multipleField }),
  ],
  'expected one of { amount: 0.50 }, { share: 1% } or { indicator: atr, times: 6 }',
);

/** What `open` asks for. */
export const openSchema = z
  .strictObject({
    side: z.enum(['long', 'short'], 'expected long or short'),
    allocation: amountField.optional(),
    quantity: quantityField.optional(),
    entry: z
      .union(
        [z.literal('market'), z.strictObject({ limit: priceField })],
        'expected market or { limit: 0.05 } (so far from the quote)',
      )
      .default('market'),
    stop: distance.optional(),
    target: distance.optional(),
    doubleDown: z
      .strictObject({ at: shareField, times: z.int(ONE_TO_TEN).min(1, ONE_TO_TEN).max(10, ONE_TO_TEN).default(1) })
      .optional(),
  })
  .refine(({ allocation, quantity: shares }) => (allocation === undefined) !== (shares === undefined), {
    message: 'expected either allocation (money) or quantity (shares)',
  })
  .refine(({ doubleDown, stop }) => doubleDown === undefined || stop !== undefined, {
    message: 'doubleDown is measured on the way to the stop: expected a stop',
    path: ['doubleDown'],
  });

const action = z.union(
  [z.strictObject({ open: openSchema }), z.literal('close'), z.literal('flatten')],
  'expected open with its fields, close, or flatten',
);

const rule = z.strictObject({
  when: z.string('expected the type of an event, such as signal.prediction'),
  if: z.string('expected a condition, such as signal.confidence >= 0.5').optional(),
  // biome-ignore lint/suspicious/noThenProperty: the word of the desk document
  then: z.union(
    [z.array(action).min(1, 'expected at least one action'), action.transform((one) => [one])],
    'expected a list of actions: open with its fields, close, or flatten',
  ),
  cooldown: z
    .strictObject({ for: durationField, after: z.enum(['action', 'stop', 'close']).default('action') })
    .optional(),
  times: z.int(ONE_OR_MORE).min(1, ONE_OR_MORE).optional(),
});

const indicator = z.strictObject({
  kind: z.enum(indicatorKinds, `expected one of ${indicatorKinds.join(', ')}`),
  length: z.int(BARS).min(1, BARS).max(10_000, BARS),
  bars: durationField.default(MICROSECONDS.minute as Duration),
  session: z.enum(['regular', 'all'], 'expected regular or all').default('regular'),
});

const patience = z
  .strictObject({
    acknowledge: patienceField.optional(),
    answer: patienceField.optional(),
    protection: patienceField.optional(),
    exit: patienceField.optional(),
    agreement: patienceField.optional(),
  })
  .default({});

const risk = z
  .strictObject({
    maxOrderQuantity: quantityField.optional(),
    maxOrderNotional: amountField.optional(),
    maxOpenPositions: z.int(ONE_OR_MORE).min(1, ONE_OR_MORE).optional(),
    maxGrossExposure: amountField.optional(),
    priceCollar: shareField.optional(),
  })
  .default({});

export const deskSchema = z.strictObject({
  desk: nameField,
  account: nameField.optional(),
  book: nameField.optional(),
  currency: z.string().regex(/^USD$/, 'expected USD: nothing else is traded yet').optional(),
  symbols: z.array(tickerField).min(1, 'expected at least one ticker').optional(),
  tick: priceField.optional(),
  lot: quantityField.optional(),
  indicators: z.record(nameField, indicator).default({}),
  rules: z.record(nameField, rule),
  risk,
  exitThrough: shareField.optional(),
  beforeClose: beforeCloseField.optional(),
  patience,
});
export type DeskDocument = z.infer<typeof deskSchema>;
export type OpenDocument = z.infer<typeof openSchema>;
