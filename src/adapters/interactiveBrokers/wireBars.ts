/** Bars as the client library tells them, and as we know them: exact, begun at a moment, and only those in which anything traded. */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { later, MICROSECONDS } from '../../identifiers.ts';
import type { PastBar } from '../../marketStates.ts';
import { dateAfter, newYorkTime } from '../calendar/newYork.ts';
import { aboveZero, priceOf, quantityOf } from './figures.ts';

/** Open, high, low, close, volume. */
export type Figures = readonly [open?: number, high?: number, low?: number, close?: number, volume?: number];

/** Seconds since 1970, or the date of a day. `undefined` for neither. */
function startOf(text: string): Timestamp | undefined {
  if (/^\d{8}$/.test(text)) return newYorkTime(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`);
  return /^\d{9,11}$/.test(text) ? ((Number(text) * MICROSECONDS.second) as Timestamp) : undefined;
}

/** The bar; `nothing` when nothing traded in it; `undefined` when it can not be read. */
export function barOf(date: string, [o, h, l, c, v]: Figures): PastBar | 'nothing' | undefined {
  const start = startOf(date);
  const volume = quantityOf(v);
  if (volume !== undefined && volume <= 0n) return 'nothing';
  const [open, high, low, close] = [o, h, l, c].map((each) => aboveZero(priceOf(each)));
  if (start === undefined || volume === undefined) return undefined;
  if (open === undefined || high === undefined || low === undefined || close === undefined) return undefined;
  return { start, open, high, low, close, volume };
}

/** Days are as long as New York makes them. */
export function endOf({ start }: Pick<PastBar, 'start'>, period: Duration): Timestamp {
  if (period !== MICROSECONDS.day) return later(start, period);
  const date = new Date(start / MICROSECONDS.millisecond).toISOString().slice(0, 10);
  return newYorkTime(dateAfter(date));
}
