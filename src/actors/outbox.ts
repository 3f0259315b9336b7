/**
 * The only exit. A command waits until its cause is durable; then its mark (`outbox.releasing`) enters by the inbox, and only once the
 * mark is durable too is the first byte written. No mark after a crash means: not sent. In an emergency a judge says what may leave at all.
 */
import { encode, hashOf } from '../codec.ts';
import type { Event } from '../events.ts';
import type { ApprovalId, CommandId, OrderId, Timestamp } from '../identifiers.ts';
import type { Amendment, OrderTerms } from '../orders.ts';
import type { Broker, CommandRecord } from '../ports.ts';
import type { Origin } from './inbox.ts';
import type { Owners } from './owners.ts';
import type { Pass, Station } from './pass.ts';
import type { Gate } from './risk/gate.ts';

/** What a command says. */
export type Content =
  | { readonly kind: 'place'; readonly order: OrderId; readonly approval: ApprovalId; readonly terms: OrderTerms }
  | { readonly kind: 'amend'; readonly order: OrderId; readonly approval: ApprovalId; readonly change: Amendment }
  | { readonly kind: 'cancel' | 'ask'; readonly order: OrderId };
export interface Held {
  readonly command: CommandId;
  /** When it was decided. */
  readonly at: Timestamp;
  readonly cause: number;
  readonly correlation: number;
  readonly content: Content;
}
/** What is written to. */
export type Exit = Pick<Broker, 'place' | 'amend' | 'cancel' | 'ask'>;
/** It leaves, it is kept back for now, or nothing of it will leave. */
export type Verdict = 'leaves' | 'waits' | 'dropped';
export type Judge = (content: Content) => Verdict;
const all: Judge = () => 'leaves';
/** Thrown where it is certain that nothing of a command was written. */
export class NothingLeft extends Error {}
type Hold = Event<'outbox.place' | 'outbox.amend' | 'outbox.cancel' | 'outbox.ask'>;

type Entering = Event<'outbox.releasing' | 'outbox.dropped'>;
type Failed = Event<'outbox.failed' | 'outbox.dropped'>;

export interface Outbox {
  readonly hold: Station<Hold>;
  readonly withdraw: Station<Event<'outbox.withdraw'>>;
  readonly releasing: Station<Event<'outbox.releasing'>>;
  /** Nothing leaves any more: what is held was decided before the engine went away. */
  pause(): void;
  /** What is held while nothing may leave, in the order in which it was decided. */
  paused(): readonly Held[];
  /** Lets one command go no more. */
  drop(command: CommandId): void;
  /** What is held may leave. */
  release(): void;
  /** Begins where the record ends: what is marked there has perhaps been written, and is not written again. */
  resume(): void;
  /** The records of the commands held by the pass that has just ended, for the journal. */
  takeRecords(): (() => readonly CommandRecord[]) | null;
  /** The marks that may enter now: their commands' causes are durable; and word of those that will not leave. */
  takeDue(durable: number, judge?: Judge): readonly { readonly event: Entering; readonly origin: Origin }[];
  /** Writes what is marked, once the marks are durable. `failed` hears of what the adapter threw at. */
  transmit(exit: Exit, durable: number, failed: (fact: Failed, origin: Origin) => void, judge?: Judge): void;
  /** Whether anything still waits here that time and the disk let leave. */
  readonly isEmpty: boolean;
}

