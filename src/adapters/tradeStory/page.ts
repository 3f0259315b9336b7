/** A trade as one self-contained page: what it came to, the way of the price, its story, and every fact. */
import type { Envelope } from '../../envelope.ts';
import { citation } from '../../envelope.ts';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { amountText, decimalText, magnitude } from '../../money.ts';
import { newYorkClock, newYorkDate } from '../calendar/newYork.ts';
import { escaped, figure, htmlPage } from '../reports/page.ts';
import { eventFields } from '../scenarios/factTexts.ts';
import type { Shown } from './levels.ts';
import { fillsOf, levelsOf } from './levels.ts';
import { pricesSvg } from './prices.ts';
import { storySvg } from './sequence.ts';
import type { Chain } from './story.ts';
import { storyOf } from './story.ts';

/** A chain with the market around it; `lacking` says what of that is gone. */
export interface Trade extends Chain {
  readonly instrument: string;
  readonly shown: readonly Shown[];
  readonly lacking?: string;
}

/** Writes the page. Everything that comes from outside is escaped. */
export function tradePage(trade: Trade): string {
  const { name, instrument, causes, facts, shown, lacking } = trade;
  const prices = pricesSvg({ instrument, shown, fills: fillsOf(facts), levels: levelsOf(facts) });
  const all = [...causes, ...facts];
  return htmlPage(
    `${instrument} ${name}`,
    `<h1>${escaped(instrument)} <small>${escaped(name)}</small></h1>
<p>${escaped(times(all))}</p>${lacking === undefined ? '' : `\n<p>${escaped(lacking)}</p>`}
<dl>
${figuresOf(facts).join('\n')}
</dl>
<h2>Prices</h2>
${prices ?? '<p>Nothing was traded, and no price is known.</p>'}
<p>The band lies between bid and ask. Triangles are fills; dashed lines are stops (red) and targets (green) as long as they worked, the plain line the average price.</p>
<h2>What happened</h2>
<div class="wide">
${storySvg(storyOf(trade))}
</div>
<h2>Every fact</h2>
<div class="scroll"><table><thead><tr><th scope="col" class="text">New York</th><th scope="col" class="text">Input</th><th scope="col" class="text">What</th><th scope="col" class="text">With</th></tr></thead><tbody>
${all.map(factRow).join('\n')}
</tbody></table></div>`,
  );
}

const moment = ({ at }: Envelope): string => `${newYorkDate(at)} ${newYorkClock(at)}`;
function times(all: readonly Envelope[]): string {
  const [first, last] = [all[0], all.at(-1)];
  return first === undefined || last === undefined ? '' : `${moment(first)} to ${moment(last)}, New York`;
}

function factRow(envelope: Envelope): string {
  const fields = Object.entries(eventFields(envelope.data)).map(([name, value]) => `${name} ${value}`);
  const cells = [moment(envelope), citation(envelope), envelope.type, fields.join(', ')];
  return `<tr>${cells.map((text) => `<td class="text">${escaped(text)}</td>`).join('')}</tr>`;
}

const word = (title: string, text: string): string => `<div><dt>${title}</dt><dd>${escaped(text)}</dd></div>`;

/** The two largest units of a time that has passed, as people say it: `45m 7s`. */
function spanText(span: Duration): string {
  const { day, hour, minute, second } = MICROSECONDS;
  const units = [
    ['d', day],
    ['h', hour],
    ['m', minute],
    ['s', second],
  ] as const;
  const first = Math.max(
    units.findIndex(([, length]) => span >= length),
    0,
  );
  const texts = units.slice(first, first + 2).map(([unit, length], index) => {
    const larger = units[first + index - 1];
    return `${Math.floor((larger === undefined || index === 0 ? span : span % larger[1]) / length)}${unit}`;
  });
  return span < second ? 'less than a second' : texts.join(' ');
}

/** What the facts say the trade came to. */
function figuresOf(facts: readonly Envelope[]): readonly string[] {
  const figures: string[] = [];
  const last = <T extends Envelope['data']['type']>(type: T): Extract<Envelope['data'], { type: T }> | undefined =>
    facts.findLast(({ data }) => data.type === type)?.data as Extract<Envelope['data'], { type: T }> | undefined;
  const planned = last('position.planned');
  if (planned !== undefined) figures.push(word('Side', planned.side));
  const held = facts.flatMap(({ data }) => (data.type === 'position.changed' ? [magnitude(data.quantity)] : []));
  if (held.length > 0)
    figures.push(word('Most held', decimalText(held.reduce((most, each) => (each > most ? each : most)))));
  const changed = last('position.changed');
  if (changed !== undefined)
    figures.push(
      figure('Realised', amountText(changed.realised), true),
      figure('Fees', amountText(changed.fees), false),
      figure('Dividends', amountText(changed.dividends), true),
    );
  const measured = last('position.measured');
  if (measured !== undefined)
    figures.push(
      figure('Best while held', amountText(measured.favourable), true),
      figure('Worst while held', amountText(measured.adverse), true),
      word('Held for', spanText(measured.heldFor)),
    );
  const closed = last('position.closed');
  if (closed !== undefined) figures.push(word('Ended by', closed.reason));
  return figures;
}
