/** Phase `refused`: it never left. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { filledByReport, note, strangeReports } from './statuses.ts';

export const refused = orderSetup.createStateConfig({
  description: 'Refused by us: it never left.',
  tags: ['isRefused'],
  entry: ['end', { type: 'report', params: say.refused }],
  on: {
    ...strangeReports,
    'broker.execution': [
      { ...filledByReport, actions: note },
      { guard: 'isNews', target: 'unconfirmed', actions: note },
    ],
    'connection.lost': { description: 'It never left.' },
  },
});
