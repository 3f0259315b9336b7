/** What may be asked of a desk: the shape of each command. What else is sent is refused, not passed over. */
import * as z from 'zod';
import { orderTypes, sides, timesInForce, triggers } from '../../orders.ts';
import { stages } from '../../stages.ts';
import { momentField, priceField, quantityField, shareField } from '../documents/fields.ts';

/** Printable, on one line. */
const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'expected printable text on one line');

const asker = {
  operator: line(64).meta({ description: 'Who asks; it stands in the record.' }),
  why: line(500).meta({ description: 'Why; it stands in the record.' }),
} as const;
const decidedOn = z
  .string()
  .regex(/^\d{1,15}-[0-9a-f]{16}$/, 'expected what was shown, as it was shown')
  .meta({ description: '`shown` of what it was decided on. Refused when that has changed since.' });

export const asked = z.strictObject(asker);
export const decided = z.strictObject({ ...asker, decidedOn: decidedOn.optional() });

const scope = z
  .string()
  .regex(
    /^(desk|account|(book|instrument)\/[!-~]{1,128})$/,
    'expected desk, account, book/<name> or instrument/<symbol>',
  )
  .default('desk');
export const scoped = z.strictObject({ ...asker, scope });
export const resumed = z.strictObject({ ...asker, scope, decidedOn: decidedOn.optional() });

const to = z.enum(stages);
export const promoted = z.strictObject({ ...asker, to, decidedOn: decidedOn.optional() });
export const demoted = z.strictObject({ ...asker, to });

export const kill = z.strictObject({
  ...asker,
  word: z.literal('kill', 'expected the word kill').meta({ description: 'Typed, so that nobody kills by a slip.' }),
  flatten: z.boolean().optional().meta({ description: 'Leave everything of ours, too.' }),
});

export const arming = z.strictObject({ ...asker, token: z.string().min(1).max(512) });

export const protection = z
  .strictObject({
    ...asker,
    stop: priceField.optional(),
    target: priceField.optional(),
    loosen: z.literal(true).optional().meta({ description: 'The stop may move away from the price.' }),
    decidedOn: decidedOn.optional(),
  })
  .refine(({ stop, target }) => stop !== undefined || target !== undefined, 'expected a stop, a target, or both');

const trail = z.union([
  z.strictObject({ amount: priceField }).transform(({ amount }) => ({ by: 'amount', amount }) as const),
  z.strictObject({ share: shareField }).transform(({ share: ratio }) => ({ by: 'percent', ratio }) as const),
]);
const changeable = {
  limit: priceField.optional(),
  stop: priceField.optional(),
  trail: trail.optional(),
  activation: priceField.optional(),
  limitOffset: priceField.optional(),
  offset: trail.optional(),
  displaySize: quantityField.optional(),
  goodTill: momentField.optional(),
} as const;

export const order = z.strictObject({
  ...asker,
  decidedOn: decidedOn.optional(),
  instrument: z.string().regex(/^[A-Z][A-Z0-9.]{0,11}$/, 'expected a ticker such as SPY'),
  side: z.enum(sides),
  quantity: quantityField,
  type: z.enum(orderTypes),
  ...changeable,
  minimumQuantity: quantityField.optional(),
  timeInForce: z.enum(timesInForce).default('day'),
  outsideRegularHours: z.boolean().default(false),
  trigger: z.enum(triggers).default('quote'),
});

export const amendment = z
  .strictObject({ ...asker, decidedOn: decidedOn.optional(), quantity: quantityField.optional(), ...changeable })
  .refine(
    ({ operator: _operator, why: _why, decidedOn: _shown, ...change }) =>
      Object.values(change).some((each) => each !== undefined),
    'expected a term to change',
  );

export type Asked = z.infer<typeof asked>;
export type Decided = z.infer<typeof decided>;
export type Scoped = z.infer<typeof scoped>;
export type Promoted = z.infer<typeof promoted>;
export type Demoted = z.infer<typeof demoted>;
export type Resumed = z.infer<typeof resumed>;
export type ArmingAsked = z.infer<typeof arming>;
export type Protection = z.infer<typeof protection>;
export type PlacedOrder = z.infer<typeof order>;
export type Amended = z.infer<typeof amendment>;
