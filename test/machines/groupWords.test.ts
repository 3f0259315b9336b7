/** What a group asks for and says, word for word, kind by kind. */
import { describe, expect, it } from 'vitest';
import type { BookId, GroupId, OrderId, PositionId } from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import { brokerEnds } from '../../src/machines/group/asking.ts';
import type { GroupEvent, GroupInput } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { hear } from '../../src/machines/group/legs.ts';
import { price, quantity, ratio, zero } from '../../src/money.ts';
import type { OrderTerms, Role } from '../../src/orders.ts';
import type { LegPlan } from '../../src/plans.ts';
import { drive } from '../support/charts.ts';
import { bracket, entry, G, ladder, oco, on, oto, stop, target } from '../support/groups.ts';
import { links, terms } from '../support/orders.ts';
import { timersOf } from '../support/timers.ts';

interface Told {
  readonly type: string;
  readonly [field: string]: unknown;
}
const group = G;
const spare = 'spare1' as OrderId;
const patient = (of: GroupInput): GroupInput => ({
  ...of,
  patience: { answer: seconds(10), protection: seconds(5) },
});
const chartOf = (of: GroupInput, ...events: readonly GroupEvent[]) => {
  const chart = drive(groupMachine, patient(of));
  chart.send(...events);
  return chart;
};
/** Everything that is said to an event, what is asked for at once among it. */
const said = (of: GroupInput, given: readonly GroupEvent[], when: GroupEvent): readonly Told[] =>
  (chartOf(of, ...given).send(when) as readonly Told[]).flatMap((message) =>
    message.type === 'group.spoke' ? (message.messages as readonly Told[]) : [message],
  );
const { clock, stopped } = timersOf('group', G);
const placing = ({ order, terms: placed, links: linked }: LegPlan) => ({
  type: 'order.place',
  order,
  terms: placed,
  links: linked,
});
const cancel = (order: OrderId, why: string) => ({ type: 'order.cancel', order, why });
const change = (order: OrderId, to: object, why = 'the exit follows the position') => ({
  type: 'order.change',
  order,
  change: to,
  why,
});
const cover = (shares: number) => ({ type: 'protection.confirmed', position: 'p1', cover: quantity(shares) });
const traded = (shares: number): GroupEvent => ({ type: 'group.traded', group, quantity: quantity(shares) });
const head = (order: OrderId, role: Role) => ({ group, order, role });
const held = (order: OrderId): GroupEvent => ({ type: 'leg.held', ...head(order, 'stop'), detail: 'locate' });
const reopened = (order: OrderId): GroupEvent => ({ type: 'leg.reopened', ...head(order, 'stop') });

const started = [on.start(), on.works(target, 100, 'parent'), on.works(stop, 100, 'parent'), on.works(entry, 100)];
const filledUp = [...started, on.fills(entry, 100), on.works(target, 100), on.works(stop, 100)];
const entered = [...filledUp, on.ends(entry, 'filled', 100)];
const balanced = [...entered, on.works(target, 100)];
const out = [...balanced, on.fills(target, 100), on.ends(target, 'filled', 100)];
const atMarket = (side: 'buy' | 'sell'): OrderTerms => {
  const { limit: _limit, ...rest } = terms({ type: 'market', side });
  return rest;
};
const own = { type: 'stop', stop: price(95), timeInForce: 'gtc', side: 'sell', transmit: true } as const;

