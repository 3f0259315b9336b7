/**
 * Exact decimals. A price, a quantity and a ratio count 1e-8, an amount counts 1e-16, so that price × quantity is exact.
 * Inside they are `bigint`; in JSON and on the screen they are text. The only roundings are the named ones below
 * (shares of a cost, ticks, lots); each says its direction.
 */
import { OrdermatonError } from './errors.ts';

declare const unit: unique symbol;
type Exact<U extends string> = bigint & { readonly [unit]: U };

/** Money per unit of an instrument, in 1e-8 of the currency. */
export type Price = Exact<'price'>;
/** A number of shares or contracts, in 1e-8; signed where the name says so (long above zero). */
export type Quantity = Exact<'quantity'>;
/** Money: a cost, a fee, a profit; in 1e-16 of the currency. */
export type Amount = Exact<'amount'>;
/** A pure number such as a percentage (1 % is 0.01), in 1e-8. */
export type Ratio = Exact<'ratio'>;

type Decimal = Price | Quantity | Amount | Ratio;

const SCALE = 8;
const AMOUNT_SCALE = 16;
const ONE = 10n ** BigInt(SCALE);
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Zero, for every unit: adding it changes nothing whatever it is added to. */
export const zero = 0n as Price & Quantity & Amount & Ratio;

/**
 * A price from its decimal text or a finite number.
 * @throws `notADecimal` for NaN, ±Infinity, an exponent or more than 8 decimals.
 */
export const price = (value: string | number): Price => parse(value, SCALE, 'price') as Price;
/** A quantity from its decimal text or a finite number. @throws `notADecimal` as {@link price} does. */
export const quantity = (value: string | number): Quantity => parse(value, SCALE, 'quantity') as Quantity;
/** An amount from its decimal text or a finite number; 16 decimals at most. @throws `notADecimal` as {@link price} does. */
export const amount = (value: string | number): Amount => parse(value, AMOUNT_SCALE, 'amount') as Amount;
/** A ratio from its decimal text or a finite number (1 % is 0.01). @throws `notADecimal` as {@link price} does. */
export const ratio = (value: string | number): Ratio => parse(value, SCALE, 'ratio') as Ratio;

/** A float (an indicator's value, say) as a price, rounded to 1e-8, halves away from zero. @throws `notADecimal` if not finite. */
export function priceFromFloat(value: number): Price {
  const scaled = Math.round(value * Number(ONE));
  if (!Number.isSafeInteger(scaled)) throw notADecimal(value, 'price');
  return BigInt(scaled) as Price;
}

/** The decimal text of a price, quantity or ratio, without trailing zeros. */
export const decimalText = (value: Price | Quantity | Ratio): string => print(value, SCALE);
/** The decimal text of an amount, without trailing zeros. */
export const amountText = (value: Amount): string => print(value, AMOUNT_SCALE);
/** An amount as money is read: two decimals, halves to even; for people only, never to compute with. */
export const moneyText = (value: Amount, decimals = 2): string =>
  fixed(divideHalfEven(value, 10n ** BigInt(AMOUNT_SCALE - decimals)), decimals);
/** A price as it is quoted: `decimals` places (2 unless told), halves to even; for people only. */
export const priceText = (value: Price, decimals = 2): string =>
  fixed(divideHalfEven(value, 10n ** BigInt(SCALE - decimals)), decimals);

/** As a float: for pictures, indicators and conditions only. */
export const toFloat = (value: Price | Quantity | Ratio): number => Number(value) / 1e8;
/** As a float: for pictures only. */
export const amountToFloat = (value: Amount): number => Number(value / ONE) / 1e8;

/** The sum of two values of one unit. */
export const plus = <D extends Decimal>(a: D, b: D): D => (a + b) as D;
/** The difference of two values of one unit. */
export const minus = <D extends Decimal>(a: D, b: D): D => ((a as bigint) - (b as bigint)) as D;
/** The value with its sign turned. */
export const negate = <D extends Decimal>(a: D): D => (0n - (a as bigint)) as D;
/** The value without its sign. */
export const magnitude = <D extends Decimal>(a: D): D => (a < 0n ? negate(a) : a);
/** The smaller of two values of one unit. */
export const lesser = <D extends Decimal>(a: D, b: D): D => (a < b ? a : b);
/** The larger of two values of one unit. */
export const greater = <D extends Decimal>(a: D, b: D): D => (a > b ? a : b);
/** -1, 0 or 1. */
export const signOf = (a: Decimal): -1 | 0 | 1 => (a > 0n ? 1 : a < 0n ? -1 : 0);

