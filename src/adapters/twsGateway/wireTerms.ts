/** An order of a client as terms of the paper broker, or what it is refused by. */
import type { AccountId, InstrumentId, OrderId } from '../../identifiers.ts';
import type { Price, Quantity, Ratio } from '../../money.ts';
import { quantity } from '../../money.ts';
import type { OcaGroup, OrderTerms, OrderType, TimeInForce, Trail, Trigger } from '../../orders.ts';
import { orderTypes, timesInForce } from '../../orders.ts';
import { rulesOfTypes } from '../../orderTypes.ts';
import { conditionProblem } from './conditions.ts';
import type { Catalogue } from './instruments.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';
import type { WireOrder } from './wire/placeOrder.ts';
import { readWireTime } from './wireTimes.ts';

/** Where the order belongs. */
export interface Place {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  readonly parent: OrderId | undefined;
  /** What its conditions may look at. */
  readonly catalogue: Catalogue;
}

const squeezed = (text: string): string => text.toUpperCase().replaceAll(' ', '');
const typesByName = new Map<string, OrderType>(orderTypes.map((type) => [squeezed(rulesOfTypes[type].ib), type]));
const timesByName = new Map<string, TimeInForce>([
  ...timesInForce.map((time) => [time.toUpperCase(), time] as const),
  ['', 'day'],
]);
/** Of stocks the default is the last trade. Source: Interactive Brokers, TWS API, "Trigger methods". */
const triggersByNumber: Readonly<Record<number, Trigger>> = {
  0: 'last',
  1: 'doubleQuote',
  2: 'last',
  3: 'doubleLast',
  4: 'quote',
  7: 'lastOrQuote',
  8: 'midpoint',
};

/** What an order may ask for and the paper broker has not. */
const unsupported: readonly (readonly [what: string, isAsked: (order: WireOrder) => boolean])[] = [
  ['an algorithm', ({ algoStrategy }) => algoStrategy !== ''],
  ['a hedge', ({ hedgeType }) => hedgeType !== ''],
  ['a combination', ({ combination }) => combination !== undefined],
  ['a scale', ({ scale }) => scale.steps !== undefined],
  ['an adjusted order type', ({ adjustedOrderType }) => adjustedOrderType !== ''],
  ['a volatility', ({ volatility }) => volatility !== undefined],
  ['a delta neutral order', ({ deltaNeutral }) => deltaNeutral.orderType !== '' && deltaNeutral.orderType !== 'None'],
  ['a discretionary amount', ({ discretionaryAmt }) => (discretionaryAmt ?? 0n) !== 0n],
  ['a cash quantity', ({ cashQty }) => (cashQty ?? 0n) !== 0n],
  ['hidden', ({ hidden }) => hidden],
  ['an allocation', ({ faGroup, faMethod, faPercentage }) => faGroup + faMethod + faPercentage !== ''],
];

export function termsOf(order: WireOrder, place: Place): OrderTerms | Refusal {
  const kind = kindOf(order);
  if (isRefusal(kind)) return kind;
  const found = unsupported.find(([, isAsked]) => isAsked(order));
  if (found !== undefined) return rejected(`${found[0]} is not supported by this gateway`);
  const unmet = order.conditions === undefined ? undefined : conditionProblem(order.conditions, place.catalogue);
  if (unmet !== undefined) return rejected(unmet);
  if (order.goodAfterTime !== '' && readWireTime(order.goodAfterTime) === undefined)
    return rejected(`${order.goodAfterTime} is no time`);
  const { totalQuantity } = order;
  if (totalQuantity === undefined || totalQuantity <= 0n) return { code: 434, text: 'The order size cannot be zero.' };
  const oca = ocaOf(order, place);
  if (oca !== undefined && isRefusal(oca)) return oca;
  return {
    account: place.account,
    instrument: place.instrument,
    quantity: totalQuantity,
    ...kind,
    ...pricesOf(order, kind.type),
    ...sizesOf(order, totalQuantity),
    outsideRegularHours: order.outsideRth,
    ...(place.parent === undefined ? {} : { parent: place.parent }),
    ...(oca === undefined ? {} : { oca }),
    transmit: order.transmit,
  };
}

