/** Prices and sizes by the word of the broker: the coarser of it and the desk document holds. */
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { Event } from '../../src/events.ts';
import { lesser, price, quantity, zero } from '../../src/money.ts';
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
