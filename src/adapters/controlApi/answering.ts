/** Answers one request after another: who asks, what for, in which shape; and what fails is an answer too. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OrdermatonError } from '../../errors.ts';
import { assertFromHere, assertKnows, HOST, Pace } from './admission.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import { apiRoutes } from './apiRoutes.ts';
import { Arming } from './arming.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { Logins } from './logins.ts';
import { pageFiles } from './pageFiles.ts';
import { read } from './reading.ts';
import { Repeats } from './repeats.ts';
import type { Found, Told } from './routes.ts';
import { findRoute } from './routes.ts';
import { Traffic } from './traffic.ts';
import { asError, problemOf, statusOf, write } from './writing.ts';

export interface AnsweringOptions {
  /** What every request carries: `Authorization: Bearer <token>`. */
  readonly token: string;
  /** The second token, which arms what adds or loosens risk. Without it that can not be asked for, and `why` says so. */
  readonly control?: { readonly token?: string | undefined; readonly why?: string | undefined };
  /** A clock that nobody sets: milliseconds. */
  readonly now: () => number;
  /** Of requests with the token; 1,200 unless told. */
  readonly maxPerMinute?: number;
  /** Hears of faults of ours. */
  readonly onFault: (problem: string) => void;
}

const MOST_PER_MINUTE = 1_200;
/** Of those that may reduce risk: what else is asked takes no room from them. */
const MOST_URGENT = 600;

export class Answering {
  readonly #options: AnsweringOptions;
  readonly #traffic = new Traffic();
  readonly #repeats = new Repeats();
  readonly #arming: Arming;
  readonly #logins: Logins;
  readonly #files = pageFiles();
  readonly #pace: Pace;
  readonly #urgent: Pace;
  #desk: ControlledDesk | undefined;
  #port = 0;

  constructor(options: AnsweringOptions) {
    const { now, control = {}, maxPerMinute = MOST_PER_MINUTE } = options;
    this.#options = options;
    this.#arming = new Arming({ token: control.token, why: control.why, now });
    this.#logins = new Logins(now);
    this.#pace = new Pace(maxPerMinute, now);
    this.#urgent = new Pace(MOST_URGENT, now);
  }

  /** Where it is reached: by another name nobody is served. */
  reachedAt(port: number): void {
    this.#port = port;
  }

  /** Where the page is; nothing can be opened there without an invitation. */
  get address(): string {
    return `http://${HOST}:${this.#port}/`;
  }
  invite(): string {
    return `${this.address}#${this.#logins.invite()}`;
  }

  begin(desk: ControlledDesk): void {
    this.#desk = desk;
  }

  /** The desk that is served. @throws `apiNotReady` */
  desk(): ControlledDesk {
    return deskOf(this.#parts());
  }

  /** What stands against a connection that is to become a stream. @throws as a request is turned away */
  admitUpgrade(request: IncomingMessage): Target {
    assertFromHere(request.headers, this.#port);
    assertKnows(request.headers, this.#options.token, (token) => this.#logins.knows(token));
    this.#pace.count();
    return targetOf(request);
  }

  /** Counts what is answered with an error; one of ours is told. */
  told(error: OrdermatonError): OrdermatonError {
    if (error.code === 'apiFault') this.#options.onFault(error.message);
    this.#traffic.count(statusOf(error.code));
    return error;
  }

  /** Never throws, whatever was asked. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let told: Told;
    try {
      told = await this.#answered(request);
      this.#traffic.count(told.status ?? 200);
    } catch (error) {
      told = problemOf(this.told(asError(error, request.method, request.url)));
    }
    try {
      write(request, response, told);
    } catch (error) {
      this.#options.onFault(asError(error).message);
      response.destroy();
    }
  }

  #parts(): ApiParts {
    return {
      ...{ desk: this.#desk, arming: this.#arming, traffic: this.#traffic, logins: this.#logins },
      address: this.address,
    };
  }

  async #answered(request: IncomingMessage): Promise<Told> {
    const { method, headers } = request;
    assertFromHere(headers, this.#port);
    const { path, search } = targetOf(request);
    const file = method === 'GET' ? this.#files.get(path) : undefined;
    if (file !== undefined) return { body: undefined, file };
    const { route, names } = this.#admitted(request, path);
    const asked = { names, ...(await read(route, request, search)) };
    const tell = () => route.tell(this.#parts(), { ...asked, arming: one(headers['x-arming']) });
    return method === 'POST' ? this.#repeats.once(one(headers['idempotency-key']), [path, asked], tell) : tell();
  }

  /** Who knows no token is told nothing of what there is. */
  #admitted({ method = '', headers }: IncomingMessage, path: string): Found<ApiParts> {
    const found = findRoute(apiRoutes, method, path);
    const route = found instanceof OrdermatonError ? undefined : found.route;
    const isOpen = apiRoutes.some((each) => each.isOpen === true && each.path === path);
    if (!isOpen) {
      assertKnows(headers, this.#options.token, (token) => this.#logins.knows(token));
      (route?.isUrgent === true ? this.#urgent : this.#pace).count();
    }
    if (found instanceof OrdermatonError) throw found;
    return found;
  }
}

interface Target {
  readonly path: string;
  /** What stands behind the question mark. */
  readonly search: string;
}

function targetOf({ url = '' }: IncomingMessage): Target {
  const cut = url.indexOf('?');
  return cut < 0 ? { path: url, search: '' } : { path: url.slice(0, cut), search: url.slice(cut + 1) };
}

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
