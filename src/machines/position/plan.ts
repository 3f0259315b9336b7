/** From an intent to orders: sizes, levels and terms, settled once at the time of the decision. Pure. */
import type { AccountId, BookId, GroupId, InstrumentId, OrderId, PositionId } from '../../identifiers.ts';
import type { Price, Quantity, Ratio } from '../../money.ts';
import { lotsFor, midpoint, priceFromFloat, scaled, toTick } from '../../money.ts';
import type { OrderLinks, OrderTerms, Role, Side } from '../../orders.ts';
import { opposite } from '../../orders.ts';
import type { Distance, ExitPlan, LegPlan, OpenIntent, Sizing } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { levelsAt } from './levels.ts';
import type { Levels, PositionPlan } from './position.ts';

/** What is known when a position is decided. */
export interface Circumstances {
  readonly account: AccountId;
  readonly book: BookId;
  readonly instrument: InstrumentId;
  readonly quote: { readonly bid: Price; readonly ask: Price } | undefined;
  readonly indicator: (name: string) => number | undefined;
  readonly tick: Price;
  readonly lot: Quantity;
}
/** Names made by the desk for what the plan will need. */
export interface Names {
  readonly position: PositionId;
  readonly group: GroupId;
  readonly entry: OrderId;
  readonly stop: OrderId;
  readonly target: OrderId;
}
export interface Opening {
  readonly plan: PositionPlan;
  readonly levels: Levels;
  readonly legs: readonly LegPlan[];
}

/** Plans a bracket: an entry, and where the intent asks for them a target and a stop that the broker holds for it. */
export function planOpening(intent: OpenIntent, where: Circumstances, names: Names): Opening | Refusal {
  if (where.quote === undefined) return refuse('noQuote');
  const mid = midpoint(where.quote.bid, where.quote.ask);
  const stopDistance = distanceOf(intent.stop, mid, where);
  const targetDistance = distanceOf(intent.target, mid, where);
  if (stopDistance === null || targetDistance === null) return refuse('indicatorNotReady', indicatorsOf(intent));
  const quantity = sizeOf(intent.sizing, mid, where.lot);
  if (quantity <= 0n) return refuse('sizeZero', 'one lot', 'less');

  const plan: PositionPlan = {
    tick: where.tick,
    ...(stopDistance === undefined ? {} : { stopDistance }),
    ...(targetDistance === undefined ? {} : { targetDistance }),
    ...(intent.doubleDown === undefined ? {} : { doubleDown: intent.doubleDown }),
  };
  const levels = levelsAt(plan, intent.side, mid);
  return { plan, levels, legs: bracket({ intent, where, names, quantity, levels, mid }) };
}

interface BracketParts {
  readonly intent: OpenIntent;
  readonly where: Circumstances;
  readonly names: Names;
  readonly quantity: Quantity;
  readonly levels: Levels;
  readonly mid: Price;
}

function bracket({ intent, where, names, quantity, levels, mid }: BracketParts): readonly LegPlan[] {
  const side: Side = intent.side === 'long' ? 'buy' : 'sell';
  const base = baseTerms(where, side, quantity);
  const links = (role: Role): OrderLinks => ({
    book: where.book,
    position: names.position,
    group: names.group,
    role,
    // Stop and target fill when the market comes to them: there is no moment of decision to measure them from.
    ...(role === 'entry' ? { arrivalMid: mid } : {}),
  });
  const exits: { order: OrderId; role: Role; terms: Partial<OrderTerms> }[] = [];
  if (levels.target !== undefined)
    exits.push({ order: names.target, role: 'target', terms: { type: 'limit', limit: levels.target } });
  if (levels.stop !== undefined)
    exits.push({ order: names.stop, role: 'stop', terms: { type: 'stop', stop: levels.stop } });

  const entry: LegPlan = {
    order: names.entry,
    links: links('entry'),
    terms: { ...base, ...entryTerms(intent, where, side), transmit: exits.length === 0 },
  };
  const legs = exits.map(
    ({ order, role, terms }, index): LegPlan => ({
      order,
      links: links(role),
      terms: {
        ...base,
        ...terms,
        side: opposite(side),
        timeInForce: 'gtc',
        parent: names.entry,
        oca: { name: names.group, type: 2 },
        transmit: index === exits.length - 1,
      },
    }),
  );
  return [entry, ...legs];
}

function entryTerms(intent: OpenIntent, where: Circumstances, side: Side): Pick<OrderTerms, 'type' | 'limit'> {
  if (intent.entry.type === 'market' || where.quote === undefined) return { type: 'market' };
  const { offset } = intent.entry;
  const limit = side === 'buy' ? where.quote.bid - offset : where.quote.ask + offset;
  return { type: 'limit', limit: toTick(limit as Price, where.tick, side === 'buy' ? 'down' : 'up') };
}

/** An addition of the size of the entry, at the market. */
export function planAddition(
  where: Circumstances,
  names: Pick<Names, 'position' | 'group'>,
  of: { readonly side: 'long' | 'short'; readonly quantity: Quantity },
): Pick<LegPlan, 'terms' | 'links'> {
  const side: Side = of.side === 'long' ? 'buy' : 'sell';
  const mid = where.quote === undefined ? undefined : midpoint(where.quote.bid, where.quote.ask);
  return {
    terms: baseTerms(where, side, of.quantity),
    links: {
      book: where.book,
      position: names.position,
      group: names.group,
      role: 'adjust',
      ...(mid === undefined ? {} : { arrivalMid: mid }),
    },
  };
}

/** How to leave at once: a limit so far through the quote that it fills. */
export function planExit(where: Circumstances, held: Quantity, through: Ratio, order: OrderId): ExitPlan | Refusal {
  if (where.quote === undefined) return refuse('noQuote');
  const { bid, ask } = where.quote;
  const limit = held > 0n ? bid - scaled(bid, through) : ask + scaled(ask, through);
  return { order, limit: toTick(limit as Price, where.tick, held > 0n ? 'down' : 'up') };
}

function baseTerms(where: Circumstances, side: Side, quantity: Quantity): OrderTerms {
  return {
    account: where.account,
    instrument: where.instrument,
    side,
    quantity,
    type: 'market',
    timeInForce: 'day',
    outsideRegularHours: false,
    trigger: 'quote',
    transmit: true,
  };
}

/** `undefined`: not wanted; `null`: wanted, but its indicator has no value. */
function distanceOf(distance: Distance | undefined, mid: Price, where: Circumstances): Price | undefined | null {
  switch (distance?.by) {
    case undefined:
      return undefined;
    case 'amount':
      return distance.amount;
    case 'ratio':
      return scaled(mid, distance.ratio);
    case 'indicator': {
      const value = where.indicator(distance.indicator);
      if (value === undefined || !(value > 0)) return null;
      return scaled(priceFromFloat(value), distance.multiple);
    }
  }
}

const indicatorsOf = ({ stop, target }: OpenIntent): string =>
  [...new Set([stop, target].flatMap((each) => (each?.by === 'indicator' ? [each.indicator] : [])))].join(' ');

function sizeOf(sizing: Sizing, mid: Price, lot: Quantity): Quantity {
  if (sizing.by === 'allocation') return lotsFor(sizing.allocation, mid, lot);
  return (sizing.quantity - (sizing.quantity % lot)) as Quantity;
}
