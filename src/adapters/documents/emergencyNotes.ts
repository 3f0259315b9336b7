/**
 * What left in an emergency, while the journal could not be written: noted and synced before it leaves. A reserve of room is kept beside
 * it, so that a full disk still takes the notes. They are set aside, never taken away, once all of it has been reconciled.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { decode, encode } from '../../codec.ts';
import { isoTime, timestamp } from '../../identifiers.ts';
import { decimalText } from '../../money.ts';
import type { Amendment, OrderLinks, OrderTerms } from '../../orders.ts';
import type { EmergencyNote, EmergencyNotes } from '../../ports.ts';
import { notWritable } from './outputs.ts';
import type { SmallDocument } from './smallDocument.ts';
import { moveAside, openDocument } from './smallDocument.ts';
import { writeSyncedNow } from './syncedFile.ts';

const fields = z.record(z.string(), z.unknown());
const left = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  kind: z.enum(['place', 'amend', 'cancel']),
  order: z.string().min(1),
  /** In words, for people. */
  says: z.string(),
  /** As the journal writes them: an exact decimal is its count of units followed by `n`. */
  terms: fields,
  links: fields,
  change: fields.optional(),
  after: z.int(),
});
const schema = z.strictObject({ form: z.literal(1), left: z.array(left).readonly() }).readonly();
type Notes = z.infer<typeof schema>;
type Left = Notes['left'][number];

export interface EmergencyDocument extends EmergencyNotes {
  /** Where a broken document lies now: what it noted is known by the marks in the references at the broker alone. */
  readonly broken: string | undefined;
}

const RESERVE = Buffer.alloc(1 << 16, 'reserve ').toString();

export interface EmergencyDocumentOptions {
  /** Hears where notes went that are reconciled, and how many. */
  readonly aside?: (file: string, count: number) => void;
  /** Brings a file to the disk; synced unless told otherwise. */
  readonly write?: typeof writeSyncedNow;
}

/** Opens the notes in the folder of a desk's documents, and keeps room for more. @throws `missingFile`, `notWritable` */
export function openEmergencyNotes(folder: string, options: EmergencyDocumentOptions = {}): EmergencyDocument {
  const { write: toDisk = writeSyncedNow } = options;
  const file = join(folder, 'emergency.json');
  const reserve = join(folder, 'emergency.reserve');
  const none: Notes = { form: 1, left: [] };
  const form = { schema, absent: none, broken: () => none, write: toDisk };
  let document: SmallDocument<Notes> = openDocument<Notes>(file, form);
  const broken = document.setAside;
  keepRoom(reserve, toDisk);

  function write(notes: Notes): void {
    try {
      document.write(notes);
    } catch (error) {
      if (!existsSync(reserve)) throw error;
      rmSync(reserve);
      document.write(notes);
    }
  }

  return {
    name: file,
    broken,
    note(note) {
      document = openDocument<Notes>(file, form); // another run of the desk may have noted something
      write({ form: 1, left: [...document.data.left, written(note)] });
    },
    pending: () => document.data.left.map(read),
    setAside() {
      const count = document.data.left.length;
      if (count === 0) return;
      const place = moveAside(file, 'reconciled');
      document = openDocument<Notes>(file, form);
      options.aside?.(place, count);
    },
  };
}

function keepRoom(reserve: string, write: typeof writeSyncedNow): void {
  try {
    if (!existsSync(reserve)) write(reserve, RESERVE);
  } catch (error) {
    throw notWritable(reserve, error);
  }
}

const plain = (value: object): Record<string, unknown> => JSON.parse(encode(value)) as Record<string, unknown>;
const exact = <T>(value: Record<string, unknown>): T => decode(JSON.stringify(value)) as T;

const written = ({ at, kind, order, terms, links, change, after }: EmergencyNote): Left => ({
  at: isoTime(at),
  kind,
  order,
  says: `${kind} ${terms.side} ${decimalText(terms.quantity)} ${terms.instrument} ${terms.type}, ${links.role}`,
  terms: plain(terms),
  links: plain(links),
  ...(change === undefined ? {} : { change: plain(change) }),
  after,
});

const read = ({ at, kind, order, terms, links, change, after }: Left): EmergencyNote => ({
  at: timestamp(at),
  kind,
  order: order as EmergencyNote['order'],
  terms: exact<OrderTerms>(terms),
  links: exact<OrderLinks>(links),
  ...(change === undefined ? {} : { change: exact<Amendment>(change) }),
  after,
});
