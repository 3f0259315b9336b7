/** `tail`: what happens at a desk that runs, a line each, until it ends. */
import pc from 'picocolors';
import type { Fact } from '../../adapters/controlApi/answers.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import type { DeskPlace } from './deskClient.ts';
import { followDesk } from './deskClient.ts';
import { answered } from './show.ts';

export interface TailOptions extends DeskPlace {
  readonly json?: boolean;
  readonly topics?: string;
  /** After so many it ends. */
  readonly count?: number;
}

/** @throws `deskNotServed`, `deskAnswersWrongly` */
export const tail = (options: TailOptions): Promise<ExitCode> =>
  answered(options, async () => {
    const { json = false, topics, count = Number.POSITIVE_INFINITY } = options;
    const query = topics === undefined ? '' : `?topics=${encodeURIComponent(topics)}`;
    let told = 0;
    const end = await followDesk(options, `/api/v1/stream${query}`, ({ facts, skipped }) => {
      if (skipped > 0) process.stderr.write(`${skipped} facts are missing here: they were not read in time.\n`);
      const lines = facts.slice(0, count - told).map((fact) => (json ? JSON.stringify(fact) : lineOf(fact)));
      told += lines.length;
      process.stdout.write(`${lines.join('\n')}\n`);
      return told < count;
    });
    if (end !== '' && told < count) process.stderr.write(`The stream has ended: ${end}.\n`);
    return exitCodes.done;
  });

const WIDTH = 160;
/** Names that say nothing to people. */
const unsaid = ['approval', 'revision', 'timer', 'generation'];

function lineOf({ at, place, type, fields }: Fact): string {
  const texts = Object.entries(fields).flatMap(([name, value]) =>
    unsaid.includes(name) || typeof value === 'object' ? [] : [`${name} ${value}`],
  );
  const line = `${at.slice(11, 19)} ${place.padStart(9)} ${type.padEnd(22)} ${texts.join(', ')}`.trimEnd();
  const clipped = line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
  return `${pc.dim(clipped.slice(0, 18))}${clipped.slice(18)}`;
}
