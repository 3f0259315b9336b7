/**
 * An actor for tens of thousands: what XState's own does with a chart, and says of it to those who inspect, without what is never used of
 * it under a desk: a mailbox, observers, listeners, a place in the system's list.
 */
import type { AnyActorRef, AnyEventObject, AnyStateMachine, Snapshot } from 'xstate';
import { createActor } from 'xstate';
import type {
  ActorScope,
  ActorSystem,
  Executable,
  Initial,
  MachineSnapshot,
  Restore,
  Transitions,
} from '../xstatePrivate.ts';
import { stopActor } from '../xstatePrivate.ts';

/** What the registry needs of an actor. */
export interface ChartActor {
  send(event: AnyEventObject): void;
  getSnapshot(): Snapshot<unknown>;
  _stop(): unknown;
}

export interface StartOptions {
  readonly parent: AnyActorRef;
  readonly id: string;
  readonly input?: unknown;
  /** Goes on from here, and does nothing of what a start does. */
  readonly snapshot?: Snapshot<unknown>;
}

/** The factory of actors: XState's own where XState is to do everything, light ones else. */
export function startActor(machine: AnyStateMachine, options: StartOptions, isStock: boolean): ChartActor {
  if (!isStock) return new LightActor(machine, options);
  return createActor(machine, options as never).start() as unknown as ChartActor;
}

export const stopChartActor = (actor: ChartActor): void => stopActor(actor as unknown as AnyActorRef);

/** The scope of its own steps, so that there is one object for each actor. */
class LightActor implements ChartActor, ActorScope {
  readonly id: string;
  readonly sessionId: string;
  readonly _parent: AnyActorRef;
  readonly #logic: AnyStateMachine;
  #snapshot: MachineSnapshot;
  /** What a start is to do, done once the actor has a state. */
  #deferred: Executable[] | undefined = [];

  constructor(logic: AnyStateMachine, { parent, id, input, snapshot }: StartOptions) {
    this.#logic = logic;
    this._parent = parent;
    this.id = id;
    this.sessionId = this.system._bookId();
    this.#inspected({ type: '@xstate.actor', actorRef: this });
    this.#snapshot = this.#first(input, snapshot);
    const event = { type: 'xstate.init', input };
    this.#inspected({ type: '@xstate.event', sourceRef: parent, actorRef: this, event });
    this.#begin(event);
  }

  get self(): AnyActorRef {
    return this as unknown as AnyActorRef;
  }
  get ref(): AnyActorRef {
    return this.self;
  }
  get system(): ActorSystem {
    return this._parent.system as unknown as ActorSystem;
  }
  getSnapshot(): Snapshot<unknown> {
    return this.#snapshot as unknown as Snapshot<unknown>;
  }

  send(event: AnyEventObject): void {
    this.#inspected({ type: '@xstate.event', sourceRef: undefined, actorRef: this, event });
    this.#step(event);
  }

  _stop(): void {
    this.#step({ type: 'xstate.stop' });
  }

  #step(event: AnyEventObject): void {
    if (this.#snapshot.status !== 'active') return;
    try {
      this.#snapshot = (this.#logic.transition as unknown as Transitions)(this.#snapshot, event, this);
    } catch (error) {
      return this.#failed(error);
    }
    this.#inspected({ type: '@xstate.snapshot', actorRef: this, event, snapshot: this.#snapshot });
  }

  /** XState calls it by itself, without the actor in front: whose action it is stands in it. */
  get actionExecutor(): (action: Executable) => void {
    return execute;
  }
  /** XState puts one of its own here while it takes a step, and that of before when it is done: ours tells all that it would. */
  set actionExecutor(_executor: (action: Executable) => void) {}

  perform(action: Executable): void {
    if (this.#deferred !== undefined) {
      this.#deferred.push(action);
      return;
    }
    const { type, params } = action;
    this.#inspected({ type: '@xstate.action', actorRef: this, action: { type, params } });
    (action.exec as ((info: unknown, params: unknown) => void) | undefined)?.(action.info, params);
  }

  #first(input: unknown, snapshot: Snapshot<unknown> | undefined): MachineSnapshot {
    try {
      if (snapshot !== undefined) return (this.#logic.restoreSnapshot as unknown as Restore)(snapshot, this);
      return (this.#logic.getInitialSnapshot as unknown as Initial)(this, input);
    } catch (error) {
      return { status: 'error', output: undefined, error } as MachineSnapshot;
    }
  }

  #begin(event: AnyEventObject): void {
    const deferred = this.#deferred ?? [];
    this.#deferred = undefined;
    if (this.#snapshot.status === 'error') return this.#tellParent(this.#snapshot.error);
    try {
      for (const action of deferred) this.perform(action);
    } catch (error) {
      return this.#failed(error);
    }
    this.#inspected({ type: '@xstate.snapshot', actorRef: this, event, snapshot: this.#snapshot });
  }

  #failed(error: unknown): void {
    this.#snapshot = { ...this.#snapshot, status: 'error', error };
    this.#tellParent(error);
  }

  #tellParent(error: unknown): void {
    this.system._relay(this, this._parent, { type: `xstate.error.actor.${this.id}`, error, actorId: this.id });
  }

  #inspected(event: object): void {
    this.system._sendInspectionEvent(event);
  }
}

const execute = (action: Executable): void => (action.info.self as LightActor).perform(action);
