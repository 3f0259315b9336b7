/**
 * Bars of trades for indicators: their past from the historical data of the broker, which then keeps them up to date. A bar is told once it
 * is over; wherever one may have been missed, the past is read anew, and until it has been, nothing is said by bars.
 */
import type { BarSizeSetting, WhatToShow } from '@stoqey/ib';
import { EventName } from '@stoqey/ib';
import type { Duration, InstrumentId, Timestamp } from '../../identifiers.ts';
import { later, minutes, seconds } from '../../identifiers.ts';
import type { PastBar } from '../../marketStates.ts';
import type { Clock, MarketItem } from '../../ports.ts';
import { rank } from '../../ports.ts';
import { newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { BarNeed } from './barNeeds.ts';
import { barSizeOf, durationOf } from './barNeeds.ts';
import type { Contracts } from './contracts.ts';
import type { HistoryPacer } from './historyPacer.ts';
import type { Link } from './link.ts';
import { effectOf } from './messageCodes.ts';
import type { Figures } from './wireBars.ts';
import { barOf, endOf } from './wireBars.ts';

export interface BarsParts {
  readonly instruments: readonly InstrumentId[];
  readonly needs: readonly BarNeed[];
  readonly clock: Clock;
  readonly contracts: Contracts;
  readonly pacer: HistoryPacer;
  readonly tell: (item: MarketItem) => void;
  /** Whether delayed data may come. */
  readonly isLate: boolean;
}

interface Series {
  readonly instrument: InstrumentId;
  readonly need: BarNeed;
  /** Of the request that is out; those of earlier ones are void. */
  requestId: number | undefined;
  state: 'idle' | 'reading' | 'live';
  /** What has been read so far. */
  read: PastBar[];
  /** The bar that is being built. */
  building: PastBar | undefined;
  /** Bars have been told up to here. */
  until: Timestamp;
  isAwaited: boolean;
  failures: number;
  isFailureSaid: boolean;
}

/** Nothing of it is out, nor waits for its turn. */
const isIdle = ({ state, requestId }: Series): boolean => state === 'idle' && requestId === undefined;

/** Requests for bars have numbers of their own, beyond those of quotes. */
const FIRST_REQUEST = 30_000_000;
/** The last change of a bar may come so long after its end; data that is delayed is so by a quarter of an hour. */
const [GRACE, GRACE_IF_LATE] = [seconds(10), minutes(20)];
/** So long an answer may take. */
const PATIENCE = seconds(60);
/** When what failed is asked for again: at first after as long as two identical requests must be apart. */
const [AGAIN, LONGEST] = [seconds(15), minutes(10)];
const FINISHED = 'finished';

export class Bars {
  readonly #parts: BarsParts;
  readonly #series: readonly Series[];
  readonly #byRequest = new Map<number, Series>();
  #request = FIRST_REQUEST;
  #link: Link | undefined;

  constructor(parts: BarsParts) {
    this.#parts = parts;
    this.#series = parts.instruments.flatMap((instrument) =>
      parts.needs.map((need) => ({
        ...{ instrument, need, requestId: undefined, state: 'idle' as const, read: [], building: undefined },
        ...{ until: 0 as Timestamp, isAwaited: false, failures: 0, isFailureSaid: false },
      })),
    );
    for (const series of this.#series) this.#await(series, 'nothing has been read yet');
  }

  hear(link: Link): void {
    link.on(EventName.historicalData, (id: number, date: string, ...figures: Figures) => {
      const series = this.#byRequest.get(id);
      if (series?.state !== 'reading') return;
      if (date.startsWith(FINISHED)) this.#finished(series);
      else this.#collect(series, date, figures);
    });
    link.on(EventName.historicalDataUpdate, (id: number, date: string, ...figures: Figures) => {
      const series = this.#byRequest.get(id);
      if (series?.state === 'live') this.#updated(series, date, figures);
    });
  }

  /** Asks for the bars of an instrument on a connection: the past, and whatever comes. */
  ask(link: Link, instrument: InstrumentId): void {
    this.#link = link;
    for (const series of this.#series) if (series.instrument === instrument) this.#read(series);
  }

  /** Bars may be missed from here on. */
  interrupted(detail: string): void {
    for (const series of this.#series) this.#interrupt(series, detail);
  }

  /** What was interrupted is read again, on the same connection. */
  resumed(): void {
    for (const series of this.#series) if (isIdle(series)) this.#read(series);
  }

  lost(): void {
    this.#link = undefined;
    this.interrupted('there is no connection');
  }

  /** The data of an instrument may decide again. */
  passed(instrument: InstrumentId): void {
    for (const series of this.#series) if (series.instrument === instrument && isIdle(series)) this.#read(series);
  }

  /** It may not: bars of it are nothing to go by. */
  withheld(instrument: InstrumentId, detail: string): void {
    for (const series of this.#series) if (series.instrument === instrument) this.#interrupt(series, detail);
  }

  /** A code about one of its requests; false when it is about another. */
  failed(id: number, code: number, text: string): boolean {
    const series = this.#byRequest.get(id);
    if (series === undefined) return false;
    if (effectOf(code, 'history') !== 'notice') this.#fail(series, `${code}: ${text}`);
    return true;
  }

  #read(series: Series): void {
    const { instrument, need } = series;
    this.#void(series);
    const link = this.#link;
    if (link === undefined) return;
    const id = this.#request++;
    series.requestId = id;
    this.#byRequest.set(id, series);
    const request = { contract: instrument, request: `${instrument} ${need.period} ${need.regularOnly}` };
    this.#parts.pacer.send(request, () => {
      if (series.requestId !== id || this.#link !== link) return false;
      series.state = 'reading';
      link.pacer.send('question', () => this.#write(link, id, series));
      this.#after(PATIENCE, () => {
        if (series.requestId === id && series.state === 'reading') this.#fail(series, 'there was no answer');
      });
      return true;
    });
  }

  #write({ api }: Link, id: number, { instrument, need }: Series): void {
    const [size, show] = [barSizeOf(need) as BarSizeSetting, 'TRADES' as WhatToShow];
    const contract = this.#parts.contracts.of(instrument);
    // As seconds since 1970, so that no time zone is needed to read them; days come as dates all the same.
    api.reqHistoricalData(id, contract, '', durationOf(need), size, show, need.regularOnly ? 1 : 0, 2, true);
  }

  #collect(series: Series, date: string, figures: Figures): void {
    const bar = barOf(date, figures);
    if (bar === undefined) this.#fail(series, `the bar ${date} can not be read`);
    else if (bar !== 'nothing') series.read.push(bar);
  }

  /** The last bar is still being built, unless it has been over for long. */
  #finished(series: Series): void {
    const { instrument, need } = series;
    const { clock, tell } = this.#parts;
    const last = series.read.at(-1);
    const building = last !== undefined && this.#isOverAt(last, need) > clock.now() ? last : undefined;
    const whole = building === undefined ? series.read : series.read.slice(0, -1);
    const today = newYorkTime(newYorkDate(clock.now()));
    const bars = whole.filter(({ start }, place) => start >= today || place >= whole.length - need.count);
    const end = whole.at(-1);
    series.until = end === undefined ? (building?.start ?? clock.now()) : endOf(end, need.period);
    Object.assign(series, { state: 'live', read: [], isAwaited: false, failures: 0, isFailureSaid: false });
    tell({ type: 'market.history', instrument, period: need.period, until: series.until, bars });
    if (building !== undefined) this.#build(series, building);
  }

  #updated(series: Series, date: string, figures: Figures): void {
    const bar = barOf(date, figures);
    if (bar === undefined) return this.#fail(series, `the bar ${date} can not be read`);
    // What a bar comes to after it was told changes nothing any more.
    if (bar === 'nothing' || bar.start < series.until) return;
    const { building } = series;
    if (building !== undefined && bar.start > building.start) this.#told(series, building);
    this.#build(series, bar);
  }

  #build(series: Series, bar: PastBar): void {
    const isNew = series.building?.start !== bar.start;
    series.building = bar;
    if (!isNew) return;
    const { requestId, need } = series;
    const { clock } = this.#parts;
    clock.schedule(this.#isOverAt(bar, need), rank.market, () => {
      const { building } = series;
      if (series.requestId === requestId && building?.start === bar.start) this.#told(series, building);
    });
  }

  #isOverAt = (bar: PastBar, { period }: BarNeed): Timestamp =>
    later(endOf(bar, period), this.#parts.isLate ? GRACE_IF_LATE : GRACE);

  /** A bar is over. */
  #told(series: Series, bar: PastBar): void {
    const { instrument, need } = series;
    const { tell } = this.#parts;
    const end = endOf(bar, need.period);
    series.building = undefined;
    series.until = end;
    tell({ type: 'market.bar', instrument, ...bar, period: (end - bar.start) as Duration });
  }

  #interrupt(series: Series, detail: string): void {
    this.#void(series);
    this.#await(series, detail);
  }

  #await(series: Series, detail: string): void {
    if (series.isAwaited) return;
    series.isAwaited = true;
    const { instrument, need } = series;
    this.#parts.tell({ type: 'market.historyAwaited', instrument, period: need.period, detail });
  }

  /** It is said once, and tried again less and less often. */
  #fail(series: Series, detail: string): void {
    const { instrument, need } = series;
    this.#interrupt(series, detail);
    if (!series.isFailureSaid)
      this.#parts.tell({ type: 'market.historyFailed', instrument, period: need.period, detail });
    series.isFailureSaid = true;
    const link = this.#link;
    const wait = Math.min(LONGEST, AGAIN * 2 ** Math.min(series.failures++, 10)) as Duration;
    this.#after(wait, () => {
      if (this.#link === link && isIdle(series)) this.#read(series);
    });
  }

  /** Nothing more is heard of the request that is out. */
  #void(series: Series): void {
    const { requestId, state } = series;
    Object.assign(series, { state: 'idle', requestId: undefined, read: [], building: undefined });
    if (requestId === undefined) return;
    this.#byRequest.delete(requestId);
    const link = this.#link;
    if (state !== 'idle' && link?.isReady === true)
      link.pacer.send('question', () => link.api.cancelHistoricalData(requestId));
  }

  #after(duration: Duration, then: () => void): void {
    const { clock } = this.#parts;
    clock.schedule(later(clock.now(), duration), rank.broker, then);
  }
}
