/** What rules may ask of the desk: the hands by which they act. */
import type { HaltScope } from '../../configuration.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Quantity, Ratio } from '../../money.ts';
import type { OpenIntent, Sizing } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import type { Pass } from '../pass.ts';
import type { Halts } from './halts.ts';
import type { Levelling } from './levels.ts';
import type { Reversals } from './reversals.ts';

/** What would be done: in words, and what is against it. */
export interface Rehearsal {
  readonly words: string;
  readonly refusal: Refusal | null;
}

/** So many, or such a share of what is held. */
export interface Part {
  readonly quantity?: Quantity;
  readonly share?: Ratio;
}

/** How the desk does what rules ask for, in its own book. */
export interface BookHands {
  open(instrument: InstrumentId, intent: OpenIntent, pass: Pass): Refusal | null;
  rehearseOpening(instrument: InstrumentId, intent: OpenIntent, pass: Pass): Rehearsal;
  close(instrument: InstrumentId, why: string, pass: Pass): Refusal | null;
  isHeld(instrument: InstrumentId): boolean;
  flatten(why: string, pass: Pass): Refusal | null;
  flattenBook(why: string, pass: Pass): Refusal | null;
  add(instrument: InstrumentId, sizing: Sizing, pass: Pass): Refusal | null;
  rehearseAddition(instrument: InstrumentId, sizing: Sizing, pass: Pass): Rehearsal;
  reduce(instrument: InstrumentId, part: Part, why: string, pass: Pass): Refusal | null;
  /** In an instrument, or for `null` everywhere. */
  cancelEntries(instrument: InstrumentId | null, why: string, pass: Pass): void;
  readonly levels: Levelling;
}

export interface Hands extends BookHands {
  readonly halts: Halts;
  readonly reversals: Reversals;
  scopeOf(scope: HaltScope, instrument: InstrumentId): string;
}
