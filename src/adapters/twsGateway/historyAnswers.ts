/** What requests for the past are answered by. */
import type { InstrumentId, Timestamp } from '../../identifiers.ts';
import { beginOf, wireBar } from './barGrid.ts';
import { BAD_TIME, barsAsked, FIRST_BAR, failed, invalid, NO_DATA, secondsOf } from './barsAsked.ts';
import type { Client } from './client.ts';
import type { Answers, Floor, RequestOf } from './floor.ts';
import { subscribe } from './floor.ts';
import type { ListedInstrument } from './instruments.ts';
import { LiveBars } from './liveBars.ts';
import { barsOf, ticksOf } from './pastOf.ts';
import type { TicksAsked } from './pastTicks.ts';
import { MOST_TICKS, tickKinds, tickMessage } from './pastTicks.ts';
import { quoted } from './quoted.ts';
import type { Refusal } from './refusal.ts';
import { isRefusal } from './refusal.ts';
import { isSchedule, scheduleAsked, sessionsOf } from './schedule.ts';
import { headTimestampFields, historicalDataFields, historicalScheduleFields } from './wire/historyMessages.ts';
import { since } from './wire/versions.ts';
import { EXCHANGE_ZONE, readWireTime, utcTime, wireTime } from './wireTimes.ts';

type Asked =
  | 'reqHistoricalData'
  | 'cancelHistoricalData'
  | 'reqHeadTimestamp'
  | 'cancelHeadTimestamp'
  | 'reqHistoricalTicks';

export const historyAnswers: Pick<Answers, Asked> = {
  // A client of before that version can not ask for it, and could not read the answer.
  reqHistoricalData: (floor, client, asked) =>
    isSchedule(asked) && client.connection.version >= since.historicalSchedule
      ? tellSchedule(floor, client, asked)
      : tellBars(floor, client, asked),
  cancelHistoricalData: (_floor, client, { requestId }) => {
    const isKept = client.subscriptions.get(requestId)?.kind === 'bars';
    if (isKept) client.subscriptions.delete(requestId);
    const { code, text } = isKept
      ? failed(`API historical data query cancelled: ${requestId}`)
      : { code: 366, text: `No historical data query found for ticker id:${requestId}` };
    client.connection.tell(requestId, code, text);
  },
  reqHeadTimestamp: (floor, client, asked) => {
    const listed = quoted(floor, client, asked);
    if (listed === undefined) return;
    const { requestId, formatDate } = asked;
    const first = firstOf(floor, listed.instrument);
    if (first === undefined) return client.connection.tell(requestId, NO_DATA.code, NO_DATA.text);
    client.send(headTimestampFields(requestId, formatDate === 2 ? String(first) : utcTime(first)));
  },
  // It is answered at once.
  cancelHeadTimestamp: () => undefined,
  reqHistoricalTicks: tellTicks,
};

function firstOf({ market, tape }: Floor, instrument: InstrumentId): number | undefined {
  if (market.hasGeneratedPast === true) return FIRST_BAR;
  const first = tape.of(instrument)[0];
  return first === undefined ? undefined : secondsOf(first.begun);
}

function tellBars(floor: Floor, client: Client, request: RequestOf<'reqHistoricalData'>): void {
  const { clock, hours, pacing } = floor;
  const { requestId, keepUpToDate } = request;
  const tell = ({ code, text }: Refusal): void => client.connection.tell(requestId, code, text);
  const listed = quoted(floor, client, request);
  if (listed === undefined) return;
  const now = clock.now();
  const asked = barsAsked(request, now);
  if (isRefusal(asked)) return tell(asked);
  const paced = { at: now, ...namesOf(request, listed) };
  if (pacing.isViolatedBy(paced, { size: asked.size, isOfBothSides: asked.kind === 'BID_ASK' }))
    return tell(failed('Historical data request pacing violation'));
  const withheld = floor.conditions.withheld(listed.instrument);
  if (withheld !== undefined)
    return tell(withheld.code === 354 ? failed(`No market data permissions for ${listed.primaryExch} STK`) : withheld);
  const bars = barsOf(floor, listed, asked);
  if (isRefusal(bars)) return tell(bars);
  if (bars.length === 0 && !keepUpToDate) return tell(NO_DATA);
  if (keepUpToDate) {
    const live = new LiveBars(asked, hours, bars.at(-1));
    if (!subscribe(client, requestId, { kind: 'bars', instrument: listed.instrument, live })) return;
  }
  client.send(
    historicalDataFields(requestId, {
      start: wireTime((beginOf(asked, hours) * 1_000_000) as Timestamp),
      end: wireTime(asked.end),
      bars: bars.map((bar) => wireBar(bar, asked)),
    }),
  );
}

/** It is told by the day, and days are not paced. */
function tellSchedule(floor: Floor, client: Client, request: RequestOf<'reqHistoricalData'>): void {
  const { requestId } = request;
  if (quoted(floor, client, request) === undefined) return;
  const asked = scheduleAsked(request, floor.clock.now());
  const sessions = isRefusal(asked) ? asked : sessionsOf(asked, floor.hours);
  if (isRefusal(sessions)) return client.connection.tell(requestId, sessions.code, sessions.text);
  const [start = '', end = ''] = [sessions[0]?.start, sessions.at(-1)?.end];
  client.send(historicalScheduleFields(requestId, { start, end, timeZone: EXCHANGE_ZONE, sessions }));
}

/** By what requests are the same, and by what they are alike. */
function namesOf(request: RequestOf<'reqHistoricalData'>, { contract }: ListedInstrument) {
  const { endDateTime, barSize, duration, useRth, whatToShow, formatDate, keepUpToDate } = request;
  const about = `${contract.conId} ${request.contract.exchange} ${whatToShow}`;
  return { about, request: [about, endDateTime, barSize, duration, useRth, formatDate, keepUpToDate].join(' ') };
}

function tellTicks(floor: Floor, client: Client, request: RequestOf<'reqHistoricalTicks'>): void {
  const { requestId } = request;
  const listed = quoted(floor, client, request);
  if (listed === undefined) return;
  const asked = ticksAsked(request);
  if (isRefusal(asked)) return client.connection.tell(requestId, asked.code, asked.text);
  client.send(tickMessage(requestId, asked.kind, ticksOf(floor, listed, asked)));
}

function ticksAsked({
  startDateTime,
  endDateTime,
  count,
  whatToShow,
}: RequestOf<'reqHistoricalTicks'>): TicksAsked | Refusal {
  const kind = tickKinds.find((each) => each === whatToShow.toUpperCase());
  if (kind === undefined) return invalid(`What to show value of ${whatToShow} is invalid`);
  if ((startDateTime === '') === (endDateTime === ''))
    return { code: 10187, text: 'Failed to request historical ticks:Please specify either start or end time.' };
  if (count < 1 || count > MOST_TICKS)
    return { code: 10187, text: `Failed to request historical ticks:Number of ticks must be from 1 to ${MOST_TICKS}.` };
  const at = readWireTime(startDateTime === '' ? endDateTime : startDateTime);
  if (at === undefined) return BAD_TIME;
  return startDateTime === '' ? { kind, count, to: at } : { kind, count, from: at };
}
