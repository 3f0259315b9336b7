/** What a person may do by hand in a step of a scenario: orders, groups, parts, adoptions, as short texts. */
import * as z from 'zod';
import type { Price, Quantity, Ratio } from '../../money.ts';
import { amount, quantity } from '../../money.ts';
import type { Side } from '../../orders.ts';
import { sides } from '../../orders.ts';
import { groupKinds } from '../../plans.ts';
import {
  durationWithin,
  multipleField,
  nameField,
  partField,
  priceField,
  quantityField,
  tickerField,
} from '../documents/fields.ts';
import { orderField, splitField, textField } from './texts.ts';

const symbol = tickerField.transform((ticker) => ticker.toUpperCase());
const NUMBER = '(\\d+(?:\\.\\d+)?)';
const TICKER = '([A-Za-z][A-Za-z0-9.]{0,11})';
const ORDER = new RegExp(
  `^(?:(${sides.join('|')})\\s+)?${NUMBER}\\s+${TICKER}(?:\\s+stop\\s+${NUMBER})?(?:\\s*@\\s*${NUMBER})?$`,
);

/** An order by hand: `100 SPY`, `100 SPY @ 99.50`, `100 SPY stop 98.00`. */
export interface HandOrder {
  readonly symbol: string;
  readonly quantity: Quantity;
  readonly limit?: Price;
  readonly stop?: Price;
}
export interface SidedOrder extends HandOrder {
  readonly side: Side;
}

function orderOf(text: string): (HandOrder & { readonly side: Side | undefined }) | undefined {
  const match = ORDER.exec(text);
  if (match === null) return undefined;
  const [, side, shares = '', ticker = '', stop, limit] = match;
  return {
    side: side as Side | undefined,
    symbol: ticker.toUpperCase(),
    quantity: quantityField.parse(shares),
    ...(limit === undefined ? {} : { limit: priceField.parse(limit) }),
    ...(stop === undefined ? {} : { stop: priceField.parse(stop) }),
  };
}

export const handOrder = textField<HandOrder>((text) => {
  const order = orderOf(text);
  if (order?.side !== undefined) return undefined;
  return order;
}, 'a quantity and a symbol, with a stop or a limit where there is one: 100 SPY, 100 SPY @ 99.50, 100 SPY stop 98.00');

export const sidedOrder = textField<SidedOrder>((text) => {
  const order = orderOf(text);
  if (order?.side === undefined) return undefined;
  return { ...order, side: order.side };
}, 'an order such as buy 100 SPY @ 99.50 or sell 100 SPY stop 98.00');

/** Orders that belong together. */
export const handGroup = z.strictObject(
  {
    kind: z.enum(groupKinds, `expected one of ${groupKinds.join(', ')}`).optional(),
    triggersOn: z.enum(['partial', 'complete'], 'expected partial or complete').optional(),
    orders: z.array(sidedOrder, 'expected a list of orders, such as [buy 100 SPY @ 99.50, sell 100 SPY stop 98.00]'),
  },
  'expected a group such as { kind: bracket, orders: [buy 100 SPY, sell 100 SPY @ 102.00, sell 100 SPY stop 99.00] }',
);

/** More of a position: `50 SPY`. */
export const addition = textField<{ readonly symbol: string; readonly quantity: Quantity }>((text) => {
  const match = new RegExp(`^${NUMBER}\\s+${TICKER}$`).exec(text);
  if (match === null) return undefined;
  const [, shares = '', ticker = ''] = match;
  return { symbol: ticker.toUpperCase(), quantity: quantityField.parse(shares) };
}, 'a quantity and a symbol, such as 50 SPY');

/** A part of a position: so many, or a share of it. */
export type Part = { readonly symbol: string } & ({ readonly quantity: Quantity } | { readonly share: Ratio });
export const part = textField<Part>((text) => {
  const match = new RegExp(`^${NUMBER}(\\s*%)?\\s+${TICKER}$`).exec(text);
  if (match === null) return undefined;
  const [, size = '', percent, ticker = ''] = match;
  const which = { symbol: ticker.toUpperCase() };
  return percent === undefined
    ? { ...which, quantity: quantityField.parse(size) }
    : { ...which, share: partField.parse(`${size}%`) };
}, 'a part and a symbol, such as 40 SPY or 50% SPY');

const notNothing = (text: string): Quantity | undefined => {
  const shares = quantity(text);
  return shares === 0n ? undefined : shares;
};
/** What an account holds: long above zero, short below. */
export const signedQuantity = textField(notNothing, 'a quantity that is not zero, long above it and short below');
export const anyQuantity = textField((text) => quantity(text), 'a quantity: long above zero, short below');

/** What is not ours, moved into the book; or an order of somebody else, taken over. */
export const adopt = z.union(
  [
    orderField.transform((order) => ({ order })),
    z
      .record(
        symbol,
        z.strictObject({
          quantity: signedQuantity,
          at: priceField,
          stop: priceField.optional(),
          target: priceField.optional(),
        }),
      )
      .transform((bySymbol) => ({ bySymbol })),
  ],
  'expected so much of what is not ours, at what it cost ({ SPY: { quantity: 200, at: 80 } }), or an order of somebody else (external SPY)',
);

/** A split that no source tells of: the ratio, and for how long it has counted. */
export const confirmation = z.record(
  symbol,
  z.strictObject({ ratio: splitField, ago: durationWithin('a duration such as 90s, 3m or 1h', 0).optional() }),
  'expected a split by symbol, and how long ago it was: { SPY: { ratio: 2 for 1, ago: 10m } }',
);

const cash = textField((text) => amount(text), 'an amount of cash, below zero where it was paid');
/** What a broker has paid in lieu of a fraction. */
export const lieu = z.record(
  symbol,
  z.strictObject({ quantity: signedQuantity, amount: cash }),
  'expected what was paid for what fraction, by symbol: { SPY: { quantity: 0.5, amount: 49.80 } }',
);

/** What others have traded, as a person tells it. */
export const toldTrade = z.record(
  symbol,
  z.strictObject({
    side: z.enum(['buy', 'sell'], 'expected buy or sell'),
    quantity: quantityField,
    at: priceField,
    fee: cash.optional(),
  }),
  'expected what others have traded, by symbol: { SPY: { side: sell, quantity: 40, at: 99.50 } }',
);

/** A rule in a symbol: `long-on-buy SPY`. */
export const ruleIn = textField<{ readonly rule: string; readonly symbol: string }>((text) => {
  const [rule, ticker, ...rest] = text.split(/\s+/);
  if (rest.length > 0) return undefined;
  return { rule: nameField.parse(rule), symbol: symbol.parse(ticker) };
}, 'a rule and a symbol, such as long-on-buy SPY');

/** Fees that are kept in another currency, at a rate. */
export const rates = z.record(
  z.string().regex(/^[A-Z]{3}$/, 'expected a currency such as EUR'),
  multipleField,
  'expected a rate by currency: { EUR: 1.08 }',
);
