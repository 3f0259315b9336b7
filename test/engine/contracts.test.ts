/** Prices and sizes by the word of the broker: the coarser of it and the desk document holds. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { Event } from '../../src/events.ts';
import { decimalText, lesser, price, quantity, ratio, zero } from '../../src/money.ts';
import type { OpenIntent } from '../../src/plans.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk, plainIntent, SPY } from '../support/desk.ts';

type Word = Partial<Event<'market.contract'>>;
const cents = [{ from: zero, increment: price('0.01') }];
const shares = [
  { from: zero, increment: price('0.0001') },
  { from: price(1), increment: price('0.01') },
];
const tell = (desk: Desk, word: Word = {}): void =>
  desk.engine.hear({ type: 'market.contract', instrument: SPY, increments: cents, ...word }, 'market');
const exits = (desk: Desk) =>
  desk.engine.views
    .orders()
    .flatMap(({ terms }) => [terms.limit, terms.stop])
    .filter((level) => level !== undefined);
const open = (desk: Desk, over: Partial<typeof plainIntent> = {}): void =>
  desk.send({ type: 'desk.open', book: 'main' as never, instrument: SPY, intent: { ...plainIntent, ...over } });
const by = (share: string) => ({ by: 'ratio', ratio: price(share) as never }) as const;

describe('what the broker says of a contract', () => {
  it('prices stand on the steps of their band, though the document has finer ones', () => {
    const desk = createDesk({ yaml: 'tick: 0.0001' });
    tell(desk, { increments: shares });
    desk.quote('1.5012', '1.5034');
    open(desk, { stop: by('0.4') as never, target: by('0.0333') as never });
    desk.pass();
    const levels = exits(desk);
    expect(levels.length).toBeGreaterThan(1);
    // The target above a dollar is on a cent, the stop below it on a hundredth of one.
    for (const level of levels) expect(level % (level < price(1) ? price('0.0001') : price('0.01'))).toBe(0n);
    expect(levels.some((level) => level < price(1) && level % price('0.01') !== 0n)).toBe(true);
  });

  it('without it the step of the document holds', () => {
    const desk = createDesk({ yaml: 'tick: 0.0001' });
    desk.quote('1.5012', '1.5034');
    open(desk, { stop: by('0.1') as never, target: by('0.0333') as never });
    expect(exits(desk).some((level) => level % price('0.01') !== 0n)).toBe(true);
  });

  it('sizes are whole increments of it, and one that comes to less is refused', () => {
    const desk = createDesk();
    tell(desk, { sizeIncrement: quantity(40) });
    desk.quote('100.00', '100.02');
    open(desk, { sizing: { by: 'quantity', quantity: quantity(39) } as never });
    expect(desk.said('desk.declined')).toMatchObject([{ code: 'sizeZero' }]);
    open(desk, { sizing: { by: 'quantity', quantity: quantity(100) } as never });
    expect(desk.said('order.place')[0]?.terms.quantity).toBe(quantity(80));
  });

  it('what is less than the broker takes is refused, opened or added', () => {
    const desk = createDesk();
    tell(desk, { sizeIncrement: quantity(1), minSize: quantity(20) });
    desk.quote('100.00', '100.02');
    open(desk, { sizing: { by: 'quantity', quantity: quantity(19) } as never });
    open(desk, { sizing: { by: 'quantity', quantity: quantity(20) } as never });
    desk.pass(5);
    desk.send({ type: 'desk.add', book: 'main' as never, instrument: SPY, quantity: quantity(19), why: 'more' });
    expect(desk.said('desk.declined')).toMatchObject([
      { event: 'desk.open', code: 'sizeBelowMinimum' },
      { event: 'desk.add', code: 'sizeBelowMinimum' },
    ]);
    expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(20) }]);
  });

  describe('B9: a part for less than twenty, where the broker takes no less', () => {
    const least = { sizeIncrement: quantity(1), minSize: quantity(20) };
    const at = (amount: string) => ({ by: 'amount', amount: price(amount) }) as const;
    function opened(over: Partial<OpenIntent>): Desk {
      const desk = createDesk();
      tell(desk, least);
      desk.quote('100.00', '100.02');
      open(desk, { stop: at('5'), target: at('9'), ...over } as never);
      desk.pass(5);
      return desk;
    }
    const working = (desk: Desk, of: string) =>
      desk.engine.views
        .orders()
        .filter(({ role, status }) => role === of && !['filled', 'cancelled'].includes(status))
        .map(({ terms }) => decimalText(terms.quantity));
    const sold = (desk: Desk) =>
      desk
        .said('order.filled')
        .filter(({ side }) => side === 'sell')
        .map(({ quantity: size }) => decimalText(size));

    it('that the plan sells at a level stays, is told, and the next one is waited for', () => {
      const desk = opened({
        scaleOut: [
          { distance: at('0.50'), part: ratio('0.1') },
          { distance: at('1.00'), part: ratio('0.3') },
        ],
      });
      desk.quote('100.60', '100.62');
      desk.pass();
      expect(sold(desk)).toEqual([]);
      expect(desk.said('position.partSkipped')).toMatchObject([{ quantity: quantity(10), least: quantity(20) }]);
      desk.quote('101.10', '101.12');
      desk.pass();
      expect(sold(desk)).toEqual(['30']);
      expect([working(desk, 'stop'), working(desk, 'target')]).toEqual([['70'], ['70']]);
    });

    it('that a target of a ladder is for goes with the last one, and is told', () => {
      const desk = opened({
        target: undefined as never,
        targets: [
          { distance: at('1'), part: ratio('0.1') },
          { distance: at('2'), part: ratio('0.5') },
          { distance: at('3'), part: ratio('0.4') },
        ],
      });
      expect([working(desk, 'stop'), working(desk, 'target')]).toEqual([
        ['50', '50'],
        ['50', '50'],
      ]);
      expect(desk.said('position.partMerged')).toMatchObject([{ quantity: quantity(10), least: quantity(20) }]);
      expect(desk.engine.views.openPositions()).toMatchObject([{ protection: 'protected' }]);
      desk.quote('102.10', '102.12');
      desk.pass(5);
      expect(sold(desk)).toEqual(['50']);
      expect([working(desk, 'stop'), working(desk, 'target')]).toEqual([['50'], ['50']]);
    });

    it('that would be left goes with what leaves', () => {
      const desk = opened({});
      desk.send({ type: 'desk.reduce', book: 'main' as never, instrument: SPY, quantity: quantity(81), why: 'less' });
      desk.pass(5);
      expect(desk.engine.views.openPositions()).toEqual([]);
      expect(sold(desk)).toEqual(['100']);
    });

    it('that a person asks for is declined, unless it is all that is held', () => {
      const desk = opened({});
      const reduce = (shares: number): void =>
        desk.send({
          ...{ type: 'desk.reduce', book: 'main' as never, instrument: SPY, why: 'less' },
          quantity: quantity(shares),
        });
      reduce(19);
      expect(desk.said('desk.declined')).toMatchObject([{ event: 'desk.reduce', code: 'sizeBelowMinimum' }]);
      reduce(80);
      desk.pass(5);
      expect(desk.engine.views.openPositions()).toMatchObject([{ quantity: quantity(20), protection: 'protected' }]);
      reduce(20);
      desk.pass(5);
      expect(desk.engine.views.openPositions()).toEqual([]);
    });
  });

  it('a difference is told once, and anew when the word is another', () => {
    const desk = createDesk({ yaml: 'tick: 0.0001' });
    tell(desk);
    tell(desk);
    expect(desk.said('market.contractDiffers')).toEqual([
      {
        ...{ type: 'market.contractDiffers', instrument: SPY },
        document: 'prices by 0.0001, sizes by 1 from 1 on',
        holds: 'prices by 0.01, sizes by 1 from 1 on',
      },
    ]);
    tell(desk, { increments: shares });
    expect(desk.said('market.contractDiffers')[1]?.holds).toBe(
      'prices by 0.0001 from 0 on, 0.01 from 1 on, sizes by 1 from 1 on',
    );
  });

  it('nothing differs where the document is the coarser', () => {
    const desk = createDesk({ yaml: 'tick: 0.05\nlot: 10' });
    tell(desk, { sizeIncrement: quantity('0.0001'), minSize: quantity('0.0001') });
    expect(desk.said('market.contractDiffers')).toEqual([]);
  });

  it('a position that was open before goes on by it: the next level of its stop stands on the steps of the broker', () => {
    const desk = createDesk({ yaml: 'tick: 0.0001' });
    desk.quote('100.00', '100.02');
    open(desk, { trail: { distance: by('0.01') as never } });
    desk.pass(5);
    tell(desk);
    tell(desk);
    expect(desk.said('position.stepped')).toMatchObject([{ tick: price('0.01') }]);
    // The lower of the two exits.
    const stop = () => exits(desk).reduce((least, level) => lesser(least, level));
    const before = stop();
    desk.quote('100.1234', '100.1434');
    desk.pass(5);
    expect(stop()).toBeGreaterThan(before);
    expect(stop() % price('0.01')).toBe(0n);
    // The next level that it waits for is one that the price has not reached.
    const waits = desk.said('market.watch').filter(({ level }) => level === 'trail');
    expect(waits.at(-1)?.price).toBeGreaterThan(price('100.1234'));
  });

  it('a replay of the record comes to the same', async () => {
    const desk = createDesk({ yaml: 'tick: 0.0001' });
    tell(desk, { increments: shares, sizeIncrement: quantity(7) });
    desk.quote('100.0012', '100.0234');
    desk.open();
    desk.pass();
    expect((await replay(desk.journal.read(1))).hash()).toBe(desk.engine.hash());
  });
});
