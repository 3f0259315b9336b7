/** The steps of a scenario: what a `when` may hold, one happening a step, and when it happens. */
import * as z from 'zod';
import type { Duration } from '../../identifiers.ts';
import type { Amendment } from '../../orders.ts';

import { stages } from '../../stages.ts';
import { openSchema } from '../deskFile/schema.ts';
import { durationField, durationWithin, priceField, quantityField, tickerField } from '../documents/fields.ts';
import { ANSWER_EXPECTED, answerField } from './answers.ts';
import { thenSchema } from './expectations.ts';
import {
  addition,
  adopt,
  anyQuantity,
  confirmation,
  handGroup,
  handOrder,
  lieu,
  part,
  rates,
  ruleIn,
  sidedOrder,
  signedQuantity,
  toldTrade,
} from './handWords.ts';
import { feedField, predictionField, signalField } from './signals.ts';
import { statementRows } from './statementWords.ts';
import {
  BAR_EXPECTED,
  barField,
  clockField,
  ORDER_EXPECTED,
  orderField,
  orderText,
  quoteField,
  splitField,
  tradeField,
} from './texts.ts';

const symbol = tickerField.transform((ticker) => ticker.toUpperCase());
const why = z.string('expected a reason in words').min(1);
const bySymbol = <T extends z.core.SomeType>(value: T, expected: string) =>
  z.record(symbol, value, `expected ${expected}`);

/** How long after the step before; two may happen at once. */
const wait = durationWithin('a duration such as 90s, 3m or 1h', 0);

const level = z
  .strictObject({ stop: priceField.optional(), target: priceField.optional() })
  .refine(({ stop, target }) => stop !== undefined || target !== undefined, 'expected stop, target, or both');

const amend = z
  .strictObject({ order: orderField, quantity: quantityField, limit: priceField, stop: priceField })
  .partial({ quantity: true, limit: true, stop: true })
  .transform(({ order, quantity, limit, stop }) => ({
    order,
    change: {
      ...(quantity === undefined ? {} : { quantity }),
      ...(limit === undefined ? {} : { limit }),
      ...(stop === undefined ? {} : { stop }),
    } satisfies Amendment,
  }));

const answers = z.union([answerField.transform((one) => [one]), z.array(answerField).min(1)], {
  error: ({ input }) =>
    Array.isArray(input) ? `expected a list of what the broker says` : `expected ${ANSWER_EXPECTED}, found ${input}`,
});
const orderName = z.string().refine((name) => orderText(name) !== undefined, `expected ${ORDER_EXPECTED}`);
const answered = z
  .record(orderName, answers, 'expected what the broker answers: { entry: filled 40 @ 100.02 }')
  .transform((byOrder) =>
    Object.entries(byOrder).flatMap(([name, list]) => {
      const order = orderText(name);
      return order === undefined ? [] : [{ order, answers: list }];
    }),
  );
const broker = z.union(
  [z.enum(['disconnected', 'connected', 'forgets', 'silence']), answered],
  'expected what the broker answers ({ entry: filled 40 @ 100.02 }), disconnected, connected, forgets, or silence',
);

const stageField = z.enum(stages, `expected one of ${stages.join(', ')}`);
const happening = {
  quote: bySymbol(quoteField, 'a quote by symbol: { SPY: 100.00/100.02 x 500 }'),
  trade: bySymbol(tradeField, 'a trade by symbol: { SPY: 100.01 x 200 }'),
  bar: bySymbol(barField, 'a bar by symbol: { SPY: 100.00 100.50 99.50 100.10 x 1200 }'),
  split: bySymbol(splitField, 'a split by symbol: { SPY: 2 for 1 }'),
  dividend: bySymbol(priceField, 'an amount a share by symbol: { SPY: 0.95 }'),
  prediction: predictionField,
  signal: signalField,
  feed: feedField,
  open: bySymbol(openSchema, 'what to open by symbol: { SPY: { side: long, quantity: 100, stop: { amount: 1 } } }'),
  close: symbol,
  protect: bySymbol(level, 'levels by symbol: { SPY: { stop: 99.50 } }'),
  add: addition,
  trim: part,
  buy: handOrder,
  sell: handOrder,
  group: handGroup,
  amend,
  cancel: orderField,
  conclude: orderField,
  flatten: why,
  listAccount: z.enum(['cancel', 'flatten'], 'expected cancel or flatten'),
  cancelAccount: why,
  flattenAccount: why,
  halt: why,
  reduce: why,
  resume: why,
  drain: why,
  emergency: why,
  recover: why,
  promote: stageField,
  demote: stageField,
  stop: why,
  arm: ruleIn,
  disarm: ruleIn,
  adopt,
  release: symbol,
  confirmSplit: confirmation,
  cashInLieu: lieu,
  reconcile: symbol,
  bookTrade: toldTrade,
  convert: rates,
  statement: statementRows,
  sleep: durationField,
  holds: bySymbol(anyQuantity, 'what the broker says the account holds, by symbol: { SPY: 480 }'),
  elsewhere: sidedOrder,
  liquidates: bySymbol(priceField, 'what the broker closes at a price, by symbol: { SPY: 99.50 }'),
  broker,
  // biome-ignore lint/suspicious/noThenProperty: the word of the scenario document
  then: thenSchema,
} as const;
type Kind = keyof typeof happening;
const kinds = Object.keys(happening) as readonly Kind[];
/** Those that may stand alone, without a reason. */
const words: readonly string[] = ['flatten', 'halt', 'reduce', 'resume', 'drain', 'emergency', 'recover', 'stop'];

