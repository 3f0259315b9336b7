/** Limits of what the account can pay for. What is not known, or known no more, is nothing. */
import type { Duration } from '../../identifiers.ts';
import { isoTime, later, MICROSECONDS } from '../../identifiers.ts';
import type { Amount, Ratio } from '../../money.ts';
import { amountText, scaledAmount } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { told } from './sizeChecks.ts';
import type { Asked, LimitScope } from './surroundings.ts';

/** Interactive Brokers tells them every three minutes at the latest (TWS API, "Account Updates"). */
export const ACCOUNT_AGE = (5 * MICROSECONDS.minute) as Duration;

/** Whether what the broker said of the account still counts. */
export function accountAge(most: Duration, { now, around }: Asked): Refusal | null {
  const { account } = around;
  const limit = `after ${isoTime(later(now, -most))}`;
  if (account === undefined) return refuse('accountStale', limit, 'never');
  return later(account.at, most) >= now ? null : refuse('accountStale', limit, isoTime(account.at));
}

/** What has filled since is taken off twice rather than never: nobody says how much of it the broker had counted. */
export function maxBuyingPowerShare(most: Ratio, scope: LimitScope, { worth, around }: Asked): Refusal | null {
  const { account } = around;
  if (account === undefined) return refuse('accountStale', told('what the broker says', scope), 'never');
  const { buying, selling } = scope.exposure;
  const taken = (buying + selling + account.spent + worth) as Amount;
  const room = scaledAmount(account.buyingPower, most);
  return taken <= room ? null : refuse('maxBuyingPowerShare', told(amountText(room), scope), amountText(taken));
}

/** A cash account buys with what has settled, and sells nothing short. */
export function settledCash({ side, worth, around }: Asked): Refusal | null {
  const { settledCash: room } = around;
  if (room === undefined) return null;
  if (side === 'sell') return refuse('shortForbidden', 'a cash account');
  return worth <= room ? null : refuse('settledCash', amountText(room), amountText(worth));
}
