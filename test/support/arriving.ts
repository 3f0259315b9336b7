/** The adapter of Interactive Brokers with whatever answers it over a socket: all that is on its way can be let arrive. */
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import type { CommandId, OrderId } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import type { Broker } from '../../src/ports.ts';
import { until } from './ibRig.ts';

export interface Arriving {
  readonly broker: Broker;
  /** Lets everything that is on its way arrive: there, to the matching, and back. */
  arrive(): Promise<void>;
}

/** `pass` lets a second pass, for the adapter and for what is behind the socket; `wait` lets the sockets work meanwhile. */
export function arriving(inner: Broker, pass: () => void | Promise<void>, wait = until): Arriving {
  /** Questions of our own: what is heard behind their answers has all that came before. */
  const barriers = new Set<OrderId>();
  let [isRead, asked] = [false, 0];
  const broker: Broker = {
    abilities: inner.abilities,
    connect(hear) {
      isRead = false;
      inner.connect((fact) => {
        isRead = fact.type !== 'connection.lost' && (isRead || fact.type === 'broker.snapshot');
        if (fact.type === 'broker.orderAbsent' && barriers.delete(fact.order)) return;
        // The account and notices are told whenever the broker likes.
        if (fact.type !== 'broker.account' && fact.type !== 'broker.notice') hear(fact);
      });
    },
    place: (order, command) => inner.place(order, command),
    amend: (amendment, command) => inner.amend(amendment, command),
    cancel: (order, command) => inner.cancel(order, command),
    ask: (order, command) => inner.ask(order, command),
    disconnect: () => inner.disconnect(),
  };
  async function settle(): Promise<void> {
    if (!isRead) await pass();
    await wait(() => isRead);
    await pass();
    const barrier = `barrier-${asked++}` as OrderId;
    barriers.add(barrier);
    inner.ask(barrier, 'c' as CommandId);
    await wait(() => barriers.size === 0);
  }
  return {
    broker,
    async arrive() {
      await settle();
      await settle();
    },
  };
}

/** A second of simulated time. */
export const secondOf = (clock: SimulatedClock) => (): void => clock.advance(later(clock.now(), seconds(1)));
