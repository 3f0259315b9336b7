/** Random lives of a position beside an accountant who keeps fractions and rounds nothing. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { split } from '../../../src/machines/position/accounting.ts';
import { averageOf } from '../../../src/machines/position/levels.ts';
import type { PositionContext, PositionEvent } from '../../../src/machines/position/position.ts';
import { positionMachine } from '../../../src/machines/position/positionMachine.ts';
import type { Amount, Quantity } from '../../../src/money.ts';
import { amount, magnitude, minus, plus, shareOf } from '../../../src/money.ts';
import { drive, flat } from '../../support/charts.ts';
import { positionInput, tell } from '../../support/positions.ts';
import type { Visits } from './visits.ts';
import { visit } from './visits.ts';

interface Fill {
  readonly id: string;
  readonly side: 'buy' | 'sell';
  /** Bought above zero, sold below. */
  readonly shares: number;
  /** Of a share of when it was made. */
  readonly cents: number;
  /** So many shares stand for one of when it was made. */
  readonly by: number;
}
const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value);
const textOf = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** Cost and profit as exact fractions: `cost / over`. One fill after the other, at its figures of today. */
function account(fills: readonly Fill[]) {
  let [held, cost, over, realised] = [0n, 0n, 1n, 0n];
  for (const { shares, cents, by } of fills) {
    // A price of now is a fraction of the price of then.
    [cost, over, realised] = [cost * BigInt(by), over * BigInt(by), realised * BigInt(by)];
    const paid = BigInt(cents) * (over / BigInt(by));
    let left = BigInt(shares);
    if (held !== 0n && held > 0n !== left > 0n && left !== 0n) {
      const closed = -left > held === held > 0n ? held : -left;
      // What is closed leaves with its share of the cost; a common denominator holds both.
      const whole = held < 0n ? -held : held;
      const part = closed < 0n ? -closed : closed;
      realised = realised * whole + (paid * closed * whole - cost * part);
      cost = cost * (whole - part);
      over *= whole;
      held -= closed;
      left += closed;
    }
    held += left;
    cost += (BigInt(cents) * left * over) / BigInt(by);
  }
  return { held, cost, over, realised };
}

const ONE = 10n ** 8n;
const { group: _group, ...unplanned } = positionInput();

/** The fraction in whole units of an amount, and what is lost by that. */
const UNITS = 10n ** 14n;
const isNear = (found: bigint, numerator: bigint, denominator: bigint, units: number): boolean => {
  const difference = found * denominator - numerator * UNITS;
  return (difference < 0n ? -difference : difference) <= BigInt(units) * denominator;
};

