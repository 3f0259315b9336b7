/**
 * How far each position went for and against us while it was held: its best and worst profit, before fees, at the marks of the
 * desk, and since when it is held. Told when the round trip ends.
 */
import type { Event } from '../events.ts';
import type { Duration, InstrumentId, PositionId, Timestamp } from '../identifiers.ts';
import type { Amount, Quantity } from '../money.ts';
import { greater, lesser, zero } from '../money.ts';
import type { Quote } from './market/priceIndex.ts';
import type { Owners } from './owners.ts';
import type { Pass, Station } from './pass.ts';

interface Measured {
  readonly openedAt: Timestamp;
  readonly quantity: Quantity;
  readonly cost: Amount;
  readonly realised: Amount;
  /** The best profit so far, zero at least. */
  readonly favourable: Amount;
  /** The worst so far, zero at most. */
  readonly adverse: Amount;
}
export type Excursion = Pick<Measured, 'openedAt' | 'favourable' | 'adverse'>;

export interface Excursions {
  readonly changed: Station<Event<'position.changed'>>;
  readonly closed: Station<Event<'position.closed'>>;
  /** Nothing of it stands: there is nothing to tell. */
  readonly abandoned: Station<Event<'position.abandoned'>>;
  mark(instrument: InstrumentId, quote: Quote): void;
  of(position: PositionId): Excursion | undefined;
}

/** What a quantity is worth at a quote. */
type Value = (quote: Quote, quantity: Quantity) => Amount;

export function createExcursions(
  owners: Owners,
  quoteOf: (instrument: InstrumentId) => Quote | undefined,
  value: Value,
  isOver: (position: PositionId) => boolean,
): Excursions {
  const own = owners.register('excursions', 1);
  const measured = own.records<PositionId, Measured>('measured');
  const held = own.records<InstrumentId, readonly PositionId[]>('held');

  function measure(position: PositionId, now: Measured, quote: Quote | undefined): void {
    if (quote === undefined) return measured.set(position, now);
    const profit = (now.realised + value(quote, now.quantity) - now.cost) as Amount;
    const favourable = greater(now.favourable, profit);
    const adverse = lesser(now.adverse, profit);
    measured.set(position, { ...now, favourable, adverse });
  }

  function forget(position: PositionId, instrument: InstrumentId): void {
    const left = (held.get(instrument) ?? []).filter((each) => each !== position);
    if (left.length === 0) held.delete(instrument);
    else held.set(instrument, left);
    measured.delete(position);
  }

  return {
    changed({ position, instrument, quantity, cost, realised }: Event<'position.changed'>, pass: Pass) {
      const old = measured.get(position);
      // A fee that comes after the end begins nothing, even where a residue is left.
      if (old === undefined && (quantity === 0n || isOver(position))) return;
      if (old === undefined) held.set(instrument, [...(held.get(instrument) ?? []), position]);
      const begun = old ?? { openedAt: pass.at, favourable: zero, adverse: zero };
      measure(position, { ...begun, quantity, cost, realised }, quoteOf(instrument));
    },
    closed({ position, instrument }: Event<'position.closed'>, pass: Pass) {
      const found = measured.get(position);
      if (found === undefined) return;
      forget(position, instrument);
      const { favourable, adverse, openedAt } = found;
      const heldFor = (pass.at - openedAt) as Duration;
      pass.say({ type: 'position.measured', position, instrument, favourable, adverse, heldFor });
    },
    abandoned({ position, instrument }: Event<'position.abandoned'>) {
      if (measured.get(position) !== undefined) forget(position, instrument);
    },
    mark(instrument, quote) {
      for (const position of held.get(instrument) ?? []) {
        const now = measured.get(position);
        if (now !== undefined) measure(position, now, quote);
      }
    },
    of: (position) => measured.get(position),
  };
}
