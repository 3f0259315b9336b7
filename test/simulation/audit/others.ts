/** What others trade, by the rule alone: foreign shares go first, then ours; what is left is foreign. Kept in the shares of now. */
import type { ExecutionId, InstrumentId, OrderId, Timestamp } from '../../../src/identifiers.ts';

/** An execution of others as last told. */
export interface OthersExecution {
  readonly execution: ExecutionId;
  readonly order: OrderId;
  readonly instrument: InstrumentId;
  readonly revision: number;
  readonly executedAt: Timestamp;
  /** 1 bought, -1 sold. */
  readonly sign: bigint;
  /** As it was executed, and in the shares of now; without a sign. */
  readonly size: bigint;
  readonly whole: bigint;
  readonly price: bigint;
}
interface Kept extends OthersExecution {
  /** What of it was out of our books. */
  readonly ours: bigint;
  /** What that came to, bought above zero. */
  readonly spent: bigint;
  /** So much of so much was ours when first some was: by this its fee is shared. */
  readonly shares?: readonly [ours: bigint, whole: bigint];
}

export interface OthersParts {
  /** What our books hold, and what of it no order can close. */
  readonly net: (instrument: InstrumentId) => bigint;
  readonly residue: (instrument: InstrumentId) => bigint;
}

const SHARE = 10n ** 8n;
const least = (...sizes: readonly bigint[]): bigint => sizes.reduce((a, b) => (b < a ? b : a));
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const size = (of: bigint): bigint => (of < 0n ? -of : of);
export const against = (a: bigint, b: bigint): bigint => (a * b < 0n ? least(size(a), size(b)) : 0n);

export class Others {
  readonly #of: OthersParts;
  readonly #executions = new Map<ExecutionId, Kept>();
  readonly #foreign = new Map<InstrumentId, bigint>();
  readonly #taken = new Map<InstrumentId, bigint>();
  /** So much that is foreign may lie against ours: by trades of ours, or by the word of a person. */
  readonly #allowed = new Map<InstrumentId, bigint>();
  /** What others have left of ours in this very pass and no order can close: it is said at its end. */
  readonly #worn = new Map<InstrumentId, bigint>();
  paid = 0n;
  charged = 0n;

  constructor(of: OthersParts) {
    this.#of = of;
  }

  foreign(instrument: InstrumentId): bigint {
    return this.#foreign.get(instrument) ?? 0n;
  }
  /** What others have closed of ours, bought above zero. */
  taken(instrument: InstrumentId): bigint {
    return this.#taken.get(instrument) ?? 0n;
  }
  known(execution: ExecutionId): Kept | undefined {
    return this.#executions.get(execution);
  }
  allowed(instrument: InstrumentId): bigint {
    return this.#allowed.get(instrument) ?? 0n;
  }

  /** Books it; returns what of it was ours before and is now, as shares of the whole. */
  executed(told: OthersExecution, fee: bigint): void {
    const { execution, instrument, sign, whole } = told;
    const old = this.#executions.get(execution);
    const opposed = this.#opposed(instrument);
    const [had, was] = [old?.ours ?? 0n, old?.whole ?? 0n];
    const ours = whole > was ? had + this.#closes(instrument, sign, whole - was) : this.#keeps(told, had, was);
    this.#add(this.#foreign, instrument, sign * (whole - was - (ours - had)));
    this.#keep(told, ours, old);
    // Before anything of it was told, nothing of it was corrected.
    if (was === 0n && fee !== 0n) this.charge(execution, fee);
    if (was > 0n) this.#shift(instrument, opposed);
    const left = this.open(instrument);
    if (ours > had && size(left) < SHARE) this.#worn.set(instrument, left);
    this.#allowed.set(instrument, least(this.allowed(instrument), this.#opposed(instrument)));
  }

  /** A fee is known by so much more. */
  charge(execution: ExecutionId, more: bigint): void {
    const [ours, whole] = this.#executions.get(execution)?.shares ?? [0n, 1n];
    this.charged += nearest(more * ours, whole);
  }
  /** Our books have changed by themselves. */
  changed(instrument: InstrumentId): void {
    this.#worn.delete(instrument);
    this.#allowed.set(instrument, this.#opposed(instrument));
  }
  /** A person has said what is foreign. */
  reconciled(instrument: InstrumentId, foreign: bigint): void {
    this.#foreign.set(instrument, foreign);
    this.changed(instrument);
  }
  divided(instrument: InstrumentId, divide: (shares: bigint) => bigint): void {
    for (const map of [this.#foreign, this.#taken, this.#allowed])
      map.set(instrument, divide(map.get(instrument) ?? 0n));
    for (const [name, kept] of this.#executions)
      if (kept.instrument === instrument)
        this.#executions.set(name, { ...kept, whole: divide(kept.whole), ours: divide(kept.ours) });
  }

  #opposed = (instrument: InstrumentId): bigint => against(this.foreign(instrument), this.open(instrument));

  /** What orders can close of what our books hold. */
  open(instrument: InstrumentId): bigint {
    const net = this.#of.net(instrument);
    const open = net - this.#of.residue(instrument);
    const closable = size(open) < size(net) ? open : net;
    return closable === this.#worn.get(instrument) ? 0n : closable;
  }

  #closes(instrument: InstrumentId, sign: bigint, count: bigint): bigint {
    const first = against(this.foreign(instrument), sign * count);
    return least(count - first, against(this.open(instrument), sign * count));
  }

  #keeps({ instrument, sign, whole }: OthersExecution, had: bigint, was: bigint): bigint {
    const foreign = this.foreign(instrument);
    const beyond = foreign * sign > 0n ? least(size(foreign), was - had) : 0n;
    return most(had - most(was - whole - beyond, 0n), 0n);
  }

  #keep(told: OthersExecution, ours: bigint, old: Kept | undefined): void {
    const { execution, instrument, sign, size: executed, whole, price } = told;
    const spent = whole === 0n ? 0n : sign * nearest(price * executed * ours, whole);
    const shares = old?.shares ?? (ours > 0n ? ([ours, whole] as const) : undefined);
    this.paid += spent - (old?.spent ?? 0n);
    this.#add(this.#taken, instrument, sign * (ours - (old?.ours ?? 0n)));
    this.#executions.set(execution, { ...told, ours, spent, ...(shares === undefined ? {} : { shares }) });
  }

  /** What was foreign is less than others have closed of it since: then they have closed ours, the latest first. */
  #shift(instrument: InstrumentId, opposed: bigint): void {
    let excess = this.#opposed(instrument) - opposed;
    const net = this.#of.net(instrument);
    const all = [...this.#executions.values()]
      .filter((each) => each.instrument === instrument && each.sign * net < 0n)
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .sort((a, b) => b.executedAt - a.executedAt);
    for (const each of excess > 0n ? all : []) {
      const more = least(excess, each.whole - each.ours);
      if (more <= 0n) continue;
      excess -= more;
      this.#add(this.#foreign, instrument, -each.sign * more);
      this.#keep(each, each.ours + more, each);
    }
  }

  #add(map: Map<InstrumentId, bigint>, instrument: InstrumentId, more: bigint): void {
    map.set(instrument, (map.get(instrument) ?? 0n) + more);
  }
}

/** The quotient, halves to even. */
export function nearest(of: bigint, divisor: bigint): bigint {
  if (of < 0n) return -nearest(-of, divisor);
  const [whole, rest] = [of / divisor, (of % divisor) * 2n];
  return rest > divisor || (rest === divisor && whole % 2n !== 0n) ? whole + 1n : whole;
}
