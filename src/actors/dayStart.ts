/** What trading had brought when the session opened: by it rules read what the day has brought. */
import type { Event } from '../events.ts';
import type { Amount } from '../money.ts';
import { minus } from '../money.ts';
import type { Owners } from './owners.ts';
import type { Station } from './pass.ts';
import type { Portfolio } from './portfolio.ts';
import { changeOf } from './portfolio.ts';

export interface DayStart {
  readonly opened: Station<Event<'clock.sessionOpened'>>;
  /** What has been won or lost since the session opened, at the marks and after fees; `undefined` before the first. */
  change(): Amount | undefined;
}

export function createDayStart(owners: Owners, portfolio: Portfolio): DayStart {
  const start = owners.register('dayStart', 1).cell<Amount | null>('change', null);
  return {
    opened: () => start.set(changeOf(portfolio.totals())),
    change() {
      const before = start.get();
      return before === null ? undefined : minus(changeOf(portfolio.totals()), before);
    },
  };
}
