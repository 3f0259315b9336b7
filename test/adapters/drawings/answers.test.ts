/** What the tables count as the answer of a state, checked against XState itself. */

import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate';
import { initialTransition, transition } from 'xstate';
import type { Part } from '../../../src/adapters/drawings/answers.ts';
import { answersOf, partsOf, WILDCARD } from '../../../src/adapters/drawings/answers.ts';
import type { ChartEdge, ChartNode, ChartStructure } from '../../../src/adapters/drawings/structure.ts';
import { describeChart } from '../../../src/adapters/drawings/structure.ts';
import { seconds } from '../../../src/identifiers.ts';
import { groupMachine } from '../../../src/machines/group/groupMachine.ts';
import { orderMachine } from '../../../src/machines/order/orderMachine.ts';
import { positionMachine } from '../../../src/machines/position/positionMachine.ts';
import { amount, price, quantity, zero } from '../../../src/money.ts';
import { flat } from '../../support/charts.ts';
import { links, orderInput, terms } from '../../support/orders.ts';
import { lampMachine } from './lamp.ts';

const leg = (order: string, role: 'entry' | 'stop' | 'target') => ({ order, terms: terms(), links: links({ role }) });
const groupInput = {
  group: 'g1',
  kind: 'bracket',
  position: 'p1',
  legs: [leg('o1', 'entry'), leg('o2', 'target'), leg('o3', 'stop')],
  held: zero,
  spares: ['o4', 'o5'],
  patience: { answer: seconds(10) },
};
const positionInput = {
  position: 'p1',
  book: 'main',
  account: 'PAPER',
  instrument: 'SPY',
  side: 'long',
  plan: { tick: price('0.01'), stopDistance: price(1), targetDistance: price(2) },
  levels: {},
  group: 'g1',
  patience: { protection: seconds(10), exit: seconds(10) },
};
const subjects: readonly (readonly [string, AnyStateMachine, unknown])[] = [
  ['order', orderMachine, orderInput()],
  ['position', positionMachine, positionInput],
  ['group', groupMachine, groupInput],
];

/** Enough fields for every guard, in several ways, so that guards hold and refuse. */
const fields = [
  {
    order: 'o1',
    role: 'entry',
    what: 'acknowledge',
    kind: 'place',
    for: 'trigger',
    until: 'overnight',
    quantity: quantity(100),
    revision: 1,
    cover: quantity(-100),
  },
  {
    order: 'o3',
    role: 'stop',
    what: 'answer',
    kind: 'amend',
    for: 'parent',
    until: 'day',
    quantity: quantity(40),
    revision: 2,
    cover: zero,
  },
  {
    order: 'o2',
    role: 'exit',
    what: 'protection',
    kind: 'cancel',
    for: 'nothing',
    until: 'day',
    quantity: zero,
    revision: 1,
    cover: quantity(-40),
    stillOpen: true,
  },
] as const;
const eventOf = (type: string, over: (typeof fields)[number]) => ({
  type,
  execution: 'e1',
  side: 'buy',
  price: price(10),
  previousQuantity: quantity(10),
  previousPrice: price(9),
  change: type.startsWith('order.commission') ? amount(1) : { quantity: quantity(50) },
  fee: amount(1),
  currency: 'USD',
  approval: 'a',
  detail: '',
  why: '',
  outcome: 'filled',
  filled: over.quantity,
  protecting: true,
  waitingFor: 'nothing',
  legs: [],
  instrument: 'SPY',
  newShares: quantity(2),
  oldShares: quantity(1),
  tick: price('0.01'),
  spares: [],
  exit: { order: 'o9', limit: price(9) },
  amount: amount(1),
  booked: quantity(40),
  foreign: zero,
  ...over,
});

/** All events that a chart names, and one that it does not. */
const eventsOf = ({ edges }: ChartStructure): readonly string[] => [
  ...new Set(edges.map(({ event }) => event).filter((event) => !event.endsWith(WILDCARD))),
  'never.heard.of',
];

/** Values in which every leaf is active at least once, beside two others of each other region. */
function valuesOf(structure: ChartStructure): readonly StateValue[] {
  const leaves = partsOf(structure).map((part) => part.leaves.map(({ path }) => path));
  const count = Math.max(...leaves.map(({ length }) => length));
  return Array.from({ length: count * 2 }, (_, index) => {
    const paths = leaves.map((own, region) => own[(index + region * Math.floor(index / count)) % own.length] ?? '');
    return valueWith(paths.map((path) => path.split('.')));
  });
}

/** The value of a chart in which the leaves with these paths are active. */
function valueWith(paths: readonly (readonly string[])[]): StateValue {
  const [first] = paths;
  if (paths.length === 1 && first?.length === 1) return first[0] ?? '';
  const byKey = Map.groupBy(paths, ([key]) => key ?? '');
  return Object.fromEntries([...byKey].map(([key, those]) => [key, valueWith(those.map((path) => path.slice(1)))]));
}

interface Question {
  readonly snapshot: AnyMachineSnapshot;
  readonly event: ReturnType<typeof eventOf>;
}
interface Cell {
  readonly part: Part;
  readonly leaf: ChartNode;
  readonly answers: readonly ChartEdge[];
}

