/** The routes by which the page is opened: an address that holds once, and what it is exchanged for. */
import * as z from 'zod';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { INVITED, LONGEST } from './logins.ts';
import type { Route } from './routes.ts';

const SECOND = 1_000;

export const loginRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'POST',
    path: '/api/v1/invitations',
    summary: 'An address of the page that opens it once.',
    answer: answers.invitation,
    tell: ({ logins, address }) => ({
      body: { address: `${address}#${logins.invite()}`, until: INVITED / SECOND },
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/logins',
    summary: 'Exchanges what an address of the page held for a token of the tab’s own.',
    isOpen: true,
    body: z.strictObject({ token: z.string().min(16).max(128) }),
    answer: answers.login,
    problems: ['apiTokenWrong', 'apiRateExceeded'],
    tell: ({ logins }, { body }) => ({
      body: { token: logins.login((body as { readonly token: string }).token), until: LONGEST / SECOND },
    }),
  },
];
