/** Whether a desk may stand at another stage: one step up where the evidence suffices, down at once. */
import type { RiskLimits } from '../../configuration.ts';
import type { Amount } from '../../money.ts';
import { amountText, greater, minus, zero } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Stage, StageCriteria, StageEvidence } from '../../stages.ts';
import { stages } from '../../stages.ts';

export const noEvidence: StageEvidence = {
  sessions: 0,
  decisions: 0,
  trades: 0,
  drifts: 0,
  peak: null,
  drawdown: zero,
};

/** The evidence with what trading has brought by now in it. */
export function measured(evidence: StageEvidence, change: Amount): StageEvidence {
  const peak = evidence.peak === null ? change : greater(evidence.peak, change);
  const drawdown = greater(evidence.drawdown, minus(peak, change));
  return peak === evidence.peak && drawdown === evidence.drawdown ? evidence : { ...evidence, peak, drawdown };
}

const rankOf = (stage: Stage): number => stages.indexOf(stage);
export const nextOf = (stage: Stage): Stage | undefined => stages[rankOf(stage) + 1];
export const isLower = (to: Stage, from: Stage): boolean => rankOf(to) < rankOf(from);

/** Each thing that is asked for, what there is of it, and whether that will do. */
function findings(
  { sessions, decisions, trades, maxDrifts, maxDrawdown }: StageCriteria,
  evidence: StageEvidence,
): readonly (readonly [text: string, holds: boolean])[] {
  const atLeast = (name: string, has: number, least: number | undefined) =>
    [`${name} ${has}${least === undefined ? '' : ` of ${least}`}`, least === undefined || has >= least] as const;
  const drifts = maxDrifts === undefined ? '' : `, allowed ${maxDrifts}`;
  const most = maxDrawdown === undefined ? '' : `, allowed ${amountText(maxDrawdown)}`;
  return [
    atLeast('sessions', evidence.sessions, sessions),
    atLeast('decisions', evidence.decisions, decisions),
    atLeast('trades', evidence.trades, trades),
    [`drifts ${evidence.drifts}${drifts}`, maxDrifts === undefined || evidence.drifts <= maxDrifts],
    [`drawdown ${amountText(evidence.drawdown)}${most}`, maxDrawdown === undefined || evidence.drawdown <= maxDrawdown],
  ];
}

/** The evidence beside what is asked for, in words. */
export const evidenceText = (criteria: StageCriteria, evidence: StageEvidence): string =>
  findings(criteria, evidence)
    .map(([text]) => text)
    .join('; ');

/** What is not enough yet, in words. */
export const lackingIn = (criteria: StageCriteria, evidence: StageEvidence): readonly string[] =>
  findings(criteria, evidence).flatMap(([text, holds]) => (holds ? [] : [text]));

/** What is against a step up. */
export function objectionTo(from: Stage, to: Stage, criteria: StageCriteria, evidence: StageEvidence): Refusal | null {
  if (to !== nextOf(from)) return refuse('stageOrder', nextOf(from) ?? 'none is higher', to);
  const lacking = lackingIn(criteria, evidence);
  return lacking.length === 0 ? null : refuse('evidenceLacking', '', lacking.join('; '));
}

/** The limits with the caps of a stage: of each the tighter one. All limits are such that less is tighter. */
export function capped(limits: RiskLimits, caps: RiskLimits): RiskLimits {
  const tighter = Object.entries(caps).map(([name, cap]) => {
    const own = limits[name as keyof RiskLimits];
    return [name, own === undefined || cap < own ? cap : own];
  });
  return { ...limits, ...(Object.fromEntries(tighter) as RiskLimits) };
}
