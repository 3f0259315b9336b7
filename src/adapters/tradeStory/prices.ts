/** The way of the price around a trade as a picture, with its fills and the levels that stood. */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import type { Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { newYorkClock } from '../calendar/newYork.ts';
import { element, escapeXml } from '../drawings/xml.ts';
import type { Fill, Level, Shown } from './levels.ts';
import { STYLE } from './style.ts';

const WIDTH = 1_000;
const HEIGHT = 380;
const MARGIN = { top: 18, right: 24, bottom: 30, left: 64 } as const;
/** More can not be told apart on the picture. */
const MOST = 1_500;

/** A level that is shorter has no room for its name. */
const NAMED = 96;

export interface Prices {
  readonly instrument: string;
  readonly shown: readonly Shown[];
  readonly fills: readonly Fill[];
  readonly levels: readonly Level[];
}

/** Draws the prices; nothing when there is no moment, or but one, to draw. */
export function pricesSvg({ instrument, shown, fills, levels }: Prices): string | undefined {
  const moments = [...shown, ...fills].map(({ at }) => at).concat(levels.flatMap(({ from, to }) => [from, to]));
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  if (!(last > first)) return undefined;
  const points = [...fills, ...levels].map(({ price }) => price).concat(shown.flatMap(({ low, high }) => [low, high]));
  const x = scaleUtc([milliseconds(first), milliseconds(last)], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([Math.min(...points), Math.max(...points)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(6);
  const across = (at: number): number => x(milliseconds(at));
  const spread = area<Shown>(
    ({ at }) => across(at),
    ({ low }) => y(low),
    ({ high }) => y(high),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'story',
      role: 'img',
      width: WIDTH,
      height: HEIGHT,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    },
    [
      element('title', {}, [escapeXml(`Prices of ${instrument} around the trade`)]),
      element('style', {}, [STYLE]),
      element('rect', { class: 'sheet', width: WIDTH, height: HEIGHT }),
      ...y.ticks(6).map((price) => ruled(y(price), y.tickFormat(6)(price))),
      ...x
        .ticks(8)
        .map((moment) => timed(x(moment), newYorkClock((moment.getTime() * MICROSECONDS.millisecond) as Timestamp))),
      ...(shown.length > 1 ? [element('path', { class: 'spread', d: spread(thinned(shown)) ?? '' })] : []),
      ...levels.map((level) => drawnLevel(level, across(level.from), across(level.to), y(level.price))),
      ...fills.map((fill) => mark(fill, across(fill.at), y(fill.price))),
    ],
  );
}

const milliseconds = (at: number): number => at / MICROSECONDS.millisecond;

/** As many as can be told apart: of some that follow one another the lowest and the highest price. */
function thinned(shown: readonly Shown[]): readonly Shown[] {
  const step = Math.ceil(shown.length / MOST);
  if (step <= 1) return shown;
  return Array.from({ length: Math.ceil(shown.length / step) }, (_, index) => {
    const some = shown.slice(index * step, (index + 1) * step);
    return {
      at: some[0]?.at ?? (0 as Timestamp),
      low: Math.min(...some.map(({ low }) => low)),
      high: Math.max(...some.map(({ high }) => high)),
    };
  });
}

const ruled = (y: number, label: string): string =>
  [
    element('line', { class: 'grid', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y, y2: y }),
    element('text', { class: 'axis', x: MARGIN.left - 8, y: y + 4, 'text-anchor': 'end' }, [escapeXml(label)]),
  ].join('\n');
const timed = (x: number, label: string): string =>
  [
    element('line', { class: 'grid', x1: x, x2: x, y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom }),
    element('text', { class: 'axis', x, y: HEIGHT - 10, 'text-anchor': 'middle' }, [escapeXml(label)]),
  ].join('\n');

const drawnLevel = ({ kind, text }: Level, from: number, to: number, y: number): string =>
  element('g', {}, [
    element('title', {}, [escapeXml(text)]),
    element('line', { class: `level ${kind}`, x1: from, x2: to, y1: y, y2: y }),
    ...(to - from < NAMED
      ? []
      : [element('text', { class: `named ${kind}`, x: from + 4, y: y - 4 }, [escapeXml(text)])]),
  ]);

/** A triangle whose tip is at the price: from below for what was bought, from above for what was sold. */
function mark({ side, text }: Fill, x: number, y: number): string {
  const down = side === 'buy' ? 11 : -11;
  return element('g', {}, [
    element('title', {}, [escapeXml(text)]),
    element('path', { class: `trade ${side}`, d: `M${x.toFixed(1)} ${y.toFixed(1)}l6 ${down}h-12z` }),
  ]);
}
