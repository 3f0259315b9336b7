/** What people may be told of, by the names that a desk document has for it. */

/** Each topic with what it is about. */
export const noticeTopics = {
  critical: 'what is told again until somebody has seen it: naked, drifted, lacking, halted, in an emergency',
  alarms: 'every other alarm',
  fills: 'executions, their corrections, and round trips that ended',
  breaches: 'limits that were met: refusals of the gate, and scopes that only reduce',
  feeds: 'sources of signals, and how they fare',
  connection: 'the way to the broker',
  rules: 'what rules tell (`notify`)',
  desk: 'the desk itself: its state, and the stage at which it stands',
  report: 'what the day has brought, when the session has closed',
} as const;
export type NoticeTopic = keyof typeof noticeTopics;

export const noticeTopicNames = Object.keys(noticeTopics) as readonly NoticeTopic[];
