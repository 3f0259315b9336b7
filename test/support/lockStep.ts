/**
 * Time that a gateway and its clients keep together: what clients have written is read before it moves, and all that was sent by then has
 * been read by them when it has. A run of the same requests is the same run, byte for byte.
 */
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { isoTime } from '../../src/identifiers.ts';
import type { AdminClient } from './adminClient.ts';
import { until } from './ibRig.ts';

/** A client that keeps step. */
export interface InStep {
  readonly id: number;
  /** What has gone each way on its socket; none while it is not connected. */
  traffic(): { readonly isConnecting: boolean; readonly written: number; readonly read: number } | undefined;
  /** Its own time, if it has one: it moves first, so that nothing is heard before it happens. */
  readonly clock?: SimulatedClock;
}

/** Moves the time of all to a moment. */
export async function stepTo(admin: AdminClient, to: Timestamp, clients: readonly InStep[]): Promise<void> {
  for (const { clock } of clients) clock?.advance(to);
  const at = isoTime(to);
  for (const { id, traffic } of clients)
    await until(
      () => traffic()?.isConnecting !== true,
      () => `that client ${id} is connected, at ${at},`,
    );
  const read = Object.fromEntries(clients.map(({ id, traffic }) => [id, traffic()?.written ?? 0]));
  const { clients: told = [] } = await admin.time({ to: at, read });
  for (const { client, bytes } of told) {
    const traffic = clients.findLast(({ id }) => id === client)?.traffic;
    await until(
      () => (traffic?.()?.read ?? bytes) >= bytes,
      () => `that client ${client} has read ${bytes} bytes of the gateway, at ${at},`,
    );
  }
}
