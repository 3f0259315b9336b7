/** What the API shows of a desk that runs, over a real socket; each answer is held against the shape that the document gives it. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as answers from '../../../src/adapters/controlApi/answers.ts';
import { apiRoutes } from '../../../src/adapters/controlApi/apiRoutes.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { limitsText } from '../../../src/cli/control/tables.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import { apiOf, asking, servedDesk } from '../../support/servedDesk.ts';

const yaml = `
symbols: [SPY]
rules:
  follow:
    when: signal.prediction
    if: signal.signal == "BUY"
    priority: 3
    then: [{ open: { side: long, quantity: 100, stop: { amount: 1 }, target: { amount: 0.5 } } }]
`;

/** A desk with a position that is protected, its three orders, and two signals. */
async function traded() {
  const served = await servedDesk(yaml);
  const { desk } = served;
  desk.quote('100.00', '100.02');
  desk.predict('BUY');
  desk.pass(1);
  desk.predict('SELL', 0.9, 'IBM' as InstrumentId);
  return served;
}

describe('what is shown', () => {
  it('status: how the desk stands, with the account masked', async () => {
    const { ask, desk } = await traded();
    const { status, told } = await ask('/api/v1/status');
    expect(status).toBe(200);
    expect(answers.status.parse(told)).toMatchObject({
      ...{ desk: 'test', account: '•••ER', mode: 'simulated', state: 'running', ready: true, fed: true },
      ...{ openPositions: 1, workingOrders: 2, alarms: 0, control: 'off', restrictions: [] },
      sequence: desk.engine.sequence(),
      connection: { broker: 'paper', state: 'ready' },
      figures: { unrealised: '-1', realised: '0' },
    });
  });

  it('orders: those that live, and all where they are asked for', async () => {
    const { ask } = await traded();
    const live = answers.orders.parse((await ask('/api/v1/orders')).told).orders;
    expect(live.map(({ role, status, stop, limit, addsRisk }) => ({ role, status, stop, limit, addsRisk }))).toEqual([
      { role: 'target', status: 'working', stop: null, limit: '100.52', addsRisk: false },
      { role: 'stop', status: 'waiting', stop: '99.02', limit: null, addsRisk: false },
    ]);
    const all = answers.orders.parse((await ask('/api/v1/orders?which=all')).told).orders;
    expect(all).toMatchObject([{ role: 'entry', status: 'filled', filled: '100', isDone: true }, {}, {}]);
  });

  it('positions: what is held, whether it is protected, and its figures as exact decimals', async () => {
    const { ask, desk } = await traded();
    const shown = async (query = '') =>
      answers.positions.parse((await ask(`/api/v1/positions${query}`)).told).positions;
    expect(await shown()).toMatchObject([
      {
        ...{ instrument: 'SPY', state: 'open', protection: 'protected', isAlarm: false, quantity: '100' },
        ...{ average: '100.02', stop: '99.02', target: '100.52', unrealised: '-1' },
      },
    ]);
    desk.quote('100.60', '100.62');
    desk.pass(1);
    expect(await shown()).toEqual([]);
    expect(await shown('?which=all')).toMatchObject([{ state: 'closed', quantity: '0', realised: '50' }]);
  });

  it('what was shown is named alike until something in it has changed', async () => {
    const { ask, desk } = await traded();
    const nameOf = async () =>
      answers.positions.parse((await ask('/api/v1/positions?which=all')).told).positions[0]?.shown.split('-')[1];
    const before = await nameOf();
    desk.quote('100.10', '100.12');
    expect(await nameOf()).toBe(before);
    desk.quote('100.60', '100.62');
    desk.pass(1);
    expect(await nameOf()).not.toBe(before);
  });

  it('signals: the sources, and what became of each signal', async () => {
    const { ask, desk } = await traded();
    desk.engine.hear({ type: 'feed.opened', feed: 'http' }, 'signal');
    expect(answers.signals.parse((await ask('/api/v1/signals')).told)).toMatchObject({
      feeds: [{ feed: 'http', isAlarm: false }],
      signals: [
        { signal: 's1', instrument: 'SPY', says: 'BUY', confidence: 0.6, became: 'taken', code: null },
        {
          signal: 's2',
          instrument: 'IBM',
          says: 'SELL',
          confidence: 0.9,
          became: 'refused',
          code: 'instrumentUnknown',
        },
      ],
    });
  });

  it('rules: those of the document as it is by now', async () => {
    const { ask, desk } = await traded();
    await desk.engine.reload(parseDesk(`desk: test\n${yaml.replace('follow:', 'lead:')}`));
    expect(answers.rules.parse((await ask('/api/v1/rules')).told).rules.map(({ rule }) => rule)).toEqual(['lead']);
  });

  it('limits: how much of each is used, of the desk and of its books; and as bars', async () => {
    const served = await servedDesk(
      'risk: { maxGrossExposure: 20000, maxOpenPositions: 4 }\nlosses: { book: { maxDailyLossWithOpen: 4 } }',
    );
    served.desk.quote('100.00', '100.02');
    served.desk.open();
    served.desk.pass(1);
    const { limits } = answers.limits.parse((await served.ask('/api/v1/limits')).told);
    expect(limits).toMatchObject([
      { scope: 'desk', limit: 'maxGrossExposure', most: '20000', value: '10001', state: 'within', onBreach: 'refuse' },
      { scope: 'desk', limit: 'maxOpenPositions', most: '4', value: '1', used: 0.25 },
      { scope: 'book/main', limit: 'maxDailyLossWithOpen', most: '4', value: '1.35', used: 0.3375, onBreach: 'halt' },
    ]);
    const [, , line = ''] = limitsText(limits).split('\n');
    expect(line).toContain('25 %  ██░░░░░░░░');
    expect(limitsText([])).toBe('No limits on exposure or losses.');
  });

  it('rules: those of the document, and how they stand where they have been heard', async () => {
    const { ask } = await traded();
    expect(answers.rules.parse((await ask('/api/v1/rules')).told).rules).toMatchObject([
      {
        ...{ rule: 'follow', when: ['signal.prediction'], condition: 'signal.signal == "BUY"', priority: 3 },
        instruments: [{ instrument: 'SPY', state: 'armed', acted: 1 }],
      },
    ]);
  });

  it('a halt stands in the status, and takes nothing of readiness', async () => {
    const { ask, desk } = await traded();
    desk.send({ type: 'risk.halt', scope: 'account/PAPER', operator: 'ada', why: 'lunch' });
    expect(answers.status.parse((await ask('/api/v1/status')).told).restrictions).toMatchObject([
      { scope: 'account/•••ER', state: 'halted' },
    ]);
    expect((await ask('/readyz')).status).toBe(200);
  });
});

