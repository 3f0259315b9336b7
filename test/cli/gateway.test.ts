/** The command `gateway`: what it prints, and that its flags reach it. */
import { expect, it } from 'vitest';
import { AdminClient } from '../support/adminClient.ts';
import { ordermatonHere, start } from '../support/commandLine.ts';

it('a gateway tells where it listens and by which token its faults are switched, has those it was told of, and ends in order', async () => {
  const running = start(
    ...['gateway', '--port', '0', '--admin-port', '0', '--json', '--fault', 'notice:code=2103', '--fault', 'hangUp'],
  );
  const where = JSON.parse(await running.printed('}\n')) as { readonly adminPort: number; readonly adminToken: string };
  expect(where).toMatchObject({ host: '127.0.0.1', accounts: ['DU1234567'], simulated: true });
  const admin = new AdminClient(where, where.adminToken);
  expect(await admin.state()).toMatchObject({ accounts: ['DU1234567'], clients: [] });
  running.signal('SIGTERM');
  const { code, stderr } = await running.ended;
  expect([code, stderr.match(/^fault: .*$/gm)]).toEqual([
    0,
    ['fault: {"fault":"notice","code":2103}', 'fault: {"fault":"hangUp"}'],
  ]);
});

it.each([
  ['a fault that there is not', ['--fault', 'notize'], 2, /did you mean notice/],
  ['a file of faults that is not there', ['--faults', 'nowhere.json'], 3, /nowhere\.json/],
  ['a time that nobody could move', ['--time', '2026-11-23T15:00:00Z'], 2, /never move without --admin-port/],
  ['a time that is none', ['--time', 'noon', '--admin-port', '0'], 2, /Expected a moment/],
])('%s ends it with a sentence', async (_what, flags, expected, sentence) => {
  const { code, stderr } = await ordermatonHere('gateway', '--port', '0', ...flags);
  expect(code).toBe(expected);
  expect(stderr).toMatch(sentence);
});
