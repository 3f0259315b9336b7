/** Keeps the tables of a journal that people and tools read: a row an order, fill and position as it is now, and the equity of each minute. */

import { decode, encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import { amountText, decimalText } from '../../money.ts';
import type { FactSource, ReaderEntry } from '../../ports.ts';
import type { Recording } from '../reports/recording.ts';
import type { ViewRow } from './journalWriter.ts';

type PositionFact = Extract<Event, { type: `position.${string}` | 'protection.settled' }>;

/** What each fact of a position makes of its state and its protection, as the tables name them. */
const states: Partial<Record<PositionFact['type'], string>> = {
  'position.planned': 'planned',
  'position.opened': 'open',
  'position.reopened': 'open',
  'position.closing': 'closing',
  'position.closed': 'closed',
  'position.abandoned': 'abandoned',
};
const protections: Partial<Record<PositionFact['type'], string>> = {
  'position.arming': 'arming',
  'position.protected': 'protected',
  'position.resizing': 'resizing',
  'position.naked': 'naked',
  'position.releasing': 'releasing',
  'position.orphaned': 'orphaned',
  'protection.settled': 'none',
};

/** Where positions stand, as far as the tables have been told. */
export interface KeptViews {
  /** What is other than the last time it was asked for. */
  changes(): readonly ReaderEntry[];
  /** Goes on from what was kept, once the recording does; from nothing, anew. Rows that were written stay. */
  restore(entries: readonly ReaderEntry[]): void;
  /** Begins within a run, once the recording does: where positions stand. */
  begin(positions: readonly StandingView[]): void;
}
interface StandingView {
  readonly position: string;
  readonly state: string;
  readonly protection: string;
}
/** Its entries among those of other readers. */
const STANDING = 'standing';

/** Writes rows while the run goes on. `recording` is what the recorder of the same source writes down; it must listen first. */
export function keepViews(source: FactSource, recording: Recording, show: (row: ViewRow) => void): KeptViews {
  const standing = new Map<string, { state: string; protection: string }>();
  const changed = new Set<string>();
  let points = 0;

  function stand(position: string, where: { state: string; protection: string }): void {
    standing.set(position, where);
    changed.add(position);
  }

  function showFill(index: number, sequence: number): void {
    const fill = recording.fills.at(index);
    if (fill === undefined) return;
    const { order, execution, position, instrument, role, side, quantity, price, fee, at } = fill;
    const what = { order, execution, sequence, position, instrument, role, side, quantity: decimalText(quantity) };
    show(['fills', { ...what, price: decimalText(price), fee: amountText(fee), at: isoTime(at) }]);
  }

  function order(event: Extract<Event, { type: `order.${string}` }>, sequence: number): void {
    const known = recording.orders.get(event.order);
    if (known === undefined) return;
    const { position, role, terms, filled, value, fees, outcome, placedAt, endedAt } = known;
    show([
      'orders',
      {
        order: known.order,
        sequence,
        position,
        role,
        instrument: terms.instrument,
        side: terms.side,
        type: terms.type,
        quantity: decimalText(terms.quantity),
        filled: decimalText(filled),
        value: amountText(value),
        fees: amountText(fees),
        outcome,
        placed: isoTime(placedAt),
        ended: timeOf(endedAt),
      },
    ]);
    if (event.type === 'order.filled') showFill(-1, sequence);
    if (event.type === 'order.revised' || event.type === 'order.commission')
      showFill(
        recording.fills.findLastIndex((fill) => fill.order === event.order && fill.execution === event.execution),
        sequence,
      );
  }

  function position(event: PositionFact, sequence: number): void {
    const known = recording.trades.get(event.position);
    if (known === undefined) return;
    const before = standing.get(event.position) ?? { state: 'planned', protection: 'none' };
    const state = states[event.type] ?? before.state;
    const protection = protections[event.type] ?? before.protection;
    stand(event.position, { state, protection });
    const { instrument, side, quantity, cost, realised, fees, dividends, rule, signal, plannedAt, openedAt, closedAt } =
      known;
    show([
      'positions',
      {
        position: event.position,
        sequence,
        instrument,
        side,
        state,
        protection,
        quantity: decimalText(quantity),
        cost: amountText(cost),
        realised: amountText(realised),
        fees: amountText(fees),
        dividends: amountText(dividends),
        rule,
        signal,
        planned: isoTime(plannedAt),
        opened: timeOf(openedAt),
        closed: timeOf(closedAt),
      },
    ]);
  }

  function equity(sequence: number): void {
    for (; points < recording.curve.length; points++) {
      const point = recording.curve[points];
      if (point !== undefined) show(['equity', { at: isoTime(point.at), sequence, equity: amountText(point.equity) }]);
    }
  }

  const at = (envelope: Envelope | undefined): number => envelope?.sequence ?? 0;
  source.subscribe('order', (event, envelope) => order(event, at(envelope)));
  source.subscribe('position', (event, envelope) => position(event, at(envelope)));
  source.subscribe('protection.settled', (event, envelope) => position(event, at(envelope)));
  source.subscribe('market', (_event, envelope) => equity(at(envelope)));

  return {
    changes() {
      const keys = [...changed];
      changed.clear();
      return keys.map((key) => ({ part: STANDING, key, text: encode(standing.get(key)) }));
    },
    restore(entries) {
      standing.clear();
      changed.clear();
      for (const { part, key, text } of entries)
        if (part === STANDING) standing.set(key, decode(text) as { state: string; protection: string });
      points = recording.curve.length;
    },
    begin(positions) {
      for (const { position, state, protection } of positions) stand(position, { state, protection });
    },
  };
}

const timeOf = (at: Timestamp | null): string | null => (at === null ? null : isoTime(at));
