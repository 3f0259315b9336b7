/** The paper account: cash, net positions and what they may be stretched to. */
import type { Split } from '../../corporateActions.ts';
import { priceAfter, sharesAfter } from '../../corporateActions.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { magnitude, signOf, times, zero } from '../../money.ts';

interface Line {
  readonly quantity: Quantity;
  readonly mark: Price;
}

export class PaperAccount {
  cash: Amount;
  readonly #marginRate: Ratio;
  readonly #lines = new Map<InstrumentId, Line>();

  constructor(cash: Amount, marginRate: Ratio) {
    this.cash = cash;
    this.#marginRate = marginRate;
  }

  quantity(instrument: InstrumentId): Quantity {
    return this.#lines.get(instrument)?.quantity ?? zero;
  }

  positions(): readonly { readonly instrument: InstrumentId; readonly quantity: Quantity }[] {
    return [...this.#lines]
      .filter(([, { quantity }]) => quantity !== 0n)
      .map(([instrument, { quantity }]) => ({ instrument, quantity }))
      .sort((a, b) => (a.instrument < b.instrument ? -1 : 1));
  }

  /** Books an execution: `change` is bought above zero. */
  book(instrument: InstrumentId, change: Quantity, price: Price): void {
    const quantity = (this.quantity(instrument) + change) as Quantity;
    this.cash = (this.cash - times(price, change)) as Amount;
    this.#lines.set(instrument, { quantity, mark: price });
  }

  /** So much more is held than was booked, and so much more cash. */
  correct(instrument: InstrumentId, change: Quantity, cash: Amount): void {
    const { quantity, mark } = this.#lines.get(instrument) ?? { quantity: zero, mark: zero };
    this.#lines.set(instrument, { quantity: (quantity + change) as Quantity, mark });
    this.cash = (this.cash + cash) as Amount;
  }

  /** Takes over a position from a saved book. */
  hold(instrument: InstrumentId, quantity: Quantity, mark: Price): void {
    this.#lines.set(instrument, { quantity, mark });
  }

  /** So many new shares for so many old ones, at the same value; what does not divide is kept as a fraction. */
  split(instrument: InstrumentId, by: Split): void {
    const line = this.#lines.get(instrument);
    if (line === undefined) return;
    const { quantity, mark } = line;
    this.#lines.set(instrument, { quantity: sharesAfter(quantity, by), mark: priceAfter(mark, by) });
  }

  /** A dividend: a long position is paid it, a short one pays it. */
  pay(instrument: InstrumentId, perShare: Price): void {
    this.cash = (this.cash + times(perShare, this.quantity(instrument))) as Amount;
  }

  charge(fee: Amount): void {
    this.cash = (this.cash - fee) as Amount;
  }

  mark(instrument: InstrumentId, mark: Price): void {
    const line = this.#lines.get(instrument);
    if (line !== undefined) this.#lines.set(instrument, { ...line, mark });
  }

  /** Cash plus positions at their marks. */
  equity(): Amount {
    let equity = this.cash as bigint;
    for (const { quantity, mark } of this.#lines.values()) equity += times(mark, quantity);
    return equity as Amount;
  }

  /** The value of positions that could still be added: equity ÷ margin rate, less what is held. */
  buyingPower(): Amount {
    let gross = 0n;
    for (const { quantity, mark } of this.#lines.values()) gross += times(mark, magnitude(quantity));
    const room = (this.equity() * 10n ** 8n) / this.#marginRate - gross;
    return (room > 0n ? room : 0n) as Amount;
  }

  /** The part of an order that would make the position larger. */
  added(instrument: InstrumentId, change: Quantity): Quantity {
    const held = this.quantity(instrument);
    if (held === 0n || signOf(held) === signOf(change)) return magnitude(change);
    const beyond = magnitude(change) - magnitude(held);
    return (beyond > 0n ? beyond : 0n) as Quantity;
  }
}
