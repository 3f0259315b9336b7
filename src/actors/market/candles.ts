/** Candles of the length an indicator needs, built exactly from shorter bars of the same session where there are no bars of that length. */
import type { IndicatorPlan } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { Duration, Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Owners } from '../owners.ts';
import type { Session } from './sessions.ts';

/** High, low, close and volume of a bar, and when it ends. */
export type Candle = readonly [high: number, low: number, close: number, volume: number, ends: number];

/** A candle that is being built. */
interface Building {
  readonly ends: Timestamp;
  readonly candle: Candle;
}
/** What a series is built from: the length of its bars, and until when it is complete. */
interface Feeding {
  readonly by: number;
  readonly until: number;
}

export interface Candles {
  /** The candles that a bar completes: its own, or that of which it was the last part and the one before it; mostly none. */
  completedBy(key: string, part: Part): readonly Candle[];
  /** The candle that ended before now, if one did: nothing need trade in its last moments. */
  endedBefore(key: string, at: Timestamp): Candle | undefined;
  /** What is being built goes on in prices of the new shares. */
  split(key: string, by: number): void;
  /** Nothing is known of an indicator any more, in any instrument. */
  drop(name: string): void;
  /** What is being built is of no use. */
  forget(key: string): void;
  /** All bars of a length are known up to a moment: it goes on behind them. */
  goOn(key: string, by: Duration, until: Timestamp): void;
  /** Whether any candle is being built. */
  readonly areBuilding: boolean;
}

/** A bar as a part of a candle of the plan. */
export interface Part {
  readonly plan: IndicatorPlan;
  readonly bar: Event<'market.bar'>;
  readonly candle: Candle;
  readonly session: Session | null;
}

export function createCandles(owners: Owners): Candles {
  const own = owners.register('candles', 2);
  const building = own.records<string, Building>('building');
  const feeding = own.records<string, Feeding>('feeding');

  /** Takes the candle that has ended by a moment. */
  function ended(key: string, at: number): Candle | undefined {
    const built = building.get(key);
    if (built === undefined || built.ends > at) return undefined;
    building.delete(key);
    const [high, low, close, volume] = built.candle;
    return [high, low, close, volume, built.ends];
  }

  /** A bar of the very length is a candle, unless shorter ones have told of its time already. */
  function whole(key: string, { bar, candle }: Part): readonly Candle[] {
    const fed = feeding.get(key);
    const isNew = fed === undefined || bar.start >= fed.until;
    if (fed?.by !== bar.period || !isNew) feeding.set(key, { by: bar.period, until: bar.start + bar.period });
    building.delete(key);
    return isNew ? [candle] : [];
  }

  return {
    completedBy(key, part) {
      const { plan, bar, candle, session } = part;
      if (isOfLength(bar, plan)) return whole(key, part);
      const fed = feeding.get(key);
      const by = fed?.by ?? bar.period;
      if (by !== bar.period || plan.period % bar.period !== 0) return [];
      const last = ended(key, bar.start);
      // What is left of an earlier session is no part of this one.
      const isOfToday = plan.session === 'all' || (fed?.until ?? 0) > (session?.opens ?? 0);
      const ends = endOf(plan, bar.start, session);
      const built = building.get(key)?.candle;
      building.set(key, { ends, candle: built === undefined ? candle : joined(built, candle) });
      feeding.set(key, { by, until: ends });
      const now = ended(key, bar.start + bar.period);
      return [isOfToday ? last : undefined, now].filter((each) => each !== undefined);
    },
    // At that very moment its last part may still come.
    endedBefore: (key, at) => ended(key, at - 1),
    split(key, by) {
      const built = building.get(key);
      if (built !== undefined) building.set(key, { ...built, candle: scaledCandle(built.candle, by) });
    },
    drop(name) {
      for (const records of [building, feeding])
        for (const [key] of records.ordered()) if (key.endsWith(`/${name}`)) records.delete(key);
    },
    forget: (key) => building.delete(key),
    goOn(key, by, until) {
      building.delete(key);
      feeding.set(key, { by, until });
    },
    get areBuilding() {
      return building.size > 0;
    },
  };
}

/** Candles of a session begin at its opening, others at the full hour or minute. */
function endOf({ period, session: sessions }: IndicatorPlan, start: Timestamp, session: Session | null): Timestamp {
  const anchor = sessions === 'regular' ? (session?.opens ?? 0) : 0;
  return (anchor + (Math.floor((start - anchor) / period) + 1) * period) as Timestamp;
}

/** Days are as long as New York makes them: 23 to 25 hours. */
function isOfLength({ period }: Event<'market.bar'>, plan: IndicatorPlan): boolean {
  if (plan.period !== MICROSECONDS.day) return period === plan.period;
  return Math.abs(period - plan.period) <= MICROSECONDS.hour;
}

/** In prices of new shares, of which there are more or fewer. */
export const scaledCandle = ([high, low, close, volume, ends]: Candle, by: number): Candle => [
  high * by,
  low * by,
  close * by,
  volume / by,
  ends,
];

export const joined = ([high, low, , volume]: Candle, next: Candle): Candle => [
  Math.max(high, next[0]),
  Math.min(low, next[1]),
  next[2],
  volume + next[3],
  next[4],
];
