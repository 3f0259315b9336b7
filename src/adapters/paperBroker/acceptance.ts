/** What the broker rejects on arrival, and why: the codes are those of Interactive Brokers ("API message codes"). */
import type { Timestamp } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { decimalText, lesser, price as priceOf, times } from '../../money.ts';
import { signed } from '../../orders.ts';
import type { TermsProblem } from '../../orderTerms.ts';
import { termsProblem } from '../../orderTerms.ts';
import type { PaperAccount } from './account.ts';
import type { Families } from './families.ts';
import type { Markets } from './market.ts';
import type { PaperOrder } from './paperOrder.ts';
import { auctionOf, hasEnded } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';
import type { Sessions } from './sessions.ts';

export interface AcceptanceParts {
  readonly rules: PaperRules;
  readonly sessions: Sessions;
  readonly account: PaperAccount;
  readonly markets: Markets;
  readonly families: Families;
}

/** Why an order is rejected; `undefined` when it is taken. */
export function rejection(order: PaperOrder, now: Timestamp, parts: AcceptanceParts): string | undefined {
  return (
    unfitTerms(order, parts.rules.tick) ??
    untimely(order, now, parts) ??
    (order.terms.parent === undefined ? unaffordable(order, parts) : orphaned(order, parts.families))
  );
}

/** What is wrong with the terms by themselves; amended terms are asked the same. */
export function unfitTerms({ terms }: Pick<PaperOrder, 'terms'>, tick: Price): string | undefined {
  const problem = termsProblem(terms);
  if (problem !== undefined) return sentenceOf(problem, terms.type);
  for (const name of ['limit', 'stop', 'activation'] as const) {
    const value = terms[name];
    if (value === undefined || value % tickOf(value, tick) === 0n) continue;
    return `110: ${name} ${decimalText(value)} does not conform to the minimum price variation`;
  }
  return undefined;
}

function sentenceOf({ code, expected, found }: TermsProblem, type: string): string {
  if (code === 'timeInForceUnfit' && type.endsWith('OnClose')) return '113: an order for the close is a day order';
  if (code === 'timeInForceUnfit') return `111: the time in force and the order type are incompatible: ${found}`;
  if (code === 'termsIncomplete') return `107: the order is incomplete: ${expected}`;
  return `321: ${found}: expected ${expected}`;
}

/** Below one unit of money prices are finer. Source: Regulation NMS, Rule 612. */
const ONE = priceOf(1);
const FINE_TICK = priceOf('0.0001');
const tickOf = (value: Price, tick: Price): Price => (value < ONE ? lesser(FINE_TICK, tick) : tick);

function untimely(order: PaperOrder, now: Timestamp, { sessions, rules }: AcceptanceParts): string | undefined {
  const { goodTill } = order.terms;
  if (goodTill !== undefined && goodTill <= now) return '201: the moment until which the order is good has passed';
  const auction = auctionOf(order);
  if (auction === undefined) return undefined;
  if (sessions.at(now) === undefined) return '387: there are no sessions, so there is no auction';
  return sessions.isCutOff(order, now, rules) ? `201: the cut-off of the ${auction} auction has passed` : undefined;
}

function orphaned(order: PaperOrder, families: Families): string | undefined {
  const parent = families.parentOf(order);
  if (parent === undefined) return '135: there is no such parent order';
  return hasEnded(parent) && parent.filled === 0n ? '135: its parent has ended' : undefined;
}

/** What an order is rejected by that the account can not bear. */
export const BEYOND_MEANS = '201: the order is beyond the buying power of the account';

function unaffordable({ terms }: PaperOrder, { account, markets }: AcceptanceParts): string | undefined {
  const price = terms.limit ?? terms.stop ?? markets.touch(terms);
  const added = account.added(terms.instrument, signed(terms.side, terms.quantity));
  if (price === undefined || times(price, added) <= account.buyingPower()) return undefined;
  return BEYOND_MEANS;
}
