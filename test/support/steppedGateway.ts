/** A gateway whose time a test moves, with clients that keep step: when a step is over, everybody has heard all of it. */
import { onTestFinished } from 'vitest';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import { AdminClient, TOKEN } from './adminClient.ts';
import type { Opened } from './gateway.ts';
import { Desk, opened } from './gateway.ts';
import { stepTo } from './lockStep.ts';
import { limited } from './plainOrders.ts';

/** One that rests: far below the market. */
export const resting = limited({ lmtPrice: 1 });

export interface Stepped {
  readonly gateway: Opened;
  readonly admin: AdminClient;
  /** A client that has started. */
  desk(id: number): Promise<Desk>;
  /** So many seconds pass. */
  step(count?: number): Promise<void>;
}

export async function steppedGateway(options: Parameters<typeof opened>[0] = {}): Promise<Stepped> {
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const gateway = await opened({ clock, admin: { port: 0, token: TOKEN }, ...options });
  const admin = new AdminClient(gateway);
  const desks: { readonly id: number; readonly desk: Desk }[] = [];
  onTestFinished(async () => {
    for (const { desk } of desks) desk.leave();
    await gateway.close();
  });
  return {
    gateway,
    admin,
    async desk(id) {
      const desk = new Desk(gateway.port, id);
      desks.push({ id, desk });
      await desk.start();
      return desk;
    },
    step: (count = 0) =>
      stepTo(
        admin,
        later(clock.now(), seconds(count)),
        desks.map(({ id, desk }) => ({ id, traffic: () => desk.traffic() })),
      ),
  };
}
