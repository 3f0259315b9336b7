/** Cash, equity and profit, to the last digit, after every input. */
import type { AccountView } from '../../../src/actors/engine/views.ts';
import type { Report } from './findings.ts';
import type { Notebook } from './notebook.ts';

export function auditMoney(account: AccountView, book: Notebook, report: Report): void {
  const same = (what: string, engine: bigint, own: bigint): void => {
    if (engine !== own)
      report(`${what} is what was paid and received`, `the engine says ${engine}, the auditor ${own}`);
  };
  same('cash', account.cash, book.cash);
  same('fees', account.fees, book.fees);
  same('dividends', account.dividends, book.dividends);
  same('equity', account.equity, book.equity);
  if (account.grossExposure < book.exposure)
    report('gross exposure is at least what is held', `${account.grossExposure} against ${book.exposure}`);
  const profit = account.realised + account.unrealised + account.dividends - account.fees;
  same('profit (realised + unrealised + dividends − fees)', profit, book.equity - book.startingCash);
  if (account.residue !== 0n) report('the residue is zero', `${account.residue}`);
}
