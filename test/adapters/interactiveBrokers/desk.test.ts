import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../../src/adapters/journal/memoryJournal.ts';
import { price, quantity } from '../../../src/money.ts';
import { BOOK, plainIntent, SPY } from '../../support/desk.ts';
import { heardFacts } from '../../support/heardFacts.ts';
import { ibOnPaper } from '../../support/ibOnPaper.ts';
import { until } from '../../support/ibRig.ts';

/** A whole desk that trades with Interactive Brokers over a socket. */
async function desk() {
  const { account, clock, broker, peer, hearMarket, arrive, close } = await ibOnPaper();
  const engine = createEngine({
    desk: { ...parseDesk('desk: test\nrules: {}'), account },
    ...{ broker, clock, journal: createMemoryJournal() },
  });
  const heard = heardFacts(engine.bus);
  engine.start();
  onTestFinished(close);
  await arrive();
  return {
    ...heard,
    engine,
    peer,
    arrive,
    async quote(bid: string, ask: string) {
      const sizes = { bidSize: quantity(1_000), askSize: quantity(1_000) };
      const event = { type: 'market.quote', instrument: SPY, bid: price(bid), ask: price(ask), ...sizes } as const;
      engine.hear(event, 'market');
      hearMarket(event);
      await arrive();
    },
    async open() {
      engine.send({ type: 'desk.open', book: BOOK, instrument: SPY, intent: plainIntent });
      await arrive();
      await arrive();
    },
  };
}

describe('a desk that trades with Interactive Brokers', () => {
  it('enters, is protected, and leaves at its target, with money to the last digit', async () => {
    const { quote, open, said, surprises, peer, engine } = await desk();
    await quote('10.00', '10.02');
    await open();
    expect(said('position.opened')).toHaveLength(1);
    const [entry] = peer.asked('placeOrder');
    expect(peer.asked('placeOrder').map(({ order }) => order.transmit)).toEqual([false, false, true, true, true]);
    // The exits follow the price of the fill; their parent has filled by then, and is named no more.
    const id = entry?.orderId ?? 0;
    expect(peer.asked('placeOrder').map(({ order }) => order.parentId)).toEqual([0, id, id, 0, 0]);
    expect(said('position.protected')).not.toEqual([]);
    await quote('10.60', '10.62');
    await quote('10.60', '10.62');
    expect(said('position.closed')).toHaveLength(1);
    expect(surprises()).toEqual([]);
    expect(engine.views.positions().filter(({ state }) => state !== 'closed')).toEqual([]);
  });

  it('is stopped out, and the target is taken back by the broker', async () => {
    const { quote, open, said, surprises } = await desk();
    await quote('10.00', '10.02');
    await open();
    await quote('8.90', '8.92');
    await quote('8.90', '8.92');
    expect(said('position.closed')).toHaveLength(1);
    expect(said('order.cancelled')).toHaveLength(1);
    expect(surprises()).toEqual([]);
  });

  it('loses the line with a position open, and finds all as it was', async () => {
    const { quote, open, said, surprises, peer, arrive } = await desk();
    await quote('10.00', '10.02');
    await open();
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    await arrive();
    expect(said('connection.lost')).toHaveLength(1);
    expect(said('connection.ready')).toHaveLength(2);
    await quote('10.60', '10.62');
    await quote('10.60', '10.62');
    expect(said('position.closed')).toHaveLength(1);
    expect(surprises()).toEqual([]);
  });

  it('leaves on command: a leg is made marketable, and nothing is sold twice (B33.1, B33.3)', async () => {
    const { quote, open, said, surprises, engine, arrive } = await desk();
    await quote('10.00', '10.02');
    await open();
    engine.send({ type: 'desk.flatten', why: 'enough' });
    for (let turn = 0; turn < 4; turn++) await arrive();
    await quote('10.00', '10.02');
    await arrive();
    expect(said('position.closed')).toHaveLength(1);
    expect(surprises()).toEqual([]);
    expect(
      said('order.filled').reduce((sum, { side, quantity: size }) => sum + (side === 'buy' ? size : -size), 0n),
    ).toBe(0n);
  });
});
