/** The waits of a group, as the clock hears of them. Pure. */
import type { Event } from '../../events.ts';
import type { Duration, TimerId } from '../../identifiers.ts';
import type { GroupContext } from './group.ts';
import { isEnded } from './legs.ts';

export type Wait = 'balance' | 'protection' | 'winding';
const timerOf = ({ group }: GroupContext, what: Wait): TimerId => `group/${group}#${what}` as TimerId;

/** What is turned down again and again is asked for less and less often. */
function answerTime({ legs, spares, patience }: GroupContext): Duration {
  const ended = legs.filter(isEnded);
  const denials = ended.length - 1 - ended.findLastIndex(({ denied, order }) => !denied || !spares.includes(order));
  return (patience.answer * 2 ** Math.min(denials, MOST_DOUBLINGS)) as Duration;
}
const MOST_DOUBLINGS = 5;

export const arm = (context: GroupContext, what: Wait): Event<'clock.arm'> => ({
  type: 'clock.arm',
  timer: timerOf(context, what),
  owner: 'group',
  id: context.group,
  what,
  after: what === 'protection' ? context.patience.protection : answerTime(context),
});
export const disarm = (context: GroupContext, what: Wait): Event<'clock.disarm'> => ({
  type: 'clock.disarm',
  timer: timerOf(context, what),
});
