/** How an answer is written: JSON or plain text, kept by nobody on the way, and an error with its status, code and remedy. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '../../errors.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Told } from './routes.ts';

/** The status of each error; 400 unless told. */
const statuses: Partial<Record<ErrorCode, number>> = {
  ...{ apiTokenWrong: 401, apiOriginRefused: 403, apiPathUnknown: 404, apiMethodUnknown: 405, apiTooLong: 413 },
  ...{ controlTokenWrong: 403, controlOff: 403, controlNotArmed: 403, controlUnknown: 404, controlMovedOn: 409 },
  ...{ controlUnexpected: 409, controlKeyReused: 422, controlUndecided: 428, controlLocked: 429 },
  ...{ apiMediaTypeWrong: 415, apiHostRefused: 421, apiRateExceeded: 429, apiFault: 500, apiNotReady: 503 },
  ...{ apiUpgradeRequired: 426, apiStreamsTaken: 503 },
};

export const statusOf = (code: ErrorCode): number => statuses[code] ?? 400;

/** Nothing of it is kept, framed, guessed at or run. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What the page may do: run its own script and ask this desk, and nothing of anybody else. */
const ofThePage = {
  'content-security-policy': [
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
};

export function write(request: IncomingMessage, response: ServerResponse, { status = 200, body, file }: Told): void {
  if (file !== undefined) {
    response.writeHead(status, { ...headers, ...ofThePage, 'content-type': file.type }).end(file.bytes);
    return;
  }
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json';
  // what was not read to its end is not listened to any more
  const rest = request.complete ? {} : { connection: 'close' };
  response
    .writeHead(status, { ...headers, 'content-type': type, ...rest })
    .end(isText ? body : `${JSON.stringify(body)}\n`);
}

/** What an error is answered with. */
export function problemOf({ code, message, remedy }: OrdermatonError): Told {
  return { status: statusOf(code), body: { error: { code, message, remedy } } };
}

/** What is no error of ours is a fault, and said as one: it ends nothing. */
export function asError(error: unknown, method = '', path = ''): OrdermatonError {
  if (error instanceof OrdermatonError) return error;
  const problem = error instanceof Error ? error.message : String(error);
  return new OrdermatonError('apiFault', { method, path, problem });
}
