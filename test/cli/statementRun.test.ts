/** `run --broker ib --statement`: a desk at a gateway brings in what its broker's statement says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { isoTime } from '../../src/identifiers.ts';
import { amountText, decimalText, zero } from '../../src/money.ts';
import { ordermatonHere, root, start } from '../support/commandLine.ts';
import { gatewayHere } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';

it('what the books have agrees, interest is booked once, and the account still comes to the same', async () => {
  const gateway = await gatewayHere();
  const state = freshFolder();
  const file = join(state, 'flex.xml');
  const desk = ['--desk', `${root}examples/paper-desk.yaml`, '--state-dir', state, '--port', String(gateway.port)];
  const first = start('run', '--broker', 'ib', ...desk);
  await first.printed('SPY entered: long 1');
  first.signal('SIGTERM');
  expect((await first.ended).code).toBe(exitCodes.staysOpen);

  const [execution] = gateway.save().orders.executions;
  if (execution === undefined) throw new Error('nothing has executed');
  const { told, at } = execution;
  const time = DateTime.fromISO(isoTime(at), { zone: 'America/New_York' }).toFormat("yyyyLLdd';'HHmmss");
  const fee = amountText(execution.report?.commission ?? zero);
  writeFileSync(
    file,
    `<FlexQueryResponse><FlexStatements><FlexStatement accountId="DU1234567">
<Trades><Trade symbol="SPY" assetCategory="STK" levelOfDetail="EXECUTION" buySell="BUY" quantity="${decimalText(told.shares)}"
 tradePrice="${decimalText(told.price)}" ibCommission="-${fee}" ibCommissionCurrency="USD" dateTime="${time}" ibExecID="${told.execId}"
 orderReference="${told.orderRef}" /></Trades>
<CashTransactions><CashTransaction type="Broker Interest Paid" amount="-4.27" currency="USD" dateTime="20261123" transactionID="1"
 description="USD DEBIT INT" symbol="" /></CashTransactions>
</FlexStatement></FlexStatements></FlexQueryResponse>`,
  );
  for (const booked of [1, 0]) {
    const run = start('run', '--broker', 'ib', ...desk, '--statement', file);
    const stdout = await run.printed(`of 1 rows of money and splits ${1 - booked} match, ${booked} booked, 0 differ`);
    expect(stdout).toContain('1 of 1 trades match, 0 booked, 0 fees taken, 0 differ');
    run.signal('SIGTERM');
    expect((await run.ended).code).toBe(exitCodes.staysOpen);
  }
  const check = await ordermatonHere('statement', 'check', file, '--journal', join(state, 'DU1234567.db'));
  expect([check.code, check.stdout]).toEqual([exitCodes.done, expect.stringContaining('The books agree')]);
  const replayed = await ordermatonHere('replay', join(state, 'DU1234567.db'), '--json');
  const { account } = JSON.parse(replayed.stdout) as { readonly account: { readonly residue: string; fees: string } };
  expect(account.residue).toBe('0');
  expect(Number(account.fees)).toBeCloseTo(4.27 + Number(fee), 6);
});

it.each([
  ['the simulated market', ['--statement', 'x.xml'], exitCodes.usage, '--statement: is for --broker ib'],
  [
    'a file that is not there',
    ['--broker', 'ib', '--desk', `${root}examples/paper-desk.yaml`, '--statement', 'x.xml'],
    exitCodes.data,
    'x.xml',
  ],
])('is refused for %s', async (_what, options, expected, says) => {
  const { code, stderr } = await ordermatonHere(
    'run',
    ...options,
    '--state-dir',
    freshFolder(),
    '--log-level',
    'silent',
  );
  expect([code, stderr]).toEqual([expected, expect.stringContaining(says)]);
});
