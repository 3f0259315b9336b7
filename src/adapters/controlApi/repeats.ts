/** A command that is sent again under the same key is answered as it was, and not given twice. */
import { createHash } from 'node:crypto';
import { OrdermatonError } from '../../errors.ts';
import type { Told } from './routes.ts';

/** So many keys are remembered. */
const KEPT = 1_000;

interface Answered {
  readonly asked: string;
  readonly told: Told;
}

export class Repeats {
  readonly #byKey = new Map<string, Answered>();

  /** @throws `apiUnreadable` for a key that is none, `controlKeyReused`; what `act` throws, and that is not remembered */
  async once(key: string | undefined, asked: unknown, act: () => Told | Promise<Told>): Promise<Told> {
    if (key === undefined) return act();
    if (!/^[!-~]{8,128}$/.test(key))
      throw new OrdermatonError('apiUnreadable', {
        problem: 'Idempotency-Key: expected 8 to 128 letters without spaces',
      });
    const digest = createHash('sha256')
      .update(JSON.stringify(asked, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
      .digest('base64');
    const before = this.#byKey.get(key);
    if (before !== undefined) {
      if (before.asked !== digest) throw new OrdermatonError('controlKeyReused', { key });
      return before.told;
    }
    const told = await act();
    this.#byKey.set(key, { asked: digest, told });
    const [oldest] = this.#byKey.keys();
    if (oldest !== undefined && this.#byKey.size > KEPT) this.#byKey.delete(oldest);
    return told;
  }
}
