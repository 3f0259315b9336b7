/** One input or fact as a line for people: when, which, what, and the fields that tell it from others. */
import { newYorkClock, newYorkDate } from '../../adapters/calendar/newYork.ts';
import type { DroppedMarket } from '../../adapters/journal/archiveFile.ts';
import { eventFields } from '../../adapters/scenarios/factTexts.ts';
import type { Envelope } from '../../envelope.ts';
import { citation } from '../../envelope.ts';

/** How much market data is gone, and what is left of it. */
export const countText = ({ inputs, blocks }: DroppedMarket): string =>
  `${inputs} inputs in ${blocks} block(s), of which only places and digests are left`;

const WIDTH = 160;
/** Names that say nothing to people. */
const unsaid = ['approval', 'revision', 'timer', 'generation'];

export function lineOf(envelope: Envelope): string {
  const fields = Object.entries(eventFields(envelope.data))
    .filter(([name]) => !name.includes('.') && !unsaid.includes(name))
    .map(([name, value]) => `${name} ${value}`);
  const line = `${newYorkDate(envelope.at)} ${newYorkClock(envelope.at)} ${citation(envelope).padStart(9)} ${envelope.type.padEnd(22)} ${fields.join(', ')}`;
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line.trimEnd();
}
