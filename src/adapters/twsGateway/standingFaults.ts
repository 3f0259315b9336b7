/** The faults that stand, and which of them a message or a commission meets: the first that is meant for it. */
import type { Chance } from '../marketData/generatedRandom.ts';
import { createChance } from '../marketData/generatedRandom.ts';
import type { FaultOf, StandingFault } from './faults.ts';
import type { MessageName } from './wire/messageNames.ts';

/** What befalls no message on its way. */
type Setting = FaultOf<'bytes' | 'commission' | 'readOnly' | 'refuse' | 'rewrite' | 'untrusted'>;
const settings: readonly string[] = [
  ...(['bytes', 'commission', 'readOnly', 'refuse', 'rewrite', 'untrusted'] as const),
] satisfies readonly Setting['fault'][];
const isSetting = (fault: StandingFault): fault is Setting => settings.includes(fault.fault);
/** What befalls a message of a kind. */
export type MessageFault = Exclude<StandingFault, Setting>;
/** What is not about one client, but about the broker behind all of them. */
const BROKER = -1;

interface Standing {
  readonly id: number;
  readonly fault: StandingFault;
  /** As it was written. */
  readonly raw: unknown;
  /** By client: each meets a fault as if it were the only one. */
  readonly met: Map<number, Met>;
}
/** What one client has met of one fault. */
interface Met {
  readonly chance: Chance;
  seen: number;
  done: number;
}

export class StandingFaults {
  readonly #seed: number;
  readonly #standing = new Map<number, Standing>();
  #last = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Returns the number by which it is switched off. */
  add(fault: StandingFault, raw: unknown): number {
    const id = ++this.#last;
    this.#standing.set(id, { id, fault, raw, met: new Map() });
    return id;
  }

  /** False when there is none of that number. */
  remove(id: number): boolean {
    return this.#standing.delete(id);
  }

  list(): readonly { readonly id: number; readonly raw: unknown }[] {
    return [...this.#standing.values()].map(({ id, raw }) => ({ id, raw }));
  }

  /** Whether what is sent to the client leaves byte by byte. */
  isCut(client: number | undefined): boolean {
    return [...this.#standing.values()].some(
      ({ fault }) => fault.fault === 'bytes' && (fault.client === undefined || fault.client === client),
    );
  }

  /** What befalls the next message of that kind to that client. */
  next(name: MessageName, client: number): { readonly fault: MessageFault; readonly chance: Chance } | undefined {
    for (const each of this.#standing.values()) {
      const { fault } = each;
      if (isSetting(fault)) continue;
      if (fault.client !== undefined && fault.client !== client) continue;
      if (fault.messages?.includes(name) === false) continue;
      const met = this.#metBy(each, client);
      if (isMeant(fault, met)) return { fault, chance: met.chance };
    }
    return undefined;
  }

  /** What befalls the next commission. */
  nextCommission(): FaultOf<'commission'> | undefined {
    return this.first('commission');
  }

  /** The first of that name that is meant: for the client, where there is one, and for what `fits`. */
  first<N extends StandingFault['fault']>(
    name: N,
    client = BROKER,
    fits: (fault: FaultOf<N>) => boolean = () => true,
  ): FaultOf<N> | undefined {
    for (const each of this.#standing.values()) {
      const fault = each.fault as FaultOf<N> & StandingFault & { readonly client?: number };
      if (fault.fault !== name || (fault.client ?? client) !== client || !fits(fault)) continue;
      if (isMeant(fault, this.#metBy(each, client))) return fault;
    }
    return undefined;
  }

  #metBy({ id, met }: Standing, client: number): Met {
    const before = met.get(client);
    if (before !== undefined) return before;
    const first = { chance: createChance(this.#seed, 'fault', String(id), String(client)), seen: 0, done: 0 };
    met.set(client, first);
    return first;
  }
}

/** How often it is met, where that is said. */
type Meeting = Pick<StandingFault, 'fault'> &
  Partial<Readonly<Record<'after' | 'percent' | 'times', number | undefined>>>;

/** A socket is cut in two once unless told: who comes again is not to lose it again. */
function isMeant({ fault, after = 0, percent = 100, times }: Meeting, met: Met): boolean {
  met.seen++;
  if (met.seen <= after) return false;
  if (met.done >= (times ?? (fault === 'kill' ? 1 : Number.POSITIVE_INFINITY))) return false;
  if (percent < 100 && !met.chance.percent(percent)) return false;
  met.done++;
  return true;
}
