/** The desk document as people write it: which fields there are, what each expects, and what it becomes. */
import * as z from 'zod';
import { accountings, indicatorKinds, markKinds } from '../../configuration.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { amount, price, quantity, ratio } from '../../money.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: MICROSECONDS.millisecond,
  s: MICROSECONDS.second,
  m: MICROSECONDS.minute,
  h: MICROSECONDS.hour,
};

/** A decimal, as a YAML number or as text; `make` gives it its unit. */
const decimal = <T extends bigint>(
  make: (value: string | number) => T,
  expected: string,
  holds: (value: T) => boolean,
) =>
  z.union([z.number(), z.string()], `expected ${expected}`).transform((value, context): T => {
    try {
      const made = make(value);
      if (holds(made)) return made;
    } catch {
      // said below: whatever is wrong with it, the same is expected
    }
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${value}` });
    return z.NEVER;
  });

const WHOLE = ratio(1);
const aboveZero = (value: bigint): boolean => value > 0n;
const priceField = decimal<Price>(price, 'a price above zero, such as 0.01', aboveZero);
const quantityField = decimal<Quantity>(quantity, 'a quantity above zero, such as 100', aboveZero);
const amountField = decimal<Amount>(amount, 'an amount above zero, such as 30000', aboveZero);
const ratioField = decimal<Ratio>(ratioText, 'a share above zero, such as 0.05 or 5%', aboveZero);
const multipleField = decimal<Ratio>(ratio, 'a number above zero, such as 6', aboveZero);

const durationField = z.string('expected a duration such as 90s, 3m or 1h').transform((text, context): Duration => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  if (match !== null) return Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0)) as Duration;
  context.addIssue({ code: 'custom', message: `expected a duration such as 90s, 3m or 1h, found ${text}` });
  return z.NEVER;
});
const nameField = z
  .string('expected a name')
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a name of letters, digits, - and _, such as long-on-buy');

function ratioText(value: string | number): Ratio {
  if (typeof value !== 'string' || !value.trim().endsWith('%')) return ratio(value);
  return ((ratio(value.trim().slice(0, -1)) as bigint) / 100n) as Ratio;
}

const distance = z.union(
  [
    z.strictObject({ amount: priceField }),
    z.strictObject({ share: ratioField }),
    z.strictObject({ indicator: nameField, times: multipleField }),
  ],
  'expected one of { amount: 0.50 }, { share: 1% } or { indicator: atr, times: 6 }',
);

const part = ratioField;
const targetPart = z.union(
  [
    z.strictObject({ amount: priceField, part }),
    z.strictObject({ share: ratioField, part }),
    z.strictObject({ indicator: nameField, times: multipleField, part }),
  ],
  'expected a distance with the part it is for, such as { share: 1%, part: 50% }',
);

const entry = z.union(
  [
    z.literal('market'),
    z.strictObject({ limit: priceField }),
    z.strictObject({ stop: priceField, slip: priceField.optional() }),
  ],
  'expected market, { limit: 0.05 } or { stop: 0.05, slip: 0.10 } (so far from the quote)',
);

const trail = z.union(
  [
    z.strictObject({ amount: priceField, step: priceField.optional() }),
    z.strictObject({ share: ratioField, step: priceField.optional() }),
    z.strictObject({ indicator: nameField, times: multipleField, step: priceField.optional() }),
  ],
  'expected a distance such as { share: 1% }, with or without step',
);
const breakeven = z.strictObject({ after: distance, offset: priceField.optional() });

const open = z
  .strictObject({
    side: z.enum(['long', 'short'], 'expected long or short'),
    allocation: amountField.optional(),
    quantity: quantityField.optional(),
    entry: entry.default('market'),
    stop: distance.optional(),
    target: distance.optional(),
    targets: z.array(targetPart).min(1).max(10).optional(),
    trail: trail.optional(),
    breakeven: breakeven.optional(),
    scaleOut: z.array(targetPart).min(1).max(10).optional(),
    timeLimit: durationField.optional(),
    doubleDown: z.strictObject({ at: ratioField, times: z.int().min(1).max(10).default(1) }).optional(),
  })
  .refine(({ allocation, quantity: shares }) => (allocation === undefined) !== (shares === undefined), {
    message: 'expected either allocation (money) or quantity (shares)',
  })
  .refine(({ target, targets }) => target === undefined || targets === undefined, {
    message: 'expected either target (for everything) or targets (for parts)',
    path: ['targets'],
  })
  .refine(({ targets = [] }) => targets.reduce((sum, each) => sum + each.part, 0n) <= WHOLE, {
    message: 'the parts come to more than the whole',
    path: ['targets'],
  })
  .refine(({ breakeven: move, stop, trail: following }) => move === undefined || (stop ?? following) !== undefined, {
    message: 'breakeven moves the stop: expected a stop or a trail',
    path: ['breakeven'],
  })
  .refine(({ doubleDown, stop }) => doubleDown === undefined || stop !== undefined, {
    message: 'doubleDown is measured on the way to the stop: expected a stop',
    path: ['doubleDown'],
  });

const action = z.union(
  [z.strictObject({ open }), z.literal('close'), z.literal('flatten')],
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
  symbols: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9.]{0,11}$/, 'expected a ticker such as SPY'))
    .min(1)
    .optional(),
  tick: priceField.optional(),
  lot: quantityField.optional(),
  indicators: z.record(nameField, indicator).default({}),
  rules: z.record(nameField, rule),
  risk,
  exitThrough: ratioField.optional(),
  beforeClose: durationField.optional(),
  marks: z.enum(markKinds, `expected one of ${markKinds.join(', ')}`).optional(),
  accounting: z.enum(accountings, `expected one of ${accountings.join(', ')}`).optional(),
  patience,
});
export type DeskDocument = z.infer<typeof deskSchema>;
