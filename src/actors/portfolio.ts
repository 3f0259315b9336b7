/**
 * Cash, cost, marks and profit of everything our books hold. Every figure is kept as it changes: nothing here grows with the number of
 * positions. Cash follows executions, dividends and what is paid in lieu of fractions, cost and profit follow the positions: that both come to the same equity is a check.
 */
import type { DeskConfiguration } from '../configuration.ts';
import type { Event } from '../events.ts';
import type { InstrumentId, PositionId } from '../identifiers.ts';
import type { Amount, Price, Quantity } from '../money.ts';
import { magnitude, minus, negate, plus, scaledAmount, times, zero } from '../money.ts';
import { signed } from '../orders.ts';
import type { Quote } from './market/priceIndex.ts';
import { markOf } from './market/priceIndex.ts';
import type { Owners } from './owners.ts';
import type { Station } from './pass.ts';

interface Booked {
  readonly quantity: Quantity;
  readonly cost: Amount;
  readonly realised: Amount;
  readonly fees: Amount;
  readonly dividends: Amount;
}
/** All our positions in one instrument, long and short apart: each has its own mark. */
interface Line {
  readonly long: Quantity;
  /** Without a sign. */
  readonly short: Quantity;
  readonly longMark: Price;
  readonly shortMark: Price;
}
/** The sums over everything. */
export interface Totals {
  readonly startingCash: Amount;
  /** What positions cost that a person moved into a book: capital that came in as shares, in no cash. */
  readonly contributed: Amount;
  readonly cash: Amount;
  readonly realised: Amount;
  /** In the currency of the desk. */
  readonly fees: Amount;
  /** By currency: fees that wait for a rate. They are in no other figure. */
  readonly foreignFees: Readonly<Record<string, Amount>>;
  /** Σ |quantity| × mark. */
  readonly grossExposure: Amount;
  /** Σ quantity × mark. */
  readonly netExposure: Amount;
  /** Σ cost. */
  readonly cost: Amount;
  /** What dividends have brought, less what short positions owed. */
  readonly dividends: Amount;
}

export interface Portfolio {
  readonly filled: Station<Event<'order.filled'>>;
  readonly revised: Station<Event<'order.revised'>>;
  readonly charged: Station<Event<'order.commission'>>;
  /** A fee leaves the cash; without a currency it is in that of the desk. */
  charge(fee: Amount, currency: string | undefined): void;
  /** A fee of no position is in the sums all the same. */
  readonly chargedAlone: Station<Event<'desk.charged'>>;
  /** Money that no trade explains: dividends, and what the broker charges or pays beside. */
  readonly cashBooked: Station<Event<'statement.cashBooked'>>;
  /** Fees kept in a currency enter the profit, once, at the rate that is given. */
  readonly converted: Station<Event<'desk.convert'>>;
  readonly changed: Station<Event<'position.changed'>>;
  /** Cash comes in, or goes out for what is short: a dividend, what is paid in lieu of a fraction, or what others closed of ours. */
  readonly paid: Station<Event<'holding.dividend' | 'holding.fractionSettled' | 'holding.external'>>;
  /** What is adopted is contributed at its cost. */
  readonly adopted: Station<Event<'holding.adopted' | 'holding.released'>>;
  readonly snapshot: Station<Event<'broker.snapshot'>>;
  /** Marks what is held in the instrument at the quote. */
  mark(instrument: InstrumentId, quote: Quote): void;
  totals(): Totals;
  /** What is held long and short in one instrument, at the marks; neither is below zero. */
  heldIn(instrument: InstrumentId): { readonly long: Amount; readonly short: Amount };
  /** The mark of what is held long, or of what is held short. */
  markOf(instrument: InstrumentId, isLong: boolean): Price;
  /** Whether the broker has said what cash there was. */
  isFunded(): boolean;
}

/** Cash plus positions at their marks. */
export const equityOf = ({ cash, netExposure }: Totals): Amount => (cash + netExposure) as Amount;
/** Profit of what is held, at the marks. */
export const unrealisedOf = ({ netExposure, cost }: Totals): Amount => (netExposure - cost) as Amount;
/** What trading has brought: equity less what the account began with and what was contributed. */
export const changeOf = (totals: Totals): Amount =>
  (equityOf(totals) - totals.startingCash - totals.contributed) as Amount;
/** Zero, to the last digit: equity change less (realised + unrealised + dividends − fees). */
export const residueOf = (totals: Totals): Amount =>
  (changeOf(totals) - (totals.realised + unrealisedOf(totals) + totals.dividends - totals.fees)) as Amount;

const sizeIf = (holds: boolean, of: Quantity): Quantity => (holds ? magnitude(of) : zero);
const nothing: Booked = { quantity: zero, cost: zero, realised: zero, fees: zero, dividends: zero };
const emptyLine: Line = { long: zero, short: zero, longMark: zero, shortMark: zero };

