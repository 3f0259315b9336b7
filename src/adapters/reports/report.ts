/** The report of a run as plain data: decimals as text, times as ISO 8601, everything in a stated order. */
import { isoTime } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { amountText, averagePrice, decimalText, magnitude, minus, plus, zero } from '../../money.ts';
import type { RecordedDay, RecordedFill, RecordedOrder, RecordedTrade, Recording } from './recording.ts';

/** What the engine itself says at the end; the recorder's own sums must agree with it. */
export interface FinalAccount {
  readonly startingCash: Amount;
  /** What positions cost that a person moved into a book. */
  readonly contributed: Amount;
  readonly cash: Amount;
  readonly equity: Amount;
  readonly realised: Amount;
  readonly unrealised: Amount;
  readonly fees: Amount;
  readonly dividends: Amount;
  readonly residue: Amount;
}
/** A position that stays open at the end. */
export interface OpenPosition {
  readonly position: string;
  readonly instrument: string;
  readonly state: string;
  readonly protection: string;
  readonly quantity: Quantity;
  readonly average: Quantity | bigint;
  readonly unrealised: Amount;
}

/** Rows of a source that were left out. */
export interface Skipped {
  readonly source: string;
  readonly rows: number;
  /** What each of them is: a row unless told. */
  readonly what?: string;
  /** The first of them: place and fault. */
  readonly first: string;
}

export interface ReportInput {
  readonly recording: Recording;
  readonly desk: string;
  readonly currency: string;
  readonly account: FinalAccount;
  readonly openPositions: readonly OpenPosition[];
  /** What was left out of what was read; nothing unless told. */
  readonly skipped?: readonly Skipped[];
  readonly stateHash: string;
  readonly sequence: number;
  /** Whether this is the report of a part of a run. */
  readonly isPartial?: boolean;
  readonly version: string;
}

export type Report = ReturnType<typeof buildReport>;

