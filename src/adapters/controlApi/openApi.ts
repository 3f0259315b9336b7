/** The OpenAPI 3.1 document, made from the routes and the shapes that requests are read and answers are tested by. */
import * as z from 'zod';
import type { ErrorCode } from '../../errors.ts';
import { describeError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import { outcome, problem } from './answers.ts';
import type { Route } from './routes.ts';
import { statusOf } from './writing.ts';

type Json = Readonly<Record<string, unknown>>;

/** What every route may be answered with instead. */
const everywhere: readonly ErrorCode[] = ['apiHostRefused', 'apiOriginRefused', 'apiUnreadable'];
const withToken: readonly ErrorCode[] = ['apiTokenWrong', 'apiRateExceeded', 'apiNotReady'];
const withBody: readonly ErrorCode[] = ['apiTooLong', 'apiMediaTypeWrong'];

export function openApiOf<P>(routes: readonly Route<P>[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ordermaton: the control API of a running desk',
      version: VERSION,
      description: 'On the loopback address alone. Exact decimals are texts, moments are ISO 8601 in UTC.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:4180' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problem) },
    },
  };
}

function operationOf<P>(route: Route<P>): Json {
  const { summary, path, method, isOpen = false, query, body, answer, problems = [] } = route;
  const codes = [...everywhere, ...(isOpen ? [] : withToken), ...(body === undefined ? [] : withBody), ...problems];
  return {
    operationId: `${method.toLowerCase()}${path
      .replace(/^\/api\/v1/, '')
      .replace(/[/.{}]+(\w)/g, (_all, next: string) => next.toUpperCase())
      .replace(/\W/g, '')}`,
    summary,
    ...(isOpen ? { security: [] } : {}),
    parameters: [...namesOf(path), ...(query === undefined ? [] : queryOf(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      200: answerOf(answer),
      ...(path === '/readyz' ? { 503: answerOf(answer) } : {}),
      ...problemsOf(codes),
      ...(answer === outcome ? { 422: refusedByDesk } : {}),
    },
  };
}

/** Codes of the desk and of the API may stand behind it. */
const refusedByDesk: Json = {
  description: 'The desk refused the command; docs/reference/refusals.md lists the codes. Or controlKeyReused.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const answerOf = (answer: z.ZodType | undefined): Json => ({
  description: 'As asked.',
  content:
    answer === undefined
      ? { 'text/plain': { schema: { type: 'string' } } }
      : { 'application/json': { schema: schemaOf(answer) } },
});

/** Codes of one status stand together. */
function problemsOf(codes: readonly ErrorCode[]): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => [
      status,
      {
        description: own.map((code) => `${code}: ${describeError(code).sentence}`).join('\n'),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

const namesOf = (path: string): readonly Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));

const queryOf = (query: z.ZodObject): readonly Json[] => {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
  }));
};

function schemaOf(shape: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, target: 'draft-2020-12' });
  return schema;
}
