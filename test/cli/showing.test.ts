/** A run that is served, and the commands that show it: a process that trades, and the command line that asks it. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as answers from '../../src/adapters/controlApi/answers.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere as here, start } from '../support/commandLine.ts';
import { opened } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';

/** A generated day that goes on slowly, and where it is served. */
async function servedRun(...options: readonly string[]) {
  const state = freshFolder();
  const running = start('run', '--speed', '600', '--api', '0', '--state-dir', state, ...options);
  onTestFinished(async () => {
    running.signal('SIGKILL');
    await running.ended;
  });
  const said = await running.printed('served at 127.0.0.1:');
  await running.printed('session 2025-03-03 opened');
  const port = /served at 127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? '';
  const ask = (...words: readonly string[]) => here(...words, '--port', port, '--state-dir', state);
  return { running, state, port, ask };
}

describe('a run that is served', () => {
  it('keeps its token in a file for nobody else, as long as it runs', async () => {
    const { running, state, port } = await servedRun();
    const file = join(state, `api-${port}.token`);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    running.signal('SIGTERM');
    await running.ended;
    expect(existsSync(file)).toBe(false);
  });

  it('is shown by the command line, as text and as JSON', async () => {
    const { running, ask } = await servedRun();
    await running.printed('entered: long');
    const status = await ask('status');
    expect(status).toMatchObject({ code: exitCodes.done, stderr: '' });
    expect(status.stdout).toMatch(/^desk +reference, account •••ER \(simulated\), Ordermaton /);
    expect(status.stdout).toMatch(/^connection +paper ready$/m);
    expect(answers.status.parse(JSON.parse((await ask('status', '--json')).stdout))).toMatchObject({ ready: true });

    expect((await ask('positions', '--all')).stdout).toMatch(/^position +symbol +held/);
    const positions = answers.positions.parse(JSON.parse((await ask('positions', '--all', '--json')).stdout)).positions;
    expect(positions.length).toBeGreaterThan(0);
    const orders = answers.orders.parse(JSON.parse((await ask('orders', '--all', '--json')).stdout)).orders;
    expect(orders.some(({ role, status: how }) => role === 'entry' && how === 'filled')).toBe(true);
    expect((await ask('orders', '--all')).stdout).toContain(' entry ');
    expect((await ask('signals')).stdout).toMatch(/ taken$/m);
    expect((await ask('rules')).stdout).toMatch(/^rule +when +symbol +state +acted\n/);
  });

  it('a simulated run is served to nobody unless that is asked for', async () => {
    const state = freshFolder();
    const { stdout } = await here('run', '--speed', 'max', '--state-dir', state, '--no-journal');
    expect(stdout).not.toContain('served at');
    expect(existsSync(state) ? readdirSync(state) : []).toEqual([]);
  });

  it('a desk at a broker is served unless told otherwise', async () => {
    const gateway = await opened();
    onTestFinished(() => gateway.close());
    const folder = freshFolder();
    const desk = join(folder, 'desk.yaml');
    writeFileSync(desk, 'desk: live\naccount: DU1234567\nsymbols: [SPY]\nrules: {}\n');
    const run = (...options: readonly string[]) => {
      const running = start(
        ...['run', '--broker', 'ib', '--desk', desk, '--state-dir', folder, '--port', String(gateway.port)],
        ...options,
      );
      onTestFinished(async () => {
        running.signal('SIGKILL');
        await running.ended;
      });
      return running;
    };
    const served = run();
    const said = await served.printed('orders may leave');
    const port = /served at 127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? '';
    const { stdout } = await here('status', '--json', '--port', port, '--state-dir', folder);
    expect(answers.status.parse(JSON.parse(stdout))).toMatchObject({
      mode: 'paper',
      account: '•••••••67',
      ready: true,
    });
    served.signal('SIGTERM');
    await served.ended;
    const unserved = run('--no-api');
    expect(await unserved.printed('orders may leave')).not.toContain('served at');
  });

  it('a port that is taken is said before anything trades', async () => {
    const { port } = await servedRun();
    const state = freshFolder();
    const { code, stderr } = await here('run', '--api', port, '--state-dir', state);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain(`The API of the desk can not be served at port ${port}: another program listens there.`);
    expect(readdirSync(state)).toEqual([]);
  });
});

describe('where no desk is', () => {
  it('deskNotServed: it says how to start one, and which others there were', async () => {
    const state = freshFolder();
    writeFileSync(join(state, 'api-4999.token'), 'x\n');
    const { code, stderr } = await here('status', '--port', '4998', '--state-dir', state);
    expect(code).toBe(exitCodes.notServed);
    expect(stderr).toContain('No desk is served at port 4998');
    expect(stderr).toContain('ordermaton run --broker ib --desk <file>');
    expect(stderr).toContain('Other desks were served at: 4999 (--port).');
  });

  it('a token that was left behind opens nothing', async () => {
    const state = freshFolder();
    const taken = await listening('');
    await taken.close();
    writeFileSync(join(state, `api-${taken.port}.token`), 'x\n');
    const { code, stderr } = await here('orders', '--port', taken.port, '--state-dir', state);
    expect(code).toBe(exitCodes.notServed);
    expect(stderr).toContain('nobody listens there');
  });

  it.each([
    ['speaks no JSON', '<html>', 'it does not answer in JSON'],
    ['speaks of something else', '{"status":"ok"}', 'its answer to /api/v1/status has another form'],
  ])('deskAnswersWrongly: what listens there %s', async (_what, body, says) => {
    const state = freshFolder();
    const { port } = await listening(body);
    writeFileSync(join(state, `api-${port}.token`), 'x\n');
    const { code, stderr } = await here('status', '--port', port, '--state-dir', state);
    expect(code).toBe(exitCodes.notServed);
    expect(stderr).toContain(says);
  });

  it('what a desk says against it is told as it says it', async () => {
    const { ask, state, port } = await servedRun();
    writeFileSync(join(state, `api-${port}.token`), 'another-token\n');
    expect(await ask('status')).toMatchObject({
      code: exitCodes.refused,
      stderr: expect.stringContaining('came without its token: it is another one') as string,
    });
    const { stdout } = await ask('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'apiTokenWrong' } });
  });
});

/** Something else that listens, and answers everything with the same. */
async function listening(body: string) {
  const server = createServer((_request, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  onTestFinished(() => void server.close());
  return { port: String((server.address() as AddressInfo).port), close };
}
