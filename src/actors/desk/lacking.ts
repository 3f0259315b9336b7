/**
 * What an account lacks of what our books hold, told to those who would sell it. The exits of each group are for the rest, what no group
 * leads is brought to it, and entries that still fill end. It keeps nothing: it is told again whenever it is another.
 */
import type { Event } from '../../events.ts';
import type { GroupId, InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { plus, zero } from '../../money.ts';
import type { Pass, Station } from '../pass.ts';
import type { LackingShares } from './lackingShares.ts';
import type { LooseExits } from './looseExits.ts';
import type { Part } from './parts.ts';
import type { Registry } from './registry.ts';

export interface Lacking {
  readonly told: Station<Event<'holding.lacking'>>;
  /** Who holds has changed: as much is lacking, but of others. */
  readonly moved: Station<Event<'position.changed'>>;
}

export interface LackingParts {
  readonly registry: Registry;
  readonly shares: LackingShares;
  readonly looseExits: LooseExits;
}

export function createLacking({ registry, shares, looseExits }: LackingParts): Lacking {
  const contextOf = ({ position }: Part) => registry.snapshot('position', position)?.context;

  function byGroup(parts: readonly Part[]): ReadonlyMap<GroupId, Quantity> {
    const found = new Map<GroupId, Quantity>();
    for (const part of parts) {
      const group = contextOf(part)?.group ?? null;
      if (group !== null) found.set(group, plus(found.get(group) ?? zero, part.quantity));
    }
    return found;
  }

  /** Only what is another is told. */
  function tell(instrument: InstrumentId, pass: Pass): void {
    const parts = shares.in(instrument);
    const wanted = byGroup(parts);
    for (const [, { context }] of registry.list('group')) {
      const { group, position, legs, lacking } = context;
      const quantity = wanted.get(group) ?? zero;
      if (position === null || legs[0]?.terms.instrument !== instrument || quantity === lacking) continue;
      pass.say({ type: 'group.lacking', group, quantity });
    }
    for (const part of parts) bring(part, pass);
  }

  function bring(part: Part, pass: Pass): void {
    const context = contextOf(part);
    if (context === undefined) return;
    const { book, instrument, side } = context;
    looseExits.follow({ book, instrument, side: side === 'long' ? 'sell' : 'buy' }, pass);
    looseExits.endEntries(part.position, pass);
  }

  return {
    told: ({ instrument }, pass) => tell(instrument, pass),
    moved({ instrument }, pass) {
      if (shares.in(instrument).length > 0) tell(instrument, pass);
    },
  };
}
