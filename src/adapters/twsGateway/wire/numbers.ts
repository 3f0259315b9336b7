/** Numbers as clients write them (`100.0`, `1e-05`, `0.1`), brought to exact decimals; several texts mean that none is given. */

/** What a number field holds: a count of 1e-`scale`, no number at all, infinity, or text that is none of these. */
export type WireNumber = bigint | 'unset' | 'infinite' | 'unreadable';

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** Longer texts are no number: a float has 17 digits at most, and nobody pays 1e15 for anything. */
const LONGEST = 64;
const LARGEST = 1e15;
/** A double that is not given is the largest one; the official client in C++ writes it with ten digits, as 1.797693135e+308. */
const LARGEST_DOUBLE = /^1\.79769\d*[eE]\+?308$/;
/** The largest decimal of 127 bits: how ibapi writes a quantity that is not given. */
const UNSET_DECIMAL = String(2n ** 127n - 1n);
/** Clients in C-like languages write an integer that is not given as the largest one of 32 bits. */
const UNSET_INTEGER = 2_147_483_647;

/**
 * A decimal field. What lies beyond the scale is float noise of the client (`200.01999999999998`) and is rounded away,
 * halves away from zero. Empty text, the largest double and the largest decimal are unset.
 */
export function decimalOf(text: string, scale: number): WireNumber {
  if (text === '' || text === UNSET_DECIMAL) return 'unset';
  if (text === 'Infinite' || text === 'Infinity') return 'infinite';
  const match = text.length > LONGEST ? null : NUMBER.exec(text);
  if (match === null) return 'unreadable';
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole + fraction === '') return 'unreadable';
  if (LARGEST_DOUBLE.test(text)) return 'unset';
  const size = Number(text);
  if (Math.abs(size) > LARGEST) return 'unreadable';
  const counted = shifted(BigInt(whole + fraction), Number(exponent) - fraction.length + scale);
  return sign === '-' ? -counted : counted;
}

/** An integer field; `5.0` is one, and empty text and 2147483647 are unset. */
export function integerOf(text: string): number | 'unset' | 'unreadable' {
  if (text === '') return 'unset';
  if (!/^[+-]?\d{1,16}(\.0*)?$/.test(text)) return 'unreadable';
  const value = Number(text);
  if (value === UNSET_INTEGER) return 'unset';
  return Number.isSafeInteger(value) ? value + 0 : 'unreadable';
}

function shifted(digits: bigint, places: number): bigint {
  if (places >= 0) return digits * 10n ** BigInt(places);
  const unit = 10n ** BigInt(-places);
  return (digits + unit / 2n) / unit;
}
