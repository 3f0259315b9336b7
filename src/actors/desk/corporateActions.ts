/**
 * Splits and dividends: each is booked once, whoever tells of it, and said to everybody whom it changes. What traded before a split and is
 * told after it is brought into the shares of now.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Split } from '../../corporateActions.ts';
import { joined, priceAfter, sharedAfter, sharesAfter } from '../../corporateActions.ts';
import type { Event, EventType } from '../../events.ts';
import type { AccountId, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../identifiers.ts';
import { sizeProblem } from '../../machines/risk/limits.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, minus, plus, times, zero } from '../../money.ts';
import type { RefusalCode } from '../../refusals.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Books } from './books.ts';
import { spares } from './groups.ts';
import { createLateDividends } from './lateDividends.ts';
import type { Registry } from './registry.ts';

type Divided = Event<'market.split' | 'broker.split'>;
type Paying = Event<'market.dividend' | 'broker.dividend'>;
type Traded = Event<'order.filled' | 'order.revised'>;

export interface CorporateActions {
  readonly split: Station<Divided>;
  readonly dividend: Station<Paying>;
  /** Notes when it was: what was executed before a split is in the shares of then. */
  readonly executed: Station<Event<'broker.execution'>>;
  /** The same station, told in the shares of now. */
  inNewShares<E extends Traded>(station: Station<E>): Station<E>;
  /** The same station, and behind it what dividends of before an execution was told of come to. */
  withDividends<E extends Traded>(station: Station<E>): Station<E>;
}

export interface CorporateActionParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Pick<Books, 'partsOf'>;
  readonly configuration: DeskConfiguration;
}

interface Booked extends Split {
  readonly at: Timestamp;
}
const NONE: readonly Booked[] = [];

export function createCorporateActions({
  owners,
  registry,
  books,
  configuration,
}: CorporateActionParts): CorporateActions {
  const own = owners.register('corporateActions', 1);
  /** What was booked, by kind, instrument and ex-date, in words. */
  const known = own.records<string, string>('known');
  const splits = own.records<InstrumentId, readonly Booked[]>('splits');
  const executedAt = own.records<ExecutionId, Timestamp>('executedAt');
  const { account, tick, currency: ownCurrency } = configuration;
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

  /** Positions first: what they hold decides what their groups may sell. */
  function split(event: Divided, pass: Pass): void {
    const { instrument, newShares, oldShares } = event;
    if (newShares === oldShares || !isNews(event, wordsOf(event), pass)) return;
    const ratio: Split = { newShares, oldShares };
    splits.set(instrument, [...(splits.get(instrument) ?? NONE), { ...ratio, at: pass.at }]);
    const { booked, foreign } = heldIn(account, instrument);
    const after = sharesAfter(booked, ratio);
    const rest = minus(sharesAfter(plus(booked, foreign), ratio), after);
    pass.say({
      type: 'holding.split',
      account,
      instrument,
      ...ratio,
      exDate: event.exDate,
      booked: after,
      foreign: rest,
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
        tick,
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
      flag(order, terms.quantity, ratio, pass);
      if (links.group === undefined)
        pass.say({ type: 'order.cancel', order, why: 'a split has changed what it is for' });
    }
  }

  /** An order that was within the limit of its size and would not be any more: what takes its place is looked at by a person (B22.4). */
  function flag(order: OrderId, quantity: Quantity, ratio: Split, pass: Pass): void {
    if (sizeProblem(quantity, configuration.risk) !== null) return;
    const problem = sizeProblem(sharesAfter(quantity, ratio), configuration.risk);
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
    dividend,
    executed({ execution, executedAt: at }: Event<'broker.execution'>) {
      if (executedAt.get(execution) === undefined) executedAt.set(execution, at);
    },
    withDividends: late.withDividends,
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
