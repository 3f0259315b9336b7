/** The position's figures after an event. Pure; both regions ask it the same questions. */
import { sharesAfter } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { ExecutionId, OrderId } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { averagePrice, negate, plus, signOf, zero } from '../../money.ts';
import { opposite, signed } from '../../orders.ts';
import type { BookedFill, Ledger, Lot } from './accounting.ts';
import { applyFill, fold } from './accounting.ts';
import { ledgerAfter } from './corporateActions.ts';
import type { PositionContext, PositionEvent, Verdict } from './position.ts';

/** What an event may change: the figures of `exposure`, and those of `protection`. */
export type Figures = Pick<
  PositionContext,
  | 'quantity'
  | 'cost'
  | 'realised'
  | 'lots'
  | 'fills'
  | 'folded'
  | 'fees'
  | 'foreignFees'
  | 'dividends'
  | 'lastExit'
  | 'cover'
  | 'asked'
  | 'verdict'
>;

/** Fills beyond this many are folded into one figure: copying a long list at every fill costs. */
const FILLS_KEPT = 256;

/** The figures after an event; the verdict on protection is among them. */
export function after(context: PositionContext, event: PositionEvent): Figures {
  if (context === lastContext && event === lastEvent) return lastFigures;
  const figures = judge(context, event);
  lastContext = context;
  lastEvent = event;
  lastFigures = figures === context ? context : { ...figures, verdict: verdictOn({ ...figures, plan: context.plan }) };
  return lastFigures;
}
let lastContext: PositionContext | undefined;
let lastEvent: PositionEvent | undefined;
let lastFigures: Figures;

/** Whether a quantity is less than could be traded. */
export const isNothing = ({ plan }: Pick<PositionContext, 'plan'>, quantity: bigint): boolean =>
  (quantity < 0n ? -quantity : quantity) < (plan.lot ?? 1n);

/** Compares what the stops would trade with what is held, signs included; what is less than a lot counts for nothing. */
export function verdictOn(of: Pick<PositionContext, 'quantity' | 'cover' | 'asked' | 'plan'>): Verdict {
  const { quantity, cover, asked } = of;
  if (isNothing(of, quantity)) return cover === 0n ? 'none' : 'releasing';
  if (isNothing(of, quantity + cover)) return 'protected';
  if (cover !== 0n && signOf(cover) !== signOf(quantity)) return 'resizing';
  return asked && cover === 0n ? 'arming' : 'naked';
}

function judge(context: PositionContext, event: PositionEvent): Figures {
  switch (event.type) {
    case 'order.filled':
      return context.over ? context : filled(context, event);
    case 'order.revised':
      return revised(context, event);
    case 'order.commission':
      return { ...figuresOf(context), ...charged(context, event.change, event.currency) };
    case 'position.split':
      return divided(context, event);
    case 'position.adopted':
      return context.over ? context : { ...figuresOf(context), ...adoptedInto(context, event) };
    case 'position.released': {
      const fills = context.fills.filter(({ execution }) => execution !== nameOf(event).execution);
      return { ...figuresOf(context), ...fold(fills, context.folded), fills };
    }
    case 'position.fractionSettled':
      return { ...figuresOf(context), ...settledOut(context, event) };
    case 'position.dividend':
      return { ...figuresOf(context), dividends: plus(context.dividends, event.amount) };
    case 'protection.asked':
      return { ...figuresOf(context), asked: true };
    case 'protection.confirmed':
      return { ...figuresOf(context), cover: event.cover };
    case 'protection.lost':
      return { ...figuresOf(context), cover: event.cover, asked: false };
    case 'protection.settled':
      return { ...figuresOf(context), cover: 0n as Quantity, asked: false };
    default:
      return context;
  }
}

const figuresOf = (context: PositionContext): Figures => ({
  quantity: context.quantity,
  cost: context.cost,
  realised: context.realised,
  fills: context.fills,
  folded: context.folded,
  fees: context.fees,
  foreignFees: context.foreignFees,
  dividends: context.dividends,
  lastExit: context.lastExit,
  cover: context.cover,
  asked: context.asked,
  verdict: context.verdict,
});

/** A fee in the currency of the desk is a cost; another one is kept apart, by its currency. */
function charged(
  { fees, foreignFees, currency: own }: PositionContext,
  fee: Amount,
  currency: string | undefined,
): Pick<Figures, 'fees' | 'foreignFees'> {
  if (own === undefined || currency === undefined || currency === own) return { fees: plus(fees, fee), foreignFees };
  return { fees, foreignFees: { ...foreignFees, [currency]: plus(foreignFees[currency] ?? zero, fee) } };
}