describe('a bracket says', () => {
  it.each<[string, readonly GroupEvent[], GroupEvent, readonly object[]]>([
    [
      'what is to be placed, and that protection is asked for',
      [],
      on.start(),
      [...bracket().legs.map(placing), { type: 'protection.asked', position: 'p1' }, { type: 'group.placed', group }],
    ],
    ['nothing is left of it when it never began', [], on.close(), [{ type: 'group.done', group }]],
    ['that the time for protection runs', started, on.fills(entry, 40), [clock('protection', 5)]],
    [
      'what the stops cover, and that the time runs no more',
      [...started, on.fills(entry, 40)],
      on.works(stop, 40),
      [cover(-40), stopped('protection')],
    ],
    [
      'that it holds, and waits for its exits',
      filledUp,
      on.ends(entry, 'filled', 100),
      [stopped('protection'), { type: 'group.active', group, held: quantity(100) }, clock('balance', 10)],
    ],
    [
      'that its exits are for what is held',
      entered,
      on.works(target, 100),
      [stopped('balance'), { type: 'group.balanced', group, held: quantity(100) }],
    ],
    [
      'where its exits are to go',
      balanced,
      on.protect({ stop: '95.5', target: '104' }),
      [change(target, { limit: price(104) }), change(stop, { stop: price('95.5') }), clock('balance', 10)],
    ],
    [
      'that what was not answered is asked for again',
      [...balanced, on.protect({ stop: '95.5' }), on.failed(stop)],
      on.deadline('balance'),
      [change(stop, { stop: price('95.5') }), clock('balance', 10)],
    ],
    [
      'why children that sleep are taken back',
      [...started, on.fills(entry, 40)],
      on.deadline('protection'),
      [
        stopped('protection'),
        cancel(target, 'it is not for what its parent has filled'),
        cancel(stop, 'it is not for what its parent has filled'),
        { type: 'group.active', group, held: quantity(40) },
        clock('balance', 10),
      ],
    ],
    [
      'what takes the place of a stop that was lost',
      balanced,
      on.ends(stop, 'cancelled', 0),
      [
        { type: 'protection.lost', position: 'p1', cover: zero, detail: 'no stop works' },
        { type: 'protection.asked', position: 'p1' },
        {
          type: 'order.place',
          order: spare,
          terms: { ...terms(own), oca: { name: 'g1', type: 2 } },
          links: links({ role: 'stop' }),
        },
        { type: 'group.standalone', group, detail: 'stop: leg.settled' },
        clock('balance', 10),
      ],
    ],
    [
      'that everything is taken back where a leg can not be placed',
      [on.start()],
      on.ends(stop, 'rejected', 0),
      [
        stopped('protection'),
        cancel(entry, 'the group ends'),
        cancel(target, 'the group ends'),
        { type: 'group.unwinding', group, detail: 'stop: leg.settled' },
        clock('winding', 10),
      ],
    ],
    [
      'that nothing is held any more',
      balanced,
      on.fills(target, 100),
      [{ type: 'group.winding', group }, clock('winding', 10)],
    ],
    [
      'what the broker did not end is ended by us',
      out,
      on.deadline('winding'),
      [cancel(stop, 'the group ends'), clock('winding', 10)],
    ],
    [
      'that every order has ended',
      out,
      on.ends(stop, 'cancelled', 0),
      [stopped('winding'), cover(0), { type: 'group.done', group }],
    ],
    [
      'by how much too much went out, and how that is traded back',
      out,
      on.fills(stop, 100),
      [
        stopped('winding'),
        cover(0),
        {
          type: 'order.place',
          order: spare,
          terms: atMarket('buy'),
          links: links({ role: 'adjust' }),
        },
        { type: 'group.overfilled', group, excess: quantity(100) },
        clock('winding', 10),
      ],
    ],
    [
      'that it leaves by its target',
      balanced,
      on.close(),
      [change(target, { limit: price(98) }), clock('balance', 10)],
    ],
    ['why the entry is taken back when it leaves', started, on.close(), [cancel(entry, 'the position is being left')]],
    [
      'why a leg is taken back when it can not be made to leave',
      balanced,
      { type: 'group.close', group, exit: { order: 'exit' as OrderId }, why: 'enough' },
      [
        cancel(target, 'it can not be made to leave'),
        cancel(stop, 'it can not be made to leave'),
        clock('balance', 10),
      ],
    ],
    [
      'how what no leg can close leaves',
      [
        ...balanced,
        { type: 'group.close', group, exit: { order: 'exit' as OrderId }, why: 'enough' },
        on.ends(target, 'cancelled', 0),
      ],
      on.ends(stop, 'cancelled', 0),
      [
        { type: 'protection.lost', position: 'p1', cover: zero, detail: 'no stop works' },
        {
          type: 'order.place',
          order: 'exit',
          terms: atMarket('sell'),
          links: links({ role: 'exit' }),
        },
      ],
    ],
    [
      'that room is made for a part that is to be sold',
      balanced,
      on.reduce(40),
      [change(target, { quantity: quantity(60) }), change(stop, { quantity: quantity(60) }), clock('balance', 10)],
    ],
    [
      'that the part leaves once there is room',
      [...balanced, on.reduce(40), on.amended(target, { quantity: quantity(60) })],
      on.amended(stop, { quantity: quantity(60) }),
      [
        cover(-60),
        {
          type: 'order.place',
          order: 'cut',
          terms: terms({ side: 'sell', quantity: quantity(40), limit: price(98) }),
          links: links({ role: 'exit' }),
        },
      ],
    ],
    [
      'an addition as it was given',
      balanced,
      on.extend(),
      [
        {
          type: 'order.place',
          order: 'adjust',
          terms: terms({ type: 'market' }),
          links: links({ role: 'adjust' }),
        },
        clock('balance', 10),
      ],
    ],
    ['what makes no sense', [], on.reduce(40), [{ type: 'group.unexpected', group, event: 'group.reduce' }]],
  ])('%s', (_name, given, when, messages) => {
    expect(said(bracket(), given, when)).toStrictEqual(messages);
  });
});

