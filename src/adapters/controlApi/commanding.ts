/** Gives a command to the desk, where it may be given: what adds or loosens risk only armed, and decided on what is so still. */
import { OrdermatonError } from '../../errors.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import type { Asker, ControlCommand, ControlledDesk } from './controlledDesk.ts';
import { outcomeOf } from './outcomes.ts';
import type { Request, Told } from './routes.ts';

/** What is wanted, and what it takes. */
export interface Wish {
  readonly command: ControlCommand;
  /** The order, position, rule or scope that it is about. */
  readonly about: string;
  /** For people: `To cancel a stop`. */
  readonly what: string;
  /** It adds or loosens risk: it must be armed. */
  readonly isRisky: boolean;
  /** What is shown of it now; what it was decided on must still be that. Nothing for what is right in any state. */
  readonly shown?: string;
}

type Asking = Asker & { readonly decidedOn?: string | undefined };

/** @throws `controlOff`, `controlNotArmed`, `controlUndecided`, `controlMovedOn`, `controlUnknown`, `controlUnexpected`; each is on record */
export async function commanded(
  parts: ApiParts,
  { body, arming }: Request,
  type: ControlCommand['type'],
  about: string,
  wishOf: (desk: ControlledDesk) => Wish,
): Promise<Told> {
  const desk = deskOf(parts);
  const { operator, why, decidedOn } = body as Asking;
  let wish: Wish;
  try {
    wish = wishOf(desk);
    if (wish.isRisky) {
      parts.arming.assertArmed(arming, wish.what);
      assertStill(wish, decidedOn);
    }
  } catch (error) {
    if (!(error instanceof OrdermatonError)) throw error;
    const { code, message } = error;
    desk.note({ type: 'control.refused', event: type, about, operator, why, code, detail: message });
    throw error;
  }
  const heard = desk.command(wish.command, {
    ...{ operator, why, armed: wish.isRisky },
    ...(decidedOn === undefined ? {} : { decidedOn: Number(decidedOn.slice(0, decidedOn.indexOf('-'))) }),
  });
  // Who was told that it was accepted may rely on it, whatever happens to the process.
  return outcomeOf(desk, wish.command, heard, await desk.recorded());
}

/** What was shown and what is shown now are told apart by what is in it, not by when it was asked for. */
function assertStill({ what, about, shown }: Wish, decidedOn: string | undefined): void {
  if (shown === undefined) return;
  if (decidedOn === undefined) throw new OrdermatonError('controlUndecided', { what, about, shown });
  if (contentOf(decidedOn) !== contentOf(shown)) throw new OrdermatonError('controlMovedOn', { about, shown });
}

const contentOf = (shown: string): string => shown.slice(shown.indexOf('-') + 1);
