/** The answers of an options-flow monitor, field by field. Fields that are not named here may be there too. */
import * as z from 'zod';
import { OrdermatonError } from '../../../errors.ts';
import { named, timestamp } from '../../../identifiers.ts';
import { amountField, quantityField } from '../../documents/fields.ts';

const finite = z.number('expected a number');
const moment = z.string('expected a moment').transform((text, context) => {
  try {
    return timestamp(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a moment in ISO 8601 with an offset' });
    return z.NEVER;
  }
});
const name = z.string('expected a name').transform((text, context) => {
  try {
    return named(text) as string;
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a name without spaces' });
    return z.NEVER;
  }
});
/** One row, or a list of them. */
const rows = <T extends z.ZodType>(row: T) =>
  z.union([z.array(row), row.transform((one) => [one])], 'expected a list of rows');

/** `GET status` */
export const statusAnswer = z.looseObject({ status: z.string('expected text').optional() }, 'expected an object');
/** `GET tickers` */
export const tickersAnswer = z.array(z.string('expected a ticker'), 'expected a list of tickers');
/** `GET data-range?ticker=SPY` */
export const rangeAnswer = z.object(
  { start_date: z.string('expected a date').nullable(), end_date: z.string('expected a date').nullable() },
  'expected an object',
);
/** `GET predictions?ticker=SPY&start_date=…&end_date=…&limit=…`; each is read by itself. */
export const predictionsAnswer = z.array(z.unknown(), 'expected a list of predictions');
/** `GET trades?ticker=SPY&limit=…` */
export const tradesAnswer = rows(
  z.object({
    id: name,
    timestamp: moment,
    type: z.enum(['call', 'put'], 'expected call or put'),
    side: z.enum(['buy', 'sell'], 'expected buy or sell'),
    premium: amountField,
    size: quantityField,
  }),
);
/** `GET divergence?ticker=SPY` */
export const divergenceAnswer = rows(z.object({ timestamp: moment, value: finite }));
/** `GET minute-data?ticker=SPY&limit=…`: a moment, and numbers by name. */
export const minutesAnswer = rows(z.looseObject({ timestamp: moment }));

/** The answer, if it is one. @throws `monitorUnreadable` with the first thing that is wrong */
export function answerOf<T>(schema: z.ZodType<T>, path: string, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw new OrdermatonError('monitorUnreadable', {
    path,
    problem: `${place === '' ? '' : `${place}: `}${issue?.message}`,
  });
}
