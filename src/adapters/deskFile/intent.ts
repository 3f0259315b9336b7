/** From the words of the desk document to an intent to open: distances, entries, parts. */
import type { Price } from '../../money.ts';
import { zero } from '../../money.ts';
import type { Distance, EntryPlan, OpenIntent, TargetPlan } from '../../plans.ts';
import type { OpenDocument } from './schema.ts';

/** What `open` asks for, as the planner hears it. */
export function openIntent(open: OpenDocument): OpenIntent {
  const {
    side,
    allocation,
    quantity,
    entry,
    stop,
    target,
    targets,
    trail,
    breakeven,
    scaleOut,
    timeLimit,
    doubleDown,
  } = open;
  return {
    side,
    sizing:
      allocation === undefined ? { by: 'quantity', quantity: quantity ?? zero } : { by: 'allocation', allocation },
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

function distanceOf(distance: NonNullable<OpenDocument['stop']>): Distance {
  if ('amount' in distance) return { by: 'amount', amount: distance.amount };
  if ('share' in distance) return { by: 'ratio', ratio: distance.share };
  return { by: 'indicator', indicator: distance.indicator, multiple: distance.times };
}
