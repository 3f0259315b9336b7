/** Which states and transitions of the charts a run has reached: its record is heard again by a core that is looked at from inside. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { ActorKind } from '../../src/actors/desk/charts.ts';
import { actorKinds, charts } from '../../src/actors/desk/charts.ts';
import { createCore } from '../../src/actors/engine/core.ts';
import { deskMachine } from '../../src/machines/desk/deskMachine.ts';
import type { World } from './world.ts';

type Kind = ActorKind | 'desk';
interface Reached {
  readonly states: Set<string>;
  readonly transitions: Set<string>;
}
export interface ChartCoverage {
  readonly chart: Kind;
  readonly states: number;
  readonly statesReached: number;
  readonly transitions: number;
  readonly transitionsReached: number;
  readonly missing: readonly string[];
}

/** What the inspection of XState 5.33 says of an actor's snapshots and microsteps. */
interface Inspected {
  readonly type: string;
  readonly snapshot?: { readonly machine?: AnyStateMachine; readonly _nodes?: readonly AnyStateNode[] };
  readonly _transitions?: readonly { readonly source: AnyStateNode; readonly eventType: string }[];
}

const machines: Readonly<Record<Kind, AnyStateMachine>> = { ...charts, desk: deskMachine };
const kinds: readonly Kind[] = [...actorKinds, 'desk'];

export class Coverage {
  readonly #reached = new Map<Kind, Reached>(
    kinds.map((kind) => [kind, { states: new Set(), transitions: new Set() }]),
  );

  /** Hears the record of a run. */
  async add({ journal, configuration, wire }: World): Promise<void> {
    const core = createCore({ configuration, abilities: wire.abilities, publish: () => undefined });
    const seen = core.stations.registry.desk().system.inspect((event) => this.#note(event as unknown as Inspected));
    for await (const { envelope } of journal.read(1)) {
      core.process(envelope);
      core.stations.timers.takeArmed();
    }
    seen.unsubscribe();
  }

  charts(): readonly ChartCoverage[] {
    return kinds.map((chart) => {
      const reached = this.#reached.get(chart);
      const states = nodesOf(machines[chart].root).map(({ id }) => id);
      const transitions = nodesOf(machines[chart].root).flatMap(transitionsOf);
      const missing = [
        ...states.filter((id) => reached?.states.has(id) === false),
        ...transitions.filter((name) => reached?.transitions.has(name) === false),
      ];
      const statesReached = states.filter((id) => reached?.states.has(id)).length;
      const transitionsReached = transitions.filter((name) => reached?.transitions.has(name)).length;
      return {
        chart,
        states: states.length,
        statesReached,
        transitions: transitions.length,
        transitionsReached,
        missing,
      };
    });
  }

  #note({ type, snapshot, _transitions = [] }: Inspected): void {
    const reached = this.#reached.get((snapshot?.machine?.id ?? '') as Kind);
    if (reached === undefined) return;
    for (const { id } of snapshot?._nodes ?? []) reached.states.add(id);
    if (type !== '@xstate.microstep') return;
    for (const taken of _transitions) {
      const among = taken.source.transitions.get(taken.eventType) ?? [];
      reached.transitions.add(nameOf(taken.source.id, taken.eventType, among.indexOf(taken as never)));
    }
  }
}

const nodesOf = (node: AnyStateNode): readonly AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];
const nameOf = (state: string, event: string, index: number): string => `${state} on ${event} (${index + 1})`;
const transitionsOf = (node: AnyStateNode): readonly string[] =>
  [...node.transitions].flatMap(([event, list]) => list.map((_, index) => nameOf(node.id, event, index)));
