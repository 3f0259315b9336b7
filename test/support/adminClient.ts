/** The admin interface of a gateway, as whoever knows the token asks it. */
export interface AdminAnswer {
  readonly status: number;
  readonly told: AdminTold;
}

/** What is told, as far as it is there. */
export interface AdminTold {
  readonly error?: { readonly code: string; readonly message: string };
  readonly now?: string;
  readonly nextOfMarket?: string;
  readonly nextDue?: string;
  readonly accounts?: readonly string[];
  readonly clients?: readonly { readonly client: number; readonly messages: number; readonly bytes: number }[];
  readonly permId?: number;
  readonly permIds?: readonly number[];
  readonly faults?: readonly { readonly id: number }[];
}

/** No request takes as long, however busy the machine: milliseconds. */
const PATIENCE = 300_000;

export class AdminClient {
  readonly #at: string;
  readonly #token: string;

  constructor({ adminPort }: { readonly adminPort: number | undefined }, token = TOKEN) {
    this.#at = `http://127.0.0.1:${adminPort}`;
    this.#token = token;
  }

  async ask(method: string, path: string, body?: string): Promise<AdminAnswer> {
    const headers = { authorization: `Bearer ${this.#token}` };
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      const answer = await fetch(this.#at + path, { method, headers, signal, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, told: (await answer.json()) as AdminTold };
    } catch (error) {
      const { message, cause } = error as Error;
      const why = cause instanceof Error ? `${message}, ${cause.message}` : message;
      throw new Error(`the gateway has not answered ${method} ${path} ${body ?? ''}: ${why}`, { cause: error });
    }
  }

  /** What is told of the gateway. */
  async state(): Promise<AdminTold> {
    return (await this.ask('GET', '/')).told;
  }

  /** Moves the time of the gateway; what it is refused by fails the test. */
  async time(step: Readonly<Record<string, unknown>>): Promise<AdminTold> {
    const { status, told } = await this.ask('POST', '/time', JSON.stringify(step));
    if (status !== 200) throw new Error(JSON.stringify(told));
    return told;
  }

  /** Switches a fault on; one that is refused fails the test. */
  async fault(fault: Readonly<Record<string, unknown>>): Promise<AdminTold> {
    const { status, told } = await this.ask('POST', '/faults', JSON.stringify(fault));
    if (status !== 200) throw new Error(JSON.stringify(told));
    return told;
  }
}

export const TOKEN = 'a token of the test';
