/**
 * Indicators over trade bars, computed once for each instrument and shared. Their values are floats: they decide levels and
 * conditions, never amounts. Each is saved as the inputs it was fed, and fed again after a restore.
 */
import { ATR, EMA, SMA } from 'trading-signals';
import type { IndicatorPlan } from '../../configuration.ts';
import { barsKept } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { toFloat } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Candle } from './candles.ts';
import { createCandles, scaledCandle } from './candles.ts';
import type { Session, Sessions } from './sessions.ts';

interface Series {
  readonly inputs: readonly Candle[];
  /** The session the inputs belong to; 0 where sessions do not matter. */
  readonly session: number;
  readonly value: number | null;
  readonly previous: number | null;
}
interface Feedable {
  feed(candle: Candle): number | null;
}

export interface Indicators {
  readonly hear: Station<Event<'market.bar'>>;
  /** Bars may be missing: what is known of before the gap has no value any more. */
  readonly awaited: Station<Event<'market.historyAwaited'>>;
  /** All past bars at once: series over bars of their length begin anew with them, and nothing is said of each. */
  readonly history: Station<Event<'market.history'>>;
  /** Time has moved on without a trade: what was built from shorter bars may have ended. */
  readonly passed: Station<MarketEvent>;
  /** All they have seen becomes prices of the new shares: each of them goes with the price, so that it goes on as if it had always seen them. */
  readonly split: Station<Event<'holding.split'>>;
  /** The latest value; `undefined` until the indicator has seen enough bars. */
  value(instrument: InstrumentId, name: string): number | undefined;
  /** The value one bar before. */
  previous(instrument: InstrumentId, name: string): number | undefined;
}

export function createIndicators(owners: Owners, plans: readonly IndicatorPlan[], sessions: Sessions): Indicators {
  const own = owners.register('indicators', 1);
  const series = own.records<string, Series>('series');
  /** Since when its bars are known from history, by instrument and length; `null` while they are awaited. */
  const pasts = own.records<string, Past>('pasts');
  const candles = createCandles(owners);
  const feeding = new Map<string, Feedable>(); // not state: made anew from the inputs
  const touched: string[] = []; // not state: what to make anew after a rollback
  own.part('feeding', {
    commit() {
      if (touched.length > 0) touched.length = 0;
    },
    rollback() {
      for (const key of touched.splice(0)) feeding.delete(key);
    },
    save: () => null,
    restore: () => feeding.clear(),
  });

  function hear(plan: IndicatorPlan, bar: Event<'market.bar'>, pass: Pass): void {
    if (isAwaited(bar.instrument, plan)) return;
    const session = sessions.current();
    if (plan.session === 'regular' && !isWithin(bar, session)) return;
    const candle = candleOf(bar);
    const key = `${bar.instrument}/${plan.name}`;
    for (const whole of candles.completedBy(key, { plan, bar, candle, session }))
      update(plan, bar.instrument, whole, pass);
  }

  function update(plan: IndicatorPlan, instrument: InstrumentId, candle: Candle, pass: Pass): void {
    const session = sessions.current();
    const key = `${instrument}/${plan.name}`;
    const number = plan.session === 'regular' ? (session?.count ?? 0) : 0;
    const old = series.get(key);
    const begun =
      old !== undefined && old.session === number ? old : { inputs: [], session: number, value: null, previous: null };
    const inputs = windowed([...begun.inputs, candle], plan);
    touched.push(key);
    const value = fed(key, plan, begun === old, inputs, candle);
    series.set(key, { inputs, session: number, value, previous: begun.value });
    if (value === null) return;
    pass.say({
      type: 'market.indicator',
      instrument,
      name: plan.name,
      value,
      ...(begun.value === null ? {} : { previous: begun.value }),
    });
  }

  const isAwaited = (instrument: InstrumentId, { period }: IndicatorPlan): boolean =>
    pasts.get(pastKey(instrument, period))?.until === null;

  function beginAnew(plan: IndicatorPlan, { instrument, period, until, bars }: Event<'market.history'>): void {
    const session = sessions.current();
    const key = `${instrument}/${plan.name}`;
    const ofPlan = plan.session === 'regular' ? bars.filter((bar) => isWithin({ ...bar, period }, session)) : bars;
    const all = ofPlan.map(candleOf);
    const before = windowed(all.slice(0, -1), plan);
    const inputs = windowed(all, plan);
    const after = (candles: readonly Candle[]): number | null => fedAnew(makeIndicator(plan), candles);
    candles.goOn(key, period, until);
    touched.push(key);
    feeding.delete(key);
    const number = plan.session === 'regular' ? (session?.count ?? 0) : 0;
    series.set(key, { inputs, session: number, value: after(inputs), previous: after(before) });
  }

  /** Feeds one candle to the running indicator, or all inputs to a new one. */
  function fed(
    key: string,
    plan: IndicatorPlan,
    goesOn: boolean,
    inputs: readonly Candle[],
    candle: Candle,
  ): number | null {
    const running = goesOn && !isRefed(plan, inputs) ? feeding.get(key) : undefined;
    if (running !== undefined) return running.feed(candle);
    const fresh = makeIndicator(plan);
    feeding.set(key, fresh);
    return fedAnew(fresh, inputs);
  }

  function splitSeries(key: string, by: number): void {
    candles.split(key, by);
    const old = series.get(key);
    if (old === undefined) return;
    touched.push(key);
    feeding.delete(key);
    const scaled = (value: number | null): number | null => (value === null ? null : value * by);
    series.set(key, {
      ...old,
      inputs: old.inputs.map((candle) => scaledCandle(candle, by)),
      value: scaled(old.value),
      previous: scaled(old.previous),
    });
  }

  /** Bars of old and of new shares can not be told apart any more: it begins anew. */
  function forget(key: string): void {
    candles.forget(key);
    touched.push(key);
    feeding.delete(key);
    series.delete(key);
  }

  const read = (instrument: InstrumentId, name: string): Series | undefined => {
    const found = series.get(`${instrument}/${name}`);
    const plan = plans.find((each) => each.name === name);
    if (plan !== undefined && isAwaited(instrument, plan)) return undefined;
    return plan?.session === 'regular' && found?.session !== (sessions.current()?.count ?? 0) ? undefined : found;
  };

  return {
    hear(event: Event<'market.bar'>, pass: Pass) {
      for (const plan of plans) hear(plan, event, pass);
    },
    awaited: ({ instrument, period }: Event<'market.historyAwaited'>) =>
      pasts.set(pastKey(instrument, period), { until: null }),
    history(event: Event<'market.history'>) {
      for (const plan of plans) if (plan.period === event.period) beginAnew(plan, event);
      pasts.set(pastKey(event.instrument, event.period), { until: event.until });
    },
    passed({ instrument }: MarketEvent, pass: Pass) {
      if (!candles.areBuilding) return;
      for (const plan of plans) {
        const candle = candles.endedBefore(`${instrument}/${plan.name}`, pass.at);
        if (candle !== undefined) update(plan, instrument, candle, pass);
      }
    },
    split({ instrument, newShares, oldShares, quoted }: Event<'holding.split'>) {
      const by = Number(oldShares) / Number(newShares);
      for (const { name, period } of plans) {
        // A history may be in new shares already: nobody can tell.
        if (quoted === true || pasts.has(pastKey(instrument, period))) forget(`${instrument}/${name}`);
        else splitSeries(`${instrument}/${name}`, by);
      }
    },
    value: (instrument, name) => read(instrument, name)?.value ?? undefined,
    previous: (instrument, name) => read(instrument, name)?.previous ?? undefined,
  };
}

