/** What an action of a rule would do: in words, and what is against it. Nothing is traded. */
import type { RuleAction } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { decimalText } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Pass } from '../pass.ts';
import type { Hands, Rehearsal } from './hands.ts';

export function rehearsed(action: RuleAction, instrument: InstrumentId, hands: Hands, pass: Pass): Rehearsal {
  switch (action.do) {
    case 'open':
      return hands.rehearseOpening(instrument, action.intent, pass);
    case 'scaleIn':
      return hands.rehearseAddition(instrument, action.sizing, pass);
    case 'moveStop':
    case 'trail':
    case 'moveTargets':
      return levelled(action.do, hands.levels(action, instrument));
    case 'halt':
      return { words: `halt ${action.scope}`, refusal: null };
    case 'resume':
      return {
        words: `resume ${action.scope}`,
        refusal: hands.halts.objection(hands.scopeOf(action.scope, instrument)),
      };
    case 'notify':
      return { words: `notify: ${action.text}`, refusal: null };
    case 'close':
    case 'scaleOut':
    case 'reverse':
      return { words: action.do, refusal: hands.isHeld(instrument) ? null : refuse('noPosition') };
    default:
      return { words: action.do, refusal: null };
  }
}

/** `moveStop to 99.5`, `trail`, `moveTargets to 101, 102`. */
function levelled(words: string, moved: Event<'position.protect'> | Refusal): Rehearsal {
  if ('code' in moved) return { words, refusal: moved };
  const levels = moved.stop === undefined ? (moved.targets ?? []) : [moved.stop];
  return { words: levels.length === 0 ? words : `${words} to ${levels.map(decimalText).join(', ')}`, refusal: null };
}
