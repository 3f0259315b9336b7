/**
 * What one account holds and has earned, at average cost, commissions included as Interactive Brokers has it (TWS Users' Guide, portfolio):
 * what clients are told of positions, figures and profit.
 */
import type { Split } from '../../corporateActions.ts';
import { sharesAfter } from '../../corporateActions.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { amountText, averagePrice, magnitude, minus, plus, shareOf, signOf, times, zero } from '../../money.ts';

export interface Line {
  readonly quantity: Quantity;
  /** What it cost with its commissions, below zero for a short one. */
  readonly cost: Amount;
  readonly realized: Amount;
}

const NONE: Line = { quantity: zero, cost: zero, realized: zero };

type Marks = (instrument: InstrumentId) => Price | undefined;

export class Ledger {
  readonly #lines: Map<InstrumentId, Line>;

  constructor(lines: readonly (readonly [InstrumentId, Line])[] = []) {
    this.#lines = new Map(lines);
  }

  lines(): readonly (readonly [InstrumentId, Line])[] {
    return [...this.#lines];
  }

  line(instrument: InstrumentId): Line {
    return this.#lines.get(instrument) ?? NONE;
  }

  /** Books an execution, bought above zero, and its commission. Returns what it earned net of both, nothing for one that opens. */
  book(instrument: InstrumentId, change: Quantity, price: Price, fee: Amount = zero): Amount | undefined {
    const line = this.line(instrument);
    const isOpening = line.quantity === 0n || signOf(line.quantity) === signOf(change);
    if (isOpening) {
      this.#lines.set(instrument, {
        ...line,
        quantity: plus(line.quantity, change),
        cost: plus(plus(line.cost, times(price, change)), fee),
      });
      return undefined;
    }
    const isThrough = magnitude(change) > magnitude(line.quantity);
    const closed = isThrough ? (-line.quantity as Quantity) : change;
    // The cost of what is closed has the sign of what was held.
    const cost = shareOf(line.cost, magnitude(closed), magnitude(line.quantity));
    const paid = shareOf(fee, magnitude(closed), magnitude(change));
    const earned = minus(minus(-times(price, closed) as Amount, cost), paid);
    const rest = minus(change, closed);
    this.#lines.set(instrument, {
      quantity: plus(plus(line.quantity, closed), rest),
      cost: plus(plus(minus(line.cost, cost), times(price, rest)), minus(fee, paid)),
      realized: plus(line.realized, earned),
    });
    return earned;
  }

  /** So many new shares for so many old ones, for what they have cost. Returns whether any are held. */
  split(instrument: InstrumentId, by: Split): boolean {
    const line = this.line(instrument);
    if (line.quantity === 0n) return false;
    this.#lines.set(instrument, { ...line, quantity: sharesAfter(line.quantity, by) });
    return true;
  }

  averageCost(instrument: InstrumentId): Price {
    const { cost, quantity } = this.line(instrument);
    return averagePrice(cost, quantity);
  }

  value(instrument: InstrumentId, mark: Price): Amount {
    return times(mark, this.line(instrument).quantity);
  }

  unrealized(instrument: InstrumentId, mark: Price): Amount {
    return minus(this.value(instrument, mark), this.line(instrument).cost);
  }

  /** Over everything that is held. */
  totals(markOf: Marks): { readonly gross: Amount; readonly unrealized: Amount; readonly realized: Amount } {
    let [gross, unrealized, realized] = [zero as Amount, zero as Amount, zero as Amount];
    for (const [instrument, line] of this.#lines) {
      const mark = markOf(instrument) ?? zero;
      gross = plus(gross, magnitude(times(mark, line.quantity)));
      unrealized = plus(unrealized, this.unrealized(instrument, mark));
      realized = plus(realized, line.realized);
    }
    return { gross, unrealized, realized };
  }
}

/** The figures of an account by the names that clients ask for. */
export function figuresOf(
  { cash, equity, buyingPower }: { readonly cash: Amount; readonly equity: Amount; readonly buyingPower: Amount },
  { gross, unrealized, realized }: ReturnType<Ledger['totals']>,
): ReadonlyMap<string, string> {
  const margin = marginOf(gross);
  const available = minus(equity, margin);
  return new Map([
    ['AccountType', 'INDIVIDUAL'],
    ['NetLiquidation', amountText(equity)],
    ['TotalCashValue', amountText(cash)],
    ['SettledCash', amountText(cash)],
    ['CashBalance', amountText(cash)],
    ['EquityWithLoanValue', amountText(equity)],
    ['BuyingPower', amountText(buyingPower)],
    ['GrossPositionValue', amountText(gross)],
    ['InitMarginReq', amountText(margin)],
    ['MaintMarginReq', amountText(margin)],
    ['AvailableFunds', amountText(available)],
    ['ExcessLiquidity', amountText(available)],
    ['UnrealizedPnL', amountText(unrealized)],
    ['RealizedPnL', amountText(realized)],
  ]);
}

/** A quarter of what is held, as the paper broker's margin rate has it. */
export const marginOf = (gross: Amount): Amount => (gross / 4n) as Amount;
