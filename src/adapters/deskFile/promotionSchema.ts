/** The part of a desk document about stages: what each asks of the one before, and the caps of small live. */
import * as z from 'zod';
import { amountField, quantityField, shareField } from '../documents/fields.ts';

const ZERO_OR_MORE = 'expected a whole number, 0 or more';
const ONE_OR_MORE = 'expected a whole number, 1 or more';
const countField = z.int(ZERO_OR_MORE).min(0, ZERO_OR_MORE).optional();

const criteria = z.strictObject({
  sessions: countField,
  decisions: countField,
  trades: countField,
  maxDrifts: countField,
  maxDrawdown: amountField.optional(),
});

const caps = z
  .strictObject({
    maxOrderQuantity: quantityField.optional(),
    maxOrderNotional: amountField.optional(),
    maxOpenPositions: z.int(ONE_OR_MORE).min(1, ONE_OR_MORE).optional(),
    maxGrossExposure: amountField.optional(),
    priceCollar: shareField.optional(),
  })
  .refine((given) => Object.values(given).some((each) => each !== undefined), {
    message: 'expected at least one cap, such as maxGrossExposure: 2000',
  });

export const promotionSchema = z.strictObject({ paper: criteria, smallLive: criteria, live: criteria, caps });
