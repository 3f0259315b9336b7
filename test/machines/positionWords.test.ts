/** What a position says, word for word, and what it keeps in mind. */
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import type { Duration, GroupId, OrderId } from '../../src/identifiers.ts';
import type { PositionEvent, PositionInput, PositionPlan } from '../../src/machines/position/position.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { entrySizeOf, fullSizeOf, printedProtection, printedState } from '../../src/machines/position/selectors.ts';
import { amount, price, quantity, ratio, zero } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { links, terms } from '../support/orders.ts';
import { P, positionInput, tell } from '../support/positions.ts';
import { timersOf } from '../support/timers.ts';

const position = (events: readonly PositionEvent[], over: Partial<PositionInput> = {}) => {
  const driven = drive(positionMachine, positionInput(over));
  driven.send(...events);
  return driven;
};
const plan = (over: Partial<PositionPlan>): Partial<PositionInput> => ({ plan: { ...positionInput().plan, ...over } });
const { group: _group, ...unplanned } = positionInput();

const entered = [tell.open(), tell.asked(), tell.filled(100, '100', 'entry', 'e1')];
const open = [...entered, tell.settled('entry'), tell.covered(-100)];

const where = { position: P, instrument: 'SPY' };
const group = 'g1';
const spoke = (...messages: readonly object[]) => ({ type: 'position.spoke', position: P, messages });
const { clock, stopped } = timersOf('position', P);
const figures = (held: number, cost: number, realised = 0, fees = 0) => ({
  type: 'position.changed',
  ...where,
  book: 'main',
  account: 'PAPER',
  quantity: quantity(held),
  cost: amount(cost),
  realised: amount(realised),
  fees: amount(fees),
  dividends: zero,
});
const watch = (level: string, at: string, whenReached: string, of = 'bid', type = 'market.watch') => ({
  type,
  watch: `p1#${level}`,
  position: P,
  instrument: 'SPY',
  level,
  price: price(at),
  when: whenReached,
  of,
});
const addition = watch('addition', '99.5', 'atOrBelow');
const exit = { limit: price(98), order: 'x' };
const closed = (over: object = {}) => ({
  type: 'position.closed',
  ...where,
  book: 'main',
  reason: 'target',
  realised: amount(50),
  fees: zero,
  dividends: zero,
  ...over,
});

