/**
 * Splits and dividends: each is booked once, whoever tells of it, and said to everybody whom it changes. What no source tells, or one tells
 * otherwise, a person confirms. What traded before a split and is told after it is brought into the shares of now.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Split } from '../../corporateActions.ts';
import { joined, priceAfter, sharedAfter, sharesAfter } from '../../corporateActions.ts';
import type { Event, EventType } from '../../events.ts';
import type { AccountId, ExecutionId, InstrumentId, Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import { oversized } from '../../machines/risk/limitScopes.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, minus, plus, times, zero } from '../../money.ts';
import type { RefusalCode } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts } from '../market/contracts.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import type { SnapshotOf } from './charts.ts';
import { spares } from './groups.ts';
import { createLateDividends } from './lateDividends.ts';
import type { Registry } from './registry.ts';

type Divided = Event<'market.split' | 'broker.split'>;
type Paying = Event<'market.dividend' | 'broker.dividend'>;
type Confirmed = Event<'holding.confirmSplit'>;
type Traded = Event<'order.filled' | 'order.revised'>;

export interface CorporateActions {
  readonly split: Station<Divided>;
  /** Books what is left of it beyond what was booked for its ex-date. */
  readonly confirm: Station<Confirmed>;
  readonly dividend: Station<Paying>;
  /** Notes when it was: what was executed before a split is in the shares of then. */
  readonly executed: Station<Event<'broker.execution'>>;
  /** The same station, told in the shares of now. */
  inNewShares<E extends Traded>(station: Station<E>): Station<E>;
  /** The same station, and behind it what dividends of before an execution was told of come to. */
  withDividends<E extends Traded>(station: Station<E>): Station<E>;
  /** The same for an execution of others, of which our books may own a part. */
  withDividendsOfPart<E extends Traded>(station: Station<E>): Station<E>;
}

export interface CorporateActionParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Pick<Books, 'partsOf'>;
  readonly gridOf: Contracts['gridOf'];
  readonly configuration: DeskConfiguration;
  /** When the instrument was last quoted. */
  readonly quotedAt: (instrument: InstrumentId) => Timestamp | undefined;
}

interface Booked extends Split {
  readonly at: Timestamp;
}
const NONE: readonly Booked[] = [];

