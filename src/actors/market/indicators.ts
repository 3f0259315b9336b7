/**
 * Indicators over trade bars, computed once for each instrument and shared. Their values are floats: they decide levels and
 * conditions, never amounts. Each is saved as the inputs it was fed, and fed again after a restore.
 */
import { encode } from '../../codec.ts';
import type { IndicatorPlan } from '../../configuration.ts';
import { anchoredKinds, valueNames } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { toFloat } from '../../money.ts';
import type { MarketEvent } from '../../ports.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Candle } from './candles.ts';
import { createCandles, scaledCandle } from './candles.ts';
import type { Measure, Values } from './measures.ts';
import { fedAnew, isRefed, measureOf, scaledValues, windowed } from './measures.ts';
import type { Session, Sessions } from './sessions.ts';

interface Series {
  readonly inputs: readonly Candle[];
  /** The session the inputs belong to; 0 where sessions do not matter. */
  readonly session: number;
  /** Whether all bars of the session have been heard; said of those that are worked out from its opening on. */
  readonly whole: boolean;
  readonly values: Values;
  readonly previous: Values;
}

export interface Indicators {
  /** Goes on by these plans; what was known by others of those names is forgotten. */
  use(now: readonly IndicatorPlan[], before: readonly IndicatorPlan[]): void;
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

export function createIndicators(owners: Owners, first: readonly IndicatorPlan[], sessions: Sessions): Indicators {
  let plans = first; // not state: the document
  const own = owners.register('indicators', 2);
  const series = own.records<string, Series>('series');
  /** Since when its bars are known from history, by instrument and length; `null` while they are awaited. */
  const pasts = own.records<string, Past>('pasts');
  const candles = createCandles(owners);
  const feeding = new Map<string, Measure>(); // not state: made anew from the inputs
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
    const number = numberOf(plan);
    const old = series.get(key);
    const goesOn = old !== undefined && old.session === number;
    const whole = goesOn ? old.whole : isWhole(plan, candle, session);
    const inputs = windowed([...(goesOn ? old.inputs : []), candle], plan, session?.opens ?? 0);
    const previous = goesOn ? old.values : null;
    touched.push(key);
    const values = fed(key, plan, goesOn, inputs, candle);
    series.set(key, { inputs, session: number, whole, values, previous });
    if (values !== null && whole) tell(plan, instrument, values, previous, pass);
  }

  function tell(plan: IndicatorPlan, instrument: InstrumentId, values: Values, previous: Values, pass: Pass): void {
    for (const [line, name] of valueNames(plan).entries()) {
      const value = values?.[line];
      const before = previous?.[line];
      if (value === undefined) continue;
      const known = before === undefined ? {} : { previous: before };
      pass.say({ type: 'market.indicator', instrument, name, value, ...known });
    }
  }

  /** Which session it is of; 0 where sessions do not matter. */
  const numberOf = (plan: IndicatorPlan): number => (plan.session === 'regular' ? (sessions.current()?.count ?? 0) : 0);

  const isAwaited = (instrument: InstrumentId, { period }: IndicatorPlan): boolean =>
    pasts.get(pastKey(instrument, period))?.until === null;

  function beginAnew(plan: IndicatorPlan, { instrument, period, until, bars }: Event<'market.history'>): void {
    const session = sessions.current();
    const key = `${instrument}/${plan.name}`;
    const ofPlan = plan.session === 'regular' ? bars.filter((bar) => isWithin({ ...bar, period }, session)) : bars;
    const all = ofPlan.map((bar) => candleOf({ ...bar, period }));
    const opens = session?.opens ?? 0;
    const before = windowed(all.slice(0, -1), plan, opens);
    const inputs = windowed(all, plan, opens);
    const after = (candles: readonly Candle[]): Values => fedAnew(measureOf(plan, opens), candles);
    candles.goOn(key, period, until);
    touched.push(key);
    feeding.delete(key);
    series.set(key, {
      ...{ inputs, session: numberOf(plan), whole: true },
      ...{ values: after(inputs), previous: after(before) },
    });
  }

