/** What can happen to a long position, in quantities of 40 and 60, covered by stops of as much. */
import type { AnyMachineSnapshot } from 'xstate';
import type { Event } from '../../../../src/events.ts';
import type { InstrumentId, OrderId } from '../../../../src/identifiers.ts';
import type { PositionContext, PositionEvent } from '../../../../src/machines/position/position.ts';
import { positionMachine } from '../../../../src/machines/position/positionMachine.ts';
import { magnitude, quantity, ratio } from '../../../../src/money.ts';
import { P, positionInput, tell } from '../../../support/positions.ts';
import type { Model } from '../exploration.ts';

const bust = (execution: string, shares: number): PositionEvent => tell.revised(execution, [shares, '100'], [0, '100']);
const sold = (event: PositionEvent): PositionEvent => ({ ...event, side: 'sell' }) as PositionEvent;

const alphabet: readonly PositionEvent[] = [
  ...[tell.open(), tell.adjust(), tell.reduce(40), tell.close(), tell.protect('99'), tell.protect('98')],
  ...['trail', 'breakeven', 'beyond', 'addition'].map((level) => tell.reached(level, '101')),
  ...[tell.filled(40, '100', 'entry', 'e1'), tell.filled(60, '100', 'adjust', 'e2')],
  ...[
    tell.filled(-40, '101', 'target', 'x1'),
    tell.filled(-60, '99', 'stop', 'x2'),
    tell.filled(-40, '99', 'stop', 'x3'),
  ],
  ...[
    bust('e1', 40),
    tell.revised('e1', [0, '100'], [40, '100']),
    sold(bust('x1', 40)),
    sold(tell.revised('x1', [40, '101'], [40, '100'])),
  ],
  ...[
    tell.settled('entry'),
    tell.settled('adjust'),
    tell.settled('exit'),
    tell.settled('exit', 'cut'),
    tell.settled('target'),
  ],
  { type: 'order.reopened', order: 'o1' as OrderId, instrument: 'SPY' as InstrumentId, role: 'stop' },
  ...[0, 40, 60, 100].map((held) => tell.split(1, 1, held)),
  ...[tell.split('0.00000001', 1_000_000, 0), tell.split(2, 1, 80)],
  ...[tell.dividend('0.5', '20'), tell.fractionSettled(40, '4000'), tell.stepped('0.01'), tell.skipped()],
  ...[tell.adopted(40, '80'), tell.takenBack(40, '80')],
  ...[tell.fee('0.35'), tell.asked(), tell.released()],
  ...[0, -40, -60, -100, 40].map((cover) => tell.covered(cover)),
  ...[0, -40].map((cover) => tell.lost(cover)),
  { type: 'holding.verdict', position: P, agrees: true },
  ...[tell.deadline('protection'), tell.deadline('exit'), tell.deadline('hold')],
];

/**
 * What leaves for cash is all of a residue, or 40 of 100. A split leaves the quantity as it is, or nothing of it, or makes twice as much of a residue. What is adopted comes early, and nothing is traded until it is moved back. An execution is told once, sells no more than is held and as a stop no more than is covered, and is corrected only once it is known.
 */
function events({ context }: AnyMachineSnapshot, all: readonly PositionEvent[]): readonly PositionEvent[] {
  const { fills, quantity: held, cover, over } = context as PositionContext;
  const bookedOf = (id: string) => fills.find(({ execution }) => execution === id);
  const isAdopted = fills.some(({ execution }) => (execution as string) === 'a1');
  const isFree = ({ side, role, quantity }: { side: string; role: string; quantity: bigint }): boolean =>
    side === 'buy' || (quantity <= held && (role !== 'stop' || quantity <= -cover));
  const mayBeAdopted = !isAdopted && fills.length < 2 && held <= quantity(60);
  const isMoved = ({ type }: PositionEvent): boolean => (type === 'position.adopted' ? mayBeAdopted : isAdopted);
  const isTrade = ({ type }: PositionEvent): boolean => type === 'order.filled' || type === 'order.revised';
  const isTraded = (event: PositionEvent): boolean => {
    if (event.type === 'order.filled') return over || (bookedOf(event.execution) === undefined && isFree(event));
    if (event.type !== 'order.revised') return true;
    const booked = bookedOf(event.execution);
    if (booked === undefined) return fills.length === 0;
    const isAnother = magnitude(booked.quantity) === event.previousQuantity;
    return isAnother && (event.side === 'sell' || event.quantity > 0n || held >= event.previousQuantity);
  };
  return all.filter((event) => {
    if (event.type === 'position.split') return isDivided(event, held, over);
    if (event.type === 'position.fractionSettled') return held === (over ? quantity(40) : quantity(100));
    if (event.type === 'position.adopted' || event.type === 'position.released') return over || isMoved(event);
    return isTrade(event) && isAdopted ? false : isTraded(event);
  });
}

function isDivided(
  { newShares, oldShares, quantity: after }: Event<'position.split'>,
  held: bigint,
  over: boolean,
): boolean {
  if (newShares > oldShares) return over && after === held * 2n;
  return newShares < oldShares ? held !== 0n : after === held;
}

const { group: _group, ...unplanned } = positionInput();
const { doubleDown: _doubleDown, ...plain } = positionInput().plan;

export const position: Model = {
  machine: positionMachine,
  inputs: {
    'with two additions planned': positionInput({
      plan: { ...positionInput().plan, doubleDown: { at: ratio('0.5'), times: 2 } },
    }),
    'with no addition planned': positionInput({ plan: plain }),
    'that goes on for one that is over': positionInput({ plan: plain, entries: 0 }),
    'with two entries': positionInput({ plan: plain, entries: 2 }),
    'that nobody planned': unplanned,
    'in lots of 50': positionInput({ plan: { ...plain, lot: quantity(50) } }),
  },
  alphabet,
  events: events as never,
  key: ({ quantity, cover, asked, additions, entries, fills }: PositionContext) => [
    quantity,
    cover,
    asked,
    Math.min(additions, 2),
    Math.max(entries, 0),
    fills.length > 0,
    fills.filter((fill) => fill.quantity !== 0n).length,
    fills.some(({ execution }) => (execution as string) === 'a1'),
  ],
  limit: 500_000,
};
