/** Made-up predictions for made-up days: they know nothing of the market, so a run on them is lively and proves nothing. */
import type { InstrumentId, SignalId, Timestamp } from '../../identifiers.ts';
import { later, minutes, named, seconds } from '../../identifiers.ts';
import type { RegularSession, SignalEvent, SignalSource, Timed } from '../../ports.ts';
import type { GeneratedDaysOptions } from './generatedDays.ts';
import { checkSeed, instrumentsOf, someSessions } from './generatedDays.ts';
import type { Chance } from './generatedRandom.ts';
import { createChance } from './generatedRandom.ts';

type Prediction = Extract<SignalEvent, { type: 'signal.prediction' }>;

/** The first prediction comes so long after the open. */
const FIRST = minutes(15);
/** Each symbol has one prediction in every such time, within its first minute. */
const EVERY = minutes(5);
/** How far ahead a prediction looks. */
const HORIZON = minutes(30);

/** How often each word comes, in a hundred, and what it is as a number. */
const words = [
  { signal: 'BUY', often: 35, numeric: 1 },
  { signal: 'SELL', often: 15, numeric: -1 },
  { signal: 'SHORT', often: 25, numeric: -1 },
  { signal: 'NEUTRAL', often: 25, numeric: 0 },
] as const;

/**
 * Predictions (`signal.prediction`) during the days that {@link createGeneratedData} generates for the same options: one a symbol about
 * every 5 minutes from 15 minutes after the open on, with confidences of 0.3 to 0.8. One batch a day.
 * @throws `badArgument`, `badIdentifier`
 */
export function generatePredictions(options: GeneratedDaysOptions): SignalSource {
  checkSeed(options.seed);
  const instruments = instrumentsOf(options.symbols);
  const sessions = someSessions(options);
  return { name: 'generated predictions', batches: () => predictions(options.seed, instruments, sessions) };
}

async function* predictions(
  seed: number,
  instruments: readonly InstrumentId[],
  sessions: readonly RegularSession[],
): AsyncGenerator<readonly Timed<SignalEvent>[]> {
  const sources = instruments.map((instrument) => ({
    instrument,
    chance: createChance(seed, 'predictions', instrument),
  }));
  for (const session of sessions) {
    const batch: Timed<SignalEvent>[] = [];
    for (let time = later(session.opens, FIRST); time + EVERY <= session.closes; time = later(time, EVERY)) {
      for (const { instrument, chance } of sources) {
        const at = later(time, seconds(chance.whole(0, 59)));
        batch.push({ at, event: prediction(instrument, at, idOf(instrument, session, time), chance) });
      }
    }
    yield batch.sort((a, b) => a.at - b.at);
  }
}

/** Such as `bac-20131007-0585`: the minute is that of the day in New York. */
function idOf(instrument: InstrumentId, { session, opens }: RegularSession, time: Timestamp): SignalId {
  const minute = (time - opens) / minutes(1) + 9 * 60 + 30;
  return named<SignalId>(
    `${instrument.toLowerCase()}-${session.replaceAll('-', '')}-${String(minute).padStart(4, '0')}`,
  );
}

function prediction(instrument: InstrumentId, observedAt: Timestamp, id: SignalId, chance: Chance): Prediction {
  const { signal, numeric } = wordOf(chance);
  const confidence = chance.whole(3_000, 8_000) / 10_000;
  return {
    type: 'signal.prediction',
    id,
    instrument,
    observedAt,
    signal,
    numeric,
    confidence,
    probabilities: [-1, 0, 1].map((direction) => (direction === numeric ? confidence : (1 - confidence) / 2)),
    features: {
      return_15m: chance.whole(-300, 300) / 100_000,
      call_put_volume_ratio: chance.whole(500, 1_800) / 1_000,
      delta_divergence: chance.whole(-2_500, 2_500) / 1_000,
    },
    model: 'generated-flow',
    modelVersion: '1',
    horizon: HORIZON,
  };
}

function wordOf(chance: Chance): (typeof words)[number] {
  let drawn = chance.whole(0, 99);
  for (const word of words) {
    drawn -= word.often;
    if (drawn < 0) return word;
  }
  return words[3];
}
