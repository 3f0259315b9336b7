/** Who is served: programs of this machine that know the token, and not more of them than can be served. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { OrdermatonError } from '../../errors.ts';

export const HOST = '127.0.0.1';

/**
 * A page of a browser can send anything but a name of its own choice: it was reached by a name of this machine, and no page of another
 * origin led here.
 * @throws `apiHostRefused`, `apiOriginRefused`
 */
export function assertFromHere(headers: IncomingHttpHeaders, port: number): void {
  const { host = '', origin } = headers;
  const names = [`${HOST}:${port}`, `localhost:${port}`];
  if (!names.includes(host)) throw new OrdermatonError('apiHostRefused', { host: host === '' ? 'nobody' : host });
  const isOurs = origin === undefined || names.some((name) => origin === `http://${name}`);
  if (!isOurs) throw new OrdermatonError('apiOriginRefused', { origin });
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw new OrdermatonError('apiOriginRefused', { origin: site });
}

/** The token of the desk, or one by which somebody has logged in. @throws `apiTokenWrong` */
export function assertKnows(
  { authorization }: IncomingHttpHeaders,
  token: string,
  hasLoggedIn: (token: string) => boolean,
): void {
  if (authorization === undefined) throw new OrdermatonError('apiTokenWrong', { problem: 'there is none' });
  if (isSame(authorization, `Bearer ${token}`)) return;
  if (!authorization.startsWith('Bearer ') || !hasLoggedIn(authorization.slice('Bearer '.length)))
    throw new OrdermatonError('apiTokenWrong', { problem: 'it is another one' });
}

/** Takes as long for a wrong text as for the right one. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** So much within a minute, and no more. */
export class Pace {
  readonly #limit: number;
  readonly #now: () => number;
  #lately: number[] = [];

  /** @param now a clock that nobody sets: milliseconds */
  constructor(limit: number, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** @throws `apiRateExceeded` */
  count(): void {
    const now = this.#now();
    const first = this.#lately.findIndex((at) => at > now - MINUTE);
    this.#lately = first < 0 ? [] : this.#lately.slice(first);
    if (this.#lately.length >= this.#limit) throw new OrdermatonError('apiRateExceeded', { limit: this.#limit });
    this.#lately.push(now);
  }
}
const MINUTE = 60_000;
