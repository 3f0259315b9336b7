/** What counts as looser, limit by limit. */
import { describe, expect, it } from 'vitest';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { loosenedLimits } from '../../src/machines/risk/loosening.ts';

const read = (yaml: string) => parseDesk(`desk: test\nrules: {}\n${yaml}`);
const desk = (limits: string): string => `losses: { desk: { ${limits} } }`;

describe('limits that are looser', () => {
  it.each([
    ['a limit that is gone', 'risk: { maxOrderQuantity: 5 }', '', 'risk.maxOrderQuantity'],
    ['a limit that is new', '', 'risk: { maxOrderQuantity: 5 }', ''],
    ['a figure that is larger', 'risk: { priceCollar: 5% }', 'risk: { priceCollar: 6% }', 'risk.priceCollar'],
    ['a figure that is smaller', 'risk: { priceCollar: 5% }', 'risk: { priceCollar: 4% }', ''],
    ['losses that are unlimited', desk('maxDailyLoss: 5'), '', 'losses.desk'],
    ['a larger loss', desk('maxDailyLoss: 5'), desk('maxDailyLoss: 6'), 'losses.desk.maxDailyLoss.max'],
    [
      'to reduce where it halted',
      desk('maxDailyLoss: 5'),
      desk('maxDailyLoss: { max: 5, onBreach: reduce }'),
      'losses.desk.maxDailyLoss.onBreach',
    ],
    [
      'a shorter pause',
      desk('losingStreak: { trades: 3, pause: 1h }'),
      desk('losingStreak: { trades: 3, pause: 30m }'),
      'losses.desk.losingStreak.pause',
    ],
    [
      'a halt instead of a pause',
      desk('losingStreak: { trades: 3, pause: 1h }'),
      desk('losingStreak: { trades: 3, onBreach: halt }'),
      '',
    ],
    [
      'a streak of stops alone',
      desk('losingStreak: { trades: 3, pause: 1h }'),
      desk('losingStreak: { trades: 3, of: stops, pause: 1h }'),
      'losses.desk.losingStreak.of',
    ],
    [
      'a share where there was an amount',
      desk('maxDrawdown: 500'),
      desk('maxDrawdown: 5%'),
      'losses.desk.maxDrawdown.max',
    ],
    [
      'a shorter time for slips',
      'risk: { duplicateWindow: 5s }',
      'risk: { duplicateWindow: 2s }',
      'risk.duplicateWindow',
    ],
    ['a longer one', 'risk: { duplicateWindow: 5s }', 'risk: { duplicateWindow: 9s }', ''],
    ['shorts that were refused', 'risk: { shorts: refuse }', 'risk: { shorts: supplied }', 'risk.shorts'],
    ['books that may oppose each other', '', 'risk: { oppositeBooks: allow }', 'risk.oppositeBooks'],
    ['and may not any more', 'risk: { oppositeBooks: allow }', '', ''],
    ['one more that is restricted', 'risk: { restricted: [SPY] }', 'risk: { restricted: [SPY, QQQ] }', ''],
    ['one that is not any more', 'risk: { restricted: [SPY, QQQ] }', 'risk: { restricted: [SPY] }', 'risk.restricted'],
  ])('%s', (_name, before, after, looser) => {
    expect(loosenedLimits(read(before), read(after)).join(' ')).toBe(looser);
  });
});
