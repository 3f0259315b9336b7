/** How a connection begins: the client names its versions, the server answers with one of them and the time. */
import { OrdermatonError } from '../../../errors.ts';
import { text } from './fieldWriter.ts';
import { HIGHEST_VERSION, LOWEST_VERSION } from './versions.ts';

/** What a client says first; `v100..193 +PACEAPI` is one. */
export interface Hello {
  readonly lowest: number;
  readonly highest: number;
  /** What follows the versions, such as `+PACEAPI`; empty when nothing does. */
  readonly connectOptions: string;
}

const OFFER = /^v(\d{1,6})(?:\.\.(\d{1,6}))?(?: (.*))?$/;

/** Reads the first frame of a client; a single version without `..` is legal. @throws `versionRefused` for anything else */
export function readHello(payload: string): Hello {
  const match = OFFER.exec(payload);
  if (match === null) throw refused(JSON.stringify(payload.slice(0, 60)));
  const [, first = '', last = first, connectOptions = ''] = match;
  return { lowest: Number(first), highest: Number(last), connectOptions };
}

/**
 * The version both sides speak: the client's highest, at most {@link HIGHEST_VERSION}.
 * @throws `versionRefused` when the client's highest is too low or its lowest too high
 */
export function negotiate({ lowest, highest }: Hello): number {
  const version = Math.min(highest, HIGHEST_VERSION);
  if (lowest > highest || version < lowest || version < LOWEST_VERSION) throw refused(`v${lowest}..${highest}`);
  return version;
}

/** The answer: exactly two fields, by which clients know it; the time is free text such as `20260822 10:00:00 EST`. */
export const versionFields = (version: number, connectionTime: string): readonly string[] => [
  String(version),
  text(connectionTime),
];

const refused = (offer: string): OrdermatonError =>
  new OrdermatonError('versionRefused', { offer, from: LOWEST_VERSION, to: HIGHEST_VERSION });
