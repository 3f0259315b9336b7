/** The last facts before a scenario was judged, a line each; the small talk between machines is left out. */
import { newYorkClock } from '../../adapters/calendar/newYork.ts';
import { eventFields } from '../../adapters/scenarios/factTexts.ts';
import { citation } from '../../envelope.ts';
import type { Observer, Said } from './observing.ts';

const COUNT = 12;
const WIDTH = 110;
const smallTalk = /^(clock\.(arm|disarm)|leg\.|group\.spoke|outbox\.|protection\.|holding\.|desk\.configured)/;
/** Names that say nothing beside role and symbol. */
const unsaid = ['group', 'position', 'approval', 'book', 'account', 'revision', 'timer', 'generation'];

export function lastFacts({ said, placed }: Pick<Observer, 'said' | 'placed'>): readonly string[] {
  return said
    .filter(({ event }) => !smallTalk.test(event.type))
    .slice(-COUNT)
    .map((each) => factLine(each, placed));
}

function factLine({ event, envelope }: Said, placed: Observer['placed']): string {
  const fields = Object.entries(eventFields(event))
    .filter(([name]) => !name.includes('.') && !unsaid.includes(name))
    .map(([name, value]) => {
      const order = name === 'order' ? placed.get(value) : undefined;
      return order === undefined ? `${name} ${value}` : `${order.role} ${order.symbol}`;
    });
  const line =
    `${newYorkClock(envelope.at)} ${citation(envelope)} ${event.type} ${[...new Set(fields)].join(', ')}`.trim();
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}
