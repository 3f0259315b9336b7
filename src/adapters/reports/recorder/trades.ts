/** Each round trip, from planned to closed, and the rule and signal that began it. */
import { sharesAfter } from '../../../corporateActions.ts';
import type { Event } from '../../../events.ts';
import type { PositionId, RuleId, SignalId, Timestamp } from '../../../identifiers.ts';
import type { Price, Quantity } from '../../../money.ts';
import { greater, magnitude, minus, negate, plus, times, zero } from '../../../money.ts';
import type { RecordedTrade, Recording, StandingPosition } from '../recording.ts';
import type { Changed } from './changed.ts';
import type { LineChange } from './equity.ts';

/** What triggered the position that is planned next. */
export interface Cause {
  readonly rule: RuleId;
  readonly signal: SignalId | null;
}

export class TradeBook {
  readonly #trades: Recording['trades'];
  readonly #changed: Changed;
  cause: Cause | null = null;

  constructor({ trades }: Recording, changed: Changed) {
    this.#trades = trades;
    this.#changed = changed;
  }

  /** A position that is planned next is this rule's. */
  triggered({ rule, signal }: Event<'rule.triggered'>): void {
    this.cause = { rule, signal: signal ?? null };
  }

  planned(event: Event<'position.planned'>, session: string, plannedAt: Timestamp): void {
    this.#trades.set(event.position, newTrade({ ...event, session, plannedAt }, this.cause));
    this.#changed.note('trades', event.position);
    this.cause = null;
  }

  /** A round trip of before: it was entered at what it costs now, and by which rule is not known. */
  goOn({ mark: _mark, quantity, cost, ...known }: StandingPosition): void {
    const size = magnitude(quantity);
    const entered = { quantity: size, value: magnitude(cost) };
    this.#trades.set(known.position, { ...newTrade(known, null), ...known, quantity, size, cost, entered });
    this.#changed.note('trades', known.position);
  }

  note(position: PositionId, what: Partial<RecordedTrade>): void {
    const trade = this.#toChange(position);
    if (trade !== undefined) Object.assign(trade, what);
  }

  /** The middle of the quote when the position was told to close. */
  closingMidOf(position: PositionId | undefined): Price | undefined {
    return position === undefined ? undefined : (this.#trades.get(position)?.closingMid ?? undefined);
  }

  filled({ position, side, price, quantity }: Event<'order.filled'>): void {
    const trade = position === undefined ? undefined : this.#toChange(position);
    if (trade === undefined) return;
    const leg = (side === 'buy') === (trade.side === 'long') ? trade.entered : trade.exited;
    leg.quantity = plus(leg.quantity, quantity);
    leg.value = plus(leg.value, times(price, quantity));
  }

  /** What was moved in was entered at what it cost; moved back it never was. */
  adopted({ type, position, quantity, price }: Event<'position.adopted' | 'position.released'>): void {
    const trade = this.#toChange(position);
    if (trade === undefined) return;
    const { entered } = trade;
    const shares = type === 'position.adopted' ? magnitude(quantity) : negate(magnitude(quantity));
    entered.quantity = plus(entered.quantity, shares);
    entered.value = plus(entered.value, times(price, shares));
    if (entered.quantity === 0n) trade.openedAt = null;
  }

  /** What others have closed of it left at their price; given back it never did. */
  reduced({ position, quantity, price }: Event<'position.reducedByOthers'>): void {
    const trade = this.#trades.get(position);
    if (trade === undefined) return;
    const { exited, side } = trade;
    const shares = side === 'long' ? negate(quantity) : quantity;
    exited.quantity = plus(exited.quantity, shares);
    exited.value = plus(exited.value, times(price, shares));
  }

  /** What is held, and at what average it was entered, in new shares. */
  split({ instrument, newShares, oldShares }: Event<'holding.split'>): void {
    for (const trade of this.#trades.values()) {
      if (trade.instrument !== instrument || trade.quantity === 0n) continue;
      const { quantity, size, entered, exited } = trade;
      const after = (shares: Quantity): Quantity => sharesAfter(shares, { newShares, oldShares });
      Object.assign(trade, { quantity: after(quantity), size: after(size) });
      entered.quantity = after(entered.quantity);
      exited.quantity = after(exited.quantity);
      this.#changed.note('trades', trade.position);
    }
  }

  /** Takes what is now; returns what has changed by it. */
  changed(event: Event<'position.changed'>): LineChange | undefined {
    const trade = this.#toChange(event.position);
    if (trade === undefined) return undefined;
    const { quantity, cost, realised, fees, dividends } = event;
    const change = {
      net: minus(quantity, trade.quantity),
      cost: minus(cost, trade.cost),
      realised: minus(realised, trade.realised),
      fees: minus(fees, trade.fees),
      dividends: minus(dividends, trade.dividends),
    };
    Object.assign(trade, { quantity, cost, realised, fees, dividends, size: greater(trade.size, magnitude(quantity)) });
    return change;
  }

  #toChange(position: PositionId): RecordedTrade | undefined {
    const trade = this.#trades.get(position);
    if (trade !== undefined) this.#changed.note('trades', position);
    return trade;
  }
}

type Planned = Pick<RecordedTrade, 'position' | 'instrument' | 'side' | 'session' | 'plannedAt'>;

function newTrade({ position, instrument, side, session, plannedAt }: Planned, cause: Cause | null): RecordedTrade {
  return {
    position,
    instrument,
    side,
    rule: cause?.rule ?? null,
    signal: cause?.signal ?? null,
    plannedAt,
    session,
    openedAt: null,
    closedAt: null,
    quantity: zero,
    size: zero,
    cost: zero,
    realised: zero,
    fees: zero,
    dividends: zero,
    reason: null,
    closingMid: null,
    entered: { quantity: zero, value: zero },
    exited: { quantity: zero, value: zero },
  };
}
