/** From the words of the desk document to what a rule does when it acts. */
import type { RuleAction } from '../../configuration.ts';
import { distanceOf, openIntent, reverseIntent, sizingOf } from './intent.ts';
import type { DeskDocument } from './schema.ts';

type ActionDocument = DeskDocument['rules'][string]['then'][number];
type Fields = Exclude<ActionDocument, string>;

export function ruleAction(action: ActionDocument): RuleAction {
  if (action === 'cancelEntries') return { do: action, of: 'symbol' };
  if (typeof action === 'string') return { do: action };
  if ('open' in action) return { do: 'open', intent: openIntent(action.open) };
  if ('reverse' in action) return { do: 'reverse', intent: reverseIntent(action.reverse) };
  return levelAction(action) ?? otherAction(action);
}

function levelAction(action: Fields): RuleAction | undefined {
  if ('moveStop' in action) return moveStop(action.moveStop);
  if ('trail' in action) return { do: 'trail', distance: distanceOf(action.trail) };
  if (!('moveTargets' in action)) return undefined;
  const { moveTargets } = action;
  const list = Array.isArray(moveTargets) ? moveTargets : [moveTargets];
  return { do: 'moveTargets', distances: list.map(distanceOf) };
}

function moveStop(to: Extract<Fields, { moveStop: unknown }>['moveStop']): RuleAction {
  if (to === 'average') return { do: 'moveStop', to };
  return { do: 'moveStop', to: distanceOf(to), ...(to.loosen === true ? { loosen: true } : {}) };
}

function otherAction(action: Fields): RuleAction {
  if ('flatten' in action) return { do: action.flatten === 'book' ? 'flattenBook' : 'flatten' };
  if ('cancelEntries' in action) return { do: 'cancelEntries', of: action.cancelEntries };
  if ('scaleIn' in action) return { do: 'scaleIn', sizing: sizingOf(action.scaleIn) };
  if ('halt' in action) return { do: 'halt', scope: action.halt };
  if ('resume' in action) return { do: 'resume', scope: action.resume };
  if ('notify' in action) return { do: 'notify', text: action.notify };
  if (!('scaleOut' in action)) throw new TypeError(`no action: ${Object.keys(action).join()}`);
  const { scaleOut } = action;
  return 'part' in scaleOut
    ? { do: 'scaleOut', share: scaleOut.part }
    : { do: 'scaleOut', quantity: scaleOut.quantity };
}
