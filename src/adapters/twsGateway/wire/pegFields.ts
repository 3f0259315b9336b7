/** The options of pegged orders: to a benchmark, to the best price, to the midpoint. */
import type { FieldReader } from './fieldReader.ts';
import { boundless, decimal, flag, integer, optionalInteger, text } from './fieldWriter.ts';
import { since } from './versions.ts';

interface OrderKind {
  readonly orderType: string;
}

/** `PEG BENCH` and `PEGBENCH` are the same type to clients. */
const isType = ({ orderType }: OrderKind, type: string): boolean =>
  orderType.toUpperCase().replaceAll(' ', '') === type;

export const isPegBenchmark = (order: OrderKind): boolean => isType(order, 'PEGBENCH');

/** The type as every client recognises it. */
export const orderTypeText = (order: OrderKind): string =>
  isPegBenchmark(order) ? 'PEG BENCH' : text(order.orderType);

export type PegBenchmark = Readonly<ReturnType<typeof readPegBenchmark>>;
export type PegOffsets = Readonly<ReturnType<typeof readPegOffsets>>;

export const readPegBenchmark = (read: FieldReader) => ({
  referenceContractId: read.integer() ?? 0,
  isPeggedChangeAmountDecrease: read.flag(),
  peggedChangeAmount: read.price(),
  referenceChangeAmount: read.price(),
  referenceExchangeId: read.text(),
});

export const pegBenchmarkFields = (peg: PegBenchmark): readonly string[] => [
  integer(peg.referenceContractId),
  flag(peg.isPeggedChangeAmountDecrease),
  decimal(peg.peggedChangeAmount),
  decimal(peg.referenceChangeAmount),
  text(peg.referenceExchangeId),
];

/** Which offsets an order has follows from its venue, its type and, for the best price, from an offset without bound. */
export function readPegOffsets(read: FieldReader, order: OrderKind & { readonly exchange: string }) {
  const there = read.version >= since.pegOffsets;
  const minTradeQty = there && order.exchange === 'IBKRATS' ? read.integer() : undefined;
  const best = there && isType(order, 'PEGBEST');
  const minCompeteSize = best ? read.integer() : undefined;
  const competeAgainstBestOffset = best ? read.boundlessPrice() : undefined;
  const mid = there && (isType(order, 'PEGMID') || competeAgainstBestOffset === 'infinite');
  return {
    minTradeQty,
    minCompeteSize,
    competeAgainstBestOffset,
    midOffsetAtWhole: mid ? read.price() : undefined,
    midOffsetAtHalf: mid ? read.price() : undefined,
  };
}

/** The same offsets of an order that is told: always all five of them. */
export const pegOffsetFields = (version: number, order: PegOffsets): readonly string[] =>
  version < since.pegOffsets
    ? []
    : [
        optionalInteger(order.minTradeQty),
        optionalInteger(order.minCompeteSize),
        boundless(order.competeAgainstBestOffset),
        decimal(order.midOffsetAtWhole),
        decimal(order.midOffsetAtHalf),
      ];