const stepObject = z
  .strictObject(
    { at: clockField, after: wait, barLength: durationField, ...happening },
    `expected a step such as quote: { SPY: 100.00/100.02 }, or one of ${words.join(', ')} alone`,
  )
  .partial()
  .superRefine((step, context) => {
    const named = kinds.filter((kind) => step[kind] !== undefined);
    if (named.length > 1)
      context.addIssue({ code: 'custom', message: `expected one happening a step, found ${named.join(' and ')}` });
    if (named.length === 0 && step.at === undefined && step.after === undefined)
      context.addIssue({
        code: 'custom',
        message: `expected one of ${kinds.join(', ')}, or at or after alone to wait`,
      });
    if (step.at !== undefined && step.after !== undefined)
      context.addIssue({ code: 'custom', message: 'expected either at or after, not both', path: ['after'] });
    if (step.barLength !== undefined && step.bar === undefined)
      context.addIssue({ code: 'custom', message: 'expected a bar beside barLength', path: ['barLength'] });
  });

/** One step: a mapping, or a single word such as `flatten`. */
export const stepSchema = z.preprocess(
  (given) => (typeof given === 'string' && words.includes(given) ? { [given]: 'the scenario' } : given),
  stepObject,
);
export type StepDocument = z.infer<typeof stepObject>;

/** A position that is there when the scenario begins. */
const held = z
  .strictObject({
    side: z.enum(['long', 'short'], 'expected long or short'),
    quantity: quantityField,
    at: priceField,
    stop: priceField.optional(),
    target: priceField.optional(),
    doubleDown: openSchema.shape.doubleDown,
  })
  .superRefine(({ side, at, stop, target, doubleDown }, context) => {
    const wrong = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', message, path: [field] });
    const [below, above] = side === 'long' ? [stop, target] : [target, stop];
    const [low, high] = side === 'long' ? (['stop', 'target'] as const) : (['target', 'stop'] as const);
    if (below !== undefined && below >= at) wrong(low, 'expected a price below the one the position was opened at');
    if (above !== undefined && above <= at) wrong(high, 'expected a price above the one the position was opened at');
    if (doubleDown !== undefined && stop === undefined)
      wrong('doubleDown', 'expected a stop: it is measured on the way there');
  });

const barList = z.union([z.array(barField).min(1), barField.transform((one) => [one])], {
  error: ({ input }) => (Array.isArray(input) ? 'expected a list of bars' : `expected ${BAR_EXPECTED}, found ${input}`),
});
export const givenSchema = z
  .strictObject(
    {
      at: clockField,
      bars: bySymbol(barList, 'bars by symbol: { SPY: [15 of 100.00 100.50 99.50 100.00 x 1000] }'),
      barLength: durationField,
      positions: bySymbol(held, 'positions by symbol: { SPY: { side: long, quantity: 100, at: 100.02, stop: 99.02 } }'),
      quotes: bySymbol(quoteField, 'quotes by symbol: { SPY: 100.00/100.02 x 500 }'),
      foreign: bySymbol(signedQuantity, 'what the account holds that is not ours, by symbol: { SPY: 500 }'),
    },
    'expected at, bars, foreign, positions or quotes',
  )
  .partial();
export type GivenDocument = z.infer<typeof givenSchema>;

/** How far a step is from the one before it unless it says so itself. */
export const STEP: Duration = 1_000_000 as Duration;
