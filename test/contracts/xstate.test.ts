import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createActor, createMachine, setup } from 'xstate';
import type { ActorScope, Executable, Microstep, Transitions } from '../../src/actors/xstatePrivate.ts';
import { stopActor } from '../../src/actors/xstatePrivate.ts';

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

  it('a step is given the scope, the snapshot and the message that are used here', () => {
    const machine = setup({ actions: { say: () => undefined } }).createMachine({
      initial: 'a',
      states: { a: { on: { go: { target: 'b', actions: { type: 'say', params: 1 } } } }, b: {} },
    });
    const seen: { scope?: ActorScope; action?: Executable; step?: Microstep } = {};
    const stock = machine.transition as unknown as Transitions;
    const listening: Transitions = (snapshot, event, scope) => {
      seen.scope = scope;
      const executor = scope.actionExecutor;
      return stock(snapshot, event, {
        ...scope,
        actionExecutor(action) {
          seen.action = action;
          executor(action);
        },
      });
    };
    Object.assign(machine, { transition: listening });
    const actor = createActor(machine, {
      inspect: (event) => {
        if (event.type === '@xstate.microstep') seen.step = event as unknown as Microstep;
      },
    }).start();
    actor.send({ type: 'go' });
    expect(seen.scope?.self).toBe(actor);
    expect(seen.scope?.system).toBe(actor.system);
    expect(Object.keys(seen.action ?? {})).toEqual(['type', 'info', 'params', 'exec']);
    expect(Object.keys(seen.action?.info ?? {})).toEqual(['context', 'event', 'self', 'system']);
    expect(seen.step?._transitions.map(({ source }) => source.key)).toEqual(['a']);
    expect(Object.keys(actor.getSnapshot())).toEqual([
      ...['status', 'output', 'error', 'machine', 'context', '_nodes', 'value', 'tags', 'children', 'historyValue'],
      ...['matches', 'hasTag', 'can', 'getMeta', 'toJSON'],
    ]);
  });
});
