/** Openings whose size is worked out when they are decided, in a whole desk. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { price, quantity, ratio } from '../../src/money.ts';
import { createDesk } from '../support/desk.ts';

const ruled = (open: string): string =>
  `rules: { r: { when: signal.prediction, then: { open: { side: long, ${open} } } } }`;
const entryOf = (open: string) => {
  const desk = createDesk({ yaml: ruled(open) });
  desk.quote('100.00', '100.02');
  desk.predict('BUY');
  return { desk, entry: desk.engine.views.orders().find(({ role }) => role === 'entry') };
};

describe('an opening of a rule', () => {
  it.each([
    ['for a tenth of a million: 100000 / 100.01', 'equity: 10%', 999],
    ['that loses a thousandth of it to its stop: 1000 / 0.50', 'risk: 0.1%, stop: { amount: 0.50 }', 2_000],
    ['that loses so much to a stop that follows', 'risk: 0.1%, trail: { amount: 0.25 }', 4_000],
  ])('%s', async (_name, open, shares) => {
    const { desk, entry } = entryOf(open);
    expect(entry?.terms.quantity).toBe(quantity(shares));
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });

  it('by an indicator that has no value yet is declined, and nothing is sent', () => {
    const desk = createDesk({
      yaml: `indicators: { atr: { kind: atr, length: 5 } }\n${ruled('volatility: { share: 1%, indicator: atr, times: 2 }')}`,
    });
    desk.quote('100.00', '100.02');
    desk.predict('BUY');
    expect(desk.said('rule.declined')).toMatchObject([{ code: 'indicatorNotReady' }]);
    expect(desk.engine.views.orders()).toEqual([]);
  });

  it('that is to risk something without a stop is declined from a program too', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    const { stop: _stop, ...bare } = { side: 'long', entry: { type: 'market' }, stop: price(1) } as const;
    desk.send({
      type: 'desk.open',
      ...{ book: 'main' as never, instrument: 'SPY' as never },
      intent: { ...bare, sizing: { by: 'risk', share: ratio('0.01') } },
    });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'sizeNeedsStop' }]);
  });

  it.each([
    ['equity: 10%, quantity: 5', 'expected one of allocation (money), quantity (shares), equity, risk or volatility'],
    ['stop: { amount: 1 }', 'expected one of allocation (money)'],
    ['risk: 1%', 'risk is measured to the stop'],
    ['volatility: { share: 1%, indicator: art, times: 2 }', 'there is no indicator art'],
  ])('with %s is told what would be right', (open, told) => {
    expect(() => parseDesk(`desk: test\n${ruled(open)}`)).toThrow(told);
  });
});
