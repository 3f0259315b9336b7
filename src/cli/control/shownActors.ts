/** Actors as the API shows them: what they hold as exact texts, accounts masked. */
import type { ActorView } from '../../actors/engine/actorViews.ts';
import type { Actor, OneActor } from '../../adapters/controlApi/answers.ts';
import { masked } from '../../adapters/controlApi/shownFacts.ts';
import { durationText } from '../../adapters/documents/durations.ts';
import type { Duration } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { amountText, decimalText } from '../../money.ts';

export function actorOf(
  { kind, id, parent, states, says, isAlarm, isDone, isApart, context }: ActorView,
  account: string,
): Actor {
  return {
    ...{ kind, id: hidden(id, account), parent, states: [...states], says: [...says], isAlarm, isDone, isApart },
    label: hidden(labelOf(kind, id, context), account),
  };
}

export const oneActorOf = (view: ActorView, account: string): OneActor => ({
  actor: actorOf(view, account),
  context: shownValue(view.context, '', account, 0) as OneActor['context'],
});

const hidden = (text: string, account: string): string => text.replaceAll(account, masked(account));

/** What people call it: what it trades, and what for. */
function labelOf(kind: ActorView['kind'], id: string, context: ActorView['context']): string {
  const { instrument, terms, links, rule, book } = context as {
    readonly [name in 'instrument' | 'rule' | 'book']?: string;
  } & {
    readonly terms?: { readonly instrument: string; readonly side: string };
    readonly links?: { readonly role: string };
  };
  if (kind === 'order' && terms !== undefined) return `${terms.instrument} ${links?.role ?? ''} ${terms.side}`;
  if (kind === 'rule') return `${rule} ${instrument}`;
  if (kind === 'position') return `${instrument} ${book}`;
  return instrument ?? id;
}

/** Fields that are money; any other exact number is a price or a quantity. */
const money: ReadonlySet<string> = new Set(
  'fee fees foreignFees notional dividends value previousValue cost realised exposure amount'.split(' '),
);
const moments = /At$|^at$|^(since|until|goodTill|backAt)$/;
const [DEEPEST, LONGEST] = [8, 200];

function shownValue(value: unknown, name: string, account: string, depth: number): unknown {
  if (typeof value === 'bigint') return money.has(name) ? amountText(value as Amount) : decimalText(value as Quantity);
  if (typeof value === 'number' && name === 'patience') return durationText(value as Duration);
  if (typeof value === 'number') return moments.test(name) ? isoTime(value as never) : value;
  if (typeof value === 'string') return hidden(value, account);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, LONGEST).map((each) => shownValue(each, name, account, depth + 1));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries
      .slice(0, LONGEST)
      .map(([key, inner]) => [
        String(key),
        shownValue(inner, money.has(name) || name === 'patience' ? name : String(key), account, depth + 1),
      ]),
  );
}