describe('a bracket of no position', () => {
  const { position: _position, ...loose } = bracket();

  it('tells nobody of its protection', () => {
    expect(said(loose, [], on.start()).map(({ type }) => type)).not.toContain('protection.asked');
    expect(said(loose, [...started, on.fills(entry, 40)], on.works(stop, 40))).toStrictEqual([stopped('protection')]);
    expect(said(loose, balanced, on.ends(stop, 'cancelled', 0)).map(({ type }) => type)).toStrictEqual([
      'order.place',
      'group.standalone',
      'clock.arm',
    ]);
  });

  it('asks for no protection where it has no stop', () => {
    const bare = bracket({ legs: bracket().legs.slice(0, 2) });
    expect(said(bare, [], on.start()).map(({ type }) => type)).toStrictEqual([
      'order.place',
      'order.place',
      'group.placed',
    ]);
  });
});

describe('a ladder', () => {
  it('places its entries, and its exits for what has filled', () => {
    expect(said(ladder(), [], on.start())).toStrictEqual([
      placing(ladder().legs[0] as LegPlan),
      { type: 'protection.asked', position: 'p1' },
      { type: 'group.placed', group },
    ]);
    const exits = ladder().legs.slice(1);
    expect(said(ladder(), [on.start()], on.fills(entry, 40))).toStrictEqual([
      stopped('protection'),
      ...exits.map((leg) => placing({ ...leg, terms: { ...leg.terms, quantity: quantity(40) } })),
      { type: 'group.active', group, held: quantity(40) },
      clock('balance', 10),
    ]);
  });

  it('never places exits once it is being left', () => {
    const leaving = [on.start(), on.close()];
    expect(said(ladder(), leaving, on.fills(entry, 40)).filter(({ type }) => type === 'order.place')).toStrictEqual([]);
    const { legs } = chartOf(ladder(), ...leaving).snapshot().context;
    expect(legs.map(({ state }) => state)).toStrictEqual(['asked', 'ended', 'ended']);
  });

  it('moves its exits with its levels', () => {
    const works = [on.start(), on.fills(entry, 40), on.works(target, 40), on.works(stop, 40)];
    expect(said(ladder(), works, on.protect({ target: '106', stop: '96' }))).toStrictEqual([
      change(target, { limit: price(106) }),
      change(stop, { stop: price(96) }),
      clock('balance', 10),
    ]);
  });
});

