/** Losses of the desk and of each book against their limits: measured before and behind every input, when all figures stand. */
import { encode } from '../../codec.ts';
import type { Event } from '../../events.ts';
import type { BookId, InstrumentId, TimerId, Timestamp } from '../../identifiers.ts';
import type { LossLimitName, LossLimits, LossPlan } from '../../lossLimits.ts';
import { exchangeDay, lossLimitNames } from '../../lossLimits.ts';
import type { TradingState, Weighed } from '../../machines/risk/breaches.ts';
import { cleared, LIMITS, weighed } from '../../machines/risk/breaches.ts';
import type { LossUse } from '../../machines/risk/losses.ts';
import { useOf } from '../../machines/risk/losses.ts';
import type { Standing } from '../../machines/risk/standing.ts';
import { afterTrade, beginning, inNewDay, rested } from '../../machines/risk/standing.ts';
import type { Amount } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import type { Registry } from '../desk/registry.ts';
import type { PriceIndex, Quote } from '../market/priceIndex.ts';
import { markOf } from '../market/priceIndex.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import { createBookProfits } from './bookProfits.ts';
import type { LossSources, TradesComing } from './lossFigures.ts';
import { bookOf, bookScope, createLossFigures, ofDesk } from './lossFigures.ts';
import { DESK_SCOPE } from './scopes.ts';

export interface LossParts extends LossSources {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly prices: Pick<PriceIndex, 'quote'>;
  readonly tradesComing: (book: BookId, instrument: InstrumentId) => TradesComing;
}

/** How a scope stands, for whoever looks. */
export interface ScopeLosses {
  readonly scope: string;
  /** The trading day, `2026-03-31`, and when it turns. */
  readonly day: string;
  readonly turns: Timestamp;
  readonly pausedUntil: Timestamp | null;
  readonly uses: readonly (LossUse & { readonly isBreached: boolean })[];
}

export interface Losses {
  /** Before an input is heard: a day that is over ends with what was known in it. */
  turn(pass: Pass): void;
  /** When nothing is left to be heard: true when something was said. */
  weigh(pass: Pass): boolean;
  mark(instrument: InstrumentId, quote: Quote): void;
  readonly changed: Station<Event<'position.changed'>>;
  readonly opened: Station<Event<'position.opened'>>;
  readonly closed: Station<Event<'position.closed'>>;
  readonly refused: Station<Event<'risk.refused'>>;
  readonly reduced: Station<Event<'risk.reduce'>>;
  readonly resumed: Station<Event<'risk.resume'>>;
  /** A pause is over. */
  readonly expired: Station<Event<'clock.deadline'>>;
  /** Why nothing in that book and instrument may add risk. */
  objection(book: BookId, instrument: InstrumentId): Refusal | null;
  uses(): readonly ScopeLosses[];
  /** Under other limits all is weighed anew; books that had none begin with what they hold. */
  carriedOver(before: LossPlan | undefined, now: LossPlan | undefined): void;
}

const daily: readonly LossLimitName[] = ['maxDailyLoss', 'maxDailyLossWithOpen', 'maxTradesPerDay'];
const timerOf = (scope: string): TimerId => `losses/${scope}#pause` as TimerId;

