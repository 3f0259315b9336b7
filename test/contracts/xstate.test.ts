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
});
