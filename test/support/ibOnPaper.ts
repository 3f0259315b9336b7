/** The adapter of Interactive Brokers over a real socket, the paper broker behind that: all that is on its way can be let arrive. */
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import type { AccountId, CommandId, OrderId } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import type { Broker, MarketFact } from '../../src/ports.ts';
import { until } from './ibRig.ts';
import { startPaperPeer } from './paperPeer.ts';
import type { TwsPeer } from './twsPeer.ts';

export interface IbOnPaper {
  readonly account: AccountId;
  readonly clock: SimulatedClock;
  readonly broker: Broker;
  readonly peer: TwsPeer;
  /** What the paper broker matches against. */
  hearMarket(event: MarketFact): void;
  /** Lets everything that is on its way arrive: there, to the matching, and back. */
  arrive(): Promise<void>;
  close(): Promise<void>;
}

export async function ibOnPaper(): Promise<IbOnPaper> {
  const account = 'DU1' as AccountId;
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const { peer, hearMarket } = await startPaperPeer(clock);
  const inner = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: peer.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  /** Questions of the rig's own: what is heard behind their answers has all that came before. */
  const barriers = new Set<OrderId>();
  let [isRead, asked] = [false, 0];
  const broker: Broker = {
    abilities: inner.abilities,
    connect(hear) {
      isRead = false;
      inner.connect((fact) => {
        isRead = fact.type !== 'connection.lost' && (isRead || fact.type === 'broker.snapshot');
        if (fact.type === 'broker.orderAbsent' && barriers.delete(fact.order)) return;
        if (fact.type !== 'broker.account') hear(fact);
      });
    },
    place: (order, command) => inner.place(order, command),
    amend: (amendment, command) => inner.amend(amendment, command),
    cancel: (order, command) => inner.cancel(order, command),
    ask: (order, command) => inner.ask(order, command),
    disconnect: () => inner.disconnect(),
  };
  async function settle(): Promise<void> {
    if (!isRead) clock.advance(later(clock.now(), seconds(1)));
    await until(() => isRead);
    clock.advance(later(clock.now(), seconds(1)));
    const barrier = `barrier-${asked++}` as OrderId;
    barriers.add(barrier);
    inner.ask(barrier, 'c' as CommandId);
    await until(() => barriers.size === 0);
  }
  return {
    account,
    clock,
    broker,
    peer,
    hearMarket,
    async arrive() {
      await settle();
      await settle();
    },
    async close() {
      inner.disconnect();
      await peer.close();
    },
  };
}
