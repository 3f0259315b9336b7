/** The rows of a statement in a step of a scenario. */
import * as z from 'zod';
import { amount } from '../../money.ts';
import { sides } from '../../orders.ts';
import { decimal, nameField, priceField, quantityField, tickerField } from '../documents/fields.ts';
import { clockField, orderField } from './texts.ts';

const row = z
  .strictObject(
    {
      order: orderField.optional(),
      execution: nameField.optional(),
      symbol: tickerField.transform((ticker) => ticker.toUpperCase()).optional(),
      side: z.enum(sides, `expected ${sides.join(' or ')}`).optional(),
      quantity: quantityField,
      price: priceField,
      fee: decimal(amount, 'an amount such as 0.35', () => true).optional(),
      currency: z.string().optional(),
      at: clockField.optional(),
    },
    'expected a trade such as { order: entry, execution: x7, quantity: 40, price: 100.02, fee: 0.35 }',
  )
  .superRefine(({ order, symbol, side }, context) => {
    if (order !== undefined || (symbol !== undefined && side !== undefined)) return;
    context.addIssue({ code: 'custom', message: 'expected an order, or symbol and side' });
  });

/** What a person brings in as the broker's statement. */
export const statementRows = z.array(row, 'expected a list of trades').min(1, 'expected at least one trade');
export type StatementRow = z.infer<typeof row>;
