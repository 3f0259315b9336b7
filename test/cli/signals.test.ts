/** Desks that hear signals by several ways, as processes, over real sockets; what they know of keys is nowhere to be found. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { openMonitorServer } from '../../src/adapters/signals/monitorServer/monitorServer.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import type { SignalId, Timestamp } from '../../src/identifiers.ts';
import { ordermatonHere, start, startUnder } from '../support/commandLine.ts';
import { opened } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';
import { predictionAt } from '../support/monitors.ts';

const KEY = 'the-key-of-the-monitor';
const TOKEN = 'the-token-of-the-signals';
const SECRET = 'the-secret-of-the-signals';
const clock = { now: () => (Date.now() * 1_000) as Timestamp };
const at = (id: string) => predictionAt(0, { id: id as SignalId, observedAt: clock.now() });

function files(signals: string, rules = '{}') {
  const folder = freshFolder();
  const [desk, state, drop] = [join(folder, 'desk.yaml'), join(folder, 'state'), join(folder, 'drop')];
  mkdirSync(drop);
  writeFileSync(desk, `desk: heard\naccount: DU1234567\nsymbols: [SPY]\nrules: ${rules}\nsignals: ${signals}\n`);
  return { folder, desk, state, drop };
}
const everyFile = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Names carry the number of the input that made them, and a source that says how it fares has two more. */
const unnumbered = (trade: unknown): unknown => JSON.parse(JSON.stringify(trade).replace(/-\d+\.\d+/g, '')) as unknown;

