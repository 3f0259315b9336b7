/** A position that is open and not protected says so in the same pass, and is naked once the time allowed has run out. */
import type { PositionView } from '../../../src/actors/engine/views.ts';
import type { Duration, PositionId, Timestamp } from '../../../src/identifiers.ts';
import { magnitude } from '../../../src/money.ts';
import type { Report } from './findings.ts';

export class ProtectionAudit {
  readonly #patience: Duration;
  /** What a position says of its protection, and since when. */
  readonly #said = new Map<PositionId, { readonly protection: string; readonly since: Timestamp }>();

  constructor(patience: Duration) {
    this.#patience = patience;
  }

  hear(positions: readonly PositionView[], at: Timestamp, report: Report): void {
    for (const { position, quantity, protection } of positions) {
      const claims = OPEN.includes(protection);
      // Less than a share has no stop, and needs none.
      if (magnitude(quantity) >= SHARE && !claims)
        report('an open position says how it is protected', `${position} holds ${quantity} and says ${protection}`);
      if (quantity === 0n && claims)
        report('a flat position claims no protection', `${position} is flat and says ${protection}`);
      const old = this.#said.get(position);
      const since = old?.protection === protection ? old.since : at;
      this.#said.set(position, { protection, since });
      if (WAITING.includes(protection) && at - since > this.#patience)
        report(
          'protection is confirmed in time, or its lack is an alarm',
          `${position} says ${protection} since ${since}, now ${at}`,
        );
    }
  }

  /** Said within a pass, or closed and to be opened anew: the wait begins anew. */
  forget(position: PositionId): void {
    this.#said.delete(position);
  }
}

const SHARE = 10n ** 8n;
const WAITING: readonly string[] = ['arming', 'resizing', 'releasing'];
const OPEN: readonly string[] = ['protected', 'arming', 'resizing', 'naked'];
