/** Fields that documents of the user's share: exact decimals, durations, names; each says what it expects. */
import * as z from 'zod';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { timestamp } from '../../identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { amount, price, quantity, ratio } from '../../money.ts';
import { durationOf } from './durations.ts';

/** A decimal, as a YAML number or as text; `make` gives it its unit. */
export const decimal = <T extends bigint>(
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

const MOMENT = 'a moment with its zone, such as 2026-03-31T20:00:00Z';
const aboveZero = (value: bigint): boolean => value > 0n;
export const priceField = decimal<Price>(price, 'a price above zero, such as 0.01', aboveZero);
export const quantityField = decimal<Quantity>(quantity, 'a quantity above zero, such as 100', aboveZero);
export const amountField = decimal<Amount>(amount, 'an amount above zero, such as 30000', aboveZero);
const WHOLE = ratio(1);
export const shareField = decimal<Ratio>(
  ratioText,
  'a share above zero and below 100%, such as 0.05 or 5%',
  (value) => value > 0n && value < WHOLE,
);
/** A share that may be the whole. */
export const partField = decimal<Ratio>(
  ratioText,
  'a part above zero and up to the whole, such as 0.5 or 50%',
  (value) => value > 0n && value <= WHOLE,
);
/** A share that may be more than the whole. */
export const portionField = decimal<Ratio>(ratioText, 'a share above zero, such as 0.25, 25% or 150%', aboveZero);
export const multipleField = decimal<Ratio>(ratio, 'a number above zero, such as 6', aboveZero);

/** A duration within limits; more than none unless told. */
export const durationWithin = (expected: string, least = 1, most = Number.POSITIVE_INFINITY) =>
  z.string(`expected ${expected}`).transform((text, context): Duration => {
    const made = durationOf(text);
    if (made !== undefined && made >= least && made <= most) return made;
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${text}` });
    return z.NEVER;
  });
export const durationField = durationWithin('a duration above zero, such as 90s, 3m, 1h or 1d');

/** A moment with its zone: what is to end is to end for everybody at once. */
export const momentField = z.string(`expected ${MOMENT}`).transform((text, context): Timestamp => {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) && Number.isFinite(Date.parse(text)))
    return timestamp(new Date(text).toISOString());
  context.addIssue({ code: 'custom', message: `expected ${MOMENT}, found ${text}` });
  return z.NEVER;
});

export const nameField = z
  .string('expected a name')
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected a name of letters, digits, - and _, such as long-on-buy');

export const tickerField = z
  .string('expected a ticker such as SPY')
  .regex(/^[A-Za-z][A-Za-z0-9.]{0,11}$/, 'expected a ticker such as SPY');

function ratioText(value: string | number): Ratio {
  if (typeof value !== 'string' || !value.trim().endsWith('%')) return ratio(value);
  return ((ratio(value.trim().slice(0, -1)) as bigint) / 100n) as Ratio;
}
