/** What requests for the past are answered by. */
import type { Client } from './client.ts';
import type { Answers, Floor, RequestOf } from './floor.ts';
import { barsOf } from './pastBars.ts';
import { quoted } from './quoteAnswers.ts';
import { headTimestampFields, historicalDataFields } from './wire/historyMessages.ts';
import { readWireTime, wireTime } from './wireTimes.ts';

type Asked =
  | 'reqHistoricalData'
  | 'cancelHistoricalData'
  | 'reqHeadTimestamp'
  | 'reqHistoricalTicks'
  | 'reqRealTimeBars'
  | 'cancelRealTimeBars';

/** Since when there are bars, as clients read it. */
const FIRST_BAR = '20000103-14:30:00';

export const historyAnswers: Pick<Answers, Asked> = {
  reqHistoricalData: tellPast,
  // It is answered at once and whole.
  cancelHistoricalData: () => undefined,
  reqHeadTimestamp: (floor, client, asked) => {
    if (quoted(floor, client, asked) === undefined) return;
    client.send(headTimestampFields(asked.requestId, FIRST_BAR));
  },
  reqHistoricalTicks: 'notServed',
  reqRealTimeBars: 'notServed',
  cancelRealTimeBars: 'notServed',
};

function tellPast(floor: Floor, client: Client, asked: RequestOf<'reqHistoricalData'>): void {
  const { market, seed, clock } = floor;
  const { requestId, endDateTime } = asked;
  const tell = (code: number, text: string): void => client.connection.tell(requestId, code, text);
  const listed = quoted(floor, client, asked);
  if (listed === undefined) return;
  const shown = market.shown(listed.instrument);
  if (asked.keepUpToDate) return tell(321, 'Bars that are kept up to date are not simulated: ask again instead.');
  const end = endDateTime === '' ? clock.now() : readWireTime(endDateTime);
  if (end === undefined) return tell(321, `${endDateTime} is no time.`);
  if (!market.hasGeneratedPast || shown?.close === undefined)
    return tell(162, 'Historical Market Data Service error message:HMDS query returned no data.');
  const bars = barsOf({ seed, conId: listed.contract.conId, base: shown.close }, asked, end);
  if ('code' in bars) return tell(bars.code, bars.text);
  const [first, last] = [bars[0]?.date ?? wireTime(end), bars.at(-1)?.date ?? wireTime(end)];
  client.send(historicalDataFields(requestId, { start: first, end: last, bars }));
}
