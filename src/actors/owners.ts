/**
 * Owners of deciding state. All that the engine decides by is kept in records and cells that an owner hands out: so it is saved,
 * hashed and restored with everything else, and what a pass changed can be undone when the pass fails.
 */
import { encode } from '../codec.ts';
import { OrdermatonError } from '../errors.ts';
import type { StateEntry } from '../ports.ts';
import { digestOf, StateDigest } from './stateDigest.ts';

/** Hears that a part has something to commit or to undo: once until it has. */
type Touch = (part: StatePart) => void;
const toNobody: Touch = () => undefined;

/** A map of immutable values whose changes since the last commit can be undone. */
export class Records<K extends string, V> {
  readonly #values = new Map<K, V>();
  /** A key and what it had before, by turns: a pass changes a few of very many, and an object for each would be thrown away at once. */
  readonly #undo: (K | V | undefined)[] = [];
  readonly #touch: Touch;
  /** What has been committed under other values since somebody asked; nothing while nobody does. */
  #changed: Set<K> | undefined;

  constructor(touch: Touch = toNobody) {
    this.#touch = touch;
  }

  get size(): number {
    return this.#values.size;
  }
  get(key: K): V | undefined {
    return this.#values.get(key);
  }
  has(key: K): boolean {
    return this.#values.has(key);
  }
  /** In no order that may be decided by: for sums and counts. */
  values(): IterableIterator<V> {
    return this.#values.values();
  }
  /** Sorted by key: the same before and after a restore. */
  ordered(): readonly (readonly [K, V])[] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  }
  set(key: K, value: V): void {
    this.#note(key, this.#values.get(key));
    this.#values.set(key, value);
  }
  delete(key: K): void {
    const old = this.#values.get(key);
    if (old === undefined) return;
    this.#note(key, old);
    this.#values.delete(key);
  }
  #note(key: K, old: V | undefined): void {
    if (this.#undo.length === 0) this.#touch(this);
    this.#undo.push(key, old);
  }
  /** The list is emptied entry by entry: to set its length is a call into V8's runtime. */
  commit(): void {
    const undo = this.#undo;
    if (this.#changed !== undefined)
      for (let index = 0; index < undo.length; index += 2) this.#changed.add(undo[index] as K);
    while (undo.length > 0) undo.pop();
  }
  rollback(): void {
    const undo = this.#undo;
    while (undo.length > 0) {
      const old = undo.pop() as V | undefined;
      const key = undo.pop() as K;
      if (old === undefined) this.#values.delete(key);
      else this.#values.set(key, old);
    }
  }
  save(): Record<string, V> {
    return Object.fromEntries(this.#values);
  }
  restore(saved: unknown): void {
    this.#values.clear();
    this.#undo.length = 0;
    this.#changed = undefined;
    for (const [key, value] of Object.entries((saved ?? {}) as Record<K, V>)) this.#values.set(key as K, value as V);
  }
  *changes(): Generator<readonly [key: string, value: unknown]> {
    const changed = this.#changed ?? this.#values.keys();
    for (const key of changed) yield [key, this.#values.get(key)];
    this.#changed = new Set();
  }
}

/** One immutable value whose change since the last commit can be undone. */
export class Cell<V> {
  #value: V;
  #old: V;
  readonly #touch: Touch;

  constructor(initial: V, touch: Touch = toNobody) {
    this.#value = initial;
    this.#old = initial;
    this.#touch = touch;
  }
  get(): V {
    return this.#value;
  }
  set(value: V): void {
    if (Object.is(this.#value, this.#old)) this.#touch(this);
    this.#value = value;
  }
  commit(): void {
    this.#old = this.#value;
  }
  rollback(): void {
    this.#value = this.#old;
  }
  save(): V {
    return this.#value;
  }
  /** Without a saved value it stays as it was made. */
  restore(saved: unknown): void {
    if (saved !== undefined) this.#value = saved as V;
    this.#old = this.#value;
  }
}

/**
 * A part of an owner's state. Records and cells are such parts; an owner with its own kind of state brings its own. One with `changes` is
 * a record of entries, and says which have others values since the last call, or are gone; at the first call, all of them.
 */
export interface StatePart {
  commit(): void;
  rollback(): void;
  save(): unknown;
  restore(saved: unknown): void;
  changes?(): Iterable<readonly [key: string, value: unknown]>;
}

/** What a module asks for when it has state to keep. */
export interface Owner {
  records<K extends string, V>(name: string): Records<K, V>;
  cell<V>(name: string, initial: V): Cell<V>;
  part<P extends StatePart>(name: string, part: P): P;
}

/** The saved state of all owners, by name. */
export interface SavedState {
  readonly [owner: string]: { readonly version: number; readonly state: Readonly<Record<string, unknown>> };
}

/** What has changed since somebody asked, and the hash of what it came to. */
export interface StateChanges {
  readonly hash: string;
  readonly entries: readonly StateEntry[];
}

export interface Owners {
  /** Registers an owner of state; its name is unique, its version grows when the shape of its state changes. */
  register(name: string, version: number): Owner;
  readonly names: readonly string[];
  readonly versions: Readonly<Record<string, number>>;
  commit(): void;
  rollback(): void;
  save(): SavedState;
  /** What has changed since the last call or the last restore; everything when there was neither. */
  changes(): StateChanges;
  /** All that is kept, as entries of a checkpoint. */
  entries(): readonly StateEntry[];
  /** An owner of whom nothing was saved stands as it was made. @throws `unknownOwner` for an owner or a version that is not there. */
  restore(saved: SavedState): void;
  /** One hash of everything the engine decides by, worked out anew: the combination of the hashes of all entries. */
  hash(): string;
}

/** The key of a part that is one value. */
const WHOLE = '';

export function createOwners(): Owners {
  const owners = new Map<string, { version: number; parts: Map<string, StatePart> }>();
  /** Parts of their owners' own kind: they are always told. */
  const parts: StatePart[] = [];
  /** Records and cells that the pass at hand has changed: there are some eighty, of which a pass changes a handful. */
  const touched: StatePart[] = [];
  const touch: Touch = (part) => touched.push(part);
  let digest = new StateDigest();

  function save(): SavedState {
    const saved: Record<string, SavedState[string]> = {};
    for (const [name, { version, parts: own }] of owners) {
      saved[name] = { version, state: Object.fromEntries([...own].map(([key, part]) => [key, part.save()])) };
    }
    return saved;
  }

  /** All parts, with what each has changed, or all that each holds. */
  function* entriesOf(
    changesOf: (part: StatePart) => Iterable<readonly [key: string, value: unknown]>,
  ): Generator<StateEntry> {
    for (const [owner, { version, parts: own }] of owners)
      for (const [part, state] of own)
        for (const [key, value] of changesOf(state))
          yield { owner, version, part, key, text: value === undefined ? null : encode(value) };
  }

  const allEntries = (): Generator<StateEntry> =>
    entriesOf((part) => (part.changes === undefined ? [[WHOLE, part.save()]] : entriesIn(part)));

  return {
    register(name, version) {
      if (owners.has(name))
        throw new OrdermatonError('badArgument', { argument: name, problem: 'is registered already' });
      const own = new Map<string, StatePart>();
      owners.set(name, { version, parts: own });
      const keep = <P extends StatePart>(key: string, added: P): P => {
        own.set(key, added);
        return added;
      };
      return {
        part(key, added) {
          parts.push(added);
          return keep(key, added);
        },
        records: <K extends string, V>(key: string) => keep(key, new Records<K, V>(touch)),
        cell: <V>(key: string, initial: V) => keep(key, new Cell<V>(initial, touch)),
      };
    },
    get names() {
      return [...owners.keys()].sort();
    },
    get versions() {
      return Object.fromEntries([...owners].map(([name, { version }]) => [name, version]));
    },
    commit: () => {
      for (let part = touched.pop(); part !== undefined; part = touched.pop()) part.commit();
      for (const part of parts) part.commit();
    },
    rollback: () => {
      for (let part = touched.pop(); part !== undefined; part = touched.pop()) part.rollback();
      for (const part of parts) part.rollback();
    },
    save,
    changes() {
      const all = entriesOf((part) => part.changes?.() ?? [[WHOLE, part.save()]]);
      const entries = [...all].filter((entry) => digest.put(entry));
      return { hash: digest.hash, entries };
    },
    restore(saved) {
      for (const [name, { version }] of Object.entries(saved)) {
        if (owners.get(name)?.version !== version)
          throw new OrdermatonError('unknownOwner', { owner: `${name} version ${version}` });
      }
      for (const [name, owner] of owners) for (const [key, part] of owner.parts) part.restore(saved[name]?.state[key]);
      digest = new StateDigest();
    },
    entries: () => [...allEntries()],
    hash: () => digestOf(allEntries()),
  };
}

const entriesIn = (part: StatePart): [string, unknown][] => Object.entries(part.save() as Record<string, unknown>);
