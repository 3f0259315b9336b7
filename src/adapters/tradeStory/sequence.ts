/** A story as a picture: a line for everybody, an arrow for what was told, and on the lines what their owners became. */
import { newYorkClock, newYorkDate } from '../calendar/newYork.ts';
import { widthOf } from '../drawings/measure.ts';
import { element, escapeXml } from '../drawings/xml.ts';
import type { Line, Step, Story } from './story.ts';
import { STYLE } from './style.ts';

const LEFT = 92;
const COLUMN = 172;
const ROW = 26;
const HEAD = 34;
const TOP = 14;
const SIZE = 11.5;
const PADDING = 7;

/** Draws the story. Every text is escaped, and what an event holds is shown where the pointer rests. */
export function storySvg(story: Story): string {
  const { name, lines, steps } = story;
  const width = Math.max(LEFT + COLUMN * lines.length + 12, ...steps.map((step) => LEFT + textWidth(step) + 24));
  const bottom = TOP + HEAD + 20 + ROW * steps.length;
  const height = bottom + HEAD + TOP;
  const places = new Map(lines.map(({ id }, index) => [id, LEFT + COLUMN * (index + 0.5)]));
  const x = (id: string): number => places.get(id) ?? LEFT;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'story',
      role: 'img',
      width,
      height,
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    },
    [
      element('title', {}, [escapeXml(`The story of ${name}`)]),
      element('style', {}, [STYLE]),
      element('rect', { class: 'sheet', width, height }),
      ...lines.map(({ id }) => element('line', { class: 'life', x1: x(id), x2: x(id), y1: TOP + HEAD, y2: bottom })),
      ...[TOP, bottom].flatMap((y) => lines.map((line) => head(line, x(line.id), y))),
      ...steps.map((step, index) => row(step, steps[index - 1], TOP + HEAD + 12 + ROW * (index + 0.5), x, width)),
    ],
  );
}

const head = ({ id, label }: Line, x: number, y: number): string =>
  element('g', { class: 'head' }, [
    element('title', {}, [escapeXml(id)]),
    element('rect', { x: x - COLUMN / 2 + 8, y, width: COLUMN - 16, height: HEAD - 6, rx: 6 }),
    element('text', { x, y: y + 18, 'text-anchor': 'middle' }, [escapeXml(label)]),
  ]);

const textWidth = ({ text }: Step): number => widthOf(text, SIZE, 'bold') + 2 * PADDING;

function row(step: Step, before: Step | undefined, y: number, x: (id: string) => number, width: number): string {
  const isNew = before === undefined || before.at !== step.at;
  const day =
    before === undefined || newYorkDate(before.at) !== newYorkDate(step.at) ? newYorkDate(step.at) : undefined;
  return element('g', { class: `step ${step.tone}` }, [
    element('title', {}, [escapeXml(`${step.cited}\n${step.details}`)]),
    ...(isNew ? [element('line', { class: 'moment', x1: 8, x2: width - 8, y1: y - ROW / 2, y2: y - ROW / 2 })] : []),
    ...(day === undefined ? [] : [element('text', { class: 'time', x: 8, y: y - ROW / 2 - 3 }, [day])]),
    ...(isNew ? [element('text', { class: 'time', x: 8, y: y + 4 }, [newYorkClock(step.at)])] : []),
    ...(step.from === step.to ? became(step, y, x(step.from), width) : told(step, y, x(step.from), x(step.to), width)),
  ]);
}

/** The middle of a text of a width, as near to where it belongs as the picture is wide. */
const within = (middle: number, of: number, width: number): number =>
  Math.min(Math.max(middle, LEFT + of / 2), width - 8 - of / 2);

/** Pinned to its width, whichever font the reader has. */
const said = (step: Step, x: number, y: number): string =>
  element(
    'text',
    {
      class: 'said',
      x,
      y: y + 4,
      'text-anchor': 'middle',
      textLength: textWidth(step) - 2 * PADDING,
      lengthAdjust: 'spacingAndGlyphs',
    },
    [escapeXml(step.text)],
  );

function became(step: Step, y: number, x: number, width: number): readonly string[] {
  const wide = textWidth(step);
  const middle = within(x, wide, width);
  return [
    element('rect', { class: 'chip', x: middle - wide / 2, y: y - 9, width: wide, height: 18, rx: 9 }),
    said(step, middle, y),
  ];
}

function told(step: Step, y: number, from: number, to: number, width: number): readonly string[] {
  const wide = textWidth(step);
  const middle = within((from + to) / 2, wide, width);
  const back = to > from ? -7 : 7;
  return [
    element('line', { class: 'arrow', x1: from, x2: to, y1: y, y2: y }),
    element('path', { class: 'tip', d: `M${to} ${y}l${back} -4v8z` }),
    element('rect', { class: 'label', x: middle - wide / 2, y: y - 8, width: wide, height: 16, rx: 3 }),
    said(step, middle, y),
  ];
}
