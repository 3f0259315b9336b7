/** A run as a file of lines: a header, then each record, market data included; what `run --export` writes and `replay` reads. */
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { decode, encode } from '../../codec.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { CommandRecord, JournalRecord } from '../../ports.ts';

const FORMAT = 'ordermaton-run';
/** Bytes gathered before they are written. */
const CHUNK = 1 << 18;

export interface ExportWriter {
  hear(record: JournalRecord): void;
  close(): void;
}

/** Begins an export. @throws `missingFile` when the file can not be written */
export function createExport(file: string, version: string): ExportWriter {
  let handle: number;
  try {
    handle = openSync(file, 'w');
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: (error as Error).message });
  }
  let text = `${encode({ format: FORMAT, v: 1, version })}\n`;
  const flush = (): void => {
    writeSync(handle, text);
    text = '';
  };
  return {
    hear({ envelope, commands }) {
      text += `${encode(commands.length === 0 ? envelope : { ...envelope, commands })}\n`;
      if (text.length > CHUNK) flush();
    },
    close() {
      flush();
      closeSync(handle);
    },
  };
}

export interface ExportReader {
  /** The version that wrote the file. */
  readonly version: string;
  records(): AsyncIterable<JournalRecord>;
}

/**
 * Opens an export.
 * @throws `missingFile`, `journalUnreadable` with file and line
 */
export async function openExport(file: string): Promise<ExportReader> {
  try {
    await access(file);
  } catch (error) {
    throw new OrdermatonError('missingFile', { file, problem: (error as Error).message });
  }
  const version = await versionOf(file);
  return {
    version,
    async *records() {
      let line = 0;
      for await (const text of linesOf(file)) {
        line++;
        if (line > 1 && text !== '') yield parseRecord(file, line, text);
      }
    },
  };
}

async function versionOf(file: string): Promise<string> {
  for await (const text of linesOf(file)) {
    const header = parse(file, 1, text) as { format?: unknown; version?: unknown };
    if (header.format !== FORMAT) break;
    return String(header.version);
  }
  throw unreadable(file, 1, 'this is no export of a run');
}

function parseRecord(file: string, line: number, text: string): JournalRecord {
  const { commands = [], ...envelope } = parse(file, line, text) as Envelope & { commands?: readonly CommandRecord[] };
  if (typeof envelope.sequence !== 'number' || typeof envelope.type !== 'string') {
    throw unreadable(file, line, 'this is no record: it has no sequence or no type');
  }
  return { envelope, commands };
}

function parse(file: string, line: number, text: string): object {
  let value: unknown;
  try {
    value = decode(text);
  } catch (error) {
    throw unreadable(file, line, (error as Error).message);
  }
  if (typeof value !== 'object' || value === null) throw unreadable(file, line, 'this is no record');
  return value;
}

const unreadable = (file: string, line: number, problem: string): OrdermatonError =>
  new OrdermatonError('journalUnreadable', { file, line, problem });

const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