describe('what programs ask that watch over others', () => {
  it('healthz and readyz need no token; a desk that is being opened is alive and not ready', async () => {
    const { api } = await apiOf();
    const ask = asking(api.port);
    expect(await ask('/healthz', { headers: {} })).toMatchObject({ status: 200, told: { alive: true } });
    expect(await ask('/readyz', { headers: {} })).toMatchObject({ status: 503, told: { ready: false } });
    expect(await ask('/api/v1/status')).toMatchObject({ status: 503, told: { error: { code: 'apiNotReady' } } });
  });

  it('readyz says which of the three is missing', async () => {
    const { ask, desk } = await servedDesk('symbols: [SPY]');
    const asked = async () => (await ask('/readyz', { headers: {} })).told;
    expect(await asked()).toEqual({ ready: true, fed: true, durable: true });
    const SPY = 'SPY' as InstrumentId;
    const dataState = { type: 'market.dataState', instrument: SPY, detail: '' } as const;
    desk.engine.hear({ ...dataState, state: 'none', usable: false }, 'market');
    expect(await asked()).toEqual({ ready: true, fed: false, durable: true });
    desk.engine.hear({ ...dataState, state: 'live', usable: true }, 'market');
    desk.send({ type: 'desk.drain', why: 'done' });
    expect(await asked()).toEqual({ ready: false, fed: true, durable: true });
  });

  it('metrics are as Prometheus reads them: help, type, and a figure for each', async () => {
    const { ask } = await traded();
    await ask('/api/v1/nothing');
    const { status, text, headers } = await ask('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain(
      '# HELP ordermaton_open_positions Positions that are planned or held.\n# TYPE ordermaton_open_positions gauge\nordermaton_open_positions{desk="test"} 1\n',
    );
    expect(text).toContain('ordermaton_orders{desk="test",status="working"} 1\n');
    expect(text).toContain('ordermaton_unrealised{desk="test"} -1\n');
    expect(text).toContain('ordermaton_api_requests_total{desk="test",status="404"} 1\n');
    const lines = text.trimEnd().split('\n');
    const sample = /^ordermaton_[a-z_]+\{([a-z]+="(\\.|[^"\\])*",?)+\} -?\d+(\.\d+)?(e[+-]?\d+)?$/;
    expect(lines.filter((line) => !line.startsWith('# ') && !sample.test(line))).toEqual([]);
    expect((await ask('/metrics', { headers: {} })).status).toBe(401);
  });
});

