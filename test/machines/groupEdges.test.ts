/** A group at its edges: what is kept for later, what is asked for again, and what touches no other leg. */
import { describe, expect, it } from 'vitest';
import type { OrderId } from '../../src/identifiers.ts';
import { brokerEnds } from '../../src/machines/group/asking.ts';
import type { GroupEvent, GroupInput, Leg } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { hear } from '../../src/machines/group/legs.ts';
import { price, quantity, ratio } from '../../src/money.ts';
import type { LegPlan } from '../../src/plans.ts';
import { drive, flat } from '../support/charts.ts';
import { bracket, entry, G as group, ladder, on, oto, stop, target } from '../support/groups.ts';
import { context, entered as filled, leg } from '../support/legs.ts';

const chartOf = (of: GroupInput, ...events: readonly GroupEvent[]) => {
  const chart = drive(groupMachine, of);
  chart.send(...events);
  return chart;
};
const contextOf = (...events: readonly GroupEvent[]) => chartOf(bracket(), ...events).snapshot().context;
const stateOf = (...events: readonly GroupEvent[]) => flat(chartOf(bracket(), ...events).snapshot().value);
/** What is said to an event: the type, and of whom or for what. */
const said = (given: readonly GroupEvent[], when: GroupEvent): readonly string[] =>
  chartOf(bracket(), ...given)
    .send(when)
    .flatMap((message) => (message.type === 'group.spoke' ? (message.messages as (typeof message)[]) : [message]))
    .map(({ type, order, timer }) => [type, order ?? timer].filter((part) => part !== undefined).join(' '));

const started = [on.start(), on.works(target, 100, 'parent'), on.works(stop, 100, 'parent'), on.works(entry, 100)];
const balanced = [
  ...started,
  on.fills(entry, 100),
  on.works(target, 100),
  on.works(stop, 100),
  on.ends(entry, 'filled', 100),
  on.works(target, 100),
];
const standalone = [...balanced, on.ends(stop, 'cancelled', 0)];
const unwinding = [on.start(), on.works(target, 100, 'parent'), on.ends(stop, 'rejected', 0)];
const out = [...balanced, on.fills(target, 100), on.ends(target, 'filled', 100)];
const overfilled = [...out, on.fills(stop, 40)];
const spare = 'spare1' as OrderId;

