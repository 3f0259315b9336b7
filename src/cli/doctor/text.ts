/** What the doctor says: a line for each finding, and below what is not well its place in the menus and the remedy. */
import { catalogue } from '../../adapters/doctor/catalogue.ts';
import type { Finding, Mark } from '../../adapters/doctor/finding.ts';
import { marks } from '../../adapters/doctor/finding.ts';
import type { Patient } from '../../adapters/doctor/round.ts';

const words: Readonly<Record<Mark, string>> = { ok: 'ok', warn: 'warning', fail: 'FAILED', notChecked: 'not checked' };
const MARK_WIDTH = 12;
const TITLE_WIDTH = 20;
const INDENT = ' '.repeat(2 + MARK_WIDTH);

export function headOf({ host, port, clientId, account, desk, symbols }: Patient): string {
  const what = [
    `client ${clientId}`,
    account === undefined ? 'no account named' : `account ${account}`,
    desk === undefined ? 'no desk document' : `desk ${desk.name}`,
    symbols.length === 0 ? 'no symbols' : symbols.join(', '),
  ];
  return `${host}:${port}: ${what.join('; ')}. Nothing here places an order.`;
}

/** Where it is set stands below whatever is not well, or not known. */
export function linesOf({ check, mark, detail, subject }: Finding): readonly string[] {
  const { title, tws, gateway, remedy } = catalogue[check];
  const line = `  ${words[mark].padEnd(MARK_WIDTH)}${title.padEnd(TITLE_WIDTH)}${subject === undefined ? '' : `${subject}: `}${detail}`;
  if (mark === 'ok') return [line];
  const places = tws === gateway ? [`in ${tws}`] : [`in TWS: ${tws}`, `in IB Gateway: ${gateway}`];
  return [line, ...[...places, remedy].map((text) => INDENT + text)];
}

export const countsOf = (findings: readonly Finding[]): Readonly<Record<Mark, number>> =>
  Object.fromEntries(marks.map((mark) => [mark, findings.filter((each) => each.mark === mark).length])) as Record<
    Mark,
    number
  >;

export function sumOf(findings: readonly Finding[]): string {
  const { ok, warn, fail, notChecked } = countsOf(findings);
  return `${ok} ok, ${warn} warning(s), ${fail} failed, ${notChecked} not checked.`;
}

export const documentOf = ({ host, port, clientId, account, desk }: Patient, findings: readonly Finding[]) => ({
  place: `${host}:${port}`,
  clientId,
  account: account ?? null,
  desk: desk?.name ?? null,
  ...countsOf(findings),
  findings: findings.map(({ check, subject, mark, detail }) => {
    const { tws, gateway, remedy } = catalogue[check];
    return { check, subject: subject ?? null, mark, detail, where: { tws, gateway }, remedy };
  }),
});
