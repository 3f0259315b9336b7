/** Orders as the broker lists them, in our terms. */
import type { Contract, Order } from '@stoqey/ib';
import type { AccountId, OrderId } from '../../identifiers.ts';
import { zero } from '../../money.ts';
import type { Amendment, OcaGroup, OrderTerms, OrderType, TimeInForce, Trail, Trigger } from '../../orders.ts';
import { orderTypes, timesInForce, triggers } from '../../orders.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import { instrumentOf } from './contracts.ts';
import { aboveZero, priceOf, quantityOf, ratioOf } from './figures.ts';
import { tifs, triggerMethods } from './placing.ts';
import { momentOf } from './times.ts';

const types = new Map<string, OrderType>(orderTypes.map((type) => [rulesOfTypes[type].ib, type]));
const times = new Map<string, TimeInForce>(timesInForce.map((time) => [tifs[time], time]));
const methods = new Map<number, Trigger>(triggers.map((trigger) => [triggerMethods[trigger], trigger]));

/** Our type; for one that we do not have, the broker's own word: such an order is shown, and nobody can place one. */
export const typeOf = ({ orderType }: Order): OrderType => types.get(orderType) ?? (orderType as string as OrderType);

/**
 * What may change of an order of that type, as the broker has it. The level of a trailing stop is not among it: it moves by itself.
 * A quantity of zero says nothing: the broker lists children of a parent that waits so.
 */
export function amendableTermsOf(type: OrderType, order: Order): Amendment {
  const quantity = aboveZero(quantityOf(order.totalQuantity));
  const goodTill = String(order.tif) === tifs.gtd ? momentOf(order.goodTillDate) : undefined;
  const displaySize = aboveZero(quantityOf(order.displaySize));
  return {
    ...(quantity === undefined ? {} : { quantity }),
    ...pricesOf(type, order),
    ...(displaySize === undefined ? {} : { displaySize }),
    ...(goodTill === undefined ? {} : { goodTill }),
  };
}

function pricesOf(type: OrderType, order: Order): Amendment {
  const { needs = [], takes = [] } = rulesOfTypes[type] ?? {};
  const has = [...needs, ...takes];
  const limit = has.includes('limit') ? aboveZero(priceOf(order.lmtPrice)) : undefined;
  const stop = has.includes('stop') && !has.includes('trail') ? aboveZero(priceOf(order.auxPrice)) : undefined;
  const trail = has.includes('trail') ? trailOf(order, order.trailingPercent, 100n) : undefined;
  const offset = has.includes('offset') ? trailOf(order, order.percentOffset, 1n) : undefined;
  const limitOffset = has.includes('limitOffset') ? aboveZero(priceOf(order.lmtPriceOffset)) : undefined;
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(stop === undefined ? {} : { stop }),
    ...(trail === undefined ? {} : { trail }),
    ...(limitOffset === undefined ? {} : { limitOffset }),
    ...(offset === undefined ? {} : { offset }),
  };
}

function trailOf({ auxPrice }: Order, share: number | undefined, of: bigint): Trail | undefined {
  const ratio = aboveZero(ratioOf(share));
  if (ratio !== undefined) return { by: 'percent', ratio: (ratio / of) as typeof ratio };
  const amount = aboveZero(priceOf(auxPrice));
  return amount === undefined ? undefined : { by: 'amount', amount };
}

/** All terms, of an order that was not placed here or that nobody here remembers; its parent by our name. */
export function termsOf(contract: Contract, order: Order, parent: OrderId | undefined): OrderTerms {
  const type = typeOf(order);
  const amendable = amendableTermsOf(type, order);
  const least = order.allOrNone === true ? amendable.quantity : aboveZero(quantityOf(order.minQty));
  const oca = ocaOf(order);
  return {
    account: (order.account ?? '') as AccountId,
    instrument: instrumentOf(contract),
    side: String(order.action) === 'SELL' ? 'sell' : 'buy',
    type,
    timeInForce: times.get(String(order.tif)) ?? 'day',
    outsideRegularHours: order.outsideRth === true,
    // Without a method the broker triggers by the last trade: TWS API, triggerMethod 0.
    trigger: methods.get(order.triggerMethod ?? 0) ?? 'last',
    transmit: true,
    ...amendable,
    quantity: amendable.quantity ?? zero,
    ...(least === undefined ? {} : { minimumQuantity: least }),
    ...(parent === undefined ? {} : { parent }),
    ...(oca === undefined ? {} : { oca }),
  };
}

/** The group that it is in, if it is in one. */
export const ocaOf = ({ ocaGroup = '', ocaType }: Order): OcaGroup | undefined =>
  ocaGroup === '' ? undefined : { name: ocaGroup, type: ocaType === 1 || ocaType === 2 ? ocaType : 3 };
