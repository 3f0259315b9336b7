/** Places in the user's words for a notice, such as `{text}`, that are filled in when one is sent. */
import { hint } from '../../hints.ts';
import { isoTime } from '../../identifiers.ts';
import type { Notice, NoticeWeight } from '../../ports.ts';

/** By weight, as the service behind a way counts priorities. */
export type Priorities = Readonly<Record<NoticeWeight, number>>;
/** As ntfy counts them: 3 is usual, 5 the most urgent. */
export const usualPriorities: Priorities = { news: 3, alarm: 4, critical: 5 };

/** Each place with what stands there; `priority` is a number where it stands alone. */
export const placeholders = ['desk', 'topic', 'weight', 'priority', 'subject', 'text', 'at'] as const;
type Placeholder = (typeof placeholders)[number];
const PLACES = /\{([A-Za-z]+)\}/g;

/** What is wrong with a text that has such places, if anything is. */
export function placeholderProblem(text: string): string | undefined {
  const unknown = [...text.matchAll(PLACES)].map(([, name = '']) => name).find((name) => !isPlaceholder(name));
  return unknown === undefined
    ? undefined
    : `there is no place {${unknown}}${hint(unknown, placeholders)}; known are ${placeholders.join(', ')}`;
}
const isPlaceholder = (name: string): name is Placeholder => (placeholders as readonly string[]).includes(name);

const valueAt = (name: Placeholder, notice: Notice, priorities: Priorities): string | number => {
  if (name === 'priority') return priorities[notice.weight];
  return name === 'at' ? isoTime(notice.at) : notice[name];
};

/** The text with what the notice has in each place; `inside` makes it fit for where the text goes. */
export const filledText = (
  text: string,
  notice: Notice,
  priorities: Priorities = usualPriorities,
  inside: (value: string) => string = (value) => value,
): string =>
  text.replace(PLACES, (found, name: string) =>
    isPlaceholder(name) ? inside(String(valueAt(name, notice, priorities))) : found,
  );

/** A structure with the notice filled in: a text that is one place alone becomes its value. */
export function filled(part: unknown, notice: Notice, priorities: Priorities = usualPriorities): unknown {
  if (typeof part === 'string') {
    const alone = /^\{([A-Za-z]+)\}$/.exec(part)?.[1] ?? '';
    return isPlaceholder(alone) ? valueAt(alone, notice, priorities) : filledText(part, notice, priorities);
  }
  if (Array.isArray(part)) return part.map((each) => filled(each, notice, priorities));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, filled(each, notice, priorities)]));
}
