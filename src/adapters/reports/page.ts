/** A self-contained page: no script, nothing loaded from elsewhere, light and dark. */
import { grouped } from './figures.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2330; --soft: #5b6675; --line: #dfe4ea; --paper: #fff; --good: #0b7a4b; --bad: #b3261e; --curve: #1f5fbf; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #2b3442; --paper: #12171f; --good: #4fce96; --bad: #ff8a80; --curve: #7db1ff; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1040px; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p, dt { color: var(--soft); margin: .25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem 1.5rem; margin: 1.25rem 0; }
dt { font-size: .8rem; } dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } th.text, td.text { text-align: left; }
.good { color: var(--good); } .bad { color: var(--bad); } tr.sum td { font-weight: 600; }
svg { width: 100%; height: auto; } .wide { overflow-x: auto; width: min(100vw - 2.5rem, 1840px); margin-left: calc(50% - min(50vw - 1.25rem, 920px)); } .wide svg { display: block; width: auto; margin: 0 auto; } .grid { stroke: var(--line); } .axis { fill: var(--soft); font-size: 11px; }
.base { stroke: var(--soft); stroke-dasharray: 3 3; } .curve { fill: none; stroke: var(--curve); stroke-width: 1.75; stroke-linejoin: round; } .fill { fill: var(--curve); opacity: .1; }
footer { margin: 2.5rem 0 1rem; font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; }
`;

/** A whole page. The body is written as it is: what comes from outside has to be escaped. */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;

/** Money under its title; `isToned` when its sign is good or bad news. */
export const figure = (title: string, value: string, isToned: boolean): string =>
  `<div><dt>${title}</dt><dd${isToned ? ` class="${tone(value)}"` : ''}>${grouped(value)}</dd></div>`;
/** The class of a number by its sign. */
export const tone = (value: string): string => (value.startsWith('-') ? 'bad' : Number(value) === 0 ? '' : 'good');
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