/** Builds the report. Days are sorted by session and symbol, everything else by time. */
export function buildReport(input: ReportInput) {
  const { recording, account } = input;
  const trades = [...recording.trades.values()].filter(({ openedAt }) => openedAt !== null);
  const closed = trades.filter(({ closedAt }) => closedAt !== null);
  const ended = Map.groupBy(closed, dayOf);
  const days = [...recording.days.values()]
    .map((day) => ({ day, ended: ended.get(dayOf(day)) ?? [] }))
    .filter((row) => row.ended.length > 0 || wasActive(row.day))
    .sort((a, b) => byDay(a.day, b.day));
  return {
    version: input.version,
    desk: input.desk,
    currency: input.currency,
    from: recording.firstAt === null ? null : isoTime(recording.firstAt),
    to: recording.firstAt === null ? null : isoTime(recording.lastAt),
    account: {
      startingEquity: amountText(account.startingCash),
      endingEquity: amountText(account.equity),
      ...(account.contributed === 0n ? {} : { contributed: amountText(account.contributed) }),
      change: amountText(minus(minus(account.equity, account.startingCash), account.contributed)),
      realised: amountText(account.realised),
      unrealised: amountText(account.unrealised),
      fees: amountText(account.fees),
      dividends: amountText(account.dividends),
      /** Zero to the last digit: equity change less (realised + unrealised + dividends − fees). */
      residue: amountText(account.residue),
    },
    totals: {
      orders: recording.orders.size,
      fills: recording.fills.length,
      trades: closed.length,
      wins: closed.filter(isWin).length,
      winRate: rate(closed.filter(isWin).length, closed.length),
      maxDrawdown: amountText(maxDrawdown(recording.curve)),
      slippage: amountText(days.reduce<Amount>((sum, { day }) => plus(sum, day.slippage), zero)),
    },
    days: days.map(dayRow),
    trades: trades.map(tradeRow),
    orders: [...recording.orders.values()].map(orderRow),
    fills: recording.fills.map(fillRow),
    openPositions: input.openPositions.map((open) => ({
      position: open.position,
      symbol: open.instrument,
      state: open.state,
      protection: open.protection,
      quantity: decimalText(open.quantity),
      average: decimalText(open.average as Quantity),
      unrealised: amountText(open.unrealised),
    })),
    counts: Object.fromEntries([...recording.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    skipped: (input.skipped ?? []).map(({ source, rows, what = 'row', first }) => ({ source, rows, what, first })),
    alarms: recording.alarms.map(({ at, text }) => ({ at: isoTime(at), text })),
    equityCurve: recording.curve.map(({ at, equity }) => ({ at: isoTime(at), equity: amountText(equity) })),
    sequence: input.sequence,
    ...(input.isPartial === true ? { partial: true } : {}),
    ...(recording.since === null ? {} : { since: { ...recording.since, at: isoTime(recording.since.at) } }),
    stateHash: input.stateHash,
  };
}

const netOf = ({ realised, dividends, fees }: Pick<RecordedTrade, 'realised' | 'dividends' | 'fees'>): Amount =>
  minus(plus(realised, dividends), fees);
const isWin = (trade: RecordedTrade): boolean => netOf(trade) > 0n;
const rate = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
/** The session and the symbol, in which a round trip ended or which a row is about. */
const dayOf = ({ session, instrument }: Pick<RecordedDay, 'session' | 'instrument'>): string =>
  `${session}/${instrument}`;
const wasActive = ({ realised, fees, dividends, exposure }: RecordedDay): boolean =>
  realised !== 0n || fees !== 0n || dividends !== 0n || exposure !== 0n;
const byDay = (a: RecordedDay, b: RecordedDay): number =>
  a.session === b.session ? (a.instrument < b.instrument ? -1 : 1) : a.session < b.session ? -1 : 1;

/** The largest fall of the equity from a peak. */
export function maxDrawdown(curve: Recording['curve']): Amount {
  let peak: Amount | undefined;
  let deepest: Amount = zero;
  for (const { equity } of curve) {
    if (peak === undefined || equity > peak) peak = equity;
    const fall = minus(peak, equity);
    if (fall > deepest) deepest = fall;
  }
  return deepest;
}

/** A symbol in a session, with the round trips that ended in it for good. */
function dayRow({ day, ended }: { readonly day: RecordedDay; readonly ended: readonly RecordedTrade[] }) {
  const wins = ended.filter(isWin).length;
  return {
    session: day.session,
    symbol: day.instrument as string,
    trades: ended.length,
    wins,
    winRate: rate(wins, ended.length),
    realised: amountText(day.realised),
    unrealised: amountText(day.unrealised),
    fees: amountText(day.fees),
    dividends: amountText(day.dividends),
    net: amountText(plus(netOf(day), day.unrealised)),
    maxDrawdown: amountText(day.maxDrawdown),
    exposure: amountText(day.exposure),
    slippage: amountText(day.slippage),
  };
}

function tradeRow(trade: RecordedTrade) {
  const { entered, exited } = trade;
  return {
    position: trade.position as string,
    symbol: trade.instrument as string,
    side: trade.side,
    rule: trade.rule as string | null,
    signal: trade.signal as string | null,
    openedAt: trade.openedAt === null ? null : isoTime(trade.openedAt),
    closedAt: trade.closedAt === null ? null : isoTime(trade.closedAt),
    size: decimalText(trade.size),
    averageEntry: decimalText(averagePrice(entered.value, entered.quantity)),
    averageExit: exited.quantity === 0n ? null : decimalText(averagePrice(exited.value, exited.quantity)),
    realised: amountText(trade.realised),
    fees: amountText(trade.fees),
    dividends: amountText(trade.dividends),
    net: amountText(netOf(trade)),
    reason: trade.reason as string | null,
  };
}

function orderRow({ order, position, role, terms, placedAt, endedAt, filled, value, fees, outcome }: RecordedOrder) {
  return {
    order: order as string,
    position: position as string | null,
    symbol: terms.instrument as string,
    role: role as string,
    side: terms.side as string,
    type: terms.type as string,
    timeInForce: terms.timeInForce as string,
    quantity: decimalText(terms.quantity),
    limit: terms.limit === undefined ? null : decimalText(terms.limit),
    stop: terms.stop === undefined ? null : decimalText(terms.stop),
    filled: decimalText(filled),
    averagePrice: filled === 0n ? null : decimalText(averagePrice(value, magnitude(filled))),
    fees: amountText(fees),
    outcome,
    placedAt: isoTime(placedAt),
    endedAt: endedAt === null ? null : isoTime(endedAt),
  };
}

function fillRow(fill: RecordedFill) {
  return {
    at: isoTime(fill.at),
    order: fill.order as string,
    execution: fill.execution as string,
    position: fill.position as string | null,
    symbol: fill.instrument as string,
    role: fill.role as string,
    side: fill.side as string,
    quantity: decimalText(fill.quantity),
    price: decimalText(fill.price),
    fee: amountText(fill.fee),
    slippage: fill.slippage === null ? null : amountText(fill.slippage),
  };
}
