/**
 * A reference server of the API of an options-flow monitor: on this machine alone, in step with a clock, and with faults when asked. It tells
 * what has happened by the time of its clock, and nothing of what comes later.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Clock } from '../../../ports.ts';
import { newYorkDate } from '../../calendar/newYork.ts';
import type { Prediction } from '../predictionSchema.ts';
import type { MonitorFault } from './faults.ts';
import { answerWrongly } from './faults.ts';
import type { Row } from './rows.ts';
import { divergenceRow, minuteRow, predictionRow, tradeRow } from './rows.ts';

export interface MonitorServerOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** In any order. */
  readonly predictions: readonly Prediction[];
  /** What `X-API-Key` must be; nothing is asked for unless told. */
  readonly key?: string | undefined;
  /** 0 takes any that is free. */
  readonly port: number;
}

export interface MonitorServer {
  readonly port: number;
  readonly url: string;
  /** The next answers fail like this, one each; of one path alone when that is told. */
  fail(faults: readonly MonitorFault[], path?: string): void;
  /** What has been asked for: path and query. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** @throws Error of the system, when it can not listen there */
export async function openMonitorServer(options: MonitorServerOptions): Promise<MonitorServer> {
  const told = tellingOf(options);
  const faults: { readonly fault: MonitorFault; readonly path: string | undefined }[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const path = new URL(request.url ?? '/', `http://${HOST}`).pathname.slice(1);
    const place = faults.findIndex(({ path: only }) => only === undefined || only === path);
    const [next] = place < 0 ? [] : faults.splice(place, 1);
    if (next === undefined) answer(options, told, request, response);
    else answerWrongly(next.fault, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, HOST, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    url: `http://${HOST}:${port}`,
    asked,
    fail: (list, path) => void faults.push(...list.map((fault) => ({ fault, path }))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Telling = (query: URLSearchParams) => unknown;

/** The whole of it: path, and what it tells. */
function tellingOf({ clock, predictions }: MonitorServerOptions): Readonly<Record<string, Telling>> {
  const inTime = [...predictions].sort((a, b) => a.observedAt - b.observedAt);
  const rowsOf = (make: (prediction: Prediction) => Row): readonly Row[] => inTime.map(make);
  const [told, trades, divergences, minutes] = [predictionRow, tradeRow, divergenceRow, minuteRow].map(rowsOf);
  const asked =
    (rows: readonly Row[] = []): Telling =>
    (query) =>
      chosen(rows, query, clock).map((row) => row.told);
  const tickers = [...new Set(inTime.map(({ instrument }) => instrument))].sort();
  return {
    status: () => ({ status: 'ok', tickers: tickers.length }),
    tickers: () => tickers,
    'prediction/latest': (query) => chosen(told ?? [], query, clock).at(-1)?.told,
    predictions: asked(told),
    trades: asked(trades),
    divergence: asked(divergences),
    'minute-data': asked(minutes),
    'data-range': (query) => {
      const rows = chosen(told ?? [], query, clock);
      const dayOf = (row: Row | undefined): string | null => (row === undefined ? null : newYorkDate(row.at));
      return { ticker: query.get('ticker'), start_date: dayOf(rows[0]), end_date: dayOf(rows.at(-1)) };
    },
  };
}

/** `recent`: the last so many minutes; `days`: the last so many days; `limit`: the newest so many. */
function chosen(rows: readonly Row[], query: URLSearchParams, clock: Pick<Clock, 'now'>): readonly Row[] {
  const [ticker, from, to] = [query.get('ticker'), query.get('start_date'), query.get('end_date')];
  const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);
  const now = clock.now();
  const since = now - Math.min(number('recent', Infinity) * 60e6, number('days', Infinity) * 86_400e6);
  const found = rows.filter((row) => {
    const day = newYorkDate(row.at);
    const isAsked = (ticker === null || row.ticker === ticker) && row.at <= now && row.at >= since;
    return isAsked && (from === null || day >= from) && (to === null || day <= to);
  });
  return found.slice(-number('limit', found.length || 1));
}

function answer(
  { key }: MonitorServerOptions,
  told: Readonly<Record<string, Telling>>,
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(url, `http://${HOST}`);
  const telling = told[pathname.slice(1)];
  const [status, body] =
    key !== undefined && headers['x-api-key'] !== key
      ? [401, { error: 'the key is not known' }]
      : found(telling?.(searchParams));
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

const found = (data: unknown): readonly [number, unknown] =>
  data === undefined ? [404, { error: 'there is no such thing' }] : [200, { data }];
