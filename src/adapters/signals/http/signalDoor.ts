/**
 * `POST /api/v1/signals`: signals that are sent, on this machine alone, by who may; each is answered with what became of it. A page of a
 * browser is turned away, whatever it knows: it may have been led here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ErrorCode } from '../../../errors.ts';
import { OrdermatonError } from '../../../errors.ts';
import type { Timestamp } from '../../../identifiers.ts';
import { later, minutes } from '../../../identifiers.ts';
import type { Clock, FactSource, SignalSource } from '../../../ports.ts';
import type { RefusalCode } from '../../../refusals.ts';
import { refusals } from '../../../refusals.ts';
import { bodyOf } from '../../requestBody.ts';
import type { Said } from '../signalQueue.ts';
import { SignalQueue } from '../signalQueue.ts';
import { readSignal } from './alerts.ts';
import type { Authority } from './authority.ts';
import { assertMaySend } from './authority.ts';
import { Outcomes } from './outcomes.ts';

export interface SignalDoorOptions extends Authority {
  /** 0 takes any that is free. */
  readonly port: number;
  /** Of those who may send; 120 unless told. */
  readonly maxPerMinute?: number | undefined;
  readonly clock: Pick<Clock, 'now'>;
  /** How long an answer of the desk is waited for: milliseconds; 5,000 unless told. */
  readonly patience?: number;
  /** Hears of every request that is turned away. */
  readonly onProblem: (problem: string) => void;
}

export interface SignalDoor extends SignalSource<Said> {
  readonly port: number;
  /** Hears what the desk says of signals. */
  watch(facts: FactSource): void;
  close(): void;
}

const HOST = '127.0.0.1';
const PATH = '/api/v1/signals';
/** No request is longer: bytes. */
const LONGEST_BODY = 65_536;
/** A request must be whole within so many milliseconds. */
const LONGEST_REQUEST = 10_000;
const MOST_PER_MINUTE = 120;
const PATIENCE = 5_000;

const statuses: Partial<Record<ErrorCode, number>> = {
  ...{ signalTokenWrong: 401, signalOriginRefused: 403, signalPathUnknown: 404, signalTooLong: 413 },
  ...{ signalRateExceeded: 429, signalUnheard: 503 },
};

/** @throws `signalAddressRefused` */
export async function openSignalDoor(options: SignalDoorOptions): Promise<SignalDoor> {
  const { port, clock, patience = PATIENCE } = options;
  const door = new Door(options, new SignalQueue<Said>(clock), new Outcomes(patience));
  await door.listen(port);
  return door;
}

class Door implements SignalDoor {
  readonly name = `signals by HTTP`;
  readonly isLive = true;
  readonly #options: SignalDoorOptions;
  readonly #queue: SignalQueue<Said>;
  readonly #outcomes: Outcomes;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #port = 0;
  /** When those of the last minute came. */
  #lately: Timestamp[] = [];

  constructor(options: SignalDoorOptions, queue: SignalQueue<Said>, outcomes: Outcomes) {
    this.#options = options;
    this.#queue = queue;
    this.#outcomes = outcomes;
    this.#server.requestTimeout = LONGEST_REQUEST;
    this.#server.headersTimeout = LONGEST_REQUEST;
    this.#server.maxConnections = 64;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, HOST, resolve);
    }).catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new OrdermatonError('signalAddressRefused', { port, problem: code ?? message });
    });
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : port;
  }

  get port(): number {
    return this.#port;
  }

  watch(facts: FactSource): void {
    this.#outcomes.watch(facts);
  }

  batches() {
    return this.#queue.batches();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#queue.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let [status, told]: readonly [number, unknown] = [200, {}];
    try {
      [status, told] = await this.#answered(request);
    } catch (error) {
      if (!(error instanceof OrdermatonError)) throw error;
      const { code, message, remedy } = error;
      [status, told] = [statuses[code] ?? 400, { error: { code, message, remedy } }];
      this.#options.onProblem(`a signal by HTTP is turned away: ${code}: ${message}`);
    }
    // what was not read to its end is not listened to any more
    const rest = request.complete ? {} : { connection: 'close' };
    response.writeHead(status, { 'content-type': 'application/json', ...rest }).end(`${JSON.stringify(told)}\n`);
  }

  async #answered(request: IncomingMessage): Promise<readonly [status: number, told: unknown]> {
    this.#assertFromHere(request);
    const { method = '', url: path = '', headers } = request;
    if (method !== 'POST' || path !== PATH) throw new OrdermatonError('signalPathUnknown', { method, path });
    const body = await readBody(request);
    const { clock } = this.#options;
    assertMaySend(this.#options, headers, { body, now: clock.now() });
    this.#count();
    const read = readSignal(body.toString('utf8'));
    if (typeof read === 'string') {
      const unreadable = new OrdermatonError('signalUnreadable', { problem: read });
      void this.#queue.put({ type: 'feed.refused', feed: 'http', code: unreadable.code, detail: read });
      throw unreadable;
    }
    const outcome = this.#outcomes.of(read.id);
    void this.#queue.put(read);
    return answerOf(read.id, await outcome);
  }

  /** The name by which it was reached is one of this machine: a page can make a browser send anything, but not that. */
  #assertFromHere({ headers: { host = '', origin } }: IncomingMessage): void {
    const isHere = [HOST, 'localhost'].some((name) => host === `${name}:${this.#port}`);
    if (!isHere) throw new OrdermatonError('signalOriginRefused', { from: host === '' ? 'nowhere' : host });
    if (origin !== undefined) throw new OrdermatonError('signalOriginRefused', { from: origin });
  }

  #count(): void {
    const { clock, maxPerMinute: limit = MOST_PER_MINUTE } = this.#options;
    const now = clock.now();
    this.#lately = this.#lately.filter((at) => later(at, minutes(1)) > now);
    if (this.#lately.length >= limit) throw new OrdermatonError('signalRateExceeded', { limit });
    this.#lately.push(now);
  }
}

function answerOf(signal: string, code: string | undefined): readonly [number, unknown] {
  if (code === undefined) return [200, { became: 'accepted', signal }];
  if (code === 'signalKnown') return [200, { became: 'duplicate', signal, code }];
  return [422, { became: 'refused', signal, code, message: refusals[code as RefusalCode] }];
}

/** @throws `signalTooLong`; `signalUnreadable` when who sends it hangs up on the way */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const sent = await bodyOf(request, LONGEST_BODY);
  if (sent === 'tooLong') throw new OrdermatonError('signalTooLong', { limit: LONGEST_BODY });
  if ('problem' in sent) throw new OrdermatonError('signalUnreadable', sent);
  return sent;
}
