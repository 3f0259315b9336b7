/**
 * A dead man's switch: an address is pinged for as long as all is well, and whoever is behind it raises the alarm when the pings end. It
 * speaks while the desk is ready, fed and durable, and in no other case: silence is the message.
 */
import type { Duration } from '../../identifiers.ts';
import { isoTime, later } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import { rank } from '../../ports.ts';

export interface DeadManOptions {
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly every: Duration;
  /** What keeps it silent, if anything does. */
  readonly obstacle: () => string | undefined;
  /** Whether all that has entered so far is on the disk; a disk that hangs does not answer. */
  readonly recorded: () => Promise<boolean>;
  /** @throws what is wrong with the way there */
  readonly ping: () => Promise<void>;
  /** Hears what is wrong, once for as long as it stays the same. */
  readonly onProblem: (problem: string) => void;
}

export interface DeadManState {
  readonly state: 'pinging' | 'silent' | 'failing';
  readonly pings: number;
  readonly failed: number;
  /** When the last ping arrived, ISO 8601. */
  readonly at: string | null;
  /** Why it is silent or fails. */
  readonly why: string | null;
}

export class DeadMan {
  readonly #options: DeadManOptions;
  #state: DeadManState = { state: 'silent', pings: 0, failed: 0, at: null, why: 'the desk has not been heard yet' };
  #isAsking = false;
  #isOver = false;

  constructor(options: DeadManOptions) {
    this.#options = options;
    this.#turn();
  }

  get state(): DeadManState {
    return this.#state;
  }

  close(): void {
    this.#isOver = true;
  }

  #turn(): void {
    if (this.#isOver) return;
    const { clock, every } = this.#options;
    void this.#look();
    clock.schedule(later(clock.now(), every), rank.user, () => this.#turn());
  }

  async #look(): Promise<void> {
    const { obstacle, recorded, ping, clock } = this.#options;
    const why = this.#isAsking
      ? this.#state.state === 'failing'
        ? undefined
        : 'the disk does not answer'
      : obstacle();
    if (this.#isAsking && why === undefined) return; // the last ping is still on its way
    if (why !== undefined) return this.#silent(why);
    this.#isAsking = true;
    try {
      const isRecorded = await recorded();
      if (this.#isOver) return;
      if (!isRecorded) return this.#silent('the record does not reach the disk');
      await ping();
      this.#state = {
        ...this.#state,
        state: 'pinging',
        pings: this.#state.pings + 1,
        at: isoTime(clock.now()),
        why: null,
      };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (problem !== this.#state.why) this.#options.onProblem(problem);
      this.#state = { ...this.#state, state: 'failing', failed: this.#state.failed + 1, why: problem };
    } finally {
      this.#isAsking = false;
    }
  }

  #silent(why: string): void {
    if (why !== this.#state.why) this.#options.onProblem(`the dead man's switch is silent: ${why}`);
    this.#state = { ...this.#state, state: 'silent', why };
  }
}