describe('an OCO', () => {
  const works = [on.start(), on.works(target, 100), on.works(stop, 100)];

  it('keeps the prices that its orders were given', () => {
    expect(
      said(oco(), works, on.protect({ target: '106' })).filter(({ type }) => type === 'order.change'),
    ).toStrictEqual([]);
  });

  it('is placed whole, for what is held already', () => {
    expect(said(oco(), [], on.start())).toStrictEqual([
      ...oco().legs.map(placing),
      { type: 'protection.asked', position: 'p1' },
      { type: 'group.placed', group },
    ]);
    expect(chartOf(oco(), ...works).snapshot().context).toMatchObject({ side: 'buy', held: quantity(100) });
    const covers: GroupInput = {
      ...oco(),
      legs: oco().legs.map((leg) => ({ ...leg, terms: { ...leg.terms, side: 'buy' } })),
    };
    expect(chartOf(covers, ...works).snapshot().context.side).toBe('sell');
  });

  it('that cancels takes the other back once one has filled', () => {
    const cancels: GroupInput = {
      ...oco(),
      legs: oco().legs.map((leg) => ({ ...leg, terms: { ...leg.terms, oca: { name: 'g1', type: 1 } } })),
    };
    const back = said(cancels, [...works, on.fills(target, 40)], on.deadline('balance'));
    expect(back).toContainEqual(cancel(stop, 'another order of its group filled'));
    expect(said(oco(), [...works, on.fills(target, 40)], on.deadline('balance'))).toContainEqual(
      change(stop, { quantity: quantity(60) }),
    );
  });
});

describe('an order that lets others go', () => {
  const [first, second, third] = oto().legs as [LegPlan, LegPlan, LegPlan];
  const part = (leg: LegPlan, shares: number) =>
    placing({ ...leg, terms: { ...leg.terms, quantity: quantity(shares) } });

  it('is placed alone', () => {
    expect(said(oto(), [], on.start())).toStrictEqual([placing(first), { type: 'group.placed', group }]);
  });

  it('lets them go for the part that has filled, and more as it fills', () => {
    expect(said(oto(), [on.start()], on.fills(entry, 40))).toStrictEqual([
      part(second, 40),
      part(third, 40),
      { type: 'group.triggered', group },
    ]);
    const gone = [on.start(), on.fills(entry, 40), on.works(target, 40)];
    expect(said(oto(), gone, on.fills(entry, 30))).toStrictEqual([
      change(target, { quantity: quantity(70) }, 'the first order has filled more'),
    ]);
    expect(said(oto(), [...gone, on.fills(entry, 30)], on.fills(entry, 30))).toStrictEqual([]);
    expect(said(oto(), [...gone, on.failed(target)], on.fills(entry, 30))).toHaveLength(1);
  });

  it('stays as it is where it was made smaller, and lets them go for the part of what it is for now', () => {
    const smaller: GroupEvent = {
      type: 'leg.amended',
      ...head(entry, 'entry'),
      terms: { ...first.terms, quantity: quantity(50) },
    };
    expect(said(oto(), [on.start(), on.works(entry, 100), smaller], on.fills(entry, 30))).toStrictEqual([
      part(second, 60),
      part(third, 60),
      { type: 'group.triggered', group },
    ]);
  });

  it('lets them go in whole lots', () => {
    const lots = { ...oto(), lot: quantity(50) };
    expect(said(lots, [on.start()], on.fills(entry, 70)).slice(0, 2)).toStrictEqual([
      part(second, 50),
      part(third, 50),
    ]);
    expect(said(lots, [on.start()], on.fills(entry, 40)).map(({ type }) => type)).toStrictEqual(['group.triggered']);
    expect(said(lots, [on.start(), on.fills(entry, 40)], on.fills(entry, 60))).toStrictEqual([
      part(second, 100),
      part(third, 100),
    ]);
  });

  it('lets them go whole, where it must have filled whole', () => {
    const { triggersOn: _triggersOn, ...whole } = oto();
    expect(said(whole, [on.start()], on.fills(entry, 99))).toStrictEqual([]);
    expect(said(whole, [on.start(), on.fills(entry, 99)], on.fills(entry, 1))).toStrictEqual([
      placing(second),
      placing(third),
      { type: 'group.triggered', group },
    ]);
  });

  it('lets nobody go when it ends before', () => {
    expect(said(oto(), [on.start()], on.ends(entry, 'cancelled', 0))).toStrictEqual([{ type: 'group.done', group }]);
    expect(chartOf(oto(), on.start(), on.ends(entry, 'cancelled', 0)).value()).toBe('done');
  });

  it('ends when every order has', () => {
    const gone = [on.start(), on.fills(entry, 100), on.ends(entry, 'filled', 100), on.ends(target, 'cancelled', 0)];
    expect(chartOf(oto(), ...gone).value()).toBe('triggered');
    expect(said(oto(), gone, on.ends(stop, 'cancelled', 0))).toStrictEqual([{ type: 'group.done', group }]);
  });

  it('told to leave takes back what is out, before and after it has let the others go', () => {
    expect(said(oto(), [on.start()], on.close())).toStrictEqual([cancel(entry, 'the group ends')]);
    const gone = [on.start(), on.fills(entry, 100), on.ends(entry, 'filled', 100), on.works(target, 100)];
    expect(said(oto(), gone, on.close())).toStrictEqual([
      cancel(target, 'the group ends'),
      cancel(stop, 'the group ends'),
    ]);
  });

  it('holds nothing, whatever fills', () => {
    const gone = [on.start(), on.fills(entry, 100), on.ends(entry, 'filled', 100), on.works(target, 100)];
    expect(said(oto(), gone, on.fills(target, 100))).toStrictEqual([]);
  });
});

