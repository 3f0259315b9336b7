/**
 * The desk's registry: every order, position, group and so on as a live actor, child of the desk actor, found by kind and id.
 * Children are made one by one with a constant id: XState's own `spawn` copies all children at each spawn.
 */
import type { ActorRefFrom, Snapshot } from 'xstate';
import { createActor } from 'xstate';
import type { Event } from '../../events.ts';
import type { deskMachine } from '../../machines/desk/deskMachine.ts';
import { inChartOrder } from '../compiledCharts/stateValues.ts';
import type { Owners, Records } from '../owners.ts';
import { ActorFailure } from '../supervision.ts';
import type { ActorKind, InputOf, SnapshotOf } from './charts.ts';
import { actorKinds, consequence } from './charts.ts';
import type { ChartActor } from './lightActor.ts';
import { startActor, stopChartActor } from './lightActor.ts';
import { chartsMode, hearDesk, runningCharts } from './runningCharts.ts';

interface Live {
  readonly kind: ActorKind;
  readonly id: string;
  ref: ChartActor;
}
/** What is kept of a state: enough to make the actor anew. */
interface Compact {
  readonly value: unknown;
  readonly context: unknown;
}

export interface Registry {
  /** Makes an actor; nothing when it was set apart on this very input. */
  create<K extends ActorKind>(kind: K, id: string, input: InputOf<K>): void;
  has(kind: ActorKind, id: string): boolean;
  /** Sends an event to one actor; one that is not there is said as `desk.deadLettered`. @throws ActorFailure */
  hear(kind: ActorKind, id: string, event: Event): void;
  /** Sends an event to the desk itself, once everything else in the pass is through: a desk can not be made anew under its children. */
  tellDesk(event: Event): void;
  /** Delivers what the desk was told; false when there was nothing. */
  deliverToDesk(): boolean;
  snapshot<K extends ActorKind>(kind: K, id: string): SnapshotOf<K> | undefined;
  desk(): ActorRefFrom<typeof deskMachine>;
  /** All live actors of a kind, sorted by id. */
  list<K extends ActorKind>(kind: K): readonly (readonly [id: string, snapshot: SnapshotOf<K>])[];
  /** Those too that have been retired, which takes a while: sorted by id. */
  all<K extends ActorKind>(kind: K): readonly (readonly [id: string, snapshot: SnapshotOf<K>])[];
  /** Turns an actor that has ended into a compact record; a late fact brings it back. */
  retire(kind: ActorKind, id: string): void;
  /** Sets an actor apart at its last good state. */
  quarantine(kind: ActorKind, id: string, sequence: number): void;
  isQuarantined(kind: ActorKind, id: string): boolean;
  /** Rules that were set apart hear again, those by whose actors' names this holds. */
  releaseRules(which: (actor: string) => boolean): void;
}

/** What the registry remembers of a pass, to undo it. */
interface Undo {
  created: Live[];
  retired: Live[];
  /** The snapshot from before the first event of the pass. */
  touched: Map<Live, Snapshot<unknown>>;
}

