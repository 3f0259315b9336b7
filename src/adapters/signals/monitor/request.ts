/** One question to an options-flow monitor: a GET with the key in a header, a limit of time and of size, and no way elsewhere. */
import { OrdermatonError } from '../../../errors.ts';

export interface MonitorAddress {
  /** Where its API begins, such as `http://127.0.0.1:8080/api`. */
  readonly url: string;
  /** Sent as `X-API-Key`, and nowhere else: it is no part of any message. */
  readonly key?: string | undefined;
  /** An answer must be whole within so many milliseconds; 5,000 unless told. */
  readonly timeout?: number;
  /** No answer is longer: bytes; 4 MiB unless told. */
  readonly longest?: number;
}

/** What is wrong with the address of a monitor, if anything is; a key in it would be written down with it. */
export function monitorUrlProblem(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    return 'expected an address such as http://127.0.0.1:8080/api';
  const isBare = parsed.username === '' && parsed.password === '' && parsed.search === '' && parsed.hash === '';
  return isBare ? undefined : 'expected an address without a name, a password or a query in it';
}

/** Whether a key would travel where others may read it. */
export function isReadByOthers(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

export type Query = Readonly<Record<string, string | number>>;

const TIMEOUT = 5_000;
const LONGEST = 4 * 1_024 * 1_024;

/**
 * What stands in the envelope `{ "data": … }` of the answer.
 * @throws `monitorUnreachable`, `monitorSilent`, `monitorKeyRefused`, `monitorThrottles` (with `retryAfter` in its details, where the
 * monitor says), `monitorRefuses`, `monitorFails`, `monitorRedirects`, `monitorTooLong`, `monitorUnreadable`
 */
export async function ask(address: MonitorAddress, path: string, query: Query, end?: AbortSignal): Promise<unknown> {
  const { timeout = TIMEOUT, longest = LONGEST } = address;
  const limit = AbortSignal.timeout(timeout);
  const signal = end === undefined ? limit : AbortSignal.any([limit, end]);
  try {
    const response = await fetch(addressOf(address, path, query), {
      redirect: 'manual',
      signal,
      headers: { accept: 'application/json', ...(address.key === undefined ? {} : { 'x-api-key': address.key }) },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw refusalOf(response, path);
    }
    return dataIn(await textOf(response, path, longest), path);
  } catch (error) {
    if (error instanceof OrdermatonError) throw error;
    if (limit.aborted) throw new OrdermatonError('monitorSilent', { path, seconds: timeout / 1_000 });
    throw new OrdermatonError('monitorUnreachable', { problem: problemOf(error) });
  }
}

function addressOf({ url }: MonitorAddress, path: string, query: Query): URL {
  const address = new URL(`${url.replace(/\/+$/, '')}/${path}`);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  return address;
}

function refusalOf({ status, headers }: Response, path: string): OrdermatonError {
  const details = { path, status };
  if (status === 401 || status === 403) return new OrdermatonError('monitorKeyRefused', details);
  if (status === 429) return new OrdermatonError('monitorThrottles', { ...details, ...secondsIn(headers) });
  if (status >= 500) return new OrdermatonError('monitorFails', { ...details, ...secondsIn(headers) });
  return new OrdermatonError(status >= 300 && status < 400 ? 'monitorRedirects' : 'monitorRefuses', details);
}

/** Retry-After: a number of seconds, or a date, which is of the same clock as the date of the answer. */
function secondsIn(headers: Headers): { readonly retryAfter?: number } {
  const text = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(text)) return { retryAfter: Number(text) };
  const after = (momentOf(text) - momentOf(headers.get('date') ?? '')) / 1_000;
  return after >= 0 ? { retryAfter: after } : {};
}
/** The moment of a date as HTTP has them; not a number for anything else. */
const momentOf = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN);
/** Source: RFC 9110, 5.6.7. Servers send this form alone. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

async function textOf(response: Response, path: string, longest: number): Promise<string> {
  const tooLong = (): OrdermatonError => new OrdermatonError('monitorTooLong', { path, limit: longest });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // leaving the loop lets go of the rest
    if (length > longest) throw tooLong();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function dataIn(text: string, path: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new OrdermatonError('monitorUnreadable', { path, problem: 'it is no JSON' });
  }
  if (typeof answer === 'object' && answer !== null && 'data' in answer) return answer.data;
  throw new OrdermatonError('monitorUnreadable', { path, problem: 'it is no envelope { "data": … }' });
}

/** What the system says; never what was sent. */
function problemOf(error: unknown): string {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? (error as Error).message;
}
