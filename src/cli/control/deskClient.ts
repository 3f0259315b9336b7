/** Asks a desk that runs on this machine, by its API and nothing else: the token is in the state folder. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type * as z from 'zod';
import { readToken, servedPorts } from '../../adapters/controlApi/accessFile.ts';
import { problem } from '../../adapters/controlApi/answers.ts';
import { OrdermatonError } from '../../errors.ts';
import { stateFolder } from '../run/journals.ts';

/** Where the desk is served that is meant. */
export interface DeskPlace {
  readonly port: number;
  readonly stateDir?: string;
}

export interface Asking {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the desk said instead of an answer: the code, the sentence and the remedy are its own. */
export class DeskProblem extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor({ error: { code, message, remedy } }: z.infer<typeof problem>) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

const HOST = '127.0.0.1';
/** A desk that says nothing for so long is not asked any more: milliseconds. */
const PATIENCE = 10_000;

/** Asks for something that has this shape. @throws `deskNotServed`, `deskAnswersWrongly`; DeskProblem for what the desk says against it */
export async function askDesk<S extends z.ZodType>(
  place: DeskPlace,
  path: string,
  shape: S,
  asking: Asking = {},
): Promise<z.infer<S>> {
  const { status, told } = await exchange(place, path, asking);
  const answer = parsed(place, told);
  const refused = status === 200 ? undefined : problem.safeParse(answer);
  if (refused?.success === true) throw new DeskProblem(refused.data);
  const found = shape.safeParse(answer);
  if (status === 200 && found.success) return found.data;
  throw new OrdermatonError('deskAnswersWrongly', {
    port: place.port,
    problem: found.success ? `it answers ${path} with ${status}` : `its answer to ${path} has another form`,
  });
}

async function exchange(place: DeskPlace, path: string, { method = 'GET', body, headers = {} }: Asking) {
  const folder = stateFolder(place);
  const access = readToken(folder, place.port);
  if ('problem' in access) throw notServed(place, access.problem);
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise<{ readonly status: number; readonly told: string }>((resolve, reject) => {
    const sent = request(
      {
        ...{ host: HOST, port: place.port, method, path, timeout: PATIENCE },
        headers: {
          authorization: `Bearer ${access.token}`,
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      },
      (response) => {
        text(response).then((told) => resolve({ status: response.statusCode ?? 0, told }), reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`it says nothing within ${PATIENCE / 1_000} s`)));
    sent.on('error', (error: NodeJS.ErrnoException) => {
      reject(notServed(place, error.code === 'ECONNREFUSED' ? 'nobody listens there' : error.message));
    });
    sent.end(content);
  });
}

function notServed(place: DeskPlace, why: string): OrdermatonError {
  const others = servedPorts(stateFolder(place)).filter((port) => port !== place.port);
  const known = others.length === 0 ? '' : `Other desks were served at: ${others.join(', ')} (--port).`;
  return new OrdermatonError('deskNotServed', { port: place.port, problem: why, known });
}

function parsed({ port }: DeskPlace, told: string): unknown {
  try {
    return JSON.parse(told) as unknown;
  } catch {
    throw new OrdermatonError('deskAnswersWrongly', { port, problem: 'it does not answer in JSON' });
  }
}
