import { describe, expect, it } from 'vitest';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { checkBars } from '../../../src/adapters/deskFile/needs.ts';
import { durationOf, durationText } from '../../../src/adapters/documents/durations.ts';
import type { Duration } from '../../../src/identifiers.ts';
import { minutes, seconds } from '../../../src/identifiers.ts';

const desk = parseDesk('desk: x\nrules: {}\nindicators: { atr: { kind: atr, length: 14, bars: 3m } }');
const market = (bars?: readonly Duration[]) => ({
  name: 'the data',
  instruments: [],
  days: { from: '2025-03-03', to: '2025-03-03' },
  batches: async function* () {},
  ...(bars === undefined ? {} : { bars }),
});

describe('barsTooLong: an indicator that no bar of the data can feed', () => {
  it.each([
    ['bars that are longer', [minutes(5)], 'The indicator atr needs bars of 3m, and the data has bars of 5m.'],
    ['bars that are no part of it', [minutes(2)], 'and the data has bars of 2m.'],
    ['no bars at all', [], 'and the data has no bars of trades.'],
  ])('%s', (_name, bars, message) => {
    expect(() => checkBars(desk, market(bars))).toThrow(message);
    expect(() => checkBars(desk, market(bars))).toThrow(expect.objectContaining({ code: 'barsTooLong' }));
  });

  it.each([
    ['bars of its length', [minutes(3)]],
    ['bars that it can be built of', [seconds(1)]],
    ['bars among which are such', [minutes(5), minutes(1)]],
    ['data of which it is not known', undefined],
  ])('but not %s', (_name, bars) => {
    expect(() => checkBars(desk, market(bars))).not.toThrow();
  });
});

describe('durations', () => {
  it.each(['500ms', '90s', '3m', '1h', '1d'])('%s is read and written', (text) => {
    expect(durationText(durationOf(text) as Duration)).toBe(text);
  });
  it.each(['', '3', '3 m', '-3m', '3w', 'm'])('"%s" is none', (text) => {
    expect(durationOf(text)).toBeUndefined();
  });
});
