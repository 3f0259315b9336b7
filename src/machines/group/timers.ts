/** The waits of a group, as the clock hears of them. Pure. */
import type { Event } from '../../events.ts';
import type { TimerId } from '../../identifiers.ts';
import type { GroupContext } from './group.ts';

export type Wait = 'balance' | 'protection' | 'winding';
const timerOf = ({ group }: GroupContext, what: Wait): TimerId => `group/${group}#${what}` as TimerId;

export const arm = (context: GroupContext, what: Wait): Event<'clock.arm'> => ({
  type: 'clock.arm',
  timer: timerOf(context, what),
  owner: 'group',
  id: context.group,
  what,
  after: what === 'protection' ? context.patience.protection : context.patience.answer,
});
export const disarm = (context: GroupContext, what: Wait): Event<'clock.disarm'> => ({
  type: 'clock.disarm',
  timer: timerOf(context, what),
});
