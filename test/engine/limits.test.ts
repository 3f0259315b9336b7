import { expect, it } from 'vitest';
import type { OrderId } from '../../src/identifiers.ts';
import { createDesk } from '../support/desk.ts';
import { links, terms } from '../support/orders.ts';

it('the word stop beside a parent that is not there opens no door: the limits hold', () => {
  const desk = createDesk({ yaml: 'risk: { maxOrderQuantity: 50 }' });
  desk.quote('100.00', '100.02');
  desk.send({
    type: 'desk.place',
    terms: terms({ side: 'sell', parent: 'entry' as OrderId }),
    links: links({ role: 'stop' }),
  });
  expect(desk.said('risk.refused').map(({ code }) => code)).toEqual(['maxOrderQuantity']);
  expect(desk.engine.views.orders().map(({ role }) => role)).toEqual(['manual']);
});
