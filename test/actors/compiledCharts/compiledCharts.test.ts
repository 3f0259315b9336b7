import { describe, expect, it } from 'vitest';
import type { AnyActor, AnyStateMachine } from 'xstate';
import { assign, createActor, not, setup } from 'xstate';
import { compileChart } from '../../../src/actors/compiledCharts/compileChart.ts';

interface Counted {
  readonly heard: number;
  readonly words: readonly string[];
}
type Said = { readonly type: 'go' | 'back' | 'both' | 'fail' | 'judge' | 'deep' | 'odd' };

/** Two regions that hear the same word, one with states in states; what is beyond a guard and an assignment stands in `odd`. */
const chart = setup({
  types: { context: {} as Counted, events: {} as Said, input: {} as { readonly from: number } },
  guards: {
    isFew: ({ context }) => context.heard < 3,
    isBelow: ({ context }, limit: number) => context.heard < limit,
    fails: () => {
      throw new Error('no answer');
    },
  },
  actions: {
    count: assign({ heard: ({ context }) => context.heard + 1 }),
    write: assign(({ context }, word: string) => ({ words: [...context.words, word] })),
    fail: () => {
      throw new Error('no hands');
    },
    say: () => undefined,
  },
}).createMachine({
  id: 'chart',
  type: 'parallel',
  context: ({ input }) => {
    if (input.from < 0) throw new Error('before the beginning');
    return { heard: input.from, words: [] };
  },
  on: { both: { actions: { type: 'write', params: 'root' } }, fail: { actions: ['count', 'fail'] } },
  states: {
    left: {
      initial: 'a',
      states: {
        a: {
          entry: { type: 'write', params: 'in a' },
          exit: { type: 'write', params: 'out of a' },
          on: {
            go: { guard: 'isFew', target: 'b', actions: ['count', { type: 'write', params: 'left goes' }, 'say'] },
            judge: { guard: 'fails' },
          },
        },
        b: { tags: 'isThere', on: { back: { target: 'a', actions: 'count' }, both: { actions: 'count' } } },
      },
    },
    right: {
      initial: 'c',
      on: { deep: { reenter: true, target: '.d.e' } },
      states: {
        c: {
          on: {
            go: {
              guard: { type: 'isBelow', params: 9 },
              target: 'd',
              actions: { type: 'write', params: 'right goes' },
            },
          },
        },
        d: {
          initial: 'e',
          on: { back: 'c' },
          states: { e: { on: { deep: 'f' } }, f: { on: { odd: { guard: not('isFew'), target: 'e' } } } },
        },
      },
    },
  },
});

const play = (machine: AnyStateMachine, words: readonly Said['type'][], from = 0): AnyActor => {
  const actor = createActor(machine, { input: { from } });
  actor.subscribe({ error: () => undefined });
  actor.start();
  for (const type of words) actor.send({ type });
  return actor;
};
const shown = (actor: AnyActor) => JSON.parse(JSON.stringify(actor.getSnapshot())) as unknown;
const errorOf = (actor: AnyActor) => String((actor.getSnapshot() as { error?: unknown }).error);

