/** What a reference monitor has to tell: predictions, and what it makes up beside each of them, as the API writes it. */
import type { Timestamp } from '../../../identifiers.ts';
import { isoTime, MICROSECONDS } from '../../../identifiers.ts';
import { decimalText } from '../../../money.ts';
import type { Prediction } from '../predictionSchema.ts';

/** A row with its moment. */
export interface Row {
  readonly at: Timestamp;
  readonly ticker: string;
  readonly told: Readonly<Record<string, unknown>>;
}

/** A prediction as `predictions` and `prediction/latest` tell it. */
export function predictionRow(prediction: Prediction): Row {
  const { instrument: ticker, id, observedAt: at, signal, numeric, confidence, price, probabilities } = prediction;
  const told = {
    ticker,
    prediction: {
      ...{ id, timestamp: isoTime(at), signal, numeric, confidence },
      ...(price === undefined ? {} : { stock_price: Number(decimalText(price)) }),
      ...{ probabilities, feature_values: prediction.features },
    },
    model_info: {
      name: prediction.model,
      version: prediction.modelVersion,
      horizon_minutes: prediction.horizon / MICROSECONDS.minute,
    },
  };
  return { at, ticker, told };
}

const feature = ({ features }: Prediction, name: string): number => features[name] ?? 0;

/** The trade that stands out when a prediction is made. */
export function tradeRow(prediction: Prediction): Row {
  const { instrument: ticker, id, observedAt: at, numeric } = prediction;
  const size = 100 + Math.round(1_000 * Math.abs(feature(prediction, 'return_15m')) * 100);
  const premium = Math.round(100_000 * (1 + Math.abs(feature(prediction, 'delta_divergence'))));
  const told = { id: `trade-${id}`, ticker, timestamp: isoTime(at), type: numeric >= 0 ? 'call' : 'put' };
  return { at, ticker, told: { ...told, side: 'buy', premium, size } };
}

export function divergenceRow(prediction: Prediction): Row {
  const { instrument: ticker, observedAt: at } = prediction;
  return { at, ticker, told: { ticker, timestamp: isoTime(at), value: feature(prediction, 'delta_divergence') } };
}

export function minuteRow(prediction: Prediction): Row {
  const { instrument: ticker, observedAt: at, features } = prediction;
  return { at, ticker, told: { ticker, timestamp: isoTime(at), ...features } };
}
