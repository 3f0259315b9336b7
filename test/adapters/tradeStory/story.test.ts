import { describe, expect, it } from 'vitest';
import { levelsOf } from '../../../src/adapters/tradeStory/levels.ts';
import { storyMermaid } from '../../../src/adapters/tradeStory/mermaid.ts';
import { tradePage } from '../../../src/adapters/tradeStory/page.ts';
import { pricesSvg } from '../../../src/adapters/tradeStory/prices.ts';
import { storySvg } from '../../../src/adapters/tradeStory/sequence.ts';
import type { Chain } from '../../../src/adapters/tradeStory/story.ts';
import { storyOf } from '../../../src/adapters/tradeStory/story.ts';
import type { Envelope } from '../../../src/envelope.ts';
import type { OrderId } from '../../../src/identifiers.ts';
import { price } from '../../../src/money.ts';
import type { Desk } from '../../support/desk.ts';
import { createDesk } from '../../support/desk.ts';

/** The only position of a desk, from what a person asked to the last fact. */
function chainOf({ facts }: Desk): Chain {
  const envelopes = facts.map(({ envelope }) => envelope);
  const [position] = envelopes.flatMap(({ data }) => (data.type === 'position.planned' ? [data.position] : []));
  const orders = new Set(envelopes.flatMap(({ data }) => (data.type === 'order.place' ? [data.order] : [])));
  const isAbout = ({ data }: Envelope): boolean =>
    ('order' in data && orders.has(data.order as OrderId)) || ('position' in data && data.position === position);
  return {
    name: String(position),
    causes: envelopes.filter(({ source, index }) => source === 'user' && index === 0),
    facts: envelopes.filter(isAbout),
  };
}

/** A position that reaches its target. */
function wonTrade(): Chain {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  desk.quote('101.10', '101.12');
  desk.pass();
  return chainOf(desk);
}

describe('the story of a trade', () => {
  it('has a line for everybody who spoke, orders by what they were for, and the broker last', () => {
    const { lines } = storyOf(wonTrade());
    expect(lines.map(({ label }) => label)).toEqual([
      'A person',
      'Desk',
      'Risk',
      'Position',
      'Entry',
      'Target',
      'Stop',
      'Broker',
    ]);
  });

  it('goes from what was asked to the last order that ended, in the order of the record', () => {
    const { steps, lines } = storyOf(wonTrade());
    const label = (id: string): string => lines.find((line) => line.id === id)?.label ?? '?';
    const told = steps.map(({ from, to, text }) => `${label(from)}${from === to ? '' : ` → ${label(to)}`}: ${text}`);
    expect(told.slice(0, 5)).toEqual([
      'A person → Desk: desk.open',
      'Desk → Position: long, for main',
      'Position → Entry: buy 100, market',
      expect.stringMatching(/^Position → Target: sell 100, limit/),
      expect.stringMatching(/^Position → Stop: sell 100, stop/),
    ]);
    expect(told).toEqual(
      expect.arrayContaining([
        'Risk → Entry: approved',
        'Entry → Broker: place',
        'Broker → Entry: 100 at 100.02',
        'Position: protected',
        expect.stringMatching(/^Position: closed by its target/),
      ]),
    );
    const places = steps.map(({ cited }) => cited.split('.').map(Number));
    expect(places).toEqual([...places].sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d));
  });

  it('says in red what was refused, and on whose line', () => {
    const desk = createDesk({ yaml: 'risk: { maxOrderQuantity: 50 }' });
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    const bad = storyOf(chainOf(desk)).steps.filter(({ tone }) => tone === 'bad');
    expect(bad.map(({ text }) => text).join('\n')).toContain('refused');
  });

  it('as text for Mermaid has a line a step, whatever a name holds', () => {
    const chain = wonTrade();
    const story = storyOf({ ...chain, name: 'a;b\n#c' });
    const lines = storyMermaid(story).trimEnd().split('\n');
    expect(lines[0]).toBe('sequenceDiagram');
    expect(lines[1]).toBe('  title a b  c');
    expect(lines).toHaveLength(2 + story.lines.length + story.steps.length);
  });
});

describe('the pictures of a trade', () => {
  it('show each level as long as it worked: a stop that was moved is two', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    const [position] = desk.said('position.planned');
    desk.send({ type: 'position.protect', position: position?.position, stop: price('99.90') } as never);
    desk.pass();
    desk.send({ type: 'desk.flatten', why: 'enough' });
    desk.pass();
    const stops = levelsOf(chainOf(desk).facts).filter(({ kind }) => kind === 'stop');
    expect(stops.map(({ text }) => text)).toEqual(['stop 99.01', 'stop 99.02', 'stop 99.9']);
    const [, first, second] = stops;
    expect(second?.from).toBe(first?.to);
    expect(first?.from).toBeLessThan(first?.to ?? 0);
  });

  it('are not drawn where nothing is known of a price', () => {
    expect(pricesSvg({ instrument: 'SPY', shown: [], fills: [], levels: [] })).toBeUndefined();
  });

  it('keep every text within the picture', () => {
    const svg = storySvg(storyOf(wonTrade()));
    const [, width = ''] = /width="([\d.]+)"/.exec(svg) ?? [];
    const texts = [...svg.matchAll(/class="said" x="([\d.]+)"[^>]* textLength="([\d.]+)"/g)];
    expect(texts.length).toBeGreaterThan(20);
    for (const [, x, length] of texts) {
      expect(Number(x) - Number(length) / 2).toBeGreaterThan(80);
      expect(Number(x) + Number(length) / 2).toBeLessThan(Number(width));
    }
  });
});

describe('the page of a trade', () => {
  it('is whole in itself: no script, and nothing from elsewhere', () => {
    const page = tradePage({ ...wonTrade(), instrument: 'SPY', shown: [] });
    expect(page).not.toMatch(/<script|<link|<img|url\(|@import/);
    expect([...page.matchAll(/https?:\/\/[^"\s]+/g)].map(([address]) => address)).toEqual(
      expect.not.arrayContaining([expect.not.stringContaining('www.w3.org/2000/svg')]),
    );
    expect(page).toContain('<h2>What happened</h2>');
    expect(page).toContain('Ended by');
  });

  it('escapes what comes from outside', () => {
    const chain = wonTrade();
    const hostile = '"><script>alert(1)</script>';
    const causes = chain.causes.map((cause) => ({ ...cause, data: { ...cause.data, why: hostile } as never }));
    const page = tradePage({ ...chain, causes, name: hostile, instrument: hostile, shown: [], lacking: hostile });
    expect(page).not.toContain('<script');
    expect(page).toContain('&#60;script&#62;');
  });
});
