/** What a reference monitor may do wrong, an answer at a time. */
import type { ServerResponse } from 'node:http';

/** Each hits one answer; a number is a status. */
export const monitorFaults = ['malformed', 'bare', 'stall', 'redirect', 'huge', 'hangUp'] as const;
export type MonitorFault =
  | (typeof monitorFaults)[number]
  | {
      readonly status: number;
      /** Seconds, or a date, as the header has it; `date` is when the server says that it answers. */
      readonly retryAfter?: number | string;
      readonly date?: string;
    };

/** A body that is longer than a client should take: bytes. */
const HUGE = 8 * 1_024 * 1_024;

/** Answers wrongly. */
export function answerWrongly(fault: MonitorFault, response: ServerResponse): void {
  if (typeof fault === 'object') {
    const { status, retryAfter, date } = fault;
    response.writeHead(status, {
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(date === undefined ? {} : { date }),
    });
    response.end(`{"error":"status ${status}"}\n`);
  } else wrongAnswers[fault](response);
}

const wrongAnswers: Record<(typeof monitorFaults)[number], (response: ServerResponse) => void> = {
  malformed: (response) => void response.writeHead(200).end('{"data": [1, 2'),
  bare: (response) => void response.writeHead(200).end('[1, 2]'),
  // the head and a part of the body, and then nothing
  stall: (response) => void response.writeHead(200).write('{"data": '),
  redirect: (response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  huge: (response) => void response.writeHead(200).end(`{"data": "${'x'.repeat(HUGE)}"}`),
  hangUp: (response) => void response.socket?.destroy(),
};

/** A fault as the command line has it: a status, one of the names, or 429 with the seconds to wait, `429/5`. Nothing when it is none. */
export function monitorFaultOf(text: string): MonitorFault | undefined {
  const [, status, retryAfter] = /^([345]\d\d)(?:\/(\d{1,6}))?$/.exec(text) ?? [];
  if (status === undefined) return monitorFaults.find((name) => name === text);
  return { status: Number(status), ...(retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) }) };
}
