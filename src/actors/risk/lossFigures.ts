/** What is known of a scope that has loss limits, and what speaks against more risk in it. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { BookId } from '../../identifiers.ts';
import type { LossLimitName, LossLimits } from '../../lossLimits.ts';
import type { LossFigures } from '../../machines/risk/losses.ts';
import { limitsThatAre, useOf } from '../../machines/risk/losses.ts';
import type { Profit, Standing } from '../../machines/risk/standing.ts';
import { figuresOf } from '../../machines/risk/standing.ts';
import type { Amount } from '../../money.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Books } from '../desk/books.ts';
import type { DataStates } from '../market/dataStates.ts';
import type { Portfolio } from '../portfolio.ts';
import { equityOf, unrealisedOf } from '../portfolio.ts';
import { DESK_SCOPE } from './scopes.ts';

/** What losses are read from. */
export interface LossSources {
  readonly books: Books;
  readonly portfolio: Portfolio;
  readonly dataStates: Pick<DataStates, 'objection'>;
  readonly configuration: DeskConfiguration;
}
/** Positions that open orders may make, by their books, and whether an order there would make another one. */
export interface TradesComing {
  readonly isNew: boolean;
  readonly coming: readonly BookId[];
}

const withOpen: readonly LossLimitName[] = ['maxDailyLossWithOpen', 'maxDrawdown'];
export const bookScope = (book: BookId): string => `book/${book}`;
export const bookOf = (scope: string): BookId => scope.slice('book/'.length) as BookId;

/** Worked out from the positions, so that it stands still between an execution and what follows from it. */
export function ofDesk(portfolio: Portfolio): Profit {
  const totals = portfolio.totals();
  return { realised: (totals.realised + totals.dividends - totals.fees) as Amount, open: unrealisedOf(totals) };
}

export function createLossFigures(
  { portfolio, books, dataStates, configuration }: LossSources,
  { profitOf, isUnpriced }: { readonly profitOf: (scope: string) => Profit; readonly isUnpriced: () => boolean },
) {
  const limitsOf = (scope: string): LossLimits | undefined =>
    configuration.losses?.[scope === DESK_SCOPE ? 'desk' : 'book'];

  function figures(scope: string, standing: Standing): LossFigures {
    const equity = scope === DESK_SCOPE && portfolio.isFunded() ? equityOf(portfolio.totals()) : undefined;
    return figuresOf(standing, { profit: profitOf(scope), equity, isUnpriced: isUnpriced() });
  }

  /** A limit that counts what is held, while something is held by whose price nothing may be decided. */
  function blind(limits: LossLimits, known: LossFigures): LossLimitName | undefined {
    const [found] = limitsThatAre('blind', limits, known);
    const open = withOpen.find((limit) => limits[limit] !== undefined);
    if (found !== undefined || open === undefined) return found;
    return books.open().some(({ instrument }) => dataStates.objection(instrument) !== null) ? open : undefined;
  }

  function tooMany(scope: string, { trades }: Standing, { isNew, coming }: TradesComing): Refusal | null {
    const max = limitsOf(scope)?.maxTradesPerDay?.max;
    if (max === undefined || !isNew) return null;
    const there = coming.filter((book) => scope === DESK_SCOPE || scope === bookScope(book)).length;
    const would = trades + there + 1;
    return would <= max ? null : refuse('maxTradesPerDay', `${max} of ${scope}`, `${would}`);
  }

  return {
    limitsOf,
    figures,
    profitOf,
    tooMany,
    objection(scope: string, standing: Standing, way: TradesComing): Refusal | null {
      const limits = limitsOf(scope) ?? {};
      const known = figures(scope, standing);
      const stands = [...standing.breached, ...limitsThatAre('reached', limits, known)];
      const [use] = stands.flatMap((limit) => useOf(limit, limits, known) ?? []);
      if (use !== undefined) return refuse('lossLimit', `${use.limit} ${use.most} of ${scope}`, use.value);
      const unknown = blind(limits, known);
      if (unknown !== undefined) return refuse('lossBlind', `${unknown} of ${scope}`, 'not known');
      return tooMany(scope, standing, way);
    },
  };
}
