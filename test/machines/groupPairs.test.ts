import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupId, OrderId, PositionId } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { GroupEvent, GroupInput } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { heldOf } from '../../src/machines/group/legs.ts';
import { divide, portionsOf } from '../../src/machines/group/shares.ts';
import { decimalText, price, quantity, ratio } from '../../src/money.ts';
import type { OrderTerms, Role } from '../../src/orders.ts';
import type { LegPlan } from '../../src/plans.ts';
import { drive } from '../support/charts.ts';
import { links, terms } from '../support/orders.ts';
import { SmallBroker } from '../support/smallBroker.ts';

const group = 'g1' as GroupId;
const position = 'p1' as PositionId;
const leg = (order: string, role: 'entry' | 'target' | 'stop', pair: number, over: Partial<OrderTerms>): LegPlan => ({
  order: order as OrderId,
  terms: terms({ type: 'market', ...over }),
  links: links({ role }),
  pair,
});
const exits = (sizes: readonly number[], parent: boolean): readonly LegPlan[] =>
  sizes.flatMap((size, pair) => {
    const common = {
      side: 'sell',
      quantity: quantity(size),
      oca: { name: `${group}/${pair}`, type: 2 },
      ...(parent ? { parent: 'entry' as OrderId } : {}),
    } as const;
    const stop = leg(`stop${pair}`, 'stop', pair, { ...common, type: 'stop', stop: price(95) });
    if (pair === sizes.length - 1) return [stop];
    return [leg(`target${pair}`, 'target', pair, { ...common, type: 'limit', limit: price(105 + pair) }), stop];
  });
const input = (kind: 'bracket' | 'ladder'): GroupInput => ({
  group,
  kind,
  position,
  legs: [
    ...(kind === 'bracket'
      ? [leg('entry', 'entry', 0, {})]
      : [leg('step1', 'entry', 0, { quantity: quantity(50) }), leg('step2', 'entry', 0, { quantity: quantity(50) })]),
    ...exits([25, 35, 40], kind === 'bracket'),
  ],
  held: quantity(0),
  parts: [ratio('0.25'), ratio('0.35'), ratio('0.4')],
  lot: quantity(1),
  spares: Array.from({ length: 40 }, (_, index) => `spare${index}` as OrderId),
  patience: { answer: seconds(10), protection: seconds(5) },
});

describe('the parts of a position', () => {
  it.each([
    ['whole lots each, what is left to the last', '11', ['0.3', '0.3', '0.4'], '1', ['3', '3', '5']],
    ['less than a lot is nothing', '2', ['0.3', '0.3', '0.4'], '1', ['0', '0', '2']],
    ['lots of a thousandth', '0.107', ['0.5', '0.5'], '0.001', ['0.053', '0.054']],
    ['parts that come to more than the whole end at the whole', '10', ['0.8', '0.8', '0.1'], '1', ['8', '2', '0']],
  ])('%s', (_name, whole, parts, lot, expected) => {
    const divided = divide(quantity(whole), parts.map(ratio), { lot: quantity(lot), least: quantity(lot) });
    expect(divided.map(decimalText)).toEqual(expected);
  });
});

describe('both legs of one pair', () => {
  it('B10: what went out too much is taken from the other pairs: nothing is reversed, and nothing is left uncovered', () => {
    const chart = drive(groupMachine, input('bracket'));
    const say = (order: string, role: Role, type: string, over: object): void => {
      chart.send({ type, group, order: order as OrderId, role, ...over } as unknown as GroupEvent);
    };
    const works = (order: string, role: Role, shares: number): void =>
      say(order, role, 'leg.working', { quantity: quantity(shares), protecting: true, waitingFor: 'nothing' });
    chart.send({ type: 'group.start', group });
    say('entry', 'entry', 'leg.filled', { quantity: quantity(100) });
    for (const [pair, shares] of [25, 35, 40].entries()) {
      if (pair < 2) works(`target${pair}`, 'target', shares);
      works(`stop${pair}`, 'stop', shares);
    }
    say('entry', 'entry', 'leg.settled', { outcome: 'filled', filled: quantity(100) });
    say('target0', 'target', 'leg.filled', { quantity: quantity(25) });
    say('target0', 'target', 'leg.settled', { outcome: 'filled', filled: quantity(25) });
    say('stop0', 'stop', 'leg.filled', { quantity: quantity(25) });
    const { context } = chart.snapshot();
    expect(decimalText(heldOf(context))).toBe('50');
    expect(portionsOf(context).map(decimalText)).toEqual(['0', '35', '15']);
    expect(chart.value()).toBe('active.balancing');
  });
});

describe('a part that is to be sold', () => {
  it('leaves although pairs of exits have never been placed: nothing is held for them', () => {
    const broker = new SmallBroker(input('ladder'), 'proportional');
    broker.enter(2);
    broker.cut(1);
    broker.settle();
    expect(broker.sizes('stop'), broker.toString()).toBe(quantity(1));
    expect(broker.sizes('exit'), broker.toString()).toBe(quantity(1));
  });
});

describe('for any interleaving of fills and answers', () => {
  const step = fc.record({
    what: fc.constantFrom('enter', 'leave', 'answer', 'endEntry', 'wait'),
    size: fc.integer({ min: 1, max: 40 }),
  });

  it.each([
    ['a bracket whose children are let go share by share', 'bracket', 'proportional'],
    ['B34: a bracket whose children sleep until the entry is whole', 'bracket', 'whenComplete'],
    ['a ladder', 'ladder', 'proportional'],
  ] as const)('B9: at rest the stops of %s are for exactly what is held, the targets for no more', (_name, kind, children) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const broker = new SmallBroker(input(kind), children);
        for (const { what, size } of steps) broker[what as 'enter'](size);
        broker.settle();
        expect(broker.sizes('stop'), broker.toString()).toBe(broker.held);
        expect(broker.sizes('target') <= broker.held, broker.toString()).toBe(true);
        expect(broker.chart.value(), broker.toString()).toMatch(broker.held === 0n ? /done/ : /active/);
      }),
      { numRuns: 400 },
    );
  });

  const leaving = fc.record({
    what: fc.constantFrom('enter', 'leave', 'hit', 'cut', 'answer', 'answer', 'close', 'wait'),
    size: fc.integer({ min: 1, max: 40 }),
  });

  it.each([
    ['a bracket', 'bracket'],
    ['a ladder', 'ladder'],
  ] as const)('B20, B33: parts of %s and all of it leave without ever selling more than is held', (_name, kind) => {
    fc.assert(
      fc.property(fc.array(leaving, { maxLength: 40 }), (steps) => {
        const broker = new SmallBroker(input(kind), 'proportional');
        for (const { what, size } of steps) {
          broker[what as 'enter'](size);
          expect(broker.held >= 0n, broker.toString()).toBe(true);
        }
        broker.settle();
        const isLeaving = broker.chart.snapshot().context.exit !== null;
        const exits = broker.sizes('stop') + broker.sizes('exit');
        if (!isLeaving || broker.held === 0n) expect(exits, broker.toString()).toBe(broker.held);
      }),
      { numRuns: 500 },
    );
  });
});
