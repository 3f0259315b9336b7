/** What requests for quotes and single ticks are answered by. */
import type { Answers } from './floor.ts';
import { end, subscribe } from './floor.ts';
import { minimumTick } from './marketRules.ts';
import { ticksOf } from './pastOf.ts';
import { MOST_TICKS, tickMessage } from './pastTicks.ts';
import { quoted } from './quoted.ts';
import { openingTicks } from './quoteMessages.ts';
import { tickSnapshotEndFields } from './wire/tickMessages.ts';

type Asked =
  | 'reqMarketDataType'
  | 'reqMktData'
  | 'cancelMktData'
  | 'reqTickByTickData'
  | 'cancelTickByTickData'
  | 'reqMktDepth'
  | 'cancelMktDepth';

export const quoteAnswers: Pick<Answers, Asked> = {
  // It holds for what is asked for from now on; each stream says what it is of.
  reqMarketDataType: (_floor, client, { type }) => {
    client.dataType = type;
  },
  reqMktData: (floor, client, { requestId, contract, snapshot, genericTicks }) => {
    const listed = quoted(floor, client, { requestId, contract });
    if (listed === undefined) return;
    const { instrument } = listed;
    const { conditions, market, clock } = floor;
    const { type, told } = conditions.served(instrument, client.dataType);
    if (told !== undefined) client.connection.tell(requestId, told.code, told.text);
    if (type === undefined) return;
    const stream = { kind: 'marketData', instrument, genericTicks, isDelayed: type === 3 } as const;
    if (!snapshot && !subscribe(client, requestId, stream)) return;
    const shown = market.shown(instrument);
    const minTick = minimumTick(listed.marketRule);
    const opening = { minTick, instrument, conditions, type, shown, genericTicks, at: clock.now() };
    client.send(...openingTicks(requestId, opening));
    if (snapshot) client.send(tickSnapshotEndFields(requestId));
  },
  cancelMktData: end,
  reqTickByTickData: (floor, client, { requestId, contract, tickType, count }) => {
    const listed = quoted(floor, client, { requestId, contract });
    if (listed === undefined) return;
    const tell = (code: number, text: string): void => client.connection.tell(requestId, code, text);
    const kind = ({ Last: 'last', AllLast: 'allLast', BidAsk: 'bidAsk', MidPoint: 'midPoint' } as const)[tickType];
    if (kind === undefined) return tell(321, `There are no ticks of type ${tickType}.`);
    if (floor.conditions.withheld(listed.instrument) !== undefined)
      return tell(
        10189,
        `Failed to request tick-by-tick data.No market data permissions for ${listed.primaryExch} STK`,
      );
    if (count > MOST_TICKS) return tell(10187, `Failed to request historical ticks:at most ${MOST_TICKS} of them`);
    const streams = [...client.subscriptions.values()].filter((each) => Object.hasOwn(ticksOfKind, each.kind));
    if (streams.length >= MOST_TICK_STREAMS)
      return tell(10190, 'Max number of tick-by-tick requests has been reached.');
    if (!subscribe(client, requestId, { kind, instrument: listed.instrument }) || count === 0) return;
    const ticks = ticksOf(floor, listed, { kind: ticksOfKind[kind], count, to: floor.clock.now() });
    client.send(tickMessage(requestId, ticksOfKind[kind], ticks));
  },
  cancelTickByTickData: end,
  reqMktDepth: (floor, client, { requestId, contract }) => {
    if (quoted(floor, client, { requestId, contract }) === undefined) return;
    const text = 'Deep market data is not supported for this combination of security type/exchange';
    client.connection.tell(requestId, 10092, text);
  },
  cancelMktDepth: (_floor, client, { requestId }) =>
    client.connection.tell(requestId, 310, `Can't find the subscribed market depth with tickerId:${requestId}`),
};

/** Streams of single ticks at a time, for a hundred lines. Source: Interactive Brokers, TWS API, "Tick-by-tick data". */
const MOST_TICK_STREAMS = 3;
/** What comes before a stream, where some of the past are wanted. */
const ticksOfKind = { last: 'TRADES', allLast: 'TRADES', bidAsk: 'BID_ASK', midPoint: 'MIDPOINT' } as const;
