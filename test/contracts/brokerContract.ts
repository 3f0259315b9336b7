/** What every broker must keep: the same facts for the same commands, whatever stands behind it. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccountId, ApprovalId, CommandId, InstrumentId, OrderId } from '../../src/identifiers.ts';
import type { Price, Quantity } from '../../src/money.ts';
import { price, quantity, ratio, scaled, toTick } from '../../src/money.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import type { ApprovedAmendment, ApprovedOrder, Broker, BrokerFact } from '../../src/ports.ts';
import { terms } from '../support/orders.ts';

/** Prices by the quote: what can not fill yet, and what fills at once. */
export interface Levels {
  /** A buy there rests. */
  readonly resting: Price;
  /** So does one there, nearer to the market. */
  readonly nearer: Price;
  /** A buy up to there fills at once. */
  readonly through: Price;
  /** A sale down to there fills at once. */
  readonly saleThrough: Price;
  /** A sale there rests. */
  readonly saleResting: Price;
}

/** A broker under test. */
export interface BrokerRig {
  readonly broker: Broker;
  /** The market of SPY is quoted: called once, when the broker is connected. */
  quoted(): Levels | Promise<Levels>;
  /** Lets everything that is on its way arrive. */
  arrive(): Promise<void>;
  /** The account it is of; PAPER unless told. */
  readonly account?: AccountId;
  /** What the account has before is not ours: it is not looked at. */
  readonly isShared?: boolean;
  close?(): Promise<void>;
}

const SPY = 'SPY' as InstrumentId;
const CENT = price('0.01');

/** Two and three per cent from the quote, in cents: near enough for the precautions of a broker. */
export function levelsAt(bid: Price, ask: Price): Levels {
  const away = (from: Price, by: string): Price => toTick(scaled(from, ratio(by)), CENT, 'nearest');
  return {
    resting: away(bid, '0.97'),
    nearer: away(bid, '0.975'),
    through: away(ask, '1.01'),
    saleThrough: away(bid, '0.99'),
    saleResting: away(ask, '1.03'),
  };
}

let runs = 0;

