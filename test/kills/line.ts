/** What goes over the line between engine and broker: one canonical text a line, each request answered by all that came of it. */
import type { Socket } from 'node:net';
import { decode, encode } from '../../src/codec.ts';
import type { InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import type { Quantity } from '../../src/money.ts';
import type { ApprovedAmendment, ApprovedOrder, BrokerFact, MarketFact } from '../../src/ports.ts';

export type Ask =
  | { readonly do: 'connect' | 'disconnect' | 'positions' }
  | { readonly do: 'place'; readonly order: ApprovedOrder }
  | { readonly do: 'amend'; readonly amendment: ApprovedAmendment }
  | { readonly do: 'cancel' | 'ask'; readonly order: OrderId }
  | { readonly do: 'market'; readonly event: MarketFact };
export interface Request {
  readonly at: Timestamp;
  readonly ask: Ask;
}
export interface Answer {
  readonly facts: readonly BrokerFact[];
  readonly positions?: readonly (readonly [InstrumentId, Quantity])[];
}

/** Hears whole lines. */
export function listen<T>(socket: Socket, hear: (message: T) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(decode(line) as T);
  });
}
export const say = (socket: Socket, message: Request | Answer): unknown => socket.write(`${encode(message)}\n`);
