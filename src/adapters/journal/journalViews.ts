/** Keeps the tables of a journal that people and tools read: a row an order, fill and position as it is now, and the equity of each minute. */
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import { amountText, decimalText } from '../../money.ts';
import type { FactSource } from '../../ports.ts';
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

/** Writes rows while the run goes on. `recording` is what the recorder of the same source writes down; it must listen first. */
export function keepViews(source: FactSource, recording: Recording, show: (row: ViewRow) => void): void {
  const standing = new Map<string, { state: string; protection: string }>();
  let points = 0;

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
    standing.set(event.position, { state, protection });
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
}

const timeOf = (at: Timestamp | null): string | null => (at === null ? null : isoTime(at));
