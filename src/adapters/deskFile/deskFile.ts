/** Reads a desk document (YAML) and normalises it. All mistakes are reported together, each with file, line and column. */
import { readFile } from 'node:fs/promises';
import { compileCondition, isCondition } from '../../conditions.ts';
import type { DeskConfiguration, RuleAction, RulePlan } from '../../configuration.ts';
import { deskDefaults } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import { eventTypes } from '../../events.ts';
import { hint } from '../../hints.ts';
import type { RuleId } from '../../identifiers.ts';
import { accountId, bookId, instrumentId, MICROSECONDS } from '../../identifiers.ts';
import { durationOf } from '../documents/durations.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { addIssues } from '../documents/issues.ts';
import type { Mistakes, Path } from '../documents/yamlDocument.ts';
import { YamlDocument } from '../documents/yamlDocument.ts';
import { openIntent } from './intent.ts';
import type { DeskDocument } from './schema.ts';
import { deskSchema } from './schema.ts';
import type { SignalsPlan } from './signalsSchema.ts';
import { signalsSchema } from './signalsSchema.ts';

/**
 * Reads the desk document in a file.
 * @throws `missingFile`, `deskFileWrong` with every mistake and its place
 */
export async function loadDesk(file: string): Promise<DeskConfiguration> {
  return parseDesk(await textIn(file), file);
}

/**
 * Where the desk of a document hears its signals; keys and tokens may stand there, so that it is no part of the desk and of no record.
 * @throws `missingFile`, `deskFileWrong`
 */
export async function loadSignals(file: string): Promise<SignalsPlan> {
  const document = new YamlDocument(await textIn(file), file, 'deskFileWrong');
  readDesk(document.raw, document);
  document.throwIfAny();
  return signalsSchema.parse((document.raw as Loose)?.signals ?? {});
}

async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
}

/**
 * Normalises a desk document.
 * @param file its name in messages
 * @throws `deskFileWrong` with every mistake and its place
 */
export function parseDesk(text: string, file = 'desk document'): DeskConfiguration {
  const document = new YamlDocument(text, file, 'deskFileWrong');
  const desk = readDesk(document.raw, document);
  document.throwIfAny();
  return desk as DeskConfiguration;
}

/** Normalises a desk that is part of another document; nothing comes back when something was wrong with it. */
export function readDesk(raw: unknown, mistakes: Mistakes): DeskConfiguration | undefined {
  const parsed = deskSchema.safeParse(raw);
  addIssues(parsed.error?.issues ?? [], { schema: deskSchema, raw, mistakes });
  const isRight = checkMeaning(raw as Loose, mistakes);
  return parsed.success && isRight ? normalise(parsed.data) : undefined;
}

/** 09:30 to 16:00. */
const LONGEST_SESSION = 6.5 * MICROSECONDS.hour;

/** The document before anybody has said that it is one. */
type Loose = { readonly [key: string]: Loose } | undefined;

/** What a schema can not see: names that must be known, conditions that must parse. False when something is wrong. */
function checkMeaning(document: Loose, mistakes: Mistakes): boolean {
  let isRight = true;
  const wrong = (path: Path, message: string): void => {
    isRight = false;
    mistakes.add(path, message);
  };
  const indicators = Object.keys(document?.indicators ?? {});
  for (const name of indicators) {
    const mistake = barsMistake(document?.indicators?.[name]);
    if (mistake !== undefined) wrong(['indicators', name, 'bars'], mistake);
  }
  for (const [rule, plan] of Object.entries(document?.rules ?? {})) {
    const event = eventMistake(plan?.when);
    if (event !== undefined) wrong(['rules', rule, 'when'], event);
    const condition = conditionMistake(plan?.if, indicators);
    if (condition !== undefined) wrong(['rules', rule, 'if'], condition);
    const actions: unknown = plan?.then;
    if (!Array.isArray(actions)) continue;
    (actions as Loose[]).forEach((action, index) => {
      for (const [place, distance] of distancesIn(action?.open)) {
        const name: unknown = distance?.indicator;
        if (typeof name !== 'string' || indicators.includes(name)) continue;
        const path = ['rules', rule, 'then', index, 'open', ...place, 'indicator'];
        wrong(path, `there is no indicator ${name}${hint(name, indicators)}`);
      }
    });
  }
  return isRight;
}