describe('the document', () => {
  it('describes every route there is, by the shapes that are served', async () => {
    const { ask } = await traded();
    const document = (await ask('/api/v1/openapi.json')).told as unknown as {
      readonly openapi: string;
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(apiRoutes.map(({ method, path }) => `${method} ${path}`).toSorted());
    const names = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(apiRoutes.length);
    expect(names).toContain('getStatus');
  });

  it('is what is served: real answers, and what is refused, are of the shapes that it gives them', async () => {
    const { ask } = await traded();
    const document = (await ask('/api/v1/openapi.json')).told as unknown as OpenApi;
    const shapeOf = (path: string, method: string, status: number) =>
      document.paths[path]?.[method]?.responses[String(status)]?.content['application/json']?.schema;
    const held = answers.positions.parse((await ask('/api/v1/positions')).told).positions[0]?.position;
    const protect = '/api/v1/positions/{position}/protect';
    const asked: readonly (readonly [path: string, method: string, of: string, body?: object])[] = [
      ...apiRoutes
        .filter(({ method, path }) => method === 'GET' && !path.includes('{') && !unshaped.includes(path))
        .map(({ path }) => [path, 'get', path] as const),
      ['/api/v1/instruments/SPY', 'get', '/api/v1/instruments/{instrument}'],
      ['/api/v1/instruments/QQQ', 'get', '/api/v1/instruments/{instrument}'],
      ['/api/v1/orders?which=some', 'get', '/api/v1/orders'],
      ['/api/v1/halt', 'post', '/api/v1/halt', { operator: 'ada', why: 'lunch' }],
      ['/api/v1/halt', 'post', '/api/v1/halt', {}],
      ['/api/v1/orders/nothing/cancel', 'post', '/api/v1/orders/{order}/cancel', { operator: 'ada', why: 'lunch' }],
      [protect.replace('{position}', held ?? ''), 'post', protect, { operator: 'ada', why: 'lunch', stop: '90' }],
      ['/api/v1/flatten', 'post', '/api/v1/flatten', { operator: 'ada', why: 'lunch' }],
    ];
    const seen = new Set<number>();
    for (const [path, method, of, body] of asked) {
      const { status = 0, told } = await ask(path, { method: method.toUpperCase(), body });
      const schema = shapeOf(of, method, status);
      expect([path, status, typeof schema]).toEqual([path, status, 'object']);
      const shape = (schema as { $ref?: string }).$ref === undefined ? schema : document.components.schemas.Problem;
      z.fromJSONSchema(shape as Parameters<typeof z.fromJSONSchema>[0]).parse(told);
      seen.add(status);
    }
    expect([...seen].toSorted()).toEqual([200, 400, 403, 404, 422]);
  });
});

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly responses: Readonly<
              Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
            >;
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: { readonly Problem: object } };
}
/** Text, a WebSocket, and the document itself. */
const unshaped: readonly string[] = ['/metrics', '/api/v1/stream', '/api/v1/openapi.json'];
