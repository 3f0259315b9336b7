/** The command `upgrade --check`: would this version do what the one before it did? */
import type { UpgradeCheck } from '../actors/engine/upgrade.ts';
import { checkUpgrade } from '../actors/engine/upgrade.ts';
import { openJournal } from '../adapters/journal/journalFile.ts';
import { print } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

export interface UpgradeCommand {
  /** The journal of the desk. */
  readonly check: string;
  readonly json?: boolean;
}

/** @throws `journalVersion`, `missingFile`, and what the journal finds wrong with itself */
export async function checkJournal({ check: file, json = false }: UpgradeCommand, version: string): Promise<ExitCode> {
  const reader = openJournal(file);
  try {
    const found = await checkUpgrade(
      {
        name: file,
        read: (from) => reader.records(from),
        async *checkpoints() {
          yield* reader.checkpoints();
        },
        segments: () => reader.segments(),
      },
      version,
    );
    await print(json ? JSON.stringify({ file, ...found }, null, 2) : textOf(file, found));
    return isSame(found) ? exitCodes.done : exitCodes.differs;
  } finally {
    reader.close();
  }
}

const isSame = ({ differences, divergences }: UpgradeCheck): boolean =>
  differences.length === 0 && divergences.length === 0;

function textOf(file: string, found: UpgradeCheck): string {
  const { from, to, first, last, differences, comparedAt, orders, positions, divergences } = found;
  const [difference] = differences;
  return [
    `${file}: inputs ${first} to ${last} were written by version ${from}, and heard again by ${to}.`,
    difference === undefined
      ? 'Every command is the same.'
      : `${differences.length} input(s) come out otherwise; the first is ${difference.sequence}: ${difference.problem}.`,
    comparedAt === 0
      ? 'There is no checkpoint among them: orders and positions were not compared.'
      : `Behind input ${comparedAt}: ${orders} orders and ${positions} positions with their protection compared, ${divergences.length} of them other.`,
    ...divergences.slice(0, SHOWN).map(({ name, recorded, found: now }) => `  ${name}: ${recorded} → ${now}`),
    ...(divergences.length > SHOWN ? [`  … and ${divergences.length - SHOWN} more; --json has all.`] : []),
    isSame(found)
      ? `Version ${to} may take over.`
      : `Stay with version ${from} until this is understood: what differs here would differ in the market.`,
  ].join('\n');
}
const SHOWN = 20;
