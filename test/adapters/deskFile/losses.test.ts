/** Limits on losses in a desk document: what it may say, and what it is told when it says something else. */
import { describe, expect, it } from 'vitest';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { OrdermatonError } from '../../../src/errors.ts';
import { minutes } from '../../../src/identifiers.ts';
import { amount, ratio } from '../../../src/money.ts';

const read = (yaml: string) => parseDesk(`desk: test\nrules: {}\n${yaml}`);
const problemOf = (yaml: string): string => {
  try {
    read(yaml);
  } catch (error) {
    if (error instanceof OrdermatonError) return error.message;
    throw error;
  }
  return 'none';
};

describe('losses in a desk document', () => {
  it('may be a figure, or a figure with what a breach does', () => {
    const { losses, tradingDay } = read(
      "losses: { desk: { maxDailyLoss: 500, maxDailyLossWithOpen: { max: 800, onBreach: reduce }, maxDrawdown: 5%, losingStreak: { trades: 3, pause: 30m }, maxTradesPerDay: 10 }, book: { maxDrawdown: { max: 1000 } } }\ntradingDay: { rollover: '17:30' }",
    );
    expect(losses).toEqual({
      desk: {
        maxDailyLoss: { max: amount(500), onBreach: 'halt' },
        maxDailyLossWithOpen: { max: amount(800), onBreach: 'reduce' },
        maxDrawdown: { share: ratio('0.05'), onBreach: 'halt' },
        losingStreak: { trades: 3, of: 'losses', pause: minutes(30), onBreach: 'reduce' },
        maxTradesPerDay: { max: 10, onBreach: 'reduce' },
      },
      book: { maxDrawdown: { max: amount(1_000), onBreach: 'halt' } },
    });
    expect(tradingDay).toEqual({ zone: 'America/New_York', rollover: minutes(17 * 60 + 30) });
  });

  it('are not there where the document says nothing of them', () => {
    expect(read('')).not.toHaveProperty('losses');
    expect(read('')).not.toHaveProperty('tradingDay');
  });

  it.each([
    ['losses: { desk: { maxDailyLoss: .nan } }', 'expected an amount above zero'],
    ['losses: { desk: { maxDailyLoss: .inf } }', 'expected an amount above zero'],
    ['losses: { desk: { maxDailyLoss: -5 } }', 'expected an amount above zero'],
    ['losses: { desk: { maxDrawdown: 0% } }', 'expected an amount such as 1000, a share such as 5%'],
    ['losses: { book: { maxDrawdown: 5% } }', 'a book has no equity of its own'],
    ['losses: { desk: { maxTradesPerDay: 0 } }', 'expected a whole number, 1 or more'],
    ['losses: { desk: { losingStreak: { trades: 3 } } }', 'expected a pause, such as 30m, where it reduces'],
    ['losses: { desk: { losingStreak: { trades: 3, onBreach: halt, pause: 5m } } }', 'none where it halts'],
    ['losses: { desk: { losingStreak: { trades: 1, pause: 5m } } }', 'expected a whole number, 2 or more'],
    ['losses: { desk: { maxDailyLos: 5 } }', 'did you mean maxDailyLoss?'],
    ['tradingDay: { zone: America/NewYork }', 'expected one of America/New_York'],
    ["tradingDay: { rollover: '25:00' }", 'expected a time of day in 24 hours'],
  ])('%s is told what would be right', (yaml, told) => {
    expect(problemOf(yaml)).toContain(told);
  });
});