export function createPortfolio(
  owners: Owners,
  { marks, currency: own }: Pick<DeskConfiguration, 'marks' | 'currency'>,
): Portfolio {
  const owner = owners.register('portfolio', 1);
  const booked = owner.records<PositionId, Booked>('booked');
  const lines = owner.records<InstrumentId, Line>('lines');
  const totals = owner.cell<Totals>('totals', {
    startingCash: zero,
    contributed: zero,
    cash: zero,
    realised: zero,
    fees: zero,
    foreignFees: {},
    grossExposure: zero,
    netExposure: zero,
    cost: zero,
    dividends: zero,
  });

  /** Whether the broker has said what the account began with. */
  const isFunded = owner.cell('isFunded', false);

  const payOut = (spent: bigint): void => {
    const now = totals.get();
    totals.set({ ...now, cash: (now.cash - spent) as Amount });
  };
  /** A fee is paid in its own currency: another one than the desk's is kept until it is converted. */
  const charge = (fee: Amount, currency: string | undefined): void => {
    if (currency === undefined || currency === own) return payOut(fee);
    const now = totals.get();
    const kept = plus(now.foreignFees[currency] ?? zero, fee);
    totals.set({ ...now, foreignFees: { ...now.foreignFees, [currency]: kept } });
  };
  const lineOf = (instrument: InstrumentId): Line => lines.get(instrument) ?? emptyLine;

  return {
    filled({ side, quantity, price, fee, currency }: Event<'order.filled'>) {
      payOut(times(price, signed(side, quantity)));
      if (fee !== undefined) charge(fee, currency);
    },
    revised: ({ side, quantity, price, previousQuantity, previousPrice }: Event<'order.revised'>) =>
      payOut(times(price, signed(side, quantity)) - times(previousPrice, signed(side, previousQuantity))),
    charged: ({ change, currency }: Event<'order.commission'>) => charge(change, currency),
    charge,
    chargedAlone({ change, currency }: Event<'desk.charged'>) {
      const now = totals.get();
      if (currency === own) totals.set({ ...now, fees: plus(now.fees, change) });
    },
    cashBooked({ kind, amount, currency }: Event<'statement.cashBooked'>) {
      if (currency !== own) return charge(negate(amount), currency);
      const now = totals.get();
      const cash = plus(now.cash, amount);
      if (kind === 'dividend') totals.set({ ...now, cash, dividends: plus(now.dividends, amount) });
      else totals.set({ ...now, cash, fees: minus(now.fees, amount) });
    },
    converted({ currency, rate }: Event<'desk.convert'>) {
      const now = totals.get();
      const { [currency]: kept, ...foreignFees } = now.foreignFees;
      if (kept === undefined) return;
      const fee = scaledAmount(kept, rate);
      totals.set({ ...now, foreignFees, fees: plus(now.fees, fee), cash: minus(now.cash, fee) });
    },
    paid: ({ amount = zero }: Event<'holding.dividend' | 'holding.fractionSettled' | 'holding.external'>) =>
      payOut(-amount),
    changed({ position, instrument, quantity, cost, realised, fees, dividends }: Event<'position.changed'>) {
      const old = booked.get(position) ?? nothing;
      booked.set(position, { quantity, cost, realised, fees, dividends });
      const line = lineOf(instrument);
      const long = (sizeIf(quantity > 0n, quantity) - sizeIf(old.quantity > 0n, old.quantity)) as Quantity;
      const short = (sizeIf(quantity < 0n, quantity) - sizeIf(old.quantity < 0n, old.quantity)) as Quantity;
      lines.set(instrument, {
        ...line,
        long: (line.long + long) as Quantity,
        short: (line.short + short) as Quantity,
      });
      const [longs, shorts] = [times(line.longMark, long), times(line.shortMark, short)];
      const now = totals.get();
      totals.set({
        ...now,
        realised: (now.realised + realised - old.realised) as Amount,
        fees: (now.fees + fees - old.fees) as Amount,
        dividends: (now.dividends + dividends - old.dividends) as Amount,
        grossExposure: (now.grossExposure + longs + shorts) as Amount,
        netExposure: (now.netExposure + longs - shorts) as Amount,
        cost: (now.cost + cost - old.cost) as Amount,
      });
    },
    adopted({ type, quantity, price }: Event<'holding.adopted' | 'holding.released'>) {
      const now = totals.get();
      const cost = times(price, type === 'holding.adopted' ? quantity : negate(quantity));
      totals.set({ ...now, contributed: plus(now.contributed, cost) });
    },
    snapshot({ snapshot }: Event<'broker.snapshot'>) {
      const now = totals.get();
      if (isFunded.get() || !snapshot.complete) return;
      isFunded.set(true);
      totals.set({ ...now, startingCash: snapshot.cash, cash: (now.cash + snapshot.cash) as Amount });
    },
    mark(instrument, quote) {
      const line = lineOf(instrument);
      const longMark = markOf(quote, true, marks);
      const shortMark = markOf(quote, false, marks);
      if (longMark === line.longMark && shortMark === line.shortMark) return;
      lines.set(instrument, { ...line, longMark, shortMark });
      if (line.long === 0n && line.short === 0n) return;
      const longs = times((longMark - line.longMark) as Price, line.long);
      const shorts = times((shortMark - line.shortMark) as Price, line.short);
      const now = totals.get();
      totals.set({
        ...now,
        grossExposure: (now.grossExposure + longs + shorts) as Amount,
        netExposure: (now.netExposure + longs - shorts) as Amount,
      });
    },
    totals: () => totals.get(),
    heldIn(instrument) {
      const { long, short, longMark, shortMark } = lineOf(instrument);
      return { long: times(longMark, long), short: times(shortMark, short) };
    },
    markOf(instrument, isLong) {
      const { longMark, shortMark } = lineOf(instrument);
      return isLong ? longMark : shortMark;
    },
    isFunded: () => isFunded.get(),
  };
}
