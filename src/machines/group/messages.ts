/** What a group says, made from its context and the event at hand. */
import type { TimerId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { greater, negate, zero } from '../../money.ts';
import type { GroupContext, GroupEvent, GroupMessage } from './group.ts';
import { heldOf } from './legs.ts';
import type { StepName } from './steps.ts';
import { step } from './steps.ts';

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

type Wait = 'balance' | 'protection' | 'winding';
const timerOf = (context: GroupContext, what: Wait): TimerId => `group/${context.group}#${what}` as TimerId;
export const arm =
  (what: Wait) =>
  ({ context }: Of): GroupMessage => ({
    type: 'clock.arm',
    timer: timerOf(context, what),
    owner: 'group',
    id: context.group,
    what,
    after: what === 'protection' ? context.patience.protection : context.patience.answer,
  });
export const disarm =
  (what: Wait) =>
  ({ context }: Of): GroupMessage => ({ type: 'clock.disarm', timer: timerOf(context, what) });
