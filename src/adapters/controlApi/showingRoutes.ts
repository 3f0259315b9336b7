/** The routes that show a desk and change nothing. */
import * as z from 'zod';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import type { Route } from './routes.ts';
import type { ShownDesk } from './shownDesk.ts';

/** Where in the record of the desk an answer stands. */
const placeOf = (desk: ShownDesk) => ({ sequence: desk.sequence(), now: desk.now() });

const which = z.strictObject({
  which: z.enum(['live', 'all']).optional().meta({ description: 'live unless told; all has what has lately ended.' }),
});

export const showingRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'GET',
    path: '/api/v1/status',
    summary: 'How the desk stands.',
    answer: answers.status,
    tell: (parts) => ({ body: { ...deskOf(parts).status(), control: parts.arming.state } }),
  },
  {
    method: 'GET',
    path: '/api/v1/orders',
    summary: 'Orders, in the order in which they were made.',
    query: which,
    answer: answers.orders,
    tell(parts, { query }) {
      const desk = deskOf(parts);
      const orders = desk.orders().filter(({ isDone }) => query.which === 'all' || !isDone);
      return { body: { ...placeOf(desk), orders } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/positions',
    summary: 'Positions, in the order in which they were made.',
    query: which,
    answer: answers.positions,
    tell(parts, { query }) {
      const desk = deskOf(parts);
      const positions = desk.positions().filter(({ state }) => query.which === 'all' || !ended.includes(state));
      return { body: { ...placeOf(desk), positions } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/signals',
    summary: 'The sources of signals, and the latest signals.',
    answer: answers.signals,
    tell(parts) {
      const desk = deskOf(parts);
      return { body: { ...placeOf(desk), feeds: desk.feeds(), signals: desk.signals() } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/rules',
    summary: 'The rules of the desk document, and how each stands in the instruments in which it has been heard.',
    answer: answers.rules,
    tell(parts) {
      const desk = deskOf(parts);
      return { body: { ...placeOf(desk), rules: desk.rules() } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/limits',
    summary: 'Limits on exposure and on losses, and how much of each is used.',
    answer: answers.limits,
    tell(parts) {
      const desk = deskOf(parts);
      return { body: { ...placeOf(desk), limits: desk.limits() } };
    },
  },
];

const ended: readonly string[] = ['closed', 'abandoned'];
