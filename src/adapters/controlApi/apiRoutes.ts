/** All routes of the API, in the order in which its document lists them. */
import { actorRoutes } from './actorRoutes.ts';
import { alarmRoutes } from './alarmRoutes.ts';
import type { ApiParts } from './apiParts.ts';
import { controlRoutes } from './controlRoutes.ts';
import { loginRoutes } from './loginRoutes.ts';
import { openApiOf } from './openApi.ts';
import { orderRoutes } from './orderRoutes.ts';
import { positionRoutes } from './positionRoutes.ts';
import { probeRoutes } from './probeRoutes.ts';
import type { Route } from './routes.ts';
import { ruleRoutes } from './ruleRoutes.ts';
import { showingRoutes } from './showingRoutes.ts';
import { stageRoutes } from './stageRoutes.ts';
import { streamRoute } from './streamRoute.ts';

const document: Route<ApiParts> = {
  method: 'GET',
  path: '/api/v1/openapi.json',
  summary: 'This document.',
  tell: () => ({ body: openApiOf(apiRoutes) }),
};

export const apiRoutes: readonly Route<ApiParts>[] = [
  ...showingRoutes,
  ...actorRoutes,
  ...alarmRoutes,
  ...controlRoutes,
  ...stageRoutes,
  ...orderRoutes,
  ...positionRoutes,
  ...ruleRoutes,
  streamRoute,
  ...loginRoutes,
  ...probeRoutes,
  document,
];
