import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/events.ts';
import { seconds } from '../../src/identifiers.ts';
import { averageOf } from '../../src/machines/position/levels.ts';
import type { PositionEvent, PositionInput } from '../../src/machines/position/position.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { printedProtection, printedState } from '../../src/machines/position/selectors.ts';
import { amountText, decimalText, price, quantity } from '../../src/money.ts';
import { drive, flat } from '../support/charts.ts';
import { positionInput, tell } from '../support/positions.ts';

const position = (events: readonly PositionEvent[], over: Partial<PositionInput> = {}) => {
  const driven = drive(positionMachine, positionInput(over));
  driven.send(...events);
  return driven;
};
const open = [tell.open(), tell.asked(), tell.filled(100, '100.00'), tell.settled('entry'), tell.covered(-100)];

type Row = readonly [
  name: string,
  given: readonly PositionEvent[],
  when: PositionEvent,
  then: string,
  said: readonly string[],
];
const rows: readonly Row[] = [
  ['asked to open, its group starts', [], tell.open(), 'opening none', ['group.start']],
  ['given up before it was opened', [], tell.close(), 'abandoned none', ['position.spoke', 'position.abandoned']],
  [
    'the first fill exposes it: it is arming in the same pass',
    [tell.open(), tell.asked()],
    tell.filled(40, '100'),
    'opening arming',
    ['position.changed', 'position.opened', 'position.spoke', 'position.arming', 'clock.arm'],
  ],
  [
    'a fill that nobody asked protection for is naked at once',
    [tell.open()],
    tell.filled(40, '100'),
    'opening naked',
    ['position.changed', 'position.opened', 'position.spoke', 'position.naked'],
  ],
  [
    'the stop is confirmed for what has filled',
    [tell.open(), tell.asked(), tell.filled(40, '100')],
    tell.covered(-40),
    'opening protected',
    ['clock.disarm', 'position.protected'],
  ],
  [
    'more fills than the stop covers: resizing',
    [tell.open(), tell.asked(), tell.filled(40, '100'), tell.covered(-40)],
    tell.filled(60, '100'),
    'opening resizing',
    ['position.changed', 'position.resizing', 'clock.arm'],
  ],
  [
    'the entry is over: levels from the average, and the addition is watched',
    [tell.open(), tell.asked(), tell.filled(100, '100.20')],
    tell.settled('entry'),
    'open arming',
    ['position.entered', 'group.protect', 'position.spoke'],
  ],
  [
    'the entry ended without a fill',
    [tell.open()],
    tell.settled('entry'),
    'abandoned none',
    ['position.spoke', 'position.abandoned'],
  ],
  [
    'B9: not confirmed in time: naked',
    [tell.open(), tell.asked(), tell.filled(100, '100'), tell.settled('entry')],
    tell.deadline('protection'),
    'open naked',
    ['clock.disarm', 'position.naked'],
  ],
  [
    'confirmed after the alarm: protected',
    [...open.slice(0, 4), tell.deadline('protection')],
    tell.covered(-100),
    'open protected',
    ['position.protected'],
  ],
  [
    'covered in part after the alarm: the alarm stands',
    [...open.slice(0, 4), tell.deadline('protection')],
    tell.covered(-40),
    'open naked',
    [],
  ],
  ['the stop is lost: naked', open, tell.lost(), 'open naked', ['position.naked']],
  ['asked for again: arming', [...open, tell.lost()], tell.asked(), 'open arming', ['position.arming', 'clock.arm']],
  ['a stop on the wrong side covers nothing: naked', open, tell.covered(100), 'open naked', ['position.naked']],
  ['the addition is due: the group is extended', open, tell.adjust(), 'adjusting protected', ['group.extend']],
  [
    'the addition fills: the stop covers too little',
    [...open, tell.adjust()],
    tell.filled(100, '99.50', 'adjust'),
    'adjusting resizing',
    ['position.changed', 'position.resizing', 'clock.arm'],
  ],
  [
    'the addition is over: the target moves, the stop stays',
    [...open, tell.adjust(), tell.filled(100, '99.50', 'adjust')],
    tell.settled('adjust'),
    'open resizing',
    ['position.adjusted', 'group.protect', 'position.spoke'],
  ],
  [
    'the target fills in part: the stop covers too much',
    open,
    tell.filled(-40, '100.50', 'target'),
    'open resizing',
    ['position.changed', 'position.resizing', 'clock.arm'],
  ],
  [
    'the target fills whole: closed, the stop is let go',
    open,
    tell.filled(-100, '100.50', 'target'),
    'closed releasing',
    ['position.changed', 'position.spoke', 'position.closed', 'position.releasing', 'clock.arm'],
  ],
  [
    'the stop fills whole: closed, and its own fill consumed the cover',
    open,
    tell.filled(-100, '99.00', 'stop'),
    'closed none',
    ['position.changed', 'position.spoke', 'position.closed'],
  ],
  [
    'the stop is gone after the close',
    [...open, tell.filled(-100, '100.50', 'target')],
    tell.covered(0),
    'closed none',
    ['clock.disarm'],
  ],
  [
    'the stop still works after the close: orphaned',
    [...open, tell.filled(-100, '100.50', 'target')],
    tell.deadline('protection'),
    'closed orphaned',
    ['clock.disarm', 'position.orphaned'],
  ],
  [
    'asked to close: the group makes a leg marketable',
    open,
    tell.close(),
    'closing protected',
    ['position.closing', 'group.close', 'market.unwatch', 'clock.arm'],
  ],
  [
    'the exit has not filled in its time: the desk prices it anew',
    [...open, tell.close()],
    tell.deadline('exit'),
    'closing protected',
    ['desk.close', 'clock.arm'],
  ],
  ['priced anew', [...open, tell.close()], tell.close(), 'closing protected', ['group.close']],
  [
    'an exit of its own ended with something held: open again',
    [...open, tell.close()],
    tell.settled('exit'),
    'open protected',
    ['clock.disarm', 'position.spoke'],
  ],
  [
    'B20: closed while on the way out',
    [...open, tell.close()],
    tell.filled(-100, '98.00', 'target'),
    'closed releasing',
    ['clock.disarm', 'position.changed', 'position.spoke', 'position.closed', 'position.releasing', 'clock.arm'],
  ],
  [
    'asked to sell a part: the group makes room for it',
    open,
    tell.reduce(30),
    'reducing protected',
    ['position.reducing', 'group.reduce', 'clock.arm'],
  ],
  [
    'the part has been sold: open again at what is left',
    [...open, tell.reduce(30), tell.covered(-70), tell.filled(-30, '100.20', 'exit')],
    tell.settled('exit', 'cut'),
    'open protected',
    ['clock.disarm', 'position.reduced', 'position.spoke'],
  ],
  [
    'the part has not filled in its time: it is priced anew',
    [...open, tell.reduce(30)],
    tell.deadline('exit'),
    'reducing protected',
    ['desk.reprice', 'clock.arm'],
  ],
  [
    'B20: told to leave while a part is out: the end of the part is not the end of the way out',
    [...open, tell.reduce(30), tell.close(), tell.filled(-30, '100.20', 'exit')],
    tell.settled('exit', 'cut'),
    'closing resizing',
    [],
  ],
  ['levels moved by hand', open, tell.protect('99.50'), 'open protected', ['group.protect', 'position.spoke']],
  ['a fee changes the profit, not the position', open, tell.fee('0.35'), 'open protected', ['position.changed']],
  [
    'B39: a fill after the close belongs to another position',
    [...open, tell.filled(-100, '99.00', 'stop')],
    tell.filled(50, '99'),
    'closed none',
    ['position.unexpected'],
  ],
  [
    'what makes no sense changes nothing',
    open,
    { type: 'nonsense' } as never,
    'open protected',
    ['position.unexpected'],
  ],
];

