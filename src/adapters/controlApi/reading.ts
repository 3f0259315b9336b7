/** Reads what a request brings along: its query, its body, no longer than it may be and in the shape of its route. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import { OrdermatonError } from '../../errors.ts';
import { bodyOf } from '../requestBody.ts';
import type { Request, Route } from './routes.ts';

/** No body is longer: bytes. */
export const LONGEST_BODY = 16_384;

/** @throws `apiUnreadable`, `apiTooLong`, `apiMediaTypeWrong` */
export async function read<P>(
  { query, body }: Route<P>,
  request: IncomingMessage,
  search: string,
): Promise<Pick<Request, 'query' | 'body'>> {
  return {
    query: queryOf(query, search),
    body: body === undefined ? undefined : shaped(body, parsed(await textOf(request))),
  };
}

function queryOf(shape: z.ZodObject | undefined, search: string): Readonly<Record<string, unknown>> {
  const pairs = [...new URLSearchParams(search)];
  const given = Object.fromEntries(pairs);
  const [unknown] = Object.keys(given);
  if (unknown !== undefined && Object.keys(given).length < pairs.length) throw unreadable('a field is given twice');
  if (shape !== undefined) return shaped(shape, given) as Readonly<Record<string, unknown>>;
  if (unknown !== undefined) throw unreadable(`it takes no ${unknown}`);
  return {};
}

/** What comes of it in that shape. @throws `apiUnreadable` */
export function shaped<S extends z.ZodType>(shape: S, value: unknown): z.infer<S> {
  const found = shape.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const place = (issue?.path ?? []).map(String).join('.');
  throw unreadable(`${place === '' ? 'it' : place}: ${issue?.message ?? 'is something else'}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unreadable('it is no JSON');
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const type = request.headers['content-type'] ?? 'nothing';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new OrdermatonError('apiMediaTypeWrong', { found: type });
  const sent = await bodyOf(request, LONGEST_BODY);
  if (sent === 'tooLong') throw new OrdermatonError('apiTooLong', { limit: LONGEST_BODY });
  if ('problem' in sent) throw unreadable(sent.problem);
  return sent.toString('utf8');
}

const unreadable = (problem: string): OrdermatonError => new OrdermatonError('apiUnreadable', { problem });
