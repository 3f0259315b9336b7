/**
 * What the outbox held when the engine went away. Nothing of it has been written: it waits until the broker has been read, and is then
 * judged anew, against what is now. What would add risk and was decided too long ago is refused as stale.
 */
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Held, Outbox } from '../outbox.ts';
import type { Pass, Station } from '../pass.ts';
import type { Gate } from '../risk/gate.ts';
import { figures } from '../risk/gate.ts';
import { TOLERANCE } from '../timers.ts';

export interface HeldOver {
  readonly resumed: Station<Event<'desk.resumed'>>;
  readonly ready: Station<Event<'connection.ready'>>;
}

export function createHeldOver(outbox: Outbox, gate: Gate): HeldOver {
  function objection({ at, content }: Held, now: Timestamp): Refusal | null {
    if (content.kind === 'cancel' || content.kind === 'ask') return null;
    const age = now - at;
    if (age > TOLERANCE && gate.addsRisk(content.order))
      return refuse('stale', `${TOLERANCE / 1_000_000} s`, `${age / 1_000_000} s`);
    return gate.objection(content.order, content.kind === 'amend' ? content.change : undefined, now);
  }

  function turnDown({ command, content: { kind, order } }: Held, refusal: Refusal, pass: Pass): void {
    const { code, limit, value } = refusal;
    pass.say({ type: 'risk.refused', order, code, limit, value });
    if (kind === 'place') return pass.say({ type: 'order.refuse', order, code, detail: figures(refusal) });
    outbox.drop(command);
    pass.say({ type: 'outbox.dropped', order, kind, detail: `${code} ${figures(refusal)}` });
  }

  return {
    resumed: () => outbox.pause(),
    ready(_event, pass: Pass) {
      for (const held of outbox.paused()) {
        const refusal = objection(held, pass.at);
        if (refusal !== null) turnDown(held, refusal, pass);
      }
      outbox.release();
    },
  };
}
