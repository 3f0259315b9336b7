/** From the words of the desk document to an intent to open: distances, entries, parts. */
import type { ReverseIntent } from '../../configuration.ts';
import type { Price } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Distance, EntryPlan, OpenIntent, OpenSizing, Sizing, TargetPlan } from '../../plans.ts';
import type { OpenDocument, ReverseDocument } from './schema.ts';

/** What `open` asks for, as the planner hears it. */
export const openIntent = (open: OpenDocument): OpenIntent => ({
  side: open.side,
  sizing: openSizingOf(open),
  ...planOf(open),
});

/** What `reverse` opens, once what is held has been left. */
export const reverseIntent = (reverse: ReverseDocument): ReverseIntent => ({
  ...(reverse.allocation === undefined && reverse.quantity === undefined ? {} : { sizing: sizingOf(reverse) }),
  ...planOf(reverse),
});

export const sizingOf = ({ allocation, quantity }: SizedDocument): Sizing =>
  allocation === undefined ? { by: 'quantity', quantity: quantity ?? zero } : { by: 'allocation', allocation };

function openSizingOf(open: OpenDocument): OpenSizing {
  const { equity, risk, volatility } = open;
  if (equity !== undefined) return { by: 'equity', share: equity };
  if (risk !== undefined) return { by: 'risk', share: risk };
  if (volatility === undefined) return sizingOf(open);
  return { by: 'volatility', share: volatility.share, indicator: volatility.indicator, multiple: volatility.times };
}

type SizedDocument = Pick<ReverseDocument, 'allocation' | 'quantity'>;

/** How it is entered and left. */
function planOf(open: ReverseDocument): Omit<OpenIntent, 'side' | 'sizing'> {
  const { entry, stop, target, targets, trail, breakeven, scaleOut, timeLimit, doubleDown } = open;
  return {
    entry: entryOf(entry),
    ...(stop === undefined ? {} : { stop: distanceOf(stop) }),
    ...(target === undefined ? {} : { target: distanceOf(target) }),
    ...(targets === undefined ? {} : { targets: targets.map(partOf) }),
    ...(scaleOut === undefined ? {} : { scaleOut: scaleOut.map(partOf) }),
    ...(doubleDown === undefined ? {} : { doubleDown }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
    ...(trail === undefined ? {} : { trail: { distance: distanceOf(trail), ...stepOf(trail) } }),
    ...(breakeven === undefined
      ? {}
      : {
          breakeven: {
            after: distanceOf(breakeven.after),
            ...(breakeven.offset === undefined ? {} : { offset: breakeven.offset }),
          },
        }),
  };
}

function entryOf(entry: OpenDocument['entry']): EntryPlan {
  if (entry === 'market') return { type: 'market' };
  if ('limit' in entry) return { type: 'limit', offset: entry.limit };
  if (entry.slip === undefined) return { type: 'stop', offset: entry.stop };
  return { type: 'stopLimit', offset: entry.stop, slip: entry.slip };
}

const partOf = (each: NonNullable<OpenDocument['targets']>[number]): TargetPlan => ({
  distance: distanceOf(each),
  part: each.part,
});

const stepOf = ({ step }: { readonly step?: Price | undefined }): { readonly step?: Price } =>
  step === undefined ? {} : { step };

export function distanceOf(distance: NonNullable<OpenDocument['stop']>): Distance {
  if ('amount' in distance) return { by: 'amount', amount: distance.amount };
  if ('share' in distance) return { by: 'ratio', ratio: distance.share };
  return { by: 'indicator', indicator: distance.indicator, multiple: distance.times };
}
