/** Region `lifecycle`: what the broker holds of the order. Silence never becomes an assumption. */
import * as say from '../messages.ts';
import { orderSetup } from '../setup.ts';
import { created } from './created.ts';
import { refused } from './refused.ts';
import { settled } from './settled.ts';
import { submitting } from './submitting.ts';
import { unaccounted, unconfirmed } from './unconfirmed.ts';
import { working } from './working.ts';

export const lifecycle = orderSetup.createStateConfig({
  description: 'What the broker holds of the order.',
  initial: 'created',
  on: {
    'order.adopt': [
      { guard: 'isExternal', actions: ['adopt', { type: 'report', params: say.adopted }] },
      { actions: { type: 'report', params: say.unexpected }, description: 'It is ours already.' },
    ],
  },
  states: { created, submitting, unconfirmed, unaccounted, working, settled, refused },
});
