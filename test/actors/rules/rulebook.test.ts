import { describe, expect, it } from 'vitest';
import type { Rulebook } from '../../../src/actors/rules/rulebook.ts';
import { ALL, createRulebook } from '../../../src/actors/rules/rulebook.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';

const bookOf = (yaml: string): Rulebook =>
  createRulebook(parseDesk(`desk: test\n${yaml}`).rules.map((plan) => ({ plan, condition: null })));
const turns = (book: Rulebook, type: string, instrument: string = ALL): readonly string[] =>
  book.turns(type, instrument as InstrumentId).map(({ id }) => id);

describe('the rules that hear an event', () => {
  const book = bookOf(`
rules:
  bars: { when: market.bar, then: close }
  both: { when: [market.bar, signal.prediction], then: close, symbols: [SPY, IBM] }
  market: { when: market, then: close, priority: 5 }
  all: { when: '*', then: close, priority: -1 }
  early: { when: clock.beforeClose, then: close, symbols: [IBM, SPY] }
  off: { when: market.bar, then: close, enabled: false, priority: 9 }
`);

  it.each([
    [
      'of that type or an ancestor, the highest priority first, of equals as they are written',
      'market.bar',
      'SPY',
      ['market/SPY', 'bars/SPY', 'both/SPY', 'all/SPY'],
    ],
    ['with symbols of their own only those', 'market.bar', 'QQQ', ['market/QQQ', 'bars/QQQ', 'all/QQQ']],
    ['of several types each', 'signal.prediction', 'IBM', ['both/IBM', 'all/IBM']],
    ['about no instrument for each symbol of theirs', 'clock.beforeClose', ALL, ['early/IBM', 'early/SPY', 'all/*']],
    [
      'about a type that only shares the beginning of its name not at all',
      'market.barX',
      'SPY',
      ['market/SPY', 'all/SPY'],
    ],
    ['that a feed says of itself by its own name alone', 'market.history', 'SPY', []],
  ])('are those %s', (_words, type, instrument, expected) => {
    expect(turns(book, type, instrument)).toEqual(expected);
  });

  it('are found the same a second time, and a type that nobody waits for has none', () => {
    expect(turns(book, 'market.bar', 'SPY')).toEqual(turns(book, 'market.bar', 'SPY'));
    expect(bookOf('rules: { r: { when: market.bar, then: close } }').waitsFor('market.quote')).toBe(false);
    expect(book.waitsFor('market.quote')).toBe(true);
  });
});
