/** Limits of when and in what anything may be added: the market, the session, what can be borrowed, what is restricted. */
import type { Duration } from '../../identifiers.ts';
import { isoTime, later } from '../../identifiers.ts';
import { decimalText } from '../../money.ts';
import type { LimitSet } from '../../orderLimits.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { told } from './sizeChecks.ts';
import type { Asked, LimitScope } from './surroundings.ts';

/** What holds without any limit. */
export function market({ side, open, around }: Asked): Refusal | null {
  if (around.isRestricted) return refuse('restricted');
  if (around.isTradingHalted) return refuse('tradingHalted');
  if (around.oppositeBook !== undefined) return refuse('oppositeBook', '', around.oppositeBook);
  if (side === 'buy') return null;
  const { shortSupply: supply } = around;
  if (supply?.state === 'none') return refuse('shortSupply', 'something to borrow', 'none');
  if (supply?.shares === undefined || open <= supply.shares) return null;
  return refuse('shortSupply', decimalText(supply.shares), decimalText(open));
}

export function shorts(how: NonNullable<LimitSet['shorts']>, scope: LimitScope, asked: Asked): Refusal | null {
  if (asked.side === 'buy') return null;
  if (how === 'refuse') return refuse('shortForbidden', told('nothing short', scope));
  const state = asked.around.shortSupply?.state;
  return state === 'easy' ? null : refuse('shortSupply', told('easy', scope), state ?? 'not told');
}

export function maxQuoteAge(most: Duration, scope: LimitScope, { quote, now }: Asked): Refusal | null {
  return later(quote.at, most) >= now
    ? null
    : refuse('maxQuoteAge', told(`after ${isoTime(later(now, -most))}`, scope), isoTime(quote.at));
}

/** Where nobody tells of a session nothing is known of its close. */
export function noRiskBeforeClose(before: Duration, scope: LimitScope, { now, around }: Asked): Refusal | null {
  const { closes } = around;
  if (closes !== undefined && later(now, before) < closes) return null;
  const limit = closes === undefined ? 'an open session' : `before ${isoTime(later(closes, -before))}`;
  return refuse('nearClose', told(limit, scope), isoTime(now));
}
