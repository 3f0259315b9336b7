/** What a run begins halted by: the marks of its desk in the state folder; a run that broke off begins as it had begun. */
import { isDeepStrictEqual } from 'node:util';
import type { EngineOptions } from '../../actors/engine/engine.ts';
import { openHaltMarks } from '../../adapters/documents/haltMarks.ts';
import { documentFolder } from '../../adapters/documents/smallDocument.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { FactSource } from '../../ports.ts';
import type { RunJournal } from './journals.ts';
import { ownerOf, stateFolder } from './journals.ts';
import type { RunOptions } from './options.ts';

type Halts = NonNullable<EngineOptions['halts']>;

export interface RunHalts {
  readonly halts: Halts;
  /** Keeps the marks of the desk from here on. */
  follow(source: FactSource): void;
}

/**
 * Reads the marks and says what stands; with `--resume` they are taken off first. A run without a journal leaves nothing behind, and
 * nothing of another run holds for it.
 * @throws `haltMarked` for a run that broke off and was begun without them; `missingFile`, `notWritable`
 */
export function openHalts(options: RunOptions, desk: DeskConfiguration, { begunWith }: RunJournal): RunHalts {
  if (options.journal === false) return { halts: [], follow: () => undefined };
  const marks = openHaltMarks(documentFolder(stateFolder(options), ownerOf(desk)));
  if (options.resume !== undefined) {
    for (const { scope, why } of marks.marks()) say(`The halt of ${scope} (${why}) is lifted: ${options.resume}.`);
    marks.lift();
  }
  const marked = marks.marks().map((mark) => ({
    scope: mark.scope,
    operator: mark.by,
    why: `marked as halted ${mark.at === '' ? '' : `at ${mark.at} `}by ${mark.by}: ${mark.why}`,
  }));
  const isBegun = begunWith !== undefined;
  const halts = isBegun ? asBegun(begunWith, marked, desk.name) : marked;
  const remedy = isBegun
    ? 'its journal begins so, and another one is begun otherwise'
    : `--resume <why> takes the mark in ${marks.file} off`;
  for (const { scope, why } of halts)
    say(`${scope === 'desk' ? 'The desk' : scope} begins halted, ${why}. Only what reduces risk may pass; ${remedy}.`);
  return { halts, follow: (source) => marks.follow(source) };
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** What the journal begins with stands, marked still or not; what it lacks it can not be played again with. */
function asBegun(begunWith: Halts, marked: Halts, desk: string): Halts {
  const begun = begunWith.map(({ scope, operator, why }) => ({ scope, operator, why }));
  const added = marked.find((mark) => !begun.some((halt) => isDeepStrictEqual(halt, mark)));
  if (added === undefined) return begun;
  throw new OrdermatonError('haltMarked', { desk, scope: added.scope, why: added.why });
}
