/** The routes by which a desk climbs a stage, and comes down. */
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { commanded } from './commanding.ts';
import * as requests from './requests.ts';
import type { Route } from './routes.ts';

const command = { method: 'POST', answer: answers.outcome } as const;

export const stageRoutes: readonly Route<ApiParts>[] = [
  {
    ...command,
    path: '/api/v1/promote',
    summary:
      'Lets the desk stand one stage higher, where the evidence suffices. Armed, and decided on what the status showed.',
    body: requests.promoted,
    problems: ['controlOff', 'controlNotArmed', 'controlUndecided', 'controlMovedOn', 'controlUnexpected'],
    tell(parts, request) {
      const { operator, why, to } = request.body as requests.Promoted;
      return commanded(parts, request, 'desk.promote', 'desk', (desk) => ({
        command: { type: 'desk.promote', to, operator, why },
        ...{ about: 'desk', what: 'To promote the desk', isRisky: true, shown: desk.status().shown },
      }));
    },
  },
  {
    ...command,
    path: '/api/v1/demote',
    summary: 'Lets the desk stand at a lower stage, at once: working entries are taken back. Always at hand.',
    isUrgent: true,
    body: requests.demoted,
    tell(parts, request) {
      const { operator, why, to } = request.body as requests.Demoted;
      return commanded(parts, request, 'desk.demote', 'desk', () => ({
        command: { type: 'desk.demote', to, operator, why },
        ...{ about: 'desk', what: 'To demote the desk', isRisky: false },
      }));
    },
  },
];
