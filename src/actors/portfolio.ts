/**
 * Cash, cost, marks and profit of everything our books hold. Every figure is kept as it changes: nothing here grows with the number of
 * positions. Cash follows the executions, cost and profit follow the positions: that both come to the same equity is a check.
 */
import type { Event } from '../events.ts';
import type { InstrumentId, PositionId } from '../identifiers.ts';
import type { Amount, Price, Quantity } from '../money.ts';
import { magnitude, times, zero } from '../money.ts';
import { signed } from '../orders.ts';
import type { Quote } from './market/priceIndex.ts';
import { midOf } from './market/priceIndex.ts';
import type { Owners } from './owners.ts';
import type { Station } from './pass.ts';

interface Booked {
  readonly quantity: Quantity;
  readonly cost: Amount;
  readonly realised: Amount;
  readonly fees: Amount;
}
/** All our positions in one instrument. */
interface Line {
  readonly net: Quantity;
  /** Σ |quantity| over the positions. */
  readonly gross: Quantity;
  readonly cost: Amount;
  /** The middle of the latest quote. */
  readonly mark: Price;
}
/** The sums over everything. */
export interface Totals {
  readonly startingCash: Amount;
  readonly cash: Amount;
  readonly realised: Amount;
  readonly fees: Amount;
  /** Σ gross × mark. */
  readonly grossExposure: Amount;
  /** Σ net × mark. */
  readonly netExposure: Amount;
  /** Σ cost. */
  readonly cost: Amount;
}

export interface Portfolio {
  readonly filled: Station<Event<'order.filled'>>;
  readonly revised: Station<Event<'order.revised'>>;
  readonly charged: Station<Event<'order.commission'>>;
  readonly changed: Station<Event<'position.changed'>>;
  readonly snapshot: Station<Event<'broker.snapshot'>>;
  /** Marks what is held in the instrument at the quote. */
  mark(instrument: InstrumentId, quote: Quote): void;
  line(instrument: InstrumentId): Line | undefined;
  totals(): Totals;
}

/** Cash plus positions at their marks. */
export const equityOf = ({ cash, netExposure }: Totals): Amount => (cash + netExposure) as Amount;
/** Profit of what is held, at the marks. */
export const unrealisedOf = ({ netExposure, cost }: Totals): Amount => (netExposure - cost) as Amount;
/** Zero, to the last digit: equity change less (realised + unrealised − fees). */
export const residueOf = (totals: Totals): Amount =>
  (equityOf(totals) - totals.startingCash - (totals.realised + unrealisedOf(totals) - totals.fees)) as Amount;

const nothing: Booked = { quantity: zero, cost: zero, realised: zero, fees: zero };
const emptyLine: Line = { net: zero, gross: zero, cost: zero, mark: zero };

export function createPortfolio(owners: Owners): Portfolio {
  const own = owners.register('portfolio', 1);
  const booked = own.records<PositionId, Booked>('booked');
  const lines = own.records<InstrumentId, Line>('lines');
  const totals = own.cell<Totals>('totals', {
    startingCash: zero,
    cash: zero,
    realised: zero,
    fees: zero,
    grossExposure: zero,
    netExposure: zero,
    cost: zero,
  });

  /** Whether the broker has said what the account began with. */
  const isFunded = own.cell('isFunded', false);

  const payOut = (spent: bigint): void => {
    const now = totals.get();
    totals.set({ ...now, cash: (now.cash - spent) as Amount });
  };
  const lineOf = (instrument: InstrumentId): Line => lines.get(instrument) ?? emptyLine;

  return {
    filled: ({ side, quantity, price, fee }: Event<'order.filled'>) =>
      payOut(times(price, signed(side, quantity)) + (fee ?? 0n)),
    revised: ({ side, quantity, price, previousQuantity, previousPrice }: Event<'order.revised'>) =>
      payOut(times(price, signed(side, quantity)) - times(previousPrice, signed(side, previousQuantity))),
    charged: ({ change }: Event<'order.commission'>) => payOut(change),
    changed({ position, instrument, quantity, cost, realised, fees }: Event<'position.changed'>) {
      const old = booked.get(position) ?? nothing;
      booked.set(position, { quantity, cost, realised, fees });
      const line = lineOf(instrument);
      const net = (quantity - old.quantity) as Quantity;
      const gross = (magnitude(quantity) - magnitude(old.quantity)) as Quantity;
      const costChange = cost - old.cost;
      lines.set(instrument, {
        net: (line.net + net) as Quantity,
        gross: (line.gross + gross) as Quantity,
        cost: (line.cost + costChange) as Amount,
        mark: line.mark,
      });
      const now = totals.get();
      totals.set({
        ...now,
        realised: (now.realised + realised - old.realised) as Amount,
        fees: (now.fees + fees - old.fees) as Amount,
        grossExposure: (now.grossExposure + times(line.mark, gross)) as Amount,
        netExposure: (now.netExposure + times(line.mark, net)) as Amount,
        cost: (now.cost + costChange) as Amount,
      });
    },
    snapshot({ snapshot }: Event<'broker.snapshot'>) {
      const now = totals.get();
      if (isFunded.get() || !snapshot.complete) return;
      isFunded.set(true);
      totals.set({ ...now, startingCash: snapshot.cash, cash: (now.cash + snapshot.cash) as Amount });
    },
    mark(instrument, quote) {
      const line = lineOf(instrument);
      const mark = midOf(quote);
      if (mark === line.mark) return;
      lines.set(instrument, { ...line, mark });
      if (line.gross === 0n) return;
      const change = (mark - line.mark) as Price;
      const now = totals.get();
      totals.set({
        ...now,
        grossExposure: (now.grossExposure + times(change, line.gross)) as Amount,
        netExposure: (now.netExposure + times(change, line.net)) as Amount,
      });
    },
    line: (instrument) => lines.get(instrument),
    totals: () => totals.get(),
  };
}
