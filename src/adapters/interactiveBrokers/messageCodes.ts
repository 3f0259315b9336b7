/**
 * What a code of Interactive Brokers means: the same number says different things about different requests. One row a code; a code that is
 * in no row is unknown, and an unknown outcome is asked for, never guessed.
 */

/** What a code may be about; `none` for what is about no request at all (id -1). */
export const requestKinds = ['place', 'amend', 'cancel', 'data', 'history', 'account', 'none'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What is done about a code. */
export const effects = {
  notice: 'Noted; it ends nothing and changes nothing.',
  ask: 'Unknown: noted, and the broker is asked what became of the order. Nothing is sent again, nothing has ended.',
  rejected: 'The order is rejected.',
  cancelled: 'The order is cancelled.',
  held: 'The order is held, and may still work.',
  amendRejected: 'The change was not taken; the order goes on as it was.',
  cancelRejected: 'The cancel was not taken; what became of the order is told by its executions.',
  orderUnknown: 'The broker does not know the order: it is asked for among all orders, completed ones too.',
  failed: 'The request has failed: nothing is known, and nothing is not an empty answer.',
  dataDelayed: 'The quotes of the instrument are delayed.',
  dataNone: 'There are no quotes of the instrument.',
  dataCompeting: 'Another session of the same user has taken the quotes.',
  degraded: 'The connection is up, and the broker has lost its own: nothing leaves.',
  restored: 'The broker is back: everything is read again before anything leaves.',
  restoredWithoutData:
    'The broker is back without its subscriptions: everything is read again, and quotes are asked for anew.',
  clientIdTaken: 'Another client has our id: the connection is given up.',
  unreachable: 'Nobody answers there: it is tried again.',
  outdated: 'The other side speaks another version: the connection is given up.',
} as const;
export type Effect = keyof typeof effects;

/** One code, or a range of codes. */
export interface CodeRow {
  readonly code: number;
  /** The last of a range. */
  readonly to?: number;
  readonly says: string;
  readonly source: string;
  /** Kinds that are not here have the meaning of an unknown code. */
  readonly on: Readonly<Partial<Record<RequestKind, Effect>>>;
}

const CODES = 'TWS API, Message Codes';
const always = (effect: Effect): CodeRow['on'] => Object.fromEntries(requestKinds.map((kind) => [kind, effect]));
const turnedDown = { place: 'rejected', amend: 'amendRejected' } as const;
const notServed = { data: 'failed', history: 'failed', account: 'failed' } as const;

// biome-ignore format: one line a code keeps the table a table
export const messageCodes: readonly CodeRow[] = [
  { code: 100, says: 'More messages in a second than are allowed.', source: CODES, on: { none: 'notice' } },
  { code: 101, says: 'As many quotes are subscribed to as may be.', source: CODES, on: { data: 'dataNone' } },
  { code: 102, says: 'The id of the subscription is in use.', source: CODES, on: { data: 'failed' } },
  { code: 103, says: 'The id of the order is in use.', source: CODES, on: { place: 'ask' } },
  { code: 104, says: 'A filled order can not be changed.', source: CODES, on: { amend: 'amendRejected' } },
  { code: 105, says: 'The change does not match the order.', source: `${CODES}; erdewit/ib_insync#509`, on: { amend: 'amendRejected' } },
  { code: 106, says: 'The order can not be transmitted.', source: CODES, on: { place: 'ask', amend: 'ask' } },
  { code: 107, says: 'An incomplete order can not be transmitted.', source: CODES, on: { place: 'ask', amend: 'ask' } },
  { code: 109, says: 'The price is beyond the percentage of the presets; not transmitted.', source: CODES, on: turnedDown },
  { code: 110, says: 'The price is not on the grid of the instrument.', source: `${CODES}; erdewit/ib_insync#502`, on: turnedDown },
  { code: 111, says: 'Time in force and order type do not go together.', source: CODES, on: turnedDown },
  { code: 113, says: 'Market and limit on close are day orders.', source: CODES, on: turnedDown },
  { code: 116, says: 'The exchange is dead; not transmitted.', source: CODES, on: turnedDown },
  { code: 131, says: 'A flag does not apply and is ignored.', source: CODES, on: always('notice') },
  { code: 133, says: 'Submitting the order failed.', source: CODES, on: { place: 'rejected' } },
  { code: 134, says: 'Changing the order failed.', source: CODES, on: { amend: 'amendRejected' } },
  { code: 135, says: 'There is no order with that id.', source: `${CODES}; erdewit/ib_insync#647`, on: { amend: 'orderUnknown', cancel: 'orderUnknown' } },
  { code: 136, says: 'The order can not be cancelled.', source: CODES, on: { cancel: 'cancelRejected' } },
  { code: 161, says: 'The order is not in a state in which it can be cancelled.', source: CODES, on: { amend: 'amendRejected', cancel: 'cancelRejected' } },
  { code: 162, says: 'The historical data service failed.', source: CODES, on: { history: 'failed' } },
  { code: 163, says: 'The price is beyond the percentage of the precautions.', source: CODES, on: turnedDown },
  { code: 165, says: 'A word of the historical data service.', source: CODES, on: always('notice') },
  { code: 166, says: 'An expired contract has no such data.', source: CODES, on: { history: 'failed' } },
  { code: 200, says: 'There is no such contract, or more than one.', source: CODES, on: { ...turnedDown, data: 'dataNone', history: 'failed', account: 'failed' } },
  { code: 201, says: 'The order is rejected; the text has the reason.', source: CODES, on: { ...turnedDown, cancel: 'ask' } },
  { code: 202, says: 'The order is cancelled: the confirmation of a cancel, or a cancel by the broker.', source: `${CODES}; QuantConnect/Lean.Brokerages.InteractiveBrokers#256`, on: { place: 'cancelled', amend: 'cancelled', cancel: 'cancelled' } },
  { code: 203, says: 'The account may not trade the instrument.', source: CODES, on: turnedDown },
  { code: 300, says: 'There is no subscription with that id.', source: CODES, on: { data: 'failed' } },
  { code: 320, says: 'The request can not be read.', source: CODES, on: { place: 'ask', amend: 'amendRejected', cancel: 'ask', ...notServed } },
  { code: 321, says: 'The request is not valid.', source: `${CODES}; ib-api-reloaded/ib_async 2.0.0`, on: { place: 'ask', amend: 'amendRejected', cancel: 'ask', ...notServed } },
  { code: 322, says: 'The request could not be processed.', source: CODES, on: { place: 'ask', amend: 'amendRejected', cancel: 'ask', ...notServed } },
  { code: 326, says: 'The client id is in use; the connection closes.', source: CODES, on: { none: 'clientIdTaken' } },
  { code: 329, says: 'The order can not be changed into another type.', source: `${CODES}; ib-api-reloaded/ib_async 2.0.0`, on: { amend: 'amendRejected' } },
  { code: 354, says: 'Quotes of the instrument are not subscribed to.', source: CODES, on: { data: 'dataNone' } },
  { code: 366, says: 'There is no such request for historical data.', source: CODES, on: { history: 'failed' } },
  { code: 382, says: 'The price is beyond the percentage of the presets.', source: CODES, on: turnedDown },
  { code: 383, says: 'The size is beyond the limit of the presets.', source: CODES, on: turnedDown },
  { code: 387, says: 'The order type is not served for that exchange and kind of instrument.', source: CODES, on: turnedDown },
  { code: 388, says: 'The size is below the smallest one of the exchange.', source: CODES, on: turnedDown },
  { code: 399, says: 'A word about the order, such as when it will be at the exchange.', source: `${CODES}; ib-api-reloaded/ib_async#191`, on: always('notice') },
  { code: 404, says: 'Shares to sell short are being located.', source: `${CODES}; erdewit/ib_insync#328`, on: { ...always('notice'), place: 'held', amend: 'held' } },
  { code: 420, says: 'The request for quotes is not valid.', source: CODES, on: { data: 'dataNone', history: 'failed' } },
  { code: 434, says: 'The size of an order can not be zero.', source: CODES, on: turnedDown },
  { code: 435, says: 'The account is missing or wrong.', source: CODES, on: turnedDown },
  { code: 436, says: 'The allocation is missing.', source: CODES, on: turnedDown },
  { code: 451, says: 'The value is beyond the limit of the precautions.', source: `${CODES}; IbcAlpha/IBC#227`, on: turnedDown },
  { code: 460, says: 'The account has no permission to trade it.', source: '@stoqey/ib 1.6.10, ErrorCode', on: turnedDown },
  { code: 492, says: 'A scan is less precise without a subscription.', source: '@stoqey/ib 1.6.10, isNonFatalError', on: always('notice') },
  { code: 502, says: 'Nobody answers at that address.', source: CODES, on: { none: 'unreachable' } },
  { code: 503, says: 'The other side is out of date.', source: CODES, on: { none: 'outdated' } },
  { code: 504, says: 'There is no connection to send on.', source: CODES, on: { ...always('notice'), none: 'notice' } },
  { code: 505, says: 'A message could not be read.', source: '@stoqey/ib 1.6.10, Decoder', on: always('notice') },
  { code: 506, says: 'The other side speaks a version that is not known.', source: '@stoqey/ib 1.6.10, Socket', on: { none: 'outdated' } },
  { code: 1100, says: 'The broker has lost its own connection.', source: CODES, on: { none: 'degraded' } },
  { code: 1101, says: 'The connection of the broker is back; subscriptions are lost.', source: CODES, on: { none: 'restoredWithoutData' } },
  { code: 1102, says: 'The connection of the broker is back; subscriptions go on.', source: CODES, on: { none: 'restored' } },
  { code: 1300, says: 'The port has changed; this connection is about to close.', source: CODES, on: { none: 'notice' } },
  { code: 2110, says: 'The broker has lost its own connection, and will restore it by itself.', source: CODES, on: { ...always('notice'), none: 'degraded' } },
  { code: 2100, to: 2169, says: 'Warnings: data farms that come and go, a flag that is ignored (2109).', source: CODES, on: always('notice') },
  { code: 2174, says: 'A time without a zone is read in that of the other side.', source: CODES, on: always('notice') },
  { code: 10006, says: 'The parent of the order is missing.', source: CODES, on: turnedDown },
  { code: 10089, says: 'Quotes need a subscription of their own; delayed ones are there.', source: CODES, on: { data: 'dataNone' } },
  { code: 10090, says: 'A part of the quotes is not subscribed to.', source: `${CODES}; @stoqey/ib 1.6.10, isNonFatalError`, on: always('notice') },
  { code: 10147, says: 'The order to cancel is not found.', source: `${CODES}; erdewit/ib_insync#491`, on: { amend: 'orderUnknown', cancel: 'orderUnknown' } },
  { code: 10148, says: 'The order can not be cancelled; the text has its state.', source: `${CODES}; nautechsystems/nautilus_trader#1587`, on: { amend: 'amendRejected', cancel: 'cancelRejected' } },
  { code: 10167, says: 'Quotes are not subscribed to; delayed ones come.', source: CODES, on: { data: 'dataDelayed' } },
  { code: 10168, says: 'Quotes are not subscribed to, and delayed ones are not wanted.', source: CODES, on: { data: 'dataNone' } },
  { code: 10182, says: 'Bars can not be kept up to date any more.', source: CODES, on: { history: 'failed' } },
  { code: 10197, says: 'Another session of the same user has the quotes.', source: CODES, on: { data: 'dataCompeting', history: 'failed' } },
  { code: 10326, says: 'The group of an order can not be changed.', source: CODES, on: { amend: 'amendRejected' } },
  { code: 10349, says: 'The time in force was set by a preset.', source: 'ib-api-reloaded/ib_async#217', on: always('notice') },
];

/** What a code that nobody knows means: nothing is known about an order, and a question has no answer. */
export const unknownMeaning = {
  place: 'ask',
  amend: 'ask',
  cancel: 'ask',
  data: 'failed',
  history: 'failed',
  account: 'failed',
  none: 'notice',
} as const satisfies Record<RequestKind, Effect>;

const single = new Map(messageCodes.flatMap((row) => (row.to === undefined ? [[row.code, row]] : [])));
const ranges = messageCodes.filter(({ to }) => to !== undefined);

/** What a code means for a request of that kind. */
export function effectOf(code: number, kind: RequestKind): Effect {
  const row = single.get(code) ?? ranges.find(({ code: first, to = first }) => code >= first && code <= to);
  return row?.on[kind] ?? unknownMeaning[kind];
}
