/** The first order of a deployment alone (B28): what adds risk waits for evidence of it. */
import { describe, expect, it } from 'vitest';
import type { InteractiveBrokersOptions } from '../../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import type { OrderId } from '../../../src/identifiers.ts';
import { price } from '../../../src/money.ts';
import type { OrderTerms } from '../../../src/orders.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';
import type { PeerState } from '../../support/twsPeer.ts';
import { placed } from '../../support/twsPeer.ts';

async function alone(
  options: Partial<InteractiveBrokersOptions> = { firstOrderAlone: true },
  state: Partial<PeerState> = {},
) {
  const rig = await ibRig(options, state);
  await rig.ready();
  const { peer } = rig;
  return {
    ...rig,
    buy: (order: string, over: Partial<OrderTerms> = {}) => rig.place(order, { limit: price(9), ...over }),
    sent: () => peer.asked('placeOrder').map(({ order }) => order.orderRef),
    /** The peer says that it has the first order. */
    prove() {
      const [first] = peer.asked('placeOrder');
      if (first !== undefined) peer.tell(placed(first));
    },
  };
}

describe('the first order of a deployment', () => {
  it('leaves alone; the rest follows in order once the broker has said anything of it', async () => {
    const { buy, sent, prove, news } = await alone();
    for (const order of ['o1', 'o2', 'o3']) buy(order);
    await news();
    expect(sent()).toEqual(['o1']);
    prove();
    await until(() => sent().length === 3);
    expect(sent()).toEqual(['o1', 'o2', 'o3']);
    buy('o4');
    await until(() => sent().length === 4);
  });

  it('of which nothing is heard: the rest is given back with the reason, and it is asked about as any order is', async () => {
    const { buy, sent, pass, said } = await alone();
    for (const order of ['o1', 'o2', 'o3']) buy(order);
    pass(10);
    await turns();
    expect(sent()).toEqual(['o1']);
    expect(said('outbox.dropped')).toMatchObject([
      { order: 'o2', kind: 'place', detail: 'nothing was heard of the first order in time' },
      { order: 'o3', kind: 'place' },
    ]);
  });

  it('takes its children along, which let it go; those of another one wait with it', async () => {
    const { buy, sent, prove, news } = await alone();
    const child = (parent: string) => ({ parent: parent as OrderId, side: 'sell' as const, transmit: true });
    buy('o1', { transmit: false });
    buy('o1stop', child('o1'));
    buy('o2', { transmit: false });
    buy('o2stop', child('o2'));
    await news();
    expect(sent()).toEqual(['o1', 'o1stop']);
    prove();
    await until(() => sent().length === 4);
    expect(sent().slice(2)).toEqual(['o2', 'o2stop']);
  });

  it('holds neither what reduces nor cancels (B28.3)', async () => {
    const { buy, sent, cancel, said, news, peer } = await alone(
      { firstOrderAlone: true },
      { positions: [{ symbol: 'SPY', quantity: 500 }] },
    );
    buy('o1');
    buy('o2');
    buy('exit', { side: 'sell' });
    cancel('o1');
    cancel('o2');
    await news();
    expect(sent()).toEqual(['o1', 'exit']);
    expect(peer.asked('cancelOrder')).toHaveLength(1);
    expect(said('outbox.dropped')).toMatchObject([{ order: 'o2', detail: 'taken back before it left' }]);
  });

  it('given back when the connection goes, before the loss is said', async () => {
    const { buy, peer, said, types } = await alone();
    buy('o1');
    buy('o2');
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    expect(types().slice(-2)).toEqual(['outbox.dropped', 'connection.lost']);
  });

  it.each([
    [['DU1'], 2],
    [['DF7', 'DU1'], 1],
  ])('by itself is so for the accounts %o of an advisor alone', async (accounts, count) => {
    const { buy, sent, news } = await alone({}, { accounts });
    buy('o1');
    buy('o2');
    await news();
    expect(sent()).toHaveLength(count);
  });
});
