/** What a group says, made from its context and the event at hand. */
import type { Quantity } from '../../money.ts';
import { greater, negate, zero } from '../../money.ts';
import type { GroupContext, GroupEvent, GroupMessage } from './group.ts';
import { heldOf } from './legs.ts';
import type { StepName } from './steps.ts';
import { step } from './steps.ts';
import type { Wait } from './timers.ts';
import * as timers from './timers.ts';

export interface Of {
  readonly context: GroupContext;
  readonly event: GroupEvent;
}

/** Everything that a step asks for, in one message: a chart says a fixed number of things, a step does not. */
export const asks =
  (name: StepName) =>
  ({ context }: Of): GroupMessage => ({
    type: 'group.spoke',
    group: context.group,
    messages: step(context, name).messages,
  });

export const just =
  (type: 'group.placed' | 'group.winding' | 'group.triggered') =>
  ({ context }: Of): GroupMessage => ({ type, group: context.group });
export const holding =
  (type: 'group.active' | 'group.balanced') =>
  ({ context }: Of): GroupMessage => ({ type, group: context.group, held: greater(heldOf(context), zero) });
export const failing =
  (type: 'group.unwinding' | 'group.standalone') =>
  ({ context, event }: Of): GroupMessage => ({
    type,
    group: context.group,
    detail: 'order' in event ? `${event.order}: ${event.type}` : event.type,
  });
export const overfilled = ({ context }: Of): GroupMessage => ({
  type: 'group.overfilled',
  group: context.group,
  excess: negate(heldOf(context)) as Quantity,
});
export const done = ({ context }: Of): GroupMessage => ({ type: 'group.done', group: context.group });
export const unexpected = ({ context, event }: Of): GroupMessage => ({
  type: 'group.unexpected',
  group: context.group,
  event: event.type,
});

export const arm =
  (what: Wait) =>
  ({ context }: Of): GroupMessage =>
    timers.arm(context, what);
export const disarm =
  (what: Wait) =>
  ({ context }: Of): GroupMessage =>
    timers.disarm(context, what);
