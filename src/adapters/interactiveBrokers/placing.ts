/** Our terms as the broker is told of them: every field that a preset could set is set. */
import type { Order } from '@stoqey/ib';
import type { OrderId } from '../../identifiers.ts';
import type { Ratio } from '../../money.ts';
import { quantity } from '../../money.ts';
import type { OcaGroup, OrderTerms, TimeInForce, Trail, Trigger } from '../../orders.ts';
import { takenTerms } from '../../orderTerms.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import { numberOf } from './figures.ts';
import { momentText } from './times.ts';

/** Times in force by our names. */
export const tifs = {
  day: 'DAY',
  gtc: 'GTC',
  ioc: 'IOC',
  fok: 'FOK',
  gtd: 'GTD',
  opg: 'OPG',
} as const satisfies Record<TimeInForce, string>;
/** Trigger methods by our names. Source: Interactive Brokers, "Modify the Stop Trigger Method". */
export const triggerMethods = {
  doubleQuote: 1,
  last: 2,
  doubleLast: 3,
  quote: 4,
  lastOrQuote: 7,
  midpoint: 8,
} as const satisfies Record<Trigger, number>;

/** What the broker needs besides the terms. */
export interface Placing {
  readonly order: OrderId;
  readonly terms: OrderTerms;
  /** The parent's number on this connection, while it lives: a child of one that has ended carries none (error 135). */
  readonly parentId?: number;
  /** The group as the broker has it: a change that names another is refused. */
  readonly oca?: OcaGroup;
}

const LOT = quantity(1);

/** What of the terms the broker has no words for; `undefined` when nothing is. */
export function lacking({ activation, displaySize, minimumQuantity }: OrderTerms): string | undefined {
  if (activation !== undefined) return 'Interactive Brokers has no activation level of a trailing stop';
  const part = [displaySize, minimumQuantity].find((size) => size !== undefined && size % LOT !== 0n);
  return part === undefined ? undefined : 'Interactive Brokers takes a display size and a minimum only in whole shares';
}

/** The order as it is sent, new or changed: a change repeats all of it. */
export function ibOrder({ order, terms: given, parentId, oca = given.oca }: Placing): Order {
  const terms = takenTerms(given);
  return {
    action: terms.side === 'buy' ? 'BUY' : 'SELL',
    totalQuantity: numberOf(terms.quantity),
    orderType: rulesOfTypes[terms.type].ib,
    tif: tifs[terms.timeInForce],
    account: terms.account,
    orderRef: order,
    outsideRth: terms.outsideRegularHours,
    triggerMethod: triggerMethods[terms.trigger],
    transmit: terms.transmit,
    parentId: parentId ?? 0,
    ocaGroup: oca?.name ?? '',
    ocaType: oca?.type ?? 0,
    ...prices(terms),
    ...sizes(terms),
    ...(terms.goodTill === undefined ? {} : { goodTillDate: momentText(terms.goodTill) }),
    hidden: false,
    blockOrder: false,
    sweepToFill: false,
    eTradeOnly: false,
    firmQuoteOnly: false,
    whatIf: false,
    // The precautions of the broker stay in force.
    overridePercentageConstraints: false,
  } as Order;
}

function prices({ limit, stop, trail, limitOffset, offset }: OrderTerms): Partial<Order> {
  const level = stop === undefined ? {} : { [trail === undefined ? 'auxPrice' : 'trailStopPrice']: numberOf(stop) };
  return {
    ...(limit === undefined ? {} : { lmtPrice: numberOf(limit) }),
    ...level,
    ...(trail === undefined ? {} : distance(trail)),
    ...(limitOffset === undefined ? {} : { lmtPriceOffset: numberOf(limitOffset) }),
    ...(offset === undefined ? {} : ahead(offset)),
  };
}

/** A percentage of a trail is in hundredths: 1 is 1 %. */
const distance = (trail: Trail): Partial<Order> =>
  trail.by === 'amount'
    ? { auxPrice: numberOf(trail.amount) }
    : { trailingPercent: numberOf((trail.ratio * 100n) as Ratio) };

/** The offset of a relative order is a share: 0.01 is 1 %. Taken for hundredths, it would be a hundred times more cautious, never less. */
const ahead = (offset: Trail): Partial<Order> =>
  offset.by === 'amount' ? { auxPrice: numberOf(offset.amount) } : { percentOffset: numberOf(offset.ratio) };

function sizes({ quantity: whole, displaySize, minimumQuantity }: OrderTerms): Partial<Order> {
  const allOrNone = minimumQuantity !== undefined && minimumQuantity >= whole;
  return {
    allOrNone,
    ...(displaySize === undefined ? {} : { displaySize: numberOf(displaySize) }),
    ...(minimumQuantity === undefined || allOrNone ? {} : { minQty: numberOf(minimumQuantity) }),
  };
}
