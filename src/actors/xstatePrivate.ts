/** What we use of XState 5.33.3 beyond its public surface; `test/contracts/xstate.test.ts` asserts that it is there. */
import type { AnyActorRef, AnyEventObject, AnyStateNode, Snapshot, StateValue } from 'xstate';

/**
 * Stops a child that was made with `createActor(logic, { parent })`. Publicly only its parent's `stopChild` may do so, at the price of
 * a transition of the parent; without a stop the actor system would keep the actor for ever.
 */
export const stopActor = (ref: AnyActorRef): void => {
  (ref as unknown as { _stop(): void })._stop();
};

/** A candidate of a state for an event, as XState has it in its list: one object for each, the same at every event. */
export interface Transition {
  readonly source: AnyStateNode;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
}

/** An action that is about to be done: where and when is for the executor of the actor, which also tells those who inspect it. */
export interface Executable {
  readonly type: string;
  readonly info: {
    readonly context: unknown;
    readonly event: AnyEventObject;
    readonly self: unknown;
    readonly system: unknown;
  };
  readonly params: unknown;
  readonly exec: unknown;
}

/** What all actors under one root share. */
export interface ActorSystem {
  /** The number of the next actor: `x:12`. */
  _bookId(): string;
  /** Tells those who inspect; what it is depends on its type, as in XState's `InspectionEvent`. */
  _sendInspectionEvent(event: object): void;
  /** Brings an event from one actor to another. */
  _relay(source: object | undefined, target: AnyActorRef, event: AnyEventObject): void;
}

/** What an actor gives its logic at each step. While XState takes one, it puts an executor of its own in the place of this one. */
export interface ActorScope {
  readonly self: AnyActorRef;
  readonly system: ActorSystem;
  actionExecutor: (action: Executable) => void;
}

/** What those who inspect an actor are told of a step: `_transitions` are the transitions that were taken. */
export interface Microstep {
  readonly type: '@xstate.microstep';
  readonly actorRef: AnyActorRef;
  readonly event: AnyEventObject;
  readonly snapshot: MachineSnapshot;
  readonly _transitions: readonly Transition[];
}

/** The state of a chart: `_nodes` are the states that are active, all of them. */
export interface MachineSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly output: unknown;
  readonly error: unknown;
  readonly machine: object;
  readonly context: unknown;
  readonly _nodes: readonly AnyStateNode[];
  readonly value: StateValue;
  readonly tags: ReadonlySet<string>;
  readonly children: object;
  readonly historyValue: object;
  readonly matches: unknown;
  readonly hasTag: unknown;
  readonly can: unknown;
  readonly getMeta: unknown;
  readonly toJSON: unknown;
}

/** What a chart does at an event, as an actor asks for it. */
export type Transitions = (snapshot: MachineSnapshot, event: AnyEventObject, scope: ActorScope) => MachineSnapshot;
/** What it does at its start. */
export type Initial = (scope: ActorScope, input: unknown) => MachineSnapshot;
/** What it makes of a state that was kept. */
export type Restore = (snapshot: Snapshot<unknown>, scope: ActorScope) => MachineSnapshot;