export function createOutbox(owners: Owners, gate: Gate): Outbox {
  const own = owners.register('outbox', 1);
  const held = own.records<CommandId, Held>('held');
  const isPaused = own.cell('isPaused', false);
  let fresh: Held[] = []; // not state: the commands of the pass at hand
  let waiting: Held[] = []; // not state: held, and not marked yet
  let keptBack: Held[] = []; // not state: may not leave in the emergency as it stands
  let marked: { readonly held: Held; readonly mark: number }[] = []; // not state: marked, and not written yet
  let unmarked = 0; // not state: the marks of the pass at hand, taken back when it fails
  own.part('waiting', {
    commit() {
      unmarked = 0;
    },
    rollback() {
      fresh = [];
      if (unmarked > 0) marked.length -= unmarked;
      unmarked = 0;
    },
    save: () => null,
    restore: resume,
  });
  function resume(): void {
    waiting = inOrder();
    keptBack = [];
    marked = [];
    fresh = [];
  }
  const inOrder = (): Held[] =>
    [...held.values()].sort((a, b) => a.cause - b.cause || indexOf(a.command) - indexOf(b.command));

  return {
    hold(event: Hold, pass: Pass) {
      const command = `${pass.sequence}.${pass.index}` as CommandId;
      const { at, sequence: cause, correlation } = pass;
      const entry: Held = { command, at, cause, correlation, content: contentOf(event) };
      held.set(command, entry);
      fresh.push(entry);
    },
    withdraw({ order }: Event<'outbox.withdraw'>) {
      for (const [command, { content }] of held.ordered()) if (content.order === order) held.delete(command);
    },
    releasing({ command }: Event<'outbox.releasing'>, pass: Pass) {
      const entry = held.get(command);
      if (entry === undefined) return;
      held.delete(command);
      marked.push({ held: entry, mark: pass.sequence });
      unmarked++;
    },
    pause: () => isPaused.set(true),
    paused: () => (isPaused.get() ? inOrder() : []),
    drop: (command) => held.delete(command),
    release: () => isPaused.set(false),
    resume,
    takeRecords() {
      if (fresh.length === 0) return null;
      const taken = fresh;
      waiting.push(...taken);
      fresh = [];
      return () => taken.map(({ command, cause, content }) => ({ command, cause, hash: hashOf(content) }));
    },
    takeDue(durable, judge = all) {
      if ((waiting.length === 0 && keptBack.length === 0) || isPaused.get()) return [];
      const ready = waiting.filter(({ cause }) => cause <= durable);
      const due = keptBack.length === 0 ? ready : eachCancelOnce([...keptBack, ...ready]);
      if (due.length === 0) return [];
      waiting = waiting.filter(({ cause }) => cause > durable);
      const judged = due
        .filter(({ command }) => held.has(command))
        .map((entry) => ({ entry, verdict: judge(entry.content) }));
      keptBack = judged.flatMap(({ entry, verdict }) => (verdict === 'waits' ? [entry] : []));
      return judged
        .filter(({ verdict }) => verdict !== 'waits')
        .map(({ entry, verdict }) => {
          const { command, cause, correlation, content } = entry;
          const { kind, order } = content;
          return {
            event:
              verdict === 'dropped' ? dropped(entry, ADDS_RISK) : { type: 'outbox.releasing', command, kind, order },
            origin: { cause, correlation },
          };
        });
    },
    transmit(exit, durable, failed, judge = all) {
      if (marked.length === 0) return;
      const ready = marked.filter(({ mark }) => mark <= durable);
      marked = marked.filter(({ mark }) => mark > durable);
      for (const { held: entry, mark } of ready) {
        const problem = judge(entry.content) === 'leaves' ? attempt(exit, gate, entry) : dropped(entry, ADDS_RISK);
        if (problem !== undefined) failed(problem, { cause: mark, correlation: entry.correlation });
      }
    },
    get isEmpty() {
      return (waiting.length === 0 || isPaused.get()) && marked.length === 0;
    },
  };
}

/** A cancel that is kept back is asked for again and again; one of them is enough. */
const eachCancelOnce = (entries: readonly Held[]): readonly Held[] =>
  entries.filter(
    ({ content: { kind, order } }, place) =>
      kind !== 'cancel' ||
      entries.findIndex(({ content }) => content.kind === kind && content.order === order) === place,
  );

const indexOf = (command: CommandId): number => Number(command.slice(command.indexOf('.') + 1));

function contentOf(event: Hold): Content {
  const { order } = event;
  switch (event.type) {
    case 'outbox.place':
      return { kind: 'place', order, approval: event.approval, terms: event.terms };
    case 'outbox.amend':
      return { kind: 'amend', order, approval: event.approval, change: event.change };
    case 'outbox.cancel':
      return { kind: 'cancel', order };
    case 'outbox.ask':
      return { kind: 'ask', order };
  }
}

const dropped = ({ content: { kind, order } }: Held, detail: string): Event<'outbox.dropped'> => ({
  type: 'outbox.dropped',
  order,
  kind,
  detail,
});
/** Why a judge drops. */
const ADDS_RISK = 'emergency: it does not reduce risk by the broker\u2019s own count';

/** Writes a command; what came in the way. */
function attempt(exit: Exit, gate: Gate, entry: Held): Failed | undefined {
  try {
    write(exit, gate, entry);
    return undefined;
  } catch (error) {
    const { kind, order } = entry.content;
    const detail = error instanceof Error ? error.message : String(error);
    return error instanceof NothingLeft ? dropped(entry, detail) : { type: 'outbox.failed', order, kind, detail };
  }
}

function write(broker: Exit, gate: Gate, { command, content }: Held): void {
  switch (content.kind) {
    case 'place':
      return broker.place(gate.approvedOrder(content.order, content.approval, content.terms), command);
    case 'amend':
      return broker.amend(gate.approvedAmendment(content.order, content.approval, content.change), command);
    case 'cancel':
      return broker.cancel(content.order, command);
    case 'ask':
      return broker.ask(content.order, command);
  }
}

/** How what a replay emits differs from what the journal kept; `null` when it does not. */
export function differenceOf(recorded: readonly CommandRecord[], emitted: readonly CommandRecord[]): string | null {
  if (encode(recorded) === encode(emitted)) return null;
  const names = (records: readonly CommandRecord[]) => records.map((each) => each.command).join(', ') || 'none';
  return `commands ${names(emitted)} where the record has ${names(recorded)}, or other content under the same name`;
}
