/** The signals of a scenario, as people write them; the time and where there is none the name are added when they are heard. */
import * as z from 'zod';
import type { FeedName } from '../../feedNames.ts';
import { feedNames } from '../../feedNames.ts';
import type { InstrumentId } from '../../identifiers.ts';
import { instrumentId, minutes } from '../../identifiers.ts';
import { sides } from '../../orders.ts';
import type { SignalEvent } from '../../ports.ts';
import { amountField, durationField, nameField, priceField, quantityField, tickerField } from '../documents/fields.ts';

const symbol = tickerField.transform((ticker): InstrumentId => instrumentId(ticker));
/** A number with more digits than a double keeps arrives as its text. */
const asNumber = (given: unknown): unknown =>
  typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
const number = z.preprocess(asNumber, z.number('expected a number'));
const SHARE = 'expected a number from 0 to 1';
const share = z.preprocess(asNumber, z.number(SHARE).min(0, SHARE).max(1, SHARE));

const SOURCE = `expected one of ${feedNames.join(', ')}`;

export const predictionField = z.strictObject(
  {
    symbol,
    signal: z.enum(['BUY', 'SELL', 'SHORT', 'NEUTRAL'], 'expected one of BUY, SELL, SHORT, NEUTRAL'),
    confidence: share.default(1),
    numeric: number.optional(),
    price: priceField.optional(),
    id: nameField.optional(),
    source: z.enum(feedNames, SOURCE).optional(),
    model: z.string('expected text').default('scenario'),
    modelVersion: z.string('expected text').default('1'),
    horizon: durationField.default(minutes(30)),
    features: z.record(z.string(), number).default({}),
  },
  'expected { symbol: SPY, signal: BUY, confidence: 0.8 }',
);

/** A signal before it is heard. */
type Unheard<E> = E extends SignalEvent ? Omit<E, 'id' | 'observedAt'> : never;
export type SignalText = Unheard<Exclude<SignalEvent, { type: 'signal.prediction' }>>;

export const signalField = z
  .strictObject({
    'signal.flowTrade': z.strictObject({
      symbol,
      right: z.enum(['call', 'put'], 'expected call or put'),
      side: z.enum(sides, 'expected buy or sell'),
      premium: amountField,
      contracts: quantityField,
    }),
    'signal.divergence': z.strictObject({ symbol, value: number }),
    'signal.threshold': z.strictObject({
      symbol,
      name: nameField,
      value: number,
      threshold: number,
      direction: z.enum(['up', 'down'], 'expected up or down'),
    }),
  })
  .partial()
  .refine((named) => Object.keys(named).length === 1, {
    message: 'expected one of signal.flowTrade, signal.divergence, signal.threshold, with its fields',
  })
  .transform((named): SignalText => {
    const [type, { symbol: instrument, ...rest }] = Object.entries(named)[0] as [string, { symbol: InstrumentId }];
    return { type, instrument, ...rest } as SignalText; // the schema has checked each type with its fields
  });

const told = ['live', 'failing', 'stale', 'closed'] as const;
const fares = z.enum(told, `expected one of ${told.join(', ')}`).optional();
/** How ways by which signals come fare from now on. */
export const feedField = z.strictObject(
  { monitor: fares, http: fares, folder: fares, file: fares, code: fares } satisfies Record<FeedName, unknown>,
  'expected how a way by which signals come fares: { monitor: stale }',
);
