/** What follows when a loss limit is reached, and when it is no more: facts that say so, and commands that move the scope. Pure. */
import type { Event } from '../../events.ts';
import type { LossLimitName, LossLimits } from '../../lossLimits.ts';
import { plus } from '../../money.ts';
import type { LossFigures } from './losses.ts';
import { limitsThatAre, useOf } from './losses.ts';
import type { Standing } from './standing.ts';
import { rested } from './standing.ts';

/** Who speaks for the limits. */
export const LIMITS = 'limits';

type Said = Event<'risk.limitBreached' | 'risk.limitCleared' | 'risk.reduce' | 'risk.halt' | 'risk.resume'>;

/** What a scope has become, and what is to be said of it. */
export interface Weighed {
  readonly standing: Standing;
  readonly says: readonly Said[];
}

/** How strictly a scope trades. */
export type TradingState = 'active' | 'reducing' | 'halted';

export interface Scales {
  readonly scope: string;
  readonly limits: LossLimits;
  readonly figures: LossFigures;
  readonly state: TradingState;
  /** The input at hand. */
  readonly sequence: number;
}

/** Limits that are reached no more. */
export function cleared(scope: string, standing: Standing, over: readonly LossLimitName[]): Weighed {
  const [gone, breached] = [
    standing.breached.filter((limit) => over.includes(limit)),
    standing.breached.filter((limit) => !over.includes(limit)),
  ];
  if (gone.length === 0) return { standing, says: [] };
  return {
    standing: { ...standing, breached },
    says: gone.map((limit) => ({ type: 'risk.limitCleared', scope, limit })),
  };
}

/** The scope when all that an input brought has been heard. */
export function weighed(before: Standing, scales: Scales): Weighed {
  const { scope, limits, figures } = scales;
  const profit = plus(before.start.profit, figures.change);
  const peaked = figures.isUnpriced || profit <= before.peak ? before : { ...before, peak: profit };
  const { standing, says } =
    peaked.differs.length > 0 ? underOtherLimits(peaked, scales) : { standing: peaked, says: [] };
  const fresh = limitsThatAre('reached', limits, figures).filter((limit) => !standing.breached.includes(limit));
  const breaches = fresh.flatMap((limit): Said[] => {
    const use = useOf(limit, limits, figures);
    if (use === undefined) return [];
    const { most, value, onBreach } = use;
    return [{ type: 'risk.limitBreached', scope, limit, most, value, onBreach }];
  });
  const now = fresh.length === 0 ? standing : { ...standing, breached: [...standing.breached, ...fresh] };
  const moved = now.breached.length > 0 ? move(now, scales) : release(now, scales);
  return { standing: moved.standing, says: [...says, ...breaches, ...moved.says] };
}

/** Under another limit what was reached may not be any more. */
function underOtherLimits(standing: Standing, { scope, limits, figures }: Scales): Weighed {
  const stand = [...limitsThatAre('reached', limits, figures), ...limitsThatAre('blind', limits, figures)];
  const now = limits.losingStreak === undefined ? rested(standing) : standing;
  return cleared(
    scope,
    { ...now, differs: [] },
    standing.differs.filter((limit) => !stand.includes(limit)),
  );
}

/** Moves the scope as far as its limits say; once an input, whatever becomes of it: the gate asks the limits themselves. */
function move(standing: Standing, { scope, limits, figures, state, sequence }: Scales): Weighed {
  const uses = standing.breached.flatMap((limit) => useOf(limit, limits, figures) ?? []);
  const strictest = uses.find(({ onBreach }) => onBreach === 'halt') ?? uses[0];
  if (strictest === undefined || standing.movedAt === sequence || state === 'halted') return { standing, says: [] };
  const { limit, value, most, onBreach } = strictest;
  if (onBreach === 'reduce' && state === 'reducing') return { standing, says: [] };
  const holds = onBreach === 'reduce';
  return {
    standing: { ...standing, movedAt: sequence, holds },
    says: [
      {
        type: onBreach === 'halt' ? 'risk.halt' : 'risk.reduce',
        ...{ scope, operator: LIMITS, why: `${limit}: ${value} against ${most}` },
      },
    ],
  };
}

/** What was only reduced by limits that are over trades again. */
function release(standing: Standing, { scope, state }: Scales): Weighed {
  if (!standing.holds) return { standing, says: [] };
  const says: readonly Said[] =
    state === 'reducing'
      ? [{ type: 'risk.resume', scope, operator: LIMITS, why: 'no loss limit is reached any more' }]
      : [];
  return { standing: { ...standing, holds: false }, says };
}
