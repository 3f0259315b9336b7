/** The desk document as people write it: which fields there are, what each expects, and what it becomes. */
import * as z from 'zod';
import { accountings, haltScopes, indicatorKinds, markKinds } from '../../configuration.ts';
import { hint } from '../../hints.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { ratio } from '../../money.ts';
import {
  amountField,
  durationField,
  durationWithin,
  momentField,
  multipleField,
  nameField,
  partField,
  priceField,
  quantityField,
  shareField,
  tickerField,
} from '../documents/fields.ts';
import { lossesSchema, tradingDaySchema } from './lossesSchema.ts';
import { notificationsSchema } from './notificationsSchema.ts';
import { promotionSchema } from './promotionSchema.ts';
import { riskSchema } from './riskSchema.ts';
import { signalsSchema } from './signalsSchema.ts';
import { templateSchema } from './templates.ts';

const WHOLE = ratio(1);

/** The shortest session lasts three and a half hours. */
const beforeCloseField = durationWithin('1s to 3h, such as 1m', MICROSECONDS.second, 3 * MICROSECONDS.hour);
/** Less than this is over before anybody could answer. */
const patienceField = durationWithin('at least 100ms, such as 10s', 100 * MICROSECONDS.millisecond);
const ONE_OR_MORE = 'expected a whole number, 1 or more';
const ONE_TO_TEN = 'expected a whole number from 1 to 10';
const PRIORITY = 'expected a whole number from -1000 to 1000; the highest comes first';
const ONE_EVENT_OR_MORE = 'expected the type of an event, such as signal.prediction, or a list of them';
const eventField = z.string('expected the type of an event, such as signal.prediction');
const eventsField = z.union([eventField, z.array(eventField).min(1, 'expected at least one event')], ONE_EVENT_OR_MORE);
const countField = z.int(ONE_OR_MORE).min(1, ONE_OR_MORE);
const perField = z.enum(['symbol', 'rule'], 'expected symbol or rule');
const verbs =
  'open reverse scaleIn scaleOut moveStop trail moveTargets halt resume notify close flatten cancelEntries'.split(' ');
const ACTION =
  'expected open, reverse, scaleIn, scaleOut, moveStop, trail, moveTargets, halt, resume or notify with its fields, close, flatten or cancelEntries';
const BARS = 'expected a whole number of bars, 1 to 10000';

/** The name of an indicator, or of a line of one. */
const indicatorField = z
  .string('expected the name of an indicator')
  .regex(/^[A-Za-z][A-Za-z0-9_-]*(\.[a-z]+)?$/, 'expected the name of an indicator, such as atr or band.upper');

const distance = z.union(
  [
    z.strictObject({ amount: priceField }),
    z.strictObject({ share: shareField }),
    z.strictObject({ indicator: indicatorField, times: multipleField }),
  ],
  'expected one of { amount: 0.50 }, { share: 1% } or { indicator: atr, times: 6 }',
);

const part = partField;
const targetPart = z.union(
  [
    z.strictObject({ amount: priceField, part }),
    z.strictObject({ share: shareField, part }),
    z.strictObject({ indicator: indicatorField, times: multipleField, part }),
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
    z.strictObject({ share: shareField, step: priceField.optional() }),
    z.strictObject({ indicator: indicatorField, times: multipleField, step: priceField.optional() }),
  ],
  'expected a distance such as { share: 1% }, with or without step',
);
const loosen = z.boolean('expected true or false').optional();
const stopMove = z.union(
  [
    z.strictObject({ amount: priceField, loosen }),
    z.strictObject({ share: shareField, loosen }),
    z.strictObject({ indicator: indicatorField, times: multipleField, loosen }),
  ],
  'expected a distance such as { share: 1% }, with or without loosen',
);
const breakeven = z.strictObject({ after: distance, offset: priceField.optional() });

