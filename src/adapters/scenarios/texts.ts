/** The short texts of a scenario: quotes, trades, bars, times of the clock, and which order is meant. */
import * as z from 'zod';
import type { Split } from '../../corporateActions.ts';
import type { Price, Quantity } from '../../money.ts';
import { price, quantity } from '../../money.ts';
import type { Role } from '../../orders.ts';
import { roles } from '../../orders.ts';

export interface QuoteText {
  readonly bid: Price;
  readonly ask: Price;
  readonly bidSize: Quantity;
  readonly askSize: Quantity;
}
export interface TradeText {
  readonly price: Price;
  readonly size: Quantity;
}
export interface BarText {
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Quantity;
  /** How many of them, one after the other. */
  readonly count: number;
}
/** An order by its name, or the latest of a role, in a symbol where one is named. */
export type OrderText = { readonly name: string } | { readonly role: Role; readonly symbol: string | null };

/** A text that one of the functions below takes, as what it makes of it. */
export const textField = <T>(read: (text: string) => T | undefined, expected: string) =>
  z.union([z.string(), z.number()], `expected ${expected}`).transform((value, context): T => {
    const found = attempt(() => read(String(value).trim()));
    if (found !== undefined) return found;
    context.addIssue({ code: 'custom', message: `expected ${expected}, found ${value}` });
    return z.NEVER;
  });

function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // the caller says what was expected
  }
}

const NUMBER = '(\\d+(?:\\.\\d+)?)';
const SIZE = `(?:\\s*x\\s*${NUMBER})?`;
const DEFAULT_SIZE = '1000';
const positive = (text: string | undefined): Price => {
  const value = price(text ?? '');
  if (value <= 0n) throw new RangeError();
  return value;
};
function sharesOf(text: string | undefined): Quantity {
  const shares = quantity(text ?? '');
  if (shares <= 0n) throw new RangeError();
  return shares;
}
const sizeOf = (text: string | undefined): Quantity => quantity(text ?? DEFAULT_SIZE);

const QUOTE = new RegExp(`^${NUMBER}\\s*/\\s*${NUMBER}(?:\\s*x\\s*${NUMBER}(?:\\s*/\\s*${NUMBER})?)?$`);
export const quoteField = textField<QuoteText>((text) => {
  const match = QUOTE.exec(text);
  if (match === null) return undefined;
  const [, bid, ask, bidSize, askSize] = match;
  const quote = {
    bid: positive(bid),
    ask: positive(ask),
    bidSize: sizeOf(bidSize),
    askSize: sizeOf(askSize ?? bidSize),
  };
  return quote.bid <= quote.ask ? quote : undefined;
}, 'bid/ask x size, such as 100.00/100.02 x 500');

const TRADE = new RegExp(`^${NUMBER}${SIZE}$`);
export const tradeField = textField<TradeText>((text) => {
  const match = TRADE.exec(text);
  const size = sizeOf(match?.[2]);
  return match === null || size <= 0n ? undefined : { price: positive(match[1]), size };
}, 'price x size, such as 100.01 x 200');

export const splitField = textField<Split>((text) => {
  const [, newShares, oldShares] = /^(\d{1,9})\s+for\s+(\d{1,9})$/.exec(text) ?? [];
  return { newShares: sharesOf(newShares), oldShares: sharesOf(oldShares) };
}, 'new shares for old ones, such as 2 for 1');

/** What a bar expects, for messages. */
export const BAR_EXPECTED =
  'open high low close x volume, such as 100.00 100.50 99.50 100.10 x 1200 (14 of … stands for many)';
const BAR = new RegExp(`^(?:(\\d{1,5})\\s+of\\s+)?${NUMBER}\\s+${NUMBER}\\s+${NUMBER}\\s+${NUMBER}${SIZE}$`);
export const barField = textField<BarText>((text) => {
  const match = BAR.exec(text);
  if (match === null) return undefined;
  const [, count = '1', open, high, low, close, volume] = match;
  const bar = { open: positive(open), high: positive(high), low: positive(low), close: positive(close) };
  const isOne = bar.low <= bar.open && bar.low <= bar.close && bar.open <= bar.high && bar.close <= bar.high;
  return isOne ? { ...bar, volume: sizeOf(volume), count: Number(count) } : undefined;
}, BAR_EXPECTED);

/** A time of the exchange's clock, in microseconds after midnight; `undefined` when the text is none. */
export function clockOf(text: string): number | undefined {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?$/.exec(text);
  if (match === null) return undefined;
  const [, hour, minute, second = '0', fraction = ''] = match;
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
export const clockField = textField<number>(clockOf, 'a time of the exchange such as 10:31 or 10:31:05');

/** What {@link OrderText} expects, for messages. */
export const ORDER_EXPECTED = `a role (${roles.join(', ')}), with a symbol where that is needed: entry, stop SPY`;

export function orderText(text: string): OrderText | undefined {
  const [head = '', symbol, ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0) return undefined;
  if ((roles as readonly string[]).includes(head))
    return { role: head as Role, symbol: symbol === undefined ? null : symbol.toUpperCase() };
  return symbol === undefined && /^[\w-]+-\d+\.\d+$/.test(head) ? { name: head } : undefined;
}
export const orderField = textField<OrderText>(orderText, ORDER_EXPECTED);
