/** An actor that fails takes nobody with it: the pass is undone, the actor set apart, and the pass runs again without it. */
import type { ActorKind } from './desk/charts.ts';

/** Thrown by the registry when an actor threw; caught by the pass, and by nobody else. */
export class ActorFailure extends Error {
  readonly kind: ActorKind;
  readonly id: string;

  constructor(kind: ActorKind, id: string, error: unknown) {
    super(error instanceof Error ? error.message : String(error));
    this.name = 'ActorFailure';
    this.kind = kind;
    this.id = id;
  }
}

/** How many actors may fail on one input before the engine stops: beyond that the fault is not theirs. */
export const QUARANTINE_BUDGET = 8;
