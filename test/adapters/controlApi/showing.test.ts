/** What the API shows of a desk that runs, over a real socket; each answer is held against the shape that the document gives it. */
import { describe, expect, it } from 'vitest';
import * as answers from '../../../src/adapters/controlApi/answers.ts';
import { apiRoutes } from '../../../src/adapters/controlApi/apiRoutes.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import { apiOf, asking, bearer, servedDesk } from '../../support/servedDesk.ts';

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

  it('has an answer of every route without a name in its path', async () => {
    const { ask } = await traded();
    const shown = apiRoutes.filter(
      ({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/api/v1/stream',
    );
    for (const { path, answer } of shown) {
      const { status, told } = await ask(path, { headers: bearer });
      expect([path, status]).toEqual([path, 200]);
      answer?.parse(told);
    }
  });
});
