/** Notifiers against real ends: a server of the web, a mail server, a program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommand } from '../../src/adapters/notifications/command.ts';
import { createEmail } from '../../src/adapters/notifications/email.ts';
import { createWebhook } from '../../src/adapters/notifications/webhook.ts';
import { freshFolder } from '../support/journals.ts';
import { mailEnd, webEnd } from '../support/notifierEnds.ts';
import type { Behaviour } from './notifierContract.ts';
import { notice, notifierContract, SECRET, SOON } from './notifierContract.ts';

/** Encoded words and lines of a mail, as people read them. */
const readable = (mail: string): string => {
  const decoded = mail.replace(/=\?UTF-8\?([BQ])\?(.*?)\?=\r?\n? ?/gi, (_found, kind: string, word: string) =>
    kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : quoted(word.replaceAll('_', ' ')),
  );
  return quoted(decoded.replace(/=\r?\n/g, ''));
};
const quoted = (text: string): string =>
  text.replace(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());

/** Who says nothing is not waited for. */
const limitOf = (behaviour: Behaviour): number => (behaviour === 'says nothing' ? SOON : 20_000);

notifierContract(
  'webhook',
  async (behaviour) => {
    const end = await webEnd(behaviour);
    const notifier = createWebhook({
      ...{ name: 'phone', url: `${end.url}/${SECRET}/send?key=${SECRET}`, timeout: limitOf(behaviour) },
      headers: { Authorization: `Bearer ${SECRET}`, Title: '{subject}' },
    });
    return {
      notifier,
      received: () => end.requests.map(({ body }) => Object.values(JSON.parse(body)).join('\n')).join('\n'),
    };
  },
  'notifierUnreachable',
);

notifierContract(
  'email',
  async (behaviour) => {
    const { server, mails } = await mailEnd(behaviour, SECRET);
    const account = { user: 'desk', password: SECRET };
    const notifier = createEmail({
      ...{
        name: 'mail',
        server,
        ...account,
        from: 'desk@example.com',
        to: ['me@example.com'],
        timeout: limitOf(behaviour),
      },
    });
    return { notifier, received: () => mails.map(readable).join('\n') };
  },
  'notifierUnreachable',
);

const programs = {
  takes: 'printf "%s\\n" "$1" >> "$0"; cat >> "$0"',
  'fails for now': `echo "no line to ${SECRET}" >&2; exit 75`,
  'says nothing': 'sleep 60 & wait',
} as const;
notifierContract(
  'command',
  async (behaviour) => {
    const file = join(freshFolder(), 'told');
    const script = behaviour === 'refuses' || behaviour === 'is not there' ? undefined : programs[behaviour];
    const run = script === undefined ? [join(file, SECRET)] : ['/bin/sh', '-c', script, file, '{subject}'];
    const notifier = createCommand({ name: 'pager', run, timeout: limitOf(behaviour), secrets: [SECRET] });
    return { notifier, received: () => readFileSync(file, 'utf8') };
  },
  'notifierRefuses',
);

describe('a webhook', () => {
  const sent = async (options: Partial<Parameters<typeof createWebhook>[0]>) => {
    const end = await webEnd();
    await createWebhook({ name: 'phone', url: end.url, ...options }).send(notice);
    return end.requests[0];
  };

  it('speaks to ntfy: a text, and a title and a priority in headers', async () => {
    const headers = { Title: '{subject}', Priority: '{priority}', Tags: 'desk-{desk}' };
    const request = await sent({ headers, body: '{text}' });
    expect(request?.body).toBe(notice.text);
    expect(request?.headers).toMatchObject({
      ...{ priority: '5', tags: 'desk-mine', title: `=?UTF-8?B?${Buffer.from(notice.subject).toString('base64')}?=` },
    });
  });

  it('speaks to Pushover and Telegram: JSON, numbers as numbers, priorities as the service counts them', async () => {
    const body = { message: '{text}', title: '{desk}: {subject}', priority: '{priority}', tags: ['{weight}'] };
    const request = await sent({ body, priorities: { news: -1, alarm: 0, critical: 1 } });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ message: notice.text, title: `mine: ${notice.subject}`, priority: 1, tags: ['critical'] },
    });
    expect(request?.headers['content-type']).toBe('application/json');
  });

  it('puts a notice into an address so that it stays one', async () => {
    const end = await webEnd();
    await createWebhook({ name: 'phone', url: `${end.url}/{topic}?say={subject}`, method: 'GET' }).send(notice);
    expect(end.requests[0]).toMatchObject({ path: `/critical?say=${encodeURIComponent(notice.subject)}`, body: '' });
  });

  it.each([
    [
      'says how long to wait',
      'fails for now',
      { 'retry-after': '7' },
      { code: 'notifierFails', details: { retryAfter: 7 } },
    ],
    ['follows nobody elsewhere', 'refuses', { location: 'http://127.0.0.1:1' }, { code: 'notifierRefuses' }],
  ] as const)('%s', async (_what, behaviour, headers, expected) => {
    const end = await webEnd();
    end.behave(behaviour, headers);
    await expect(createWebhook({ name: 'phone', url: end.url }).send(notice)).rejects.toMatchObject(expected);
  });
});

describe('a mail', () => {
  it('is not sent with a wrong password', async () => {
    const { server, mails } = await mailEnd('takes', SECRET);
    const to = { name: 'mail', from: 'a@example.com', to: ['b@example.com'], user: 'desk', password: 'something else' };
    await expect(createEmail({ ...to, server }).send(notice)).rejects.toMatchObject({ code: 'notifierRefuses' });
    expect(mails).toEqual([]);
  });
});

describe('a command', () => {
  it('is told nothing of the tokens of the desk, and no shell reads what is told', async () => {
    process.env.ORDERMATON_SIGNALS_TOKEN = SECRET;
    const file = join(freshFolder(), 'told');
    const run = ['/bin/sh', '-c', 'env > "$0"; printf "%s" "$1" >> "$0"', file, '{subject}'];
    await createCommand({ name: 'pager', run }).send({ ...notice, subject: '$(reboot); `x`' });
    delete process.env.ORDERMATON_SIGNALS_TOKEN;
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
    expect(readFileSync(file, 'utf8')).toContain('$(reboot); `x`');
  });
});