export function createLosses(parts: LossParts): Losses {
  const { owners, registry, books, prices, configuration } = parts;
  const own = owners.register('losses', 1);
  const standings = own.records<string, Standing>('standings');
  /** Instruments in which something is held without a price. */
  const unpriced = own.records<InstrumentId, true>('unpriced');
  const profits = createBookProfits(owners, (quote, isLong) => markOf(quote, isLong, configuration.marks));
  const day = configuration.tradingDay ?? exchangeDay;
  const measuring = createLossFigures(parts, {
    profitOf: (scope) => (scope === DESK_SCOPE ? ofDesk(parts.portfolio) : profits.of(bookOf(scope))),
    isUnpriced: () => unpriced.size > 0,
  });
  const { limitsOf, figures, profitOf, tooMany } = measuring;

  function stateOf(scope: string): TradingState {
    const chart = registry.snapshot('risk', scope);
    if (chart?.hasTag('isHalted') === true) return 'halted';
    return chart?.hasTag('isReducing') === true ? 'reducing' : 'active';
  }

  function begin(scope: string, at: Timestamp): void {
    if (limitsOf(scope) !== undefined && !standings.has(scope))
      standings.set(scope, beginning(profitOf(scope), at, day));
  }

  function keep(scope: string, { standing, says }: Weighed, pass: Pass): void {
    standings.set(scope, standing);
    for (const message of says) pass.say(message);
  }

  /** Those that have limits, the desk and every book that trades. */
  function each(act: (scope: string, standing: Standing, limits: LossLimits) => void): void {
    if (standings.size === 0) return;
    for (const [scope, standing] of standings.ordered()) {
      const limits = limitsOf(scope);
      if (limits !== undefined) act(scope, standing, limits);
    }
  }
  function inBook(book: BookId, act: (scope: string, standing: Standing, limits: LossLimits) => void): void {
    each((scope, standing, limits) => {
      if (scope === DESK_SCOPE || scope === bookScope(book)) act(scope, standing, limits);
    });
  }

  function beginBooks(): void {
    profits.seed(registry, books, prices.quote);
    for (const [scope] of standings.ordered()) if (scope !== DESK_SCOPE) standings.delete(scope);
  }

  return {
    turn(pass) {
      if (configuration.losses === undefined) return;
      begin(DESK_SCOPE, pass.at);
      begin(bookScope(configuration.book), pass.at);
      each((scope, standing) => {
        if (pass.at < standing.turns) return;
        keep(scope, cleared(scope, inNewDay(standing, profitOf(scope), pass.at, day), daily), pass);
      });
    },
    weigh(pass) {
      if (configuration.losses === undefined) return false;
      let hasSpoken = false;
      each((scope, standing, limits) => {
        const { sequence } = pass;
        const scales = { scope, limits, figures: figures(scope, standing), state: stateOf(scope), sequence };
        const now = weighed(standing, scales);
        if (now.standing !== standing || now.says.length > 0) keep(scope, now, pass);
        hasSpoken ||= now.says.length > 0;
      });
      return hasSpoken;
    },
    mark(instrument, quote) {
      if (configuration.losses === undefined) return;
      unpriced.delete(instrument);
      profits.mark(instrument, quote);
    },
    changed(event: Event<'position.changed'>, pass: Pass) {
      const { losses } = configuration;
      if (losses === undefined) return;
      const quote = prices.quote(event.instrument);
      if (quote === undefined && event.quantity !== 0n) unpriced.set(event.instrument, true);
      if (losses.book === undefined) return;
      begin(bookScope(event.book), pass.at);
      profits.changed(event, quote);
    },
    opened({ position }: Event<'position.opened'>) {
      const book = registry.snapshot('position', position)?.context.book;
      if (book === undefined) return;
      inBook(book, (scope, standing) => standings.set(scope, { ...standing, trades: standing.trades + 1 }));
    },
    closed({ position, book, reason, realised, fees, dividends }: Event<'position.closed'>, pass: Pass) {
      const won = (realised + dividends - fees) as Amount;
      inBook(book, (scope, standing, { losingStreak: limit }) => {
        if (limit === undefined) return;
        const now = afterTrade(standing, limit, { position, won, byStop: reason === 'stop', at: pass.at });
        standings.set(scope, now);
        if (now.pause === null || standing.pause !== null || limit.pause === undefined) return;
        pass.say({
          type: 'clock.arm',
          timer: timerOf(scope),
          owner: 'losses',
          id: scope,
          what: 'pause',
          after: limit.pause,
        });
      });
    },
    refused({ order, code }: Event<'risk.refused'>) {
      const context = code === 'maxTradesPerDay' ? registry.snapshot('order', order)?.context : undefined;
      if (context === undefined) return;
      const way = parts.tradesComing(context.links.book, context.terms.instrument);
      inBook(context.links.book, (scope, standing) => {
        if (tooMany(scope, standing, way) !== null) standings.set(scope, { ...standing, isTradeRefused: true });
      });
    },
    /** Somebody else reduces it too: it does not end with a limit any more. */
    reduced({ scope, operator }: Event<'risk.reduce'>, pass: Pass) {
      const standing = standings.get(scope);
      if (standing?.holds === true && (operator !== LIMITS || pass.index === 0))
        standings.set(scope, { ...standing, holds: false });
    },
    /** A person ends what is reached, and it is weighed anew; what a rule resumes stands as it did. */
    resumed({ scope }: Event<'risk.resume'>, pass: Pass) {
      const standing = standings.get(scope);
      if (standing === undefined || pass.index > 0) return;
      if (standing.pause !== null) pass.say({ type: 'clock.disarm', timer: timerOf(scope) });
      const now = { ...rested(standing), isTradeRefused: false, holds: false };
      keep(scope, cleared(scope, now, lossLimitNames), pass);
    },
    expired({ id: scope }: Event<'clock.deadline'>, pass: Pass) {
      const standing = standings.get(scope);
      if (standing !== undefined) keep(scope, cleared(scope, rested(standing), ['losingStreak']), pass);
    },
    objection(book, instrument) {
      if (configuration.losses === undefined) return null;
      const way = parts.tradesComing(book, instrument);
      let found: Refusal | null = null;
      inBook(book, (scope, standing) => {
        found ??= measuring.objection(scope, standing, way);
      });
      return found;
    },
    uses() {
      const all: ScopeLosses[] = [];
      each((scope, standing, limits) => {
        const { day: date, turns, pause, breached } = standing;
        const known = figures(scope, standing);
        const uses = lossLimitNames
          .flatMap((limit) => useOf(limit, limits, known) ?? [])
          .map((use) => ({ ...use, isBreached: breached.includes(use.limit) }));
        all.push({ scope, day: date, turns, pausedUntil: pause?.until ?? null, uses });
      });
      return all;
    },
    carriedOver(before, now) {
      if (before?.book === undefined && now?.book !== undefined) beginBooks();
      for (const [scope, standing] of standings.ordered()) {
        const of = scope === DESK_SCOPE ? 'desk' : 'book';
        const differs = differing(before?.[of], now?.[of]);
        if (differs.length > 0) standings.set(scope, { ...standing, differs: [...standing.differs, ...differs] });
      }
    },
  };
}

const differing = (before: LossLimits = {}, now: LossLimits = {}): readonly LossLimitName[] =>
  lossLimitNames.filter((limit) => encode(before[limit] ?? null) !== encode(now[limit] ?? null));
