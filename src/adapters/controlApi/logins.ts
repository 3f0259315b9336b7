/**
 * Who has opened the page: an address that holds once, for five minutes, is exchanged for a token of the tab's own. It is forgotten when
 * nothing has been asked with it for half an hour, after twelve hours, and with the desk.
 */
import { createHash, randomBytes } from 'node:crypto';
import { OrdermatonError } from '../../errors.ts';
import { Pace } from './admission.ts';

const MINUTE = 60_000;
/** How long an address holds, a login that is used, and one that is not: milliseconds. */
export const [INVITED, LONGEST, IDLE] = [5 * MINUTE, 12 * 60 * MINUTE, 30 * MINUTE];
const MOST_LOGINS = 8;
const MOST_INVITATIONS = 8;
/** Wrong addresses a minute. */
const MOST_GUESSES = 10;

interface Login {
  readonly since: number;
  used: number;
}

export class Logins {
  readonly #now: () => number;
  readonly #guesses: Pace;
  /** By the hash of the token: what is kept opens nothing. */
  readonly #invitations = new Map<string, number>();
  readonly #logins = new Map<string, Login>();

  constructor(now: () => number) {
    this.#now = now;
    this.#guesses = new Pace(MOST_GUESSES, now);
  }

  /** A token that opens the page once. */
  invite(): string {
    const token = randomBytes(32).toString('base64url');
    const [oldest] = this.#invitations.keys();
    if (this.#invitations.size >= MOST_INVITATIONS && oldest !== undefined) this.#invitations.delete(oldest);
    this.#invitations.set(digest(token), this.#now());
    return token;
  }

  /** @throws `apiTokenWrong`, `apiRateExceeded` */
  login(invitation: string): string {
    this.#guesses.count();
    const name = digest(invitation);
    const since = this.#invitations.get(name);
    this.#invitations.delete(name);
    if (since === undefined || this.#now() - since > INVITED)
      throw new OrdermatonError('apiTokenWrong', { problem: 'the address was used already, or is too old' });
    this.#forget();
    const [oldest] = this.#logins.keys();
    if (this.#logins.size >= MOST_LOGINS && oldest !== undefined) this.#logins.delete(oldest);
    const token = randomBytes(32).toString('base64url');
    this.#logins.set(digest(token), { since: this.#now(), used: this.#now() });
    return token;
  }

  /** Whether a token is one of a login that holds; it does for longer now that it was used. */
  knows(token: string): boolean {
    this.#forget();
    const login = this.#logins.get(digest(token));
    if (login === undefined) return false;
    login.used = this.#now();
    return true;
  }

  #forget(): void {
    const now = this.#now();
    for (const [name, { since, used }] of this.#logins)
      if (now - since > LONGEST || now - used > IDLE) this.#logins.delete(name);
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');
