/** The `then` of a scenario: what each part may name, and the patterns it becomes. What is not named is not compared. */
import * as z from 'zod';
import { alarmTypes, eventTypes } from '../../events.ts';
import { hint } from '../../hints.ts';
import { amount, amountText, decimalText, price, quantity } from '../../money.ts';
import { orderTypes, roles, sides, timesInForce } from '../../orders.ts';
import { refusalCodes } from '../../refusals.ts';
import { tickerField } from '../documents/fields.ts';
import { factField } from './factPatterns.ts';
import type { Fields } from './factTexts.ts';
import { textField } from './texts.ts';

const word = <const W extends readonly [string, ...string[]]>(...words: W) =>
  z.enum(words, `expected one of ${words.join(', ')}`);
const text = z.string('expected text');
const signedAmount = textField((given) => amountText(amount(given)), 'an amount such as -12.70');
const signedQuantity = textField((given) => decimalText(quantity(given)), 'a quantity: long above zero, short below');
const level = textField(
  (given) => (given === 'none' ? given : decimalText(price(given))),
  'a price such as 99.02, or none',
);
const size = textField((given) => decimalText(quantity(given)), 'a quantity such as 100');
const symbol = tickerField.transform((ticker) => ticker.toUpperCase());

const position = {
  state: word('planned', 'opening', 'open', 'adjusting', 'closing', 'closed', 'abandoned'),
  protection: word('none', 'arming', 'protected', 'resizing', 'naked', 'releasing', 'orphaned'),
  side: word('long', 'short', 'flat'),
  quantity: signedQuantity,
  average: level,
  stop: level,
  target: level,
  realised: signedAmount,
  unrealised: signedAmount,
  fees: signedAmount,
  dividends: signedAmount,
  /** What closed it. */
  reason: word(...roles),
};
const positionFields = z.strictObject(position).partial().transform(texts).transform(unsignedBesideSide);
const anyPosition = z
  .strictObject({ symbol, ...position })
  .partial()
  .transform(texts)
  .transform(unsignedBesideSide);

const statuses = [
  'created',
  'pending new',
  'working',
  'waiting',
  'held',
  'partially filled',
  'pending replace',
  'pending cancel',
  'unaccounted',
  'unconfirmed',
  'filled',
  'cancelled',
  'rejected',
  'expired',
  'absent',
  'doneForDay',
  'refused',
] as const;
const order = z
  .strictObject({
    role: word(...roles),
    symbol,
    side: word(...sides),
    type: word(...orderTypes),
    quantity: size,
    limit: level,
    stop: level,
    timeInForce: word(...timesInForce),
    status: word(...statuses),
    filled: size,
  })
  .partial()
  .transform(texts);

const isRefusal = (code: unknown): boolean => (refusalCodes as readonly unknown[]).includes(code);
const noRefusal = (code: string): string => `there is no refusal ${code}${hint(code, refusalCodes)}`;
const refusalCode = z.string('expected the code of a refusal, such as halted').superRefine((code, context) => {
  if (!isRefusal(code)) context.addIssue({ code: 'custom', message: noRefusal(code) });
});
const refusal = z.union(
  [
    refusalCode.transform((code): Fields => ({ code })),
    z
      .strictObject({ code: refusalCode, symbol, rule: text, role: word(...roles) })
      .partial()
      .transform(texts),
  ],
  {
    error: ({ input }) =>
      typeof input === 'string'
        ? noRefusal(input)
        : 'expected the code of a refusal, such as halted, or { code: halted, symbol: SPY }',
  },
);

const account = z
  .strictObject({
    cash: signedAmount,
    equity: signedAmount,
    realised: signedAmount,
    unrealised: signedAmount,
    fees: signedAmount,
    dividends: signedAmount,
    exposure: signedAmount,
    reserved: signedAmount,
  })
  .partial()
  .transform(texts);

const facts = z.array(
  factField(
    eventTypes,
    'expected the type of a fact, such as position.entered, alone or with fields: position.entered: { symbol: SPY }',
  ),
  'expected a list of facts, such as [order.filled, position.entered]',
);
const alarms = z.array(
  factField(alarmTypes, `expected an alarm: ${alarmTypes.join(', ')}`),
  'expected none, or a list of alarms',
);
const none = z.literal('none');

export const thenSchema = z
  .strictObject({
    positions: z.union(
      [
        none,
        z.array(anyPosition),
        z.record(symbol, z.union([none, positionFields], 'expected none, or fields such as { state: open }')),
      ],
      'expected none, or positions by symbol: SPY: { state: open, quantity: 100 }',
    ),
    orders: z.union(
      [
        none,
        z.array(
          z.union(
            [z.literal('nothing else'), order],
            'expected an order such as { role: stop, status: waiting }, or nothing else',
          ),
        ),
      ],
      'expected none, or a list of orders such as { role: stop, status: waiting }',
    ),
    said: facts,
    never: facts,
    refused: z.union([none.transform(() => []), z.array(refusal), refusal.transform((one) => [one])], {
      error: ({ input }) =>
        typeof input === 'string' ? noRefusal(input) : 'expected none, a code such as halted, or a list of them',
    }),
    account,
    alarms: z.union([none.transform(() => []), alarms], 'expected none, or a list of alarms'),
    desk: word('starting', 'running', 'draining', 'emergency', 'stopped'),
    trading: word('active', 'reducing', 'halted'),
  })
  .partial()
  .refine(
    (then) => Object.keys(then).length > 0,
    'expected at least one of positions, orders, said, never, refused, account, alarms, desk, trading',
  );
export type Then = z.infer<typeof thenSchema>;

/** Only what was named. */
function texts(named: Readonly<Record<string, string | undefined>>): Fields {
  return Object.fromEntries(Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Beside a side, a quantity needs no sign. */
function unsignedBesideSide(fields: Fields): Fields {
  const { side, quantity: shares } = fields;
  return side === 'short' && shares !== undefined && !shares.startsWith('-') && shares !== '0'
    ? { ...fields, quantity: `-${shares}` }
    : fields;
}
