/** A chart beside its compiled self: the same random events, and after each the same state, context, words and inspection. */

import { inspect, isDeepStrictEqual } from 'node:util';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { createEmptyActor } from 'xstate';
import { compileChart } from '../../../src/actors/compiledCharts/compileChart.ts';
import type { Executable, Microstep } from '../../../src/actors/xstatePrivate.ts';
import type { Model, Told } from '../../machines/reach/exploration.ts';

/** As many events as a life has before another begins: deep states want long lives, first states want many. */
const LIFE = 60;
const STRANGER: Told = { type: 'never.heard.of' };

export interface Difference {
  readonly chart: string;
  readonly step: number;
  readonly event: string;
  readonly stock: string;
  readonly compiled: string;
}

export interface Compared {
  readonly difference?: Difference;
  /** How many steps XState itself was given. */
  readonly stockEvents: number;
  /** How many of XState's own events were among them. */
  readonly own: number;
}

/** Plays `steps` random events to both and stops at the first difference. */
export function compare(
  model: Model,
  { steps, seed, cap = 4096 }: { steps: number; seed: number; cap?: number },
): Compared {
  // As the desk runs it: `emit` is one of XState's own actions, and what has one is left to XState.
  const machine = model.machine.provide({ actions: { report: () => undefined } } as never) as AnyStateMachine;
  const { machine: compiled, counters } = compileChart(machine, { cap });
  const random = xoroshiro128plus(seed);
  const pick = <T>(list: readonly T[]): T => list[uniformInt(random, 0, list.length - 1)] as T;
  const inputs = Object.values(model.inputs);
  const alphabet = [...model.alphabet, STRANGER];
  let [left, right] = [start(machine, undefined), start(compiled, undefined)];
  let own = 0;
  for (let step = 0; step < steps; step++) {
    const event: Told = step % LIFE === 0 ? { type: 'start' } : pick(wordsIn(model, left.snapshot, alphabet));
    if (step % LIFE === 0) {
      const input = pick(inputs);
      [left, right] = [start(machine, input), start(compiled, input)];
    } else [left, right] = [take(machine, left.snapshot, event), take(compiled, right.snapshot, event)];
    if (event.type.startsWith('xstate.')) own += 1;
    const [stock, ours] = [seen(left), seen(right)];
    if (!isDeepStrictEqual(stock, ours))
      return {
        ...{ stockEvents: counters.stockEvents, own },
        difference: {
          chart: machine.id,
          step,
          event: event.type,
          stock: inspect(stock, { depth: 9 }),
          compiled: inspect(ours, { depth: 9 }),
        },
      };
  }
  return { stockEvents: counters.stockEvents, own };
}

/** Mostly what the model sends in a state, since that leads on; sometimes anything. */
function wordsIn({ events }: Model, snapshot: AnyMachineSnapshot, alphabet: readonly Told[]): readonly Told[] {
  const words = events === undefined ? alphabet : [...events(snapshot, alphabet), STRANGER];
  return words.length > 0 ? words : alphabet;
}

interface Step {
  readonly snapshot: AnyMachineSnapshot;
  readonly before: AnyMachineSnapshot | undefined;
  readonly performed: readonly Executable[];
  readonly inspected: readonly Microstep[];
}

function start(machine: AnyStateMachine, input: unknown): Step {
  const { scope, performed, inspected } = listening();
  return { snapshot: machine.getInitialSnapshot(scope, input), before: undefined, performed, inspected };
}

function take(machine: AnyStateMachine, before: AnyMachineSnapshot, event: Told): Step {
  const { scope, performed, inspected } = listening();
  return { snapshot: machine.transition(before, event, scope) as AnyMachineSnapshot, before, performed, inspected };
}

function listening() {
  const performed: Executable[] = [];
  const inspected: Microstep[] = [];
  const self = createEmptyActor();
  const system = { ...self.system, _sendInspectionEvent: (event: Microstep) => inspected.push(event) };
  const nothing = (): void => undefined;
  const scope = {
    ...{ self, system, id: '', sessionId: '', logger: nothing, defer: nothing, stopChild: nothing, emit: nothing },
    actionExecutor: (action: Executable) => performed.push(action),
  } as unknown as AnyActorScope;
  return { scope, performed, inspected };
}

/** All that can be seen of a step. */
const seen = ({ snapshot, before, performed, inspected }: Step) => ({
  ...{ status: snapshot.status, value: snapshot.value, unmoved: snapshot === before, tags: snapshot.tags },
  context: snapshot.context === before?.context ? 'as it was' : snapshot.context,
  nodes: new Set((snapshot as unknown as { _nodes: { id: string }[] })._nodes.map(({ id }) => id)),
  performed: performed.map(({ type, params, info }) => [type, params, info.context, info.event]),
  inspected: inspected.map(({ _transitions, event }) => [
    event.type,
    _transitions.map(({ source, ...rest }) => [source.id, (rest as unknown as { eventType: string }).eventType]),
  ]),
  error: String((snapshot as { error?: unknown }).error),
});
