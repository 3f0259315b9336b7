/** What requests for quotes and single ticks are answered by. */
import type { Client } from './client.ts';
import type { Answers, Floor } from './floor.ts';
import { end, subscribe } from './floor.ts';
import type { ListedInstrument } from './instruments.ts';
import { openingTicks } from './quoteMessages.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';
import { tickSnapshotEndFields } from './wire/tickMessages.ts';

type Asked = 'reqMarketDataType' | 'reqMktData' | 'cancelMktData' | 'reqTickByTickData' | 'cancelTickByTickData';

export const quoteAnswers: Pick<Answers, Asked> = {
  // Whatever is asked for, the data are live: the stream says so.
  reqMarketDataType: () => undefined,
  reqMktData: (floor, client, { requestId, contract, snapshot }) => {
    const listed = quoted(floor, client, { requestId, contract });
    const shown = listed === undefined ? undefined : floor.market.shown(listed.instrument);
    if (listed === undefined) return;
    const { instrument } = listed;
    if (!snapshot && !subscribe(client, requestId, { kind: 'marketData', instrument })) return;
    client.send(...openingTicks(requestId, shown, floor.clock.now()));
    if (snapshot) client.send(tickSnapshotEndFields(requestId));
  },
  cancelMktData: end,
  reqTickByTickData: (floor, client, { requestId, contract, tickType }) => {
    const listed = quoted(floor, client, { requestId, contract });
    if (listed === undefined) return;
    const kind = ({ Last: 'last', AllLast: 'allLast', BidAsk: 'bidAsk', MidPoint: 'midPoint' } as const)[tickType];
    if (kind === undefined) return client.connection.tell(requestId, 321, `There are no ticks of type ${tickType}.`);
    subscribe(client, requestId, { kind, instrument: listed.instrument });
  },
  cancelTickByTickData: end,
};

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