/** Until when its past is known; `null` while it is awaited. */
interface Past {
  readonly until: Timestamp | null;
}
const pastKey = (instrument: InstrumentId, period: Duration): string => `${instrument}/${period}`;
const candleOf = ({ high, low, close }: Pick<Event<'market.bar'>, 'high' | 'low' | 'close'>): Candle => [
  toFloat(high),
  toFloat(low),
  toFloat(close),
];
const fedAnew = (fresh: Feedable, inputs: readonly Candle[]): number | null =>
  inputs.reduce<number | null>((_, each) => fresh.feed(each), null);

const isRecursive = (plan: IndicatorPlan): boolean => plan.kind !== 'sma';

/** A recursive indicator without an end is fed its whole span anew at each bar, so that nothing older weighs in. */
const isRefed = (plan: IndicatorPlan, inputs: readonly Candle[]): boolean =>
  isRecursive(plan) && inputs.length >= barsKept(plan);

function windowed(inputs: readonly Candle[], plan: IndicatorPlan): readonly Candle[] {
  const kept = barsKept(plan);
  return inputs.length > kept ? inputs.slice(-kept) : inputs;
}

function isWithin(bar: Pick<Event<'market.bar'>, 'start' | 'period'>, session: Session | null): boolean {
  return session !== null && bar.start >= session.opens && bar.start + bar.period <= session.closes;
}

function makeIndicator({ kind, length }: IndicatorPlan): Feedable {
  switch (kind) {
    case 'atr': {
      const atr = new ATR(length); // Wilder's smoothing unless told otherwise
      return { feed: ([high, low, close]) => atr.update({ high, low, close }, false) };
    }
    case 'sma': {
      const sma = new SMA(length);
      return { feed: ([, , close]) => sma.update(close, false) };
    }
    case 'ema': {
      const ema = new EMA(length);
      return {
        feed([, , close]) {
          ema.update(close, false);
          return ema.isStable ? ema.getResult() : null;
        },
      };
    }
  }
}