export function createCorporateActions({
  owners,
  registry,
  books,
  gridOf,
  configuration,
  quotedAt,
}: CorporateActionParts): CorporateActions {
  const own = owners.register('corporateActions', 1);
  /** What was booked, by kind, instrument and ex-date, in words. */
  const known = own.records<string, string>('known');
  const splits = own.records<InstrumentId, readonly Booked[]>('splits');
  /** In all, by instrument and ex-date. */
  const ratios = own.records<string, Split>('ratios');
  const executedAt = own.records<ExecutionId, Timestamp>('executedAt');
  const lastExecutedAt = own.records<InstrumentId, Timestamp>('lastExecutedAt');
  const { account, currency: ownCurrency } = configuration;
  const late = createLateDividends({
    owners,
    executedAt: (execution) => executedAt.get(execution),
    splitBetween,
    partsOf: (event) => books.partsOf(event),
  });

  /** Whether it is news; two sources that differ are a matter for a person. */
  function isNews(event: Divided | Paying, what: string, pass: Pass): boolean {
    if ('account' in event && event.account !== account) return false;
    const key = `${event.type.split('.')[1]}/${event.instrument}/${event.exDate}`;
    const before = known.get(key);
    if (before === undefined) known.set(key, what);
    else if (before !== what) decline(event.type, 'actionDisputed', `${key}: ${what} against ${before}`, pass);
    return before === undefined;
  }

  function decline(event: EventType, code: RefusalCode, detail: string, pass: Pass): void {
    pass.say({ type: 'desk.declined', event, code, detail });
  }

  const positionsIn = (instrument: InstrumentId) =>
    registry.list('position').filter(([, { context }]) => context.instrument === instrument);

  function split(event: Divided, pass: Pass): void {
    const { instrument, newShares, oldShares, exDate } = event;
    if (newShares === oldShares || !isNews(event, wordsOf(event), pass)) return;
    ratios.set(`${instrument}/${exDate}`, { newShares, oldShares });
    divide({ instrument, exDate, ratio: { newShares, oldShares }, at: pass.at }, pass);
  }

  function confirm(wish: Confirmed, pass: Pass): void {
    const { instrument, newShares, oldShares, exDate, effective } = wish;
    const key = `${instrument}/${exDate}`;
    const ratio = leftOf({ newShares, oldShares }, ratios.get(key));
    const refusal = whyNotConfirmed(wish, ratio, pass.at);
    if (refusal !== null) return decline(wish.type, refusal.code, `${refusal.value} against ${refusal.limit}`, pass);
    known.set(`split/${key}`, wordsOf(wish));
    ratios.set(key, { newShares, oldShares });
    pass.say({ ...wish, type: 'holding.splitConfirmed' });
    divide({ instrument, exDate, ratio, at: effective, isQuoted: isQuotedSince(instrument, effective) }, pass);
  }

  const isQuotedSince = (instrument: InstrumentId, since: Timestamp): boolean => (quotedAt(instrument) ?? -1) >= since;

  function whyNotConfirmed({ account: of, instrument, exDate, effective }: Confirmed, left: Split, now: Timestamp) {
    const { instruments } = configuration;
    if (of !== account) return refuse('accountUnknown', account, of);
    if (instruments !== null && !instruments.includes(instrument))
      return refuse('instrumentUnknown', instruments.join(' '), instrument);
    if (left.newShares === left.oldShares) return refuse('actionBooked', 'another ratio', `${instrument} ${exDate}`);
    if (effective > now) return refuse('splitAhead', isoTime(now), isoTime(effective));
    const last = lastExecutedAt.get(instrument);
    if (last !== undefined && last >= effective) return refuse('splitTraded', isoTime(last), isoTime(effective));
    const follower = positionsIn(instrument).find(
      ([, { context }]) => !context.over && (context.trail !== null || context.plan.breakeven !== undefined),
    );
    return follower === undefined || !isQuotedSince(instrument, effective)
      ? null
      : refuse('splitFollowed', isoTime(effective), follower[0]);
  }

  interface Dividing {
    readonly instrument: InstrumentId;
    readonly exDate: string;
    readonly ratio: Split;
    /** What was executed before is in the shares of before. */
    readonly at: Timestamp;
    /** The latest quote is of the new shares. */
    readonly isQuoted?: boolean;
  }

  /** Positions first: what they hold decides what their groups may sell. */
  function divide({ instrument, exDate, ratio, at, isQuoted = false }: Dividing, pass: Pass): void {
    splits.set(instrument, [...(splits.get(instrument) ?? NONE), { ...ratio, at }]);
    const { booked, foreign } = heldIn(account, instrument);
    const after = sharesAfter(booked, ratio);
    const rest = minus(sharesAfter(plus(booked, foreign), ratio), after);
    pass.say({
      type: 'holding.split',
      account,
      instrument,
      ...ratio,
      exDate,
      booked: after,
      foreign: rest,
      ...(isQuoted ? { quoted: true } : {}),
    });
    splitPositions(instrument, ratio, booked, pass);
    for (const [group, { context }] of registry.list('group')) {
      if (!context.legs.some(({ terms }) => terms.instrument === instrument)) continue;
      const names = spares(context.parts.length, pass);
      pass.say({
        type: 'group.split',
        group: group as typeof context.group,
        instrument,
        ...ratio,
        tick: gridOf(instrument).tick,
        spares: names,
      });
    }
    splitOrders(instrument, ratio, pass);
  }

  function heldIn(of: AccountId, instrument: InstrumentId): { readonly booked: Quantity; readonly foreign: Quantity } {
    return registry.snapshot('holding', `${of}/${instrument}`)?.context ?? { booked: zero, foreign: zero };
  }

  /** Each in its turn takes its part, so that together they hold what the books do. */
  function splitPositions(instrument: InstrumentId, ratio: Split, booked: Quantity, pass: Pass): void {
    const positions = positionsIn(instrument);
    const held = positions.map(([, { context }]) => context.quantity);
    const others = minus(
      booked,
      held.reduce<Quantity>((sum, each) => plus(sum, each), zero),
    );
    const after = sharedAfter(held, ratio, others);
    for (const [index, [, { context }]] of positions.entries()) {
      const { position } = context;
      pass.say({ type: 'position.split', position, instrument, ...ratio, quantity: after[index] ?? zero });
    }
  }

  /** Orders of ours that are out: those of groups are theirs to take back; one that stands alone is taken back and not sent again. */
  function splitOrders(instrument: InstrumentId, ratio: Split, pass: Pass): void {
    for (const [, snapshot] of registry.list('order')) {
      const { order, links, terms } = snapshot.context;
      const isOut = snapshot.hasTag('isLive') || snapshot.hasTag('isSubmitting');
      if (!isOut || terms.instrument !== instrument || links.role === 'external') continue;
      flag(snapshot.context, ratio, pass);
      if (links.group === undefined)
        pass.say({ type: 'order.cancel', order, why: 'a split has changed what it is for' });
    }
  }

  /** An order that was within the limit of its size and would not be any more: what takes its place is looked at by a person (B22.4). */
  function flag({ order, links, terms }: SnapshotOf<'order'>['context'], ratio: Split, pass: Pass): void {
    const place = { book: links.book, instrument: terms.instrument };
    if (oversized(terms.quantity, configuration.risk, place) !== null) return;
    const problem = oversized(sharesAfter(terms.quantity, ratio), configuration.risk, place);
    if (problem !== null) pass.say({ type: 'risk.oversized', order, ...problem });
  }

  function dividend(event: Paying, pass: Pass): void {
    const { instrument, perShare, currency, exDate } = event;
    if (!isNews(event, `${decimalText(perShare)} ${currency}`, pass)) return;
    if (currency !== ownCurrency) return decline(event.type, 'currencyForeign', `${instrument} ${currency}`, pass);
    late.note(event, pass);
    const paid = positionsIn(instrument).filter(([, { context }]) => context.quantity !== 0n);
    const quantity = paid.reduce<Quantity>((sum, [, { context }]) => plus(sum, context.quantity), zero);
    const what = { instrument, perShare, currency };
    pass.say({ type: 'holding.dividend', account, ...what, exDate, quantity, amount: times(perShare, quantity) });
    for (const [, { context }] of paid) {
      const { position } = context;
      pass.say({ type: 'position.dividend', position, ...what, amount: times(perShare, context.quantity) });
    }
  }

  /** What an execution has been divided by since; `undefined` for one in the shares of now. */
  function splitSince({ instrument, execution }: Traded): Split | undefined {
    const at = splits.get(instrument) === undefined ? undefined : executedAt.get(execution);
    return at === undefined ? undefined : splitBetween(instrument, at);
  }

  function splitBetween(instrument: InstrumentId, from: Timestamp, until?: Timestamp): Split | undefined {
    return splits
      .get(instrument)
      ?.filter(({ at }) => at > from && (until === undefined || at <= until))
      .reduce<Split | undefined>((all, each) => (all === undefined ? each : joined(all, each)), undefined);
  }

  return {
    split,
    confirm,
    dividend,
    executed({ order, execution, executedAt: at, instrument: told }: Event<'broker.execution'>) {
      if (executedAt.get(execution) !== undefined) return;
      executedAt.set(execution, at);
      const instrument = registry.snapshot('order', order)?.context.terms.instrument ?? told;
      if (instrument !== undefined && at > (lastExecutedAt.get(instrument) ?? -1)) lastExecutedAt.set(instrument, at);
    },
    withDividends: late.withDividends,
    withDividendsOfPart: late.withDividendsOfPart,
    inNewShares: (station) => (event, pass) => {
      const ratio = splitSince(event);
      station(ratio === undefined ? event : (inShares(event, ratio) as typeof event), pass);
    },
  };
}

const wordsOf = ({ newShares, oldShares }: Split): string => {
  const common = divisorOf(newShares, oldShares);
  return `${newShares / common} for ${oldShares / common}`;
};
/** What of a split in all is left beyond what of it is booked already. */
function leftOf({ newShares, oldShares }: Split, booked: Split | undefined): Split {
  if (booked === undefined) return { newShares, oldShares };
  const [more, fewer] = [newShares * booked.oldShares, oldShares * booked.newShares];
  const common = divisorOf(more, fewer);
  return { newShares: (more / common) as Quantity, oldShares: (fewer / common) as Quantity };
}
const divisorOf = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisorOf(b, a % b));

/** What it came to stays as it was. */
function inShares(event: Traded, ratio: Split): Traded {
  const { quantity, price } = event;
  const now = {
    quantity: sharesAfter(quantity, ratio),
    price: priceAfter(price, ratio),
    value: times(price, quantity),
  };
  if (event.type === 'order.filled') return { ...event, ...now };
  const { previousQuantity, previousPrice } = event;
  return {
    ...event,
    ...now,
    previousQuantity: sharesAfter(previousQuantity, ratio),
    previousPrice: priceAfter(previousPrice, ratio),
    previousValue: times(previousPrice, previousQuantity),
  };
}