describe('a position says', () => {
  it.each<[string, readonly PositionEvent[], PositionEvent, readonly object[]]>([
    ['that its group is to start', [], tell.open(), [{ type: 'group.start', group }]],
    [
      'that nothing came of it',
      [],
      tell.close(),
      [spoke({ type: 'market.unwatch', ...where }), { type: 'position.abandoned', ...where }],
    ],
    [
      'what the first fill made of it',
      [tell.open(), tell.asked()],
      tell.filled(100, '100'),
      [
        figures(100, 10_000),
        { type: 'position.opened', ...where, quantity: quantity(100) },
        spoke(),
        { type: 'position.arming', ...where },
        clock('protection', 5),
      ],
    ],
    [
      'that it is naked at once where nobody asked for a stop',
      [tell.open()],
      tell.filled(100, '100'),
      [
        figures(100, 10_000),
        { type: 'position.opened', ...where, quantity: quantity(100) },
        spoke(),
        { type: 'position.naked', ...where, quantity: quantity(100), detail: 'order.filled' },
      ],
    ],
    [
      'where its levels are once the entry is over, and what it waits for',
      entered,
      tell.settled('entry'),
      [
        {
          type: 'position.entered',
          ...where,
          quantity: quantity(100),
          average: price(100),
          stop: price(99),
          target: price('100.5'),
        },
        { type: 'group.protect', group, stop: price(99), target: price('100.5') },
        spoke(addition),
      ],
    ],
    [
      'that it is protected, and for how much',
      entered,
      tell.covered(-100),
      [stopped('protection'), { type: 'position.protected', ...where, cover: quantity(-100) }],
    ],
    [
      'that its stops are not for what is held',
      [...entered, tell.covered(-100)],
      tell.filled(60, '100'),
      [
        figures(160, 16_000),
        { type: 'position.resizing', ...where, quantity: quantity(160), cover: quantity(-100) },
        clock('protection', 5),
      ],
    ],
    [
      'that nobody confirmed its stops in time',
      entered,
      tell.deadline('protection'),
      [
        stopped('protection'),
        { type: 'position.naked', ...where, quantity: quantity(100), detail: 'not confirmed in time' },
      ],
    ],
    [
      'that its stop was lost, and how',
      open,
      tell.lost(),
      [{ type: 'position.naked', ...where, quantity: quantity(100), detail: 'cancelled by hand' }],
    ],
    [
      'that an addition is to be placed',
      open,
      tell.adjust(),
      [{ type: 'group.extend', group, order: 'o9', terms: terms(), links: links({ role: 'adjust' }) }],
    ],
    [
      'where its levels are after an addition: the target moves, the stop stays',
      [...open, tell.adjust(), tell.filled(100, '99', 'adjust')],
      tell.settled('adjust'),
      [
        {
          type: 'position.adjusted',
          ...where,
          quantity: quantity(200),
          average: price('99.5'),
          stop: price(99),
          target: price(100),
        },
        { type: 'group.protect', group, stop: price(99), target: price(100) },
        spoke(),
      ],
    ],
    [
      'that a part is to be sold',
      open,
      tell.reduce(40),
      [
        { type: 'position.reducing', ...where, quantity: quantity(40), why: 'some of it' },
        { type: 'group.reduce', group, exit: { limit: price(98), order: 'cut' }, quantity: quantity(40) },
        clock('exit', 90),
      ],
    ],
    [
      'that the part was sold',
      [...open, tell.reduce(40), tell.filled(-40, '101', 'exit')],
      tell.settled('exit', 'cut'),
      [stopped('exit'), { type: 'position.reduced', ...where, quantity: quantity(60) }, spoke(addition)],
    ],
    [
      'that the part is to be priced anew',
      [...open, tell.reduce(40)],
      tell.deadline('exit'),
      [{ type: 'desk.reprice', book: 'main', ...where, why: 'the exit has not filled in its time' }, clock('exit', 90)],
    ],
    [
      'that it is on its way out, and why',
      open,
      tell.close(),
      [
        { type: 'position.closing', ...where, why: 'enough' },
        { type: 'group.close', group, exit, why: 'enough' },
        { type: 'market.unwatch', ...where },
        clock('exit', 90),
      ],
    ],
    [
      'that the way out is to be priced anew',
      [...open, tell.close()],
      tell.deadline('exit'),
      [{ type: 'desk.close', book: 'main', ...where, why: 'the exit has not filled in its time' }, clock('exit', 90)],
    ],
    [
      'that it goes on, once the way out has ended with something held',
      [...open, tell.close()],
      tell.settled('exit'),
      [
        stopped('exit'),
        spoke({ type: 'group.protect', group, stop: price(99), targets: [price('100.5')], stays: true }, addition),
      ],
    ],
    [
      'at what it was closed, and what its stops still cover',
      open,
      tell.filled(-100, '100.5', 'target'),
      [
        figures(0, 0, 50),
        spoke({ type: 'market.unwatch', ...where }),
        closed(),
        { type: 'position.releasing', ...where, cover: quantity(-100) },
        clock('protection', 5),
      ],
    ],
    [
      'that stops still work although nothing is held',
      [...open, tell.filled(-100, '100.5', 'target')],
      tell.deadline('protection'),
      [stopped('protection'), { type: 'position.orphaned', ...where, cover: quantity(-100) }],
    ],
    [
      'that it is open again: what closed it was taken back',
      [...open, tell.filled(-100, '101', 'target', 'x1'), tell.released()],
      { ...tell.revised('x1', [100, '101'], [0, '101'], 'target'), side: 'sell' } as PositionEvent,
      [
        figures(100, 10_000),
        { type: 'position.reopened', ...where, quantity: quantity(100) },
        spoke({ type: 'group.protect', group, stop: price(99), targets: [price('100.5')], stays: true }, addition),
        { type: 'position.naked', ...where, quantity: quantity(100), detail: 'order.revised' },
      ],
    ],
    ['what a fee makes of it', open, tell.fee('0.35'), [figures(100, 10_000, 0, 0.35)]],
    [
      'that the stop is to be moved, and asks whether the price is beyond it',
      open,
      tell.protect('99.2'),
      [
        { type: 'group.protect', group, stop: price('99.2'), target: price('100.5') },
        spoke(watch('beyond', '99.2', 'atOrBelow', 'bid', 'market.check')),
      ],
    ],
    [
      'that a stop would move against it',
      open,
      tell.protect('98'),
      [{ type: 'desk.declined', event: 'position.protect', code: 'wouldLoosen', detail: P }],
    ],
    [
      'that it leaves: the price is beyond the stop',
      open,
      tell.reached('beyond', '98'),
      [{ type: 'desk.close', book: 'main', ...where, why: 'the price is beyond the stop' }],
    ],
    [
      'that it was held as long as it may be, and says so again',
      open,
      tell.deadline('hold'),
      [{ type: 'desk.close', book: 'main', ...where, why: 'held as long as it may be' }, clock('hold', 90)],
    ],
    [
      'what makes no sense',
      [],
      tell.adjust(),
      [{ type: 'position.unexpected', position: P, event: 'position.adjust' }],
    ],
  ])('%s', (_name, given, when, said) => {
    expect(position(given).send(when)).toStrictEqual(said);
  });

  it('what was planned, when it begins', () => {
    const said: object[] = [];
    const actor = createActor(positionMachine, { input: positionInput() });
    actor.on('*', (message) => said.push(message));
    actor.start();
    expect(said).toStrictEqual([{ type: 'position.planned', ...where, book: 'main', side: 'long' }]);
  });

  it('nothing to check where a wish leaves it without a stop', () => {
    const bare = { plan: { tick: price('0.01') }, levels: {} };
    expect(position([...entered, tell.settled('entry')], bare).send(tell.protect(undefined, '101'))).toStrictEqual([
      { type: 'group.protect', group, target: price(101) },
      spoke(),
    ]);
  });

  it('all its targets where there are several', () => {
    const targets = [price(1), price(2)];
    const two = position(entered, plan({ targetDistances: targets })).send(tell.settled('entry'));
    const levels = { stop: price(99), target: price(101), targets: [price(101), price(102)] };
    expect(two.slice(0, 2)).toStrictEqual([
      { type: 'position.entered', ...where, quantity: quantity(100), average: price(100), ...levels },
      { type: 'group.protect', group, ...levels },
    ]);
  });

  it('no levels where it has none', () => {
    const bare = { plan: { tick: price('0.01') }, levels: {} };
    expect(position(entered, bare).send(tell.settled('entry'))).toStrictEqual([
      { type: 'position.entered', ...where, quantity: quantity(100), average: price(100) },
      { type: 'group.protect', group },
      spoke(),
    ]);
  });

  it('that the time begins to run with the first fill, and no more once it is closed', () => {
    const limited = plan({ timeLimit: 60 as Duration });
    const said = position([tell.open(), tell.asked()], limited).send(tell.filled(100, '100'));
    expect(said[2]).toStrictEqual(spoke({ ...clock('hold', 0), after: 60 }));
    expect(position(open, limited).send(tell.filled(-100, '101', 'target'))[1]).toStrictEqual(
      spoke({ type: 'market.unwatch', ...where }, stopped('hold')),
    );
  });

  it('that the time runs no more once its only fill was busted and its entry has ended', () => {
    const busted = [...entered, tell.revised('e1', [100, '100'], [0, '100'])];
    const ended = position(busted, plan({ timeLimit: 60 as Duration })).send(tell.settled('entry'));
    expect(ended).toStrictEqual([
      spoke({ type: 'market.unwatch', ...where }, stopped('hold')),
      { type: 'position.abandoned', ...where },
    ]);
  });

  it('why it is closed: its last fill, or that it was told to', () => {
    const told = position([...open, tell.close()]).send(tell.filled(-100, '98', 'target'));
    expect(told).toContainEqual(closed({ reason: 'exit', realised: amount(-200) }));
    const lost = position(open).send(tell.filled(-100, '99', 'stop'));
    expect(lost).toContainEqual(closed({ reason: 'stop', realised: amount(-100) }));
  });

  it('why it is closed, once it goes on after all', () => {
    const stays = [...open, tell.close(), tell.settled('exit')];
    expect(position(stays).send(tell.filled(-100, '101', 'target'))).toContainEqual(closed({ realised: amount(100) }));
    const busted = { ...tell.revised('x1', [100, '98'], [0, '98'], 'exit'), side: 'sell' } as PositionEvent;
    const again = [...open, tell.close(), tell.filled(-100, '98', 'exit', 'x1'), busted];
    expect(position(again).send(tell.filled(-100, '101', 'target'))).toContainEqual(closed({ realised: amount(100) }));
  });

  it('what is left where it is less than a lot', () => {
    const lots = plan({ lot: quantity(1) });
    const said = position([tell.open(), tell.asked(), tell.filled(10.5, '100'), tell.settled('entry')], lots).send(
      tell.filled(-10, '101', 'target'),
    );
    expect(said).toContainEqual(closed({ realised: amount(10), residue: quantity('0.5') }));
  });
});

