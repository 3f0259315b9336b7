/** The command `doctor` against a gateway: what it prints, and how it ends. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere } from '../support/commandLine.ts';
import { gatewayHere } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';

function deskFile(account = 'account: DU1234567'): string {
  const file = join(freshFolder(), 'desk.yaml');
  writeFileSync(file, `desk: mine\n${account}\nsymbols: [SPY]\nrisk: { maxOrderNotional: 50000 }\nrules: {}\n`);
  return file;
}
const doctor = (port: number, ...options: readonly string[]) =>
  ordermatonHere('doctor', '--port', String(port), ...options);

it('a gateway that is well ends with 0, a line for each finding, and what is to be looked at by oneself', async () => {
  const gateway = await gatewayHere();
  const { code, stdout } = await doctor(gateway.port, '--desk', deskFile());
  expect(code).toBe(exitCodes.done);
  expect(stdout).toContain('client 1; account DU1234567; desk mine; SPY. Nothing here places an order.');
  expect(stdout).toMatch(/^ {2}ok {10}market data {9}SPY: live$/m);
  expect(stdout).toMatch(/^ {2}not checked automatic restart {3}look here yourself: /m);
  expect(stdout).toMatch(/in IB Gateway: Configure › Settings › Lock and Exit/);
  expect(stdout).toMatch(/^\d+ ok, 0 warning\(s\), 0 failed, 4 not checked\.$/m);
});

it('one that is not ends with a code of its own, and says where it is set and what to do', async () => {
  const gateway = await gatewayHere({ faults: [{ fault: 'readOnly' }] });
  const { code, stdout } = await doctor(gateway.port, '--desk', deskFile());
  expect(code).toBe(exitCodes.unwell);
  expect(stdout).toMatch(/FAILED {6}orders allowed {6}321: .*Read-Only mode/);
  expect(stdout).toMatch(/in TWS: File › Global Configuration › API › Settings › "Read-Only API"/);
  expect(stdout).toMatch(/1 failed/);
});

it('as one document, with what is being looked at on stderr', async () => {
  const gateway = await gatewayHere();
  const { code, stdout, stderr } = await doctor(gateway.port, '--account', 'DU1234567', '--json');
  expect(code).toBe(exitCodes.done);
  const found = JSON.parse(stdout) as { readonly findings: readonly { readonly check: string }[] };
  expect(found).toMatchObject({
    place: `127.0.0.1:${gateway.port}`,
    clientId: 1,
    account: 'DU1234567',
    desk: null,
    fail: 0,
  });
  expect(found.findings[0]).toMatchObject({
    ...{ check: 'socket', subject: null, mark: 'ok' },
    ...{ where: { gateway: expect.any(String), tws: expect.any(String) }, remedy: expect.any(String) },
  });
  expect(stderr).toContain('market data, shortable …\n');
});

it.each([
  ['an account that is none', ['--account', 'PAPER'], exitCodes.usage, '--account: PAPER is no account'],
  ['two accounts', ['--account', 'DU7654321', '--desk', 'THE DESK'], exitCodes.usage, 'is not the account of the desk'],
  ['a symbol that the desk does not trade', ['--symbols', 'QQQ', '--desk', 'THE DESK'], exitCodes.data, 'QQQ'],
  ['no time at all', ['--timeout', '0'], exitCodes.usage, 'Expected seconds'],
  ['a desk that is not there', ['--desk', 'nowhere.yaml'], exitCodes.data, 'nowhere.yaml'],
])('%s is refused before anything is looked at', async (_what, options, expected, says) => {
  const { code, stdout, stderr } = await doctor(9, ...options.map((each) => (each === 'THE DESK' ? deskFile() : each)));
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toContain(says);
});
