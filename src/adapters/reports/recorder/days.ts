/** What each symbol did in each session. */
import type { Event } from '../../../events.ts';
import type { InstrumentId, Timestamp } from '../../../identifiers.ts';
import type { Amount } from '../../../money.ts';
import { greater, magnitude, minus, plus, times, zero } from '../../../money.ts';
import { newYorkDate } from '../../calendar/newYork.ts';
import type { RecordedDay, Recording } from '../recording.ts';
import type { Changed } from './changed.ts';
import type { Line, LineChange } from './equity.ts';
import { sessionProfitOf } from './equity.ts';

export class DayBook {
  readonly #days: Recording['days'];
  readonly #changed: Changed;
  /** The one that opened last. */
  session: Event<'clock.sessionOpened'> | undefined;

  constructor({ days }: Recording, changed: Changed) {
    this.#days = days;
    this.#changed = changed;
  }

  sessionOpened(event: Event<'clock.sessionOpened'>): void {
    this.session = event;
  }

  /** The session that is on; outside of any, the date in New York. */
  sessionAt(at: Timestamp): string {
    const session = this.session;
    return session !== undefined && at >= session.opens && at <= session.closes ? session.session : newYorkDate(at);
  }

  /** One that is about to change. */
  dayOf(instrument: InstrumentId, at: Timestamp): RecordedDay {
    const session = this.sessionAt(at);
    const key = `${session}/${instrument}`;
    this.#changed.note('days', key);
    const known = this.#days.get(key);
    if (known !== undefined) return known;
    const amounts = { realised: zero, fees: zero, dividends: zero, unrealised: zero, slippage: zero, exposure: zero };
    const day: RecordedDay = { session, instrument, ...amounts, maxDrawdown: zero, peak: zero };
    this.#days.set(key, day);
    return day;
  }

  filled(instrument: InstrumentId, slippage: Amount | null, at: Timestamp): void {
    const day = this.dayOf(instrument, at);
    if (slippage !== null) day.slippage = plus(day.slippage, slippage);
  }

  changed(instrument: InstrumentId, { realised, fees, dividends }: LineChange, at: Timestamp): void {
    const day = this.dayOf(instrument, at);
    day.realised = plus(day.realised, realised);
    day.fees = plus(day.fees, fees);
    day.dividends = plus(day.dividends, dividends);
  }

  /** Counted by the report, from the round trips: one that is open again is none that has ended. */
  closed({ instrument }: Event<'position.closed'>, at: Timestamp): void {
    this.dayOf(instrument, at);
  }

  /** Brings exposure, unrealised profit and drawdown up to the present mark. */
  watch(instrument: InstrumentId, line: Line, at: Timestamp): void {
    const day = this.dayOf(instrument, at);
    const value = times(line.mark, line.net);
    day.unrealised = minus(value, line.cost);
    day.exposure = greater(day.exposure, magnitude(value));
    const profit = sessionProfitOf(line);
    day.peak = greater(day.peak, profit);
    day.maxDrawdown = greater(day.maxDrawdown, minus(day.peak, profit));
  }
}
