/** A group at any moment: legs as they may stand, and what is known besides. */
import type { OrderId } from '../../src/identifiers.ts';
import type { GroupContext, Leg } from '../../src/machines/group/group.ts';
import { groupMachine } from '../../src/machines/group/groupMachine.ts';
import { quantity, ratio } from '../../src/money.ts';
import type { OrderTerms, Role } from '../../src/orders.ts';
import { drive } from './charts.ts';
import { bracket } from './groups.ts';
import { links, terms } from './orders.ts';

export type Over = Partial<Omit<Leg, 'order' | 'role' | 'pair' | 'filled' | 'terms'>> & {
  readonly size?: number;
  readonly terms?: Partial<OrderTerms>;
};
const initial = drive(groupMachine, bracket()).snapshot().context;
export const leg = (
  order: string,
  role: Role,
  pair: number,
  filled: number,
  { size = 100, terms: of, ...over }: Over = {},
): Leg => ({
  ...(initial.legs[0] as Leg),
  order: order as OrderId,
  role,
  pair,
  filled: quantity(filled),
  terms: terms({ side: role === 'entry' || role === 'adjust' ? 'buy' : 'sell', quantity: quantity(size), ...of }),
  links: links({ role }),
  state: 'working',
  ...over,
});
export const entered = (filled: number): Leg => leg('entry', 'entry', 0, filled, { state: 'ended' });
export const context = (legs: readonly Leg[], over: Partial<GroupContext> = {}): GroupContext => ({
  ...initial,
  parts: [ratio('0.25'), ratio('0.35'), ratio('0.4')],
  lot: quantity(1),
  legs,
  ...over,
});