const step = fc.record({
  what: fc.constantFrom(
    ...(['buy', 'buy', 'sell', 'sell', 'correct', 'bust', 'fee', 'settle', 'close', 'reduce', 'cover'] as const),
    ...(['split', 'dividend'] as const),
  ),
  shares: fc.integer({ min: 1, max: 90 }),
  cents: fc.integer({ min: 100, max: 99_999 }),
  which: fc.nat(30),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What a step says to a position, nothing where its book would send a fill elsewhere; its fills are kept as the accountant will read them. */
function eventOf(step: Step, fills: Fill[], { quantity, over }: PositionContext): PositionEvent | undefined {
  const held = Number(quantity / ONE);
  const { what, cents, which } = step;
  switch (what) {
    case 'settle':
      return tell.settled(which % 2 === 0 ? 'entry' : 'adjust');
    case 'close':
      return which % 3 === 0 ? tell.close() : tell.adjust();
    case 'reduce':
      return which % 2 === 0 ? tell.reduce(30) : tell.settled('exit', 'cut');
    case 'cover':
      return which % 2 === 0 ? tell.covered(-held) : tell.asked();
    case 'split':
      return divided(which % 2 === 0 ? 2 : 3, fills, held);
    case 'dividend':
      return tell.dividend('0.01', textOf(cents));
    case 'fee':
      return tell.fee(textOf(cents));
    case 'buy':
    case 'sell':
      return over ? undefined : filled(what, step, fills, held);
    default:
      return corrected(step, fills);
  }
}

/** It sells no more than is held: its book sees to that. */
function filled(side: 'buy' | 'sell', { shares, cents }: Step, fills: Fill[], held: number): PositionEvent | undefined {
  const size = side === 'buy' ? shares : -Math.min(shares, held);
  if (size >= 0 !== (side === 'buy') || size === 0) return undefined;
  const id = `e${fills.length}`;
  fills.push({ id, side, shares: size, cents, by: 1 });
  return tell.filled(size, textOf(cents), side === 'buy' ? 'entry' : 'target', id);
}

/** So many shares for each: what was traded comes to the same. */
function divided(by: number, fills: Fill[], held: number): PositionEvent {
  for (const [place, fill] of fills.entries()) fills[place] = { ...fill, shares: fill.shares * by, by: fill.by * by };
  return tell.split(by, 1, held * by);
}

function corrected({ what, shares, cents, which }: Step, fills: Fill[]): PositionEvent | undefined {
  const place = which % Math.max(fills.length, 1);
  const old = fills[place];
  if (old === undefined) return undefined;
  const size = what === 'bust' ? 0 : shares * old.by;
  fills[place] = { ...old, shares: old.side === 'buy' ? size : 0 - size, cents };
  const priceOf = (each: number): string => (each / 100 / old.by).toFixed(8);
  const before = [Math.abs(old.shares), priceOf(old.cents)] as const;
  const revised = tell.revised(old.id, before, [size, priceOf(cents)], old.side === 'buy' ? 'entry' : 'target');
  const worth = (count: number, each: number): bigint => (BigInt(count) * BigInt(each) * UNITS) / BigInt(old.by);
  // What was executed before a split is told with what it came to.
  const values = { value: worth(size, cents), previousValue: worth(Math.abs(old.shares), old.cents) };
  return { ...revised, side: old.side, ...(old.by === 1 ? {} : values) } as PositionEvent;
}

/** The figures are those of the accountant: quantity exactly, cost and profit to the units that were rounded, the sum to the last. */
function expectFigures(context: PositionContext, fills: readonly Fill[]): void {
  const { held, cost, over, realised } = account(fills);
  const paid = fills.reduce(
    (sum, { shares, cents, by }) => sum + (BigInt(shares) * BigInt(cents) * UNITS) / BigInt(by),
    0n,
  );
  expect(context.quantity).toBe(held * ONE);
  expect(isNear(context.cost, cost, over, fills.length)).toBe(true);
  expect(isNear(context.realised, realised, over, fills.length)).toBe(true);
  expect(context.cost - context.realised).toBe(paid);
  const offBy = sizeOf(averageOf(context) * context.quantity - context.cost);
  expect(offBy * 2n).toBeLessThanOrEqual(sizeOf(context.quantity));
}

const feeOf = (event: PositionEvent): bigint => (event.type === 'order.commission' ? event.change : 0n);
const incomeOf = (event: PositionEvent): bigint => (event.type === 'position.dividend' ? event.amount : 0n);

/** A position told of fills, corrections and busts in any order is worth what the accountant says, after every event. */
export function checkPositions(visits: Visits, parameters: fc.Parameters<unknown>): void {
  const steps = fc.array(step, { minLength: 3, maxLength: 25, size: 'max' });
  const property = fc.property(steps, fc.boolean(), (taken, isPlanned) => {
    const driven = drive(positionMachine, isPlanned ? positionInput() : unplanned);
    if (isPlanned) driven.send(tell.open());
    const fills: Fill[] = [];
    let [fees, income] = [0n, 0n];
    for (const each of taken) {
      const event = eventOf(each, fills, driven.snapshot().context);
      if (event === undefined) continue;
      fees += feeOf(event);
      income += incomeOf(event);
      driven.send(event);
      visit(visits, driven.value());
      const { context, value } = driven.snapshot();
      expectFigures(context, fills);
      expect([context.fees, context.dividends]).toEqual([fees, income]);
      expect(flat(value.exposure) === 'closed' && context.quantity !== 0n).toBe(false);
    }
  });
  fc.assert(property, parameters as never);
}

/** One execution through zero is two: quantities and fees of the parts add up to the whole, and so do their books. */
export function checkFlips(parameters: fc.Parameters<unknown>): void {
  const size = fc.integer({ min: 1, max: 500 });
  const cents = fc.integer({ min: 100, max: 99_999 });
  const property = fc.property(
    size,
    size,
    fc.boolean(),
    cents,
    cents,
    cents,
    (had, traded, isLong, inAt, outAt, feeCents) => {
      const sign = isLong ? 1 : -1;
      const { closing, opening } = split(
        (BigInt(sign * had) * ONE) as Quantity,
        (BigInt(-sign * traded) * ONE) as Quantity,
      );
      const fee = amount(textOf(feeCents));
      const first = shareOf(fee, magnitude(closing), magnitude(plus(closing, opening)));
      const parts = [first, minus(fee, first)] as const;
      const [one, other] = [drive(positionMachine, unplanned), drive(positionMachine, unplanned)];
      one.send(tell.filled(sign * had, textOf(inAt), 'entry'));
      const tellPart = (part: bigint, share: Amount): PositionEvent =>
        ({
          ...tell.filled(Number(part / ONE), textOf(outAt), 'manual', 'x'),
          fee: share,
          currency: 'USD',
        }) as PositionEvent;
      one.send(tellPart(closing, parts[0]));
      if (opening !== 0n) other.send(tellPart(opening, parts[1]));
      const [a, b] = [one.snapshot().context, other.snapshot().context];
      const whole = account([
        { id: 'a', side: isLong ? 'buy' : 'sell', shares: sign * had, cents: inAt, by: 1 },
        { id: 'b', side: isLong ? 'sell' : 'buy', shares: -sign * traded, cents: outAt, by: 1 },
      ]);
      expect(a.quantity + b.quantity).toBe(whole.held * ONE);
      expect(a.fees + b.fees).toBe(fee);
      expect((a.cost + b.cost - a.realised - b.realised) / UNITS).toBe(
        BigInt(sign * had * inAt - sign * traded * outAt),
      );
      expect(isNear(a.realised + b.realised, whole.realised, whole.over, 1)).toBe(true);
      expect(opening === 0n || a.quantity === 0n).toBe(true);
    },
  );
  fc.assert(property, parameters as never);
}
