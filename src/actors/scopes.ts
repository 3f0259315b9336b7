/** What conditions may read: the engine's exact state as doubles and words, a namespace at a time. */
import type { Scope } from '../conditions.ts';
import type { DeskConfiguration, IndicatorPlan, Marks } from '../configuration.ts';
import { valueNames } from '../configuration.ts';
import type { Event } from '../events.ts';
import { feedNames } from '../feedNames.ts';
import type { InstrumentId, Timestamp } from '../identifiers.ts';
import { MICROSECONDS } from '../identifiers.ts';
import { averageOf } from '../machines/position/levels.ts';
import type { PositionContext } from '../machines/position/position.ts';
import type { Amount } from '../money.ts';
import { amountToFloat, magnitude, toFloat } from '../money.ts';
import type { Namespace } from '../readable.ts';
import type { DayStart } from './dayStart.ts';
import type { Books } from './desk/books.ts';
import type { Registry } from './desk/registry.ts';
import type { DataStates } from './market/dataStates.ts';
import type { Indicators } from './market/indicators.ts';
import type { PriceIndex, Quote } from './market/priceIndex.ts';
import { midOf, worthOf } from './market/priceIndex.ts';
import type { Sessions } from './market/sessions.ts';
import type { Portfolio } from './portfolio.ts';
import { changeOf, equityOf, unrealisedOf } from './portfolio.ts';
import type { Whereabouts } from './risk/scopes.ts';

export interface Scopes {
  /** What there is to read at an event, for an instrument: each namespace is made when it is first read, once for all conditions. */
  about(event: Event, instrument: InstrumentId, at: Timestamp): (reads: readonly Namespace[]) => Scope;
}

export interface ScopeParts {
  readonly registry: Registry;
  readonly books: Books;
  readonly prices: PriceIndex;
  readonly dataStates: Pick<DataStates, 'objection'>;
  readonly indicators: Indicators;
  readonly sessions: Sessions;
  readonly portfolio: Portfolio;
  readonly dayStart: DayStart;
  /** The strictest trading state that an order of the desk would fall under. */
  readonly stateOf: (where: Whereabouts) => string;
  readonly configuration: DeskConfiguration;
}

type Values = Record<string, unknown>;