describe('a short position', () => {
  const short = [tell.open(), tell.asked(), tell.filled(-100, '100', 'entry', 'e1')];

  it('has its levels on the other side', () => {
    const said = position(short, {
      side: 'short',
      ...plan({ breakeven: { after: price(1), offset: price('0.1') } }),
    }).send(tell.settled('entry'));
    expect(said).toStrictEqual([
      {
        type: 'position.entered',
        ...where,
        quantity: quantity(-100),
        average: price(100),
        stop: price(101),
        target: price('99.5'),
      },
      { type: 'group.protect', group, stop: price(101), target: price('99.5') },
      spoke(
        watch('addition', '100.5', 'atOrAbove', 'ask'),
        watch('breakeven', '99', 'atOrBelow', 'ask'),
        watch('beyond', '101', 'atOrAbove', 'ask', 'market.check'),
      ),
    ]);
  });
});

describe('what a position waits for', () => {
  it.each<[string, Partial<PositionPlan>, readonly object[]]>([
    ['an addition', {}, [addition]],
    [
      'the next best price',
      { trail: { by: { by: 'amount', amount: price(1) }, step: price('0.25') } },
      [addition, watch('trail', '100.25', 'atOrAbove'), watch('beyond', '99', 'atOrBelow', 'bid', 'market.check')],
    ],
    [
      'breakeven',
      { breakeven: { after: price(1), offset: price('0.1') } },
      [addition, watch('breakeven', '101', 'atOrAbove'), watch('beyond', '99', 'atOrBelow', 'bid', 'market.check')],
    ],
    [
      'the first part to be sold',
      {
        scaleOut: [
          { distance: price(1), part: ratio('0.5') },
          { distance: price(2), part: ratio('0.5') },
        ],
      },
      [addition, watch('scaleOut', '101', 'atOrAbove')],
    ],
  ])('%s', (_name, over, messages) => {
    expect(position(entered, plan(over)).send(tell.settled('entry')).at(-1)).toStrictEqual(spoke(...messages));
  });

  it('no addition beyond those that were planned, and none by hand counts', () => {
    const added = (byPlan: boolean): readonly PositionEvent[] => [
      { ...tell.adjust(), byPlan } as PositionEvent,
      tell.filled(100, '100', 'adjust'),
    ];
    const last = (byPlan: boolean) =>
      position([...open, ...added(byPlan)])
        .send(tell.settled('adjust'))
        .at(-1);
    expect(last(true)).toStrictEqual(spoke());
    expect(last(false)).toStrictEqual(spoke(addition));
  });

  it('the next part, once one was sold by plan', () => {
    const parts = [1, 2].map((distance) => ({ distance: price(distance), part: ratio('0.5') }));
    const sold = (byPlan: boolean): readonly PositionEvent[] => [
      ...open,
      { ...tell.reduce(40), byPlan } as PositionEvent,
      tell.filled(-40, '101', 'exit'),
    ];
    const last = (byPlan: boolean) =>
      position(sold(byPlan), plan({ scaleOut: parts }))
        .send(tell.settled('exit', 'cut'))
        .at(-1);
    expect(last(true)).toStrictEqual(spoke(addition, watch('scaleOut', '102', 'atOrAbove')));
    expect(last(false)).toStrictEqual(spoke(addition, watch('scaleOut', '101', 'atOrAbove')));
  });

  it('breakeven no more, once it has been moved there', () => {
    const breakeven = plan({ breakeven: { after: price(1), offset: price('0.1') } });
    expect(position(open, breakeven).send(tell.reached('breakeven', '101'))).toStrictEqual([
      { type: 'group.protect', group, stop: price('100.1'), target: price('100.5') },
      spoke(addition, watch('beyond', '100.1', 'atOrBelow', 'bid', 'market.check')),
    ]);
  });
});

