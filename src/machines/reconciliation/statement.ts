/**
 * A broker's statement beside our executions. A row and an execution belong together by the name of the execution, else by everything that
 * both tell of it; then every figure agrees to the last digit, or what differs is told. Pure.
 */
import type { ExecutionId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { amountText, decimalText } from '../../money.ts';
import type { Side } from '../../orders.ts';
import type { StatementDifference, StatementTrade } from '../../plans.ts';

/** One of our executions. */
export interface OwnExecution {
  readonly order: OrderId;
  readonly execution: ExecutionId;
  readonly instrument: InstrumentId;
  readonly side: Side;
  /** Zero for one that was taken back. */
  readonly quantity: Quantity;
  readonly price: Price;
  readonly executedAt: Timestamp;
  /** `null` while it is pending. */
  readonly fee: { readonly fee: Amount; readonly currency: string } | null;
}

/** What an order of ours is for; `undefined` for one that is not ours. */
export type OwnOrder = (order: OrderId) => { readonly instrument: InstrumentId; readonly side: Side } | undefined;

/** What a statement covers. */
export interface Period {
  readonly from: Timestamp;
  readonly to: Timestamp;
}

/** A row and the execution of ours that it is about. */
export interface Pair {
  readonly trade: StatementTrade;
  readonly own: OwnExecution;
}

export interface Difference {
  readonly code: StatementDifference;
  readonly instrument: InstrumentId;
  readonly row?: number;
  readonly order?: OrderId;
  readonly execution?: ExecutionId;
  /** What the statement has, and what our books have; empty for nothing. */
  readonly stated: string;
  readonly booked: string;
}

/** A trade of an order of ours, with the names to book it by. */
export type NamedTrade = StatementTrade & Required<Pick<StatementTrade, 'order' | 'execution'>>;

export interface Comparison {
  /** The same to the last digit, fees too. */
  readonly matched: readonly Pair[];
  /** The same but for a fee that is pending here. */
  readonly uncharged: readonly Pair[];
  /** Fills of our orders that only the statement shows, in order of time. */
  readonly missing: readonly NamedTrade[];
  /** Trades of no order of ours. */
  readonly foreign: readonly StatementTrade[];
  readonly differences: readonly Difference[];
}

/** What a statement covers where it does not say so: from its first trade to its last. */
export function periodOf(trades: readonly StatementTrade[]): Period {
  const times = trades.map(({ executedAt }) => executedAt).toSorted((a, b) => a - b);
  const [from, to] = [times[0], times.at(-1)];
  return { from: from ?? (0 as Timestamp), to: to ?? (0 as Timestamp) };
}

/** Compares all rows with all of our executions. */
export function compareStatement(
  trades: readonly StatementTrade[],
  own: { readonly executions: readonly OwnExecution[]; readonly order: OwnOrder },
  period: Period,
): Comparison {
  const { pairs, left, twice } = paired(trades, own.executions);
  const taken = new Set(pairs.map((pair) => pair.own));
  const others = left.map((trade) => unpaired(trade, own.order));
  const figures = new Map(pairs.map((pair) => [pair, figuresThatDiffer(pair)]));
  const agreeing = pairs.filter((pair) => figures.get(pair)?.length === 0);
  return {
    matched: agreeing.filter((pair) => pair.own.fee !== null),
    uncharged: agreeing.filter((pair) => pair.own.fee === null),
    missing: others.flatMap((each) => ('missing' in each ? [each.missing] : [])).toSorted(byTime),
    foreign: others.flatMap((each) => ('foreign' in each ? [each.foreign] : [])),
    differences: [
      ...[...figures.values()].flat(),
      ...twice.map((trade) => rowAlone(trade, 'statedTwice')),
      ...others.flatMap((each) => ('difference' in each ? [each.difference] : [])),
      ...own.executions.filter((each) => !taken.has(each) && isStatable(each, period)).map(notStated),
    ],
  };
}

interface Pairing {
  readonly pairs: readonly Pair[];
  readonly left: readonly StatementTrade[];
  /** Rows whose execution another row has. */
  readonly twice: readonly StatementTrade[];
}

/** Each execution has one row at most, and each row one execution. */
function paired(trades: readonly StatementTrade[], executions: readonly OwnExecution[]): Pairing {
  const named = new Map(executions.map((own) => [own.execution, own]));
  const free = new Set(executions);
  const stated = new Set<ExecutionId>();
  const pairs: Pair[] = [];
  const left: StatementTrade[] = [];
  const twice: StatementTrade[] = [];
  // Those that are named take theirs first: what looks the same may be another.
  for (const trade of [...trades].sort(
    (a, b) => Number(a.execution === undefined) - Number(b.execution === undefined),
  )) {
    const { execution } = trade;
    if (execution !== undefined && stated.has(execution)) {
      twice.push(trade);
      continue;
    }
    if (execution !== undefined) stated.add(execution);
    const own = execution === undefined ? [...free].find((each) => looksLike(trade, each)) : named.get(execution);
    if (own === undefined) left.push(trade);
    else {
      free.delete(own);
      pairs.push({ trade, own });
    }
  }
  return { pairs, left, twice };
}

/** Statements tell time to the second. */
const secondOf = (at: Timestamp): number => Math.floor(at / MICROSECONDS.second);
const looksLike = (trade: StatementTrade, own: OwnExecution): boolean =>
  (trade.order === undefined || trade.order === own.order) &&
  trade.instrument === own.instrument &&
  trade.side === own.side &&
  trade.quantity === own.quantity &&
  trade.price === own.price &&
  secondOf(trade.executedAt) === secondOf(own.executedAt);

type Unpaired =
  | { readonly missing: NamedTrade }
  | { readonly foreign: StatementTrade }
  | { readonly difference: Difference };

/** What a row means that none of our executions is in. */
function unpaired(trade: StatementTrade, orderOf: OwnOrder): Unpaired {
  const { order, execution } = trade;
  const known = order === undefined ? undefined : orderOf(order);
  if (order === undefined || known === undefined) return { foreign: trade };
  if (known.instrument !== trade.instrument || known.side !== trade.side) {
    const booked = `${known.side} ${known.instrument}`;
    return { difference: { ...rowAlone(trade, 'orderDiffers'), booked } };
  }
  if (execution === undefined) return { difference: rowAlone(trade, 'nameless') };
  return { missing: { ...trade, order, execution } };
}

function figuresThatDiffer({ trade, own }: Pair): readonly Difference[] {
  const { row, instrument } = trade;
  const { order, execution, fee } = own;
  const figures: readonly (readonly [StatementDifference, string, string])[] = [
    ['instrumentDiffers', trade.instrument, own.instrument],
    ['sideDiffers', trade.side, own.side],
    ['quantityDiffers', decimalText(trade.quantity), decimalText(own.quantity)],
    ['priceDiffers', decimalText(trade.price), decimalText(own.price)],
    ...(fee === null
      ? []
      : ([
          ['feeDiffers', amountText(trade.fee), amountText(fee.fee)],
          ['currencyDiffers', trade.currency, fee.currency],
        ] as const)),
  ];
  return figures.flatMap(([code, stated, booked]) =>
    stated === booked ? [] : [{ code, row, instrument, order, execution, stated, booked }],
  );
}

function rowAlone(trade: StatementTrade, code: StatementDifference): Difference {
  const { row, instrument, order, execution } = trade;
  const names = { ...(order === undefined ? {} : { order }), ...(execution === undefined ? {} : { execution }) };
  return { code, row, instrument, ...names, stated: described(trade), booked: '' };
}

const notStated = (own: OwnExecution): Difference => ({
  code: 'notStated',
  instrument: own.instrument,
  order: own.order,
  execution: own.execution,
  stated: '',
  booked: described(own),
});

/** To the second, as statements tell it. */
const isStatable = ({ quantity, executedAt }: OwnExecution, { from, to }: Period): boolean =>
  quantity > 0n && secondOf(executedAt) >= secondOf(from) && secondOf(executedAt) <= secondOf(to);

const described = ({
  side,
  quantity,
  instrument,
  price,
}: Pick<OwnExecution, 'side' | 'quantity' | 'instrument' | 'price'>): string =>
  `${side} ${decimalText(quantity)} ${instrument} @ ${decimalText(price)}`;

const byTime = (a: StatementTrade, b: StatementTrade): number => a.executedAt - b.executedAt || a.row - b.row;
