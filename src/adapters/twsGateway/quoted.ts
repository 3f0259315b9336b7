/** Which instrument a request for data means, and whether its data can be had. */
import type { Client } from './client.ts';
import type { Floor } from './floor.ts';
import type { ListedInstrument } from './instruments.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';

/** What is traded abroad has no data here. */
const NOT_SUBSCRIBED: Refusal = { code: 354, text: 'Requested market data is not subscribed.' };

/** The instrument that is meant, if its data can be had; else the client is told why not. */
export function quoted(
  { catalogue }: Floor,
  { connection }: Client,
  { requestId, contract }: { readonly requestId: number; readonly contract: Parameters<Floor['catalogue']['one']>[0] },
): ListedInstrument | undefined {
  const found = catalogue.one(contract);
  const refusal = isRefusal(found) ? found : found.isAbroad === true ? NOT_SUBSCRIBED : undefined;
  if (refusal !== undefined) connection.tell(requestId, refusal.code, refusal.text);
  return refusal === undefined ? (found as ListedInstrument) : undefined;
}
