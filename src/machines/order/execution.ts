/** Region `execution`: what has been executed. Sole owner of the ledger; it listens whatever else the order is doing. */
import * as say from './messages.ts';
import { orderSetup } from './setup.ts';

const said = { type: 'report', params: say.executed } as const;
const nothingNew = { description: 'Nothing new: seen before, or superseded by a higher revision.' } as const;

/** Other terms: the same executions may stand otherwise. */
const restated = [
  { guard: 'becomesExcess', target: '.excess', actions: 'book' },
  { guard: 'becomesOwed', target: '.owed', actions: 'book' },
  { guard: 'becomesComplete', target: '.complete', actions: 'book' },
  { guard: 'becomesPartial', target: '.partial', actions: 'book' },
  { target: '.none', actions: 'book' },
] as const;
/** A higher count of the broker's: above what is booked something is owed, so that with nothing booked something always is. */
const counted = [
  { guard: 'isOld', ...nothingNew },
  { guard: 'becomesExcess', target: '.excess', actions: 'book' },
  { guard: 'becomesOwed', target: '.owed', actions: 'book' },
  { guard: 'becomesComplete', target: '.complete', actions: 'book' },
  { target: '.partial', actions: 'book' },
] as const;

export const execution = orderSetup.createStateConfig({
  description: 'What has been executed of the order.',
  initial: 'none',
  on: {
    'broker.execution': [
      {
        guard: 'contradicts',
        actions: { type: 'report', params: say.surprised },
        description: 'The same revision with other figures: kept as it was, and noted.',
      },
      { guard: 'isOld', ...nothingNew },
      {
        guard: 'isBustWithFee',
        actions: [{ type: 'report', params: say.chargedAll }, 'book'],
        description: 'Busted before it was known, and charged for: the fee is paid all the same.',
      },
      {
        guard: 'isBustOfUnknown',
        actions: 'book',
        description: 'Busted before it was known: nothing was traded; the execution itself is old when it comes.',
      },
      { guard: 'becomesExcess', target: '.excess', actions: [said, 'book'] },
      { guard: 'becomesOwed', target: '.owed', actions: [said, 'book'] },
      { guard: 'becomesComplete', target: '.complete', actions: [said, 'book'] },
      { guard: 'becomesPartial', target: '.partial', actions: [said, 'book'] },
      { target: '.none', actions: [said, 'book'] },
    ],
    'broker.commission': [
      { guard: 'isFeeOfBooked', actions: [{ type: 'report', params: say.charged }, 'book'] },
      { guard: 'isOld', ...nothingNew },
      { actions: 'book', description: 'A fee before its execution is told: kept, and said together with it.' },
    ],
    'broker.amended': restated,
    'broker.orderRestated': restated,
    'broker.orderStatus': counted,
    'broker.orderCancelled': counted,
  },
  states: {
    none: { description: 'Nothing yet.' },
    owed: {
      description: 'The broker counts more than is booked: an execution is still to come.',
      tags: ['isOwed'],
      entry: { type: 'report', params: say.arm('executions') },
      exit: { type: 'report', params: say.disarm('executions') },
      on: {
        'clock.deadline': {
          guard: 'isExecutionsDeadline',
          actions: [
            { type: 'report', params: say.unanswered('executions') },
            { type: 'report', params: say.ask },
            { type: 'report', params: say.arm('executions') },
          ],
          description: 'It has not come: the broker is asked for it, and nothing is booked by guess.',
        },
      },
    },
    partial: { description: 'Some of it.', tags: ['isPartial'] },
    complete: { description: 'All of it.', tags: ['isComplete'] },
    excess: {
      description: 'More than was asked for: an alarm.',
      tags: ['isExcess'],
      entry: { type: 'report', params: say.overfilled },
    },
  },
});
