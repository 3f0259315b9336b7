/** What stands below a drawing: what every state answers alike, and what the marks mean, as far as they occur. */
import type { Block, PlacedText } from './blocks.ts';
import { faces, measure, put } from './blocks.ts';
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
interface PlacedIcon {
  readonly icon: Icon;
  readonly x: number;
  readonly y: number;
}
export interface Legend extends Block {
  readonly icons: readonly PlacedIcon[];
}

/** What has to be explained of these panels. */
export function notesOf(
  structure: ChartStructure,
  families: Families,
  panels: readonly PanelLayout[],
): readonly Note[] {
  const marks = panels.flatMap((panel) => panel.marks).map(({ mark }) => mark);
  const lines = panels.flatMap((panel) => panel.lines).flatMap(({ line }) => line ?? []);
  const causes = [...lines, ...marks].flatMap((one) => one.causes);
  const isSaid = (family: string) => causes.some(({ events }) => events.includes(family));
  const [root] = structure.nodes;
  const meanings: readonly (readonly [isUsed: boolean, note: Note])[] = [
    [true, { icon: 'dot', term: '', text: 'begins here' }],
    [lines.length > 1, { icon: null, term: '', text: 'a line has the colour of where it leads away from' }],
    [
      structure.nodes.some(({ entry }) => entry.includes(REPORT)),
      { icon: 'envelope', term: '', text: 'says so when entered' },
    ],
    [marks.some(({ kind }) => kind === 'gather'), { icon: 'gather', term: '', text: 'states that answer alike' }],
    [marks.some(({ kind }) => kind === 'choice'), { icon: 'choice', term: '', text: 'the guards decide' }],
    [
      marks.some(({ kind }) => kind === 'anywhere'),
      { icon: 'anywhere', term: '', text: 'in any state around it that does not answer itself' },
    ],
    [
      marks.some(({ kind }) => kind === 'arrival'),
      { icon: 'arrival', term: '', text: 'named instead of drawn; → in a state names where it leaves to' },
    ],
    [
      causes.some(({ guards }) => guards.includes(ELSE)),
      { icon: null, term: `[${ELSE}]`, text: 'no guard asked before holds' },
    ],
    ...[...families].map(
      ([family, members]) => [isSaid(family), { icon: null, term: family, text: members.join(', ') }] as const,
    ),
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
const LINE = 14;

/** Places notes one after the other in rows of at most this width. */
export function placeNotes(notes: readonly Note[], width: number): Legend {
  const texts: PlacedText[] = [];
  const icons: PlacedIcon[] = [];
  let x = 0;
  let y = 0;
  let row = 0;
  for (const note of notes) {
    const item = itemOf(note, width);
    if (x > 0 && x + item.width > width) {
      x = 0;
      y += row;
      row = 0;
    }
    texts.push(...item.texts.map((text) => ({ ...text, x: text.x + x, y: text.y + y })));
    icons.push(...item.icons.map((icon) => ({ ...icon, x, y: y + ROW / 2 })));
    x += item.width + GAP;
    row = Math.max(row, item.height);
  }
  return { width, height: y + row, texts, chips: [], icons };
}

/** One note from its own origin: its icon or its term, then its text, in several lines when it is wide. */
function itemOf({ icon, term, text }: Note, limit: number): Legend {
  const start = icon === null ? 0 : ICON;
  const lead = start + (term === '' ? 0 : measure('event', term) + 6);
  const lines = wrap(text, faces.note.size, limit - lead);
  const baseline = 13.5;
  return {
    width: lead + Math.max(0, ...lines.map((line) => measure('note', line))),
    height: ROW + LINE * Math.max(0, lines.length - 1),
    texts: [
      ...(term === '' ? [] : [put('event', term, start, baseline)]),
      ...lines.map((line, index) => put('note', line, lead, baseline + LINE * index)),
    ],
    chips: [],
    icons: icon === null ? [] : [{ icon, x: 0, y: 0 }],
  };
}
