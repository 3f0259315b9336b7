/** Reads a desk document (YAML) and normalises it. All mistakes are reported together, each with file, line and column. */
import { readFile } from 'node:fs/promises';
import type { DeskConfiguration, RuleCooldown, RulePlan } from '../../configuration.ts';
import { deskDefaults } from '../../configuration.ts';
import { OrdermatonError } from '../../errors.ts';
import type { RuleId } from '../../identifiers.ts';
import { accountId, bookId, instrumentId } from '../../identifiers.ts';
import { topicsOf } from '../../ruleTopics.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import { addIssues } from '../documents/issues.ts';
import type { Mistakes } from '../documents/yamlDocument.ts';
import { YamlDocument } from '../documents/yamlDocument.ts';
import { ruleAction } from './actions.ts';
import type { Loose } from './loose.ts';
import { lossesOf } from './lossesSchema.ts';
import { checkMeaning } from './meaning.ts';
import type { NotificationsPlan } from './notificationsSchema.ts';
import { notificationsSchema } from './notificationsSchema.ts';
import { riskLimits } from './riskSchema.ts';
import type { DeskDocument } from './schema.ts';
import { deskSchema } from './schema.ts';
import type { SignalsPlan } from './signalsSchema.ts';
import { signalsSchema } from './signalsSchema.ts';
import { expandTemplates } from './templates.ts';

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
  return signalsSchema.parse((await rightDocument(file))?.signals ?? {});
}

/**
 * Who is told what of a desk, and how; secrets may stand there, so that it is no part of the desk and of no record. `undefined` where the
 * document says nothing of it.
 * @throws `missingFile`, `deskFileWrong`
 */
export async function loadNotifications(file: string): Promise<NotificationsPlan | undefined> {
  const plan = (await rightDocument(file))?.notifications;
  return plan === undefined ? undefined : notificationsSchema.parse(plan);
}

/** A document without mistakes, as it is written. */
async function rightDocument(file: string): Promise<Loose> {
  const document = new YamlDocument(await textIn(file), file, 'deskFileWrong');
  readDesk(document.raw, document);
  document.throwIfAny();
  return document.raw as Loose;
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
  const expanded = expandTemplates(raw, mistakes);
  const parsed = deskSchema.safeParse(expanded.raw);
  addIssues(parsed.error?.issues ?? [], { schema: deskSchema, raw: expanded.raw, mistakes: expanded.mistakes });
  const isRight = checkMeaning(expanded.raw as Loose, expanded.mistakes);
  return parsed.success && isRight && expanded.isRight ? normalise(parsed.data) : undefined;
}

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
    indicators: Object.entries(document.indicators).map(([name, plan]) => ({
      ...{ name, kind: plan.kind, length: 'length' in plan ? plan.length : 1 },
      ...('deviations' in plan ? { deviations: plan.deviations } : {}),
      ...{ period: plan.bars, session: 'session' in plan ? plan.session : 'regular' },
    })),
    rules: Object.entries(document.rules).map(([name, rule]) => rulePlan(name, rule)),
    risk: riskLimits(document.risk),
    ...lossesOf(document),
    ...(document.limitsWhy === undefined ? {} : { limitsWhy: document.limitsWhy }),
    exitThrough: document.exitThrough ?? deskDefaults.exitThrough,
    beforeClose: document.beforeClose ?? deskDefaults.beforeClose,
    signalAge: document.signalAge ?? deskDefaults.signalAge,
    marks: document.marks ?? deskDefaults.marks,
    accounting: document.accounting ?? deskDefaults.accounting,
    patience: { ...patience, ...withoutUndefined(document.patience) },
    ...(document.promotion === undefined ? {} : { promotion: promotionOf(document.promotion) }),
  };
}

const promotionOf = ({
  paper,
  smallLive,
  live,
  caps,
}: NonNullable<DeskDocument['promotion']>): NonNullable<DeskConfiguration['promotion']> => ({
  paper: withoutUndefined(paper),
  smallLive: withoutUndefined(smallLive),
  live: withoutUndefined(live),
  caps: withoutUndefined(caps),
});

type RuleDocument = DeskDocument['rules'][string];

function rulePlan(name: string, rule: RuleDocument): RulePlan {
  return {
    rule: name as RuleId,
    when: rule.when,
    ...(rule.symbols === undefined ? {} : { symbols: rule.symbols.map(instrumentId) }),
    ...(rule.priority === undefined ? {} : { priority: rule.priority }),
    ...(rule.enabled === false ? { enabled: false as const } : {}),
    ...(rule.exclusive === true ? { exclusive: true as const } : {}),
    ...(rule.dryRun === true ? { dryRun: true as const } : {}),
    ...(rule.expires === undefined ? {} : { expires: rule.expires }),
    ...(rule.maxPerDay === undefined ? {} : { maxPerDay: perDay(rule.maxPerDay) }),
    condition: rule.if ?? null,
    actions: rule.then.map(ruleAction),
    cooldown: rule.cooldown === undefined ? null : cooldownOf(rule.cooldown),
    times: rule.times ?? null,
    ...(rule.late === undefined ? {} : { late: rule.late }),
  };
}

const cooldownOf = (cooldown: NonNullable<RuleDocument['cooldown']>): RuleCooldown => ({
  for: cooldown.for,
  after: cooldown.after,
  ...(cooldown.per === 'rule' ? { per: cooldown.per } : {}),
  ...(cooldown.reset === undefined ? {} : { reset: topicsOf(cooldown.reset) }),
});

const perDay = (most: NonNullable<RuleDocument['maxPerDay']>): NonNullable<RulePlan['maxPerDay']> =>
  typeof most === 'number' ? { count: most, per: 'symbol' } : most;

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
