/** Frames: a length of four bytes, big end first, then fields that each end in a zero byte; in chunks of any size. */
import { OrdermatonError } from '../../../errors.ts';

/** The largest payload of the protocol, in bytes. */
export const LARGEST_FRAME = 0xffffff;

const MAGIC = 'API\0';
const LENGTH_BYTES = 4;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One message as bytes to send. @throws `frameRefused` beyond {@link LARGEST_FRAME} */
export function encodeFrame(fields: readonly string[]): Buffer {
  const payload = Buffer.from(fields.map((field) => `${field}\0`).join(''), 'utf8');
  if (payload.length > LARGEST_FRAME) throw refused(payload.length, `longer than ${LARGEST_FRAME} bytes`);
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + payload.length);
  frame.writeUInt32BE(payload.length);
  frame.set(payload, LENGTH_BYTES);
  return frame;
}

/** The fields of a payload. @throws `frameRefused` unless every field, the last one too, ends in a zero byte */
export function splitFields(payload: string): readonly string[] {
  if (!payload.endsWith('\0')) throw refused(payload.length, 'not ended by a zero byte');
  return payload.slice(0, -1).split('\0');
}

/**
 * Puts payloads together from the chunks of one connection, in order; `API\0` must come before the first.
 * After an error the connection is to be dropped: where the next frame begins is not known any more.
 */
export class FrameReader {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #held = 0;
  /** How many bytes the next step needs, and what they are. */
  #needed = MAGIC.length;
  #awaiting: 'magic' | 'length' | 'payload' = 'magic';

  /** @param limit the longest payload that is read, in bytes; at most {@link LARGEST_FRAME} */
  constructor(limit = LARGEST_FRAME) {
    this.#limit = Math.min(limit, LARGEST_FRAME);
  }

  /** How many bytes wait for the rest of their frame. */
  get waiting(): number {
    return this.#held;
  }

  /**
   * The payloads that a chunk completes, oldest first.
   * @throws `frameRefused` for another beginning than `API\0`, a length of zero or beyond the limit, or bytes that are not UTF-8
   */
  push(chunk: Uint8Array): readonly string[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#awaiting === 'magic') this.#checkBeginning();
    const payloads: string[] = [];
    while (this.#held >= this.#needed) {
      const payload = this.#step(this.#take(this.#needed));
      if (payload !== undefined) payloads.push(payload);
    }
    return payloads;
  }

  /** Says at the first wrong byte that this is no client of ours; a browser that waits for an answer is not left waiting. */
  #checkBeginning(): void {
    const seen = Buffer.concat(this.#chunks).toString('latin1').slice(0, MAGIC.length);
    if (!MAGIC.startsWith(seen)) throw refused(this.#held, 'not begun by API and a zero byte');
  }

  #step(bytes: Buffer): string | undefined {
    if (this.#awaiting === 'payload') {
      this.#await('length', LENGTH_BYTES);
      return decode(bytes);
    }
    if (this.#awaiting === 'magic') this.#await('length', LENGTH_BYTES);
    else {
      const length = bytes.readUInt32BE();
      if (length === 0) throw refused(length, 'empty');
      if (length > this.#limit) throw refused(length, `longer than ${this.#limit} bytes`);
      this.#await('payload', length);
    }
    return undefined;
  }

  #await(what: 'length' | 'payload', needed: number): void {
    this.#awaiting = what;
    this.#needed = needed;
  }

  #take(count: number): Buffer {
    const [first, ...others] = this.#chunks;
    const all = first !== undefined && others.length === 0 ? view(first) : Buffer.concat(this.#chunks);
    const rest = all.subarray(count);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
    return all.subarray(0, count);
  }
}

/** The same bytes, not copied: a chunk of many frames is walked through once. */
const view = (chunk: Uint8Array): Buffer => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw refused(bytes.length, 'not UTF-8');
  }
}

const refused = (length: number, problem: string): OrdermatonError =>
  new OrdermatonError('frameRefused', { length, problem });
