/** The charts as a desk runs them: compiled unless told, made once a process, and heard by the desk under which an actor lives. */
import type { AnyActorRef, AnyStateMachine } from 'xstate';
import type { Event } from '../../events.ts';
import { deskMachine } from '../../machines/desk/deskMachine.ts';
import { compileChart } from '../compiledCharts/compileChart.ts';
import type { ChartCounters } from '../compiledCharts/tables.ts';
import type { ActorKind } from './charts.ts';
import { charts } from './charts.ts';

/**
 * `compiled` answers from memory what XState has answered before, `stock` asks XState each time; both do the same. `compared` is compiled, and
 * for one of sixteen actors XState works each step out as well.
 */
export type ChartsMode = 'compiled' | 'stock' | 'compared';
const COMPARE_EVERY = 16;

export type RunningCharts = Readonly<Record<ActorKind | 'desk', AnyStateMachine>>;

type Voice = (message: Event) => void;
/** Whom the actors of a system speak to: a chart is made once, and runs under many desks. */
const voices = new WeakMap<object, Voice>();
const report = ({ system }: { readonly system: object }, message: Event): void => voices.get(system)?.(message);

/** Lets everything under this desk, and the desk, be heard. */
export const hearDesk = (desk: AnyActorRef, voice: Voice): unknown => voices.set(desk.system, voice);

/** How this process runs its charts: no part of any state, since all modes come to the same. */
let chosen: ChartsMode = 'compiled';
export const chooseCharts = (mode: ChartsMode): void => {
  chosen = mode;
};

export const chartsMode = (): ChartsMode => chosen;

const watchers = new Set<(what: string) => void>();
/** Hears of a chart that could not be answered from memory as it should, or that differed from XState. @returns what ends it */
export function onChartTrouble(watcher: (what: string) => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
const onTrouble = (what: string): void => {
  for (const watcher of watchers) watcher(what);
};

interface Made {
  readonly machine: AnyStateMachine;
  readonly counters?: Readonly<ChartCounters>;
}
/** What each chart has become: compiled once a process, since what is remembered of it is worth keeping. */
const made: Readonly<Record<ChartsMode, WeakMap<AnyStateMachine, Made>>> = {
  compiled: new WeakMap(),
  stock: new WeakMap(),
  compared: new WeakMap(),
};

function make(chart: AnyStateMachine): Made {
  const known = made[chosen].get(chart);
  if (known !== undefined) return known;
  const spoken = chart.provide({ actions: { report } } as never);
  const options = { onTrouble, ...(chosen === 'compared' ? { compareEvery: COMPARE_EVERY } : {}) };
  const running = chosen === 'stock' ? { machine: spoken } : compileChart(spoken, options);
  made[chosen].set(chart, running);
  return running;
}

const everyChart = (): Readonly<Record<string, AnyStateMachine>> => ({ ...charts, desk: deskMachine });

export const runningCharts = (): RunningCharts =>
  Object.fromEntries(Object.entries(everyChart()).map(([kind, chart]) => [kind, make(chart).machine])) as RunningCharts;

/** How much has been answered from memory, by chart; nothing for those that XState runs. */
export const chartCounters = (): Readonly<Record<string, Readonly<ChartCounters> | undefined>> =>
  Object.fromEntries(Object.entries(everyChart()).map(([kind, chart]) => [kind, make(chart).counters]));
