/** A gateway that replays recorded data in lock-step: time moves only when the test moves it, and nobody is behind. */
import { onTestFinished } from 'vitest';
import { newYorkTime } from '../../src/adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { replayedMarket } from '../../src/adapters/twsGateway/replayedMarket.ts';
import type { Timestamp } from '../../src/identifiers.ts';
import { timestamp } from '../../src/identifiers.ts';
import type { MarketData } from '../../src/ports.ts';
import { AdminClient, TOKEN } from './adminClient.ts';
import type { Opened } from './gateway.ts';
import { Desk, opened } from './gateway.ts';
import { stepTo } from './lockStep.ts';

export interface Replayed {
  readonly gateway: Opened;
  readonly admin: AdminClient;
  desk(id: number): Promise<Desk>;
  /** Time moves to a moment. */
  to(moment: Timestamp): Promise<void>;
  /** Time moves to the next thing that the market has, and no further; false when there is none. */
  next(): Promise<boolean>;
}

export async function replayedGateway(
  market: MarketData,
  options: Parameters<typeof opened>[0] = {},
): Promise<Replayed> {
  const clock = createSimulatedClock({ start: newYorkTime(market.days.from) });
  const gateway = await opened({
    ...{ clock, latency: 20_000, hours: createNyseCalendar(), instruments: market.instruments },
    ...{ market: replayedMarket(market, clock), admin: { port: 0, token: TOKEN } },
    ...options,
  });
  const admin = new AdminClient(gateway);
  const desks: { readonly id: number; readonly desk: Desk }[] = [];
  onTestFinished(async () => {
    for (const { desk } of desks) desk.leave();
    await gateway.close();
  });
  const to = (moment: Timestamp): Promise<void> =>
    stepTo(
      admin,
      moment,
      desks.map(({ id, desk }) => ({ id, traffic: () => desk.traffic() })),
    );
  return {
    ...{ gateway, admin, to },
    async desk(id) {
      const desk = new Desk(gateway.port, id);
      desks.push({ id, desk });
      await desk.start();
      return desk;
    },
    async next() {
      const { nextOfMarket } = await admin.state();
      if (nextOfMarket === undefined) return false;
      await to(timestamp(nextOfMarket));
      return true;
    },
  };
}
