/** Watches a scenario: what was said, which orders were placed, what was refused; and puts all that is there into texts. */
import type { Engine } from '../../actors/engine/engine.ts';
import type { OrderView, PositionView } from '../../actors/engine/views.ts';
import { newYorkClock } from '../../adapters/calendar/newYork.ts';
import type { Fields } from '../../adapters/scenarios/factTexts.ts';
import { eventFields } from '../../adapters/scenarios/factTexts.ts';
import type { Fact, Observed } from '../../adapters/scenarios/judging.ts';
import type { Candidate } from '../../adapters/scenarios/matching.ts';
import type { Envelope } from '../../envelope.ts';
import { citation } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { OrderId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { amountText, decimalText } from '../../money.ts';
import type { Role } from '../../orders.ts';

/** An event that was said, with its place in the order of everything. */
export interface Said {
  readonly event: Event;
  readonly envelope: Envelope;
}
export interface Placed {
  readonly order: OrderId;
  readonly role: Role;
  readonly symbol: string;
}

export interface Observer {
  /** All that was said. */
  readonly said: readonly Said[];
  /** The orders in the order in which they were placed. */
  readonly placed: ReadonlyMap<string, Placed>;
  observe(): Observed;
}

export function createObserver(engine: Engine): Observer {
  const said: Said[] = [];
  const placed = new Map<string, Placed>();
  engine.bus.subscribe('*', (event, envelope) => {
    if (envelope === undefined) return;
    said.push({ event, envelope });
    if (event.type === 'order.external')
      placed.set(event.order, { order: event.order, role: 'external', symbol: event.instrument });
    if (event.type !== 'order.place') return;
    const { order, terms, links } = event;
    placed.set(order, { order, role: links.role, symbol: terms.instrument });
  });

  return {
    said,
    placed,
    observe() {
      const { account, desk, orders, positions } = engine.views;
      const { cash, equity, realised, unrealised, fees, dividends, grossExposure: exposure, reserved } = account();
      return {
        positions: positions().map((view) => positionCandidate(view, said)),
        orders: inOrderPlaced(orders(), placed).map(orderCandidate),
        facts: said.map(factOf),
        refusals: refusalsIn(said, placed),
        account: Object.fromEntries(
          Object.entries({ cash, equity, realised, unrealised, fees, dividends, exposure, reserved }).map(
            ([name, value]) => [name, amountText(value)],
          ),
        ),
        desk: desk(),
        trading: said.reduce(
          (state, { event }) => (event.type === 'risk.stateChanged' ? event.state : state),
          'active',
        ),
      };
    },
  };
}

export const factOf = ({ event, envelope }: Said): Fact => ({
  type: event.type,
  name: `${citation(envelope)} at ${newYorkClock(envelope.at)}`,
  fields: eventFields(event),
});

const levelText = (level: Price | null | undefined): string =>
  level === null || level === undefined ? 'none' : decimalText(level);

function positionCandidate(view: PositionView, said: readonly Said[]): Candidate {
  const { position, instrument, quantity, realised, unrealised, fees, dividends } = view;
  const fields: Record<string, string> = {
    symbol: instrument,
    state: view.state,
    protection: view.protection,
    side: sideOf(quantity),
    quantity: decimalText(quantity),
    average: decimalText(view.average),
    stop: levelText(view.stop),
    target: levelText(view.target),
    realised: amountText(realised),
    unrealised: amountText(unrealised),
    fees: amountText(fees),
    dividends: amountText(dividends),
    reason: said.reduce(
      (reason, { event }) => (event.type === 'position.closed' && event.position === position ? event.reason : reason),
      'none',
    ),
  };
  return { name: `position ${position}`, fields };
}

const sideOf = (quantity: Quantity): string => (quantity === 0n ? 'flat' : quantity > 0n ? 'long' : 'short');

function inOrderPlaced(orders: readonly OrderView[], placed: ReadonlyMap<string, Placed>): readonly OrderView[] {
  const places = new Map([...placed.keys()].map((order, index) => [order, index]));
  return [...orders].sort((a, b) => (places.get(a.order) ?? 0) - (places.get(b.order) ?? 0));
}

function orderCandidate({ order, role, status, terms, filled }: OrderView): Candidate {
  const fields: Fields = {
    role,
    symbol: terms.instrument,
    side: terms.side,
    type: terms.type,
    quantity: decimalText(terms.quantity),
    limit: levelText(terms.limit),
    stop: levelText(terms.stop),
    timeInForce: terms.timeInForce,
    status,
    filled: decimalText(filled),
  };
  return { name: `order ${order} (${role} ${terms.instrument})`, fields };
}

/** Every no of ours, once: a gate's refusal is also said by the order that it met. */
function refusalsIn(said: readonly Said[], placed: ReadonlyMap<string, Placed>): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { event, envelope } of said) {
    const fields = refusalFields(event, placed);
    if (fields === undefined) continue;
    const key = `${envelope.sequence} ${fields.code} ${'order' in event ? event.order : citation(envelope)}`;
    if (!found.has(key))
      found.set(key, { name: `${event.type} ${citation(envelope)} at ${newYorkClock(envelope.at)}`, fields });
  }
  return [...found.values()];
}

function refusalFields(event: Event, placed: ReadonlyMap<string, Placed>): Fields | undefined {
  switch (event.type) {
    case 'risk.refused':
    case 'order.refused':
    case 'order.amendRefused':
    case 'order.cancelRefused': {
      const order = placed.get(event.order);
      return { code: event.code, ...(order === undefined ? {} : { symbol: order.symbol, role: order.role }) };
    }
    case 'rule.declined':
      return { code: event.code, symbol: event.instrument, rule: event.rule };
    case 'desk.declined':
      return { code: event.code };
    default:
      return undefined;
  }
}
