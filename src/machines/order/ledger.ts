/** The order's ledger: what its executions, fees and terms are after an event. Pure; every region asks it the same questions. */
import type { Amount, Quantity } from '../../money.ts';
import { times } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendedTerms, amendmentOf } from '../../orders.ts';
import type { BookedExecution, BookedFee, OrderContext, OrderEvent } from './order.ts';

/** The figures that the `execution` region owns. */
export type Figures = Pick<OrderContext, 'terms' | 'executions' | 'fees' | 'filled' | 'notional' | 'counted'>;

/** The class of an order's executions: exactly one holds for any figures. */
export type Filling = 'none' | 'owed' | 'partial' | 'complete' | 'excess';

/** Where the `execution` region stands with these figures. */
export function fillingOf({ terms, filled, counted }: Pick<Figures, 'terms' | 'filled' | 'counted'>): Filling {
  if (filled > terms.quantity) return 'excess';
  if (counted > filled) return 'owed';
  if (filled === 0n) return 'none';
  return filled === terms.quantity ? 'complete' : 'partial';
}

/** The figures after an event; the same object when the event changes none of them. */
export function after(context: OrderContext, event: OrderEvent): Figures {
  // One question after another is about the same pair: each region's guards ask it anew.
  if (context === lastContext && event === lastEvent) return lastFigures;
  const figures = judge(context, event); // before anything is remembered: what can not be judged has no figures
  lastContext = context;
  lastEvent = event;
  lastFigures = figures;
  return figures;
}
let lastContext: OrderContext | undefined;
let lastEvent: OrderEvent | undefined;
let lastFigures: Figures;

function judge(context: OrderContext, event: OrderEvent): Figures {
  switch (event.type) {
    case 'broker.execution':
      return execution(context, event);
    case 'broker.commission':
      return commission(context, event);
    case 'broker.amended':
      return { ...figuresOf(context), terms: restated(context, isBare(event) ? onlyChange(context) : event) };
    case 'broker.orderRestated':
      return { ...figuresOf(context), terms: restated(context, event) };
    case 'broker.orderStatus':
      return event.filled <= context.counted ? context : { ...figuresOf(context), counted: event.filled };
    case 'broker.orderCancelled':
      // What it counted at the end stands, whatever it counted before.
      return event.filled === undefined || event.filled === context.counted
        ? context
        : { ...figuresOf(context), counted: event.filled };
    default:
      return context;
  }
}

/** The booked execution of the same base id, if there is one. */
export const bookedOf = (context: Figures, id: string): BookedExecution | undefined =>
  context.executions.find((booked) => booked.execution === id);

/** The fee of an execution, if it is known. */
export const feeOf = (context: Figures, id: string): BookedFee | undefined =>
  context.fees.find((booked) => booked.execution === id);

const figuresOf = ({ terms, executions, fees, filled, notional, counted }: OrderContext): Figures => ({
  terms,
  executions,
  fees,
  filled,
  notional,
  counted,
});

function execution(context: OrderContext, event: Extract<OrderEvent, { type: 'broker.execution' }>): Figures {
  const old = bookedOf(context, event.execution);
  if (old !== undefined && old.revision >= event.revision) return context; // the highest revision wins, in any order of arrival
  const booked: BookedExecution = {
    execution: event.execution,
    revision: event.revision,
    quantity: event.quantity,
    price: event.price,
    executedAt: event.executedAt,
    ...(event.quantity === 0n && (old === undefined || old.untold) ? { untold: true as const } : {}),
  };
  const executions =
    old === undefined
      ? [...context.executions, booked]
      : context.executions.map((each) => (each === old ? booked : each));
  const change = event.quantity - (old?.quantity ?? 0n);
  const value = times(event.price, event.quantity) - (old === undefined ? 0n : times(old.price, old.quantity));
  return {
    ...figuresOf(context),
    executions,
    filled: (context.filled + change) as Quantity,
    // What a correction takes away the broker no longer counts either.
    counted: (old === undefined || change >= 0n ? context.counted : lowered(context.counted, change)) as Quantity,
    notional: (context.notional + value) as Amount,
  };
}

const lowered = (counted: bigint, change: bigint): bigint => (counted + change > 0n ? counted + change : 0n);

/** An acknowledgement that names no terms. */
export const isBare = (change: Amendment): boolean => Object.keys(amendmentOf(change)).length === 0;

/** The change that a bare acknowledgement must mean: the one that is asked for, if it is one. */
const onlyChange = ({ changes }: OrderContext): Amendment => (changes.length === 1 ? (changes[0] ?? {}) : {});

function commission(context: OrderContext, event: Extract<OrderEvent, { type: 'broker.commission' }>): Figures {
  const old = feeOf(context, event.execution);
  if (old?.fee === event.fee && old.currency === event.currency) return context;
  const fee: BookedFee = { execution: event.execution, fee: event.fee, currency: event.currency };
  return { ...figuresOf(context), fees: [...context.fees.filter((each) => each !== old), fee] };
}

/** The terms as the broker has them. */
function restated(context: OrderContext, change: Amendment): OrderTerms {
  const { quantity, ...rest } = amendmentOf(change);
  const isSaid = quantity !== undefined && (quantity > 0n || mayBeReducedToNothing(context));
  return amendedTerms(context.terms, isSaid ? { ...rest, quantity } : rest);
}

/**
 * Interactive Brokers lists an order with a quantity of zero while it has nothing to do yet: that is no quantity. It is one when the
 * order was at work beside others that reduce it: they have filled for all of it.
 */
const mayBeReducedToNothing = ({ awake, terms, filled }: OrderContext): boolean =>
  awake && filled === 0n && terms.oca !== undefined && terms.oca.type !== 1;
