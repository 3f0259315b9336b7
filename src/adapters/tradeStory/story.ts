/** A trade as a story: its lines, and what was told along them, in the order in which it happened. */
import type { Envelope } from '../../envelope.ts';
import { citation } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { Role } from '../../orders.ts';
import { eventFields } from '../scenarios/factTexts.ts';
import type { Party, Saying, Tone } from './sayings.ts';
import { parties, sayingOf } from './sayings.ts';

/** What is known of an order or a position: the inputs that led to it, and every fact that names it. */
export interface Chain {
  readonly name: string;
  readonly causes: readonly Envelope[];
  readonly facts: readonly Envelope[];
}

/** Somebody with a line of its own. */
export interface Line {
  readonly id: string;
  readonly label: string;
}

export interface Step {
  readonly at: Timestamp;
  /** The envelope that says it. */
  readonly cited: string;
  /** Ids of lines; the same one twice is what that has become. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly tone: Tone;
  /** All that the event holds. */
  readonly details: string;
}

export interface Story {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly steps: readonly Step[];
}

const roleNames: Readonly<Record<Role, string>> = {
  entry: 'Entry',
  adjust: 'Addition',
  stop: 'Stop',
  target: 'Target',
  exit: 'Exit',
  manual: 'Order by hand',
  external: 'Order of others',
  foreign: 'Leaving what is foreign',
};

/** Tells the story of a chain of facts. */
export function storyOf({ name, causes, facts }: Chain): Story {
  const orders = ordersIn(facts);
  const all = new Map([...causes, ...facts].map((envelope) => [citation(envelope), envelope]));
  const steps = [...all.values()]
    .toSorted((a, b) => a.sequence - b.sequence || a.index - b.index)
    .flatMap((envelope) => stepsOf(envelope, orders));
  const spoken = new Set(steps.flatMap(({ from, to }) => [from, to]));
  const before = Object.entries(parties).filter(([id]) => id !== 'order' && id !== 'broker');
  const lines = [...before, ...orders, ['broker', parties.broker] as const].map(([id, label]) => ({ id, label }));
  return { name, lines: lines.filter(({ id }) => spoken.has(id)), steps: joined(steps) };
}

/** The orders of the story by name, each with what it was for; of several that were for the same the later ones are counted. */
function ordersIn(facts: readonly Envelope[]): ReadonlyMap<string, string> {
  const orders = new Map<string, string>();
  const counts = new Map<string, number>();
  const add = (order: string, role: Role): void => {
    if (orders.has(order)) return;
    const count = (counts.get(role) ?? 0) + 1;
    counts.set(role, count);
    orders.set(order, count === 1 ? roleNames[role] : `${roleNames[role]} ${count}`);
  };
  for (const { data } of facts) if (data.type === 'order.place') add(data.order, data.links.role);
  for (const { data } of facts) if (data.type === 'broker.externalOrder') add(data.order, 'external');
  for (const { data } of facts) if ('order' in data && 'role' in data) add(data.order, data.role);
  for (const { data } of facts) if ('order' in data && data.order !== undefined) add(data.order, 'manual');
  return orders;
}

function stepsOf(envelope: Envelope, orders: ReadonlyMap<string, string>): readonly Step[] {
  const saying = byPerson(envelope) ?? sayingOf(envelope.data);
  if (saying === undefined) return [];
  const [from, to] = [saying.from, saying.to ?? saying.from].map((party) => lineOf(party, envelope.data, orders));
  if (from === undefined || to === undefined) return [];
  const details = Object.entries(eventFields(envelope.data)).map(([name, value]) => `${name} ${value}`);
  return [
    {
      at: envelope.at,
      cited: citation(envelope),
      from,
      to,
      text: saying.text,
      tone: saying.tone,
      details: [envelope.type, ...details].join('\n'),
    },
  ];
}

/** What a person asked for, whatever it was. */
const byPerson = ({ source, index, type, data }: Envelope): Saying | undefined =>
  source === 'user' && index === 0
    ? { from: 'person', to: 'desk', text: 'why' in data ? `${type}: ${data.why}` : type, tone: 'plain' }
    : undefined;

/** The line of a party in an event: of an order the one that the event names. */
function lineOf(party: Party, event: Event, orders: ReadonlyMap<string, string>): string | undefined {
  if (party !== 'order') return party;
  const order = 'order' in event ? event.order : undefined;
  return order !== undefined && orders.has(order) ? order : undefined;
}

/** What somebody has become within one input is said at once. */
function joined(steps: readonly Step[]): readonly Step[] {
  const story: Step[] = [];
  for (const step of steps) {
    const last = story.at(-1);
    const isOne =
      last !== undefined &&
      last.from === last.to &&
      step.from === step.to &&
      last.from === step.from &&
      last.at === step.at;
    if (!isOne) story.push(step);
    else
      story[story.length - 1] = {
        ...last,
        text: `${last.text} · ${step.text}`,
        tone: graver(last.tone, step.tone),
        details: `${last.details}\n\n${step.details}`,
      };
  }
  return story;
}

const gravity: readonly Tone[] = ['plain', 'good', 'bad', 'alarm'];
const graver = (one: Tone, other: Tone): Tone => (gravity.indexOf(one) < gravity.indexOf(other) ? other : one);
