/** A line of a predictions file as its writer makes it, and the signal it becomes. */
import * as z from 'zod';
import type { InstrumentId, SignalId } from '../../identifiers.ts';
import { instrumentId, minutes, named, timestamp } from '../../identifiers.ts';
import { priceFromFloat } from '../../money.ts';
import type { SignalEvent } from '../../ports.ts';

/** The signal of a model that predicts directions. */
export type Prediction = Extract<SignalEvent, { type: 'signal.prediction' }>;

/** A text that one of our own functions takes, as what it makes of it. */
const made = <T>(make: (text: string) => T, expected: string) =>
  z.string(`expected ${expected}`).transform((text, context): T => {
    try {
      return make(text);
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${expected}, found '${text}'` });
      return z.NEVER;
    }
  });

const share = z
  .number('expected a number')
  .min(0, 'expected a number from 0 to 1')
  .max(1, 'expected a number from 0 to 1');
const price = z
  .number('expected a number')
  .min(1e-8, 'expected a price above zero')
  .max(9e7, 'expected a price of at most 90 million');
const text = z.string('expected text');

/** The shape of an options-flow monitor's answer, one JSON object a line. Fields that are not named here may be there too. */
const predictionLine = z.object(
  {
    ticker: made<InstrumentId>(instrumentId, 'a ticker'),
    prediction: z.object(
      {
        id: made<SignalId>((id) => named<SignalId>(id), 'a name without spaces'),
        timestamp: made(timestamp, 'a moment in ISO 8601 with an offset'),
        signal: z.enum(['BUY', 'SELL', 'SHORT', 'NEUTRAL'], 'expected one of BUY, SELL, SHORT, NEUTRAL'),
        numeric: z.number('expected a number'),
        confidence: share,
        stock_price: price.nullish(),
        probabilities: z.array(share, 'expected a list of numbers'),
        feature_values: z.record(z.string(), z.number('expected a number'), 'expected numbers by name'),
      },
      'expected an object',
    ),
    model_info: z.object(
      {
        name: text,
        version: text,
        horizon_minutes: z
          .number('expected a number')
          .min(0, 'expected minutes, zero or more')
          .max(1e6, 'expected at most a million minutes'),
      },
      'expected an object',
    ),
  },
  'expected an object with ticker, prediction and model_info',
);

/** Reads a line; what is wrong with it is said in a text. */
export function readPrediction(line: string): Prediction | string {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return 'it is no JSON object; expected one a line';
  }
  return predictionIn(raw);
}

/** Reads what a line, an answer or an alert holds; what is wrong with it is said in a text. */
export function predictionIn(raw: unknown): Prediction | string {
  const parsed = predictionLine.safeParse(raw);
  if (parsed.success) return signalOf(parsed.data);
  const [issue] = parsed.error.issues;
  return `${issue?.path.length === 0 ? '' : `${issue?.path.join('.')}: `}${issue?.message}`;
}

function signalOf({ ticker, prediction, model_info: model }: z.output<typeof predictionLine>): Prediction {
  const { id, timestamp: observedAt, signal, numeric, confidence, stock_price: stockPrice, probabilities } = prediction;
  return {
    type: 'signal.prediction',
    id,
    instrument: ticker,
    observedAt,
    signal,
    numeric,
    confidence,
    // a float of the writer's, for conditions to look at: to the nearest 1e-8
    ...(stockPrice === undefined || stockPrice === null ? {} : { price: priceFromFloat(stockPrice) }),
    probabilities,
    features: prediction.feature_values,
    model: model.name,
    modelVersion: model.version,
    horizon: minutes(model.horizon_minutes),
  };
}
