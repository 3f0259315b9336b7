import { describe, expect, it } from 'vitest';
import type { OrderId, PositionId } from '../../src/identifiers.ts';
import { amountText, decimalText, price, quantity, ratio } from '../../src/money.ts';
import type { EntryPlan, OpenIntent } from '../../src/plans.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, SPY } from '../support/desk.ts';

const at = (amount: string) => ({ by: 'amount', amount: price(amount) }) as const;
const thirds: Partial<OpenIntent> = {
  targets: [
    { distance: at('0.50'), part: ratio('0.3') },
    { distance: at('1.00'), part: ratio('0.3') },
    { distance: at('1.50'), part: ratio('0.4') },
  ],
};
const bare = { target: undefined } as unknown as Partial<OpenIntent>;

/** The exits that are out: `target 30 @ 100.52`. */
const exits = (desk: Desk): readonly string[] =>
  desk.engine.views
    .orders()
    .filter(
      ({ role, status }) =>
        role !== 'entry' && !/filled|cancelled|rejected|refused/.test(status.replace('partially filled', '')),
    )
    .map(
      ({ role, terms }) =>
        `${role} ${decimalText(terms.quantity)} @ ${decimalText((terms.limit ?? terms.stop) as never)}`,
    );
const held = (desk: Desk) => desk.engine.views.openPositions()[0];
/** What was bought less what was sold. */
const traded = (desk: Desk): string =>
  decimalText(
    desk
      .said('order.filled')
      .reduce((sum, fill) => sum + (fill.side === 'buy' ? fill.quantity : -fill.quantity), 0n) as never,
  );

describe('a bracket enters by any type of order', () => {
  const entries: readonly (readonly [
    name: string,
    entry: EntryPlan,
    quotes: readonly (readonly [string, string])[],
    at: string,
  ])[] = [
    ['at the market', { type: 'market' }, [], '100.02'],
    ['by a limit below the quote', { type: 'limit', offset: price('0.50') }, [['99.48', '99.50']], '99.5'],
    ['by a stop above the quote', { type: 'stop', offset: price('0.50') }, [['100.52', '100.54']], '100.54'],
    [
      'by a stop-limit above the quote',
      { type: 'stopLimit', offset: price('0.50'), slip: price('0.10') },
      [['100.52', '100.54']],
      '100.54',
    ],
  ];
  it.each(entries)('%s', (_name, entry, quotes, average) => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ entry });
    desk.pass();
    for (const [bid, ask] of quotes) desk.quote(bid, ask);
    desk.pass();
    expect(held(desk)).toMatchObject({ state: 'open', protection: 'protected', quantity: quantity(100) });
    expect(decimalText(held(desk)?.average as never)).toBe(average);
  });

  it('the stop of an entry at a limit is measured from the limit, not from the quote', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ entry: { type: 'limit', offset: price(5) } });
    desk.pass();
    expect(exits(desk)).toEqual(['target 100 @ 95.5', 'stop 100 @ 94']);
  });
});

