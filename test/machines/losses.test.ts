/** Loss limits as tables: at which figure each is reached, and what is not known. */
import { describe, expect, it } from 'vitest';
import type { PositionId, Timestamp } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { LossLimits } from '../../src/lossLimits.ts';
import { exchangeDay } from '../../src/lossLimits.ts';
import { weighed } from '../../src/machines/risk/breaches.ts';
import type { LossFigures } from '../../src/machines/risk/losses.ts';
import { limitsThatAre, useOf } from '../../src/machines/risk/losses.ts';
import type { Standing } from '../../src/machines/risk/standing.ts';
import { afterTrade, beginning, figuresOf } from '../../src/machines/risk/standing.ts';
import { amount, ratio } from '../../src/money.ts';

const quiet: LossFigures = {
  realised: amount(0),
  change: amount(0),
  drawdown: amount(0),
  peakEquity: amount(100_000),
  isUnpriced: false,
  streak: 0,
  isPaused: false,
  trades: 0,
  isTradeRefused: false,
};
const halt = 'halt';
const rows: readonly (readonly [name: string, limits: LossLimits, figures: Partial<LossFigures>, stands: string])[] = [
  [
    'a loss below its limit',
    { maxDailyLoss: { max: amount(100), onBreach: halt } },
    { realised: amount('-99.99') },
    'within 99.99/100 0.9999',
  ],
  [
    'a loss at its limit',
    { maxDailyLoss: { max: amount(100), onBreach: halt } },
    { realised: amount(-100) },
    'reached 100/100 1',
  ],
  ['a gain', { maxDailyLoss: { max: amount(100), onBreach: halt } }, { realised: amount(500) }, 'within 0/100 0'],
  [
    'what is only held, where what is realised counts',
    { maxDailyLoss: { max: amount(100), onBreach: halt } },
    { change: amount(-500) },
    'within 0/100 0',
  ],
  [
    'what is only held, where it counts',
    { maxDailyLossWithOpen: { max: amount(100), onBreach: halt } },
    { change: amount(-500) },
    'reached 500/100 5',
  ],
  [
    'something held without a price',
    { maxDailyLossWithOpen: { max: amount(100), onBreach: halt } },
    { isUnpriced: true },
    'blind 0/100 0',
  ],
  [
    'the same, where only what is realised counts',
    { maxDailyLoss: { max: amount(100), onBreach: halt } },
    { isUnpriced: true },
    'within 0/100 0',
  ],
  [
    'a drawdown in money',
    { maxDrawdown: { max: amount(2_000), onBreach: halt } },
    { drawdown: amount(2_000) },
    'reached 2000/2000 1',
  ],
  [
    'a drawdown below its share',
    { maxDrawdown: { share: ratio('0.05'), onBreach: halt } },
    { drawdown: amount('4999.99') },
    'within 0.0499999/0.05 0.9999',
  ],
  [
    'a drawdown at its share',
    { maxDrawdown: { share: ratio('0.05'), onBreach: halt } },
    { drawdown: amount(5_000) },
    'reached 0.05/0.05 1',
  ],
  [
    'a share of what nobody has told',
    { maxDrawdown: { share: ratio('0.05'), onBreach: halt } },
    { drawdown: amount(5_000), peakEquity: undefined },
    'blind 0/0.05 1',
  ],
  [
    'no drawdown of nothing',
    { maxDrawdown: { share: ratio('0.05'), onBreach: halt } },
    { peakEquity: amount(0) },
    'within 0/0.05 1',
  ],
  ['trades up to their limit', { maxTradesPerDay: { max: 2, onBreach: 'reduce' } }, { trades: 2 }, 'within 2/2 1'],
  [
    'one trade more, asked for',
    { maxTradesPerDay: { max: 2, onBreach: 'reduce' } },
    { trades: 2, isTradeRefused: true },
    'reached 2/2 1',
  ],
  [
    'a streak that is long enough',
    { losingStreak: { trades: 3, of: 'stops', onBreach: halt } },
    { streak: 3, isPaused: true },
    'reached 3/3 stops 1',
  ],
];

describe('a limit on losses', () => {
  it.each(rows)('%s', (_name, limits, more, stands) => {
    const figures = { ...quiet, ...more };
    const [limit] = Object.keys(limits) as (keyof LossLimits)[];
    const use = limit === undefined ? undefined : useOf(limit, limits, figures);
    expect(`${use?.state} ${use?.value}/${use?.most} ${use?.used}`).toBe(stands);
    expect(limitsThatAre(use?.state ?? 'within', limits, figures)).toEqual([limit]);
  });

  it('that is not set is no use', () => {
    expect(useOf('maxDrawdown', {}, quiet)).toBeUndefined();
    expect(limitsThatAre('within', {}, quiet)).toEqual([]);
  });
});

const START = 1_700_000_000_000_000 as Timestamp;
const fresh: Standing = beginning({ realised: amount(10), open: amount(5) }, START, exchangeDay);
const lost = (position: string, won: number, after = 0) => ({
  position: position as PositionId,
  won: amount(won),
  byStop: false,
  at: (START + seconds(after)) as Timestamp,
});
const streak = { trades: 2, of: 'losses', onBreach: 'reduce', pause: seconds(60) } as const;

describe('a standing', () => {
  it('begins with what there is: nothing of before counts', () => {
    const known = { profit: { realised: amount(10), open: amount(5) }, equity: undefined, isUnpriced: false };
    expect(figuresOf(fresh, known)).toMatchObject({ realised: 0n, change: 0n, drawdown: 0n });
  });

  it('counts a trade that is corrected once, as it is now', () => {
    const one = afterTrade(fresh, streak, lost('p1', -5));
    expect(afterTrade(one, streak, lost('p1', -6)).streak).toHaveLength(1);
    expect(afterTrade(one, streak, lost('p1', 0)).streak).toHaveLength(0);
    expect(afterTrade(one, streak, lost('p2', -1, 5)).pause).toEqual({ until: START + seconds(65) });
  });

  it('moves its scope as the strictest of what is reached says, once an input, and again at the next', () => {
    const limits: LossLimits = {
      maxDailyLoss: { max: amount(1), onBreach: 'reduce' },
      maxDrawdown: { max: amount(1), onBreach: 'halt' },
    };
    const figures = { ...quiet, realised: amount(-5), drawdown: amount(5) };
    const scales = { scope: 'desk', limits, figures, state: 'active', sequence: 7 } as const;
    const first = weighed(fresh, scales);
    expect(first.says.map(({ type }) => type)).toEqual(['risk.limitBreached', 'risk.limitBreached', 'risk.halt']);
    expect(weighed(first.standing, scales).says).toEqual([]);
    expect(weighed(first.standing, { ...scales, sequence: 8 }).says.map(({ type }) => type)).toEqual(['risk.halt']);
    expect(weighed(first.standing, { ...scales, sequence: 8, state: 'halted' }).says).toEqual([]);
  });

  it('keeps its highest while something has no price', () => {
    const limits: LossLimits = { maxDrawdown: { max: amount(1), onBreach: 'halt' } };
    const scales = { scope: 'desk', limits, state: 'active', sequence: 7 } as const;
    const risen = { ...quiet, change: amount(100) };
    expect(weighed(fresh, { ...scales, figures: risen }).standing.peak).toBe(amount(115));
    expect(weighed(fresh, { ...scales, figures: { ...risen, isUnpriced: true } }).standing.peak).toBe(amount(15));
  });
});
