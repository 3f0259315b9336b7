/** What a run begins halted by: the marks of its desk in the state folder; a run that broke off begins as it had begun. */
import { isDeepStrictEqual } from 'node:util';
import type { Engine, EngineOptions } from '../../actors/engine/engine.ts';
import { openHaltMarks } from '../../adapters/documents/haltMarks.ts';
import { documentFolder } from '../../adapters/documents/smallDocument.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import { OrdermatonError } from '../../errors.ts';
import type { FactSource } from '../../ports.ts';
import type { RunJournal } from './journals.ts';
import { stateFolder } from './journals.ts';
import type { RunOptions } from './options.ts';

type Halts = NonNullable<EngineOptions['halts']>;

export interface RunHalts {
  readonly halts: Halts;
  /** Keeps the marks of the desk from here on. */
  follow(source: FactSource): void;
  /** With `--resume`, what the journal of a desk that goes on says is halted trades again as well, once the broker has been read. */
  lift(engine: Engine): void;
}

/**
 * Reads the marks and says what stands; with `--resume` they are taken off first. A run without a journal leaves nothing behind, and
 * nothing of another run holds for it.
 * @throws `haltMarked` for a run that broke off and was begun without them; `missingFile`, `notWritable`
 */
export function openHalts(options: RunOptions, owner: JournalOwner, { begunWith }: RunJournal): RunHalts {
  if (options.journal === false) return { halts: [], follow: () => undefined, lift: () => undefined };
  const marks = openHaltMarks(documentFolder(stateFolder(options), owner));
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
  const halts = isBegun ? asBegun(begunWith, marked, owner.desk) : marked;
  const remedy = isBegun
    ? 'its journal begins so, and another one is begun otherwise'
    : `--resume <why> takes the mark in ${marks.file} off`;
  for (const { scope, why } of halts)
    say(`${scope === 'desk' ? 'The desk' : scope} begins halted, ${why}. Only what reduces risk may pass; ${remedy}.`);
  return {
    halts,
    follow: (source) => marks.follow(source),
    lift: (engine) => {
      if (options.resume !== undefined) liftRecorded(engine, options.resume);
    },
  };
}

function liftRecorded(engine: Engine, why: string): void {
  const first = engine.bus.subscribe('connection.ready', () => {
    first.unsubscribe();
    for (const { scope } of engine.views.restrictions())
      engine.send({ type: 'risk.resume', scope, operator: OPERATOR, why });
  });
}

/** Who speaks through the command line. */
const OPERATOR = 'command line';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** What the journal begins with stands, marked still or not; what it lacks it can not be played again with. */
function asBegun(begunWith: Halts, marked: Halts, desk: string): Halts {
  const begun = begunWith.map(({ scope, operator, why }) => ({ scope, operator, why }));
  const added = marked.find((mark) => !begun.some((halt) => isDeepStrictEqual(halt, mark)));
  if (added === undefined) return begun;
  throw new OrdermatonError('haltMarked', { desk, scope: added.scope, why: added.why });
}
