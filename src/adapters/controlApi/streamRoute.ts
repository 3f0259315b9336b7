/** Where the stream is, for those who ask for it without becoming a WebSocket. */
import * as z from 'zod';
import { OrdermatonError } from '../../errors.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import type { Route } from './routes.ts';

export const STREAM_PATH = '/api/v1/stream';

export const streamRoute: Route<ApiParts> = {
  method: 'GET',
  path: STREAM_PATH,
  summary:
    'What happens, as a WebSocket: first hello, then facts, at most twenty frames a second. {"op":"subscribe","topics":["order"]} asks for other topics.',
  query: z.strictObject({
    topics: z.string().optional().meta({ description: 'Separated by commas; all but the market unless told.' }),
  }),
  answer: z.union([answers.hello, answers.frame]),
  problems: ['apiUpgradeRequired', 'apiStreamsTaken'],
  tell() {
    throw new OrdermatonError('apiUpgradeRequired');
  },
};
