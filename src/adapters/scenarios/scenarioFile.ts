/** Reads a scenario document and settles it into plans. All mistakes are told together, each with file, line and column. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DeskConfiguration } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, minutes } from '../../identifiers.ts';
import type { RegularSession } from '../../ports.ts';
import { newYorkClock, newYorkTime } from '../calendar/newYork.ts';
import { createNyseCalendar } from '../calendar/nyseCalendar.ts';
import { loadDesk, readDesk } from '../deskFile/deskFile.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { addIssues } from '../documents/issues.ts';
import type { Path } from '../documents/yamlDocument.ts';
import { mistakesUnder, YamlDocument } from '../documents/yamlDocument.ts';
import type { GivenPlan, ScenarioPlan, StepPlan } from './plan.ts';
import type { ScenarioDocument, SessionDocument } from './schema.ts';
import { scenarioSchema } from './schema.ts';
import type { StepDocument } from './steps.ts';
import { STEP } from './steps.ts';

/** The day of a scenario that names none: a Monday with regular hours. */
const DAY = '2025-03-03';
const calendar = createNyseCalendar();

/**
 * Reads the scenarios of a file.
 * @throws `missingFile`, `scenarioWrong` and `deskFileWrong` with every mistake and its place
 */
export async function loadScenarios(file: string): Promise<readonly ScenarioPlan[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
  return parseScenarios(text, file);
}

/** Reads the scenarios of a document; a desk that it names is looked for beside `file`. @throws as {@link loadScenarios} does */
export async function parseScenarios(text: string, file: string): Promise<readonly ScenarioPlan[]> {
  const document = new YamlDocument(text, file, 'scenarioWrong');
  const parsed = scenarioSchema.safeParse(document.raw);
  addIssues(parsed.error?.issues ?? [], { schema: scenarioSchema, raw: document.raw, mistakes: document });
  const desk = await deskOf((document.raw as { desk?: unknown } | null)?.desk, file, document);
  document.throwIfAny();
  const plans = parsed.data?.scenarios.map((_, index) =>
    scenarioPlan(parsed.data, index, { file, desk: desk as DeskConfiguration, document }),
  );
  document.throwIfAny();
  return plans ?? [];
}

/** The desk, by its path or as it stands in the document. */
async function deskOf(desk: unknown, file: string, document: YamlDocument): Promise<DeskConfiguration | undefined> {
  if (typeof desk === 'object' && desk !== null && !Array.isArray(desk))
    return readDesk({ desk: 'test', ...desk }, mistakesUnder(document, ['desk']));
  if (typeof desk !== 'string') return undefined; // the schema has said so
  const path = join(dirname(file), desk);
  try {
    const { promotion: _stages, ...desk } = await loadDesk(path);
    return desk;
  } catch (error) {
    if (!(error instanceof OrdermatonError) || error.code !== 'missingFile') throw error;
    document.add(['desk'], `expected the path of a desk document beside this file; ${path} is not there`);
    return undefined;
  }
}

interface Where {
  readonly file: string;
  readonly desk: DeskConfiguration;
  readonly document: YamlDocument;
}

function scenarioPlan(whole: ScenarioDocument, index: number, { file, desk, document }: Where): ScenarioPlan {
  const scenario = whole.scenarios[index] as ScenarioDocument['scenarios'][number];
  const path: Path = ['scenarios', index];
  const mistakes = mistakesUnder(document, path);
  const session = sessionOf(scenario.session ?? whole.session);
  const given = givenPlan({ ...whole.given, ...scenario.given }, session);
  const broker = scenario.broker ?? whole.broker ?? 'paper';
  const steps = scenario.when.map((step, place): StepPlan => {
    if (step.broker !== undefined && broker === 'paper')
      mistakes.add(['when', place, 'broker'], 'expected broker: scripted above; the paper broker answers by itself');
    return stepPlan(step, session.session, gapAfter(scenario.when[place - 1]));
  });
  checkOrder(steps, readyAt(given), (place, message) => mistakes.add(['when', place, 'at'], message));
  return {
    file,
    document: whole.name,
    placeOf: (part) => document.placeOf([...path, ...part]),
    name: scenario.name,
    desk,
    cash: whole.account?.cash ?? null,
    session,
    broker,
    given,
    steps,
    settle: gapAfter(scenario.when.at(-1)),
    // biome-ignore lint/suspicious/noThenProperty: the word of the scenario document
    then: scenario.then,
  };
}

function sessionOf(told: SessionDocument = DAY): RegularSession {
  if (typeof told === 'string') return calendar.session(told) as RegularSession; // the schema takes no other days
  const { date, opens, closes } = told;
  return { session: date, opens: clockTime(date, opens), closes: clockTime(date, closes) };
}

function givenPlan(
  { at, barLength, ...given }: NonNullable<ScenarioDocument['given']>,
  { session, opens }: RegularSession,
): GivenPlan {
  return {
    ...given,
    at: at === undefined ? later(opens, minutes(30)) : clockTime(session, at),
    barLength: barLength ?? minutes(1),
  };
}

/** When all that is given is there: each position takes a step of its own. */
const readyAt = ({ at, positions = {} }: GivenPlan): Timestamp => later(at, Object.keys(positions).length * STEP);

/** How far a step is from this one unless it says so itself: what follows a wait happens at its end. */
const gapAfter = (step: StepDocument | undefined): Duration =>
  step !== undefined && isWait(step) ? (0 as Duration) : STEP;
const isWait = ({ at: _at, after: _after, barLength: _barLength, ...does }: StepDocument): boolean =>
  Object.values(does).every((each) => each === undefined);

const stepPlan = ({ at, after, barLength, ...does }: StepDocument, date: string, gap: Duration): StepPlan => ({
  when: at === undefined ? { after: after ?? gap } : { at: clockTime(date, at) },
  barLength: barLength ?? minutes(1),
  does,
});

/** Steps are in order of time: one that would be before the step above it is a mistake. */
function checkOrder(
  steps: readonly StepPlan[],
  from: Timestamp,
  wrong: (place: number, message: string) => void,
): void {
  let now = from;
  steps.forEach(({ when }, place) => {
    if ('after' in when) now = later(now, when.after);
    else if (when.at < now)
      wrong(place, `expected a time not before ${newYorkClock(now)}, when what stands above has happened`);
    else now = when.at;
  });
}

/** A time of the exchange's clock (microseconds after midnight) on a date. */
function clockTime(date: string, clock: number): Timestamp {
  const minute = Math.floor(clock / minutes(1));
  return later(newYorkTime(date, minute), (clock - minute * minutes(1)) as Duration);
}
