/** The names of predictions that have been read: one that comes again must be the very same. */
import { hashOf } from '../../codec.ts';
import type { Prediction } from './predictionSchema.ts';

export class PredictionNames {
  readonly #digests = new Map<string, string>();

  /** What this prediction is beside those before it: a new one, the very same again, or another of the same name. */
  take(prediction: Prediction): 'new' | 'repeated' | 'contradictory' {
    const digest = hashOf(prediction);
    const before = this.#digests.get(prediction.id);
    if (before === undefined) this.#digests.set(prediction.id, digest);
    if (before === undefined) return 'new';
    return before === digest ? 'repeated' : 'contradictory';
  }
}
