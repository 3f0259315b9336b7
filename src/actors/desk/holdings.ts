/** Brings what the broker says it holds, and what our books booked, to the holding of the account and instrument. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Owners } from '../owners.ts';
import type { Station } from '../pass.ts';
import type { Registry } from './registry.ts';

export interface Holdings {
  readonly hear: Station<Event<'holding.booked' | 'holding.reconcile' | 'broker.position'>>;
  /** All that the broker holds: what is not in it, is not there. */
  readonly enumerated: Station<Event<'broker.snapshot'>>;
}

export function createHoldings(owners: Owners, registry: Registry, { patience }: DeskConfiguration): Holdings {
  const isEnumerated = owners.register('holdings', 1).cell('isEnumerated', false);

  function holdingOf(account: AccountId, instrument: InstrumentId, reported: Quantity | null): string {
    const id = `${account}/${instrument}`;
    if (!registry.has('holding', id)) registry.create('holding', id, { account, instrument, reported, patience });
    return id;
  }

  return {
    hear(event: Event<'holding.booked' | 'holding.reconcile' | 'broker.position'>) {
      registry.hear('holding', holdingOf(event.account, event.instrument, isEnumerated.get() ? zero : null), event);
    },
    enumerated({ snapshot }: Event<'broker.snapshot'>) {
      const { account } = snapshot;
      for (const { instrument, quantity } of snapshot.positions) {
        const id = holdingOf(account, instrument, isEnumerated.get() ? zero : null);
        registry.hear('holding', id, { type: 'broker.position', account, instrument, quantity });
      }
      if (snapshot.complete) isEnumerated.set(true);
    },
  };
}
