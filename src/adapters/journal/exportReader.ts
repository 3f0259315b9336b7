/** Reads the export of a run, and knows by its seals that every line is as it was written and that none is missing. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { decode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import { eventTypes } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { CommandRecord, JournalRecord } from '../../ports.ts';
import { newYorkDate } from '../calendar/newYork.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { DroppedMarket, WithoutMarket } from './archiveFile.ts';
import { ExportChain } from './exportChain.ts';
import type { ExportEnd } from './exportFile.ts';
import { exportFormat } from './exportFile.ts';

/** What the closing line says. */
export interface ClosingLine extends ExportEnd {
  readonly records: number;
  readonly sequence: number;
}

export interface ExportReading {
  readonly isPartial?: boolean;
  readonly market?: WithoutMarket;
}

export interface ExportReader {
  /** The version that wrote the file. */
  readonly version: string;
  /**
   * The records in order. With `isPartial` an export that breaks off is read as far as it is whole.
   * @throws `journalUnreadable`, `journalChanged`, `journalGap`, `journalUnfinished`; `marketDropped` when `market` is refused without it
   */
  records(options?: ExportReading): AsyncIterable<JournalRecord>;
  /** How much market data is not in it, once all records have been read. */
  dropped(): DroppedMarket;
  /** The closing line, once all records have been read; `undefined` where there is none. */
  end(): ClosingLine | undefined;
}

const known: ReadonlySet<string> = new Set(eventTypes);

/**
 * Opens an export.
 * @throws `missingFile`, `journalUnreadable` with file and line for what is no export or one of another form
 */
export async function openExport(file: string): Promise<ExportReader> {
  try {
    await (await open(file)).close();
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: fileProblem(error) });
  }
  const version = await versionOf(file);
  let end: ClosingLine | undefined;
  let dropped: DroppedMarket = { blocks: 0, inputs: 0 };
  return {
    version,
    async *records({ isPartial = false, market = 'refused' } = {}) {
      const reading = new Reading(file, market);
      for await (const text of linesOf(file)) {
        const found = reading.next(text);
        if (found === 'cut') break;
        if (found !== undefined) yield found;
      }
      end = reading.end;
      dropped = reading.dropped;
      if (end === undefined && !isPartial) throw reading.unfinished();
    },
    end: () => end,
    dropped: () => dropped,
  };
}

/** Inputs that are not there. */
interface DroppedLine {
  readonly first: number;
  readonly last: number;
}

/** A walk through the lines of a file. */
class Reading {
  readonly #file: string;
  readonly #chain = new ExportChain();
  #line = 0;
  #sequence = 0;
  readonly #market: WithoutMarket;
  #at: Timestamp | undefined;
  end: ClosingLine | undefined;
  dropped: DroppedMarket = { blocks: 0, inputs: 0 };

  constructor(file: string, market: WithoutMarket) {
    this.#file = file;
    this.#market = market;
  }

  /** The record of a line, nothing for header and closing line; `cut` where the file breaks off within a line. */
  next(text: string): JournalRecord | undefined | 'cut' {
    const line = ++this.#line;
    if (this.end !== undefined) throw unreadable(this.#file, line, 'something follows the closing line');
    const sealed = this.#chain.open(text);
    if (sealed === undefined) return this.#unsealed(text);
    const value = parse(this.#file, line, sealed.body);
    const isOther = line === 1 || 'end' in value || 'dropped' in value;
    const record = isOther ? undefined : recordOf(this.#file, line, value);
    if (record !== undefined) this.#follow(record.envelope);
    if (!sealed.isIntact) throw new OrdermatonError('journalChanged', { file: this.#file, line });
    if ('dropped' in value) this.#passOver(value.dropped as DroppedLine);
    if ('end' in value) this.#close(value.end as ClosingLine);
    return record;
  }

  unfinished(): OrdermatonError {
    return new OrdermatonError('journalUnfinished', { file: this.#file, line: this.#line, sequence: this.#sequence });
  }

  /** A line without a seal is half written when it is no JSON: nothing can follow it then, or it is no line of ours. */
  #unsealed(text: string): 'cut' {
    const line = this.#line--;
    try {
      JSON.parse(text);
    } catch {
      if (text.startsWith('{"')) return 'cut';
    }
    throw unreadable(this.#file, line, 'this is no line of an export: it has no seal');
  }

  #follow({ sequence, at }: Pick<Envelope, 'sequence' | 'at'>): void {
    this.#assertNext(sequence);
    this.#sequence = sequence;
    this.#at = at;
  }
  #assertNext(sequence: number): void {
    const journal = `${this.#file}:${this.#line}`;
    if (sequence !== this.#sequence + 1)
      throw new OrdermatonError('journalGap', { journal, from: this.#sequence, to: sequence });
  }

  #passOver({ first, last }: DroppedLine): void {
    this.#assertNext(first);
    const day = this.#at === undefined ? 'its first day' : newYorkDate(this.#at);
    if (this.#market === 'refused') throw new OrdermatonError('marketDropped', { file: this.#file, day, first, last });
    this.#sequence = last;
    this.dropped = { blocks: this.dropped.blocks + 1, inputs: this.dropped.inputs + last - first + 1 };
  }

  #close(end: ClosingLine): void {
    if (end.sequence !== this.#sequence)
      throw new OrdermatonError('journalGap', {
        journal: `${this.#file}:${this.#line}`,
        from: this.#sequence,
        to: end.sequence,
      });
    this.end = end;
  }
}

async function versionOf(file: string): Promise<string> {
  for await (const text of linesOf(file)) {
    const header = parse(file, 1, text) as { format?: unknown; v?: unknown; version?: unknown };
    if (header.format !== exportFormat.format) break;
    if (header.v === exportFormat.v) return String(header.version);
    const problem = `its form is ${String(header.v)}, and this version reads form ${exportFormat.v}`;
    throw unreadable(file, 1, problem);
  }
  throw unreadable(file, 1, 'this is no export of a run');
}

function recordOf(file: string, line: number, value: object): JournalRecord {
  const { commands = [], ...envelope } = value as Envelope & { commands?: readonly CommandRecord[] };
  if (typeof envelope.sequence !== 'number' || typeof envelope.type !== 'string')
    throw unreadable(file, line, 'this is no record: it has no sequence or no type');
  if (!known.has(envelope.type) || envelope.data?.type !== envelope.type)
    throw unreadable(file, line, `there is no event ${envelope.type}`);
  return { envelope, commands };
}

function parse(file: string, line: number, text: string): object {
  let value: unknown;
  try {
    value = decode(text);
  } catch {
    throw unreadable(file, line, 'this is no JSON object');
  }
  if (typeof value !== 'object' || value === null) throw unreadable(file, line, 'this is no record');
  return value;
}

const unreadable = (file: string, line: number, problem: string): OrdermatonError =>
  new OrdermatonError('journalUnreadable', { file, line, problem });

/** The lines as they were written: only a line feed ends one. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
