/** What a route is, and how the one is found that a request asks for. */
import type * as z from 'zod';
import type { ErrorCode } from '../../errors.ts';
import { OrdermatonError } from '../../errors.ts';
import type { PageFile } from './pageFiles.ts';

export type Method = 'GET' | 'POST' | 'DELETE';

/** What was asked, checked against the shapes of its route. */
export interface Request {
  /** The `{names}` of the path. */
  readonly names: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** `X-Arming`: under which arming it is asked. */
  readonly arming?: string | undefined;
}

export interface Told {
  /** 200 unless told. */
  readonly status?: number;
  readonly body: unknown;
  /** A file of the page instead. */
  readonly file?: PageFile;
}

export interface Route<P> {
  readonly method: Method;
  /** `{name}` stands for one segment. */
  readonly path: string;
  readonly summary: string;
  /** Asked by whoever reaches the port; with the token unless told. */
  readonly isOpen?: boolean;
  /** It may reduce risk: what else was asked for takes no room from it. */
  readonly isUrgent?: boolean;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The shape of the answer; plain text where there is none. */
  readonly answer?: z.ZodType;
  /** What it may be answered with instead, beside what every route may be. */
  readonly problems?: readonly ErrorCode[];
  tell(parts: P, request: Request): Told | Promise<Told>;
}

export interface Found<P> {
  readonly route: Route<P>;
  readonly names: Readonly<Record<string, string>>;
}

/** The route that is asked for; otherwise `apiPathUnknown`, `apiMethodUnknown`, or `apiUnreadable` for a path that is not written as one. */
export function findRoute<P>(routes: readonly Route<P>[], method: string, path: string): Found<P> | OrdermatonError {
  const segments = decoded(path);
  if (segments === undefined)
    return new OrdermatonError('apiUnreadable', { problem: 'its path is not encoded as one' });
  const there = routes.flatMap((route) => {
    const names = namesIn(route.path.split('/'), segments);
    return names === undefined ? [] : [{ route, names }];
  });
  if (there.length === 0) return new OrdermatonError('apiPathUnknown', { path: shortened(path) });
  const found = there.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  const allowed = there.map(({ route }) => route.method).join(', ');
  return new OrdermatonError('apiMethodUnknown', { method: shortened(method), path: shortened(path), allowed });
}

function namesIn(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const names: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== given : given === '') return undefined;
    if (name !== undefined) names[name] = given;
  }
  return names;
}

function decoded(path: string): readonly string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const LONGEST_SHOWN = 200;
const shortened = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
