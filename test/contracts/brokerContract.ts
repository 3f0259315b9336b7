/** What every broker must keep: the same facts for the same commands, whatever stands behind it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountId, ApprovalId, CommandId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import type { Price } from '../../src/money.ts';
import { price, quantity } from '../../src/money.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import type { ApprovedAmendment, ApprovedOrder, Broker, BrokerFact } from '../../src/ports.ts';
import { terms } from '../support/orders.ts';

/** A broker under test, with a market that can be set and time that can be let pass. */
export interface BrokerRig {
  readonly broker: Broker;
  quote(bid: Price, ask: Price, size: number): void;
  /** Lets everything that is on its way arrive. */
  arrive(): Promise<void>;
  /** The account it is of; PAPER unless told. */
  readonly account?: AccountId;
  close?(): Promise<void>;
}

const SPY = 'SPY' as InstrumentId;

export function brokerContract(name: string, create: () => BrokerRig | Promise<BrokerRig>): void {
  describe(`${name} keeps the contract of a broker`, () => {
    async function connected() {
      const rig = await create();
      onTestFinished(async () => rig.close?.());
      const whose = rig.account === undefined ? {} : { account: rig.account };
      const facts: BrokerFact[] = [];
      rig.broker.connect((fact) => facts.push(fact));
      await rig.arrive();
      const opening = facts.splice(0);
      rig.quote(price('10.00'), price('10.02'), 1_000);
      await rig.arrive();
      return {
        opening,
        rig,
        async place(order: string, over: Partial<OrderTerms>): Promise<readonly BrokerFact[]> {
          const approved = {
            order: order as OrderId,
            approval: 'a' as ApprovalId,
            terms: terms({ ...over, ...whose }),
          } as ApprovedOrder;
          rig.broker.place(approved, 'c' as CommandId);
          await rig.arrive();
          return facts.splice(0);
        },
        async amend(order: string, change: Amendment): Promise<readonly BrokerFact[]> {
          rig.broker.amend(
            { order: order as OrderId, approval: 'a' as ApprovalId, change } as ApprovedAmendment,
            'c' as CommandId,
          );
          await rig.arrive();
          return facts.splice(0);
        },
        async cancel(order: string): Promise<readonly BrokerFact[]> {
          rig.broker.cancel(order as OrderId, 'c' as CommandId);
          await rig.arrive();
          return facts.splice(0);
        },
        async ask(order: string): Promise<readonly BrokerFact[]> {
          rig.broker.ask(order as OrderId, 'c' as CommandId);
          await rig.arrive();
          return facts.splice(0);
        },
        async quote(bid: string, ask: string, size = 1_000): Promise<readonly BrokerFact[]> {
          rig.quote(price(bid), price(ask), size);
          await rig.arrive();
          return facts.splice(0);
        },
      };
    }
    const types = (facts: readonly BrokerFact[]): readonly string[] => facts.map(({ type }) => type);

    it('a connection opens, agrees, and tells all that the broker has in one complete piece', async () => {
      const { opening } = await connected();
      expect(types(opening)).toEqual(['connection.opened', 'connection.handshaken', 'broker.snapshot']);
      expect(opening.at(-1)).toMatchObject({ snapshot: { complete: true, orders: [], positions: [] } });
    });

    it('an order that can not fill yet works', async () => {
      const { place } = await connected();
      expect(types(await place('o', { limit: price(9) }))).toContain('broker.orderWorking');
    });

    it('a stop waits for its trigger', async () => {
      const { place } = await connected();
      const { limit: _limit, ...stop } = terms({ side: 'sell', type: 'stop', stop: price(9), timeInForce: 'gtc' });
      expect(await place('o', stop)).toContainEqual(
        expect.objectContaining({ type: 'broker.orderWaiting', order: 'o', for: 'trigger' }),
      );
    });

    it('a fill says what, how much, at what price, its fee and the new position', async () => {
      const { place } = await connected();
      const facts = await place('o', { limit: price('10.05') });
      expect(facts.find(({ type }) => type === 'broker.execution')).toMatchObject({
        order: 'o',
        quantity: quantity(100),
        price: price('10.02'),
        revision: 1,
      });
      expect(facts.find(({ type }) => type === 'broker.commission')).toMatchObject({ order: 'o', currency: 'USD' });
      expect(facts.find(({ type }) => type === 'broker.position')).toMatchObject({
        instrument: SPY,
        quantity: quantity(100),
      });
    });

    it('every execution has a name of its own', async () => {
      const { place } = await connected();
      const names = [
        ...(await place('o', { limit: price('10.05') })),
        ...(await place('p', { limit: price('10.05') })),
      ].flatMap((fact) => (fact.type === 'broker.execution' ? [fact.execution] : []));
      expect(new Set(names).size).toBe(2);
    });

    it('a change is taken, with the terms that stand', async () => {
      const { place, amend } = await connected();
      await place('o', { limit: price(9) });
      expect(await amend('o', { quantity: quantity(60), limit: price('9.10') })).toContainEqual(
        expect.objectContaining({ type: 'broker.amended', order: 'o', quantity: quantity(60), limit: price('9.10') }),
      );
    });

    it('a change of what has ended is rejected', async () => {
      const { place, amend } = await connected();
      await place('o', { limit: price('10.05') });
      expect(types(await amend('o', { quantity: quantity(60) }))).toEqual(['broker.amendRejected']);
    });

    it('a cancel ends the order, and says how much had filled', async () => {
      const { place, cancel } = await connected();
      await place('o', { limit: price(9) });
      expect(await cancel('o')).toContainEqual(
        expect.objectContaining({ type: 'broker.orderCancelled', order: 'o', filled: 0n }),
      );
    });

    it('a cancel of what has filled is rejected', async () => {
      const { place, cancel } = await connected();
      await place('o', { limit: price('10.05') });
      expect(types(await cancel('o'))).toEqual(['broker.cancelRejected']);
    });

    it('asked about an order, it says what became of it; about one it never had, that it is absent', async () => {
      const { place, ask } = await connected();
      await place('o', { limit: price(9) });
      await place('p', { limit: price('10.05') });
      expect(types(await ask('o'))).toEqual(['broker.orderRestated', 'broker.orderFound']);
      expect(types(await ask('p'))).toEqual([
        'broker.execution',
        'broker.commission',
        'broker.orderRestated',
        'broker.orderStatus',
      ]);
      expect(types(await ask('q'))).toEqual(['broker.orderAbsent']);
    });

    it('orders live on when the connection closes, and are told of when it opens again', async () => {
      const { place, rig } = await connected();
      await place('o', { limit: price(9) });
      rig.broker.disconnect();
      const again: BrokerFact[] = [];
      rig.broker.connect((fact) => again.push(fact));
      await rig.arrive();
      expect(again.find(({ type }) => type === 'broker.snapshot')).toMatchObject({
        snapshot: { orders: [{ order: 'o', state: 'working' }] },
      });
    });

    it('children wait for their parent, and one of them cancels the other', async () => {
      const { place, quote } = await connected();
      const child = {
        side: 'sell',
        parent: 'entry' as OrderId,
        oca: { name: 'g', type: 2 },
        timeInForce: 'gtc',
      } as const;
      await place('entry', { limit: price('9.90'), transmit: false });
      await place('target', { ...child, limit: price('10.50'), transmit: false });
      const { limit: _limit, ...stop } = terms({ ...child, type: 'stop', stop: price('9.50') });
      expect(types(await place('stop', stop)).filter((type) => type === 'broker.orderWaiting')).toHaveLength(2);
      await quote('9.88', '9.90');
      const facts = await quote('10.60', '10.62');
      expect(facts).toContainEqual(expect.objectContaining({ type: 'broker.execution', order: 'target' }));
      expect(facts).toContainEqual(expect.objectContaining({ type: 'broker.orderCancelled', order: 'stop' }));
    });
  });
}