/** How a position is entered and left. */
const planFields = {
  entry: entry.default('market'),
  stop: distance.optional(),
  target: distance.optional(),
  targets: z.array(targetPart).min(1).max(10).optional(),
  trail: trail.optional(),
  breakeven: breakeven.optional(),
  scaleOut: z.array(targetPart).min(1).max(10).optional(),
  timeLimit: durationField.optional(),
  doubleDown: z
    .strictObject({ at: shareField, times: z.int(ONE_TO_TEN).min(1, ONE_TO_TEN).max(10, ONE_TO_TEN).default(1) })
    .optional(),
};
/** Money, or shares. */
const sizeFields = { allocation: amountField.optional(), quantity: quantityField.optional() };
const EITHER_SIZE = 'expected either allocation (money) or quantity (shares)';
interface Sized {
  readonly allocation?: unknown;
  readonly quantity?: unknown;
}
/** What an opening may be sized by beside these. */
const openSizeFields = {
  ...sizeFields,
  equity: partField.optional(),
  risk: shareField.optional(),
  volatility: z.strictObject({ share: shareField, indicator: indicatorField, times: multipleField }).optional(),
};
const ONE_SIZE = 'expected one of allocation (money), quantity (shares), equity, risk or volatility';
const isSized = ({ allocation, quantity: shares }: Sized): boolean =>
  (allocation === undefined) !== (shares === undefined);

/** What holds between the fields of a plan. */
const planned = <S extends z.ZodType<ReverseFields>>(schema: S): S =>
  schema
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

/** What `reverse` asks for: as `open`, without the side that what is held gives. */
const reverseFields = z.strictObject({ ...sizeFields, ...planFields });
type ReverseFields = z.output<typeof reverseFields>;
const reverseSchema = planned(
  reverseFields.refine((given) => given.allocation === undefined || given.quantity === undefined, {
    message: EITHER_SIZE,
  }),
);

/** What `open` asks for. */
export const openSchema = planned(
  z
    .strictObject({ side: z.enum(['long', 'short'], 'expected long or short'), ...openSizeFields, ...planFields })
    .refine(
      ({ allocation, quantity, equity, risk: atRisk, volatility }) =>
        [allocation, quantity, equity, atRisk, volatility].filter((each) => each !== undefined).length === 1,
      { message: ONE_SIZE },
    )
    .refine(({ risk: atRisk, stop, trail: following }) => atRisk === undefined || (stop ?? following) !== undefined, {
      message: 'risk is measured to the stop: expected a stop or a trail',
      path: ['risk'],
    }),
);

const action = z.union(
  [
    z.strictObject({ open: openSchema }),
    z.strictObject({ reverse: reverseSchema }),
    z.literal(['close', 'flatten', 'cancelEntries']),
    z.strictObject({ flatten: z.enum(['book', 'desk'], 'expected book or desk') }),
    z.strictObject({ cancelEntries: z.enum(['symbol', 'desk'], 'expected symbol or desk') }),
    z.strictObject({ scaleIn: z.strictObject(sizeFields).refine(isSized, { message: EITHER_SIZE }) }),
    z.strictObject({
      scaleOut: z.union(
        [z.strictObject({ quantity: quantityField }), z.strictObject({ part: partField })],
        'expected { quantity: 50 } or { part: 50% }',
      ),
    }),
    z.strictObject({
      moveStop: z.union([z.literal('average'), stopMove], 'expected average, or a distance behind the price'),
    }),
    z.strictObject({ trail: distance }),
    z.strictObject({
      moveTargets: z.union([distance, z.array(distance).min(1).max(10)], 'expected a distance, or a list'),
    }),
    z.strictObject({ halt: z.enum(haltScopes, 'expected desk, book or symbol') }),
    z.strictObject({ resume: z.enum(haltScopes, 'expected desk, book or symbol') }),
    z.strictObject({ notify: z.string('expected text').min(1, 'expected text') }),
  ],
  { error: ({ input }) => ACTION + nearestVerb(input) },
);

