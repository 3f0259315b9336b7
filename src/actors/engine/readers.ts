/**
 * Readers of the bus whose books go on over restarts. What they write down is kept beside each checkpoint; an engine that was away lets
 * them hear again what its record has behind that. A book that can not be used is written anew from the beginning of the record, or begins
 * where the engine does, and is told why. Nothing of it is state of the engine.
 */
import type { Envelope } from '../../envelope.ts';
import type { Event } from '../../events.ts';
import type { BrokenReaderBook, FactSource, Journal, ReaderBook, ReaderChange, ReaderEntry } from '../../ports.ts';
import type { EventBus } from '../bus/eventBus.ts';
import { createEventBus } from '../bus/eventBus.ts';
import type { CoreOptions } from './core.ts';
import { publishOn } from './publishing.ts';
import type { Beginning } from './replay.ts';
import { Replayer } from './replay.ts';

/** What a reader has written down. It hears and answers at once: what it still has in hand is not in its book. */
export interface Books {
  /** What is other than the last time it was asked for; all of it behind a `restore` from nothing. */
  changes(): readonly ReaderEntry[];
  /** Goes on from what was kept; from nothing, anew. @throws when it can not be read */
  restore(entries: readonly ReaderEntry[]): void;
  /** Begins within the record, since what was written down before can not be had. */
  begin(beginning: Beginning, problem: string): void;
}

export interface LastingReader<B extends Books> {
  /** Its own among the readers of a desk, in every version. */
  readonly name: string;
  /** Of the shape of its entries; a book of another version is not read. */
  readonly version: number;
  /** Subscribes to all that it hears. */
  readonly open: (source: FactSource) => B;
}

/** A record that is no longer than this is heard again for a book that is missing; the desk waits for it. */
const LONGEST = 1_000_000;

interface Reader {
  readonly name: string;
  readonly version: number;
  readonly books: Books;
  /** Where it hears what was on the bus before the engine went away. */
  readonly again: EventBus;
  readonly publish: CoreOptions['publish'];
  /** It has heard everything up to here. */
  heard: number;
  /** What it writes down next takes the place of what was kept. */
  isWhole: boolean;
}

export interface ReadersFrom {
  /** Behind which checkpoint the engine begins; the beginning of the record where there is none. */
  readonly beginning: Beginning | undefined;
  /** The last sequence of the record. */
  readonly last: number;
  /** Of this engine. */
  readonly version: string;
}

export class LastingReaders {
  readonly #bus: EventBus;
  readonly #readers: Reader[] = [];

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  /** Takes a reader in, before the engine is made. Readers hear in the order in which they were taken in. */
  add<B extends Books>({ name, version, open }: LastingReader<B>): B {
    const again = createEventBus();
    const books = open(both(this.#bus, again));
    this.#readers.push({ name, version, books, again, publish: publishOn(again), heard: 0, isWhole: true });
    return books;
  }

  /** What they have written down by a sequence, to be kept. */
  changes(sequence: number): readonly ReaderChange[] {
    return this.#readers.map((reader) => {
      const { name, version, books, isWhole } = reader;
      reader.isWhole = false;
      return { reader: name, version, sequence, isWhole, entries: books.changes() };
    });
  }

  /** Takes their books up, as far as the engine's checkpoint at least. */
  async goOn(journal: Journal, { beginning, last, version }: ReadersFrom): Promise<void> {
    const from = beginning?.sequence ?? 0;
    const kept = (await journal.readerBooks?.()) ?? [];
    const lacking: (readonly [Reader, problem: string])[] = [];
    for (const reader of this.#readers) {
      const found = kept.find((each) => each.reader === reader.name);
      const problem = takeUp(reader, found, { from, last });
      if (problem !== undefined) lacking.push([reader, problem]);
    }
    if (lacking.length === 0 || beginning === undefined) return; // the whole record is about to be heard
    const readers = lacking.map(([reader]) => reader);
    const obstacle = await hearFromBeginning(readers, journal, { from, version });
    for (const [reader, problem] of lacking) {
      reader.heard = from;
      if (obstacle === undefined) continue;
      reader.books.restore([]);
      reader.books.begin(beginning, `${problem}, and ${obstacle}`);
    }
  }

  /** What the engine hears again: each reader hears what is behind its book. */
  hear(message: Event, envelope: Envelope, index: number): void {
    for (const { heard, publish } of this.#readers) if (envelope.sequence > heard) publish(message, envelope, index);
  }
}

/** Whoever subscribes hears both. */
const both = (one: FactSource, other: FactSource): FactSource => ({
  subscribe(topic, reader) {
    const subscriptions = [one.subscribe(topic, reader), other.subscribe(topic, reader)];
    return {
      unsubscribe() {
        for (const each of subscriptions) each.unsubscribe();
      },
    };
  },
});

type Found = ReaderBook | BrokenReaderBook | undefined;

/** A reader goes on from its book, or begins an empty one; then what is wrong with the book is returned. */
function takeUp(
  reader: Reader,
  found: Found,
  record: { readonly from: number; readonly last: number },
): string | undefined {
  let problem = problemOf(reader, found, record);
  if (problem === undefined && found !== undefined && 'entries' in found) {
    try {
      reader.books.restore(found.entries);
      Object.assign(reader, { heard: found.sequence, isWhole: false });
      return undefined;
    } catch (error) {
      problem = `it can not be read (${(error as Error).message})`;
    }
  }
  reader.books.restore([]);
  Object.assign(reader, { heard: 0, isWhole: true });
  return problem;
}

function problemOf(
  { version }: Reader,
  found: Found,
  { from, last }: { readonly from: number; readonly last: number },
): string | undefined {
  if (found === undefined) return 'none was kept';
  if ('problem' in found) return found.problem;
  if (found.version !== version) return `it is of version ${found.version}, and this is ${version}`;
  if (found.sequence < from) return `it ends at input ${found.sequence}, and the desk goes on at ${from}`;
  return found.sequence > last ? `it goes beyond the record, to input ${found.sequence}` : undefined;
}

/** Lets readers hear a record up to where the engine begins; returns why that can not be. */
async function hearFromBeginning(
  readers: readonly Reader[],
  journal: Journal,
  { from, version }: { readonly from: number; readonly version: string },
): Promise<string | undefined> {
  const writer = journal.segments?.().find((each) => each.first <= from && each.version !== version)?.version;
  if (writer !== undefined) return `version ${writer} wrote a part of the record`;
  if (from > LONGEST) return `the record is longer than ${LONGEST} inputs`;
  const replayer = new Replayer({
    version,
    publish(message, envelope, index) {
      for (const { publish } of readers) publish(message, envelope, index);
    },
  });
  try {
    await replayer.run(journal.read(1), from);
  } catch (error) {
    return `the record can not be heard from its beginning (${(error as Error).message})`;
  }
  return replayer.sequence === from ? undefined : `the record ends at input ${replayer.sequence}`;
}
