/** What may be sent as a signal: a prediction as a monitor tells it, or an alert of a charting program. */
import * as z from 'zod';
import { hashOf } from '../../../codec.ts';
import type { SignalId, Timestamp } from '../../../identifiers.ts';
import { instrumentId, MICROSECONDS, minutes, named, timestamp } from '../../../identifiers.ts';
import { priceFromFloat } from '../../../money.ts';
import type { Prediction } from '../predictionSchema.ts';
import { predictionIn } from '../predictionSchema.ts';

/** The words of alerts, as what they are for a desk. */
const actions = {
  buy: { signal: 'BUY', numeric: 1 },
  long: { signal: 'BUY', numeric: 1 },
  sell: { signal: 'SELL', numeric: -1 },
  close: { signal: 'SELL', numeric: -1 },
  short: { signal: 'SHORT', numeric: -1 },
  neutral: { signal: 'NEUTRAL', numeric: 0 },
} as const;
const words = Object.keys(actions) as [keyof typeof actions, ...(keyof typeof actions)[]];

const made = <T>(make: (text: string) => T, expected: string) =>
  z.union([z.string(), z.number()], `expected ${expected}`).transform((given, context): T => {
    try {
      return make(String(given));
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${expected}` });
      return z.NEVER;
    }
  });
/** `NASDAQ:AAPL` is AAPL. */
const ticker = made((text) => instrumentId(text.slice(text.indexOf(':') + 1)), 'a ticker');
/** A moment in ISO 8601, or seconds or milliseconds since 1970. */
const momentOf = (text: string): Timestamp => {
  if (/^\d{10}$/.test(text)) return (Number(text) * MICROSECONDS.second) as Timestamp;
  return /^\d{13}$/.test(text) ? ((Number(text) * MICROSECONDS.millisecond) as Timestamp) : timestamp(text);
};
const MOMENT = 'a moment: ISO 8601 with an offset, or seconds or milliseconds since 1970';
const number = (least: number, most: number, expected: string) =>
  made((text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new Error(expected);
  }, expected);

const alert = z.object(
  {
    ticker,
    action: z.preprocess(
      (given) => (typeof given === 'string' ? given.toLowerCase() : given),
      z.enum(words, `expected one of ${words.join(', ')}`),
    ),
    time: made(momentOf, MOMENT),
    price: number(1e-8, 9e7, 'a price above zero').nullish(),
    confidence: number(0, 1, 'a number from 0 to 1').default(1),
    id: made((text) => named<SignalId>(text), 'a name without spaces').optional(),
    strategy: z.string('expected text').max(128, 'expected at most 128 characters').default('alert'),
    horizon_minutes: number(0, 1e6, 'minutes, zero or more').default(0),
  },
  'expected a prediction, or an alert with ticker, action and time',
);

/** Reads what was sent; what is wrong with it is said in a text. */
export function readSignal(text: string): Prediction | string {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  if (has(raw, 'data')) raw = raw.data;
  if (has(raw, 'prediction')) return predictionIn(raw);
  const parsed = alert.safeParse(raw);
  if (parsed.success) return signalOf(parsed.data);
  const [issue] = parsed.error.issues;
  return `${issue?.path.length === 0 ? '' : `${issue?.path.join('.')}: `}${issue?.message}`;
}

const has = <K extends string>(raw: unknown, name: K): raw is Record<K, unknown> =>
  typeof raw === 'object' && raw !== null && name in raw;

function signalOf(read: z.output<typeof alert>): Prediction {
  const { ticker: instrument, action, time: observedAt, price, confidence, strategy: model } = read;
  return {
    type: 'signal.prediction',
    // an alert that is sent again is the same one
    id: read.id ?? (`alert-${hashOf(read).slice(0, 32)}` as SignalId),
    ...{ instrument, observedAt, ...actions[action], confidence },
    ...(price === undefined || price === null ? {} : { price: priceFromFloat(price) }),
    ...{ probabilities: [], features: {}, model, modelVersion: '', horizon: minutes(read.horizon_minutes) },
  };
}