export function brokerContract(name: string, create: () => BrokerRig | Promise<BrokerRig>): void {
  describe(`${name} keeps the contract of a broker`, () => {
    async function connected() {
      const rig = await create();
      onTestFinished(async () => rig.close?.());
      const whose = rig.account === undefined ? {} : { account: rig.account };
      // A broker remembers orders for a day: names are used once.
      const run = rig.isShared ? `.${Date.now().toString(36)}${runs++}` : '';
      const named = (order: string): OrderId => `${order}${run}` as OrderId;
      const facts: BrokerFact[] = [];
      rig.broker.connect((fact) => facts.push(fact));
      await rig.arrive();
      const opening = facts.splice(0);
      const levels = await rig.quoted();
      await rig.arrive();
      const before = opening.find((fact) => fact.type === 'broker.snapshot')?.snapshot;
      const held = before?.positions.find(({ instrument }) => instrument === SPY)?.quantity ?? (0n as Quantity);
      const command = async (give: () => void): Promise<readonly BrokerFact[]> => {
        give();
        await rig.arrive();
        return facts.splice(0);
      };
      return {
        opening,
        rig,
        levels,
        held,
        named,
        place: (order: string, over: Partial<OrderTerms>) =>
          command(() => {
            const parent = over.parent === undefined ? {} : { parent: named(over.parent) };
            const oca = over.oca === undefined ? {} : { oca: { ...over.oca, name: `${over.oca.name}${run}` } };
            const given = terms({ ...over, ...whose, ...parent, ...oca });
            const approved = { order: named(order), approval: 'a' as ApprovalId, terms: given };
            rig.broker.place(approved as ApprovedOrder, 'c' as CommandId);
          }),
        amend: (order: string, change: Amendment) =>
          command(() => {
            const amendment = { order: named(order), approval: 'a' as ApprovalId, change };
            rig.broker.amend(amendment as ApprovedAmendment, 'c' as CommandId);
          }),
        cancel: (order: string) => command(() => rig.broker.cancel(named(order), 'c' as CommandId)),
        ask: (order: string) => command(() => rig.broker.ask(named(order), 'c' as CommandId)),
      };
    }
    const types = (facts: readonly BrokerFact[]): readonly string[] => facts.map(({ type }) => type);

    it('a connection opens, agrees, and tells all that the broker has in one complete piece', async () => {
      const { opening, rig } = await connected();
      expect(types(opening)).toEqual(['connection.opened', 'connection.handshaken', 'broker.snapshot']);
      const empty = rig.isShared ? {} : { orders: [], positions: [] };
      expect(opening.at(-1)).toMatchObject({ snapshot: { complete: true, ...empty } });
    });

    it('an order that can not fill yet works', async () => {
      const { place, levels } = await connected();
      expect(types(await place('o', { limit: levels.resting }))).toContain('broker.orderWorking');
    });

    it('a stop waits for its trigger', async () => {
      const { place, levels, named } = await connected();
      const { limit: _limit, ...stop } = terms({
        side: 'sell',
        type: 'stop',
        stop: levels.resting,
        timeInForce: 'gtc',
      });
      expect(await place('o', stop)).toContainEqual(
        expect.objectContaining({ type: 'broker.orderWaiting', order: named('o'), for: 'trigger' }),
      );
    });

    it('a fill says what, how much, at what price, its fee and the new position', async () => {
      const { place, levels, held, named } = await connected();
      const facts = await place('o', { limit: levels.through });
      const executions = facts.filter((fact) => fact.type === 'broker.execution');
      expect(executions.reduce((sum, { quantity: size }) => sum + size, 0n)).toBe(quantity(100));
      for (const { order, price: paid, revision } of executions) {
        expect([order, revision]).toEqual([named('o'), 1]);
        expect(paid <= levels.through).toBe(true);
      }
      expect(facts.find(({ type }) => type === 'broker.commission')).toMatchObject({
        order: named('o'),
        currency: 'USD',
      });
      expect(facts.findLast(({ type }) => type === 'broker.position')).toMatchObject({
        instrument: SPY,
        quantity: held + quantity(100),
      });
    });

    it('every execution has a name of its own', async () => {
      const { place, levels } = await connected();
      const names = [
        ...(await place('o', { limit: levels.through })),
        ...(await place('p', { limit: levels.through })),
      ].flatMap((fact) => (fact.type === 'broker.execution' ? [fact.execution] : []));
      expect(names.length).toBeGreaterThan(1);
      expect(new Set(names).size).toBe(names.length);
    });

    it('a change is taken, with the terms that stand', async () => {
      const { place, amend, levels, named } = await connected();
      await place('o', { limit: levels.resting });
      const change = { quantity: quantity(60), limit: levels.nearer };
      expect(await amend('o', change)).toContainEqual(
        expect.objectContaining({ type: 'broker.amended', order: named('o'), ...change }),
      );
    });

    it('a change of what has ended is rejected', async () => {
      const { place, amend, levels } = await connected();
      await place('o', { limit: levels.through });
      expect(types(await amend('o', { quantity: quantity(60) }))).toEqual(['broker.amendRejected']);
    });

    it('a cancel ends the order, and says how much had filled', async () => {
      const { place, cancel, levels, named } = await connected();
      await place('o', { limit: levels.resting });
      expect(await cancel('o')).toContainEqual(
        expect.objectContaining({ type: 'broker.orderCancelled', order: named('o'), filled: 0n }),
      );
    });

    it('a cancel of what has filled is rejected', async () => {
      const { place, cancel, levels } = await connected();
      await place('o', { limit: levels.through });
      expect(types(await cancel('o'))).toEqual(['broker.cancelRejected']);
    });

    it('asked about an order, it says what became of it; about one it never had, that it is absent', async () => {
      const { place, ask, levels } = await connected();
      await place('o', { limit: levels.resting });
      await place('p', { limit: levels.through });
      expect(types(await ask('o'))).toEqual(['broker.orderRestated', 'broker.orderFound']);
      expect([...new Set(types(await ask('p')))]).toEqual([
        'broker.execution',
        'broker.commission',
        'broker.orderRestated',
        'broker.orderStatus',
      ]);
      expect(types(await ask('q'))).toEqual(['broker.orderAbsent']);
    });

    it('orders live on when the connection closes, and are told of when it opens again', async () => {
      const { place, rig, levels, named } = await connected();
      await place('o', { limit: levels.resting });
      rig.broker.disconnect();
      const again: BrokerFact[] = [];
      rig.broker.connect((fact) => again.push(fact));
      await rig.arrive();
      const told = again.find((fact) => fact.type === 'broker.snapshot')?.snapshot;
      expect(told?.orders.find(({ order }) => order === named('o'))).toMatchObject({ state: 'working' });
    });

    it('children wait for their parent, and one of them cancels the other', async () => {
      const { place, amend, levels, named } = await connected();
      const child = {
        side: 'sell',
        parent: 'entry' as OrderId,
        oca: { name: 'g', type: 2 },
        timeInForce: 'gtc',
      } as const;
      await place('entry', { limit: levels.resting, transmit: false });
      await place('target', { ...child, limit: levels.saleResting, transmit: false });
      const { limit: _limit, ...stop } = terms({ ...child, type: 'stop', stop: levels.resting });
      const waiting = (await place('stop', stop)).filter((fact) => fact.type === 'broker.orderWaiting');
      expect([...new Set(waiting.map(({ order }) => order))]).toEqual([named('target'), named('stop')]);
      expect(types(await amend('entry', { limit: levels.through }))).toContain('broker.execution');
      const facts = await amend('target', { limit: levels.saleThrough });
      expect(facts).toContainEqual(expect.objectContaining({ type: 'broker.execution', order: named('target') }));
      expect(facts).toContainEqual(expect.objectContaining({ type: 'broker.orderCancelled', order: named('stop') }));
    });
  });
}