describe.for(subjects)('what a state of the %s chart answers', ([, machine, input]) => {
  const structure = describeChart(machine);
  const [{ context }] = initialTransition(machine, input as never) as [AnyMachineSnapshot, unknown];
  const snapshots = valuesOf(structure).map(
    (value) => machine.resolveState({ value, context } as never) as AnyMachineSnapshot,
  );
  const questions: readonly Question[] = snapshots.flatMap((snapshot) =>
    eventsOf(structure).flatMap((type) => fields.map((over) => ({ snapshot, event: eventOf(type, over) }))),
  );
  const cellsOf = ({ snapshot, event }: Question): readonly Cell[] => {
    const active = flat(snapshot.value).split(' ');
    return partsOf(structure).flatMap((part) =>
      part.leaves
        .filter(({ path }) => active.includes(path))
        .map((leaf) => ({ part, leaf, answers: answersOf(structure, part, leaf, event.type) })),
    );
  };
  const holds = ({ guard }: ChartEdge, { event }: Question): boolean =>
    guard === null || machine.implementations.guards[guard]?.({ context, event } as never, undefined as never) === true;

  test('is asked of every leaf', () => {
    const tried = new Set(snapshots.flatMap(({ value }) => flat(value).split(' ')));
    const leaves = structure.nodes.filter(({ type }) => type === 'atomic').map(({ path }) => path);
    expect([...tried].toSorted()).toEqual(leaves.toSorted());
  });

  test('is nothing only where XState goes on to the root, which records the event as unexpected', () => {
    const empty = questions.filter((question) => cellsOf(question).every(({ answers }) => answers.length === 0));
    expect(empty.length).toBeGreaterThan(snapshots.length * fields.length);
    for (const { snapshot, event } of empty) {
      const [next, actions] = transition(machine, snapshot as never, event as never) as [
        AnyMachineSnapshot,
        readonly { params?: unknown }[],
      ];
      const said = actions.flatMap(
        ({ params }) => (params as { event?: { type: string } } | undefined)?.event?.type ?? [],
      );
      expect([event.type, next.value, said]).toEqual([event.type, snapshot.value, [`${machine.id}.unexpected`]]);
    }
  });

  test('is the first candidate whose guard holds, as XState takes it', () => {
    for (const question of questions) {
      const taken = machine
        .getTransitionData(question.snapshot as never, question.event as never)
        .map(({ source, guard, target, eventType }) => ({
          source: source.path.join('.'),
          event: eventType,
          guard: guard ?? null,
          targets: (target ?? []).map((node) => node.path.join('.')),
        }));
      const expected = cellsOf(question).flatMap(
        ({ answers }) => answers.find((answer) => holds(answer, question)) ?? [],
      );
      const atRoot = { source: '', event: WILDCARD, guard: null, targets: [] };
      expect(taken).toEqual(
        expected.length === 0
          ? [atRoot]
          : expected.map(({ source, event, guard, targets }) => ({ source, event, guard, targets })),
      );
    }
  });
});

describe('a state of a small chart answers', () => {
  const structure = describeChart(lampMachine);
  const answersAt = (path: string, event: string): readonly string[] =>
    partsOf(structure).flatMap((part) =>
      part.leaves
        .filter((leaf) => leaf.path === path)
        .flatMap((leaf) => answersOf(structure, part, leaf, event))
        .map(({ source, guard, targets }) => `${source} [${guard ?? ''}] ${targets.join()}`.trim()),
    );

  test('before the states around it do, which are asked when its guards refuse', () => {
    expect(answersAt('light.on.cold', 'room.changed')).toEqual([
      'light.on.cold [hasPower] light.on.warm',
      'light.on [isDark] light.off',
    ]);
  });

  test('with nothing after a candidate that asks nothing', () => {
    expect(answersAt('light.on.cold', 'time.passed')).toEqual([
      'light.on.cold [isDark]',
      'light.on.cold [] light.on.warm',
    ]);
  });

  test('to the event itself rather than to a pattern, and to a pattern rather than not at all', () => {
    expect(answersAt('light.on.warm', 'lamp.off')).toEqual(['light.on [] light.off']);
    expect(answersAt('light.on.warm', 'lamp.blink')).toEqual(['light.on []']);
    expect(answersAt('light.off', 'lamp.blink')).toEqual([]);
  });

  test('by a pattern of its own before the states around it answer the event itself', () => {
    expect(answersAt('light.on.warm', 'lamp.break')).toEqual(['light.on []']);
    expect(answersAt('light.off', 'lamp.break')).toEqual(['light [] light.broken']);
  });

  test('under each guard once: a held order asks whether it fills, and does not ask again in the state around', () => {
    const order = describeChart(orderMachine);
    const guards = partsOf(order).flatMap((part) =>
      part.leaves
        .filter(({ path }) => path === 'lifecycle.working.held')
        .flatMap((leaf) => answersOf(order, part, leaf, 'broker.execution').map(({ guard }) => guard)),
    );
    expect(guards).toEqual(['fills', 'isNews']);
  });

  test('only for its own region', () => {
    expect(answersAt('lock.open', 'lamp.break')).toEqual([]);
    expect(answersAt('lock.open', 'key.turned')).toEqual(['lock.open [] lock.locked']);
  });
});
