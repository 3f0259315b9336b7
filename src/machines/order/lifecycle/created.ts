/** Phase `created`: written down, before the gate. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { filledByReport, note, strangeReports } from './statuses.ts';

export const created = orderSetup.createStateConfig({
  description: 'Written down and before the risk gate.',
  on: {
    ...strangeReports,
    'order.submit': { target: 'submitting', actions: { type: 'report', params: say.place } },
    'order.refuse': 'refused',
    'order.cancel': 'refused',
    'broker.execution': [
      { ...filledByReport, actions: note },
      { guard: 'isNews', target: 'working.resting', actions: note },
    ],
    'broker.orderFound': { target: 'working.resting', description: 'Not placed by us: as the broker lists it.' },
    'connection.lost': { description: 'Nothing of the order has left.' },
  },
});