describe('several targets', () => {
  it('each has a stop for as much; the last takes what does not divide', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ ...bare, ...thirds, sizing: { by: 'quantity', quantity: quantity(11) } });
    desk.pass();
    expect(exits(desk)).toEqual([
      'target 3 @ 100.52',
      'stop 3 @ 99.02',
      'target 3 @ 101.02',
      'stop 3 @ 99.02',
      'target 5 @ 101.52',
      'stop 5 @ 99.02',
    ]);
    expect(held(desk)).toMatchObject({ protection: 'protected' });
    expect(new Set(desk.engine.views.orders().map(({ terms }) => terms.oca?.name)).size).toBe(4);
  });

  it('B9: they follow an entry that fills in parts', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02', 40);
    desk.open({ ...bare, ...thirds });
    desk.pass();
    expect(exits(desk).map((line) => line.split(' @')[0])).toEqual([
      'target 12',
      'stop 12',
      'target 12',
      'stop 12',
      'target 16',
      'stop 16',
    ]);
    expect(held(desk)).toMatchObject({ quantity: quantity(40), protection: 'protected' });
    desk.quote('100.01', '100.03', 1_000);
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(100), protection: 'protected' });
  });

  it('one after the other is taken; the stops that are left cover exactly what is held', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ ...bare, ...thirds });
    desk.pass();
    desk.quote('100.60', '100.62');
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(70), protection: 'protected' });
    expect(exits(desk)).toEqual(['target 30 @ 101.02', 'stop 30 @ 99.02', 'target 40 @ 101.52', 'stop 40 @ 99.02']);
    desk.quote('101.10', '101.12', 20);
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(50), protection: 'protected' });
    desk.quote('99.00', '99.02');
    desk.pass(20);
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('group.done')).toHaveLength(1);
    expect([traded(desk), desk.said('group.overfilled').length]).toEqual(['0', 0]);
    expect(desk.engine.views.account().residue).toBe(0n);
  });

  it('each can be moved by hand, and the stop of all of them', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ ...bare, ...thirds });
    desk.pass();
    const position = held(desk)?.position as PositionId;
    const targets = [price('100.70'), price('101.20'), price('101.90')];
    desk.send({ type: 'position.protect', position, stop: price('99.50'), targets });
    desk.pass();
    expect(exits(desk).map((line) => line.split('@ ')[1])).toEqual(['100.7', '99.5', '101.2', '99.5', '101.9', '99.5']);
    desk.send({ type: 'position.protect', position, target: price('100.80') });
    desk.pass();
    expect(exits(desk)[0]).toBe('target 30 @ 100.8');
  });

  it('what has no target has the stop alone', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ ...bare, targets: [{ distance: at('0.50'), part: ratio('0.5') }] });
    desk.pass();
    expect(exits(desk)).toEqual(['target 50 @ 100.52', 'stop 50 @ 99.02', 'stop 50 @ 99.02']);
    desk.quote('100.60', '100.62');
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(50), protection: 'protected' });
    expect(exits(desk)).toEqual(['stop 50 @ 99.02']);
  });

  it('B33: to leave, every target is made marketable and nothing is sold twice', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ ...bare, ...thirds });
    desk.pass();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(traded(desk)).toBe('0');
    expect(desk.engine.views.orders().map(({ role, status }) => `${role} ${status}`)).toEqual([
      'entry filled',
      ...['target filled', 'stop cancelled', 'target filled', 'stop cancelled', 'target filled', 'stop cancelled'],
    ]);
  });

  it('an addition is shared among the targets that are left', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ ...bare, ...thirds, doubleDown: { at: ratio('0.5'), times: 1 } });
    desk.pass();
    desk.quote('100.60', '100.62');
    desk.pass();
    desk.quote('99.40', '99.42');
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(170), protection: 'protected' });
    const targets = exits(desk).filter((line) => line.startsWith('target'));
    expect(targets.map((line) => line.split(' ')[1])).toEqual(['60', '110']);
  });
});

describe('a stop alone', () => {
  it('B33: to leave, it is moved through the market, which sets it off', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open(bare);
    desk.pass();
    expect(exits(desk)).toEqual(['stop 100 @ 99.02']);
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect([traded(desk), amountText(desk.engine.views.account().realised)]).toEqual(['0', '-2']);
  });
});

describe('children that sleep until their parent has filled whole', () => {
  const sleeping = { paper: { rules: { children: 'whenComplete' } } } as const;
  const started = (): Desk => {
    const desk = createDesk(sleeping);
    desk.quote('100.00', '100.02', 40);
    desk.open({ entry: { type: 'limit', offset: price('-0.10') } });
    desk.pass();
    return desk;
  };

  it('B34.1: protect nothing: the position waits, and says so', () => {
    const desk = started();
    expect(held(desk)).toMatchObject({ quantity: quantity(40), protection: 'arming' });
  });

  it('B34.2: after the time for protection they are taken back, and a pair of our own stands for what has filled', () => {
    const desk = started();
    desk.pass(6);
    expect(held(desk)).toMatchObject({ quantity: quantity(40), protection: 'protected' });
    expect(exits(desk)).toEqual(['target 40 @ 100.6', 'stop 40 @ 99.1']);
    const own = desk.engine.views
      .orders()
      .filter(({ status, role }) => role !== 'entry' && !status.includes('cancelled'));
    expect(own.map(({ terms }) => terms.parent)).toEqual([undefined, undefined]);
    expect(new Set(own.map(({ terms }) => terms.oca?.name)).size).toBe(1);
  });

  it('B34.2: never both for the same shares: as the entry goes on, our pair grows and the sleepers stay away', () => {
    const desk = started();
    desk.pass(6);
    desk.quote('100.00', '100.02', 1_000);
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(100), protection: 'protected', state: 'open' });
    expect(exits(desk)).toEqual(['target 100 @ 100.52', 'stop 100 @ 99.02']);
    desk.quote('98.00', '98.02');
    desk.pass();
    expect([traded(desk), desk.engine.views.openPositions().length]).toEqual(['0', 0]);
  });

  it('B34.3: a child that its parent takes along is replaced at once for what has filled', () => {
    const desk = started();
    const entry = desk.engine.views.orders().find(({ role }) => role === 'entry');
    desk.send({ type: 'desk.cancel', order: entry?.order as OrderId, why: 'enough of it' });
    desk.pass();
    expect(held(desk)).toMatchObject({ quantity: quantity(40), protection: 'protected', state: 'open' });
    expect(exits(desk)).toEqual(['target 40 @ 100.52', 'stop 40 @ 99.02']);
  });
});
