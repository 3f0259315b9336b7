/**
 * The money and the splits of a broker's statement beside ours. Dividends agree to the cent, since a broker pays cents; what was booked from a
 * statement before agrees by its name. Pure.
 */
import type { Split } from '../../corporateActions.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Amount } from '../../money.ts';
import { amountText, decimalText, moneyText, plus, zero } from '../../money.ts';
import type { CashDifferenceCode, StatementCash, StatementSplit } from '../../plans.ts';

/** A dividend that we have booked: all of what was paid for one ex-date. */
export interface OwnDividend {
  readonly instrument: InstrumentId;
  readonly exDate: string;
  readonly amount: Amount;
  readonly currency: string;
}
export interface OwnMoney {
  /** What was booked from a statement, by the broker's name of it. */
  readonly booked: (name: string) => Pick<StatementCash, 'kind' | 'amount' | 'currency'> | undefined;
  readonly dividends: readonly OwnDividend[];
  readonly split: (instrument: InstrumentId, exDate: string) => Split | undefined;
  /** Whether an order of ours has ever executed in it. */
  readonly isTraded: (instrument: InstrumentId) => boolean;
}

export interface CashDifference {
  readonly code: CashDifferenceCode;
  readonly row: number;
  readonly name: string;
  readonly instrument?: InstrumentId;
  readonly stated: string;
  readonly booked: string;
}

export interface CashComparison {
  readonly matched: readonly (StatementCash | StatementSplit)[];
  /** What only the statement shows, and is booked when it is brought in. */
  readonly missing: readonly StatementCash[];
  /** Of instruments that we have never traded. */
  readonly foreign: readonly (StatementCash | StatementSplit)[];
  readonly differences: readonly CashDifference[];
}

/** A dividend is paid so long after its ex-date at most: days. */
const LONGEST_WAIT = 120;
const DAY = 86_400_000;

type Sorted =
  | { readonly matched: StatementCash | StatementSplit }
  | { readonly missing: StatementCash }
  | { readonly foreign: StatementCash | StatementSplit }
  | { readonly difference: CashDifference };

export function compareCash(
  { cash, splits }: { readonly cash: readonly StatementCash[]; readonly splits: readonly StatementSplit[] },
  own: OwnMoney,
): CashComparison {
  const paid = new Map<OwnDividend, StatementCash[]>();
  const seen = new Set<string>();
  const sorted: Sorted[] = [];
  for (const each of cash) {
    const dividend = own.booked(each.name) === undefined ? dividendOf(each, own) : undefined;
    if (seen.has(each.name)) sorted.push({ difference: differing(each, 'cashTwice', '') });
    else if (dividend !== undefined) paid.set(dividend, [...(paid.get(dividend) ?? []), each]);
    else sorted.push(sort(each, own));
    seen.add(each.name);
  }
  for (const [dividend, rows] of paid) sorted.push(...settled(dividend, rows));
  for (const each of splits) sorted.push(sortSplit(each, own));
  return {
    matched: sorted.flatMap((each) => ('matched' in each ? [each.matched] : [])),
    missing: sorted.flatMap((each) => ('missing' in each ? [each.missing] : [])),
    foreign: sorted.flatMap((each) => ('foreign' in each ? [each.foreign] : [])),
    differences: sorted.flatMap((each) => ('difference' in each ? [each.difference] : [])),
  };
}

function sort(row: StatementCash, own: OwnMoney): Sorted {
  const { name, kind, instrument, amount, currency } = row;
  const before = own.booked(name);
  if (before !== undefined) {
    const isSame = before.kind === kind && before.amount === amount && before.currency === currency;
    return isSame ? { matched: row } : { difference: differing(row, 'cashDiffers', worded(before)) };
  }
  if (kind === 'capital') return { difference: differing(row, 'capitalMoved', '') };
  if (kind === 'other') return { difference: differing(row, 'kindUnknown', '') };
  return instrument !== undefined && !own.isTraded(instrument) ? { foreign: row } : { missing: row };
}

/** The dividend of ours that a row pays: the one of its ex-date, or the last one that it can be of. */
function dividendOf({ kind, instrument, currency, exDate, on }: StatementCash, { dividends }: OwnMoney) {
  if (kind !== 'dividend') return undefined;
  return dividends
    .filter((each) => each.instrument === instrument && each.currency === currency)
    .filter((each) => (exDate === undefined ? isPaidFrom(each.exDate, on) : each.exDate === exDate))
    .reduce<OwnDividend | undefined>(
      (last, each) => (last === undefined || each.exDate > last.exDate ? each : last),
      undefined,
    );
}

function isPaidFrom(exDate: string, on: string): boolean {
  const days = (Date.parse(on) - Date.parse(exDate)) / DAY;
  return days >= 0 && days <= LONGEST_WAIT;
}

/** A dividend may come in several rows: paid, taken back and paid anew, or in part in lieu of one. */
function settled(dividend: OwnDividend, rows: readonly StatementCash[]): readonly Sorted[] {
  const sum = rows.reduce<Amount>((all, { amount }) => plus(all, amount), zero);
  if (moneyText(sum) === moneyText(dividend.amount)) return rows.map((row) => ({ matched: row }));
  const [first] = rows as [StatementCash];
  const what = `${amountText(dividend.amount)} ${dividend.currency} for ${dividend.exDate}`;
  const stated = `${amountText(sum)} ${first.currency}`;
  return [{ difference: { ...differing(first, 'dividendDiffers', what), stated } }];
}

function sortSplit(row: StatementSplit, own: OwnMoney): Sorted {
  const { instrument, exDate } = row;
  const known = own.split(instrument, exDate);
  if (known === undefined && !own.isTraded(instrument)) return { foreign: row };
  if (known !== undefined && row.newShares * known.oldShares === known.newShares * row.oldShares)
    return { matched: row };
  return {
    difference: {
      code: known === undefined ? 'splitMissing' : 'splitDiffers',
      ...{ row: row.row, name: `${instrument}/${exDate}`, instrument },
      ...{ stated: wordsOf(row), booked: known === undefined ? '' : wordsOf(known) },
    },
  };
}

const wordsOf = ({ newShares, oldShares }: Split): string => `${decimalText(newShares)} for ${decimalText(oldShares)}`;

const worded = ({ kind, amount, currency }: Pick<StatementCash, 'kind' | 'amount' | 'currency'>): string =>
  `${kind} ${amountText(amount)} ${currency}`;

const differing = (row: StatementCash, code: CashDifferenceCode, booked: string): CashDifference => ({
  ...{ code, row: row.row, name: row.name },
  ...(row.instrument === undefined ? {} : { instrument: row.instrument }),
  stated: row.kind === 'other' ? `${row.description} ${worded(row)}` : worded(row),
  booked,
});