export function createRegistry(owners: Owners, say: (message: Event) => void): Registry {
  const own = owners.register('registry', 1);
  const quarantined: Records<string, number> = own.records('quarantined');
  const retired: Records<string, Compact> = own.records('retired');
  const live = Object.fromEntries(actorKinds.map((kind) => [kind, new Map<string, Live>()])) as Record<
    ActorKind,
    Map<string, Live>
  >;
  const undo: Undo = { created: [], retired: [], touched: new Map() };
  let kept: Event[] | undefined; // not state: what a chart says is kept until it has heard the event to its end
  const report = (message: Event): void => {
    if (kept === undefined) say(message);
    else kept.push(message);
  };
  const running = runningCharts();
  const isStock = chartsMode() === 'stock';
  const deskFrom = (snapshot?: Snapshot<unknown>) => startDesk(running.desk as typeof deskMachine, report, snapshot);
  let desk = deskFrom(); // not state here: saved by the part below
  const toldDesk: Event[] = []; // not state: delivered within the pass

  const keyOf = (kind: ActorKind, id: string): string => `${kind}/${id}`;
  function placeOf(key: string): [kind: ActorKind, id: string] {
    const slash = key.indexOf('/');
    return [key.slice(0, slash) as ActorKind, key.slice(slash + 1)];
  }
  function* everybody(): Generator<Live> {
    for (const kind of actorKinds) yield* live[kind].values();
  }

  function start(kind: ActorKind, id: string, options: { input?: unknown; snapshot?: Snapshot<unknown> }): ChartActor {
    const { input, snapshot: from } = options;
    const start = from === undefined ? { input } : { snapshot: from };
    const ref = startActor(running[kind], { ...start, parent: desk, id: kind }, isStock);
    const snapshot = ref.getSnapshot();
    if (snapshot.status === 'error') throw new ActorFailure(kind, id, snapshot.error);
    return ref;
  }

  function add(kind: ActorKind, id: string, options: { input?: unknown; snapshot?: Snapshot<unknown> }): Live {
    const entry: Live = { kind, id, ref: start(kind, id, options) };
    live[kind].set(id, entry);
    undo.created.push(entry);
    return entry;
  }

  /** A late fact brings a retired actor back. */
  function revive(kind: ActorKind, id: string): Live | undefined {
    const key = keyOf(kind, id);
    const record = retired.get(key);
    if (record === undefined) return undefined;
    retired.delete(key);
    return add(kind, id, { snapshot: resolve(kind, record) });
  }

  const resolve = (kind: ActorKind, { value, context }: Compact): Snapshot<unknown> =>
    running[kind].resolveState({ value: inChartOrder(running[kind].root, value), context } as never);

  function forget(): void {
    if (undo.created.length > 0) undo.created = [];
    if (undo.retired.length > 0) undo.retired = [];
    // A map that is cleared stays chained to what it held before, and the collector takes the whole chain for alive.
    if (undo.touched.size > 0) undo.touched = new Map();
  }

  function snapshot(kind: ActorKind, id: string): unknown {
    const record = live[kind].get(id)?.ref.getSnapshot() ?? retired.get(keyOf(kind, id));
    return record === undefined || 'status' in record ? record : resolve(kind, record);
  }

  function find(kind: ActorKind, id: string): Live | undefined {
    return live[kind].get(id) ?? revive(kind, id);
  }

  function hear(kind: ActorKind, id: string, event: Event): void {
    const entry = find(kind, id);
    if (entry === undefined || (quarantined.size > 0 && quarantined.has(keyOf(kind, id)))) {
      say({ type: 'desk.deadLettered', owner: kind, id, event: event.type });
      return;
    }
    const before = entry.ref.getSnapshot();
    if (!undo.touched.has(entry)) undo.touched.set(entry, before);
    const said: Event[] = [];
    kept = said;
    entry.ref.send(event);
    kept = undefined;
    const next = entry.ref.getSnapshot();
    if (next.status === 'error') throw new ActorFailure(kind, id, next.error);
    const follows = next === before ? undefined : consequence[kind]?.(before as never, next as never);
    for (const message of inOrder(said, follows)) say(message);
  }

  own.part('desk', {
    commit() {},
    rollback() {
      toldDesk.length = 0;
    },
    save: () => compactSnapshot(desk.getSnapshot()),
    restore(saved) {
      desk = deskFrom(running.desk.resolveState(saved as never));
    },
  });
  let changed: Set<string> | undefined; // not state: what has been committed since somebody asked
  const noteChanged = (entry: Live): unknown => changed?.add(keyOf(entry.kind, entry.id));
  own.part('actors', {
    commit() {
      for (const entry of undo.retired) stopChartActor(entry.ref);
      if (changed !== undefined)
        for (const entry of [...undo.created, ...undo.touched.keys(), ...undo.retired]) noteChanged(entry);
      forget();
    },
    rollback() {
      for (const entry of undo.created) {
        live[entry.kind].delete(entry.id);
        stopChartActor(entry.ref);
      }
      for (const entry of undo.retired) live[entry.kind].set(entry.id, entry);
      for (const [entry, snapshot] of undo.touched) {
        if (live[entry.kind].get(entry.id) !== entry) continue;
        // XState can not set a live actor's snapshot: the actor is made anew from its old one, under the same parent and id.
        stopChartActor(entry.ref);
        entry.ref = start(entry.kind, entry.id, { snapshot });
      }
      forget();
    },
    save: () => Object.fromEntries([...everybody()].map((entry) => [keyOf(entry.kind, entry.id), compact(entry)])),
    restore(saved) {
      for (const kind of actorKinds) live[kind].clear();
      for (const [key, record] of Object.entries((saved ?? {}) as Record<string, Compact>)) {
        const [kind, id] = placeOf(key);
        add(kind, id, { snapshot: resolve(kind, record) });
      }
      forget();
      changed = undefined;
    },
    *changes() {
      for (const key of changed ?? [...everybody()].map(({ kind, id }) => keyOf(kind, id))) {
        const [kind, id] = placeOf(key);
        const entry = live[kind].get(id);
        yield [key, entry === undefined ? undefined : compact(entry)] as const;
      }
      changed = new Set();
    },
  });

  return {
    create(kind, id, input) {
      if (!quarantined.has(keyOf(kind, id))) add(kind, id, { input });
    },
    has: (kind, id) => live[kind].has(id) || retired.has(keyOf(kind, id)),
    hear,
    tellDesk: (event) => {
      toldDesk.push(event);
    },
    deliverToDesk() {
      if (toldDesk.length === 0) return false;
      const told = toldDesk.splice(0);
      for (const event of told) desk.send(event as never);
      return told.length > 0;
    },
    snapshot: (kind, id) => snapshot(kind, id) as never,
    desk: () => desk,
    list: (kind) =>
      [...live[kind]]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, entry]) => [id, entry.ref.getSnapshot()] as const) as never,
    all: (kind) => {
      const ended = retired
        .ordered()
        .map(([key]) => placeOf(key))
        .filter(([of]) => of === kind);
      return [...live[kind].keys(), ...ended.map(([, id]) => id)]
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((id) => [id, snapshot(kind, id)] as const) as never;
    },
    retire(kind, id) {
      const entry = live[kind].get(id);
      if (entry === undefined) return;
      live[kind].delete(id);
      undo.retired.push(entry);
      retired.set(keyOf(kind, id), compact(entry));
    },
    quarantine: (kind, id, sequence) => quarantined.set(keyOf(kind, id), sequence),
    releaseRules(which) {
      const head = keyOf('rule', '');
      for (const [key] of quarantined.ordered())
        if (key.startsWith(head) && which(key.slice(head.length))) quarantined.delete(key);
    },
    isQuarantined: (kind, id) => quarantined.size > 0 && quarantined.has(keyOf(kind, id)),
  };
}

/** That an order is open again comes before what it does from here, that it has ended after all that it did. */
function inOrder(said: readonly Event[], follows: Event | undefined): readonly Event[] {
  if (follows === undefined) return said;
  return follows.type === 'order.reopened' ? [follows, ...said] : [...said, follows];
}

function startDesk(
  machine: typeof deskMachine,
  voice: (message: Event) => void,
  snapshot?: Snapshot<unknown>,
): ActorRefFrom<typeof deskMachine> {
  const desk = createActor(machine, (snapshot === undefined ? {} : { snapshot }) as never);
  hearDesk(desk, voice);
  // An error of the desk itself is read from its status; without an observer XState would throw it at the process.
  desk.subscribe({ error: () => undefined });
  return desk.start();
}

const compact = (entry: Live): Compact => compactSnapshot(entry.ref.getSnapshot() as Partial<Compact>);
const compactSnapshot = ({ value, context }: { value?: unknown; context?: unknown }): Compact => ({ value, context });