type Kind = Pick<OrderTerms, 'side' | 'type' | 'timeInForce' | 'goodTill' | 'trigger'>;

/** The words of an order: its side, its type, for how long it stands and what sets it off. */
function kindOf(order: WireOrder): Kind | Refusal {
  const side = ({ BUY: 'buy', SELL: 'sell' } as const)[order.action.toUpperCase()];
  if (side === undefined) return rejected(`the action ${order.action} is neither BUY nor SELL`);
  const type = typesByName.get(squeezed(order.orderType));
  if (type === undefined) return { code: 387, text: `Unsupported order type for this exchange: ${order.orderType}.` };
  const timeInForce = timesByName.get(order.tif.toUpperCase());
  if (timeInForce === undefined) return rejected(`the time in force ${order.tif} is not supported`);
  const trigger = triggersByNumber[order.triggerMethod ?? 0];
  if (trigger === undefined) return rejected(`the trigger method ${order.triggerMethod} is not supported`);
  if (timeInForce !== 'gtd') return { side, type, timeInForce, trigger };
  const goodTill = readWireTime(order.goodTillDate);
  return goodTill === undefined
    ? rejected(`${order.goodTillDate} is no date`)
    : { side, type, timeInForce, trigger, goodTill };
}

/** Of a group whose type is not told. */
export const USUAL_OCA_TYPE = 3;

/** The children of a bracket are a group of their own where the client names none, and are never both filled. */
function ocaOf({ ocaGroup, ocaType }: WireOrder, { parent }: Place): OcaGroup | Refusal | undefined {
  const type = ocaType || USUAL_OCA_TYPE;
  if (type !== 1 && type !== 2 && type !== 3) return rejected(`the OCA type ${type} is none`);
  if (ocaGroup !== '') return { name: ocaGroup, type };
  return parent === undefined ? undefined : { name: `children of ${parent}`, type: 2 };
}

/** A price that is zero is none: clients write what is not given as 0. */
const given = <D extends Price | Ratio>(value: D | undefined): D | undefined =>
  value === undefined || value === 0n ? undefined : value;

type Priced = Partial<Pick<OrderTerms, 'limit' | 'stop' | 'trail' | 'limitOffset' | 'offset'>>;

function pricesOf(order: WireOrder, type: OrderType): Priced {
  const { needs, takes } = rulesOfTypes[type];
  const has = (name: string): boolean => [...needs, ...takes].some((each) => each === name);
  const isTrailing = type === 'trailingStop' || type === 'trailingStopLimit';
  return present({
    limit: has('limit') ? given(order.lmtPrice) : undefined,
    stop: has('stop') ? given(isTrailing ? order.trailStopPrice : order.auxPrice) : undefined,
    trail: has('trail') ? trailOf(order.auxPrice, percentOf(order.trailingPercent)) : undefined,
    limitOffset: has('limitOffset') ? given(order.lmtPriceOffset) : undefined,
    offset: has('offset') ? trailOf(order.auxPrice, order.percentOffset) : undefined,
  });
}

const percentOf = (percent: Ratio | undefined): Ratio | undefined =>
  percent === undefined ? undefined : ((percent / 100n) as Ratio);

function trailOf(amount: Price | undefined, ratio: Ratio | undefined): Trail | undefined {
  if (given(ratio) !== undefined && ratio !== undefined) return { by: 'percent', ratio };
  return given(amount) === undefined || amount === undefined ? undefined : { by: 'amount', amount };
}

function sizesOf({ displaySize, minQty, allOrNone }: WireOrder, whole: Quantity) {
  return present({
    displaySize: displaySize ? quantity(displaySize) : undefined,
    minimumQuantity: allOrNone ? whole : minQty ? quantity(minQty) : undefined,
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const present = <T extends object>(terms: T): Present<T> =>
  Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as Present<T>;

const rejected = (why: string): Refusal => ({ code: 201, text: `Order rejected - reason:${why}` });
