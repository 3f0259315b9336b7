/**
 * Cash in lieu: after a reverse split a broker pays for what is less than a share, and it leaves the account. It leaves our books on the
 * word of a person, for what was paid, and no execution is invented for it.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { PositionContext } from '../../machines/position/position.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, lesser, magnitude, minus, negate, plus, signOf, zero } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Contracts } from '../market/contracts.ts';
import type { Pass, Station } from '../pass.ts';
import { moneyOf } from './parts.ts';
import type { Registry } from './registry.ts';

type Wish = Event<'holding.settleFraction'>;

/** A round trip with less than a lot that no order can close. */
interface Fraction {
  readonly of: PositionContext;
  /** Without a sign. */
  readonly size: Quantity;
}

export interface FractionParts {
  readonly registry: Registry;
  readonly configuration: Pick<DeskConfiguration, 'account'>;
  readonly gridOf: Contracts['gridOf'];
}

export function createFractions({ registry, gridOf, configuration }: FractionParts): {
  readonly settle: Station<Wish>;
} {
  const { account: ours } = configuration;

  /** What is over comes first: of what is open the fraction may still grow. */
  function fractionsIn(instrument: InstrumentId, sign: number): readonly Fraction[] {
    const { lot } = gridOf(instrument);
    const all = registry.list('position').flatMap(([, { context }]): readonly Fraction[] => {
      const size = (magnitude(context.quantity) % lot) as Quantity;
      const isHere = context.instrument === instrument && signOf(context.quantity) === sign && size > 0n;
      // Less than a lot of an entry that still fills is its beginning.
      return isHere && (context.over || magnitude(context.quantity) > lot) ? [{ of: context, size }] : [];
    });
    return [...all.filter(({ of }) => of.over), ...all.filter(({ of }) => !of.over)];
  }

  /** So much, from one after the other. */
  function taken(fractions: readonly Fraction[], wanted: Quantity): readonly Fraction[] {
    let left = wanted;
    return fractions.flatMap(({ of, size }) => {
      const part = lesser(size, left);
      left = minus(left, part);
      return part > 0n ? [{ of, size: part }] : [];
    });
  }

  function whyNot({ account, instrument, quantity, amount }: Wish): Refusal | null {
    if (account !== ours) return refuse('accountUnknown', ours, account);
    if (quantity === 0n) return refuse('sizeZero', 'a fraction', 'nothing');
    if (amount !== 0n && signOf(amount) !== signOf(quantity))
      return refuse('termsContradict', 'cash for what was long, or paid for what was short', decimalText(quantity));
    const sum = fractionsIn(instrument, signOf(quantity)).reduce<Quantity>((all, { size }) => plus(all, size), zero);
    return magnitude(quantity) <= sum ? null : refuse('fractionLess', decimalText(sum), decimalText(quantity));
  }

  function settle(wish: Wish, pass: Pass): void {
    const { account, instrument, quantity, amount, operator, why } = wish;
    const parts = taken(fractionsIn(instrument, signOf(quantity)), magnitude(quantity));
    const money = moneyOf(
      parts.map(({ size }) => ({ quantity: size })),
      amount,
    );
    pass.say({ type: 'holding.fractionSettled', account, instrument, quantity, amount, operator, why });
    pass.say({ type: 'holding.booked', account, instrument, change: negate(quantity) });
    for (const [index, { of, size }] of parts.entries()) {
      const { position, group } = of;
      const part = quantity > 0n ? size : negate(size);
      pass.say({
        type: 'position.fractionSettled',
        position,
        instrument,
        quantity: part,
        amount: money[index] ?? amount,
      });
      // It counts what it leads: a later split must not find there what has left.
      if (group !== null) pass.say({ type: 'group.traded', group, quantity: negate(part) });
    }
  }

  return {
    settle(wish, pass) {
      const refusal = whyNot(wish);
      if (refusal === null) return settle(wish, pass);
      const { code, limit, value } = refusal;
      pass.say({ type: 'desk.declined', event: wish.type, code, detail: `${value} against ${limit}` });
    },
  };
}
