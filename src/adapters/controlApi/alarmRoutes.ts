/** The routes about alarms: what there is to look at, and that somebody has. */
import { OrdermatonError } from '../../errors.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import * as requests from './requests.ts';
import type { Route } from './routes.ts';

export const alarmRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'GET',
    path: '/api/v1/alarms',
    summary: 'The latest alarms, and who has seen them.',
    answer: answers.alarms,
    tell(parts) {
      const desk = deskOf(parts);
      return { body: { sequence: desk.sequence(), now: desk.now(), alarms: desk.alarms() } };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/alarms/{place}/acknowledge',
    summary: 'Says that somebody has seen an alarm. It changes nothing else; always at hand.',
    isUrgent: true,
    body: requests.asked,
    answer: answers.alarm,
    problems: ['controlUnknown'],
    async tell(parts, { names: { place = '' }, body }) {
      const desk = deskOf(parts);
      const { operator, why } = body as requests.Asked;
      const find = () => desk.alarms().find((each) => each.place === place);
      const alarm = find();
      if (alarm === undefined) {
        const unseen = desk.alarms().filter(({ acknowledged }) => acknowledged === null);
        const known = `Alarms that nobody has seen: ${unseen.map((each) => each.place).join(', ') || 'none'}.`;
        throw new OrdermatonError('controlUnknown', { what: 'alarm', name: place, known });
      }
      if (alarm.acknowledged === null) {
        desk.note({ type: 'control.acknowledged', alarm: place, event: alarm.type, operator, why });
        await desk.recorded();
      }
      return { body: find() ?? alarm };
    },
  },
];