export function createScopes(parts: ScopeParts): Scopes {
  const { registry, books, prices, dataStates, indicators, sessions, portfolio, dayStart, stateOf } = parts;
  const { configuration } = parts;

  function position(instrument: InstrumentId): Values {
    const id = books.positionsOf(configuration.book, instrument).at(-1);
    const snapshot = id === undefined ? undefined : registry.snapshot('position', id);
    if (snapshot === undefined) return { isOpen: false, side: 'flat', quantity: 0, isProtected: false };
    const { quantity, levels } = snapshot.context;
    return {
      isOpen: true,
      side: quantity === 0n ? 'flat' : quantity > 0n ? 'long' : 'short',
      quantity: toFloat(magnitude(quantity)),
      isProtected: snapshot.hasTag('isProtected'),
      stop: levels.stop === undefined ? undefined : toFloat(levels.stop),
      target: levels.targets?.[0] === undefined ? undefined : toFloat(levels.targets[0]),
      ...profit(snapshot.context, prices.quote(instrument), configuration.marks),
    };
  }

  function market(instrument: InstrumentId): Values {
    const quote = prices.quote(instrument);
    const isLive = dataStates.objection(instrument) === null;
    if (quote === undefined) return { instrument, isLive };
    const { bid, ask, last, bidSize, askSize } = quote;
    return {
      instrument,
      isLive,
      bid: toFloat(bid),
      ask: toFloat(ask),
      mid: toFloat(midOf(quote)),
      last: toFloat(last),
      spread: toFloat(ask) - toFloat(bid),
      bidSize: toFloat(bidSize),
      askSize: toFloat(askSize),
    };
  }

  function session(at: Timestamp): Values {
    const current = sessions.current();
    if (current === null) return {};
    return {
      name: current.session,
      isOpen: current.isOpen,
      minutesSinceOpen: (at - current.opens) / MICROSECONDS.minute,
      minutesToClose: (current.closes - at) / MICROSECONDS.minute,
    };
  }

  /** Money as the report has it; equity and cash are not known before the broker has said what there was. */
  function portfolioValues(instrument: InstrumentId): Values {
    const totals = portfolio.totals();
    const today = dayStart.change();
    const { account, book } = configuration;
    return {
      state: stateOf({ account, book, instrument }),
      ...(portfolio.isFunded()
        ? { equity: amountToFloat(equityOf(totals)), cash: amountToFloat(totals.cash) }
        : undefined),
      realised: amountToFloat(totals.realised),
      unrealised: amountToFloat(unrealisedOf(totals)),
      fees: amountToFloat(totals.fees),
      change: amountToFloat(changeOf(totals)),
      changeToday: today === undefined ? undefined : amountToFloat(today),
      grossExposure: amountToFloat(totals.grossExposure),
      netExposure: amountToFloat(totals.netExposure),
      openPositions: books.openCount(),
    };
  }

  const feeds = (): Values =>
    Object.fromEntries(feedNames.map((name) => [name, registry.snapshot('feed', name)?.value ?? 'closed']));

  let of = configuration.indicators; // not state: the document
  let measured = namesOf(of); // not state: the document
  /** Of each indicator its value, or its lines by name. */
  const measure = (read: (name: string) => number | undefined): Values => {
    if (of !== configuration.indicators) {
      of = configuration.indicators;
      measured = namesOf(of);
    }
    return Object.fromEntries(
      measured.map(([name, [own = name, ...more]]) => [
        name,
        more.length === 0 ? read(own) : linesOf([own, ...more], read),
      ]),
    );
  };
  const values: Record<Namespace, (event: Event, instrument: InstrumentId, at: Timestamp) => Values> = {
    signal: (event, _instrument, at) => signalValues(event, at),
    position: (_event, instrument) => position(instrument),
    feeds,
    market: (_event, instrument) => market(instrument),
    session: (_event, _instrument, at) => session(at),
    portfolio: (_event, instrument) => portfolioValues(instrument),
    // Each rule has its own: whoever judges it adds it.
    rule: () => ({}),
    indicator: (_event, instrument) => measure((name) => indicators.value(instrument, name)),
    previous: (_event, instrument) => measure((name) => indicators.previous(instrument, name)),
  };

  return {
    about(event, instrument, at) {
      const scope: { [N in Namespace]?: Values } = {};
      return (reads) => {
        for (const namespace of reads) scope[namespace] ??= values[namespace](event, instrument, at);
        return scope;
      };
    },
  };
}

/** The names of the values of each indicator, by its own. */
const namesOf = (indicators: readonly IndicatorPlan[]) =>
  indicators.map((plan) => [plan.name, valueNames(plan)] as const);

/** Lines by the part of their name behind the dot. */
const linesOf = (names: readonly string[], read: (name: string) => number | undefined): Values =>
  Object.fromEntries(names.map((name) => [name.slice(name.indexOf('.') + 1), read(name)]));

/** What is held, against its cost and its mark. */
function profit(context: PositionContext, quote: Quote | undefined, marks: Marks): Values {
  if (context.quantity === 0n) return {};
  const value = quote === undefined ? undefined : worthOf(quote, context.quantity, marks);
  return {
    average: toFloat(averageOf(context)),
    unrealised: value === undefined ? undefined : amountToFloat((value - context.cost) as Amount),
  };
}

/** The fields of a signal: prices as doubles, durations in the units of their names. */
function signalValues(event: Event, at: Timestamp): Values {
  if (!event.type.startsWith('signal.')) return {};
  const fields: Values = {};
  for (const [name, value] of Object.entries(event))
    fields[name] = typeof value === 'bigint' ? Number(value) / 1e8 : value;
  if ('observedAt' in event) fields.ageSeconds = (at - event.observedAt) / MICROSECONDS.second;
  if ('horizon' in event) fields.horizonMinutes = event.horizon / MICROSECONDS.minute;
  return fields;
}
