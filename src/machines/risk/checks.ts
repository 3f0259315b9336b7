/** The table of limits: each with the check that holds it, in the order in which they are asked. The first that is met is the answer. */
import type { Duration } from '../../identifiers.ts';
import type { LimitSet } from '../../orderLimits.ts';
import type { Refusal } from '../../refusals.ts';
import { ACCOUNT_AGE, accountAge, maxBuyingPowerShare, settledCash } from './accountChecks.ts';
import * as exposure from './exposureChecks.ts';
import * as flow from './flowChecks.ts';
import { market, maxQuoteAge, noRiskBeforeClose, shorts } from './marketChecks.ts';
import * as size from './sizeChecks.ts';
import type { Asked, LimitScope } from './surroundings.ts';

type Check<L extends keyof LimitSet> = (
  limit: NonNullable<LimitSet[L]>,
  scope: LimitScope,
  asked: Asked,
) => Refusal | null;

/** No limit without a check: the compiler holds that. */
const checks: { readonly [L in keyof LimitSet]-?: Check<L> } = {
  maxOrderQuantity: size.maxOrderQuantity,
  maxOrderNotional: size.maxOrderNotional,
  maxOpenPositions: flow.maxOpenPositions,
  maxGrossExposure: exposure.maxGrossExposure,
  priceCollar: size.priceCollar,
  maxParticipation: size.maxParticipation,
  maxQuoteAge,
  noRiskBeforeClose,
  shorts,
  duplicateWindow: flow.duplicateWindow,
  selfCrossing: flow.selfCrossing,
  maxOrderRate: flow.maxOrderRate,
  maxOpenOrders: flow.maxOpenOrders,
  maxActiveOrders: flow.maxActiveOrders,
  maxNetExposure: exposure.maxNetExposure,
  maxLongExposure: exposure.maxLongExposure,
  maxShortExposure: exposure.maxShortExposure,
  maxSymbolExposure: exposure.maxSymbolExposure,
  maxSymbolShare: exposure.maxSymbolShare,
  maxSectorExposure: exposure.maxSectorExposure,
  maxSectorShare: exposure.maxSectorShare,
  maxBuyingPowerShare,
};
const table = Object.entries(checks) as readonly (readonly [
  name: keyof LimitSet,
  check: (limit: unknown, scope: LimitScope, asked: Asked) => Refusal | null,
])[];

/** The first limit that an order that adds risk would break: those of the desk first, then of its book, symbol and sectors. */
export function brokenLimit(asked: Asked, accountFor: Duration = ACCOUNT_AGE): Refusal | null {
  return market(asked) ?? account(asked, accountFor) ?? firstBroken(asked);
}

function firstBroken(asked: Asked): Refusal | null {
  for (const scope of asked.around.scopes)
    for (const [name, check] of table) {
      const limit = scope.limits[name];
      const refusal = limit === undefined ? null : check(limit, scope, asked);
      if (refusal !== null) return refusal;
    }
  return null;
}

/** Figures of the broker are looked at where a limit goes by them. */
function account(asked: Asked, accountFor: Duration): Refusal | null {
  const isAsked = asked.around.scopes.some(({ limits }) => limits.maxBuyingPowerShare !== undefined);
  return (isAsked ? accountAge(accountFor, asked) : null) ?? settledCash(asked);
}
