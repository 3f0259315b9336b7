/** A desk that is served over a real socket, and a client that can send anything. */
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { ControlApi, ControlApiOptions } from '../../src/adapters/controlApi/controlApi.ts';
import { openControlApi } from '../../src/adapters/controlApi/controlApi.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { controlledDesk } from '../../src/cli/control/controlledDesk.ts';
import type { Desk, DeskOptions } from './desk.ts';
import { createDesk } from './desk.ts';

export const TOKEN = 'a-token-of-enough-letters';
export const bearer = { authorization: `Bearer ${TOKEN}` } as const;

export interface ApiAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** What it holds where it is JSON. */
  readonly told: { readonly [name: string]: unknown };
}

export interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServedDesk {
  readonly desk: Desk;
  readonly api: ControlApi;
  readonly faults: readonly string[];
  /** With the token unless other headers are given. */
  ask(path: string, sent?: Sent): Promise<ApiAnswer>;
  /** Bytes as they are; resolves with all that comes back until the other end hangs up, or with what has come when `until` is in it. */
  raw(bytes: string, until?: string): Promise<string>;
}

export async function apiOf(options: Partial<ControlApiOptions> = {}) {
  const faults: string[] = [];
  const api = await openControlApi({
    ...{ port: 0, token: TOKEN, now: () => performance.now() },
    onFault: (problem) => faults.push(problem),
    ...options,
  });
  onTestFinished(() => api.close());
  return { api, faults };
}

export async function servedDesk(
  yaml = '',
  options: Partial<ControlApiOptions> = {},
  deskOptions: DeskOptions = {},
): Promise<ServedDesk> {
  const desk = createDesk({ yaml, ...deskOptions });
  const { api, faults } = await apiOf(options);
  const configuration = parseDesk(`desk: test\n${yaml.includes('rules:') ? '' : 'rules: {}\n'}${yaml}`);
  const owner = { account: configuration.account, mode: 'simulated', desk: 'test' } as const;
  api.serve(
    controlledDesk({ engine: desk.engine, desk: configuration, owner, journal: desk.journal, version: 'of the test' }),
  );
  return { desk, api, faults, ask: asking(api.port), raw: rawTo(api.port) };
}

export const asking =
  (port: number) =>
  (path: string, { method = 'GET', body, headers = bearer }: Sent = {}): Promise<ApiAnswer> =>
    new Promise((resolve, reject) => {
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = request(
        { port, host: '127.0.0.1', method, path, headers: { ...type, ...headers } },
        async (response) => {
          const told = await text(response);
          const isJson = response.headers['content-type'] === 'application/json';
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text: told,
            told: isJson ? (JSON.parse(told) as ApiAnswer['told']) : {},
          });
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
    });

export const rawTo =
  (port: number) =>
  (bytes: string, until?: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = '';
      const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write(bytes));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        heard += chunk;
        if (until === undefined || !heard.includes(until)) return;
        socket.destroy();
        resolve(heard);
      });
      socket.on('error', reject).on('close', () => resolve(heard));
    });
