/**
 * The life of one position, from planned to closed, beside the question whether it is protected. It keeps:
 * - quantity, cost and profit are the fold of its fills, exact;
 * - an open position without protection says so in the pass that made it so;
 * - stop and target are measured from the average of what has filled, never from the price that was hoped for;
 * - a fill after the end belongs to another position.
 */
import { exposure } from './exposure.ts';
import * as say from './messages.ts';
import { initialPosition } from './position.ts';
import { protection } from './protection.ts';
import { positionSetup } from './setup.ts';

export const positionMachine = positionSetup.createMachine({
  id: 'position',
  description: 'The life of one position.',
  type: 'parallel',
  context: initialPosition,
  on: { '*': { actions: { type: 'report', params: say.unexpected } } },
  states: { exposure, protection },
});
