/** Drives one chart alone, as a user of the library would, and keeps what it says. */
import type { Actor, AnyActorRef, AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { createActor } from 'xstate';

export interface Driven<M extends AnyStateMachine> {
  readonly actor: Actor<M>;
  /** Sends events; returns what the chart said to them. */
  send(
    ...events: readonly EventFromLogic<M>[]
  ): readonly { readonly type: string; readonly [field: string]: unknown }[];
  snapshot(): SnapshotFrom<M>;
  /** The value as one text: `lifecycle.working.resting execution.partial …` */
  value(): string;
}

export function drive<M extends AnyStateMachine>(machine: M, input: InputFrom<M>): Driven<M> {
  const actor = createActor(machine, { input } as never) as unknown as Actor<M>;
  const ref = actor as unknown as AnyActorRef;
  const said: { type: string }[] = [];
  ref.on('*', (message) => said.push(message));
  ref.start();
  said.length = 0;
  return {
    actor,
    send(...events) {
      for (const event of events) ref.send(event);
      const { status, error } = ref.getSnapshot() as { status: string; error: unknown };
      if (status === 'error') throw error;
      return said.splice(0) as never;
    },
    snapshot: () => ref.getSnapshot() as SnapshotFrom<M>,
    value: () => flat((ref.getSnapshot() as { value: unknown }).value),
  };
}

/** A state value as text, region by region. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as Record<string, unknown>)
    .map(([key, inner]) => {
      const text = flat(inner);
      return text === ''
        ? key
        : text
            .split(' ')
            .map((part) => `${key}.${part}`)
            .join(' ');
    })
    .join(' ');
}
