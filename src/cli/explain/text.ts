/** An explanation as data and in words. */
import type { Judged } from '../../actors/rules/rules.ts';
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import { decimalText } from '../../money.ts';
import type { RefusalCode } from '../../refusals.ts';
import { refusals } from '../../refusals.ts';
import { lineOf } from '../journal/lines.ts';

/** One input with all that followed in its pass, and how rules were judged on it. */
export interface ExplainedPass {
  readonly facts: readonly Envelope[];
  readonly judged: readonly Judged[];
}

/** What a rule read, and what came of it. */
export interface ExplainedRule {
  readonly rule: string;
  readonly instrument: string;
  readonly event: string;
  readonly condition: string | null;
  /** By name; a value that was not known is told so. */
  readonly values: Readonly<Record<string, string>>;
  /** The condition held, did not, or could not be judged for the reason that is told. */
  readonly held: boolean;
  readonly reason: string;
  /** What became of it: `acts`, `dryRun`, the code of a refusal, or nothing where the condition did not hold. */
  readonly outcome: string;
  readonly detail: string;
}

export interface Explanation {
  readonly input: Envelope;
  /** Why no rule heard of the signal; empty where they did. */
  readonly refused: string;
  readonly rules: readonly ExplainedRule[];
  /** What sizing, risk and desk said, and what was placed. */
  readonly said: readonly Envelope[];
}

const isSaid = (type: string): boolean =>
  /^(risk\.|rule\.(rehearsed|notified)|order\.(place|change|cancel|refuse|refused)$|desk\.(declined|signalRefused|quarantined)|position\.(planned|protect|reduce|close)$)/.test(
    type,
  );

export function explanationOf({ facts, judged }: ExplainedPass): Explanation {
  const [input] = facts as readonly [Envelope, ...Envelope[]];
  const events = facts.map(({ data }) => data);
  const refused = events.find((event) => event.type === 'desk.signalRefused');
  return {
    input,
    refused: refused?.code ?? '',
    rules: judged.map(({ plan, instrument, event, condition, scope, verdict }) => {
      const held = verdict === true;
      const values = Object.entries(condition?.values(scope) ?? {}).map(([name, value]) => [name, valueText(value)]);
      const outcome = held ? outcomeOf(plan.rule, instrument, events) : { outcome: '', detail: '' };
      return {
        ...{ rule: plan.rule, instrument, event, condition: plan.condition },
        ...{ values: Object.fromEntries(values), held, reason: reasonOf(verdict), ...outcome },
      };
    }),
    said: facts.slice(1).filter(({ type }) => isSaid(type)),
  };
}

const reasonOf = (verdict: ExplainedPass['judged'][number]['verdict']): string => {
  if (verdict === 'apart') return 'it failed before, and is set apart';
  return typeof verdict === 'boolean' ? '' : verdict.reason;
};

function outcomeOf(rule: string, instrument: string, events: readonly Event[]): { outcome: string; detail: string } {
  const isIts = (event: Event): boolean =>
    'rule' in event && event.rule === rule && 'instrument' in event && event.instrument === instrument;
  const declined = events.find((event) => event.type === 'rule.declined' && isIts(event)) as
    | Event<'rule.declined'>
    | undefined;
  if (declined !== undefined) return { outcome: declined.code, detail: declined.detail };
  const isDry = events.some((event) => event.type === 'rule.rehearsed' && isIts(event));
  return { outcome: isDry ? 'dryRun' : 'acts', detail: '' };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'not known';
  return typeof value === 'number' ? String(Number(value.toPrecision(12))) : String(value);
}

export function explanationText({ input, refused, rules, said }: Explanation): string {
  const lines = [lineOf(input)];
  if (refused !== '') lines.push(`No rule heard it: ${refused}. ${sentenceOf(refused)}`);
  else if (rules.length === 0) lines.push('No rule waits for it.');
  for (const each of rules) lines.push(...ruleLines(each));
  if (said.length > 0) lines.push('What followed:', ...said.map((fact) => `  ${factLine(fact)}`));
  return lines.join('\n');
}

/** Orders with what they are for. */
function factLine(fact: Envelope): string {
  const { data } = fact;
  if (data.type !== 'order.place') return lineOf(fact);
  const { side, quantity, type, limit, stop, instrument } = data.terms;
  const prices = [stop, limit].flatMap((price) => (price === undefined ? [] : [` at ${decimalText(price)}`]));
  return `${lineOf(fact)}: ${data.links.role} ${side} ${decimalText(quantity)} ${instrument} ${type}${prices.join()}`;
}

function ruleLines({ rule, instrument, event, condition, values, held, reason, outcome, detail }: ExplainedRule) {
  const lines = [`Rule ${rule} for ${instrument} at ${event}: ${verdictText(held, reason, condition)}`];
  if (condition !== null) lines.push(`  if ${condition.trim()}`);
  for (const [name, value] of Object.entries(values)) lines.push(`    ${name} is ${value}`);
  if (held) lines.push(`  ${outcomeText(outcome, detail)}`);
  return lines;
}

function verdictText(held: boolean, reason: string, condition: string | null): string {
  if (held) return condition === null ? 'it has no condition.' : 'its condition holds.';
  return reason === '' ? 'its condition does not hold.' : `counts as false: ${reason}.`;
}

function outcomeText(outcome: string, detail: string): string {
  if (outcome === 'acts') return 'It acts.';
  if (outcome === 'dryRun') return 'DRY RUN: it says what it would do.';
  return `It does not act: ${outcome}${detail === '' ? '' : ` (${detail})`}. ${sentenceOf(outcome)}`;
}

const sentenceOf = (code: string): string => refusals[code as RefusalCode] ?? '';
