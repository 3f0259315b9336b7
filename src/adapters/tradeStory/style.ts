/** How the pictures of a trade look, by day and by night, without anything from outside. */

const SANS = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

const palette = (values: Readonly<Record<string, string>>): string =>
  `.story { ${Object.entries(values)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ')} }`;

const day = palette({
  sheet: '#fcfdfe',
  card: '#ffffff',
  edge: '#c3cddb',
  ink: '#172033',
  soft: '#56637a',
  line: '#7d8aa0',
  good: '#0b7a4b',
  bad: '#b3261e',
  level: '#2563d9',
  spread: '#2563d9',
});
const night = palette({
  sheet: '#0e121a',
  card: '#19212f',
  edge: '#3a4862',
  ink: '#e8edf6',
  soft: '#9ba8bd',
  line: '#8391a8',
  good: '#4fce96',
  bad: '#ff8a80',
  level: '#62b3ff',
  spread: '#62b3ff',
});

/** Speaks of nothing outside the picture, should it stand inside a page. */
export const STYLE = `
${day}
@media (prefers-color-scheme: dark) { ${night} }
.story text { font: 11.5px ${SANS}; fill: var(--ink); }
.story .sheet { fill: var(--sheet); }
.story .life { stroke: var(--edge); stroke-dasharray: 3 4; }
.story .moment, .story .grid { stroke: var(--edge); stroke-opacity: 0.5; }
.story .head rect { fill: var(--card); stroke: var(--edge); }
.story .head text, .story .said { font-weight: bold; }
.story .time, .story .axis { fill: var(--soft); font-variant-numeric: tabular-nums; }
.story .label { fill: var(--sheet); }
.story .chip { fill: var(--card); stroke: var(--line); }
.story .arrow { stroke: var(--line); stroke-width: 1.4; }
.story .tip { fill: var(--line); }
.story .good .said, .story .buy { fill: var(--good); } .story .good .chip { stroke: var(--good); }
.story .bad .said, .story .alarm .said, .story .sell { fill: var(--bad); } .story .bad .chip { stroke: var(--bad); }
.story .alarm .chip { stroke: var(--bad); stroke-width: 2.5; }
.story .spread { fill: var(--spread); fill-opacity: 0.25; stroke: var(--spread); stroke-opacity: 0.6; }
.story .level { fill: none; stroke: var(--soft); stroke-width: 1.4; }
.story .level.stop { stroke: var(--bad); stroke-dasharray: 5 3; } .story .level.target { stroke: var(--good); stroke-dasharray: 5 3; }
.story .trade { stroke: var(--sheet); }
.story .named { fill: var(--soft); } .story .named.stop { fill: var(--bad); } .story .named.target { fill: var(--good); }
`;