describe('what a group keeps in mind', () => {
  const contextOf = (...events: readonly GroupEvent[]) => chartOf(bracket(), ...events).snapshot().context;
  const legOf = (order: OrderId, ...events: readonly GroupEvent[]) =>
    contextOf(...events).legs.find((leg) => leg.order === order);

  it('begins with its legs as they were planned', () => {
    const leg = (plan: LegPlan, pair = 0) => ({
      order: plan.order,
      role: plan.links.role,
      pair,
      whole: quantity(100),
      terms: plan.terms,
      links: plan.links,
      state: 'planned',
      filled: zero,
      protecting: false,
      asking: false,
      restating: false,
      stuck: false,
      denied: false,
      cancelling: false,
      isToReturn: false,
      stale: false,
      renew: false,
    });
    const of = bracket();
    expect(drive(groupMachine, of).snapshot().context).toStrictEqual({
      group,
      kind: 'bracket',
      position: 'p1' as PositionId,
      legs: of.legs.map((plan) => leg(plan)),
      held: zero,
      spares: ['spare1', 'spare2', 'spare3', 'spare4'],
      patience: { answer: seconds(10), protection: seconds(10) },
      parts: [ratio(1)],
      lot: 1n,
      least: 1n,
      triggersOn: 'complete',
      side: 'buy',
      stop: price(95),
      targets: [price(105)],
      exit: null,
      cut: null,
      lacking: quantity(0),
      entered: false,
      own: false,
      short: false,
      told: zero,
      sparesUsed: 0,
    });
  });

  it('knows its targets pair by pair, and no level where there is none', () => {
    const pairs = bracket({
      parts: [ratio('0.5'), ratio('0.5'), ratio(1)],
      legs: [
        ...bracket().legs.slice(0, 2),
        { ...(bracket().legs[1] as LegPlan), pair: 1, terms: terms({ side: 'sell', limit: price(107) }) },
      ],
    });
    expect(drive(groupMachine, pairs).snapshot().context).toMatchObject({
      targets: [price(105), price(107), null],
      stop: null,
    });
  });

  it.each<[string, GroupEvent, object]>([
    ['a leg works', on.works(stop, 60), { state: 'working', protecting: true }],
    ['a leg waits for its parent', on.works(stop, 60, 'parent'), { state: 'waitingForParent', protecting: false }],
    ['the broker holds a leg', held(stop), { state: 'held', protecting: false }],
    ['nobody answers for a leg', on.silent(stop), { state: 'doubtful', protecting: false }],
    ['a leg is open again', reopened(stop), { state: 'doubtful', protecting: false, cancelling: false }],
    [
      'a leg has ended',
      on.ends(stop, 'filled', 100),
      { state: 'ended', filled: quantity(100), protecting: false, isToReturn: false },
    ],
  ])('%s', (_name, event, expected) => {
    expect(hear(contextOf(...balanced), event).legs[2]).toMatchObject(expected);
  });

  it('a leg that ended asleep is to be replaced', () => {
    expect(legOf(stop, ...started, on.ends(stop, 'cancelled', 0))).toMatchObject({ isToReturn: true });
  });

  it('a change that is out is answered by new terms or by a refusal', () => {
    const asked = [...balanced, on.protect({ stop: '95.5' })];
    expect(legOf(stop, ...asked)).toMatchObject({ asking: true, stuck: false });
    expect(hear(contextOf(...asked), on.amended(stop, { stop: price('95.5') })).legs[2]).toMatchObject({
      asking: false,
      stuck: false,
    });
    expect(hear(contextOf(...asked), on.failed(stop)).legs[2]).toMatchObject({ asking: false, stuck: true });
    expect(hear(contextOf(...asked), on.ends(stop, 'cancelled', 0)).legs[2]).toMatchObject({
      asking: false,
      restating: false,
    });
  });

  it('what was turned down is asked for again once something trades', () => {
    const failed = [...balanced, on.protect({ stop: '95.5' }), on.failed(stop)];
    expect(said(bracket(), failed, on.works(target, 100))).toStrictEqual([]);
    expect(said(bracket(), failed, on.fills(target, 40))).toStrictEqual([]);
    expect(said(bracket(), failed, traded(-40))).toStrictEqual([
      change(target, { quantity: quantity(60) }),
      change(stop, { quantity: quantity(60), stop: price('95.5') }),
    ]);
  });

  it('a sibling of what fills is left to the broker until it has reduced it', () => {
    const filling = [...balanced, on.fills(target, 40)];
    expect(legOf(stop, ...filling)).toMatchObject({ restating: true });
    expect(legOf(stop, ...filling, on.works(stop, 60))).toMatchObject({ restating: false });
    expect(legOf(entry, ...filling)).toMatchObject({ restating: false });
    expect(said(bracket(), filling, on.protect({ stop: '96' }))).toContainEqual(
      change(stop, { quantity: quantity(60), stop: price(96) }),
    );
  });

  it('trades beside its legs count, whichever side it holds', () => {
    expect(contextOf(...balanced, traded(-40)).held).toBe(quantity(-40));
    const short = bracket({
      legs: bracket().legs.map((leg) => ({
        ...leg,
        terms: { ...leg.terms, side: leg.terms.side === 'buy' ? 'sell' : 'buy' } as OrderTerms,
      })),
    });
    expect(chartOf(short, on.start(), on.fills(entry, 100), traded(40)).snapshot().context.held).toBe(quantity(-40));
  });

  it('levels that were wished, pair by pair', () => {
    const all: GroupEvent = { type: 'group.protect', group, targets: [price(107)], stop: price(96) };
    expect(contextOf(...balanced, all)).toMatchObject({ targets: [price(107)], stop: price(96) });
    expect(contextOf(...balanced, on.protect({ target: '108' }))).toMatchObject({
      targets: [price(108)],
      stop: price(95),
    });
  });

  it('that it is being left, until it is told to stay', () => {
    expect(contextOf(...balanced, on.close()).exit).toStrictEqual({ limit: price(98), order: 'exit' });
    expect(contextOf(...balanced, on.close(), on.protect({ stop: '95' })).exit).not.toBeNull();
    const stay: GroupEvent = { type: 'group.protect', group, stop: price(95), stays: true };
    expect(contextOf(...balanced, on.close(), stay).exit).toBeNull();
  });

  it('the part that is to be sold: the latest wish, then at its latest price, and nothing once it is over', () => {
    const cut = 'cut' as OrderId;
    const room = [on.amended(target, { quantity: quantity(60) }), on.amended(stop, { quantity: quantity(60) })];
    expect(contextOf(...balanced, on.reduce(40)).cut).toStrictEqual({
      order: cut,
      limit: price(98),
      quantity: quantity(40),
    });
    expect(contextOf(...balanced, on.reduce(40), on.reduce(30)).cut).toMatchObject({ quantity: quantity(30) });
    const placed = [...balanced, on.reduce(40), ...room];
    const anew: GroupEvent = { type: 'group.reduce', group, exit: { order: 'x' as OrderId, limit: price(97) } };
    expect(contextOf(...placed, anew).cut).toStrictEqual({ order: cut, limit: price(97), quantity: quantity(40) });
    const { limit: _limit, ...market } = anew.exit;
    expect(contextOf(...placed, { ...anew, exit: market }).cut).toMatchObject({ limit: price(98) });
    expect(contextOf(...balanced, on.reduce()).cut).toBeNull();
    expect(contextOf(...placed, on.ends(cut, 'filled', 40)).cut).toBeNull();
    expect(contextOf(...placed, on.close()).cut).not.toBeNull();
    expect(contextOf(...balanced, on.reduce(40), on.close()).cut).toBeNull();
  });

  it('of orders that are none of its legs nothing', () => {
    const context = contextOf(...balanced);
    expect(hear(context, on.fills('stranger' as OrderId, 40))).toBe(context);
    expect(hear(context, on.start())).toBe(context);
  });
});

