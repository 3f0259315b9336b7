/** Limits of what is open together, with what orders that are out may add and what this one would. */
import type { Amount, Ratio } from '../../money.ts';
import { amountText, decimalText, scaledAmount } from '../../money.ts';
import type { Refusal, RefusalCode } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { told } from './sizeChecks.ts';
import type { Asked, Exposed, Exposure, LimitScope } from './surroundings.ts';

type ExposureCheck<L> = (most: L, scope: LimitScope, asked: Asked) => Refusal | null;

const gross = ({ long, short, buying, selling }: Exposure, worth: Amount): Amount =>
  (long + short + buying + selling + worth) as Amount;
/** The furthest to its own side that the net could come. */
const net = ({ long, short, buying, selling }: Exposure, { side, worth }: Asked): Amount =>
  (side === 'buy' ? long - short + buying + worth : short - long + selling + worth) as Amount;

const within =
  (code: RefusalCode, of: (exposure: Exposure, asked: Asked) => Amount | null): ExposureCheck<Amount> =>
  (most, scope, asked) => {
    const value = of(scope.exposure, asked);
    return value === null || value <= most ? null : refuse(code, told(amountText(most), scope), amountText(value));
  };

export const maxGrossExposure = within('maxGrossExposure', (exposure, { worth }) => gross(exposure, worth));
export const maxNetExposure = within('maxNetExposure', net);
export const maxLongExposure = within('maxLongExposure', ({ long, buying }, { side, worth }) =>
  side === 'buy' ? ((long + buying + worth) as Amount) : null,
);
export const maxShortExposure = within('maxShortExposure', ({ short, selling }, { side, worth }) =>
  side === 'sell' ? ((short + selling + worth) as Amount) : null,
);

/** Of each of these, the first that is too much. */
const concentrated =
  (code: RefusalCode, of: (scope: LimitScope) => readonly Exposed[]): ExposureCheck<Amount> =>
  (most, scope, { worth }) => {
    for (const { name, exposure } of of(scope)) {
      const value = gross(exposure, worth);
      if (value > most) return refuse(code, told(`${amountText(most)} in ${name}`, scope), amountText(value));
    }
    return null;
  };

/** The same by the equity: where there is none nothing passes. */
const concentratedShare =
  (code: RefusalCode, of: (scope: LimitScope) => readonly Exposed[]): ExposureCheck<Ratio> =>
  (most, scope, { worth, around }) => {
    const room = scaledAmount(around.equity, most);
    for (const { name, exposure } of of(scope)) {
      const value = gross(exposure, worth);
      if (value <= room) continue;
      const limit = `${decimalText(most)} of ${amountText(around.equity)} in ${name}`;
      return refuse(code, told(limit, scope), amountText(value));
    }
    return null;
  };

const ofInstrument = ({ ofInstrument: one }: LimitScope): readonly Exposed[] => [one];
const ofSectors = ({ ofSectors: each }: LimitScope): readonly Exposed[] => each;

export const maxSymbolExposure = concentrated('maxSymbolExposure', ofInstrument);
export const maxSymbolShare = concentratedShare('maxSymbolShare', ofInstrument);
export const maxSectorExposure = concentrated('maxSectorExposure', ofSectors);
export const maxSectorShare = concentratedShare('maxSectorShare', ofSectors);
