/** How a drawing looks, by day and by night, without anything from outside. */
import { faces } from './blocks.ts';

const SANS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";
const CODE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

interface Palette {
  readonly page: string;
  readonly sheet: string;
  readonly frame: string;
  readonly card: string;
  readonly edge: string;
  readonly inner: string;
  readonly label: string;
  readonly labelEdge: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly alarm: string;
  readonly alarmCard: string;
  /** One for each region in turn. */
  readonly hues: readonly string[];
  /** One for the lines of each place in turn. */
  readonly threads: readonly string[];
}

const day: Palette = {
  page: '#f4f6fa',
  sheet: '#fcfdfe',
  frame: '#d3dbe6',
  card: '#ffffff',
  edge: '#c3cddb',
  inner: '#f3f6fa',
  label: '#ecf1f8',
  labelEdge: '#d8e0eb',
  ink: '#172033',
  soft: '#56637a',
  line: '#8794a8',
  alarm: '#c9364a',
  alarmCard: '#fff5f6',
  hues: ['#2563d9', '#0b7d70', '#7444cf', '#99590b'],
  threads: ['#4a72c4', '#2b8c7e', '#8d63c4', '#b47a2c', '#c05a80', '#4f8f3f', '#5d7a8c', '#a8584a'],
};
const night: Palette = {
  page: '#0a0d13',
  sheet: '#0e121a',
  frame: '#2a3447',
  card: '#19212f',
  edge: '#3a4862',
  inner: '#131924',
  label: '#1f2839',
  labelEdge: '#303d53',
  ink: '#e8edf6',
  soft: '#9ba8bd',
  line: '#66758f',
  alarm: '#ff7384',
  alarmCard: '#2b1820',
  hues: ['#62b3ff', '#3ed3bd', '#b99cff', '#ffb75e'],
  threads: ['#7296dd', '#45a899', '#a685d8', '#c8964f', '#cf7b9c', '#77ab66', '#8ba3b3', '#cb8274'],
};

/** The tag whose states are drawn as alarms. */
export const ALARM = 'isAlarm';

/** The class that colours a panel. */
export const hueOf = (index: number): string => `hue-${index % day.hues.length}`;

/** The class that colours the lines of a place. */
export const threadClass = (index: number): string => `thread-${index % day.threads.length}`;

/** The style sheet of every drawing. It speaks of nothing outside it, should the drawing stand inside a page. */
export const styleSheet = (): string =>
  [...shapes(), ...colours(day), '@media (prefers-color-scheme: dark) {', ...colours(night), '}'].join('\n');

const rule = (selectors: readonly string[], declarations: string): string =>
  `${selectors.map((selector) => `.chart ${selector}`).join(', ')} { ${declarations} }`;

function shapes(): readonly string[] {
  const texts = Object.entries(faces).map(([role, { size, face }]) =>
    rule([`.${role}`], `font: ${face === 'bold' ? 'bold ' : ''}${size}px ${face === 'code' ? CODE : SANS};`),
  );
  return [
    ...texts,
    rule(['.card'], 'stroke-width: 1.2;'),
    rule(['.envelope'], 'fill: none; stroke-width: 1; stroke-linejoin: round;'),
    rule(['.line'], 'fill: none; stroke-width: 1.3; stroke-linecap: round;'),
    rule(['.divider', '.region-frame'], 'stroke-width: 1.2; stroke-dasharray: 7 6;'),
    rule(['.anywhere'], 'stroke-dasharray: 4 3;'),
  ];
}

function colours(palette: Palette): readonly string[] {
  const paint = (fill: string, stroke: string): string => `fill: ${fill}; stroke: ${stroke};`;
  return [
    rule(['text', '.gather'], `fill: ${palette.ink};`),
    rule(['.lead', '.description', '.note', '.action'], `fill: ${palette.soft};`),
    rule(['.page'], `fill: ${palette.page};`),
    rule(['.sheet'], paint(palette.sheet, palette.frame)),
    rule(['.divider'], `stroke: ${palette.edge};`),
    rule(['.card'], paint(palette.card, palette.edge)),
    rule(['.inner'], paint(palette.inner, palette.edge)),
    rule(['.plain'], `fill: ${palette.inner};`),
    rule(['.label', '.arrival'], paint(palette.label, palette.labelEdge)),
    rule(['.anywhere', '.choice'], paint(palette.sheet, palette.line)),
    rule(['.line', '.envelope'], `stroke: ${palette.line};`),
    rule(['.head'], `fill: ${palette.line};`),
    ...palette.hues.flatMap((hue, index) => [
      rule(
        ['.dot', '.region', '.guard', '.chip'].map((one) => `.${hueOf(index)} ${one}`),
        `fill: ${hue};`,
      ),
      rule([`.${hueOf(index)} .tag`], `fill: ${hue}; fill-opacity: 0.13;`),
    ]),
    ...palette.threads.flatMap((thread, index) => [
      rule([`.line.${threadClass(index)}`], `stroke: ${thread};`),
      rule([`.head.${threadClass(index)}`], `fill: ${thread};`),
    ]),
    rule(['.alarm .card'], paint(palette.alarmCard, palette.alarm)),
    rule(['.alarm .chip', '.alarm .tag'], `fill: ${palette.alarm};`),
  ];
}
