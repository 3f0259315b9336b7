import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Timestamp } from '../src/identifiers.ts';
import { instrumentId, isoTime, minutes, named, seconds, timestamp } from '../src/identifiers.ts';

describe('moments', () => {
  it.each([
    ['2013-10-07T13:45:02Z', 1_381_153_502_000_000],
    ['2013-10-07T09:45:02-04:00', 1_381_153_502_000_000],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['2013-10-07T13:45:02.25Z', 1_381_153_502_250_000],
  ])('%s is %d microseconds', (iso, micros) => {
    expect(timestamp(iso)).toBe(micros);
  });

  it.each([
    ['2013-10-07'],
    ['2013-10-07T13:45:02'],
    ['yesterday'],
    ['2013-13-07T13:45:02Z'],
    [''],
  ])('refuses %s', (iso) => {
    expect(() => timestamp(iso)).toThrow(/no moment/);
  });

  it('prints what it reads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (at) => {
        expect(timestamp(isoTime(at as Timestamp))).toBe(at);
      }),
    );
  });

  it('durations are microseconds', () => {
    expect(seconds(1.5)).toBe(1_500_000);
    expect(minutes(3)).toBe(180_000_000);
  });
});

describe('names', () => {
  it('an instrument is written in capitals', () => {
    expect(instrumentId('spy')).toBe('SPY');
  });
  it.each([[''], ['two words'], ['line\nbreak'], ['x'.repeat(129)]])('refuses %j', (text) => {
    expect(() => named(text)).toThrow(/no name/);
  });
});
