/** The prices that a position waits for, said to the price index in one message. Pure. */
import type { Event } from '../../events.ts';
import type { WatchId } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { additionLevel, breakevenLevel, nextBest, scaleOutLevel } from './levels.ts';
import type { PositionContext, PositionMessage } from './position.ts';

/** What a level is watched for. */
export type LevelName = 'addition' | 'trail' | 'breakeven' | 'scaleOut' | 'beyond';

interface Of {
  readonly context: PositionContext;
}
type Watched = Omit<Event<'market.watch'>, 'type'>;

/** All that is waited for now. A watch that is there already is replaced by the same one. */
export const watches = ({ context }: Of): PositionMessage => ({
  type: 'position.spoke',
  position: context.position,
  messages: watchesOf(context),
});

/** The way out has ended with something held: its group protects again, and everything is waited for again. */
export const stays = ({ context }: Of): PositionMessage => {
  const { group, position, levels } = context;
  const protect = group === null ? [] : [{ type: 'group.protect', group, ...levels, stays: true }];
  return { type: 'position.spoke', position, messages: [...protect, ...watchesOf(context)] };
};

function watchesOf(context: PositionContext): readonly { readonly type: string }[] {
  const { plan } = context;
  const addition = plan.doubleDown === undefined ? undefined : additionLevel(context);
  const breakeven = breakevenLevel(context);
  const scaleOut = scaleOutLevel(context);
  return [
    ...(addition === undefined ? [] : [watch(context, 'addition', addition, 'against')]),
    ...(context.trail === null ? [] : [watch(context, 'trail', nextBest(context), 'with')]),
    ...(breakeven === undefined ? [] : [watch(context, 'breakeven', breakeven, 'with')]),
    ...(scaleOut === undefined ? [] : [watch(context, 'scaleOut', scaleOut, 'with')]),
    ...check(context),
  ];
}

const watch = (context: PositionContext, level: LevelName, price: Price, way: 'with' | 'against') =>
  ({ type: 'market.watch', ...watched(context, level, price, way) }) as const;

/** A stop that has been moved beyond the price leaves at once: the index says whether it is. */
function check(context: PositionContext): readonly Event<'market.check'>[] {
  const { stop } = context.levels;
  if (stop === undefined || (context.plan.trail === undefined && context.plan.breakeven === undefined)) return [];
  return [{ type: 'market.check', ...watched(context, 'beyond', stop, 'against') }];
}
/** The same question after a wish, whatever was planned. */
export const checkStop = ({ context }: Of): PositionMessage => {
  const { position, levels } = context;
  const messages =
    levels.stop === undefined ? [] : [{ type: 'market.check', ...watched(context, 'beyond', levels.stop, 'against') }];
  return { type: 'position.spoke', position, messages };
};

/** The side of the quote that would close the position is watched, on its way with the position or against it. */
function watched(context: PositionContext, level: LevelName, price: Price, way: 'with' | 'against'): Watched {
  const { position, instrument, side } = context;
  const isLong = side === 'long';
  return {
    watch: `${position}#${level}` as WatchId,
    position,
    instrument,
    level,
    price,
    when: isLong === (way === 'with') ? 'atOrAbove' : 'atOrBelow',
    of: isLong ? 'bid' : 'ask',
  };
}
