/** What the settings of a TWS or IB Gateway and the subscriptions of its user come to: requests refused, addresses not let in, answers that are others. */
import type { Refusal } from './refusal.ts';
import type { StandingFaults } from './standingFaults.ts';
import { messageNameOf } from './wire/messageNames.ts';
import type { Request } from './wire/requests.ts';

/** What a read-only API does not serve. Source: ib-api-reloaded/ib_async, `readonly`; TWS, API settings, "Read-Only API". */
const writing: readonly Request['kind'][] = [
  ...(['placeOrder', 'cancelOrder', 'reqGlobalCancel'] as const),
  ...(['reqOpenOrders', 'reqAllOpenOrders', 'reqAutoOpenOrders', 'reqCompletedOrders'] as const),
];
const READ_ONLY: Refusal = {
  code: 321,
  text: "Error validating request.-'bO' : cause - The API interface is currently in Read-Only mode.",
};

/** What a request is refused by before anybody looks at it. */
export function refusalOf(faults: StandingFaults, client: number, { kind }: Request): Refusal | undefined {
  if (writing.includes(kind) && faults.first('readOnly', client) !== undefined) return READ_ONLY;
  const met = faults.first('refuse', client, ({ requests }) => requests.some((name) => name === kind));
  if (met === undefined) return undefined;
  return { code: met.code, text: met.text ?? `${kind} is refused` };
}

/** How an address is met that is not trusted: the socket ends, or nothing is ever said; `undefined` where it is. */
export const distrust = (faults: StandingFaults): 'closed' | 'silent' | undefined => faults.first('untrusted')?.how;

/** A message as it is sent: a field of it may say something else. */
export function rewritten(faults: StandingFaults, client: number | undefined, fields: readonly string[]) {
  const name = messageNameOf(fields);
  if (name === undefined || client === undefined) return fields;
  const has = (where: Readonly<Record<string, string>>): boolean =>
    Object.entries(where).every(([place, value]) => fields[Number(place)] === value);
  const met = faults.first('rewrite', client, ({ messages, where = {} }) => messages.includes(name) && has(where));
  return met === undefined ? fields : fields.map((field, place) => met.set[place] ?? field);
}
