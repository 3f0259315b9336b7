/** A story as text for Mermaid, which many tools draw: https://mermaid.js.org/syntax/sequenceDiagram.html. */
import { newYorkClock } from '../calendar/newYork.ts';
import type { Step, Story } from './story.ts';

/** Semicolons and line ends would end a line of the text, `#` would begin a sign by its number. */
const plain = (text: string): string => text.replace(/[;#\n\r]/g, ' ');

/** Writes the sequence diagram. */
export function storyMermaid({ name, lines, steps }: Story): string {
  const ids = new Map(lines.map(({ id }, index) => [id, `l${index}`]));
  const arrow = ({ from, to, text, at, tone }: Step): string => {
    const [a, b] = [ids.get(from), ids.get(to)];
    if (from === to) return `  Note over ${a}: ${plain(text)}`;
    return `  ${a}${tone === 'bad' || tone === 'alarm' ? '-x' : '->>'}${b}: ${newYorkClock(at)} ${plain(text)}`;
  };
  return [
    'sequenceDiagram',
    `  title ${plain(name)}`,
    ...lines.map(({ id, label }) => `  participant ${ids.get(id)} as ${plain(label)}`),
    ...steps.map(arrow),
    '',
  ].join('\n');
}
