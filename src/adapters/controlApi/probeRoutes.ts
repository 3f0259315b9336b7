/** The routes for programs that watch over others: whether it lives, whether it may trade, and its figures for Prometheus. */
import { health, readiness } from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import { metricsText } from './metrics.ts';
import type { Route } from './routes.ts';

export const probeRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the process turns. Asked without a token.',
    isOpen: true,
    answer: health,
    tell: () => ({ body: { alive: true } }),
  },
  {
    method: 'GET',
    path: '/readyz',
    summary: 'Whether the desk may trade: ready, fed and durable. Asked without a token.',
    isOpen: true,
    answer: readiness,
    tell({ desk }) {
      const body = desk?.readiness() ?? { ready: false, fed: false, durable: false };
      return { status: Object.values(body).every(Boolean) ? 200 : 503, body };
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    summary: 'The figures of the desk, as Prometheus reads them.',
    tell: (parts) => ({ body: metricsText(deskOf(parts), parts.traffic) }),
  },
];
