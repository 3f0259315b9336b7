/** The stages of a desk, from looking on to trading all it may, and what each asks of the one before. */
import type { Amount } from './money.ts';

/** From the lowest to the highest. */
export const stages = ['observe', 'paper', 'smallLive', 'live'] as const;
export type Stage = (typeof stages)[number];

/** What must be shown in a stage before the desk may stand at the next; what is absent is not asked for. */
export interface StageCriteria {
  /** Sessions that closed. */
  readonly sessions?: number;
  /** What rules would have opened, or added. */
  readonly decisions?: number;
  /** Round trips that ended. */
  readonly trades?: number;
  /** How often broker and books may have drifted apart. */
  readonly maxDrifts?: number;
  /** How far what trading brought may have fallen from its best. */
  readonly maxDrawdown?: Amount;
}

/** What a stage has shown so far. */
export interface StageEvidence {
  readonly sessions: number;
  readonly decisions: number;
  readonly trades: number;
  readonly drifts: number;
  /** The best that trading had brought; `null` before anything was measured. */
  readonly peak: Amount | null;
  readonly drawdown: Amount;
}