  /** Feeds one candle to the running indicator, or all inputs to a new one. */
  function fed(key: string, plan: IndicatorPlan, goesOn: boolean, inputs: readonly Candle[], candle: Candle): Values {
    const running = goesOn && !isRefed(plan, inputs) ? feeding.get(key) : undefined;
    if (running !== undefined) return running.feed(candle);
    const fresh = measureOf(plan, sessions.current()?.opens ?? 0);
    feeding.set(key, fresh);
    return fedAnew(fresh, inputs);
  }

  function splitSeries(plan: IndicatorPlan, key: string, by: number): void {
    candles.split(key, by);
    const old = series.get(key);
    if (old === undefined) return;
    touched.push(key);
    feeding.delete(key);
    series.set(key, {
      ...old,
      inputs: old.inputs.map((candle) => scaledCandle(candle, by)),
      values: scaledValues(plan, old.values, by),
      previous: scaledValues(plan, old.previous, by),
    });
  }

  /** Bars of old and of new shares can not be told apart any more: it begins anew. */
  function forget(key: string): void {
    candles.forget(key);
    touched.push(key);
    feeding.delete(key);
    series.delete(key);
  }

  let places = placesOf(plans); // not state: the document

  function read(instrument: InstrumentId, name: string, when: 'values' | 'previous'): number | undefined {
    const place = places[name];
    if (place === undefined || isAwaited(instrument, place.plan)) return undefined;
    const found = series.get(`${instrument}/${place.plan.name}`);
    if (found === undefined || !found.whole || found.session !== numberOf(place.plan)) return undefined;
    return found[when]?.[place.line];
  }

  /** All that is known of an indicator, in every instrument. */
  function drop(name: string): void {
    for (const [key] of series.ordered()) if (key.endsWith(`/${name}`)) series.delete(key);
    candles.drop(name);
  }

  return {
    use(now, before) {
      const same = new Set(now.map((plan) => encode(plan))); // not state: of this call
      for (const plan of before) if (!same.has(encode(plan))) drop(plan.name);
      plans = now;
      places = placesOf(now);
      feeding.clear();
    },
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
      for (const plan of plans) {
        const key = `${instrument}/${plan.name}`;
        // A history may be in new shares already: nobody can tell.
        if (quoted === true || pasts.has(pastKey(instrument, plan.period))) forget(key);
        else splitSeries(plan, key, by);
      }
    },
    value: (instrument, name) => read(instrument, name, 'values'),
    previous: (instrument, name) => read(instrument, name, 'previous'),
  };
}

/** Where each name stands: the plan that it is of, and the place of its line. */
const placesOf = (plans: readonly IndicatorPlan[]) =>
  Object.fromEntries(plans.flatMap((plan) => valueNames(plan).map((name, line) => [name, { plan, line }] as const)));

/** Until when its past is known; `null` while it is awaited. */
interface Past {
  readonly until: Timestamp | null;
}
const pastKey = (instrument: InstrumentId, period: Duration): string => `${instrument}/${period}`;
type AnyBar = Pick<Event<'market.bar'>, 'start' | 'period' | 'high' | 'low' | 'close' | 'volume'>;
const candleOf = ({ start, period, high, low, close, volume }: AnyBar): Candle => [
  toFloat(high),
  toFloat(low),
  toFloat(close),
  toFloat(volume),
  start + period,
];

/** Whether no bar of the session can have been before this one: the opening was heard in time, or this is the first bar of it. */
function isWhole({ kind, period }: IndicatorPlan, [, , , , ends]: Candle, session: Session | null): boolean {
  if (!anchoredKinds.has(kind)) return true;
  return session !== null && (session.heard <= session.opens + period || ends - period <= session.opens);
}

function isWithin(bar: Pick<Event<'market.bar'>, 'start' | 'period'>, session: Session | null): boolean {
  return session !== null && bar.start >= session.opens && bar.start + bar.period <= session.closes;
}
