/** How a drawing looks, by day and by night, without anything from outside. */
import { faces } from './blocks.ts';

const SANS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";
const CODE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

interface Palette {
  readonly page: string;
  readonly sheet: string;
  readonly frame: string;
  readonly card: string;
  readonly cardEdge: string;
  readonly group: string;
  readonly label: string;
  readonly labelEdge: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly alarm: string;
  readonly alarmCard: string;
  /** One for each region in turn. */
  readonly hues: readonly string[];
}

const day: Palette = {
  page: '#f4f6fa',
  sheet: '#fcfdfe',
  frame: '#d3dbe6',
  card: '#ffffff',
  cardEdge: '#c3cddb',
  group: '#f3f6fa',
  label: '#eef2f8',
  labelEdge: '#d8e0eb',
  ink: '#172033',
  soft: '#5a677b',
  line: '#8794a8',
  alarm: '#c9364a',
  alarmCard: '#fff5f6',
  hues: ['#2563d9', '#0d8577', '#7444cf', '#a8640f'],
};
const night: Palette = {
  page: '#0a0d13',
  sheet: '#0e121a',
  frame: '#232c3b',
  card: '#171e2b',
  cardEdge: '#34415a',
  group: '#121824',
  label: '#1c2433',
  labelEdge: '#2b374b',
  ink: '#e8edf6',
  soft: '#98a5ba',
  line: '#61708a',
  alarm: '#ff7384',
  alarmCard: '#2a1720',
  hues: ['#62b3ff', '#3ed3bd', '#b99cff', '#ffb75e'],
};

export const hueOf = (index: number): string => `h${index % day.hues.length}`;

/** The style sheet of every drawing. */
export const styleSheet = (): string =>
  [...shapes(), ...colours(day), '@media (prefers-color-scheme: dark) {', ...colours(night), '}'].join('\n');

function shapes(): readonly string[] {
  const texts = Object.entries(faces).map(([role, { size, face }]) => {
    const family = face === 'code' ? CODE : SANS;
    return `.${role} { font: ${face === 'bold' ? 'bold ' : ''}${size}px ${family}; }`;
  });
  return [
    ...texts,
    '.card { stroke-width: 1.2; }',
    '.envelope { fill: none; stroke-width: 1; stroke-linejoin: round; }',
    '.line { fill: none; stroke-width: 1.3; stroke-linecap: round; }',
    '.divider { stroke-width: 1.2; stroke-dasharray: 7 6; }',
    '.anywhere { stroke-dasharray: 4 3; }',
  ];
}

const colours = (palette: Palette): readonly string[] => [
  `.page { fill: ${palette.page}; }`,
  `.sheet { fill: ${palette.sheet}; stroke: ${palette.frame}; }`,
  `.divider { stroke: ${palette.frame}; }`,
  `.card { fill: ${palette.card}; stroke: ${palette.cardEdge}; }`,
  `.group { fill: ${palette.group}; stroke: ${palette.cardEdge}; }`,
  `.plate { fill: ${palette.label}; stroke: ${palette.labelEdge}; }`,
  `.anywhere { fill: ${palette.sheet}; stroke: ${palette.line}; }`,
  `.line, .envelope { stroke: ${palette.line}; }`,
  `.choice { fill: ${palette.sheet}; stroke: ${palette.line}; }`,
  `.head { fill: ${palette.line}; }`,
  `text { fill: ${palette.ink}; }`,
  `.lead, .description, .note, .action, .guard { fill: ${palette.soft}; }`,
  `.alarm .card { fill: ${palette.alarmCard}; stroke: ${palette.alarm}; }`,
  ...palette.hues.flatMap((hue, index) => [
    `.h${index} .dot, .h${index} .gather { fill: ${hue}; }`,
    `.h${index} .region, .h${index} .chip { fill: ${hue}; }`,
    `.h${index} .tag { fill: ${hue}; fill-opacity: 0.13; }`,
    `.h${index} .guard { fill: ${hue}; }`,
  ]),
  `.alarm .chip { fill: ${palette.alarm}; }`,
  `.alarm .tag { fill: ${palette.alarm}; }`,
];
