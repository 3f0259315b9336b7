/** The position's figures after an event. Pure; both regions ask it the same questions. */
import type { Quantity } from '../../money.ts';
import { plus, signOf } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { BookedFill } from './accounting.ts';
import { applyFill, fold } from './accounting.ts';
import type { PositionContext, PositionEvent, Verdict } from './position.ts';

/** What an event may change: the figures of `exposure`, and those of `protection`. */
export type Figures = Pick<
  PositionContext,
  'quantity' | 'cost' | 'realised' | 'fills' | 'folded' | 'fees' | 'lastExit' | 'cover' | 'asked' | 'verdict'
>;

/** Fills beyond this many are folded into one figure: copying a long list at every fill costs. */
const FILLS_KEPT = 256;

/** The figures after an event; the verdict on protection is among them. */
export function after(context: PositionContext, event: PositionEvent): Figures {
  if (context === lastContext && event === lastEvent) return lastFigures;
  const figures = judge(context, event);
  lastContext = context;
  lastEvent = event;
  lastFigures = figures === context ? context : { ...figures, verdict: verdictOn(figures) };
  return lastFigures;
}
let lastContext: PositionContext | undefined;
let lastEvent: PositionEvent | undefined;
let lastFigures: Figures;

/** Compares what the stops would trade with what is held, signs included. */
export function verdictOn({ quantity, cover, asked }: Pick<Figures, 'quantity' | 'cover' | 'asked'>): Verdict {
  if (quantity === 0n) return cover === 0n ? 'none' : 'releasing';
  if (cover === -quantity) return 'protected';
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
      return { ...figuresOf(context), fees: plus(context.fees, event.change) };
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
  lastExit: context.lastExit,
  cover: context.cover,
  asked: context.asked,
  verdict: context.verdict,
});

type Filled = Extract<PositionEvent, { type: 'order.filled' }>;
type Revised = Extract<PositionEvent, { type: 'order.revised' }>;

function filled(context: PositionContext, event: Filled): Figures {
  const fill: BookedFill = {
    order: event.order,
    execution: event.execution,
    role: event.role,
    quantity: signed(event.side, event.quantity),
    price: event.price,
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
    fees: event.fee === undefined ? context.fees : plus(context.fees, event.fee),
    lastExit: reduces ? event.role : context.lastExit,
    cover: coverAfter(context, event, fill.quantity),
  };
}

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
    const back = applyFill(context, {
      quantity: signed(event.side, -event.previousQuantity as Quantity),
      price: event.previousPrice,
    });
    return {
      ...figuresOf(context),
      ...applyFill(back, { quantity: signed(event.side, event.quantity), price: event.price }),
      cover,
    };
  }
  const fills = context.fills.map((each) =>
    isIt(each) ? { ...each, quantity: signed(event.side, event.quantity), price: event.price } : each,
  );
  return { ...figuresOf(context), ...fold(fills, context.folded), fills, cover };
}

/** A stop's own fill consumes its cover. */
const coverAfter = (context: PositionContext, event: Filled | Revised, change: Quantity): Quantity =>
  event.role === 'stop' && context.cover !== 0n ? ((context.cover - change) as Quantity) : context.cover;
