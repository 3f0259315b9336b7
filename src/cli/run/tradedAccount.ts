/** Which account a desk trades at its broker, and that whoever started it meant it. */
import { isAccountNumber, modeOf } from '../../adapters/interactiveBrokers/accountNumbers.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { accountId } from '../../identifiers.ts';
import type { RunOptions } from './options.ts';
import { wrong } from './options.ts';

/**
 * The desk with the account it trades. One with money in it has to stand in the desk document, and `--live` has to be said as well.
 * @throws `badArgument`
 */
export function withAccount(options: RunOptions, desk: DeskConfiguration): DeskConfiguration {
  const account = namedAccount(options, desk);
  if (account === undefined)
    throw wrong('account', 'is needed: neither it nor the desk document names an account such as DU1234567');
  const inDocument = isAccountNumber(desk.account) ? desk.account : undefined;
  if (options.live === true) assertMeant(account, { isInDocument: inDocument !== undefined, ...options });
  else if (modeOf(account) === 'live')
    throw wrong('account', `${account} is an account with money in it: say --live, or name a paper account (D…)`);
  const { promotion } = desk;
  const isReal = modeOf(account) === 'live';
  return {
    ...{ ...desk, account: accountId(account) },
    ...(promotion === undefined || !isReal ? {} : { promotion: { ...promotion, realMoney: true } }),
  };
}

/** The account that the desk document or `--account` names, if any. @throws `badArgument` for one that is none, or for two */
export function namedAccount(
  { account: told }: Pick<RunOptions, 'account'>,
  desk: Pick<DeskConfiguration, 'account'> | undefined,
): string | undefined {
  const inDocument = desk !== undefined && isAccountNumber(desk.account) ? desk.account : undefined;
  const account = inDocument ?? told;
  if (account !== undefined && !isAccountNumber(account))
    throw wrong('account', `${account} is no account of Interactive Brokers, such as DU1234567`);
  if (told !== undefined && told !== account)
    throw wrong('account', `${told} is not the account of the desk document, ${account}`);
  return account;
}

function assertMeant(account: string, { isInDocument, allowDelayed }: { isInDocument: boolean } & RunOptions): void {
  if (modeOf(account) === 'paper') throw wrong('live', `is for money, and ${account} is a paper account`);
  if (!isInDocument) throw wrong('live', `needs the account in the desk document: account: ${account}`);
  if (allowDelayed === true) throw wrong('allowDelayed', 'is for paper accounts alone');
}