/** Every distance of an action, with its place in it. */
function distancesIn(open: Loose): readonly (readonly [place: readonly (string | number)[], distance: Loose])[] {
  return [
    [['stop'], open?.stop],
    [['target'], open?.target],
    [['trail'], open?.trail],
    [['breakeven', 'after'], open?.breakeven?.after],
    ...partsOf('targets', open),
    ...partsOf('scaleOut', open),
  ];
}

function partsOf(field: 'targets' | 'scaleOut', open: Loose) {
  const list: unknown = open?.[field];
  return (Array.isArray(list) ? (list as Loose[]) : []).map((each, index) => [[field, index], each] as const);
}

/** Bars that are longer than a session are none of a session's. */
function barsMistake(indicator: Loose): string | undefined {
  const [bars, session]: readonly unknown[] = [indicator?.bars, indicator?.session];
  const period = typeof bars === 'string' ? durationOf(bars) : undefined;
  if (period === undefined || period <= LONGEST_SESSION || session === 'all') return undefined;
  return `bars of ${bars} are longer than a session: expected session: all beside them`;
}

function eventMistake(when: unknown): string | undefined {
  if (typeof when !== 'string' || when === '*') return undefined;
  if (eventTypes.some((type) => type === when || type.startsWith(`${when}.`))) return undefined;
  return `there is no event ${when}${hint(when, eventTypes.filter(isRuleEvent))}`;
}

function conditionMistake(text: unknown, indicators: readonly string[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  const condition = compileCondition(text, indicators);
  if (isCondition(condition)) return undefined;
  return `${condition.message} (at character ${condition.column + 1} of: ${text.trim()})`;
}

const isRuleEvent = (type: string): boolean => /^(market|signal|clock|position)\./.test(type);

function normalise(document: DeskDocument): DeskConfiguration {
  const { patience } = deskDefaults;
  return {
    name: document.desk,
    account: accountId(document.account ?? deskDefaults.account),
    book: bookId(document.book ?? deskDefaults.book),
    currency: document.currency ?? deskDefaults.currency,
    instruments: document.symbols?.map(instrumentId) ?? null,
    tick: document.tick ?? deskDefaults.tick,
    lot: document.lot ?? deskDefaults.lot,
    indicators: Object.entries(document.indicators).map(([name, { kind, length, bars, session }]) => ({
      name,
      kind,
      length,
      period: bars,
      session,
    })),
    rules: Object.entries(document.rules).map(([name, rule]) => rulePlan(name, rule)),
    risk: withoutUndefined(document.risk),
    exitThrough: document.exitThrough ?? deskDefaults.exitThrough,
    beforeClose: document.beforeClose ?? deskDefaults.beforeClose,
    signalAge: document.signalAge ?? deskDefaults.signalAge,
    marks: document.marks ?? deskDefaults.marks,
    accounting: document.accounting ?? deskDefaults.accounting,
    patience: { ...patience, ...withoutUndefined(document.patience) },
  };
}

type RuleDocument = DeskDocument['rules'][string];
type ActionDocument = RuleDocument['then'][number];

function rulePlan(name: string, rule: RuleDocument): RulePlan {
  return {
    rule: name as RuleId,
    when: rule.when,
    condition: rule.if ?? null,
    actions: rule.then.map(ruleAction),
    cooldown: rule.cooldown ?? null,
    times: rule.times ?? null,
    ...(rule.late === undefined ? {} : { late: rule.late }),
  };
}

const ruleAction = (action: ActionDocument): RuleAction =>
  typeof action === 'string' ? { do: action } : { do: 'open', intent: openIntent(action.open) };

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
