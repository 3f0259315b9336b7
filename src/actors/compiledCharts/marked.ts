/**
 * A copy of a chart whose guards answer what they are told and whose actions do nothing: XState itself is asked with it whom it would
 * ask in which order, and what it would do when given ones are taken.
 */
import type { AnyStateMachine, AnyStateNode, StateNodeConfig, StateValue } from 'xstate';
import { createMachine, initialTransition, transition } from 'xstate';
import type { Transition } from '../xstatePrivate.ts';

type Config = StateNodeConfig<never, never, never, never, never, never, never, never, never, never>;
type Described = Config & Readonly<Record<string, unknown>>;

/** What XState does: the state it comes to, and the actions of the chart in the order in which they are done. */
export interface Course {
  readonly value: StateValue;
  readonly actions: readonly unknown[];
}

export interface MarkedChart {
  /** Everybody who may be asked in this state for an event, in XState's order: inner states before outer ones. */
  candidates(value: StateValue, type: string): readonly Transition[];
  /** What is done when of the candidates exactly these are enabled. @throws Error when XState would select others */
  take(value: StateValue, type: string, taken: readonly Transition[]): Course;
  /** What is done at the start. */
  start(): Course;
}

/** What a chart may not have to be compiled; each is left out of the charts of this project on purpose (STYLE.md). */
const beyond = ['always', 'after', 'invoke', 'onDone', 'history', 'route'] as const;

/** Why a chart can not be compiled, or nothing. */
export function whyNot(node: AnyStateNode): string | undefined {
  const config = node.config as unknown as Described;
  const found = beyond.find((name) => config[name] !== undefined);
  if (found !== undefined) return `${node.id} has ${found}`;
  if (node.type === 'history' || node.type === 'final') return `${node.id} is a ${node.type} state`;
  for (const child of Object.values(node.states)) {
    const reason = whyNot(child as AnyStateNode);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

export function markChart(machine: AnyStateMachine): MarkedChart {
  /** The actions of the copy, and those of the chart that they stand for. */
  const done = new Map<unknown, unknown>(); // not state: made once
  let answer: (asked: Transition) => boolean = () => false; // not state: of this question

  const mark = (actions: readonly unknown[]): unknown[] =>
    actions.map((action) => {
      const marker = () => undefined;
      done.set(marker, action);
      return marker;
    });
  const markTransition = (config: unknown, real: Transition): object => ({
    ...(typeof config === 'object' && config !== null ? config : { target: config }),
    guard: () => answer(real),
    actions: mark(real.actions),
  });
  const markInitial = (initial: unknown): unknown =>
    typeof initial !== 'object' || initial === null
      ? initial
      : { ...initial, actions: mark(listOf((initial as { actions?: unknown }).actions)) };
  const markState = (node: AnyStateNode): object => {
    const { type, id, initial, on } = node.config as unknown as Described;
    return {
      ...(type === undefined ? {} : { type }),
      ...(id === undefined ? {} : { id }),
      ...(initial === undefined ? {} : { initial: markInitial(initial) }),
      entry: mark(node.entry),
      exit: mark(node.exit),
      on: mapped(on ?? {}, (configs, descriptor) => {
        const real = (node.transitions as ReadonlyMap<string, readonly Transition[]>).get(descriptor) ?? [];
        return (Array.isArray(configs) ? configs : [configs]).map((config, index) =>
          markTransition(config, real[index] as Transition),
        );
      }),
      states: mapped(node.states as Readonly<Record<string, AnyStateNode>>, markState),
    };
  };
  const marked = createMachine({ id: machine.id, context: {}, ...markState(machine.root) } as never);
  const at = (value: StateValue) => marked.resolveState({ value, context: {} } as never);
  const courseOf = ([snapshot, actions]: readonly [{ value: StateValue }, readonly { exec?: unknown }[]]): Course => ({
    value: snapshot.value,
    actions: actions.map(({ exec }) => done.get(exec)),
  });

  return {
    candidates(value, type) {
      const asked: Transition[] = [];
      answer = (candidate) => {
        asked.push(candidate);
        return false;
      };
      marked.getTransitionData(at(value), { type } as never);
      return asked;
    },
    take(value, type, taken) {
      const selected: Transition[] = [];
      answer = (candidate) => {
        const isTaken = taken.includes(candidate);
        if (isTaken) selected.push(candidate);
        return isTaken;
      };
      marked.getTransitionData(at(value), { type } as never);
      if (selected.length !== taken.length || selected.some((candidate, index) => candidate !== taken[index]))
        throw new Error(`XState selects other transitions of ${machine.id} for ${type}`);
      return courseOf(transition(marked, at(value), { type } as never) as never);
    },
    start: () => courseOf(initialTransition(marked) as never),
  };
}

const listOf = (actions: unknown): readonly unknown[] =>
  actions === undefined ? [] : Array.isArray(actions) ? actions : [actions];

function mapped<T>(record: object, change: (value: T, name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value as T, name)]));
}
