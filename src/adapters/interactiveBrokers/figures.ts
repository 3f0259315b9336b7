/** Numbers of the client library and exact decimals: what stands for nothing is nothing, and noise behind the eighth decimal is rounded away. */
import type { Amount, Price, Quantity, Ratio } from '../../money.ts';
import { decimalText } from '../../money.ts';
import { decimalOf } from '../twsGateway/wire/numbers.ts';

const SCALE = 8;
const AMOUNT_SCALE = 16;
/** How an integer that is not given is written; sizes that the library takes for decimals come with it. */
const UNSET_INTEGER = 2_147_483_647;

/** The shortest decimal text of a float is what the broker wrote, as long as it has fifteen digits at most. */
function counted(value: number | undefined, scale: number): bigint | undefined {
  const found = value === undefined ? 'unset' : decimalOf(String(value), scale);
  return typeof found === 'bigint' ? found : undefined;
}

/** `undefined` for what is no number or stands for none: the largest double, NaN, infinity. */
export const priceOf = (value: number | undefined): Price | undefined => counted(value, SCALE) as Price | undefined;
export const ratioOf = (value: number | undefined): Ratio | undefined => counted(value, SCALE) as Ratio | undefined;
export const amountOf = (value: number | undefined): Amount | undefined =>
  counted(value, AMOUNT_SCALE) as Amount | undefined;
/** As {@link priceOf}; the largest integer stands for none too. */
export const quantityOf = (value: number | undefined): Quantity | undefined =>
  value === UNSET_INTEGER ? undefined : (counted(value, SCALE) as Quantity | undefined);
/** What is zero stands for none: a price of an order that has no such price. */
export const aboveZero = <D extends bigint>(value: D | undefined): D | undefined =>
  value !== undefined && value > 0n ? value : undefined;

/** The number that the library writes as the decimal text of a value. */
export const numberOf = (value: Price | Quantity | Ratio): number => Number(decimalText(value));