describe('a position', () => {
  it.each(rows)('%s', (_name, given, when, then, said) => {
    const driven = position(given);
    const messages = driven.send(when);
    expect(`${printedState(driven.snapshot())} ${printedProtection(driven.snapshot())}`).toBe(then);
    expect(messages.map(({ type }) => type)).toEqual(said);
  });

  it('that nobody planned is open and naked from its first fill', () => {
    const { group: _group, ...unplanned } = positionInput();
    const driven = drive(positionMachine, unplanned);
    const said = driven.send(tell.filled(-30, '50.00', 'manual'));
    expect(printedState(driven.snapshot())).toBe('open');
    expect(driven.snapshot().hasTag('isAlarm')).toBe(true);
    expect(said.map(({ type }) => type)).toEqual(['position.changed', 'position.opened', 'position.naked']);
  });

  it('that nobody planned has no group to start', () => {
    const { group: _group, ...unplanned } = positionInput();
    const driven = drive(positionMachine, unplanned);
    expect(driven.send(tell.open()).map(({ type }) => type)).toEqual(['position.unexpected']);
    expect(printedState(driven.snapshot())).toBe('planned');
  });
});

describe('levels', () => {
  it.each([
    ['long', 'long', [tell.filled(100, '100.20'), tell.filled(78, '100.30')], ['99.24', '100.74']],
    ['short', 'short', [tell.filled(-100, '100.20'), tell.filled(-78, '100.30')], ['101.24', '99.74']],
  ] as const)('of a %s position are measured from what its entry filled at', (_name, side, fills, [stop, target]) => {
    const driven = position([tell.open(), ...fills], { side });
    const said = driven.send(tell.settled('entry'));
    expect(said.find(({ type }) => type === 'group.protect')).toMatchObject({ type: 'group.protect' });
    const { levels } = driven.snapshot().context;
    expect([levels.stop, levels.targets?.[0]].map((level) => decimalText(level as never))).toEqual([stop, target]);
  });

  it('after an addition the stop stays and the target follows the average', () => {
    const driven = position([...open, tell.adjust(), tell.filled(100, '99.50', 'adjust'), tell.settled('adjust')]);
    const { levels } = driven.snapshot().context;
    expect(decimalText(averageOf(driven.snapshot().context))).toBe('99.75');
    expect([decimalText(levels.stop as never), decimalText(levels.targets?.[0] as never)]).toEqual(['99', '100.25']);
  });

  it('there is one addition, half way to the stop', () => {
    const watches = (event: PositionEvent, given: readonly PositionEvent[]) =>
      position(given)
        .send(event)
        .flatMap(({ messages }) => (messages as Event[] | undefined) ?? []);
    expect(watches(tell.settled('entry'), open.slice(0, 3))).toMatchObject([
      { type: 'market.watch', level: 'addition', when: 'atOrBelow', of: 'bid', price: 9_950_000_000n },
    ]);
    const added = [...open, tell.adjust(), tell.filled(100, '99.50', 'adjust')];
    expect(watches(tell.settled('adjust'), added)).toEqual([]);
  });
});