/** Stops of before a split cover nothing of what is held after it; those of a flat position still work until they have ended. */
const divided = (context: PositionContext, event: Event<'position.split'>): Figures => ({
  ...figuresOf(context),
  ...ledgerAfter(context, event),
  ...(isNothing(context, context.quantity) && isNothing(context, event.quantity)
    ? { cover: sharesAfter(context.cover, event) }
    : { cover: zero, asked: false }),
});

type Filled = Extract<PositionEvent, { type: 'order.filled' }>;
type Revised = Extract<PositionEvent, { type: 'order.revised' }>;

function filled(context: PositionContext, event: Filled): Figures {
  const fill: BookedFill = {
    order: event.order,
    execution: event.execution,
    role: event.role,
    ...tradedBy(event),
  };
  const ledger = applyFill(context, fill);
  const reduces = context.quantity !== 0n && signOf(fill.quantity) !== signOf(context.quantity);
  const kept = [...context.fills, fill];
  const overflow = kept.length > FILLS_KEPT ? kept.splice(0, FILLS_KEPT / 2) : [];
  return {
    ...figuresOf(context),
    ...ledger,
    fills: kept,
    folded: overflow.length === 0 ? context.folded : fold(overflow, context.folded),
    ...(event.fee === undefined ? {} : charged(context, event.fee, event.currency)),
    lastExit: reduces ? event.role : context.lastExit,
    cover: coverAfter(context, event, fill.quantity),
  };
}

/** Kept among the fills, in their order, so that a correction of one of them refolds it with the rest; an addition by hand, and no execution. */
function adoptedInto(context: PositionContext, event: Event<'position.adopted'>): Pick<Figures, 'fills'> & Ledger {
  const { quantity, price } = event;
  const lot: BookedFill = { ...nameOf(event), role: 'manual', quantity, price };
  return { ...applyFill(context, lot), fills: [...context.fills, lot] };
}
/** Kept among the fills as well, for exactly what was paid; what a share of it came to is rounded. */
function settledOut(
  context: PositionContext,
  event: Event<'position.fractionSettled'>,
): Pick<Figures, 'fills'> & Ledger {
  const quantity = negate(event.quantity);
  const price = averagePrice(event.amount, event.quantity);
  const fill: BookedFill = { ...FRACTION, role: 'manual', quantity, price, value: negate(event.amount) };
  return { ...applyFill(context, fill), fills: [...context.fills, fill] };
}
const FRACTION = { order: 'cash in lieu' as OrderId, execution: 'cash in lieu' as ExecutionId } as const;

const nameOf = ({ adoption }: Event<'position.adopted' | 'position.released'>) => ({
  order: adoption as string as OrderId,
  execution: adoption as string as ExecutionId,
});

/**
 * A correction refolds the fills of the round trip; one whose fill is folded away is booked as the difference. One of a fill that
 * the round trip never had changes nothing: while fewer fills are kept than a fold leaves, none has been folded away.
 */
function revised(context: PositionContext, event: Revised): Figures {
  const isIt = (each: BookedFill): boolean => each.order === event.order && each.execution === event.execution;
  const known = context.fills.some(isIt);
  if (!known && context.fills.length < FILLS_KEPT / 2) return context;
  const change = signed(event.side, (event.quantity - event.previousQuantity) as Quantity);
  const cover = coverAfter(context, event, change);
  if (!known) {
    const { previousQuantity, previousPrice, previousValue, ...now } = event;
    const back = tradedBy({
      side: opposite(event.side),
      quantity: previousQuantity,
      price: previousPrice,
      ...(previousValue === undefined ? {} : { value: previousValue }),
    });
    return { ...figuresOf(context), ...applyFill(applyFill(context, back), tradedBy(now)), cover };
  }
  const fills = context.fills.map((each) => {
    const { value: _value, ...rest } = each;
    return isIt(each) ? { ...rest, ...tradedBy(event) } : each;
  });
  return { ...figuresOf(context), ...fold(fills, context.folded), fills, cover };
}

/** What was traded, signed; what it came to where the message says so. */
const tradedBy = ({ side, quantity, price, value }: Pick<Filled, 'side' | 'quantity' | 'price' | 'value'>): Lot => ({
  quantity: signed(side, quantity),
  price,
  ...(value === undefined ? {} : { value: side === 'buy' ? value : negate(value) }),
});

/** A stop's own fill consumes its cover. */
const coverAfter = (context: PositionContext, event: Filled | Revised, change: Quantity): Quantity =>
  event.role === 'stop' && context.cover !== 0n ? ((context.cover - change) as Quantity) : context.cover;
