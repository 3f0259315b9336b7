/** `run --broker ib` as a process, with the gateway at the other end of a real socket. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import type { Report } from '../../src/adapters/reports/report.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere, start } from '../support/commandLine.ts';
import { opened } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';
import { heardWhole } from '../support/lastingBooks.ts';

const desk = (account = 'account: DU1234567') => `
desk: live
${account}
symbols: [SPY, IBM]
risk: { maxOrderNotional: 100000 }
rules:
  enter:
    when: market.quote
    if: "!position.isOpen"
    times: 1
    then: [{ open: { side: long, quantity: 10, stop: { share: 2% }, target: { share: 2% } } }]
  leave:
    when: signal.prediction
    then: [close]
`;
const prediction = (id: string, ticker = 'SPY'): string =>
  `${JSON.stringify({
    ticker,
    prediction: {
      ...{ id, timestamp: new Date().toISOString(), signal: 'BUY', numeric: 1, confidence: 0.8 },
      ...{ stock_price: 100, probabilities: [0.2, 0.8], feature_values: {} },
    },
    model_info: { name: 'm', version: '1', horizon_minutes: 30 },
  })}\n`;

function files(document = desk()) {
  const folder = freshFolder();
  const file = join(folder, 'desk.yaml');
  writeFileSync(file, document);
  return { folder, desk: file, signals: join(folder, 'signals.ndjson'), state: join(folder, 'state') };
}

describe('a desk at a broker', () => {
  it('trades what is signalled, is killed, goes on where it was, and stops with its position protected', async () => {
    const gateway = await opened();
    onTestFinished(() => gateway.close());
    const { desk: document, signals, state } = files();
    writeFileSync(signals, '');
    const here = ['--desk', document, '--signals', signals, '--state-dir', state, '--port', String(gateway.port)];
    const run = () => start('run', '--broker', 'ib', ...here);

    const first = run();
    await first.printed('SPY entered: long 10');
    await first.printed('IBM entered: long 10');
    appendFileSync(signals, prediction('one'));
    await first.printed('SPY closed');
    first.signal('SIGKILL');
    await first.ended;

    const second = run();
    await second.printed('orders may leave');
    await second.printed('refused: signalKnown');
    second.signal('SIGTERM');
    const { code, stdout } = await second.ended;
    expect(code).toBe(exitCodes.staysOpen);
    expect(stdout).toContain('SPY: signal one of ');
    expect(stdout).toMatch(/IBM 10 at .*, open, protected/);

    const journal = openJournal(join(state, 'DU1234567.db'));
    onTestFinished(() => journal.close());
    expect(journal.about).toMatchObject({ account: 'DU1234567', mode: 'paper', desk: 'live', end: { how: 'stopped' } });
    const types = [...journal.recordsNow()].map(({ envelope }) => envelope.type);
    expect(types.filter((type) => type === 'desk.resumed')).toHaveLength(1);
    // In twice, out once: nothing has left twice, whenever the kill came.
    expect(gateway.save().orders.executions).toHaveLength(3);
    expect(gateway.save().orders.orders).toHaveLength(6);
  });

  it('reports what happened since its first start, and so do the tables of its journal, however often it was stopped and killed', async () => {
    const gateway = await opened();
    onTestFinished(() => gateway.close());
    const { desk: document, signals, state, folder } = files();
    writeFileSync(signals, '');
    const run = () =>
      start(
        ...['run', '--broker', 'ib', '--desk', document, '--signals', signals, '--state-dir', state],
        ...['--port', String(gateway.port), '--report', folder],
      );
    const reported = () => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;

    const first = run();
    await first.printed('SPY entered: long 10');
    await first.printed('IBM entered: long 10');
    first.signal('SIGTERM');
    await first.ended;
    expect(reported().totals).toMatchObject({ fills: 2, trades: 0 });

    const second = run();
    await second.printed('orders may leave');
    appendFileSync(signals, prediction('one'));
    await second.printed('SPY closed');
    second.signal('SIGKILL');
    await second.ended;

    const third = run();
    await third.printed('orders may leave');
    third.signal('SIGTERM');
    expect((await third.ended).stderr).not.toContain('can not be used');
    const report = reported();
    expect(report.totals).toMatchObject({ orders: 6, fills: 3, trades: 1 });
    expect(report).not.toHaveProperty('since');

    const file = join(state, 'DU1234567.db');
    const replayed = await ordermatonHere('replay', file, '--json');
    expect(report).toEqual(JSON.parse(replayed.stdout));
    const journal = openJournal(file);
    const database = new DatabaseSync(file, { readOnly: true });
    onTestFinished(() => {
      database.close();
      journal.close();
    });
    const { tables } = await heardWhole({ read: (from) => journal.records(from) });
    const rows = tables.all().map(([, row]) => row);
    const found = ['equity', 'fills', 'orders', 'positions'].flatMap((table) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all(),
    );
    expect(found.map((row) => ({ ...row }))).toEqual(rows);
  });

  it('says at once what it can not reach, with an exit code of its own', async () => {
    const gateway = await opened();
    const { port } = gateway;
    await gateway.close();
    const { desk: document, state } = files();
    const { code, stderr } = await ordermatonHere(
      ...['run', '--broker', 'ib', '--desk', document, '--state-dir', state, '--port', String(port)],
      ...['--log-level', 'silent'],
    );
    expect(code).toBe(exitCodes.broker);
    expect(stderr).toContain(`Nobody answers at 127.0.0.1:${port}`);
  });

  it('refuses an account that the login does not manage', async () => {
    const gateway = await opened();
    onTestFinished(() => gateway.close());
    const { desk: document, state } = files(desk('account: DU7654321'));
    const { code, stderr } = await ordermatonHere(
      ...['run', '--broker', 'ib', '--desk', document, '--state-dir', state, '--port', String(gateway.port)],
      ...['--log-level', 'silent'],
    );
    expect(code).toBe(exitCodes.broker);
    expect(stderr).toContain('manages DU1234567, and the desk trades DU7654321');
  });
});

describe('what a desk at a broker is not begun with', () => {
  it.each([
    ['no account at all', '', [], '--account: is needed'],
    ['an account that is none', '', ['--account', 'PAPER'], '--account: PAPER is no account'],
    ['two accounts', undefined, ['--account', 'DU7654321'], '--account: DU7654321 is not the account of the desk'],
    ['money, and nobody said so', 'account: U1234567', [], '--account: U1234567 is an account with money in it'],
    ['money that the document does not name', '', ['--account', 'U1234567', '--live'], '--live: needs the account'],
    ['paper as money', undefined, ['--live'], '--live: is for money'],
    ['money by delayed quotes', 'account: U1234567', ['--live', '--allow-delayed'], '--allow-delayed: is for paper'],
    ['recorded data', undefined, ['--data', 'x'], '--data: is for the simulated market'],
    ['a generated market', undefined, ['--seed', '8'], '--seed: is for the simulated market'],
    [
      'corporate actions',
      undefined,
      ['--corporate-actions', 'none'],
      '--corporate-actions: is for the simulated market',
    ],
    ['rows to be left out', undefined, ['--on-bad-row', 'skip'], '--on-bad-row: is for the simulated market'],
    ['no journal', undefined, ['--no-journal'], '--no-journal: is for backtests'],
    [
      'bars that the broker does not keep up to date',
      'account: DU1234567\nindicators: { atr: { kind: atr, length: 3, bars: 7m } }',
      [],
      'The indicator atr needs bars of 7m',
    ],
    ['a symbol that the desk does not trade', undefined, ['--symbols', 'QQQ'], 'QQQ'],
  ])('%s', async (_name, account, options, says) => {
    const { desk: document, state } = files(desk(account));
    const { code, stderr } = await ordermatonHere(
      ...['run', '--broker', 'ib', '--desk', document, '--state-dir', state, ...options],
    );
    expect([exitCodes.usage, exitCodes.data]).toContain(code);
    expect(stderr).toContain(says);
    expect(existsSync(state)).toBe(false);
  });

  it('no desk document, and no symbols', async () => {
    expect(await ordermatonHere('run', '--broker', 'ib')).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('--desk: is needed') as string,
    });
    const { desk: document } = files(desk().replace('symbols: [SPY, IBM]', ''));
    expect(await ordermatonHere('run', '--broker', 'ib', '--desk', document)).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('--symbols: is needed') as string,
    });
  });

  it('an option of the broker is not for the simulated market', async () => {
    expect(await ordermatonHere('run', '--port', '4002')).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('--port: is for --broker ib') as string,
    });
  });
});