describe('a time limit', () => {
  const plan = { tick: price('0.01'), stopDistance: price(1), timeLimit: seconds(600) };
  const timers = (messages: readonly { readonly type: string; readonly messages?: unknown }[]) =>
    messages
      .flatMap((message) => (message.messages as Event[] | undefined) ?? [])
      .filter(({ type }) => /^clock/.test(type));

  it('runs from the first fill', () => {
    const driven = position([tell.open(), tell.asked()], { plan });
    expect(timers(driven.send(tell.filled(40, '100')))).toMatchObject([
      { type: 'clock.arm', what: 'hold', after: seconds(600) },
    ]);
    expect(timers(driven.send(tell.filled(60, '100')))).toEqual([]);
  });

  it('when it is over the desk leaves, and is told again until it has', () => {
    const said = position(open, { plan }).send(tell.deadline('hold'));
    expect(said).toMatchObject([{ type: 'desk.close' }, { type: 'clock.arm', what: 'hold', after: seconds(90) }]);
  });

  it('ends with the position', () => {
    const closed = position(open, { plan }).send(tell.filled(-100, '101', 'target'));
    expect(timers(closed)).toMatchObject([{ type: 'clock.disarm' }]);
  });
});

describe('less than a lot', () => {
  const plan = { tick: price('0.01'), lot: quantity(1), stopDistance: price(1) };

  it('B20.3: left by a fill on the way out, it ends the round trip and stays as a residue', () => {
    const driven = position(open, { plan });
    const closed = driven.send(tell.filled(-99.6, '101', 'target')).find(({ type }) => type === 'position.closed');
    expect(closed).toMatchObject({ residue: quantity('0.4') });
    expect(printedState(driven.snapshot())).toBe('closed');
  });

  it('B20.3: of an entry that has only begun it is the beginning', () => {
    const driven = position([tell.open(), tell.asked(), tell.filled(0.4, '100')], { plan });
    expect(printedState(driven.snapshot())).toBe('opening');
    driven.send(tell.filled(0.3, '100'));
    expect(printedState(driven.snapshot())).toBe('opening');
    driven.send(tell.settled('entry'));
    expect(printedState(driven.snapshot())).toBe('closed');
  });

  it('without an entry of its own it is held, at whatever price', () => {
    const { group: _group, ...unplanned } = positionInput({ plan });
    const driven = drive(positionMachine, unplanned);
    driven.send(tell.filled(0.4, '100', 'manual', 'few'));
    expect(printedState(driven.snapshot())).toBe('open');
    driven.send(tell.revised('few', [0.4, '100'], [0.4, '101'], 'manual'));
    expect(printedState(driven.snapshot())).toBe('open');
  });

  it('beside whole lots it needs no stop', () => {
    const driven = position([tell.open(), tell.asked(), tell.filled(99.6, '100'), tell.settled('entry')], { plan });
    driven.send(tell.covered(-99));
    expect(driven.snapshot().hasTag('isProtected')).toBe(true);
  });
});