/** The verb that was meant, for a word or the first field of an action that is none. */
function nearestVerb(input: unknown): string {
  const name = typeof input === 'object' && input !== null ? Object.keys(input)[0] : input;
  const meant = typeof name === 'string' ? hint(name, verbs) : '';
  return meant.includes('did you mean') ? meant : '';
}

const rule = z.strictObject({
  when: eventsField,
  symbols: z.array(tickerField).min(1, 'expected at least one ticker').optional(),
  priority: z.int(PRIORITY).min(-1000, PRIORITY).max(1000, PRIORITY).optional(),
  enabled: z.boolean('expected true or false').optional(),
  if: z.string('expected a condition, such as signal.confidence >= 0.5').optional(),
  // biome-ignore lint/suspicious/noThenProperty: the word of the desk document
  then: z.union([z.array(action).min(1, 'expected at least one action'), action.transform((one) => [one])], {
    error: ({ input }) => `expected a list of actions: ${ACTION.replace('expected ', '')}${nearestVerb(input)}`,
  }),
  cooldown: z
    .strictObject({
      for: durationField,
      after: z.enum(['action', 'stop', 'close']).default('action'),
      per: perField.optional(),
      reset: eventsField.optional(),
    })
    .optional(),
  times: countField.optional(),
  maxPerDay: z
    .union(
      [countField, z.strictObject({ count: countField, per: perField.default('symbol') })],
      'expected a whole number, 1 or more, or { count: 3, per: rule }',
    )
    .optional(),
  expires: momentField.optional(),
  exclusive: z.boolean('expected true or false').optional(),
  dryRun: z.boolean('expected true or false').optional(),
  late: z.literal('act', 'expected act, or nothing').optional(),
});

const lengthField = z.int(BARS).min(1, BARS).max(10_000, BARS);
const barsField = durationField.default(MICROSECONDS.minute as Duration);
const sessionField = z.enum(['regular', 'all'], 'expected regular or all').default('regular');
const DEVIATIONS = 'expected a number above zero, such as 2';
const overBars = { length: lengthField, bars: barsField, session: sessionField };
const indicator = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.enum(['atr', 'sma', 'ema', 'rsi']), ...overBars }),
    z.strictObject({
      kind: z.literal('bollinger'),
      deviations: z.number(DEVIATIONS).positive(DEVIATIONS).max(10, 'expected 10 or less').default(2),
      ...overBars,
    }),
    z.strictObject({ kind: z.literal('openingRange'), length: lengthField, bars: barsField }),
    z.strictObject({ kind: z.enum(['vwap', 'sessionRange']), bars: barsField }),
  ],
  `expected one of ${indicatorKinds.join(', ')}`,
);

const patience = z
  .strictObject({
    acknowledge: patienceField.optional(),
    answer: patienceField.optional(),
    protection: patienceField.optional(),
    exit: patienceField.optional(),
    agreement: patienceField.optional(),
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
  /** Rules are made of them before the document is read. */
  templates: z.record(nameField, templateSchema).optional(),
  rules: z.record(nameField, rule),
  risk: riskSchema,
  losses: lossesSchema,
  tradingDay: tradingDaySchema,
  limitsWhy: z.string('expected who loosens limits, and why').min(1, 'expected who loosens limits, and why').optional(),
  exitThrough: shareField.optional(),
  beforeClose: beforeCloseField.optional(),
  signalAge: durationField.optional(),
  marks: z.enum(markKinds, `expected one of ${markKinds.join(', ')}`).optional(),
  accounting: z.enum(accountings, `expected one of ${accountings.join(', ')}`).optional(),
  patience,
  signals: signalsSchema.optional(),
  notifications: notificationsSchema.optional(),
  promotion: promotionSchema.optional(),
});
export type DeskDocument = z.infer<typeof deskSchema>;
export type OpenDocument = z.infer<typeof openSchema>;
export type ReverseDocument = z.infer<typeof reverseSchema>;
