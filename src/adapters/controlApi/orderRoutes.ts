/** The routes that command orders: cancel, amend, place. */
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, OrderId } from '../../identifiers.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import type { Order } from './answers.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import { commanded } from './commanding.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { liveOrders } from './outcomes.ts';
import * as requests from './requests.ts';
import type { Request, Route } from './routes.ts';

const body = <T>(request: Request): T => request.body as T;
const risky = ['controlUnknown', 'controlOff', 'controlNotArmed', 'controlUndecided', 'controlMovedOn'] as const;

/** @throws `controlUnknown` */
function orderOf(desk: ControlledDesk, name: string): Order {
  const found = desk.orders().find(({ order }) => order === name);
  if (found !== undefined) return found;
  throw new OrdermatonError('controlUnknown', { what: 'order', name, known: liveOrders(desk) });
}

/** @throws `controlUnknown` */
function instrumentOf(desk: ControlledDesk, name: string) {
  const found = desk.instrument(name);
  if (found !== undefined) return found;
  const known = 'The desk trades what its document lists, or what the market has.';
  throw new OrdermatonError('controlUnknown', { what: 'instrument', name, known });
}

/** Without what was not said. */
const given = <T extends object>(terms: T): T =>
  Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as T;

function termsOf(desk: ControlledDesk, placed: requests.PlacedOrder): OrderTerms {
  const { operator: _operator, why: _why, decidedOn: _shown, instrument, ...terms } = placed;
  return {
    ...(given(terms) as Omit<OrderTerms, 'account' | 'instrument' | 'transmit'>),
    ...{ account: desk.account, instrument: instrument as InstrumentId, transmit: true },
  };
}

export const orderRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'GET',
    path: '/api/v1/instruments/{instrument}',
    summary: 'Quote, orders and positions of one instrument: what an order in it is decided on.',
    answer: answers.instrument,
    problems: ['controlUnknown'],
    tell(parts, { names }) {
      const desk = deskOf(parts);
      const shown = instrumentOf(desk, names.instrument ?? '');
      return { body: { sequence: desk.sequence(), now: desk.now(), ...shown } };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/orders/{order}/cancel',
    summary:
      'Cancels an order. At hand where it may add risk; a stop, a target or an exit armed, and decided on what it showed.',
    isUrgent: true,
    body: requests.decided,
    answer: answers.outcome,
    problems: risky,
    tell(parts, request) {
      const { why } = body<requests.Decided>(request);
      const name = request.names.order ?? '';
      return commanded(parts, request, 'desk.cancel', name, (desk) => {
        const { addsRisk, isDone, role, shown } = orderOf(desk, name);
        return {
          command: { type: 'desk.cancel', order: name as OrderId, why },
          // Of one that has ended the desk says that there is nothing to cancel.
          ...{ about: name, what: `To cancel what is for ${role}`, isRisky: !addsRisk && !isDone, shown },
        };
      });
    },
  },
  {
    method: 'POST',
    path: '/api/v1/orders/{order}/amend',
    summary: 'Changes an order. Armed, and decided on what it showed.',
    body: requests.amendment,
    answer: answers.outcome,
    problems: risky,
    tell(parts, request) {
      const { operator: _operator, why, decidedOn: _shown, ...change } = body<requests.Amended>(request);
      const name = request.names.order ?? '';
      return commanded(parts, request, 'desk.amend', name, (desk) => ({
        command: { type: 'desk.amend', order: name as OrderId, change: given(change) as Amendment, why },
        ...{ about: name, what: 'To amend an order', isRisky: true, shown: orderOf(desk, name).shown },
      }));
    },
  },
  {
    method: 'POST',
    path: '/api/v1/orders',
    summary:
      'Places an order by hand, before the risk gate like any other. Armed, and decided on what its instrument showed.',
    body: requests.order,
    answer: answers.outcome,
    problems: risky,
    tell(parts, request) {
      const placed = body<requests.PlacedOrder>(request);
      return commanded(parts, request, 'desk.place', placed.instrument, (desk) => ({
        command: { type: 'desk.place', terms: termsOf(desk, placed), links: { book: desk.book, role: 'manual' } },
        ...{ about: placed.instrument, what: 'To place an order', isRisky: true },
        shown: instrumentOf(desk, placed.instrument).shown,
      }));
    },
  },
];
