/** Asks a desk that runs on this machine, by its API and nothing else: the token is in the state folder. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { readToken, servedPorts } from '../../adapters/controlApi/accessFile.ts';
import { frame, hello, problem } from '../../adapters/controlApi/answers.ts';
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
  throw wrongly(place, found.success ? `it answers ${path} with ${status}` : `its answer to ${path} has another form`);
}

async function exchange(place: DeskPlace, path: string, { method = 'GET', body, headers = {} }: Asking) {
  const token = tokenOf(place);
  const content = body === undefined ? undefined : JSON.stringify(body);
  return new Promise<{ readonly status: number; readonly told: string }>((resolve, reject) => {
    const sent = request(
      {
        ...{ host: HOST, port: place.port, method, path, timeout: PATIENCE },
        headers: {
          authorization: `Bearer ${token}`,
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
      reject(notServed(place, whyNot(error)));
    });
    sent.end(content);
  });
}

/** @throws `deskNotServed` */
function tokenOf(place: DeskPlace): string {
  const access = readToken(stateFolder(place), place.port);
  if ('problem' in access) throw notServed(place, access.problem);
  return access.token;
}

/**
 * Reads a stream of the desk until it ends, or until `hear` wants no more. Returns why it ended.
 * @throws `deskNotServed`, `deskAnswersWrongly`; DeskProblem for what the desk says against it
 */
export async function followDesk(
  place: DeskPlace,
  path: string,
  hear: (told: z.infer<typeof frame>) => boolean,
): Promise<string> {
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(`ws://${HOST}:${place.port}${path}`, {
    ...{ headers: { authorization: `Bearer ${tokenOf(place)}` }, handshakeTimeout: PATIENCE, perMessageDeflate: false },
  });
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error);
      socket.terminate();
    };
    socket.on('unexpected-response', (_request, response) => {
      text(response)
        .then((told) => {
          const refused = problem.safeParse(parsed(place, told));
          const otherwise = `it answers ${path} with ${response.statusCode}`;
          throw refused.success ? new DeskProblem(refused.data) : wrongly(place, otherwise);
        })
        .catch(fail);
    });
    socket.on('message', (said) => {
      try {
        const message = z.union([frame, hello]).safeParse(parsed(place, String(said)));
        if (!message.success) throw wrongly(place, 'its stream has another form');
        if (message.data.kind === 'facts' && hear(message.data) === false) socket.close(1000);
      } catch (error) {
        fail(error);
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => fail(notServed(place, whyNot(error))));
    socket.on('close', (_code, reason) => resolve(String(reason)));
  });
}

const whyNot = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ECONNREFUSED' ? 'nobody listens there' : message;

const wrongly = ({ port }: DeskPlace, why: string): OrdermatonError =>
  new OrdermatonError('deskAnswersWrongly', { port, problem: why });

function notServed(place: DeskPlace, why: string): OrdermatonError {
  const others = servedPorts(stateFolder(place)).filter((port) => port !== place.port);
  const known = others.length === 0 ? '' : `Other desks were served at: ${others.join(', ')} (--port).`;
  return new OrdermatonError('deskNotServed', { port: place.port, problem: why, known });
}

function parsed(place: DeskPlace, told: string): unknown {
  try {
    return JSON.parse(told) as unknown;
  } catch {
    throw wrongly(place, 'it does not answer in JSON');
  }
}
