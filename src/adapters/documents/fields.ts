/** Fields that documents of the user's share: exact decimals, durations, names; each says what it expects. */
import * as z from 'zod';
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

const aboveZero = (value: bigint): boolean => value > 0n;
export const priceField = decimal<Price>(price, 'a price above zero, such as 0.01', aboveZero);
export const quantityField = decimal<Quantity>(quantity, 'a quantity above zero, such as 100', aboveZero);
export const amountField = decimal<Amount>(amount, 'an amount above zero, such as 30000', aboveZero);
export const ratioField = decimal<Ratio>(ratioText, 'a share above zero, such as 0.05 or 5%', aboveZero);
export const multipleField = decimal<Ratio>(ratio, 'a number above zero, such as 6', aboveZero);

/** The duration that a text such as `90s`, `3m` or `1h` names; `undefined` when it names none. */
export function durationOf(text: string): Duration | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  return match === null ? undefined : (Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0)) as Duration);
}

export const durationField = z
  .string('expected a duration such as 90s, 3m or 1h')
  .transform((text, context): Duration => {
    const duration = durationOf(text);
    if (duration !== undefined) return duration;
    context.addIssue({ code: 'custom', message: `expected a duration such as 90s, 3m or 1h, found ${text}` });
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
