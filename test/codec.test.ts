import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, hashOf } from '../src/codec.ts';

const plainData = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.string(),
    fc.bigInt(),
    fc.bigInt().map((value) => `${value}n`),
    fc.bigInt().map((value) => `~${value}n`),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value;

describe('the codec', () => {
  it('reads back everything it writes, exact decimals and texts that look like them included', () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(decode(encode(value))).toEqual(value);
      }),
    );
  });

  it('gives equal values equal text, whatever the order of their keys', () => {
    expect(encode({ b: 1, a: { d: 2n, c: [] } })).toBe('{"a":{"c":[],"d":"2n"},"b":1}');
    expect(encode({ a: { c: [], d: 2n }, b: 1 })).toBe(encode({ b: 1, a: { d: 2n, c: [] } }));
  });

  it('leaves out what is undefined, and writes minus zero as zero', () => {
    expect(encode({ a: undefined, b: -0 })).toBe('{"b":0}');
  });

  it.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [new Map()],
    [new Date(0)],
    [() => 1],
    [undefined],
  ])('refuses %s, which has no canonical text', (value) => {
    expect(() => encode(value)).toThrow(/no canonical text/);
  });

  it('hashes by content', () => {
    expect(hashOf({ a: 1n })).toBe(hashOf({ a: 1n }));
    expect(hashOf({ a: 1n })).not.toBe(hashOf({ a: '1n' }));
    expect(hashOf({ a: 1n })).not.toBe(hashOf({ a: 1 }));
  });
});
