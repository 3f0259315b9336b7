/** Bars of five seconds, each told once it is over: one chain of wakes for each client that listens. */
import type { Timestamp } from '../../identifiers.ts';
import { later, seconds } from '../../identifiers.ts';
import { rank } from '../../ports.ts';
import type { BarKind } from './barFold.ts';
import { BarGrid } from './barGrid.ts';
import { invalid, secondsOf } from './barsAsked.ts';
import type { Client } from './client.ts';
import { FiveSeconds } from './fiveSeconds.ts';
import type { Answers, Floor, RequestOf } from './floor.ts';
import { end, subscribe } from './floor.ts';
import { quoted } from './quoted.ts';
import { realTimeBarFields } from './wire/historyMessages.ts';

const FIVE = 5;
const kinds = ['TRADES', 'MIDPOINT', 'BID', 'ASK'] as const satisfies readonly BarKind[];

export const realTimeBarAnswers: Pick<Answers, 'reqRealTimeBars' | 'cancelRealTimeBars'> = {
  reqRealTimeBars: (floor, client, request) => {
    const { requestId, barSize, whatToShow, useRth } = request;
    const listed = quoted(floor, client, request);
    if (listed === undefined) return;
    const { connection } = client;
    const kind = kinds.find((each) => each === whatToShow.toUpperCase());
    const problem =
      kind === undefined
        ? invalid(`What to show value of ${whatToShow} is invalid`)
        : barSize === FIVE
          ? undefined
          : invalid('Real time bars are of 5 seconds');
    if (problem !== undefined || kind === undefined)
      return connection.tell(requestId, problem?.code ?? 0, problem?.text ?? '');
    const withheld = floor.conditions.withheld(listed.instrument);
    if (withheld !== undefined) {
      const text = 'Invalid Real-time Query:No market data permissions for';
      return connection.tell(requestId, 420, `${text} ${listed.primaryExch} STK`);
    }
    if (isPacedOut(floor, request)) return connection.tell(requestId, PACING.code, PACING.text);
    const stream = new FiveSeconds(kind);
    if (!subscribe(client, requestId, { kind: 'realTimeBars', instrument: listed.instrument, stream })) return;
    follow(floor, client, { requestId, stream, useRth });
  },
  cancelRealTimeBars: end,
};

const PACING = { code: 420, text: 'Invalid Real-time Query:Historical data request pacing violation' };

function isPacedOut(
  { pacing, clock }: Floor,
  { requestId, contract, whatToShow }: RequestOf<'reqRealTimeBars'>,
): boolean {
  const about = `${contract.conId} ${contract.symbol} ${contract.exchange} live ${whatToShow}`;
  // Every stream is one of its own: none is identical with another.
  const counted = { at: clock.now(), about, request: `${about} ${requestId}` };
  return pacing.isViolatedBy(counted, { size: FIVE, isOfBothSides: false });
}

interface Followed {
  readonly requestId: number;
  readonly stream: FiveSeconds;
  readonly useRth: boolean;
}

/** Behind everything that the market says at that moment. */
function follow(floor: Floor, client: Client, followed: Followed): void {
  const { clock, hours } = floor;
  const grid = new BarGrid({ size: FIVE, useRth: followed.useRth }, hours);
  const next = (from: Timestamp): void => {
    const over = later(from, seconds(FIVE));
    clock.schedule(over, rank.deadline, () => {
      if (client.subscriptions.get(followed.requestId)?.stream !== followed.stream) return;
      const bar = followed.stream.take();
      const isOpen = grid.startOf(from) !== undefined;
      if (bar !== undefined && isOpen && !floor.isCut())
        client.send(realTimeBarFields(followed.requestId, secondsOf(from), bar));
      next(over);
    });
  };
  const now = secondsOf(clock.now());
  next(((now - (now % FIVE)) * 1_000_000) as Timestamp);
}
