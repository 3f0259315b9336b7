import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { stopActor } from '../../src/actors/desk/xstatePrivate.ts';

describe('what we use of XState beyond its public surface', () => {
  it('is of the version that was looked at', () => {
    const { version } = createRequire(import.meta.url)('xstate/package.json') as { version: string };
    expect(version).toBe('5.33.3');
  });

  it('a child made with its parent named is stopped, and hears nothing more', () => {
    const machine = createMachine({ context: { heard: 0 }, on: { ping: { actions: 'count' } } }).provide({
      actions: { count: () => undefined },
    });
    const parent = createActor(createMachine({})).start();
    const child = createActor(machine, { parent }).start();
    expect(child.getSnapshot().status).toBe('active');
    stopActor(child);
    child.send({ type: 'ping' });
    expect(child.getSnapshot().status).toBe('stopped');
    expect(parent.getSnapshot().status).toBe('active');
  });

  it('a live snapshot makes the same actor anew', () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } });
    const first = createActor(machine).start();
    first.send({ type: 'go' });
    const second = createActor(machine, { snapshot: first.getSnapshot() }).start();
    expect(second.getSnapshot().value).toBe('b');
  });

  it('the transitions that a machine selects are the very candidates of its states, and those that a step takes', () => {
    const machine = createMachine({
      type: 'parallel',
      states: {
        one: {
          initial: 'a',
          states: { a: { on: { go: [{ guard: () => false, target: 'b' }, { target: 'b' }] } }, b: {} },
        },
        two: { on: { go: {} } },
      },
      on: { '*': {} },
    });
    const taken: unknown[] = [];
    const actor = createActor(machine, {
      inspect: (step) => {
        if (step.type === '@xstate.microstep') taken.push((step as unknown as { _transitions: unknown })._transitions);
      },
    }).start();
    taken.length = 0;
    const selected = ['go', 'never'].map((type) => {
      const transitions = machine.getTransitionData(actor.getSnapshot(), { type });
      actor.send({ type });
      return transitions;
    });
    const { one, two } = machine.root.states;
    expect(selected).toEqual(taken);
    expect(selected[0]?.[0]).toBe(one?.states.a?.transitions.get('go')?.[1]);
    expect(selected[0]?.[1]).toBe(two?.transitions.get('go')?.[0]);
    expect(selected[1]).toEqual([machine.root.transitions.get('*')?.[0]]);
  });
});
