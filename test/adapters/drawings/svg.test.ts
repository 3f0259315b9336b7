/** Charts as SVG files. */
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { describeChart } from '../../../src/adapters/drawings/structure.ts';
import { chartToSvg } from '../../../src/adapters/drawings/svg.ts';
import { escapeXml } from '../../../src/adapters/drawings/xml.ts';
import { machines } from '../../../tools/renderCharts.ts';
import { lampMachine } from './lamp.ts';

const subjects = await Promise.all(
  [...machines, lampMachine].map(async (machine) => {
    const structure = describeChart(machine);
    return { id: structure.id, structure, svg: await chartToSvg(structure) };
  }),
);

const TAG = /^<(?<closes>\/?)(?<name>[a-zA-Z]+)(?:\s+[a-zA-Z][\w-]*="[^"<]*")*\s*(?<isEmpty>\/?)>$/;
const STRAY = /[<>]|&(?!(?:amp|lt|gt|quot|#39);)/;

/** What is wrong with a text that should be XML: tags that do not match, attributes without quotes, stray signs. */
function faultsOf(xml: string): readonly string[] {
  const faults: string[] = [];
  const open: string[] = [];
  for (const piece of xml.match(/<[^>]*>|[^<]+/g) ?? []) {
    const { closes, name = '', isEmpty } = TAG.exec(piece)?.groups ?? {};
    if (STRAY.test(name === '' ? piece : piece.slice(1, -1))) faults.push(`stray sign in ${piece}`);
    if (closes === '/' && open.pop() !== name) faults.push(`${piece} closes nothing`);
    if (name !== '' && closes === '' && isEmpty === '') open.push(name);
  }
  return [...faults, ...open.map((name) => `<${name}> is not closed`)];
}

const wordsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, words]) => words ?? '');

describe.for(subjects)('the picture of the $id chart', ({ structure, svg }) => {
  test('is well-formed XML', () => {
    expect(faultsOf(svg.trim())).toEqual([]);
  });

  test('names every state', () => {
    const words = new Set(wordsOf(svg));
    expect(structure.nodes.map(({ key }) => key).filter((key) => !words.has(key))).toEqual([]);
  });

  test('shows every tag', () => {
    const words = new Set(wordsOf(svg));
    expect(structure.nodes.flatMap(({ tags }) => tags).filter((tag) => !words.has(tag))).toEqual([]);
  });

  test('comes out the same, byte for byte', async () => {
    expect(await chartToSvg(JSON.parse(JSON.stringify(structure)))).toBe(svg);
  });

  test('needs nothing from outside and runs nothing', () => {
    expect(svg).not.toMatch(/<script|<image|<use|<foreignObject|href=|url\(|@import|\son\w+=/);
    expect(svg.match(/https?:/g)).toHaveLength(1);
  });

  test('has a name and a description for those who do not see it', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*>\n<title>[^<]+<\/title>\n<desc>/);
  });

  test('is readable by day and by night', () => {
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });

  test('has no coordinate finer than half a pixel', () => {
    const outside = svg.replace(/<style>.*<\/style>/s, '');
    expect(outside.match(/\d\.(?!5(?!\d))\d+/g)).toBeNull();
  });
});

describe('words in a picture', () => {
  const odd = `<b>&"it's"`;
  const structure = describeChart(
    createMachine({
      id: 'odd',
      description: odd,
      initial: odd,
      states: { [odd]: { description: odd, tags: [odd], on: { [odd]: { target: 'panel', guard: odd } } }, panel: {} },
      // biome-ignore lint/suspicious/noExplicitAny: names that no machine of ours has
    } as any),
  );

  test('are never taken for markup', async () => {
    const svg = await chartToSvg(structure);
    expect(faultsOf(svg.trim())).toEqual([]);
    expect(svg).not.toContain('<b>');
    expect(wordsOf(svg).filter((words) => words.includes('&lt;b&gt;&amp;&quot;it&#39;s&quot;')).length).toBeGreaterThan(
      4,
    );
  });

  test('lose the signs that XML can not hold', () => {
    expect(escapeXml('a\u0000b\u001bc\nd')).toBe('abc\nd');
  });

  test('may be missing', async () => {
    expect(faultsOf((await chartToSvg(describeChart(createMachine({ id: 'empty' })))).trim())).toEqual([]);
  });
});
