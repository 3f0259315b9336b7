/** A notifier that sends a mail by SMTP. */
import { createTransport } from 'nodemailer';
import { OrdermatonError } from '../../errors.ts';
import type { Notifier } from '../../ports.ts';
import { hiding } from './secrets.ts';

export interface EmailOptions {
  readonly name: string;
  /** `smtps://host:465` is encrypted from the beginning, `smtp://host:587` once it has been said (STARTTLS). */
  readonly server: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
  /** It must have been taken within so many milliseconds. */
  readonly timeout?: number | undefined;
  /** What else may be in no error. */
  readonly secrets?: readonly string[];
}

const TIMEOUT = 30_000;
const LOCAL: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

export function createEmail(options: EmailOptions): Notifier {
  const { name, password, from, to, secrets = [], timeout = TIMEOUT } = options;
  const own = password === undefined ? [] : [password, Buffer.from(password).toString('base64')];
  const hide = hiding([...secrets, ...own]);
  return {
    name,
    async send({ desk, subject, text, weight }, end) {
      const transport = createTransport(wayTo(options, timeout));
      const limit = AbortSignal.timeout(timeout);
      const urgent = weight === 'news' ? {} : { priority: 'high' as const };
      const mail = transport.sendMail({ from, to: [...to], subject: `[${desk}] ${subject}`, text, ...urgent });
      try {
        await Promise.race([mail, endOf(end === undefined ? limit : AbortSignal.any([limit, end]))]);
      } catch (error) {
        mail.catch(() => undefined); // it may fail once more, behind its time
        if (limit.aborted) throw silent(name, timeout);
        throw problemOf(name, error as MailFault, { hide, timeout });
      } finally {
        transport.close();
      }
    },
  };
}

function wayTo({ server, user, password }: EmailOptions, timeout: number) {
  const { protocol, hostname, port } = new URL(server);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    // a password never travels where others may read it
    requireTLS: !secure && user !== undefined && !LOCAL.includes(hostname),
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout },
  };
}

const endOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = (): void => reject(new Error('it was given up'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

interface MailFault extends Error {
  readonly code?: string;
  /** The word of the server: 4xx for now, 5xx for ever. Source: RFC 5321, 4.2.1. */
  readonly responseCode?: number;
}

const silent = (way: string, timeout: number): OrdermatonError =>
  new OrdermatonError('notifierSilent', { way, seconds: timeout / 1_000 });

function problemOf(
  way: string,
  { code, responseCode, message }: MailFault,
  { hide, timeout }: { readonly hide: (text: string) => string; readonly timeout: number },
): OrdermatonError {
  const problem = hide(message);
  if (code === 'ETIMEDOUT') return silent(way, timeout);
  if (responseCode !== undefined && responseCode < 500) return new OrdermatonError('notifierFails', { way, problem });
  const isRefused = responseCode !== undefined || code === 'EAUTH' || code === 'EENVELOPE' || code === 'ETLS';
  return new OrdermatonError(isRefused ? 'notifierRefuses' : 'notifierUnreachable', { way, problem });
}
