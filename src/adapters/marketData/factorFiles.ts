/**
 * Splits and dividends from a factor file of QuantConnect LEAN: `date,priceFactor,splitFactor[,referencePrice]`, a row's factors holding up
 * to and including its date. Source of the format: LEAN, `CorporateFactorRow` and `Dividend.ComputeDistribution`.
 */
import { readFile } from 'node:fs/promises';
import { OrdermatonError } from '../../errors.ts';
import type { Price, Quantity } from '../../money.ts';
import { isDate } from '../calendar/newYork.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { BadRowOptions } from './rows.ts';
import { BadRows } from './rows.ts';

/** What happened after the close of a date. */
export interface FactorChange {
  /** The last day on which the old factors hold: the ex-date is the next session. */
  readonly date: string;
  readonly line: number;
  /** Of the two factors, the later over the earlier. */
  readonly split: { readonly newShares: Quantity; readonly oldShares: Quantity } | undefined;
  /** A dividend as a share of the close of the date. */
  readonly dividend: { readonly factor: Decimal; readonly next: Decimal } | undefined;
  /** The close of the date, where the file has it. */
  readonly reference: Price | undefined;
}

/** A number as it stands in the file: so many units of its last decimal. */
export interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}
interface Row {
  readonly date: string;
  readonly line: number;
  readonly price: Decimal;
  readonly split: Decimal;
  readonly reference: Decimal | undefined;
}

/** The changes of a file, oldest first; none where there is no such file. @throws `missingFile`, `badCsvRow` with file and line */
export async function readFactorFile(file: string, options: BadRowOptions): Promise<readonly FactorChange[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  });
  const bad = new BadRows(file, 'badCsvRow', options);
  const rows: Row[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const row = readRow(line.trim().split(','), index + 1);
    if (typeof row === 'string') bad.add(index + 1, row);
    else if (row.date <= (rows.at(-1)?.date ?? ''))
      bad.add(index + 1, `date ${row.date} is not after that of the row before`);
    else rows.push(row);
  }
  bad.report();
  return rows.slice(1).flatMap((next, index) => changeBetween(rows[index] as Row, next));
}

function readRow(
  [date = '', price = '', split = '', reference, ...more]: readonly string[],
  line: number,
): Row | string {
  const day = date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  if (!isDate(day)) return `date is '${date}', not a day such as 20131007`;
  if (more.length > 0) return `has ${more.length + 4} fields instead of 3 or 4`;
  const factors = { price: decimalOf(price), split: decimalOf(split) };
  if (factors.price === undefined || factors.split === undefined)
    return `has factors '${price}' and '${split}', not two numbers above zero`;
  const known = reference === undefined || Number(reference) === 0 ? undefined : decimalOf(reference);
  if (known === undefined && reference !== undefined && Number(reference) !== 0)
    return `reference price is '${reference}', not a price above zero`;
  return { date: day, line, price: factors.price, split: factors.split, reference: known };
}

function decimalOf(text: string): Decimal | undefined {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  const units = whole === undefined ? 0n : BigInt(whole + fraction);
  return units === 0n ? undefined : { units, decimals: fraction.length };
}

function changeBetween(row: Row, next: Row): readonly FactorChange[] {
  const isSplit = !isSame(row.split, next.split);
  const isPaid = !isSame(row.price, next.price);
  if (!isSplit && !isPaid) return [];
  return [
    {
      date: row.date,
      line: row.line,
      split: isSplit ? splitOf(row.split, next.split) : undefined,
      dividend: isPaid ? { factor: row.price, next: next.price } : undefined,
      reference: row.reference === undefined ? undefined : (scaledTo(row.reference, PRICE_DECIMALS) as Price),
    },
  ];
}

const PRICE_DECIMALS = 8;
const DECIMALS = 18;
const scaledTo = ({ units, decimals }: Decimal, to: number): bigint =>
  to >= decimals ? units * 10n ** BigInt(to - decimals) : units / 10n ** BigInt(decimals - to);
const isSame = (a: Decimal, b: Decimal): boolean => scaledTo(a, DECIMALS) === scaledTo(b, DECIMALS);

/** Factors are rounded: the ratio is taken to be the simplest one within this share of theirs. */
const TOLERANCE = 100_000n;

/** The whole numbers that the factors stand for: 0.25 after 0.0357143 is 7 for 1. */
function splitOf(factor: Decimal, next: Decimal): FactorChange['split'] {
  const [above, below] = [scaledTo(next, DECIMALS), scaledTo(factor, DECIMALS)];
  const [newShares, oldShares] = simplest(
    { above: above * (TOLERANCE - 1n), below: below * TOLERANCE },
    { above: above * (TOLERANCE + 1n), below: below * TOLERANCE },
  );
  const ONE = 10n ** BigInt(PRICE_DECIMALS);
  return newShares === oldShares
    ? undefined
    : { newShares: (newShares * ONE) as Quantity, oldShares: (oldShares * ONE) as Quantity };
}

interface Fraction {
  readonly above: bigint;
  readonly below: bigint;
}
/** The fraction of the smallest terms between two (Stern and Brocot). */
function simplest(low: Fraction, high: Fraction): readonly [bigint, bigint] {
  const whole = low.above / low.below;
  if (whole * low.below === low.above) return [whole, 1n];
  if ((whole + 1n) * high.below <= high.above) return [whole + 1n, 1n];
  const [above, below] = simplest(
    { above: high.below, below: high.above - whole * high.below },
    { above: low.below, below: low.above - whole * low.below },
  );
  return [whole * above + below, above];
}

/**
 * What a share is paid: the close less the close by the old factor over the new one. Factors have few digits, so that the result is known
 * only so well; it is taken to be the shortest decimal that they allow.
 */
export function paidPerShare({ factor, next }: NonNullable<FactorChange['dividend']>, close: Price): Price {
  const [old, now] = [scaledTo(factor, DECIMALS), scaledTo(next, DECIMALS)];
  const exact = (close * (now - old)) / now;
  const unit = 10n ** BigInt(DECIMALS - Math.max(factor.decimals, next.decimals));
  const doubt = (close * unit) / now;
  for (let decimals = 1; decimals < PRICE_DECIMALS; decimals++) {
    const grid = 10n ** BigInt(PRICE_DECIMALS - decimals);
    const rounded = ((exact + grid / 2n) / grid) * grid;
    const off = rounded - exact;
    if ((off < 0n ? -off : off) <= doubt) return rounded as Price;
  }
  return exact as Price;
}
