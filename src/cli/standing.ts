/** What a desk holds and has come to where a record begins to be heard: a recorder that begins there goes on from it. */
import type { Beginning } from '../actors/engine/replay.ts';
import { createViews } from '../actors/engine/views.ts';
import { newYorkDate } from '../adapters/calendar/newYork.ts';
import type { Standing } from '../adapters/reports/recording.ts';
import { averageOf } from '../machines/position/levels.ts';
import type { Amount } from '../money.ts';
import { midpoint } from '../money.ts';

export function standingAt({ core, sequence, at }: Omit<Beginning, 'heard'>): Standing {
  const views = createViews(core, { now: () => at });
  const { startingCash, realised, dividends, fees } = views.account();
  const positions = core.stations.registry.list('position').map(([, { context }]) => {
    const { position, instrument, side, quantity, cost } = context;
    const quote = views.quote(instrument);
    const mark = quote === undefined ? averageOf(context) : midpoint(quote.bid, quote.ask);
    const openedAt = core.stations.excursions.of(position)?.openedAt ?? null;
    const since = { plannedAt: openedAt ?? at, session: newYorkDate(openedAt ?? at), openedAt };
    const figures = { realised: context.realised, fees: context.fees, dividends: context.dividends };
    return { position, instrument, side, quantity, cost, mark, ...since, ...figures };
  });
  const own = positions.reduce((sum, each) => sum + each.realised + each.dividends - each.fees, 0n);
  const { currency } = core.document.configuration;
  return { sequence, at, currency, cash: (startingCash + realised + dividends - fees - own) as Amount, positions };
}
