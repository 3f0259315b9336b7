/** What a desk document says of losses and of the trading day: which fields there are, what each expects, and what it becomes. */
import * as z from 'zod';
import type { Duration } from '../../identifiers.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import type { LossPlan, TradingDay } from '../../lossLimits.ts';
import { breachAnswers, dayZones, exchangeDay, streakKinds } from '../../lossLimits.ts';
import { amountField, durationField, shareField } from '../documents/fields.ts';

const ANSWER = `expected ${breachAnswers.join(' or ')}`;
const MONEY = 'expected an amount above zero, such as 500, or { max: 500, onBreach: halt }';
const DRAWDOWN = 'expected an amount such as 1000, a share such as 5%, or { max: 5%, onBreach: halt }';
const COUNT = 'expected a whole number, 1 or more';
const TRADES = 'expected a whole number, 1 or more, or { max: 10, onBreach: reduce }';
const STREAK = 'expected a whole number, 2 or more';
const CLOCK = 'expected a time of day in 24 hours, such as 17:00';

const answer = (unlessTold: (typeof breachAnswers)[number]) => z.enum(breachAnswers, ANSWER).default(unlessTold);
const isShare = (text: string): boolean => text.trim().endsWith('%');

/** Money, or what it is with what a breach does. */
const moneyLimit = z.union(
  [
    amountField.transform((max) => ({ max, onBreach: 'halt' as const })),
    z.strictObject({ max: amountField, onBreach: answer('halt') }),
  ],
  MONEY,
);

/** Money, or a share of what there was at the highest. */
const fall = z.union(
  [
    z.string().transform((text, context) => {
      const share = isShare(text) ? shareField.safeParse(text) : undefined;
      if (share?.success === true) return { share: share.data };
      context.addIssue({ code: 'custom', message: DRAWDOWN });
      return z.NEVER;
    }),
    amountField.transform((max) => ({ max })),
  ],
  DRAWDOWN,
);
const drawdownLimit = z.union(
  [
    fall.transform((most) => ({ ...most, onBreach: 'halt' as const })),
    z.strictObject({ max: fall, onBreach: answer('halt') }).transform(({ max, onBreach }) => ({ ...max, onBreach })),
  ],
  DRAWDOWN,
);

const countField = z.int(COUNT).min(1, COUNT);
const tradesLimit = z.union(
  [
    countField.transform((max) => ({ max, onBreach: 'reduce' as const })),
    z.strictObject({ max: countField, onBreach: answer('reduce') }),
  ],
  TRADES,
);

const streakLimit = z
  .strictObject({
    trades: z.int(STREAK).min(2, STREAK),
    of: z.enum(streakKinds, `expected ${streakKinds.join(' or ')}`).default('losses'),
    within: durationField.optional(),
    pause: durationField.optional(),
    onBreach: answer('reduce'),
  })
  .refine(({ onBreach, pause }) => (onBreach === 'reduce') === (pause !== undefined), {
    message:
      'expected a pause, such as 30m, where it reduces, and none where it halts: a halt lasts until a person resumes',
    path: ['pause'],
  });

const limitFields = {
  maxDailyLoss: moneyLimit.optional(),
  maxDailyLossWithOpen: moneyLimit.optional(),
  maxDrawdown: drawdownLimit.optional(),
  losingStreak: streakLimit.optional(),
  maxTradesPerDay: tradesLimit.optional(),
};
const limits = z.strictObject(limitFields);

/** What the desk, and each of its books, may lose. */
export const lossesSchema = z
  .strictObject({
    desk: limits.optional(),
    book: limits
      .refine(({ maxDrawdown }) => maxDrawdown === undefined || 'max' in maxDrawdown, {
        message: 'expected an amount: a book has no equity of its own that it could be a share of',
        path: ['maxDrawdown'],
      })
      .optional(),
  })
  .optional();

export const tradingDaySchema = z
  .strictObject({
    zone: z.enum(dayZones, `expected one of ${dayZones.join(', ')}`).default(exchangeDay.zone),
    rollover: z
      .string(CLOCK)
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, CLOCK)
      .transform((text): Duration => {
        const [hours = 0, minutes = 0] = text.split(':').map(Number);
        return (hours * MICROSECONDS.hour + minutes * MICROSECONDS.minute) as Duration;
      })
      .default(exchangeDay.rollover),
  })
  .optional();

/** As the desk has them: what is not said is not there. */
export const lossesOf = ({
  losses,
  tradingDay,
}: {
  readonly losses?: z.infer<typeof lossesSchema>;
  readonly tradingDay?: z.infer<typeof tradingDaySchema>;
}): { readonly losses?: LossPlan; readonly tradingDay?: TradingDay } => ({
  ...(losses === undefined ? {} : { losses: withoutUndefined(losses) as LossPlan }),
  ...(tradingDay === undefined ? {} : { tradingDay }),
});

/** At every depth. */
function withoutUndefined(value: object): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      if (each === undefined) return [];
      return [[name, typeof each === 'object' && each !== null ? withoutUndefined(each) : each]];
    }),
  );
}