describe('corrections', () => {
  const abandoned = [tell.open(), tell.settled('entry')];

  it.each([
    ['planned', []],
    ['waiting for its first fill', [tell.open()]],
    ['abandoned', abandoned],
  ] as const)('of a fill that a position never had change nothing, and are noted: %s', (_name, given) => {
    const driven = position(given);
    const before = driven.value();
    const said = driven.send(tell.revised('never', [40, '100'], [60, '100']));
    expect(said.map(({ type }) => type)).toEqual(['position.unexpected']);
    expect([driven.value(), driven.snapshot().context.quantity]).toEqual([before, 0n]);
  });

  it('B14: the round trip is folded anew', () => {
    const driven = position([
      tell.open(),
      tell.filled(100, '100.00', 'entry', 'e1'),
      tell.settled('entry'),
      tell.filled(-60, '101.00', 'target'),
    ]);
    driven.send(tell.revised('e1', [100, '100.00'], [90, '100.10']));
    const { quantity, cost, realised } = driven.snapshot().context;
    expect([decimalText(quantity), amountText(cost), amountText(realised)]).toEqual(['30', '3003', '54']);
  });

  it('B39: a bust after the close opens the round trip again', () => {
    const driven = position([
      tell.open(),
      tell.filled(100, '100.00', 'entry', 'e1'),
      tell.settled('entry'),
      tell.filled(-100, '101.00', 'target', 'e2'),
    ]);
    const said = driven.send({
      ...tell.revised('e2', [100, '101.00'], [0, '101.00'], 'target'),
      side: 'sell',
    } as PositionEvent);
    expect(printedState(driven.snapshot())).toBe('open');
    expect(said.map(({ type }) => type)).toContain('position.reopened');
    expect(decimalText(driven.snapshot().context.quantity)).toBe('100');
  });
});

describe('protection', () => {
  const anything = fc.oneof(
    fc.integer({ min: 1, max: 100 }).map((shares) => tell.filled(shares, '100')),
    fc.integer({ min: 1, max: 100 }).map((shares) => tell.filled(-shares, '101', 'target')),
    fc.integer({ min: -300, max: 300 }).map((cover) => tell.covered(cover)),
    fc.constantFrom(
      tell.asked(),
      tell.lost(),
      tell.lost(-20),
      tell.deadline('protection'),
      tell.settled('entry'),
      tell.close(),
      tell.released(),
    ),
  );

  it('B9: says protected only when the stops cover exactly what is held, and never none while something is held', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 25 }), (events) => {
        const driven = position([tell.open(), ...events]);
        const snapshot = driven.snapshot();
        const { quantity, cover } = snapshot.context;
        const protection = printedProtection(snapshot);
        if (protection === 'protected') expect(cover).toBe(-quantity);
        if (protection === 'none') expect([quantity, cover]).toEqual([0n, 0n]);
        if (quantity !== 0n && cover === -quantity) expect(protection).toBe('protected');
        if (quantity !== 0n) expect(['protected', 'arming', 'resizing', 'naked']).toContain(protection);
      }),
      { numRuns: 500 },
    );
  });
});

describe('B21.3: what a person sets while the entry fills', () => {
  it.each([
    ['the stop', tell.protect('99.80'), { stop: price('99.80'), targets: [price('100.5')] }],
    ['the target', tell.protect(undefined, '101'), { stop: price(99), targets: [price(101)] }],
  ])('%s stays where it is when the entry ends', (_name, wish, levels) => {
    const chart = drive(positionMachine, positionInput());
    chart.send(tell.open(), tell.filled(40, '100'), wish, tell.filled(60, '100'), tell.settled('entry'));
    expect(chart.snapshot().context.levels).toEqual(levels);
  });
});

describe('B14: an entry that is busted to nothing', () => {
  const busted = () => {
    const chart = drive(positionMachine, positionInput());
    chart.send(tell.open(), tell.filled(100, '100', 'entry', 'b1'), tell.revised('b1', [100, '100'], [0, '100']));
    chart.send(tell.settled('entry'));
    return chart;
  };

  it('is no round trip: the position is abandoned', () => {
    expect(flat(busted().snapshot().value)).toContain('exposure.abandoned');
  });

  it('and restored opens it again', () => {
    const chart = busted();
    chart.send(tell.revised('b1', [0, '100'], [100, '100']));
    expect(flat(chart.snapshot().value)).toContain('exposure.open');
    expect(chart.snapshot().context).toMatchObject({ over: false, quantity: quantity(100) });
  });
});
