/** Scenarios, read and checked: everything a runner needs, with all times settled. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import type { Amount } from '../../money.ts';
import type { RegularSession } from '../../ports.ts';
import type { Then } from './expectations.ts';
import type { GivenDocument, StepDocument } from './steps.ts';

export interface ScenarioPlan {
  /** The file, as it was named. */
  readonly file: string;
  /** The sentence that names the whole document. */
  readonly document: string;
  readonly name: string;
  /** `file:line:column` of a part of the scenario. */
  placeOf(path: readonly (string | number)[]): string;
  readonly desk: DeskConfiguration;
  /** What the account begins with; the paper broker's own figure unless told. */
  readonly cash: Amount | null;
  readonly session: RegularSession;
  readonly broker: 'paper' | 'scripted';
  readonly given: GivenPlan;
  readonly steps: readonly StepPlan[];
  /** How long after the last step the end is judged. */
  readonly settle: Duration;
  readonly then: Then;
}

export interface GivenPlan extends Omit<GivenDocument, 'at' | 'barLength'> {
  /** When the last of the bars has ended, and positions and quotes are there. */
  readonly at: Timestamp;
  readonly barLength: Duration;
}

export interface StepPlan {
  /** A time of the session's day, or so long after the step before. */
  readonly when: { readonly at: Timestamp } | { readonly after: Duration };
  readonly barLength: Duration;
  /** What happens; one of its fields is there, or none when the step only waits. */
  readonly does: Omit<StepDocument, 'at' | 'after' | 'barLength'>;
}
