/** What stands below a drawing: what every state answers alike, and what the marks mean, as far as they occur. */
import type { Block, PlacedText } from './blocks.ts';
import { measure, put } from './blocks.ts';
import type { Families } from './families.ts';
import { wrap } from './measure.ts';
import type { PanelLayout } from './panel.ts';
import { ELSE } from './steps.ts';
import type { ChartEdge, ChartStructure } from './structure.ts';
import { REPORT } from './structure.ts';

export type Icon = 'dot' | 'gather' | 'choice' | 'envelope' | 'anywhere' | 'arrival';
/** A thing and what it means. */
export interface Note {
  readonly icon: Icon | null;
  readonly term: string;
  readonly text: string;
}
export interface PlacedIcon {
  readonly icon: Icon;
  readonly x: number;
  readonly y: number;
}
export interface Legend extends Block {
  readonly icons: readonly PlacedIcon[];
}

/** What has to be explained of these panels. */
export function notesOf(structure: ChartStructure, families: Families, panels: readonly PanelLayout[]): readonly Note[] {
  const marks = panels.flatMap((panel) => panel.marks).map(({ mark }) => mark);
  const lines = panels.flatMap((panel) => panel.lines).flatMap(({ line }) => line ?? []);
  const causes = [...lines, ...marks].flatMap((one) => one.causes);
  const isSaid = (family: string) => causes.some(({ events }) => events.includes(family));
  const [root] = structure.nodes;
  const meanings: readonly (readonly [isUsed: boolean, note: Note])[] = [
    [true, { icon: 'dot', term: '', text: 'begins here' }],
    [structure.nodes.some(({ entry }) => entry.includes(REPORT)), { icon: 'envelope', term: '', text: 'says so when entered' }],
    [marks.some(({ kind }) => kind === 'gather'), { icon: 'gather', term: '', text: 'states that answer alike' }],
    [marks.some(({ kind }) => kind === 'choice'), { icon: 'choice', term: '', text: 'the guards decide' }],
    [marks.some(({ kind }) => kind === 'anywhere'), { icon: 'anywhere', term: '', text: 'in any state around it that does not answer itself' }],
    [marks.some(({ kind }) => kind === 'arrival'), { icon: 'arrival', term: '', text: 'named instead of drawn; → in a state names where it leaves to' }],
    [causes.some(({ guards }) => guards.includes(ELSE)), { icon: null, term: `[${ELSE}]`, text: 'no guard asked before holds' }],
    ...[...families].map(([family, members]) => [isSaid(family), { icon: null, term: family, text: members.join(', ') }] as const),
  ];
  const answered = structure.edges.filter(({ source, targets }) => source === root?.path && targets.length === 0);
  return [...answered.map(noteOfAnswer), ...meanings.filter(([isUsed]) => isUsed).map(([, note]) => note)];
}

function noteOfAnswer({ event, description, actions }: ChartEdge): Note {
  const text = actions.includes(REPORT) ? 'is reported and changes nothing' : 'changes nothing';
  return { icon: null, term: event === '*' ? 'anything else' : event, text: description === '' ? text : description };
}

const ICON = 24;
const GAP = 26;
const ROW = 19;

/** Places notes one after the other in rows of at most this width. */
export function placeNotes(notes: readonly Note[], width: number): Legend {
  const texts: PlacedText[] = [];
  const icons: PlacedIcon[] = [];
  let x = 0;
  let y = 0;
  for (const { icon, term, text } of notes) {
    const lead = (icon === null ? 0 : ICON) + (term === '' ? 0 : measure('event', term) + 6);
    const [first = '', ...more] = wrap(text, 10.5, width - lead);
    const room = lead + Math.max(...[first, ...more].map((one) => measure('note', one)));
    if (x > 0 && x + room > width) {
      x = 0;
      y += ROW;
    }
    if (icon !== null) icons.push({ icon, x, y: y + ROW / 2 });
    if (term !== '') texts.push(put('event', term, x + (icon === null ? 0 : ICON), y + 13.5));
    texts.push(put('note', first, x + lead, y + 13.5));
    for (const line of more) {
      y += 14;
      texts.push(put('note', line, x + lead, y + 13.5));
    }
    x += room + GAP;
    if (more.length > 0) {
      x = 0;
      y += ROW;
    }
  }
  return { width, height: x === 0 ? y : y + ROW, texts, chips: [], icons };
}
