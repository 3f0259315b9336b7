/** A gateway whose time and market stand still but for what a test does: its clients are real, over real sockets. */
import { onTestFinished } from 'vitest';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import type { GatewayOptions } from '../../src/adapters/twsGateway/gateway.ts';
import type { InstrumentId } from '../../src/identifiers.ts';
import { instrumentId, later, seconds, timestamp } from '../../src/identifiers.ts';
import { price } from '../../src/money.ts';
import type { Opened } from './gateway.ts';
import { Desk, opened } from './gateway.ts';
import { QuotedMarket } from './quotedMarket.ts';

export interface QuotedGateway {
  readonly gateway: Opened;
  /** Monday, ten o'clock in New York, until time is let pass. */
  pass(count: number): void;
  quote(bid: number, ask: number, size?: number, instrument?: InstrumentId): void;
  trade(at: number, instrument?: InstrumentId): void;
  desk(clientId: number): Promise<Desk>;
}

const SPY = instrumentId('SPY');
export const START = timestamp('2026-11-23T15:00:00Z');

export async function quotedGateway(options: Partial<GatewayOptions> = {}): Promise<QuotedGateway> {
  const clock = createSimulatedClock({ start: START });
  const market = new QuotedMarket();
  const gateway = await opened({ clock, market: market.open, ...options });
  let isOver = false;
  // What has come over a socket is due at once: it is done as soon as it is here.
  const work = (): void => {
    clock.advance(clock.now());
    if (!isOver) setImmediate(work);
  };
  work();
  onTestFinished(async () => {
    await gateway.close();
    isOver = true;
  });
  market.quote(SPY, price('100.00'), price('100.02'));
  return {
    gateway,
    pass: (count) => clock.advance(later(clock.now(), seconds(count))),
    quote: (bid, ask, size = 300, instrument = SPY) => market.quote(instrument, price(bid), price(ask), size),
    trade: (at, instrument = SPY) => market.trade(instrument, price(at)),
    async desk(clientId) {
      const made = new Desk(gateway.port, clientId);
      onTestFinished(() => made.leave());
      await made.start();
      return made;
    },
  };
}
