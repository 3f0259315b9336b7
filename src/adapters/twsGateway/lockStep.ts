/** Simulated time that moves only when it is told to, and says so when all that was due has been done and sent. */
import * as z from 'zod';
import { OrdermatonError } from '../../errors.ts';
import type { Timestamp } from '../../identifiers.ts';
import { isoTime, later, seconds, timestamp } from '../../identifiers.ts';
import type { Clock } from '../../ports.ts';
import type { SimulatedClock } from '../clock/simulatedClock.ts';
import { durationField } from '../documents/fields.ts';
import { issuesText } from '../documents/issues.ts';
import type { Client } from './client.ts';
import type { GatewayMarket } from './market.ts';

const schema = z
  .strictObject(
    {
      to: z.string('expected a moment such as 2026-11-23T15:00:00Z').optional(),
      by: durationField.optional(),
      /** By client: how many bytes it has written, which are read before time moves. */
      read: z.record(z.string().regex(/^\d{1,10}$/, 'expected the id of a client'), z.int().min(0)).default({}),
    },
    'expected an object with the field "to" or "by"',
  )
  .refine(({ to, by }) => (to === undefined) !== (by === undefined), {
    error: 'expected either to, a moment, or by, a duration',
  });

export interface LockStepParts {
  readonly clock: Clock;
  readonly market: Pick<GatewayMarket, 'ready' | 'next'>;
  readonly goesByItself: boolean;
  clients(): readonly Client[];
  /** What else is under way: a port that is opened again. */
  readonly settled: () => Promise<void>;
}

/** Time moves no further than this before all that was sent has left: what is due in a day does not wait in memory. */
const SLICE = seconds(1);

export class LockStep {
  readonly #parts: LockStepParts;
  /** One step at a time, in the order in which they were asked for. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: LockStepParts) {
    this.#parts = parts;
  }

  /** Moves time as a request has it; answers the time that it is then. @throws `timeRefused` */
  advance(raw: unknown): Promise<Timestamp> {
    const step = this.#last.then(() => this.#advance(raw));
    this.#last = step.catch(() => undefined);
    return step;
  }

  async #advance(raw: unknown): Promise<Timestamp> {
    const { clock, market, goesByItself } = this.#parts;
    if (goesByItself || !isSimulated(clock)) throw refused('this gateway lives by the clock of the machine');
    const { to, read } = readStep(raw, clock.now());
    for (const client of this.#parts.clients()) await client.connection.readThrough(read[client.id] ?? 0);
    do {
      const until = Math.min(to, later(clock.now(), SLICE)) as Timestamp;
      await market.ready?.(until);
      clock.advance(until);
      await this.#parts.settled();
      for (const client of this.#parts.clients()) await client.connection.outgoing.settled();
    } while (clock.now() < to);
    // So that whoever moves time is told when the next thing happens.
    await market.ready?.(to);
    return clock.now();
  }
}

export const isSimulated = (clock: Clock): clock is SimulatedClock => 'advance' in clock;

function readStep(
  raw: unknown,
  now: Timestamp,
): { readonly to: Timestamp; readonly read: Readonly<Record<string, number>> } {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw refused(issuesText(parsed.error.issues, { schema, raw }));
  const { to: moment, by = 0, read } = parsed.data;
  const to = moment === undefined ? later(now, by) : timestamp(moment);
  if (to < now) throw refused(`${moment} has been, it is ${isoTime(now)}`);
  return { to, read };
}

const refused = (problem: string): OrdermatonError => new OrdermatonError('timeRefused', { problem });