describe('what is kept until the entry is over', () => {
  it('levels and a part that is to be sold', () => {
    expect(said(started, on.protect({ stop: '96' }))).toEqual([]);
    expect(said(started, on.reduce(40))).toEqual([]);
    expect(contextOf(...started, on.protect({ stop: '96' }), on.reduce(40))).toMatchObject({
      stop: price(96),
      cut: { quantity: quantity(40) },
    });
  });

  it('an addition is not placed while the position is being left', () => {
    expect(said([...balanced, on.close()], on.extend()).filter((line) => line.startsWith('order.'))).toEqual([]);
    expect(contextOf(...balanced, on.close(), on.extend()).legs.at(-1)).toMatchObject({ state: 'ended' });
  });

  it('a group that is given up before it began has ended with all its legs', () => {
    expect(contextOf(on.close()).legs.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended']);
  });
});

describe('what is asked for again once the time for an answer is over', () => {
  it.each<[string, readonly GroupEvent[], GroupEvent, readonly string[], string]>([
    ['with a stop of its own', standalone, on.deadline('balance'), ['clock.arm group/g1#balance'], 'standalone'],
    [
      'while everything is taken back',
      [...unwinding, on.kept(target)],
      on.deadline('winding'),
      ['order.cancel target', 'clock.arm group/g1#winding'],
      'unwinding',
    ],
    [
      'while an excess goes back',
      [...overfilled, on.kept(stop)],
      on.deadline('winding'),
      ['order.cancel stop', 'clock.arm group/g1#winding'],
      'overfilled',
    ],
    [
      'while the rest ends',
      out,
      on.deadline('winding'),
      ['order.cancel stop', 'clock.arm group/g1#winding'],
      'winding',
    ],
  ])('%s', (_name, given, when, messages, state) => {
    expect(said(given, when)).toEqual(messages);
    expect(stateOf(...given, when)).toBe(state);
  });

  it('and not when another wait is over', () => {
    expect(said(standalone, on.deadline('winding'))).toEqual(['group.unexpected']);
    expect(said(unwinding, on.deadline('balance'))).toEqual(['group.unexpected']);
    expect(said(overfilled, on.deadline('balance'))).toEqual(['group.unexpected']);
    expect(said(out, on.deadline('balance'))).toEqual(['group.unexpected']);
    expect(said([...started, on.fills(entry, 40)], on.deadline('balance'))).toEqual([]);
  });
});

describe('from one state to another', () => {
  it.each<[string, readonly GroupEvent[], string]>([
    ['unwinding, an entry filled all the same', [...unwinding, on.fills(entry, 40)], 'standalone'],
    ['unwinding, told to leave', [...unwinding, on.close()], 'unwinding'],
    [
      'unwinding, every order has ended',
      [...unwinding, on.ends(target, 'cancelled', 0), on.ends(entry, 'cancelled', 0)],
      'done',
    ],
    ['standalone, the stop of its own works', [...standalone, on.works(spare, 100, 'trigger')], 'active.balancing'],
    ['standalone, the stop of its own ends as well', [...standalone, on.ends(spare, 'cancelled', 0)], 'standalone'],
    ['standalone, all of it filled', [...standalone, on.fills(target, 100)], 'winding'],
    ['standalone, told to leave', [...standalone, on.close()], 'active.balancing'],
    ['overfilled, the order for the excess has ended whole', [...overfilled, on.ends(spare, 'filled', 40)], 'winding'],
    ['overfilled, the excess is back', [...overfilled, on.fills(spare, 40)], 'winding'],
    ['overfilled, more than the excess is back', [...overfilled, on.fills(spare, 50)], 'active.balancing'],
    ['winding, told to leave', [...out, on.close()], 'winding'],
    ['winding, more went out than was held', overfilled, 'overfilled'],
  ])('%s', (_name, events, state) => {
    expect(stateOf(...events)).toBe(state);
  });
});

const second = 'spare2' as OrderId;
const over = [...out, on.ends(stop, 'cancelled', 0)];
const alone = (...spares: readonly string[]): GroupInput =>
  bracket({ spares: spares as unknown as readonly OrderId[] });

describe('a stop of its own protects', () => {
  it.each<[string, GroupInput, readonly GroupEvent[], string]>([
    ['once it works', bracket(), [on.works(spare, 100, 'trigger')], 'active.balancing'],
    ['and not yet when another order works', bracket(), [on.works(target, 100)], 'standalone'],
    [
      'whatever becomes of the target',
      bracket(),
      [{ type: 'leg.held', group, order: target, role: 'target', detail: 'locate' }, on.works(spare, 100, 'trigger')],
      'active.balancing',
    ],
    ['no more where it has ended and no name is left', alone('spare1'), [on.ends(spare, 'cancelled', 0)], 'standalone'],
  ])('%s', (_name, of, events, state) => {
    expect(flat(chartOf(of, ...standalone, ...events).snapshot().value)).toBe(state);
  });

  it('only with those of all pairs', () => {
    const half = { parts: [ratio('0.5'), ratio('0.5')] };
    const [first, ...exits] = bracket().legs as [LegPlan, LegPlan, LegPlan];
    const named = (leg: LegPlan, pair: number): LegPlan => ({
      ...leg,
      order: `${leg.order}${pair}` as OrderId,
      pair,
      terms: { ...leg.terms, quantity: quantity(50) },
    });
    const of = bracket({ ...half, legs: [first, ...[0, 1].flatMap((pair) => exits.map((leg) => named(leg, pair)))] });
    const stops = ['stop0', 'stop1'] as unknown as [OrderId, OrderId];
    const lost = [
      on.start(),
      on.fills(entry, 100),
      ...stops.map((each) => on.works(each, 50, 'trigger')),
      on.ends(entry, 'filled', 100),
      ...stops.map((each) => ({ ...on.ends(each, 'cancelled', 0), role: 'stop' }) as GroupEvent),
    ];
    expect(chartOf(of, ...lost).value()).toBe('standalone');
    expect(chartOf(of, ...lost, on.works(spare, 50, 'trigger')).value()).toBe('standalone');
    expect(chartOf(of, ...lost, on.works(spare, 50, 'trigger'), on.works(second, 50, 'trigger')).value()).toBe(
      'active.balancing',
    );
  });
});

describe('a fact that comes late to a group that is done', () => {
  it.each<[string, GroupEvent, string]>([
    ['one of its exits has sold less than was told', on.ends(target, 'filled', 60), 'standalone'],
    ['one of its exits has sold more than was told', on.ends(target, 'filled', 140), 'overfilled'],
    ['one of its exits has ended once more', on.ends(target, 'filled', 100), 'done'],
    ['a fill of its exit is busted', on.fills(target, -40), 'standalone'],
    ['its exit fills further', on.fills(target, 40), 'overfilled'],
    ['a fill has another price', on.fills(target, 0), 'done'],
    ['the broker cannot change it', on.failed(target), 'done'],
  ])('%s', (_name, event, state) => {
    expect(stateOf(...over, event)).toBe(state);
  });

  it('comes back as it was protected where no name for a stop is left', () => {
    const none = chartOf(alone(), ...over, on.fills(target, -40));
    expect(none.value()).toBe('active.balancing');
    expect(chartOf(alone(), ...over, on.ends(target, 'filled', 60)).value()).toBe('active.balancing');
  });
});

it('a ladder places no exit for a fill of an order that it does not know', () => {
  expect(chartOf(ladder(), on.start(), on.fills('stranger' as OrderId, 10)).value()).toBe('placing');
});

it.each<[string, readonly GroupEvent[], GroupEvent, 'balance' | 'winding']>([
  ['a stop of its own works', standalone, on.works(spare, 100, 'trigger'), 'balance'],
  ['all is taken back', [...unwinding, on.ends(target, 'cancelled', 0)], on.ends(entry, 'cancelled', 0), 'winding'],
  ['an excess is back', overfilled, on.fills(spare, 40), 'winding'],
])('the wait for an answer is over once %s', (_name, given, when, what) => {
  expect(said(given, when)).toContain(`clock.disarm group/g1#${what}`);
});

describe('a group that trades in lots', () => {
  const lots = (of: GroupInput) => ({ ...of, lot: quantity(10) });
  const placeOf = (of: GroupInput, ...events: readonly GroupEvent[]) => flat(chartOf(of, ...events).snapshot().value);

  it('holds something from one lot on', () => {
    expect(placeOf(lots(ladder()), on.start(), on.fills(entry, 10))).toBe('active.balancing');
    expect(placeOf(lots(bracket()), ...out, on.fills(target, -9))).toBe('winding');
    expect(placeOf(lots(bracket()), ...out, on.fills(target, -10))).toBe('active.balancing');
  });

  it('takes less than a lot for the beginning of its entry: nothing is taken back, and no time runs', () => {
    for (const of of [lots(bracket()), lots(ladder())]) {
      const begun = chartOf(of, on.start(), on.works(entry, 100));
      expect(begun.send(on.fills(entry, 9))).toEqual([{ type: 'group.spoke', group, messages: [] }]);
      expect(begun.value()).toBe('placing');
    }
    expect(placeOf(lots(ladder()), on.start(), on.fills(entry, 9), on.fills(entry, 1))).toBe('active.balancing');
  });

  it('ends where its entry does with less than a lot', () => {
    expect(placeOf(lots(ladder()), on.start(), on.fills(entry, 9), on.ends(entry, 'cancelled', 9))).toBe('done');
  });
});

describe('a group of several entries', () => {
  const second = 'second' as OrderId;
  const steps: GroupInput = {
    ...ladder(),
    legs: [...ladder().legs, { ...(ladder().legs[0] as LegPlan), order: second }],
  };

  it('goes on when one of them has ended unfilled', () => {
    expect(chartOf(steps, on.start(), on.ends(entry, 'cancelled', 0)).value()).toBe('placing');
    expect(chartOf(steps, on.start(), on.ends(entry, 'cancelled', 0), on.ends(second, 'cancelled', 0)).value()).toBe(
      'done',
    );
  });
});

it('orders that were let go, or never, are no business of a group that is done', () => {
  expect(chartOf(oto(), on.start(), on.ends(entry, 'cancelled', 0), on.works(target, 100)).value()).toBe('done');
});

describe('what a fact about one leg is to the others', () => {
  const stopOf = (event: GroupEvent, ...given: readonly GroupEvent[]): Leg | undefined =>
    hear(contextOf(...given), event).legs.find(({ order }) => order === stop);

  it('a cancel that was turned down is not asked for again at once', () => {
    expect(stopOf(on.kept(stop), ...out)).toMatchObject({ cancelling: false, stuck: true });
    const kept = hear(contextOf(...balanced), on.kept(stop));
    expect(hear(kept, on.fills(stop, 10)).legs[2]).toMatchObject({ stuck: false });
  });

  it('a sibling is left to the broker while the leg works, not when it has ended', () => {
    expect(stopOf(on.fills(target, 40), ...balanced)).toMatchObject({ restating: true });
    expect(stopOf(on.ends(target, 'filled', 40), ...balanced)).toMatchObject({ restating: false });
    expect(stopOf(on.fills(target, -40), ...balanced)).toMatchObject({ restating: false });
  });

  it('legs of another group of the broker’s, or of none, are not its siblings', () => {
    const legs = (name: string | undefined) => [
      filled(100),
      leg('target', 'target', 0, 0, { terms: { oca: { name: 'g1', type: 2 } } }),
      leg('stop', 'stop', 0, 0, name === undefined ? {} : { terms: { oca: { name, type: 2 } } }),
    ];
    const heard = (name: string | undefined) => hear(context(legs(name)), on.fills(target, 40)).legs[2]?.restating;
    expect([heard('g1'), heard('g1/2'), heard(undefined)]).toEqual([true, false, false]);
  });

  it('it was turned down only where it was refused or rejected before anything filled', () => {
    const denied = (outcome: 'cancelled' | 'rejected' | 'refused', shares: number) =>
      stopOf(on.ends(stop, outcome, shares), ...balanced)?.denied;
    expect([denied('rejected', 0), denied('refused', 0), denied('rejected', 10), denied('cancelled', 0)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('a child that we take back while its parent works is to return only once its time is over', () => {
    const child = leg('stop', 'stop', 0, 0, { cancelling: true, terms: { parent: entry } });
    const returns = (own: boolean, over: Partial<Leg> = {}) =>
      hear(context([leg('entry', 'entry', 0, 40), { ...child, ...over }], { own }), on.ends(stop, 'cancelled', 0))
        .legs[1]?.isToReturn;
    expect([returns(true), returns(false), returns(true, { cancelling: false })]).toEqual([true, false, false]);
  });

  it('something has come in by another order only where that leaves something held', () => {
    const entering = (shares: number, side: 'buy' | 'sell' = 'buy') =>
      hear(context([filled(0)], { side }), on.trades(shares)).entered;
    expect([entering(10), entering(-10), entering(0), entering(-10, 'sell')]).toEqual([true, false, false, true]);
  });

  it('only the time for protection takes the children over', () => {
    expect(contextOf(...balanced.slice(0, -1), on.deadline('balance')).own).toBe(false);
    expect(contextOf(...started, on.fills(entry, 40), on.deadline('protection')).own).toBe(true);
  });

  it('a sibling that the broker has made an order for nothing has not filled: it ends nobody', () => {
    const of = contextOf(...balanced, on.works(target, 0));
    expect(brokerEnds(of, of.legs[2] as Leg)).toBe(false);
  });

  it('the end of another leg ends no child that sleeps', () => {
    const of = contextOf(...started, on.ends(target, 'cancelled', 0));
    expect(brokerEnds(of, of.legs[2] as Leg)).toBe(false);
  });

  it('a part is priced anew before and after its order is out, and then no larger', () => {
    const room = [on.amended(target, { quantity: quantity(60) }), on.amended(stop, { quantity: quantity(60) })];
    expect(contextOf(...balanced, on.reduce(40), on.reduce()).cut).toMatchObject({ quantity: quantity(40) });
    expect(contextOf(...balanced, on.reduce(40), ...room, on.reduce(30)).cut).toMatchObject({ quantity: quantity(40) });
  });
});
