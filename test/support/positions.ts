/** Positions and what their orders say, short enough for tables. */
import type { Event } from '../../src/events.ts';
import type {
  AccountId,
  AdoptionId,
  BookId,
  ExecutionId,
  GroupId,
  InstrumentId,
  OrderId,
  PositionId,
  TimerId,
  WatchId,
} from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { PositionEvent, PositionInput } from '../../src/machines/position/position.ts';
import { amount, price, quantity, ratio } from '../../src/money.ts';
import type { Role } from '../../src/orders.ts';
import { links, terms } from './orders.ts';

export const P = 'p1' as PositionId;
const instrument = 'SPY' as InstrumentId;
const position = P;

export const positionInput = (over: Partial<PositionInput> = {}): PositionInput => ({
  position: P,
  book: 'main' as BookId,
  account: 'PAPER' as AccountId,
  instrument,
  side: 'long',
  plan: {
    tick: price('0.01'),
    stopDistance: price(1),
    targetDistances: [price('0.5')],
    doubleDown: { at: ratio('0.5'), times: 1 },
  },
  levels: { stop: price(99), targets: [price('100.5')] },
  group: 'g1' as GroupId,
  patience: { protection: seconds(5), exit: seconds(90) },
  ...over,
});

const exit = { limit: price(98), order: 'x' as OrderId };
const common = {
  order: 'o1' as OrderId,
  book: 'main' as BookId,
  account: 'PAPER' as AccountId,
  instrument,
  revision: 1,
};
let executions = 0;

/** Events by the names a trader would give them. A bought quantity is above zero. */
export const tell = {
  open: (): PositionEvent => ({ type: 'position.open', position }),
  adjust: (): PositionEvent => ({
    type: 'position.adjust',
    position,
    order: 'o9' as OrderId,
    terms: terms(),
    links: links({ role: 'adjust' }),
    byPlan: true,
  }),
  reduce: (shares: number): PositionEvent => ({
    type: 'position.reduce',
    position,
    exit: { ...exit, order: 'cut' as OrderId },
    quantity: quantity(shares),
    why: 'some of it',
  }),
  close: (): PositionEvent => ({ type: 'position.close', position, exit, why: 'enough' }),
  protect: (stop?: string, target?: string, over: Partial<Event<'position.protect'>> = {}): PositionEvent => ({
    type: 'position.protect',
    position,
    ...over,
    ...(stop === undefined ? {} : { stop: price(stop) }),
    ...(target === undefined ? {} : { target: price(target) }),
  }),
  reached: (level: string, at: string): PositionEvent => ({
    type: 'market.levelCrossed',
    watch: `p1#${level}` as WatchId,
    instrument,
    position,
    level,
    price: price(at),
    reached: price(at),
  }),
  filled: (shares: number, at: string, role: Role = 'entry', execution = `e${++executions}`): PositionEvent => ({
    type: 'order.filled',
    ...common,
    execution: execution as ExecutionId,
    side: shares > 0 ? 'buy' : 'sell',
    role,
    quantity: quantity(Math.abs(shares)),
    price: price(at),
    filled: quantity(0),
    leaves: quantity(0),
  }),
  revised: (
    execution: string,
    from: readonly [number, string],
    to: readonly [number, string],
    role: Role = 'entry',
  ): PositionEvent => ({
    type: 'order.revised',
    ...common,
    execution: execution as ExecutionId,
    side: 'buy',
    role,
    quantity: quantity(to[0]),
    price: price(to[1]),
    previousQuantity: quantity(from[0]),
    previousPrice: price(from[1]),
  }),
  settled: (role: Role, order = 'o1'): PositionEvent => ({
    type: 'order.settled',
    order: order as OrderId,
    instrument,
    role,
    outcome: 'filled',
    filled: quantity(0),
  }),
  /** A split: 2 and 1 make two shares of one, and so many are held then. */
  split: (newShares: string | number, oldShares: string | number, held: string | number): PositionEvent => ({
    type: 'position.split',
    position,
    instrument,
    newShares: quantity(newShares),
    oldShares: quantity(oldShares),
    quantity: quantity(held),
  }),
  adopted: (shares: number, at: string, adoption = 'a1'): PositionEvent => ({
    type: 'position.adopted',
    position,
    adoption: adoption as AdoptionId,
    quantity: quantity(shares),
    price: price(at),
  }),
  fractionSettled: (shares: number | string, cash: string): PositionEvent => ({
    type: 'position.fractionSettled',
    position,
    instrument,
    quantity: quantity(shares),
    amount: amount(cash),
  }),
  takenBack: (shares: number, at: string, adoption = 'a1'): PositionEvent => ({
    type: 'position.released',
    position,
    adoption: adoption as AdoptionId,
    quantity: quantity(shares),
    price: price(at),
  }),
  skipped: (): PositionEvent => ({
    type: 'position.partSkipped',
    position,
    quantity: quantity(5),
    least: quantity(20),
  }),
  stepped: (at: string): PositionEvent => ({ type: 'position.stepped', position, tick: price(at) }),
  dividend: (perShare: string, paid: string): PositionEvent => ({
    type: 'position.dividend',
    position,
    instrument,
    perShare: price(perShare),
    currency: 'USD',
    amount: amount(paid),
  }),
  fee: (change: string): PositionEvent => ({
    type: 'order.commission',
    ...common,
    execution: 'e' as ExecutionId,
    fee: amount(change),
    change: amount(change),
    currency: 'USD',
  }),
  asked: (): PositionEvent => ({ type: 'protection.asked', position }),
  covered: (cover: number): PositionEvent => ({ type: 'protection.confirmed', position, cover: quantity(cover) }),
  lost: (cover = 0): PositionEvent => ({
    type: 'protection.lost',
    position,
    cover: quantity(cover),
    detail: 'cancelled by hand',
  }),
  released: (): PositionEvent => ({ type: 'protection.settled', position }),
  deadline: (what: 'protection' | 'exit' | 'hold'): PositionEvent => ({
    type: 'clock.deadline',
    timer: `position/p1#${what}` as TimerId,
    generation: 1,
    owner: 'position',
    id: P,
    what,
  }),
} as const;
