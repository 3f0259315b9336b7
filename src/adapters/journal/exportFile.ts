/** Writes a run as a file of lines while it goes on: a header, each record with market data included, and a closing line. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { encode } from '../../codec.ts';
import type { OrdermatonError } from '../../errors.ts';
import type { JournalRecord } from '../../ports.ts';
import { notWritable } from '../documents/outputs.ts';
import { ExportChain } from './exportChain.ts';

/** What the header says that a file is, and in which form. */
export const exportFormat = { format: 'ordermaton-run', v: 2 } as const;
/** How every export begins, whatever its form. */
export const exportBegins = `{"format":"${exportFormat.format}"`;
/** Bytes gathered before they are written. */
const CHUNK = 1 << 18;

/** What the closing line says of the run. */
export interface ExportEnd {
  /** `ended`: the data was over. `stopped`: somebody stopped it. */
  readonly how: 'ended' | 'stopped';
  readonly stateHash: string;
}

export interface ExportWriter {
  /** Takes a record. A file that can not be written any more is given up; the run goes on. */
  hear(record: JournalRecord): void;
  /** Says that inputs are not there: market data that was dropped. */
  passOver(first: number, last: number): void;
  /** Writes the closing line. @throws `notWritable` when anything of the file could not be written */
  finish(end: ExportEnd): void;
  /** Leaves the file without a closing line: the run failed. */
  abandon(): void;
}

/** Begins an export. @throws `notWritable` */
export function createExport(file: string, version: string): ExportWriter {
  const chain = new ExportChain();
  let handle: number;
  try {
    handle = openSync(file, 'w');
  } catch (error) {
    throw notWritable(file, error);
  }
  let text = `${chain.seal(encode({ ...exportFormat, version }))}\n`;
  let records = 0;
  let sequence = 0;
  let failure: OrdermatonError | undefined;

  function flush(): void {
    try {
      if (failure === undefined) writeWhole(handle, text);
    } catch (error) {
      failure = notWritable(file, error);
    }
    text = '';
  }
  function close(): void {
    flush();
    closeSync(handle);
  }

  return {
    hear({ envelope, commands }) {
      records++;
      sequence = envelope.sequence;
      text += `${chain.seal(encode(commands.length === 0 ? envelope : { ...envelope, commands }))}\n`;
      if (text.length > CHUNK) flush();
    },
    passOver(first, last) {
      sequence = last;
      text += `${chain.seal(encode({ dropped: { first, last } }))}\n`;
    },
    finish(end) {
      text += `${chain.seal(encode({ end: { ...end, records, sequence } }))}\n`;
      close();
      if (failure !== undefined) throw failure;
    },
    abandon: close,
  };
}

/** The system may take a text in parts. */
function writeWhole(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
}
