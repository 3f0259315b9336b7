import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldReader } from '../../../../src/adapters/twsGateway/wire/fieldReader.ts';
import {
  boundless,
  decimal,
  escaped,
  integer,
  money,
  text,
} from '../../../../src/adapters/twsGateway/wire/fieldWriter.ts';
import { decimalOf, integerOf } from '../../../../src/adapters/twsGateway/wire/numbers.ts';
import type { Amount, Price } from '../../../../src/money.ts';
import { amount, decimalText, price } from '../../../../src/money.ts';

const reading = (...fields: readonly string[]): FieldReader => new FieldReader('test', fields, 178);
const said = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'nothing thrown';
};

function listOf(...fields: readonly string[]): readonly string[] {
  const read = reading(...fields);
  return read.list(() => read.text());
}

describe('numbers from clients', () => {
  it.each([
    ['100', '100'],
    ['100.0', '100'],
    ['1e-05', '0.00001'],
    ['1E+2', '100'],
    ['0.1', '0.1'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0.25', '-0.25'],
    ['+3', '3'],
    ['-0.0', '0'],
    ['200.01999999999998', '200.02'],
    ['0.30000000000000004', '0.3'],
    ['1e-9', '0'],
    ['0.000000005', '0.00000001'],
    ['-0.000000005', '-0.00000001'],
  ])('%s is %s', (written, meant) => {
    expect(decimalText(decimalOf(written, 8) as Price)).toBe(meant);
  });

  it.each([
    '',
    '1.7976931348623157e+308',
    '1.7976931348623157E308',
    '1.797693135e+308',
    '1.79769e+308',
    '170141183460469231731687303715884105727',
  ])('%j is unset', (written) => {
    expect(decimalOf(written, 8)).toBe('unset');
  });

  it.each(['Infinite', 'Infinity'])('%s is infinite', (written) => {
    expect(decimalOf(written, 8)).toBe('infinite');
  });

  it.each([
    'abc',
    '1,5',
    '.',
    '-',
    'e5',
    '1e',
    '0x10',
    ' 1',
    'NaN',
    '1e16',
    '1e999',
    '1e9999999',
    '9'.repeat(65),
  ])('%j is no number', (written) => {
    expect(decimalOf(written, 8)).toBe('unreadable');
  });

  it('every price a client in Python or JavaScript may write is read as meant', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), (counted) => {
        const value = counted as Price;
        const float = Number(decimalText(value));
        for (const written of [String(float), float.toExponential(), `${decimalText(value)}`])
          expect(decimalOf(written, 8)).toBe(value);
      }),
    );
  });

  it.each([
    ['5', 5],
    ['5.0', 5],
    ['-1', -1],
    ['', 'unset'],
    ['2147483647', 'unset'],
    ['5.5', 'unreadable'],
    ['x', 'unreadable'],
    ['9007199254740993', 'unreadable'],
    ['1e3', 'unreadable'],
  ])('as an integer %j is %s', (written, meant) => {
    expect(integerOf(written)).toBe(meant);
  });
});

describe('numbers to clients', () => {
  it('are plain decimals without exponent or noise, and read back as the same', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), (counted) => {
        const written = decimal(counted as Price);
        expect(written).toMatch(/^-?\d+(\.\d{1,8})?$/);
        expect(decimalOf(written, 8)).toBe(counted);
        const cost = money(counted as Amount);
        expect(cost).toMatch(/^-?\d+(\.\d{1,16})?$/);
        expect(decimalOf(cost, 16)).toBe(counted);
      }),
    );
  });

  it.each([
    [decimal(price('0.00000001')), '0.00000001'],
    [decimal(price('200.02')), '200.02'],
    [decimal(undefined), ''],
    [money(amount('-0.0000000000000001')), '-0.0000000000000001'],
    [money(undefined, 'unset'), 'unset'],
    [integer(-1), '-1'],
    [integer(2 ** 53), '9007199254740992'],
    [boundless('infinite'), 'Infinity'],
  ])('%s is written %s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('a number of things that is not whole is never written', () => {
    expect(() => integer(1.5)).toThrow(RangeError);
    expect(() => integer(Number.NaN)).toThrow(RangeError);
  });
});

describe('text to clients', () => {
  it.each([
    ['plain', 'plain'],
    ['Société', 'Soci\\u00e9t\\u00e9'],
    ['a\\b', 'a\\u005cb'],
    ['two\nlines', 'two\\u000alines'],
    ['🙂', '\\ud83d\\ude42'],
    ['[a]', '[a]'],
    ['e\0nd', 'end'],
  ])('%j goes out with escapes as %s', (given, written) => {
    expect(escaped(given)).toBe(written);
  });

  it('a zero byte ends no field of ours', () => {
    expect(text('a\0b')).toBe('ab');
  });
});

describe('fields', () => {
  it.each([
    ['1', true],
    ['0', false],
    ['', false],
    ['2147483647', false],
  ])('as yes or no %j is %s', (written, meant) => {
    expect(reading(written).flag()).toBe(meant);
  });

  it('yes or no may be left open', () => {
    expect(reading('').optionalFlag()).toBeUndefined();
  });

  it('what is wrong is named by its place', () => {
    const read = reading('3', '12', 'twelve');
    read.skip(2);
    expect(said(() => read.price())).toBe('messageUnreadable: Field 2 of test: "twelve" is not a number.');
    expect(said(() => reading().text())).toBe('messageUnreadable: Field 0 of test: the message ends before it.');
    expect(said(() => reading('a', 'b').end())).toBe(
      'messageUnreadable: Field 0 of test: 2 more than the message has.',
    );
  });

  it.each([
    ['a flag of 2', () => reading('2').flag()],
    ['an id that is empty', () => reading('').id()],
    ['an integer with a fraction', () => reading('1.5').integer()],
    ['a count below zero', () => reading('-1').count()],
    ['a count of more than there is', () => listOf('1000000000', 'a')],
    ['an infinite price where none can be', () => reading('Infinity').price()],
    ['a bound that is no number', () => reading('far').boundlessPrice()],
    ['a number the protocol does not have', () => reading('2').oneOf([1, 3], 'known')],
    ['a word the protocol does not have', () => reading('x').word(['a', 'o'], 'known')],
    ['nothing where something must be', () => reading('').given(undefined)],
  ])('%s is refused', (_what, act) => {
    expect(said(act)).toMatch(/^messageUnreadable/);
  });
});
