import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import type { PaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { InstrumentId, OrderId } from '../../src/identifiers.ts';
import { timestamp } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import type { Broker, BrokerFact } from '../../src/ports.ts';
import type { Desk } from '../support/desk.ts';
import { createDesk } from '../support/desk.ts';
import { links, terms } from '../support/orders.ts';

const hours = createNyseCalendar();
const MORNING = timestamp('2025-03-04T14:00:00Z');

/** A way to the paper broker that can be cut: what it says then nobody hears. */
function cuttable(): { readonly around: (broker: PaperBroker) => Broker; cut(): void; restore(): void } {
  let hear: ((fact: BrokerFact) => void) | undefined;
  let [isCut, paper]: [boolean, PaperBroker | undefined] = [false, undefined];
  const connect = (): void => paper?.connect((fact) => (isCut ? undefined : hear?.(fact)));
  return {
    around(broker) {
      paper = broker;
      return {
        abilities: broker.abilities,
        connect(listener) {
          hear = listener;
          connect();
        },
        place: (order, command) => broker.place(order, command),
        amend: (amendment, command) => broker.amend(amendment, command),
        cancel: (order, command) => broker.cancel(order, command),
        ask: (order, command) => broker.ask(order, command),
        disconnect: () => broker.disconnect(),
        hearMarket: (event) => broker.hearMarket(event),
      };
    },
    cut() {
      hear?.({ type: 'connection.lost', broker: 'paper', detail: 'the cable' });
      isCut = true;
    },
    restore() {
      isCut = false;
      connect();
    },
  };
}

/** An order by hand at the broker on Monday, when the way to it is cut; what happens meanwhile; and Tuesday morning. */
function overNight(
  over: Partial<OrderTerms>,
  meanwhile: (desk: Desk) => void = () => undefined,
): { readonly desk: Desk; readonly order: OrderId; readonly status: string | undefined } {
  const way = cuttable();
  const desk = createDesk({ paper: { hours }, around: way.around });
  desk.quote('100.00', '100.02');
  const wanted = terms({ limit: price('99.00'), ...over });
  desk.send({ type: 'desk.place', terms: wanted, links: links({ role: 'manual' }) });
  desk.pass();
  const order = desk.engine.views.orders()[0]?.order as OrderId;
  way.cut();
  meanwhile(desk);
  desk.clock.advance(MORNING);
  way.restore();
  desk.clock.advance(desk.clock.now());
  return { desk, order, status: desk.engine.views.orders().find((each) => each.order === order)?.status };
}
const bought = (desk: Desk): void => desk.quote('98.90', '98.95');

describe('B35.1: what the broker has forgotten over night', () => {
  it('a day order of which nothing has filled has expired', () => {
    const { desk, order, status } = overNight({});
    expect(status).toBe('expired');
    expect(desk.said('order.expired')).toEqual([{ type: 'order.expired', order, by: 'window' }]);
    expect(desk.said('order.unaccounted')).toEqual([]);
  });

  it('a day order that may have filled needs a person, who is told what is known; the account has drifted', () => {
    const { desk, order, status } = overNight({}, bought);
    expect(status).toBe('unaccounted');
    expect(desk.said('order.unaccounted')).toMatchObject([
      {
        order,
        code: 'holdingUnclear',
        filled: quantity(0),
        leaves: quantity(100),
        since: timestamp('2025-03-04T05:00:00Z'),
      },
    ]);
    expect(desk.engine.views.openPositions()).toEqual([]);
    desk.pass(60);
    expect(desk.engine.views.holdings()).toMatchObject([
      { isAlarm: true, reported: quantity(100), booked: quantity(0) },
    ]);
    desk.send({ type: 'order.conclude', order, operator: 'me', why: 'the statement shows it' });
    expect(desk.engine.views.orders().find((each) => each.order === order)?.status).toBe('cancelled');
  });

  it('what filled in another instrument explains nothing and hides nothing', () => {
    const other = (desk: Desk): void => desk.quote('50.00', '50.02', 100, 'IBM' as InstrumentId);
    expect(overNight({}, other).status).toBe('expired');
  });

  it('an order that is good till cancelled is listed, however old it is', () => {
    expect(overNight({ timeInForce: 'gtc' }).status).toBe('working');
  });

  it('one that filled is not listed, whatever its time in force: it needs a person', () => {
    const { desk, status } = overNight({ timeInForce: 'gtc' }, bought);
    expect(status).toBe('unaccounted');
    expect(desk.said('order.unaccounted')).toMatchObject([{ code: 'holdingUnclear' }]);
  });
});