/** Price × quantity, exact. */
export const times = (p: Price, q: Quantity): Amount => (p * q) as Amount;
/** A price, quantity or ratio times a ratio, halves to even at 1e-8. */
export const scaled = <D extends Price | Quantity | Ratio>(value: D, by: Ratio): D =>
  divideHalfEven(value * by, ONE) as D;
/** An amount times a ratio, halves to even at 1e-16. */
export const scaledAmount = (value: Amount, by: Ratio): Amount => divideHalfEven(value * by, ONE) as Amount;

/** The part of `total` that falls to `part` of `whole`, halves to even; the caller leaves the rest where it was. */
export const shareOf = <D extends Decimal>(total: D, part: Quantity, whole: Quantity): D =>
  divideHalfEven(total * part, whole) as D;
/** Cost ÷ quantity, halves to even at 1e-8: an average to show or to set a level by, never to book with. */
export const averagePrice = (cost: Amount, held: Quantity): Price =>
  held === 0n ? (0n as Price) : (divideHalfEven(cost, held) as Price);
/** Half way between two prices, halves to even at 1e-8. */
export function midpoint(a: Price, b: Price): Price {
  const below = (a + b) >> 1n; // towards minus infinity: half a unit too low for an odd sum
  return (((a + b) & below & 1n) === 0n ? below : below + 1n) as Price;
}
/** How many whole lots `money` buys at `p`: floor(money ÷ p) to a multiple of `lot`. @throws `notADecimal` if `p` or `lot` is not above zero. */
export function lotsFor(money: Amount, p: Price, lot: Quantity): Quantity {
  if (p <= 0n || lot <= 0n) throw notADecimal(p <= 0n ? decimalText(p) : decimalText(lot), 'price or lot above zero');
  const affordable = money <= 0n ? 0n : money / p;
  return (affordable - (affordable % lot)) as Quantity;
}

/** Which way a price is brought onto its tick. */
export type Rounding = 'down' | 'up' | 'nearest';

/** The price on the grid of `tick`; `nearest` takes halves away from zero. */
export function toTick(value: Price, tick: Price, rounding: Rounding): Price {
  if (tick <= 0n) return value;
  const rest = ((value % tick) + tick) % tick;
  if (rest === 0n) return value;
  const below = value - rest;
  if (rounding === 'down') return below as Price;
  if (rounding === 'up') return (below + tick) as Price;
  return (rest * 2n >= tick ? below + tick : below) as Price;
}

function parse(value: string | number, scale: number, what: string): bigint {
  const text = typeof value === 'number' ? numberText(value) : value.trim();
  const match = DECIMAL.exec(text);
  if (match === null) throw notADecimal(value, what);
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > scale) throw notADecimal(value, `${what} with at most ${scale} decimals`);
  const digits = BigInt(whole + kept.padEnd(scale, '0'));
  return sign === '-' ? -digits : digits;
}

/** The shortest text that reads back as the same number; an exponent is written out, so 1e-7 and 1e21 are read as meant. */
function numberText(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, whole = '', fraction = '', exponent = ''] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`;
  return `${sign}${digits.padEnd(shift + 1, '0')}`;
}

function print(value: bigint, scale: number): string {
  const text = fixed(value, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function fixed(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${value < 0n ? '-' : ''}${whole}${fraction}`;
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const rest = numerator - quotient * denominator;
  if (rest === 0n) return quotient;
  const doubled = (rest < 0n ? -rest : rest) * 2n;
  const whole = denominator < 0n ? -denominator : denominator;
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  if (doubled > whole || (doubled === whole && quotient % 2n !== 0n)) return quotient + away;
  return quotient;
}

function notADecimal(value: unknown, what: string): OrdermatonError {
  return new OrdermatonError('notADecimal', { value: String(value), expected: what });
}
