/** The questions callers ask of a position, answered from its snapshot. */
import type { SnapshotFrom } from 'xstate';
import type { Quantity } from '../../money.ts';
import { magnitude, plus, zero } from '../../money.ts';
import type { PositionContext } from './position.ts';
import type { positionMachine } from './positionMachine.ts';

export type PositionSnapshot = SnapshotFrom<typeof positionMachine>;

/** What the entry has filled: an addition is of the same size. */
export const entrySizeOf = ({ fills }: Pick<PositionContext, 'fills'>): Quantity =>
  fills.reduce<Quantity>((sum, fill) => (fill.role === 'entry' ? plus(sum, magnitude(fill.quantity)) : sum), zero);

/** What entry and additions have filled: the full size, of which plans take parts. */
export const fullSizeOf = ({ fills }: Pick<PositionContext, 'fills'>): Quantity =>
  fills.reduce<Quantity>(
    (sum, fill) => (fill.role === 'entry' || fill.role === 'adjust' ? plus(sum, magnitude(fill.quantity)) : sum),
    zero,
  );

const exposures = ['planned', 'opening', 'open', 'adjusting', 'reducing', 'closing', 'closed', 'abandoned'] as const;

/** The word a trader reads for the state of a position. */
export function printedState(position: PositionSnapshot): (typeof exposures)[number] {
  return exposures.find((name) => position.matches({ exposure: name })) ?? 'planned';
}

/** The word a trader reads for its protection. */
export function printedProtection(position: PositionSnapshot): string {
  return typeof position.value.protection === 'string' ? position.value.protection : '';
}
