/** What each kind of indicator makes of the candles that it is fed: one value, or one for each of its lines. */
import { ATR, BollingerBands, EMA, RSI, SMA, VWAP } from 'trading-signals';
import type { IndicatorPlan } from '../../configuration.ts';
import { barsKept } from '../../configuration.ts';
import type { Candle } from './candles.ts';
import { joined } from './candles.ts';

/** Its values in the order of its lines; `null` until it has seen enough. */
export type Values = readonly number[] | null;

export interface Measure {
  feed(candle: Candle): Values;
}

/** @param opens when the session that it is of began */
export function measureOf({ kind, length, deviations, period }: IndicatorPlan, opens: number): Measure {
  switch (kind) {
    case 'atr': {
      const atr = new ATR(length); // Wilder's smoothing unless told otherwise
      return { feed: ([high, low, close]) => one(atr.update({ high, low, close }, false)) };
    }
    case 'sma': {
      const sma = new SMA(length);
      return { feed: ([, , close]) => one(sma.update(close, false)) };
    }
    case 'ema': {
      const ema = new EMA(length);
      return {
        feed([, , close]) {
          ema.update(close, false);
          return ema.isStable ? one(ema.getResult()) : null;
        },
      };
    }
    case 'rsi': {
      const rsi = new RSI(length); // Wilder's smoothing unless told otherwise
      return { feed: ([, , close]) => one(rsi.update(close, false)) };
    }
    case 'bollinger': {
      const bands = new BollingerBands(length, deviations);
      return {
        feed([, , close]) {
          const found = bands.update(close, false);
          return found === null ? null : [found.upper, found.middle, found.lower];
        },
      };
    }
    case 'vwap': {
      const vwap = new VWAP();
      return {
        feed([high, low, close, volume]) {
          vwap.update({ high, low, close, volume }, false);
          return one(vwap.getResult());
        },
      };
    }
    case 'openingRange':
      return rangeOf(opens + length * period);
    case 'sessionRange':
      return rangeOf(null);
  }
}

const one = (value: number | null): Values => (value === null ? null : [value]);

/** The highest and the lowest of the session so far; or of what ends by a moment, once that has come. */
function rangeOf(until: number | null): Measure {
  let range: Candle | undefined; // not state: made anew from the inputs
  return {
    feed(candle) {
      const ends = candle[4];
      if (until === null || ends <= until) range = range === undefined ? candle : joined(range, candle);
      return range === undefined || (until !== null && ends < until) ? null : [range[0], range[1]];
    },
  };
}

const isRange = ({ kind }: IndicatorPlan): boolean => kind === 'openingRange' || kind === 'sessionRange';

const isRecursive = ({ kind }: IndicatorPlan): boolean => kind === 'atr' || kind === 'ema' || kind === 'rsi';

/** A recursive indicator without an end is fed its whole span anew at each bar, so that nothing older weighs in; a range has little to be fed. */
export const isRefed = (plan: IndicatorPlan, inputs: readonly Candle[]): boolean =>
  isRange(plan) || (isRecursive(plan) && inputs.length >= barsKept(plan));

/** What has to be kept of the candles, so that it comes to the same when it is fed anew. */
export function windowed(inputs: readonly Candle[], plan: IndicatorPlan, opens: number): readonly Candle[] {
  if (!isRange(plan)) {
    const kept = barsKept(plan);
    return inputs.length > kept ? inputs.slice(-kept) : inputs;
  }
  const until = plan.kind === 'openingRange' ? opens + plan.length * plan.period : Number.POSITIVE_INFINITY;
  const within = inputs.filter(([, , , , ends]) => ends <= until);
  const last = inputs.at(-1);
  const range = within.length === 0 ? [] : [within.reduce(joined)];
  return last === undefined || last[4] <= until ? range : [...range, last];
}

/** After a split it is what it would be by prices of the new shares. */
export const scaledValues = ({ kind }: IndicatorPlan, values: Values, by: number): Values =>
  values === null || kind === 'rsi' ? values : values.map((value) => value * by);

export const fedAnew = (fresh: Measure, inputs: readonly Candle[]): Values =>
  inputs.reduce<Values>((_, each) => fresh.feed(each), null);