describe('a position that nobody planned', () => {
  const alone = (...events: readonly PositionEvent[]) => {
    const driven = drive(positionMachine, unplanned);
    driven.send(...events);
    return driven;
  };

  it('is left by the desk, and protected by nobody', () => {
    expect(alone(tell.filled(100, '100')).send(tell.close())).toStrictEqual([
      { type: 'position.closing', ...where, why: 'enough' },
      { type: 'market.unwatch', ...where },
      clock('exit', 90),
    ]);
    expect(alone(tell.filled(100, '100')).send(tell.protect('99'))).toStrictEqual([
      { type: 'position.unexpected', position: P, event: 'position.protect' },
    ]);
  });

  it('stays where its exit has ended with something held', () => {
    expect(alone(tell.filled(100, '100'), tell.close()).send(tell.settled('exit'))).toStrictEqual([
      stopped('exit'),
      spoke(addition),
    ]);
  });
});

describe('the figures of a position', () => {
  it('begin with nothing', () => {
    expect(position([]).snapshot().context).toStrictEqual({
      ...positionInput(),
      quantity: zero,
      cost: zero,
      realised: zero,
      group: 'g1' as GroupId,
      entries: 1,
      fills: [],
      folded: { quantity: zero, cost: zero, realised: zero },
      fees: zero,
      foreignFees: {},
      dividends: zero,
      additions: 0,
      best: null,
      trail: null,
      atBreakeven: false,
      byHand: { stop: false, targets: false },
      scaledOut: 0,
      cut: null,
      lastExit: 'exit',
      leaving: false,
      over: false,
      cover: zero,
      asked: false,
      verdict: 'none',
    });
    expect(drive(positionMachine, unplanned).snapshot().context.group).toBeNull();
  });

  it('keep lots where the oldest are sold first', () => {
    const fifo = position([...entered, tell.filled(50, '102')], { accounting: 'fifo' }).snapshot().context;
    expect(fifo.lots).toStrictEqual([
      { quantity: quantity(100), price: price(100) },
      { quantity: quantity(50), price: price(102) },
    ]);
    expect(position([], { accounting: 'fifo' }).snapshot().context.folded.lots).toStrictEqual([]);
  });

  it('keep fees in another currency apart', () => {
    const fee = (change: string, currency: string): PositionEvent =>
      ({ ...tell.fee(change), currency }) as PositionEvent;
    const charged = position([...open, fee('1', 'USD'), fee('2', 'EUR'), fee('3', 'EUR')], { currency: 'USD' });
    expect(charged.snapshot().context).toMatchObject({ fees: amount(1), foreignFees: { EUR: amount(5) } });
    expect(position([...open, fee('2', 'EUR')]).snapshot().context).toMatchObject({ fees: amount(2), foreignFees: {} });
  });

  it('know the fee that comes with a fill', () => {
    const fill = { ...tell.filled(100, '100'), fee: amount(1), currency: 'USD' } as PositionEvent;
    expect(position([tell.open(), fill]).snapshot().context.fees).toBe(amount(1));
  });

  it('know what entry and additions have filled', () => {
    const { context } = position([
      ...open,
      tell.adjust(),
      tell.filled(50, '99', 'adjust'),
      tell.filled(-30, '101', 'target'),
    ]).snapshot();
    expect(entrySizeOf(context)).toBe(quantity(100));
    expect(fullSizeOf(context)).toBe(quantity(150));
    const short = position([tell.open(), tell.filled(-100, '100')], { side: 'short' }).snapshot().context;
    expect([entrySizeOf(short), fullSizeOf(short)]).toStrictEqual([quantity(100), quantity(100)]);
  });

  it('know the order by which a part leaves', () => {
    expect(position([...open, tell.reduce(40)]).snapshot().context).toMatchObject({
      cut: 'cut' as OrderId,
      scaledOut: 0,
    });
  });
});

describe('the words for a position', () => {
  it.each<[string, string, readonly PositionEvent[]]>([
    ['planned', 'none', []],
    ['opening', 'none', [tell.open()]],
    ['opening', 'arming', entered],
    ['open', 'protected', open],
    ['adjusting', 'protected', [...open, tell.adjust()]],
    ['reducing', 'protected', [...open, tell.reduce(40)]],
    ['closing', 'protected', [...open, tell.close()]],
    ['closed', 'releasing', [...open, tell.filled(-100, '101', 'target')]],
    ['abandoned', 'none', [tell.close()]],
  ])('%s and %s', (state, protection, events) => {
    const snapshot = position(events).snapshot();
    expect([printedState(snapshot), printedProtection(snapshot)]).toStrictEqual([state, protection]);
  });
});
