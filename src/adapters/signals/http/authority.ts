/** Who may send signals: who knows the token, or can sign what it sends. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { OrdermatonError } from '../../../errors.ts';
import type { Timestamp } from '../../../identifiers.ts';
import { MICROSECONDS, minutes } from '../../../identifiers.ts';

export interface Authority {
  /** `Authorization: Bearer <token>` */
  readonly token?: string | undefined;
  /** `X-Signature`: HMAC-SHA256 by this of `<X-Timestamp>.<body>`, in hexadecimal. */
  readonly secret?: string | undefined;
}

/** What was signed longer ago, or will be, is not taken: somebody may have listened and send it again. */
const WINDOW = minutes(5);

/** @throws `signalTokenWrong` */
export function assertMaySend(
  { token, secret }: Authority,
  headers: IncomingHttpHeaders,
  { body, now }: { readonly body: Buffer; readonly now: Timestamp },
): void {
  const bearer = headers.authorization;
  const isKnown = token !== undefined && bearer !== undefined && isSame(bearer, `Bearer ${token}`);
  if (isKnown) return;
  const [signature, signedAt] = [headers['x-signature'], headers['x-timestamp']];
  if (secret === undefined || signature === undefined)
    throw wrong(bearer === undefined ? 'there is none' : 'it is another one');
  if (typeof signedAt !== 'string' || !/^\d{10}$/.test(signedAt))
    throw wrong('X-Timestamp is not the seconds since 1970 at which it was signed');
  if (Math.abs(Number(signedAt) * MICROSECONDS.second - now) > WINDOW)
    throw wrong('it was signed more than five minutes ago, or ahead');
  const expected = createHmac('sha256', secret).update(`${signedAt}.`).update(body).digest('hex');
  if (!isSame(String(signature).replace(/^sha256=/, ''), expected)) throw wrong('the signature is another one');
}

const wrong = (problem: string): OrdermatonError => new OrdermatonError('signalTokenWrong', { problem });

/** Takes as long for a wrong text as for the right one. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
