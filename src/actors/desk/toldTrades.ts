/**
 * What others have traded out of our books and nobody has told of, on the word of a person: at the price that they say, it is booked as an
 * execution of others would be. Where the broker tells of that after all it is not booked a second time.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { ExecutionId, OrderId, Timestamp } from '../../identifiers.ts';
import { expected } from '../../machines/holding/holding.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, lesser, magnitude, minus, signOf, zero } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Registry } from './registry.ts';

type Wish = Event<'holding.bookTrade'>;

export interface ToldTrades {
  readonly book: Station<Wish>;
  /** How much of an execution of others has been booked on the word of a person already: from now on it is accounted for. */
  take(fill: Event<'order.filled'>, pass: Pass): Quantity;
}

export interface ToldTradeParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly configuration: Pick<DeskConfiguration, 'account' | 'currency'>;
}

/** What a person told of, and the broker has not. */
interface Told {
  readonly order: OrderId;
  readonly at: Timestamp;
  readonly left: Quantity;
}

const keyOf = ({ account, instrument, side }: Pick<Wish, 'account' | 'instrument' | 'side'>): string =>
  `${account}/${instrument}/${side}`;

export function createToldTrades({ owners, registry, configuration }: ToldTradeParts): ToldTrades {
  /** By account, instrument and side, in the order in which they were told. */
  const told = owners.register('toldTrades', 1).records<string, readonly Told[]>('told');

  /** No more than what has been missing for as long as a difference may last. */
  function whyNot({ account, instrument, side, quantity }: Wish): Refusal | null {
    if (account !== configuration.account) return refuse('accountUnknown', configuration.account, account);
    const holding = registry.snapshot('holding', `${account}/${instrument}`);
    const difference =
      holding?.hasTag('isAlarm') === true ? minus(holding.context.reported ?? zero, expected(holding.context)) : zero;
    const most = signOf(difference) === signOf(signed(side, quantity)) ? magnitude(difference) : zero;
    return quantity <= most ? null : refuse('differenceLess', decimalText(most), decimalText(quantity));
  }

  function enter(wish: Wish, pass: Pass): void {
    const { account, instrument, side, quantity, price, fee, operator, why } = wish;
    const [order, execution] = [pass.name<OrderId>(), pass.name<ExecutionId>()];
    told.set(keyOf(wish), [...(told.get(keyOf(wish)) ?? []), { order, at: pass.at, left: quantity }]);
    const where = { account, instrument, side } as const;
    pass.say({ type: 'holding.tradeBooked', ...where, order, quantity, price, operator, why });
    const revision = 1;
    pass.say({ type: 'broker.execution', order, execution, revision, quantity, price, executedAt: pass.at, ...where });
    if (fee !== undefined)
      pass.say({ type: 'broker.commission', order, execution, fee, currency: configuration.currency });
  }

  const executedAt = ({ order, execution }: Event<'order.filled'>): Timestamp | undefined =>
    registry.snapshot('order', order)?.context.executions.find((each) => each.execution === execution)?.executedAt;

  return {
    book(wish, pass) {
      const refusal = whyNot(wish);
      if (refusal === null) return enter(wish, pass);
      const { code, limit, value } = refusal;
      pass.say({ type: 'desk.declined', event: wish.type, code, detail: `${value} against ${limit}` });
    },
    take(fill, pass) {
      const all = told.get(keyOf(fill)) ?? [];
      const at = executedAt(fill);
      if (at === undefined || all.some(({ order }) => order === fill.order)) return zero;
      let rest = fill.quantity; // not state: counted down within the call
      const next = all.map((each): Told => {
        const part = each.at < at ? zero : lesser(each.left, rest);
        rest = minus(rest, part);
        return { ...each, left: minus(each.left, part) };
      });
      const quantity = minus(fill.quantity, rest);
      if (quantity === 0n) return zero;
      // What is accounted for whole is of no more use: its own execution was heard with it.
      told.set(
        keyOf(fill),
        next.filter(({ left }) => left > 0n),
      );
      const { account, instrument, side, order, execution, price } = fill;
      pass.say({ type: 'holding.tradeKnown', ...{ account, instrument, side, order, execution, quantity, price } });
      return quantity;
    },
  };
}
