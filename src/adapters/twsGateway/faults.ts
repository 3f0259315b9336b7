/** The faults that a gateway can be told to have, by name: flags, files and the admin interface read them here. */
import * as z from 'zod';
import { OrdermatonError } from '../../errors.ts';
import { hint } from '../../hints.ts';
import { accountId, seconds } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { quantity } from '../../money.ts';
import { decimal, durationField, priceField, quantityField, tickerField } from '../documents/fields.ts';
import { issuesText } from '../documents/issues.ts';
import { dataStates } from './marketConditions.ts';
import { noticeTexts } from './notices.ts';
import { messageNames } from './wire/messageNames.ts';

const clientField = z.int('expected the id of a client').min(0, 'expected the id of a client');

/** Every fault: so long after it was asked for, in the time of the gateway; at once unless told. */
const shared = { in: durationField.optional() };
const toClient = { ...shared, client: clientField.optional() };

/** None is left where an execution is taken back. */
const sharesField = decimal<Quantity>(quantity, 'shares, zero or more', (value) => value >= 0n);
const accountField = z
  .string()
  .regex(/^DU\d{1,12}$/, 'expected a simulated account such as DU1234567')
  .transform(accountId);
const noticeField = z.int().refine((code) => noticeTexts.has(code), {
  error: ({ input }) => `expected one of ${[...noticeTexts.keys()].join(', ')}, found ${input}`,
});

/** What happens once. */
const acts = {
  hangUp: z.strictObject({ fault: z.literal('hangUp'), ...toClient }),
  notice: z.strictObject({
    fault: z.literal('notice'),
    code: noticeField,
    text: z.string().max(200).optional(),
    ...toClient,
  }),
  correct: z
    .strictObject({
      fault: z.literal('correct'),
      execution: z.string().min(1).optional(),
      price: priceField.optional(),
      shares: sharesField.optional(),
      ...shared,
    })
    .refine(({ price, shares }) => price !== undefined || shares !== undefined, {
      error: 'expected price or shares, or both',
    }),
  place: z.strictObject({
    fault: z.literal('place'),
    symbol: tickerField,
    action: z.enum(['BUY', 'SELL']),
    quantity: quantityField,
    orderType: z.string().optional(),
    limit: priceField.optional(),
    stop: priceField.optional(),
    tif: z.string().optional(),
    account: accountField.optional(),
    ...shared,
  }),
  cancel: z.strictObject({ fault: z.literal('cancel'), permId: z.int().min(1), ...shared }),
  liquidate: z.strictObject({
    fault: z.literal('liquidate'),
    symbol: tickerField.optional(),
    account: accountField.optional(),
    ...shared,
  }),
  nextId: z.strictObject({ fault: z.literal('nextId'), client: clientField, id: z.int().min(1), ...shared }),
  'market.move': z.strictObject({
    fault: z.literal('market.move'),
    symbol: tickerField.optional(),
    percent: z.number('expected per cent').min(-90, 'expected -90 or more').max(900, 'expected 900 or less'),
    ...shared,
  }),
  'market.halt': z.strictObject({
    fault: z.literal('market.halt'),
    symbol: tickerField,
    volatility: z.boolean().default(false),
    ...shared,
  }),
  'market.resume': z.strictObject({ fault: z.literal('market.resume'), symbol: tickerField, ...shared }),
  'market.supply': z.strictObject({
    fault: z.literal('market.supply'),
    symbol: tickerField,
    shares: sharesField,
    ...shared,
  }),
  'market.data': z.strictObject({
    fault: z.literal('market.data'),
    symbol: tickerField.optional(),
    state: z.enum(dataStates),
    ...shared,
  }),
  restart: z.strictObject({ fault: z.literal('restart'), for: durationField.default(seconds(60)), ...shared }),
};

const countField = z.int('expected a whole number, 1 or more').min(1, 'expected a whole number, 1 or more');
const names = [...new Set(Object.values(messageNames))];
const messageField = z.string('expected the name of a message').refine((name) => names.some((each) => each === name), {
  error: ({ input }) => `there is no message ${input}${hint(String(input), names)}`,
});
/** Not the first so many, nor more than so many, and so many in a hundred. */
const howOften = {
  after: countField.optional(),
  times: countField.optional(),
  percent: countField.max(100, 'expected 100 or less').optional(),
};
/** Which messages: of those kinds, to that client. */
const ofMessages = {
  ...toClient,
  messages: z.array(messageField, 'expected a list of names').min(1, 'expected a name').optional(),
  ...howOften,
};

/** What happens to messages, from when it is switched on until it is switched off. */
const standing = {
  duplicate: z.strictObject({ fault: z.literal('duplicate'), ...ofMessages }),
  delay: z
    .strictObject({
      fault: z.literal('delay'),
      by: durationField.optional(),
      behind: countField.optional(),
      ...ofMessages,
    })
    .refine(({ by, behind }) => (by === undefined) !== (behind === undefined), {
      error: 'expected either by, a duration, or behind, a count of messages',
    }),
  drop: z.strictObject({ fault: z.literal('drop'), ...ofMessages }),
  reorder: z.strictObject({ fault: z.literal('reorder'), ...ofMessages }),
  kill: z.strictObject({ fault: z.literal('kill'), ...ofMessages }),
  commission: z
    .strictObject({
      fault: z.literal('commission'),
      how: z.enum(['late', 'missing', 'sentinel']),
      by: durationField.optional(),
      ...shared,
      ...howOften,
    })
    .refine(({ how, by }) => (how === 'late' ? by !== undefined : how === 'sentinel' || by === undefined), {
      error: 'expected by, a duration, where it is late, and none where it is missing',
    }),
  bytes: z.strictObject({ fault: z.literal('bytes'), ...toClient }),
};

const schemas = { ...acts, ...standing };
type FaultName = keyof typeof schemas;
export type FaultOf<N extends FaultName> = z.infer<(typeof schemas)[N]>;
export type Fault = { [N in FaultName]: FaultOf<N> }[FaultName];
export type StandingFault = FaultOf<keyof typeof standing>;
export type Act = Exclude<Fault, StandingFault>;
export const isStanding = (fault: Fault): fault is StandingFault => Object.hasOwn(standing, fault.fault);
/** The names, in the order of the guide. */
export const faultNames = Object.keys(schemas) as readonly FaultName[];

/** Reads a fault as it is written in JSON. @throws `faultRefused` for a name that there is not, and for what it does not take */
export function readFault(raw: unknown): Fault {
  const name = typeof raw === 'object' && raw !== null && 'fault' in raw ? String(raw.fault) : undefined;
  if (name === undefined) throw refused('without a name', 'expected an object with the field "fault"');
  if (!Object.hasOwn(schemas, name)) throw refused(name, `there is no such fault${hint(name, faultNames)}`);
  const schema: z.ZodType<Fault> = schemas[name as FaultName];
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw refused(name, issuesText(parsed.error.issues, { schema, raw }));
}

export const refused = (fault: string, problem: string): OrdermatonError =>
  new OrdermatonError('faultRefused', { fault, problem });