describe('a desk at a broker', () => {
  it('hears a monitor, HTTP and a folder at once, goes on when the monitor fails, and writes no key down', async () => {
    const gateway = await opened();
    const monitor = await openMonitorServer({ clock, predictions: [at('asked')], key: KEY, port: 0 });
    onTestFinished(() => gateway.close());
    const folder = freshFolder();
    const here = files(
      `{ monitor: { every: { prediction: 1s }, silence: 5s }, http: { port: 0, secret: ${SECRET} }, folder: { path: ${folder} } }`,
    );
    const running = startUnder(
      { ORDERMATON_MONITOR_URL: monitor.url, ORDERMATON_MONITOR_KEY: KEY, ORDERMATON_SIGNALS_TOKEN: TOKEN },
      ...['run', '--broker', 'ib', '--desk', here.desk, '--state-dir', here.state, '--port', String(gateway.port)],
      ...['--log-level', 'debug'],
    );
    const said = await running.printed('HTTP at port ');
    await running.printed('signals by monitor are live');
    const port = /HTTP at port (\d+)/.exec(said)?.[1];
    const send = async (id: string, token = TOKEN): Promise<unknown> => {
      const alert = { id, ticker: 'SPY', action: 'buy', time: new Date().toISOString() };
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/signals`, {
        ...{ method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(alert) },
      });
      return answer.json();
    };
    expect(await send('sent')).toEqual({ became: 'accepted', signal: 'sent' });
    expect(await send('sent')).toEqual({ became: 'duplicate', signal: 'sent', code: 'signalKnown' });
    expect(await send('turned-away', SECRET)).toMatchObject({ error: { code: 'signalTokenWrong' } });
    const dropped = { id: 'dropped', ticker: 'SPY', action: 'sell', time: new Date().toISOString() };
    appendFileSync(join(folder, 'a.ndjson'), `${JSON.stringify(dropped)}\n`);
    await running.printed('signals by folder are live');
    monitor.fail(Array.from({ length: 9 }, () => ({ status: 401 })));
    await running.printed('signals by monitor: monitorKeyRefused');
    await monitor.close();
    await running.printed('ALARM signals by monitor are stale: nothing for 5 s');
    running.signal('SIGTERM');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(exitCodes.done);

    const file = join(here.state, 'DU1234567.db');
    const journal = openJournal(file);
    onTestFinished(() => journal.close());
    const signals = [...journal.recordsNow()].flatMap(({ envelope: { data } }) =>
      data.type === 'signal.prediction' ? [[String(data.id), data.source]] : [],
    );
    expect(signals.sort()).toEqual([
      ['asked', 'monitor'],
      ['dropped', 'folder'],
      ['sent', 'http'],
      ['sent', 'http'],
    ]);
    for (const secret of [KEY, TOKEN, SECRET]) {
      expect(stdout + stderr).not.toContain(secret);
      for (const each of everyFile(here.state)) expect(readFileSync(each).includes(secret)).toBe(false);
    }
    // nobody serves anything any more
    expect(await ordermatonHere('replay', file)).toMatchObject({ code: exitCodes.done });
  });

  it.each([
    ['HTTP without a token', '{ http: { port: 0 } }', 'signals.http: needs a token or a secret'],
    ['a monitor that is nowhere', '{ monitor: {} }', '--monitor: is needed'],
    ['an address with a password in it', '{ monitor: { url: "http://me:word@127.0.0.1/" } }', 'without a name'],
    ['a monitor that is asked too often', '{ monitor: { every: { trades: 10ms } } }', 'at least 1s'],
    ['a token that is too short', '{ http: { token: short } }', '16 characters or more'],
  ])('is not begun with %s', async (_what, signals, says) => {
    const { desk, state } = files(signals);
    const gateway = await opened();
    onTestFinished(() => gateway.close());
    const { code, stderr } = await ordermatonHere(
      ...['run', '--broker', 'ib', '--desk', desk, '--state-dir', state, '--port', String(gateway.port)],
      ...['--log-level', 'silent'],
    );
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('word@');
  });

  it('lets go of its address when it can not be begun behind it', async () => {
    const { desk, state } = files(`{ http: { port: 0, token: ${TOKEN} } }`);
    mkdirSync(join(state, 'paper/DU1234567/heard/halt.json'), { recursive: true }); // no document, so that it can not be read
    const run = start('run', '--broker', 'ib', '--desk', desk, '--state-dir', state, '--port', '1');
    const { code, stderr } = await run.ended; // a server that is left open keeps the process
    expect([code, stderr]).toEqual([exitCodes.data, expect.stringContaining('halt.json') as string]);
  });
});

describe('a simulated market', () => {
  it('hears what a monitor predicted on its days, and trades the same as by the predictions themselves', async () => {
    const server = start('monitor-server', '--port', '0', '--as-recorded', '--key', KEY, '--json');
    onTestFinished(async () => {
      server.signal('SIGTERM');
      await server.ended;
    });
    const { url } = JSON.parse(await server.printed('}\n')) as { readonly url: string };
    const tradesOf = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const { code, stdout, stderr } = await startUnder(
        { ORDERMATON_MONITOR_KEY: KEY },
        ...['run', '--speed', 'max', '--no-journal', '--json', ...args],
      ).ended;
      expect([code, stderr]).toEqual([exitCodes.done, '']);
      return (JSON.parse(stdout) as { readonly trades: readonly unknown[] }).trades.map(unnumbered);
    };
    const trades = await tradesOf('--monitor', url);
    expect(trades.length).toBeGreaterThan(10);
    expect(trades).toEqual(await tradesOf());
  });

  it('is not begun with a monitor that can not be asked, nor with two sources', async () => {
    const none = await ordermatonHere('run', '--speed', 'max', '--no-journal', '--monitor', 'http://127.0.0.1:1');
    expect(none).toMatchObject({ code: exitCodes.data });
    expect(none.stderr).toContain('The monitor can not be reached');
    const two = await ordermatonHere('run', '--monitor', 'http://127.0.0.1:1', '--signals', 'x');
    expect(two).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('--monitor: ') as string });
    const wrong = await ordermatonHere('run', '--no-journal', '--monitor', 'ftp://127.0.0.1');
    expect(wrong).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('such as http') as string });
  });
});

describe('a reference monitor', () => {
  it('tells predictions as if the first came now, by its key alone, and fails when asked to', async () => {
    const server = start('monitor-server', '--port', '0', '--key', KEY, '--fault', '503', '--json', '--symbols', 'SPY');
    const { url, generated } = JSON.parse(await server.printed('}\n')) as { url: string; generated: boolean };
    expect(generated).toBe(true);
    const ask = async (path: string, key = KEY): Promise<readonly [number, { readonly data?: unknown }]> => {
      const answer = await fetch(`${url}/${path}`, { headers: { 'x-api-key': key } });
      return [answer.status, (await answer.json()) as { readonly data?: unknown }];
    };
    expect((await ask('status'))[0]).toBe(503);
    expect((await ask('status', 'another'))[0]).toBe(401);
    expect((await ask('tickers'))[1]).toEqual({ data: ['SPY'] });
    const [, latest] = await ask('prediction/latest?ticker=SPY');
    const { timestamp } = (latest.data as { readonly prediction: { readonly timestamp: string } }).prediction;
    expect(Math.abs(Date.parse(timestamp) - Date.now())).toBeLessThan(60_000);
    expect((await ask('nothing'))[0]).toBe(404);
    server.signal('SIGTERM');
    expect((await server.ended).code).toBe(exitCodes.done);
  });

  it('is not begun with a fault that is none', async () => {
    expect(await ordermatonHere('monitor-server', '--port', '0', '--fault', 'hangup')).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('hangup is none') as string,
    });
  });
});
