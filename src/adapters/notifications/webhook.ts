/** A notifier that asks an address of the web: ntfy, Telegram, Pushover, or whatever else takes a request. */
import { OrdermatonError } from '../../errors.ts';
import type { Notice, Notifier } from '../../ports.ts';
import type { Priorities } from './placeholders.ts';
import { filled, filledText, usualPriorities } from './placeholders.ts';
import { hiding, secretsOfUrl } from './secrets.ts';

export interface WebhookOptions {
  readonly name: string;
  /** With places such as `{text}`, which are encoded as an address needs it. */
  readonly url: string;
  readonly method?: 'POST' | 'PUT' | 'GET' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A text, or what is sent as JSON; all of the notice as JSON unless told. */
  readonly body?: string | Readonly<Record<string, unknown>> | undefined;
  readonly priorities?: Priorities | undefined;
  /** An answer must have come within so many milliseconds. */
  readonly timeout?: number | undefined;
  /** What else may be in no error. */
  readonly secrets?: readonly string[];
}

const TIMEOUT = 10_000;
/** More of an answer is not read: bytes. */
const LONGEST_ANSWER = 2_048;

const everything = {
  desk: '{desk}',
  topic: '{topic}',
  weight: '{weight}',
  subject: '{subject}',
  text: '{text}',
  at: '{at}',
};

export function createWebhook(options: WebhookOptions): Notifier {
  const { name, url, secrets = [], timeout = TIMEOUT, headers = {} } = options;
  const hide = hiding([...secrets, ...secretsOfUrl(url), ...Object.values(headers)]);
  return {
    name,
    async send(notice, end) {
      const limit = AbortSignal.timeout(timeout);
      const signal = end === undefined ? limit : AbortSignal.any([limit, end]);
      const { address, request } = requestOf(options, notice);
      try {
        const response = await fetch(address, { ...request, redirect: 'manual', signal });
        const said = hide(await answerOf(response));
        if (!response.ok) throw refusalOf(name, response, said);
      } catch (error) {
        if (error instanceof OrdermatonError) throw error;
        if (limit.aborted) throw new OrdermatonError('notifierSilent', { way: name, seconds: timeout / 1_000 });
        throw new OrdermatonError('notifierUnreachable', { way: name, problem: hide(problemOf(error)) });
      }
    },
  };
}

/** One request for a notice. @throws what the platform finds wrong with a header */
function requestOf(options: WebhookOptions, notice: Notice) {
  const { url, method = 'POST', headers = {}, body = everything, priorities = usualPriorities } = options;
  const address = filledText(url, notice, priorities, encodeURIComponent);
  const isText = typeof body === 'string';
  const filledHeaders = Object.entries(headers).map(([header, value]) => [
    header.toLowerCase(),
    headerText(filledText(value, notice, priorities)),
  ]);
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
  const content = isText ? filledText(body, notice, priorities) : JSON.stringify(filled(body, notice, priorities));
  return {
    address,
    request: {
      method,
      headers: { 'content-type': type, ...(Object.fromEntries(filledHeaders) as Record<string, string>) },
      ...(method === 'GET' ? {} : { body: content }),
    },
  };
}

/** A header is one line of Latin letters; others are encoded as in a mail. Source: RFC 2047, 2. */
function headerText(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ');
  return /^[\x20-\x7e]*$/.test(line) ? line : `=?UTF-8?B?${Buffer.from(line).toString('base64')}?=`;
}

async function answerOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_ANSWER) break; // leaving the loop lets go of the rest
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, LONGEST_ANSWER);
}

/** What would be answered alike a second time is not asked a second time. */
function refusalOf(way: string, { status, headers }: Response, said: string): OrdermatonError {
  const problem = said === '' ? `status ${status}` : `status ${status}: ${said}`;
  if (status < 500 && status !== 429 && status !== 408) return new OrdermatonError('notifierRefuses', { way, problem });
  const seconds = headers.get('retry-after') ?? '';
  const asked = /^\d{1,6}$/.test(seconds) ? { retryAfter: Number(seconds) } : {};
  return new OrdermatonError('notifierFails', { way, problem, ...asked });
}

/** What the system says. */
function problemOf(error: unknown): string {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? (error as Error).message;
}
