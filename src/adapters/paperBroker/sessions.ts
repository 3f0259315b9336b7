/** When an order may trade: in the regular session, and around it where it asks for that and can. */
import type { Timestamp } from '../../identifiers.ts';
import type { MarketEvent, RegularSession, TradingHours } from '../../ports.ts';
import { dateAfter, newYorkDate, newYorkTime } from '../calendar/newYork.ts';
import type { PaperOrder } from './paperOrder.ts';
import { auctionOf } from './paperOrder.ts';
import type { PaperRules } from './rules.ts';

type Window = Pick<RegularSession, 'opens' | 'closes'>;
type MayTrade = (order: PaperOrder) => boolean;

const anybody: MayTrade = () => true;
const nobody: MayTrade = () => false;
const thoseOutside: MayTrade = ({ worksOutside }) => worksOutside;

/** The days that the broker lists: from when on, and until when that holds. */
interface Listed {
  readonly since: Timestamp;
  readonly until: Timestamp;
}

export class Sessions {
  readonly #hours: TradingHours | undefined;
  /** The windows around sessions by date: they are asked for at every event outside regular hours. */
  readonly #around = new Map<string, Window>();

  #listed: Listed | undefined;

  constructor(hours: TradingHours | undefined) {
    this.#hours = hours;
  }

  /** How far back the broker lists what has been done: from a midnight on; from the beginning where a day never ends. */
  listedSince(now: Timestamp, days: number): Timestamp {
    if (this.#hours === undefined) return 0 as Timestamp;
    if (this.#listed === undefined || now < this.#listed.since || now >= this.#listed.until) {
      const today = newYorkDate(now);
      // A simulated clock may begin with the epoch.
      const since = Math.max(0, newYorkTime(dateAfter(today, 1 - days))) as Timestamp;
      this.#listed = { since, until: newYorkTime(dateAfter(today)) };
    }
    return this.#listed.since;
  }

  /** The regular session that is on, or the next one; `undefined` where one trades round the clock. */
  at(now: Timestamp): RegularSession | undefined {
    return this.#hours?.sessionAt(now);
  }

  /** The next opening after a moment, if the calendar knows of one. */
  nextOpen(now: Timestamp): Timestamp | undefined {
    const session = this.at(now);
    const next = session === undefined || now < session.opens ? session : this.at(session.closes);
    return next === undefined || next.opens <= now ? undefined : next.opens;
  }

  /** Who may trade while an event happens, or now: a bar belongs to the time at which it began. */
  mayTrade(event: MarketEvent | undefined, now: Timestamp): MayTrade {
    const at = event !== undefined && 'start' in event ? event.start : now;
    const session = this.at(at);
    if (session === undefined || (at >= session.opens && at < session.closes)) return anybody;
    return this.#windowAt(at, session) === undefined ? nobody : thoseOutside;
  }

  /** When an order that sleeps now may trade. */
  wakes(order: PaperOrder, now: Timestamp): Timestamp | undefined {
    const session = this.at(now);
    return session === undefined ? undefined : this.#window(order, session).opens;
  }

  /** When the day of an order ends: its session, with the hours around it where it may trade in them. */
  dayEnds(order: PaperOrder, now: Timestamp): Timestamp | undefined {
    const session = this.at(now);
    if (session === undefined) return undefined;
    const late = order.worksOutside ? this.#windowAt(now, session) : undefined;
    return (late ?? this.#window(order, session)).closes;
  }

  /** The auction that an order waits for: the moment of the next open or close. */
  auction(order: PaperOrder, now: Timestamp): Timestamp | undefined {
    return auctionOf(order) === 'closing' ? this.at(now)?.closes : this.nextOpen(now);
  }

  /** Whether it is too late to take, change or cancel the order for its auction. */
  isCutOff(order: PaperOrder, now: Timestamp, rules: Pick<PaperRules, 'openCutoff' | 'closeCutoff'>): boolean {
    const auction = auctionOf(order);
    if (auction === undefined) return false;
    const at = order.auctionAt ?? this.auction(order, now);
    return at !== undefined && now >= at - (auction === 'opening' ? rules.openCutoff : rules.closeCutoff);
  }

  #window(order: PaperOrder, session: RegularSession): Window {
    return order.worksOutside ? (this.#extended(session) ?? session) : session;
  }

  /** The extended hours that are on at a moment outside regular ones: before a session, or after the one before it. */
  #windowAt(at: Timestamp, next: RegularSession): Window | undefined {
    const before = this.#extended(next);
    if (before === undefined) return { opens: at, closes: next.closes };
    if (at >= before.opens) return before;
    const previous = this.#hours?.sessionAt((at - LONGEST_EVENING) as Timestamp);
    const after = previous === undefined || previous.closes > at ? undefined : this.#extended(previous);
    return after !== undefined && at < after.closes ? after : undefined;
  }

  #extended(session: RegularSession): Window | undefined {
    const known = this.#around.get(session.session);
    if (known !== undefined) return known;
    const window = this.#hours?.extendedHours?.(session);
    if (window !== undefined) this.#around.set(session.session, window);
    return window;
  }
}

/** Trading goes on after a close for no longer than this: eight hours reach back into the session, and not beyond it. */
const LONGEST_EVENING = 8 * 3_600_000_000;
