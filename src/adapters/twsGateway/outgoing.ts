/** The bytes on their way to one client: whole frames, or cut into single bytes, in order and counted. */
import type { Socket } from 'node:net';
import { encodeFrame } from './wire/frames.ts';

/** What is sent in one turn of the process leaves at its end. */
interface Fresh {
  readonly frame: Buffer;
  readonly isCut: boolean;
}

export class Outgoing {
  readonly #socket: Socket;
  readonly #before: () => void;
  #fresh: Fresh[] = [];
  /** What leaves piece by piece, one in each turn of the process: what is written in one turn may arrive as one. */
  #pieces: Buffer[] = [];
  #waiting = 0;
  /** What is done once all pieces have left. */
  #after: (() => void)[] = [];
  /** Long answers that the client has not taken whole: where they begin and end among the bytes. */
  #answers: { readonly from: number; readonly to: number }[] = [];
  /** All that has been sent, or is on its way. */
  messages = 0;
  bytes = 0;

  /** `before` is called before the first byte of a turn leaves: what is told is kept first. */
  constructor(socket: Socket, before: () => void) {
    this.#socket = socket;
    this.#before = before;
  }

  /** How many bytes the client has not taken yet. */
  get backlog(): number {
    return this.#socket.writableLength + this.#waiting;
  }

  /** The same without what is left of long answers: to take those takes a while for whoever reads, too. */
  get unread(): number {
    const { backlog } = this;
    if (this.#answers.length === 0) return backlog;
    const taken = this.bytes - backlog;
    this.#answers = this.#answers.filter(({ to }) => to > taken);
    return this.#answers.reduce((sum, { from, to }) => sum - (to - Math.max(from, taken)), backlog);
  }

  /** What is sent by this is one long answer. */
  answering(tell: () => void): void {
    const from = this.bytes;
    tell();
    this.#answers.push({ from, to: this.bytes });
  }

  send(fields: readonly string[], isCut: boolean): void {
    this.messages++;
    this.#put(encodeFrame(fields), isCut);
  }

  /** The first half of a message, and no more on this socket. */
  breakOff(fields: readonly string[], isCut: boolean): void {
    const frame = encodeFrame(fields);
    this.#put(frame.subarray(0, Math.floor(frame.length / 2)), isCut);
    this.#behind(() => this.#socket.write('', () => this.#socket.destroy()));
  }

  /** Closes once what was sent has left. */
  end(): void {
    this.#behind(() => this.#socket.end());
  }

  /** Closes at once. */
  destroy(): void {
    this.#fresh = [];
    this.#pieces = [];
    this.#socket.destroy();
    this.#settle();
  }

  /** All that was sent has been handed to the socket. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.#behind(resolve));
  }

  /** All that was sent has been taken by the client, or it has gone. */
  async taken(): Promise<void> {
    await this.settled();
    await new Promise<unknown>((resolve) => this.#socket.write('', resolve));
  }

  #put(frame: Buffer, isCut: boolean): void {
    this.bytes += frame.length;
    this.#waiting += frame.length;
    this.#fresh.push({ frame, isCut });
    if (this.#fresh.length === 1) queueMicrotask(() => this.#leave());
  }

  /** The turn is over: whole frames leave together, unless some still leave piece by piece before them. */
  #leave(): void {
    if (this.#fresh.length === 0) return;
    this.#before();
    const fresh = this.#fresh;
    this.#fresh = [];
    this.#socket.cork();
    for (const each of fresh) this.#write(each);
    this.#socket.uncork();
    if (this.#pieces.length === 0) this.#settle();
  }

  #write({ frame, isCut }: Fresh): void {
    if (!isCut && this.#pieces.length === 0) {
      this.#waiting -= frame.length;
      return void this.#socket.write(frame);
    }
    if (this.#pieces.length === 0) setImmediate(() => this.#next());
    if (isCut) for (let place = 0; place < frame.length; place++) this.#pieces.push(frame.subarray(place, place + 1));
    else this.#pieces.push(frame);
  }

  #next(): void {
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    this.#waiting -= piece.length;
    this.#socket.write(piece);
    if (this.#pieces.length === 0) this.#settle();
    else setImmediate(() => this.#next());
  }

  #behind(act: () => void): void {
    if (this.#pieces.length === 0 && this.#fresh.length === 0) act();
    else this.#after.push(act);
  }

  #settle(): void {
    for (const act of this.#after.splice(0)) act();
  }
}
