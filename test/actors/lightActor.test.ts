import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { assign, createActor, createMachine } from 'xstate';
import { compileChart } from '../../src/actors/compiledCharts/compileChart.ts';
import type { ChartActor } from '../../src/actors/desk/lightActor.ts';
import { startActor, stopChartActor } from '../../src/actors/desk/lightActor.ts';

/** A door that counts and says what it does; told to break, it throws. */
const doorOf = (says: string[]): AnyStateMachine =>
  createMachine({
    id: 'door',
    initial: 'closed',
    context: ({ input }) => {
      if ((input as { isWrong?: boolean } | undefined)?.isWrong === true) throw new Error('no door');
      return { opened: 0 };
    },
    states: {
      closed: { entry: 'say', on: { open: { target: 'open', actions: 'count' } } },
      open: { exit: 'say', on: { close: 'closed', break: { actions: 'fail' } } },
    },
  }).provide({
    actions: {
      say: ({ event }) => void says.push(event.type),
      count: assign(({ context }) => ({ opened: (context as { opened: number }).opened + 1 })),
      fail: () => {
        throw new Error('broken');
      },
    },
  });

const look = (actor: ChartActor) => {
  const { status, value, context, error } = actor.getSnapshot() as unknown as Record<string, unknown>;
  return { status, value, context, error: (error as Error | undefined)?.message };
};

type Work = (start: (options?: { input?: unknown; snapshot?: never }) => ChartActor) => void;
/** All that can be seen of the same work done by an actor of one kind: what it says, what is told of it to others, what it is then. */
function seenOf(isStock: boolean, work: Work) {
  const [says, told, looks]: [string[], object[], object[]] = [[], [], []];
  const parent = createActor(createMachine({ on: { 'xstate.error.actor.*': {} } }));
  parent.subscribe({ error: () => undefined });
  parent.start();
  parent.system.inspect((seen) => {
    const { type, event, action, snapshot } = seen as unknown as Record<string, { type: string; value?: unknown }>;
    const heard = event as unknown as { type: string; error?: Error } | undefined;
    told.push({ type, heard: heard?.type, error: heard?.error?.message, action, value: snapshot?.value });
  });
  const { machine } = compileChart(doorOf(says));
  let last: ChartActor | undefined;
  const step = (actor: ChartActor): ChartActor => ({
    getSnapshot: () => actor.getSnapshot(),
    send(event) {
      actor.send(event);
      looks.push(look(actor));
    },
    _stop: () => stopChartActor(actor),
  });
  work((options = {}) => {
    last = startActor(machine, { parent, id: 'door', ...options }, isStock);
    looks.push(look(last));
    return step(last);
  });
  return { says, told, looks, end: last === undefined ? undefined : look(last) };
}

const works: Readonly<Record<string, Work>> = {
  'its life': (start) => {
    const door = start();
    for (const type of ['open', 'unheard', 'close', 'open']) door.send({ type });
  },
  'an action that throws, and what comes behind it': (start) => {
    const door = start();
    for (const type of ['open', 'break', 'close']) door.send({ type });
  },
  'a beginning that throws': (start) => start({ input: { isWrong: true } }).send({ type: 'open' }),
  'going on from a state that was kept': (start) => {
    const door = start();
    door.send({ type: 'open' });
    start({ snapshot: door.getSnapshot() as never }).send({ type: 'close' });
  },
  'its end, and what comes behind it': (start) => {
    const door = start();
    door._stop();
    door.send({ type: 'open' });
  },
};

describe('a light actor does, and tells those who inspect, what an actor of XState does', () => {
  it.each(Object.entries(works))('%s', (_name, work) => {
    const stock = seenOf(true, work);
    expect(stock.told.length).toBeGreaterThan(5);
    expect(seenOf(false, work)).toEqual(stock);
  });
});
