/**
 * What the account can pay for: what the broker says of it, with its age, what has been spent since, and what has settled. A sale settles
 * with the next session (T+1, SEC rule 15c6-1), so what was sold in this one buys nothing in a cash account.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AccountId } from '../../identifiers.ts';
import type { AccountFigures } from '../../machines/risk/surroundings.ts';
import type { Amount } from '../../money.ts';
import { lesser, plus, times, zero } from '../../money.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

interface Told extends Omit<AccountFigures, 'spent'> {
  /** What filled between the figures before these and these, and since. */
  readonly spentBefore: Amount;
  readonly spentSince: Amount;
}

export interface AccountFiguresStation {
  readonly told: Station<Event<'broker.account'>>;
  readonly filled: Station<Event<'order.filled'>>;
  readonly revised: Station<Event<'order.revised'>>;
  readonly sessionOpened: Station<Event<'clock.sessionOpened'>>;
  of(account: AccountId): AccountFigures | undefined;
  /** So much of the cash has settled. */
  settled(account: AccountId, cash: Amount): Amount;
}

export function createAccountFigures(owners: Owners, configuration: DeskConfiguration): AccountFiguresStation {
  const own = owners.register('accountFigures', 1);
  const figures = own.records<AccountId, Told>('figures');
  /** What sales of the session have brought. */
  const unsettled = own.records<AccountId, Amount>('unsettled');

  /** Sales of before the limit was set are not known to it. */
  function sold(account: AccountId, amount: Amount): void {
    if (configuration.risk.settledCash !== undefined)
      unsettled.set(account, plus(unsettled.get(account) ?? zero, amount));
  }

  return {
    told({ account, buyingPower, settledCash }: Event<'broker.account'>, { at }: Pass) {
      const spentBefore = figures.get(account)?.spentSince ?? zero;
      figures.set(account, { buyingPower, settledCash, at, spentBefore, spentSince: zero });
    },
    filled({ account, side, price, quantity }: Event<'order.filled'>) {
      const value = times(price, quantity);
      if (side === 'sell') sold(account, value);
      const known = figures.get(account);
      if (known !== undefined) figures.set(account, { ...known, spentSince: plus(known.spentSince, value) });
    },
    revised({ account, side, price, quantity, previousPrice, previousQuantity }: Event<'order.revised'>) {
      if (side === 'sell') sold(account, (times(price, quantity) - times(previousPrice, previousQuantity)) as Amount);
    },
    sessionOpened() {
      for (const [account] of unsettled.ordered()) unsettled.delete(account);
    },
    of(account) {
      const known = figures.get(account);
      if (known === undefined) return undefined;
      const { spentBefore, spentSince, ...rest } = known;
      return { ...rest, spent: plus(spentBefore, spentSince) };
    },
    settled(account, cash) {
      const ours = (cash - (unsettled.get(account) ?? zero)) as Amount;
      const known = figures.get(account);
      if (known?.settledCash === undefined) return ours;
      return lesser(ours, (known.settledCash - known.spentBefore - known.spentSince) as Amount);
    },
  };
}
