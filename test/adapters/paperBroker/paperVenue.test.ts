/** The paper broker without our gate before it: what others place is matched by the same book. */
import { expect, it } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { createPaperVenue } from '../../../src/adapters/paperBroker/paperBroker.ts';
import type { OrderId } from '../../../src/identifiers.ts';
import { accountId, instrumentId, later, named } from '../../../src/identifiers.ts';
import { amountText, price, quantity } from '../../../src/money.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import type { BrokerFact } from '../../../src/ports.ts';

const order = named<OrderId>('1.1');
const instrument = instrumentId('SPY');
const terms: OrderTerms = {
  account: accountId('PAPER'),
  instrument,
  side: 'buy',
  quantity: quantity(100),
  type: 'limit',
  limit: price(99),
  timeInForce: 'day',
  outsideRegularHours: false,
  trigger: 'last',
  transmit: true,
};

function setting() {
  const clock = createSimulatedClock();
  const facts: BrokerFact[] = [];
  const venue = createPaperVenue({ clock, rules: { latency: 0 } }, (fact) => facts.push(fact));
  venue.hearMarket({
    type: 'market.quote',
    instrument,
    bid: price(100),
    ask: price('100.02'),
    bidSize: quantity(300),
    askSize: quantity(300),
  });
  const pass = (): void => clock.advance(later(clock.now(), 1));
  return { venue, pass, said: () => facts.splice(0).map(({ type }) => type) };
}

it('takes, changes and fills an order, and says what the account comes to', () => {
  const { venue, pass, said } = setting();
  venue.take(order, terms);
  pass();
  expect(said().at(-1)).toBe('broker.orderWorking');
  venue.change(order, { limit: price('100.02') });
  pass();
  expect(said()).toEqual(['broker.amended', 'broker.execution', 'broker.commission', 'broker.position']);
  expect(amountText(venue.figures().cash)).toBe('989997.65');
});

it('takes an order back', () => {
  const { venue, pass, said } = setting();
  venue.take(order, terms);
  venue.withdraw(order);
  pass();
  expect(said().at(-1)).toBe('broker.orderCancelled');
});

it('takes new terms of an order that is still held in its place, and lets it go', () => {
  const { venue, pass, said } = setting();
  venue.take(order, { ...terms, transmit: false });
  pass();
  expect(said().at(-1)).toBe('broker.orderReceived');
  venue.take(order, { ...terms, limit: price(98) });
  pass();
  expect(said()).toEqual(['broker.orderWorking']);
  expect(venue.save().orders.map((each) => each.terms.limit)).toEqual([price(98)]);
});

it('takes an order that is blocked, and lets it work once it is released, also from a saved book', () => {
  const { venue, pass, said } = setting();
  venue.take(order, { ...terms, limit: price('100.02') }, true);
  pass();
  expect(said().at(-1)).toBe('broker.orderDormant');
  const clock = createSimulatedClock();
  const next = createPaperVenue({ clock, state: venue.save() }, () => undefined);
  next.release(order);
  expect(next.save().orders[0]?.state).toBe('working');
  venue.release(order);
  expect(said()).toEqual(['broker.orderWorking', 'broker.execution', 'broker.commission', 'broker.position']);
  venue.release(order);
  expect(said()).toEqual([]);
});
