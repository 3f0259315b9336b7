/** The desk document as people write it: which fields there are, what each expects, and what it becomes. */
import * as z from 'zod';
import { indicatorKinds } from '../../configuration.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import {
  amountField,
  durationField,
  multipleField,
  nameField,
  priceField,
  quantityField,
  ratioField,
  tickerField,
} from '../documents/fields.ts';

const distance = z.union(
  [
    z.strictObject({ amount: priceField }),
    z.strictObject({ share: ratioField }),
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
    doubleDown: z.strictObject({ at: ratioField, times: z.int().min(1).max(10).default(1) }).optional(),
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
    [z.array(action).min(1), action.transform((one) => [one])],
    'expected a list of actions: open with its fields, close, or flatten',
  ),
  cooldown: z
    .strictObject({ for: durationField, after: z.enum(['action', 'stop', 'close']).default('action') })
    .optional(),
  times: z.int().min(1).optional(),
});

const indicator = z.strictObject({
  kind: z.enum(indicatorKinds, `expected one of ${indicatorKinds.join(', ')}`),
  length: z.int('expected a whole number of bars').min(1).max(10_000),
  bars: durationField.default(MICROSECONDS.minute as Duration),
  session: z.enum(['regular', 'all'], 'expected regular or all').default('regular'),
});

const patience = z
  .strictObject({
    acknowledge: durationField.optional(),
    answer: durationField.optional(),
    protection: durationField.optional(),
    exit: durationField.optional(),
    agreement: durationField.optional(),
  })
  .default({});

const risk = z
  .strictObject({
    maxOrderQuantity: quantityField.optional(),
    maxOrderNotional: amountField.optional(),
    maxOpenPositions: z.int('expected a whole number').min(1).optional(),
    maxGrossExposure: amountField.optional(),
    priceCollar: ratioField.optional(),
  })
  .default({});

export const deskSchema = z.strictObject({
  desk: nameField,
  account: nameField.optional(),
  book: nameField.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected three capitals, such as USD')
    .optional(),
  symbols: z.array(tickerField).min(1).optional(),
  tick: priceField.optional(),
  lot: quantityField.optional(),
  indicators: z.record(nameField, indicator).default({}),
  rules: z.record(nameField, rule),
  risk,
  exitThrough: ratioField.optional(),
  beforeClose: durationField.optional(),
  patience,
});
export type DeskDocument = z.infer<typeof deskSchema>;
export type OpenDocument = z.infer<typeof openSchema>;
