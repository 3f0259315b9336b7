/** What a real client writes and understands, without a socket: the encoder and decoder of @stoqey/ib. */
import type { Contract, Order } from '@stoqey/ib';
import { Decoder } from '@stoqey/ib/dist/core/io/decoder.js';
import { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { HIGHEST_VERSION, LOWEST_VERSION } from '../../src/adapters/twsGateway/wire/versions.ts';

/** Every server version that is answered. */
export const versions: readonly number[] = Array.from(
  { length: HIGHEST_VERSION - LOWEST_VERSION + 1 },
  (_, index) => LOWEST_VERSION + index,
);

const asText = (token: unknown): string => {
  if (token === undefined || token === null) return '';
  return typeof token === 'boolean' ? (token ? '1' : '0') : String(token);
};

/** The fields of one message as the client sends it; what the encoder refuses fails the test. */
export function clientSays(version: number, say: (encoder: Encoder) => void): readonly string[] {
  const sent: string[][] = [];
  say(
    new Encoder({
      serverVersion: version,
      sendMsg: (...tokens) => sent.push((tokens.flat(9) as unknown[]).map(asText)),
      emitError: (problem) => {
        throw new Error(problem);
      },
    }),
  );
  const [only, ...others] = sent;
  if (only === undefined || others.length > 0) throw new Error(`${sent.length} messages were sent`);
  return only;
}

export interface Heard {
  readonly event: string;
  readonly args: readonly unknown[];
}

/** The events a client makes of one message; a count that does not fit (its error 505) fails the test. */
export function clientHears(version: number, fields: readonly string[]): readonly Heard[] {
  const heard: Heard[] = [];
  const decoder = new Decoder({
    serverVersion: version,
    emitEvent: (event, ...args) => heard.push({ event, args }),
    emitError: (text, code, id, advancedReject) => {
      if (code === 505) throw new Error(text);
      heard.push({ event: 'error', args: [text, code, id, advancedReject] });
    },
    emitInfo: (text, code) => heard.push({ event: 'info', args: [text, code] }),
  });
  decoder.enqueueMessage([...fields]);
  decoder.process();
  return heard;
}

/** PLACE_ORDER as the client sends it. */
export const clientPlaces = (version: number, id: number, contract: Contract, order: Order): readonly string[] =>
  clientSays(version, (encoder) => encoder.placeOrder(id, contract, order));
