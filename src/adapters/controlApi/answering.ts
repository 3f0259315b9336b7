/** Answers one request after another: who asks, what for, in which shape; and what fails is an answer too. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OrdermatonError } from '../../errors.ts';
import { assertFromHere, assertKnows, Pace } from './admission.ts';
import type { ApiParts } from './apiParts.ts';
import { apiRoutes } from './apiRoutes.ts';
import { Arming } from './arming.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { read } from './reading.ts';
import { Repeats } from './repeats.ts';
import type { Found, Told } from './routes.ts';
import { findRoute } from './routes.ts';
import { Traffic } from './traffic.ts';
import { asError, problemOf, write } from './writing.ts';

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
  readonly #pace: Pace;
  readonly #urgent: Pace;
  #desk: ControlledDesk | undefined;
  #port = 0;

  constructor(options: AnsweringOptions) {
    const { now, control = {}, maxPerMinute = MOST_PER_MINUTE } = options;
    this.#options = options;
    this.#arming = new Arming({ token: control.token, why: control.why, now });
    this.#pace = new Pace(maxPerMinute, now);
    this.#urgent = new Pace(MOST_URGENT, now);
  }

  /** Where it is reached: by another name nobody is served. */
  reachedAt(port: number): void {
    this.#port = port;
  }

  begin(desk: ControlledDesk): void {
    this.#desk = desk;
  }

  /** Never throws, whatever was asked. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { onFault } = this.#options;
    let told: Told;
    try {
      told = await this.#answered(request);
    } catch (error) {
      const known = asError(error, request.method, request.url);
      if (known.code === 'apiFault') onFault(known.message);
      told = problemOf(known);
    }
    this.#traffic.count(told.status ?? 200);
    try {
      write(request, response, told);
    } catch (error) {
      onFault(asError(error).message);
      response.destroy();
    }
  }

  async #answered(request: IncomingMessage): Promise<Told> {
    const { method, url = '', headers } = request;
    assertFromHere(headers, this.#port);
    const cut = url.indexOf('?');
    const path = cut < 0 ? url : url.slice(0, cut);
    const { route, names } = this.#admitted(request, path);
    const asked = { names, ...(await read(route, request, cut < 0 ? '' : url.slice(cut + 1))) };
    const parts: ApiParts = { desk: this.#desk, arming: this.#arming, traffic: this.#traffic };
    const tell = () => route.tell(parts, { ...asked, arming: one(headers['x-arming']) });
    return method === 'POST' ? this.#repeats.once(one(headers['idempotency-key']), [path, asked], tell) : tell();
  }

  /** Who knows no token is told nothing of what there is. */
  #admitted({ method = '', headers }: IncomingMessage, path: string): Found<ApiParts> {
    const found = findRoute(apiRoutes, method, path);
    const route = found instanceof OrdermatonError ? undefined : found.route;
    const isOpen = apiRoutes.some((each) => each.isOpen === true && each.path === path);
    if (!isOpen) {
      assertKnows(headers, this.#options.token);
      (route?.isUrgent === true ? this.#urgent : this.#pace).count();
    }
    if (found instanceof OrdermatonError) throw found;
    return found;
  }
}

const one = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