describe('a compiled chart', () => {
  it.each<readonly Said['type'][]>([
    [],
    ['go', 'both', 'back', 'both'],
    ['go', 'deep', 'odd', 'deep', 'back', 'go'],
    ['go', 'back', 'go', 'back', 'go', 'both'],
    ['odd', 'both', 'deep', 'deep', 'odd'],
  ])('does what the chart does: %s %s %s %s', (...words) => {
    const { machine } = compileChart(chart);
    for (let length = 0; length <= words.length; length++)
      expect(shown(play(machine, words.slice(0, length)))).toEqual(shown(play(chart, words.slice(0, length))));
  });

  it.each<[why: string, words: readonly Said['type'][], from: number]>([
    ['a guard that throws', ['judge'], 0],
    ['an action that throws', ['go', 'fail'], 0],
    ['a beginning that throws', ['go'], -1],
  ])('%s is told in the words of XState', (_why, words, from) => {
    const stock = play(chart, words, from);
    const compiled = play(compileChart(chart).machine, words, from);
    expect(errorOf(compiled)).toBe(errorOf(stock));
    expect([compiled.getSnapshot().status, compiled.getSnapshot().context]).toEqual([
      'error',
      stock.getSnapshot().context,
    ]);
  });

  it('is asked, saved and restored as any chart is', () => {
    const { machine } = compileChart(chart);
    const actor = play(machine, ['go']);
    const snapshot = actor.getSnapshot();
    expect([snapshot.hasTag('isThere'), snapshot.matches({ left: 'b' }), snapshot.can({ type: 'back' })]).toEqual([
      true,
      true,
      true,
    ]);
    expect(snapshot.can({ type: 'go' })).toBe(false);
    const restored = createActor(machine, { snapshot: actor.getPersistedSnapshot(), input: { from: 0 } }).start();
    restored.send({ type: 'back' });
    expect(shown(restored)).toEqual(shown(play(chart, ['go', 'back'])));
  });

  it('answers each by its own context, whoever asked before in the same state', () => {
    const { machine } = compileChart(chart);
    for (const from of [9, 0, 5, 9, 0])
      expect(shown(play(machine, ['go'], from))).toEqual(shown(play(chart, ['go'], from)));
  });

  it('goes on in the order of the chart when a record names its regions in another', () => {
    const { machine } = compileChart(chart);
    const { left, right } = play(machine, []).getSnapshot().value as { left: string; right: string };
    const value = { right, left } as never;
    const restored = createActor(machine, {
      snapshot: machine.resolveState({ value, context: { heard: 0, words: [] } }),
      input: { from: 0 },
    }).start();
    restored.send({ type: 'go' });
    expect(restored.getSnapshot().context.words).toEqual(['out of a', 'left goes', 'right goes']);
  });

  it('keeps what it was provided with', () => {
    const said: string[] = [];
    const { machine } = compileChart(chart);
    play(machine.provide({ actions: { say: () => said.push('said') } }), ['go']);
    expect(said).toEqual(['said']);
  });

  it('asks XState once for a state and an event, and leaves to it what is more than guards and assignments', () => {
    const { machine, counters } = compileChart(chart);
    play(machine, ['go', 'back', 'go', 'back']);
    const { steps } = counters;
    play(machine, ['go', 'back', 'go', 'back']);
    expect(counters).toMatchObject({ steps, events: 8, stockEvents: 0 });
    play(machine, ['go', 'deep', 'odd']);
    expect(counters).toMatchObject({ events: 11, stockEvents: 1 });
  });

  it('shares what two snapshots of one state have alike, and nobody can change it', () => {
    const { machine } = compileChart(chart);
    const [one, other] = [play(machine, ['go']).getSnapshot(), play(machine, ['go']).getSnapshot()];
    expect(one.value).toBe(other.value);
    expect(() => Object.assign(one.value as object, { left: 'a' })).toThrow(TypeError);
  });

  it('beyond the cap is right, counts it and says so once', () => {
    const troubles: string[] = [];
    const { machine, counters } = compileChart(chart, { cap: 2, onTrouble: (what) => troubles.push(what) });
    const words = ['go', 'deep', 'back', 'go', 'back'] as const;
    expect(shown(play(machine, words))).toEqual(shown(play(chart, words)));
    expect(counters.overflown).toBeGreaterThan(1);
    expect(counters.stockEvents).toBeGreaterThan(0);
    expect(troubles).toEqual(['chart has more than 2 states: those beyond are left to XState']);
  });

  it.each([
    ['always', { initial: 'a', states: { a: { always: 'b' }, b: {} } }],
    ['after', { initial: 'a', states: { a: { after: { 1: 'b' } }, b: {} } }],
    ['a final state', { initial: 'a', states: { a: { type: 'final' } } }],
    ['history', { initial: 'a', states: { a: {}, b: { type: 'history' } } }],
  ] as const)('with %s is refused, with the state', (_what, config) => {
    const other = setup({}).createMachine({ id: 'other', ...config } as never) as unknown as AnyStateMachine;
    expect(() => compileChart(other)).toThrow(/other\.[ab] /);
  });

  it('is compared with XState for one of so many actors, and the word of XState counts', () => {
    const troubles: string[] = [];
    const onTrouble = (what: string) => troubles.push(what);
    const words = ['go', 'both', 'back', 'fail'] as const;
    const honest = compileChart(chart, { compareEvery: 1, onTrouble });
    expect(shown(play(honest.machine, words))).toEqual(shown(play(chart, words)));
    expect([honest.counters.differences, troubles]).toEqual([0, []]);
    const systems: unknown[] = [];
    const heard = compileChart(chart.provide({ actions: { say: ({ system }) => systems.push(system) } }), {
      compareEvery: 1,
    });
    const actor = play(heard.machine, ['go']);
    expect(systems).toEqual([actor.system]);
    expect(systems[0]).toBe(actor.system);
    // An assignment that is not pure gives another answer when it is asked again.
    let asked = 0;
    const impure = chart.provide({ actions: { count: assign({ heard: () => ++asked }) } });
    const watched = compileChart(impure, { compareEvery: 1, onTrouble });
    expect(play(watched.machine, ['go']).getSnapshot().context.heard).toBe(1);
    expect(watched.counters.differences).toBe(1);
    expect(troubles[0]).toMatch(/^chart, go in .*: context /);
  });
});
