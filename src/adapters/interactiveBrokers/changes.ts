/** Changes that are out, and the terms that the broker lists: which of them it has taken. */
import { encode } from '../../codec.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';
import { amendableTerms, amendedTerms, amendmentOf } from '../../orders.ts';
import { takenTerms } from '../../orderTerms.ts';
import type { Entry } from './book.ts';

/** The amendable terms as the broker can list them: moments to the second. */
function listable(terms: OrderTerms): Amendment {
  const { goodTill, ...others } = amendmentOf(takenTerms(terms));
  return {
    ...others,
    ...(goodTill === undefined ? {} : { goodTill: (goodTill - (goodTill % MICROSECONDS.second)) as typeof goodTill }),
  };
}

/** What is listed otherwise than the terms have it; what is not listed has not changed. */
export function differing(terms: OrderTerms, listed: Amendment): Amendment | undefined {
  const known = listable(terms);
  const names = amendableTerms.filter(
    (name) => listed[name] !== undefined && encode(listed[name]) !== encode(known[name] ?? null),
  );
  return names.length === 0 ? undefined : (Object.fromEntries(names.map((name) => [name, listed[name]])) as Amendment);
}

/**
 * How many of the changes that are out are answered by listed terms: the latest that they agree with, and all before it. Those are done
 * with, and their terms are those of the order. A change that has not been written can be in no list.
 */
export function answered(entry: Entry, listed: Amendment): number {
  let terms = entry.terms;
  let found: { readonly count: number; readonly terms: OrderTerms } | undefined;
  for (const [index, { change, isWritten }] of entry.changes.entries()) {
    if (!isWritten) break;
    terms = amendedTerms(terms, change);
    const isListed = amendableTerms.every(
      (name) =>
        change[name] === undefined || listed[name] !== undefined || (name === 'stop' && terms.trail !== undefined),
    );
    if (isListed && differing(terms, listed) === undefined) found = { count: index + 1, terms };
  }
  if (found === undefined) return 0;
  entry.terms = found.terms;
  entry.changes = entry.changes.slice(found.count);
  return found.count;
}

/** The change that was written first was not taken, nor those that went out in the same message. */
export function rejectOldest(entry: Entry, say: () => void): void {
  const [oldest] = entry.changes;
  if (oldest === undefined) return say();
  const { message } = oldest;
  const rest = entry.changes.filter((each) => each.message !== message);
  for (let count = entry.changes.length - rest.length; count > 0; count--) say();
  entry.changes = rest;
}
