/** What people are told of a fact: of which topic it is, how much it weighs, and its words. */
import type { Event, EventType } from '../../events.ts';
import { alarmTypes } from '../../events.ts';
import { decimalText, priceText } from '../../money.ts';
import type { NoticeTopic } from '../../noticeTopics.ts';
import type { NoticeWeight } from '../../ports.ts';
import { isNews, plain } from '../log.ts';
import { newsOf } from '../run/news.ts';
import { isCritical } from './critical.ts';

/** What is told that is no alarm, by topic. */
const byTopic: Partial<Record<NoticeTopic, readonly EventType[]>> = {
  fills: ['order.filled', 'order.revised', 'position.closed'],
  breaches: ['risk.refused', 'risk.stateChanged'],
  feeds: ['feed.stateChanged'],
  connection: [
    ...(['connection.lost', 'connection.degraded', 'connection.restored', 'connection.ready'] as const),
    ...(['connection.secondFactorAwaited', 'connection.restartAnnounced'] as const),
  ],
  rules: ['rule.notified'],
  desk: ['desk.stateChanged', 'desk.stageChanged'],
};
const topicOfType = new Map(
  Object.entries(byTopic).flatMap(([topic, types]) => types.map((type) => [type, topic as NoticeTopic] as const)),
);

/** All facts that somebody may be told of. */
export const toldTypes: readonly EventType[] = [...new Set([...alarmTypes, ...topicOfType.keys()])];

/** Nothing for a fact that nobody is told of. */
export function noticeOf(event: Event): { readonly topic: NoticeTopic; readonly weight: NoticeWeight } | undefined {
  if (isCritical(event)) return { topic: 'critical', weight: 'critical' };
  // that a lack is over is no alarm
  if (event.type === 'holding.lacking') return { topic: 'desk', weight: 'news' };
  if (alarmTypes.includes(event.type)) return { topic: 'alarms', weight: 'alarm' };
  const topic = topicOfType.get(event.type);
  return topic === undefined ? undefined : { topic, weight: 'news' };
}

/** In one line. */
export function textOf(event: Event): string {
  switch (event.type) {
    case 'order.filled': {
      const { side, quantity, instrument, price, role, leaves } = event;
      const left = leaves === 0n ? '' : `, ${decimalText(leaves)} left`;
      return `${side === 'buy' ? 'bought' : 'sold'} ${decimalText(quantity)} ${instrument} at ${priceText(price)} (${role}${left})`;
    }
    case 'order.revised': {
      const { instrument, execution, quantity, price } = event;
      return `execution ${execution} in ${instrument} is corrected: ${decimalText(quantity)} at ${priceText(price)}`;
    }
    case 'desk.stageChanged':
      return `the desk stands at ${event.to}, was at ${event.from}: ${event.operator}: ${event.why}`;
    case 'risk.stateChanged':
      return `${event.state === 'halted' ? 'ALARM ' : ''}trading of ${event.scope} is ${event.state}: ${event.why}`;
    default:
      return isNews(event) ? newsOf(event).text : fieldsText(event);
  }
}

/** What has no words of its own is told by its fields. */
function fieldsText(given: Event): string {
  const { event, ...fields } = plain(given);
  const texts = Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'object' || value === undefined ? [] : [`${name} ${String(value)}`],
  );
  return `${alarmTypes.includes(given.type) ? 'ALARM ' : ''}${String(event)}: ${texts.join(', ')}`;
}
