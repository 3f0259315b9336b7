/** What the calendar does to an order: it sleeps, wakes, is renewed each morning, and expires. */
import type { Timestamp } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';
import type { PaperOrder } from './paperOrder.ts';
import { auctionOf, hasEnded, isAtVenue } from './paperOrder.ts';
import type { Sessions } from './sessions.ts';

export interface DayParts {
  readonly clock: Clock;
  readonly sessions: Sessions;
  readonly expire: (order: PaperOrder) => void;
  /** It may trade from now on. */
  readonly wake: (order: PaperOrder) => void;
  /** It has lived through a night. */
  readonly renew: (order: PaperOrder) => void;
}

export class Days {
  readonly #parts: DayParts;

  constructor(parts: DayParts) {
    this.#parts = parts;
  }

  mayTradeNow(order: PaperOrder): boolean {
    const now = this.#parts.clock.now();
    return this.#parts.sessions.mayTrade(undefined, now)(order);
  }

  /** Sets when the order ends by itself; one for the close ends with its auction. */
  begin(order: PaperOrder): void {
    if (auctionOf(order) === 'closing') return;
    const { clock, sessions } = this.#parts;
    const { timeInForce, goodTill } = order.terms;
    const opening = timeInForce === 'opg' ? sessions.nextOpen(clock.now()) : undefined;
    // A session in which nothing is heard of the instrument has no opening: the order must not wait for the next one.
    if (opening !== undefined) this.expireAt(order, sessions.at(opening)?.closes);
    if (timeInForce === 'gtd') this.expireAt(order, goodTill);
    if (timeInForce === 'day') this.expireAt(order, sessions.dayEnds(order, clock.now()));
    if (timeInForce === 'gtc' || timeInForce === 'gtd') this.renewDaily(order);
  }

  /** Nothing happens at a moment that an amendment has put off. */
  expireAt(order: PaperOrder, at: Timestamp | undefined): void {
    order.expiresAt = at;
    if (at === undefined) return;
    this.#parts.clock.schedule(at, rank.deadline, () => {
      if (!hasEnded(order) && order.expiresAt === at) this.#parts.expire(order);
    });
  }

  /** Each morning the broker says anew of what lives on that it works. */
  renewDaily(order: PaperOrder): void {
    const { clock, sessions, renew } = this.#parts;
    const morning = sessions.nextOpen(clock.now());
    if (morning === undefined || hasEnded(order)) return;
    clock.schedule(morning, rank.broker, () => {
      if (isAtVenue(order)) renew(order);
      this.renewDaily(order);
    });
  }

  sleep(order: PaperOrder): void {
    const { clock, sessions, wake } = this.#parts;
    const at = sessions.wakes(order, clock.now());
    if (at === undefined) return;
    clock.schedule(at, rank.broker, () => {
      if (order.state === 'dormant') wake(order);
    });
  }
}