describe('what the broker ends by itself', () => {
  const contextOf = (...events: readonly GroupEvent[]) => chartOf(bracket(), ...events).snapshot().context;
  const ends = (order: OrderId, ...events: readonly GroupEvent[]): boolean => {
    const context = contextOf(...events);
    const leg = context.legs.find((each) => each.order === order);
    return leg !== undefined && brokerEnds(context, leg);
  };

  it.each<[string, OrderId, readonly GroupEvent[], boolean]>([
    ['the sibling of a leg that has filled whole', stop, [...balanced, on.fills(target, 100)], true],
    ['not the sibling of a leg that has filled in part', stop, [...balanced, on.fills(target, 40)], false],
    ['not a leg that has ended', stop, [...out, on.ends(stop, 'cancelled', 0)], false],
    ['not the leg that has filled itself', target, [...balanced, on.fills(target, 100)], false],
    ['children that sleep when their parent has ended', stop, [...started, on.ends(entry, 'cancelled', 0)], true],
    ['not children that sleep while it works', stop, started, false],
    ['not children that are awake when their parent has ended', stop, entered, false],
  ])('%s', (_name, order, events, expected) => {
    expect(ends(order, ...events)).toBe(expected);
  });
});

describe('after the end', () => {
  const over = [...out, on.ends(stop, 'cancelled', 0)];

  it.each<[string, GroupEvent, readonly object[]]>([
    ['works again', on.works(stop, 100), [cover(-100)]],
    ['is held by the broker after all', held(stop), []],
  ])('an order that %s is taken back', (_name, event, protection) => {
    expect(said(bracket(), over, event)).toStrictEqual([
      ...protection,
      cancel(stop, 'the group ends'),
      { type: 'group.winding', group },
      clock('winding', 10),
    ]);
  });

  it.each<[string, GroupEvent]>([
    ['told to protect', on.protect({ stop: '96' })],
    ['told to sell a part', on.reduce(40)],
    ['told to leave', on.close()],
  ])('%s it does nothing', (_name, event) => {
    expect(said(bracket(), over, event)).toStrictEqual([]);
    expect(said(bracket(), out, event)).toStrictEqual([]);
    expect(chartOf(bracket(), ...over, event).value()).toBe('done');
  });

  it('an addition comes too late', () => {
    expect(said(bracket(), out, on.extend())).toStrictEqual([]);
    expect(chartOf(bracket(), ...out, on.extend()).value()).toBe('winding');
  });

  it('a fill that is busted is held again', () => {
    const busted = chartOf(bracket(), ...over);
    busted.send(on.fills(target, -40));
    expect(busted.value()).toBe('standalone');
  });
});

it('a group keeps who it is for', () => {
  const of = bracket({ group: 'g7' as GroupId });
  const message = drive(groupMachine, of).send({ type: 'group.start', group: 'g7' as GroupId });
  expect(message.map((each) => each.group)).toStrictEqual(['g7', 'g7']);
  expect(of.legs.map(({ links: { book } }) => book)).toStrictEqual(Array(3).fill('main' as BookId));
});
